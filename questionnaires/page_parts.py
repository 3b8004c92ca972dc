"""Pages: what is shown together, that everything has its place, and that conditions ask about what comes before.

The trap: a page works without scripts, so a condition can only look at answers of earlier pages. That also makes
it impossible to wait for each other in a circle.
"""

from __future__ import annotations

from collections.abc import Sequence

from questionnaires.fields import Fields, Names, Taken
from questionnaires.model import Dimension, Item, Page, Questionnaire, Segment
from questionnaires.nodes import Listing, Node, Table, Value
from questionnaires.problems import listed
from questionnaires.questions import Question
from questionnaires.reach import condition_faults

PAGE = ("code", "title", "shows", "random", "show_if")


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
    # What is broken has its own fault: that a page names it is not another one.
    broken = [code for code in lines_of(fields) if code and " " not in code]
    codes = [*(each.code for each in (*asked, *segments)), *broken]
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
    lines = lines_of(fields)
    for fault in condition_faults(questionnaire):
        key = f"page {fault.code}" if fault.of_page else fault.code
        what = f"the page {fault.code!r}" if fault.of_page else repr(fault.code)
        fields.problems.note(
            f"'show_if:' of {what}: {fault.problem.wrong}", lines.get(key, fields.line), fault.problem.mend
        )


def lines_of(fields: Fields) -> dict[str, int]:
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
