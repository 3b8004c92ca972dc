"""The options of questions and segments: `options:` of each, and the lists under `lists:` that several share.

An option is a code with its label, or with keys where there is more to say. Which keys make sense hangs on the type
of question: nobody can share out points to "I don't know".
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from itertools import product

from questionnaires.fields import Fields, Names, Taken
from questionnaires.model import Scale, Segment
from questionnaires.nodes import Node, Table, Value
from questionnaires.problems import listed
from questionnaires.questions import POSITIONS, Option, Question

MOST_OPTIONS = 60
OPTION = ("label", "audience", "exclusive", "other", "outside", "fixed", "comment", "scopes")

Options = tuple[Option, ...]


@dataclass(frozen=True)
class Shared:
    """What questions and segments may name: scales, scopes, lists of options, and those of a bank, by code."""

    languages: tuple[str, ...]
    scales: Mapping[str, Scale] = field(default_factory=dict)
    scopes: Collection[str] = ()
    lists: Mapping[str, Options] = field(default_factory=dict)
    questions: Mapping[str, Question] = field(default_factory=dict)
    segments: Mapping[str, Segment] = field(default_factory=dict)


def read_lists(fields: Fields, shared: Shared) -> dict[str, Options]:
    """Return the lists of options that questions share, by name."""
    return {
        name: _options(fields, f"the list {name!r}", node, shared)
        for name, node in fields.coded_nodes("lists", "the list")
    }


def read_options(part: Fields, shared: Shared) -> Options:
    """Return the options of a question: written there or named as a list, and after them `more_options:`."""
    node = part.node("options", mend="Add 'options:' with a label for each code, or the name of a list.")
    if node is None:
        return ()
    if isinstance(node, Value) and isinstance(node.value, str):
        options = shared.lists.get(part.as_known(node, Names("list", "lists", list(shared.lists))), ())
    else:
        options = _options(part, f"'options:' of {part.what}", node, shared)
    more = part.optional("more_options")
    if more is not None:
        options = _joined(part, options, _options(part, f"'more_options:' of {part.what}", more, shared))
    _require_choice(part, options, shared)
    return options


def require_plain(part: Fields, options: Options, allowed: Collection[str]) -> None:
    """Note options that say what their type of question has no use for."""
    plain = Option("", options[0].label) if options else None
    for option in options:
        for key in [key for key in OPTION[1:] if key not in allowed]:
            if getattr(option, key) != getattr(plain, key):
                part.refuse(
                    "options",
                    f"The option {option.code!r} of {part.what} has '{key}:', which means nothing there.",
                    f"Leave it out; these options have {listed(['label', *allowed])}.",
                )


def _options(part: Fields, what: str, node: Node, shared: Shared) -> Options:
    if not isinstance(node, Table) or not node.nodes:
        part.problems.note(
            f"{what} is {node}.", node.line, "Write a label for each code, such as often: {en: Often}."
        )
        return ()
    taken, found = Taken(part.problems), []
    for name, inner in node.nodes.items():
        line = node.lines[name]
        code = part.as_code(Value(name, line, name), f"an option in {what}")
        if code and taken.add(code, line, "the option"):
            found.append(_option(part, code, inner, line, shared))
    return tuple(found)


def _option(part: Fields, code: str, node: Node, line: int, shared: Shared) -> Option:
    if not isinstance(node, Table) or "label" not in node.nodes:
        return Option(code, part.as_text(node, f"options, {code}", shared.languages))
    keys = Fields(Table(node.nodes, node.lines, line), f"the option {code!r}", part.problems, known=OPTION)
    return Option(
        code=code,
        label=keys.text("label", shared.languages),
        audience=keys.choices("audience", POSITIONS),
        exclusive=keys.flag("exclusive"),
        other=keys.flag("other"),
        outside=keys.flag("outside"),
        fixed=keys.flag("fixed"),
        comment=keys.flag("comment"),
        scopes=keys.choices("scopes", tuple(shared.scopes)),
    )


def _joined(part: Fields, options: Options, more: Options) -> Options:
    taken = Taken(part.problems)
    for option in (*options, *more):
        taken.add(option.code, part.line, "the option")
    return options + more


def _require_choice(part: Fields, options: Options, shared: Shared) -> None:
    """Note where there is no choice: too few options, for one position or in one scope; or too many."""
    if len(options) == 1:
        part.refuse("options", f"{part.what} has one option.", "Write two or more.")
        return
    if len(options) > MOST_OPTIONS:
        part.refuse("options", f"{part.what} has {len(options)} options.", f"Use {MOST_OPTIONS} at most.")
    if sum(option.other for option in options) > 1:
        part.refuse("options", f"{part.what} has several options with 'other: true'.", "Keep one of them.")
    for position, scope in product(POSITIONS, shared.scopes or ("",)):
        seen = sum(
            (not each.audience or position in each.audience) and (not each.scopes or scope in each.scopes)
            for each in options
        )
        if options and seen < 2:
            where = f" in the scope {scope!r}" if scope else ""
            part.refuse(
                "options",
                f"{part.what} has {seen or 'no'} option{'' if seen == 1 else 's'} for {position}s{where}.",
                "Give everybody two or more: look at 'audience:' and 'scopes:'.",
            )
            return
