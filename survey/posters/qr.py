"""A link as a QR code, drawn as one path: it prints in any size, and a strict policy for content lets it through."""

from __future__ import annotations

from dataclasses import dataclass

import segno

QUIET = 4
"""Modules of paper that a reader needs around the code (ISO/IEC 18004)."""


@dataclass(frozen=True)
class QrCode:
    """A square of `size` modules with its quiet zone, and the dark ones as the `d` of a path."""

    size: int
    path: str


def qr_code(link: str) -> QrCode:
    """Return the code of a link; a quarter of it may be hidden by a fold or a coffee stain."""
    rows = [list(row) for row in segno.make_qr(link, error="q", boost_error=False).matrix]
    runs = [run for y, row in enumerate(rows, QUIET) for run in _runs(row, y)]
    return QrCode(len(rows) + 2 * QUIET, "".join(runs))


def svg(code: QrCode) -> str:
    """Return the code as a file of its own, black on white whatever lies behind it."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {code.size} {code.size}" width="512" height="512">'
        f'<path fill="#fff" d="M0 0h{code.size}v{code.size}H0z"/><path d="{code.path}"/></svg>\n'
    )


def _runs(row: list[int], y: int) -> list[str]:
    """Return the dark runs of a row, a rectangle each."""
    edges = [x for x, (before, now) in enumerate(zip([0, *row], [*row, 0], strict=True)) if before != now]
    return [
        f"M{start + QUIET} {y}h{end - start}v1h-{end - start}z"
        for start, end in zip(edges[::2], edges[1::2], strict=True)
    ]
