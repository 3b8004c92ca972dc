"""A delimited text file -> rows of text, whatever program saved it.

Encodings and delimiters are chosen by rule, never guessed from statistics: `csv.Sniffer` takes "," for French files
with ";". Everything stays text, so that 0123 keeps its zero and 1-3 does not become a date.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from questionnaires.errors import Problem
from survey.errors import ResponsesError

LARGEST_BYTES = 128 * 1024 * 1024
LARGEST_ROWS = 1_000_000
LONGEST_CELL = 100_000
DELIMITERS = ";,\t|"
PROBLEMS_SHOWN = 100

_SAMPLE_ROWS = 50
_OTHER_FILES = {
    b"PK\x03\x04": "This is an Excel workbook or another ZIP file.",
    b"\xd0\xcf\x11\xe0": "This is an old Excel workbook or an encrypted one.",
    b"%PDF": "This is a PDF.",
    b"SQLite format 3": "This is a SQLite database.",
}


@dataclass(frozen=True)
class Row:
    """The cells of one record, trimmed, and the line of the file on which it begins."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A header and rows as wide as it is; how the file was read is kept for the preview."""

    name: str
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]

    def column(self, heading: str) -> tuple[str, ...]:
        """Return the cells under `heading`."""
        place = self.header.index(heading)
        return tuple(row.cells[place] for row in self.rows)


def read_table(path: Path) -> Table:
    """Return the table in a CSV or tab-separated file.

    Raises
    ------
    ResponsesError
        When the file cannot be read, is no text table, or has rows of different widths; all bad rows are named.
    """
    raw = _bytes(path)
    text, encoding = _decoded(raw, str(path))
    delimiter, first_line, body = _declared_delimiter(text)
    delimiter = delimiter or _delimiter(body)
    records = list(_records(body, delimiter, first_line, str(path)))
    if not records:
        raise ResponsesError(
            "The file is empty.", where=str(path), mend="Give a file with a header and one row a person."
        )
    header, rows = records[0], [row for row in records[1:] if any(row.cells)]
    _require_header(header, str(path))
    _require_widths(header, rows, str(path))
    return Table(str(path), encoding, delimiter, header.cells, tuple(rows))


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > LARGEST_BYTES:
            raise ResponsesError(
                f"The file has {size / 2**20:.0f} MiB; the limit is {LARGEST_BYTES // 2**20} MiB.",
                where=str(path),
                mend="Leave out columns that are not needed, or split the file.",
            )
        raw = path.read_bytes()
    except OSError as error:
        raise ResponsesError(
            f"The file cannot be read ({error.strerror or error}).",
            where=str(path),
            mend="Check the path and its permissions.",
        ) from error
    for magic, what in _OTHER_FILES.items():
        if raw.startswith(magic):
            raise ResponsesError(what, where=str(path), mend="Export the answers as CSV and give that file.")
    return raw


def _decoded(raw: bytes, name: str) -> tuple[str, str]:
    """Decode by byte-order mark, else as UTF-8, else as Windows-1252, and refuse what is none of them."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if raw.startswith(mark):
            return _strictly(raw, encoding, name), encoding
    try:
        return _without_nul(raw.decode("utf-8"), name), "utf-8"
    except UnicodeDecodeError:
        return _strictly(raw, "cp1252", name), "cp1252"


def _strictly(raw: bytes, encoding: str, name: str) -> str:
    try:
        return _without_nul(raw.decode(encoding), name)
    except UnicodeDecodeError as error:
        raise ResponsesError(
            f"The file is not {encoding.removesuffix('-sig').upper()} text: byte {error.start} has no meaning in it.",
            where=name,
            mend="Save the file as UTF-8 ('CSV UTF-8' in Excel) and try again.",
        ) from error


def _without_nul(text: str, name: str) -> str:
    place = text.find("\0")
    if place >= 0:
        raise ResponsesError(
            "The file holds a NUL character.",
            where=f"{name}, line {text.count(chr(10), 0, place) + 1}",
            mend="Save the file as UTF-8 ('CSV UTF-8' in Excel) and try again.",
        )
    return text


def _declared_delimiter(text: str) -> tuple[str | None, int, str]:
    """Return what an Excel line "sep=;" declares, the number of the first line after it, and the rest."""
    first, newline, rest = text.partition("\n")
    first = first.strip().strip('"')
    if newline and first.lower().startswith("sep=") and len(first) == 5:
        return first[4], 2, rest
    if newline and first.lower() == "sep=":
        return "\t", 2, rest
    return None, 1, text


def _delimiter(text: str) -> str:
    """Choose the delimiter that parts the header into most cells and gives most rows the header's width."""

    def merit(delimiter: str) -> tuple[float, int]:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        try:
            sample = [
                row for row, _ in zip((row for row in reader if row), range(_SAMPLE_ROWS), strict=False)
            ]
        except csv.Error:
            return (0.0, 0)
        width = len(sample[0]) if sample else 0
        alike = sum(len(row) == width for row in sample) / max(len(sample), 1)
        return (alike if width > 1 else 0.0, width)

    return max(
        DELIMITERS,
        key=lambda delimiter: (merit(delimiter)[0] >= 0.5, merit(delimiter)[1], merit(delimiter)[0]),
    )


def _records(text: str, delimiter: str, first_line: int, name: str) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = first_line
    try:
        for count, cells in enumerate(reader):
            if count > LARGEST_ROWS:
                raise ResponsesError(
                    f"The file has more than {LARGEST_ROWS:,} rows.", where=name, mend="Split the file."
                )
            yield Row(line, tuple(cell.strip() for cell in cells))
            line = first_line + reader.line_num
    except csv.Error as error:
        raise ResponsesError(
            f"The row that begins here cannot be parted into cells ({error}).",
            where=f"{name}, line {line}",
            mend='Close every quotation mark, and write a quotation mark within a cell as "".',
        ) from error


def _require_header(header: Row, name: str) -> None:
    seen: set[str] = set()
    for heading in filter(None, header.cells):
        if heading in seen:
            raise ResponsesError(
                f"The column {heading!r} stands in the header twice.",
                where=f"{name}, line {header.line}",
                mend="Rename or delete one of the two.",
            )
        seen.add(heading)


def _require_widths(header: Row, rows: Sequence[Row], name: str) -> None:
    width = len(header.cells)
    problems = [
        Problem(
            f"The row has {len(row.cells)} cells, the header has {width}.",
            f"{name}, line {row.line}",
            "Give every row one cell a column; put quotation marks around a cell that holds the delimiter.",
        )
        for row in rows
        if len(row.cells) != width
    ]
    if problems:
        raise ResponsesError.of(shortened(problems, name))


def shortened(problems: Sequence[Problem], name: str) -> list[Problem]:
    """Return the first problems and, where there are more, one that counts the rest."""
    shown = list(problems[:PROBLEMS_SHOWN])
    if len(problems) > len(shown):
        rest = len(problems) - len(shown)
        shown.append(
            Problem(f"{rest} more problems of this kind.", name, "Mend the first ones and try again.")
        )
    return shown
