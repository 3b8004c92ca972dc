"""Pages: what is shown together, that everything has its place, and that conditions ask about what comes before.

The trap: a page works without scripts, so a condition can only look at answers of earlier pages. That also makes
it impossible to wait for each other in a circle.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from questionnaires.conditions import Condition
from questionnaires.fields import Fields, Names, Taken
from questionnaires.flow import kinds_of
from questionnaires.kinds import check
from questionnaires.model import Dimension, Item, Page, Questionnaire, Segment
from questionnaires.nodes import Listing, Node, Table, Value
from questionnaires.possible import Patience, possible
from questionnaires.problems import listed
from questionnaires.questions import Question

PAGE = ("code", "title", "shows", "random", "show_if")

_EARLIER = "Ask about what an earlier page shows, or move one of the two."


def read_pages(
    fields: Fields,
    languages: tuple[str, ...],
    asked: Sequence[Item | Question],
    segments: Sequence[Segment],
    dimensions: Sequence[Dimension],
) -> tuple[Page, ...]:
    """Return the pages, or a page for each dimension where the file has neither pages nor questions.

    Everything in `asked` has its place on one of them; segments may have.
    """
    items = [each for each in asked if isinstance(each, Item)]
    if "pages" not in fields and len(items) == len(asked):
        return tuple(_page_of(dimension, items) for dimension in dimensions if _shown_of(dimension, items))
    if "pages" not in fields:
        fields.refuse("questions", "There are questions, but no 'pages:'.", "Write which page shows what.")
        return ()
    codes = [each.code for each in (*asked, *segments)]
    names = Names(
        "item, question or segment", "items:', 'questions:' or 'segments", tuple(dict.fromkeys(codes))
    )
    pages, placed = [], dict[str, str]()
    taken = Taken(fields.problems)
    for part in fields.parts("pages", "a page", PAGE):
        page = Page(
            part.code("code"),
            part.known_codes("shows", names),
            part.optional_text("title", languages),
            part.flag("random"),
            part.condition("show_if"),
        )
        if page.code and taken.add(page.code, part.line, "the page"):
            pages.append(page)
        _place(part, page, placed)
    missing = [code for code in dict.fromkeys(each.code for each in asked) if code not in placed]
    if missing:
        fields.refuse("pages", f"No page shows {listed(missing)}.", "Put each item and question on one page.")
    return tuple(pages)


def _page_of(dimension: Dimension, items: Sequence[Item]) -> Page:
    return Page(dimension.code, _shown_of(dimension, items))


def _shown_of(dimension: Dimension, items: Sequence[Item]) -> tuple[str, ...]:
    return tuple(item.code for item in items if item.dimension == dimension.code)


def _place(part: Fields, page: Page, placed: dict[str, str]) -> None:
    """Note what an earlier page shows, and remember where it is."""
    for code in page.shows:
        if code in placed:
            part.refuse(
                "shows",
                f"{code!r} is on the page {page.code!r} and on the page {placed[code]!r}.",
                "Put each item, question and segment on one page.",
            )
        placed.setdefault(code, page.code)


# -- conditions


def require_sense(fields: Fields, questionnaire: Questionnaire) -> None:
    """Note conditions about what does not exist, is asked too late, or can never be answered so."""
    kinds, place, lines = kinds_of(questionnaire), _places(questionnaire), _lines(fields)
    patience = Patience()
    for what, code, here, condition in _conditions(questionnaire, place):
        faults = list(check(condition, kinds))
        late = [asked for asked in condition.codes if asked in kinds and place.get(asked, -1) >= here]
        known = {asked: kind for asked, kind in kinds.items() if kind is not None}
        line = lines.get(code, fields.line)
        for fault in faults:
            fields.problems.note(f"'show_if:' of {what}: {fault.wrong}", line, fault.mend)
        if late:
            fields.problems.note(
                f"'show_if:' of {what} asks about {listed(late)}, which no earlier page shows.",
                line,
                _EARLIER,
            )
        if not faults and not possible(condition, known, patience):
            fields.problems.note(
                f"'show_if:' of {what} can never be met: {condition}.",
                line,
                "Change the condition, or delete it.",
            )


def _conditions(
    questionnaire: Questionnaire, place: Mapping[str, int]
) -> Iterator[tuple[str, str, int, Condition]]:
    """Yield each condition with what it is of, under which code it stands, and the number of its page."""
    for here, page in enumerate(questionnaire.pages):
        if page.show_if:
            yield f"the page {page.code!r}", f"page {page.code}", here, page.show_if
    for code, each in questionnaire.question_of.items():
        if each.show_if and code in place:
            yield f"{code!r}", code, place[code], each.show_if


def _places(questionnaire: Questionnaire) -> dict[str, int]:
    """Return the number of the page that shows each code; a segment known from the participants has none."""
    return {code: here for here, page in enumerate(questionnaire.pages) for code in page.shows}


def _lines(fields: Fields) -> dict[str, int]:
    """Return the line of each `show_if:`, or of what it would stand in, by code."""
    lines = {}
    for key, before in (("items", ""), ("questions", ""), ("pages", "page ")):
        node = fields.optional(key)
        for each in node.nodes if isinstance(node, Listing) else ():
            lines[before + _code_of(each)] = _line_of(each)
    segments = fields.optional("segments")
    for code, each in segments.nodes.items() if isinstance(segments, Table) else ():
        lines[code] = _line_of(each)
    return lines


def _code_of(node: Node) -> str:
    code = node.nodes.get("code", node.nodes.get("from_bank")) if isinstance(node, Table) else node
    return str(code.value) if isinstance(code, Value) else ""


def _line_of(node: Node) -> int:
    return node.lines.get("show_if", node.line) if isinstance(node, Table) else node.line
