"""The first lines of a questionnaire or a bank: format, id, version, languages."""

from __future__ import annotations

from questionnaires.fields import Fields
from questionnaires.nodes import Value

FORMAT = 1
MOST_LANGUAGES = 30
LONGEST_VERSION = 40
MOST_MINUTES = 60

ID = r"[a-z][a-z0-9-]{0,39}"
_ID_RULE = "Use a small letter first, then small letters, digits and '-', at most 40 in all."
_LANGUAGE = r"[a-z]{2,3}(-[A-Z]{2})?"
_LANGUAGE_RULE = "Use codes such as en, fr or pt-BR."


def require_format(fields: Fields) -> None:
    """Note a format that this version does not read."""
    node = fields.node("format", mend=f"Add 'format: {FORMAT}' as the first line.")
    if node is not None and not (isinstance(node, Value) and node.value == FORMAT and node.value is not True):
        fields.refuse("format", f"The format is {node}.", f"This version reads format {FORMAT}.")


def read_id(fields: Fields) -> str:
    """Return the questionnaire's id."""
    return fields.code("id", pattern=ID, rule=_ID_RULE)


def read_version(fields: Fields) -> str:
    """Return the version as it is written: 1.10 stays "1.10"."""
    fields.node("version", mend="Add 'version:', such as version: \"1\".")
    version = fields.word("version")
    if len(version) > LONGEST_VERSION:
        fields.refuse(
            "version", f"The version has {len(version):,} characters.", f"Use {LONGEST_VERSION} at most."
        )
    return version


def read_languages(fields: Fields) -> tuple[str, ...]:
    """Return the languages; without them no text can be read, so the reading stops there."""
    nodes = fields.listing("languages")
    if len(nodes) > MOST_LANGUAGES:
        fields.refuse(
            "languages", f"The file has {len(nodes):,} languages.", f"Use {MOST_LANGUAGES} at most."
        )
        nodes = ()
    codes = [fields.as_code(node, "a language", pattern=_LANGUAGE, rule=_LANGUAGE_RULE) for node in nodes]
    for code in {code for code in codes if code and codes.count(code) > 1}:
        fields.refuse("languages", f"The language {code!r} stands twice.", "Name each language once.")
    if not codes or "" in codes:
        fields.problems.raise_found()
    return tuple(dict.fromkeys(codes))


def read_target(fields: Fields) -> int | None:
    """Return how many minutes the questionnaire is meant to take, None where it does not say."""
    return fields.whole("target_minutes", low=1, high=MOST_MINUTES) if "target_minutes" in fields else None
