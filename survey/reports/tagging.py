"""What WeasyPrint leaves out of the tags: whether a table's heading speaks for its column or for its row.

It links each cell to its headings, which PDF/UA accepts; a reader program that knows only /Scope, as many do, would
still find a heading of neither kind.
"""

from __future__ import annotations

import re
from typing import Any

REFERENCE = re.compile(rb"^(\d+) ")


def scope_headings(_document: Any, pdf: Any) -> None:
    """Give every TH its /Scope: in a table's head its column, elsewhere its row. For `write_pdf(finisher=…)`."""
    for element in pdf.objects:
        if _kind(element) == "/TH" and "A" in element:
            row = _parent(element, pdf)
            in_head = row is not None and _kind(_parent(row, pdf)) == "/THead"
            element["A"]["Scope"] = "/Column" if in_head else "/Row"


def _kind(element: Any) -> str | None:
    return element.get("S") if isinstance(element, dict) else None


def _parent(element: Any, pdf: Any) -> Any:
    reference = element.get("P") if isinstance(element, dict) else None
    number = REFERENCE.match(reference) if isinstance(reference, bytes) else None
    return pdf.objects[int(number[1])] if number else None
