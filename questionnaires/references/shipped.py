"""The data files of this package, opened with the questionnaires' own strict reader.

The trap: they are ours, and still read strictly. A key with a slip of the pen would else be left out in silence.
"""

from __future__ import annotations

from collections.abc import Collection
from importlib import resources

from questionnaires.fields import Fields
from questionnaires.head import require_format
from questionnaires.nodes import parse_nodes
from questionnaires.problems import Problems

LANGUAGES = ("en", "fr")
"""The languages in which everything that clients read stands here."""

CODE = r"[a-z0-9][a-z0-9_]{0,39}"
_RULE = "Use small letters, digits and '_', at most 40 in all."


def opened(name: str, known: Collection[str]) -> Fields:
    """Return the top mapping of the data file `name`."""
    problems = Problems(f"references/{name}")
    content = (resources.files("questionnaires.references") / name).read_bytes()
    fields = Fields(parse_nodes(content, problems), "the file", problems, known=("format", *known))
    require_format(fields)
    return fields


def code(fields: Fields, key: str = "code") -> str:
    """Return the code under `key`; codes of studies may be longer than those of questions."""
    return fields.code(key, pattern=CODE, rule=_RULE)
