"""Tables as Excel, LimeSurvey and people save them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from survey.errors import ResponsesError
from survey.imports.table import PROBLEMS_SHOWN, read_table

FRENCH = "unité;réponse\nVentes;5\nÉtudes;4\n"
ROWS = [("Ventes", "5"), ("Études", "4")]

Save = Callable[..., Path]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le-bom", "utf-16-be-bom"]
)
def test_every_encoding_that_excel_writes_is_read(save: Save, encoding: str) -> None:
    marks = {"utf-16-le-bom": b"\xff\xfe", "utf-16-be-bom": b"\xfe\xff"}
    plain = encoding.removesuffix("-bom")

    table = read_table(save(marks.get(encoding, b"") + FRENCH.encode(plain)))

    assert table.header == ("unité", "réponse")
    assert [row.cells for row in table.rows] == ROWS


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_every_usual_delimiter_is_found(save: Save, delimiter: str) -> None:
    table = read_table(save(FRENCH.replace(";", delimiter)))

    assert table.delimiter == delimiter
    assert [row.cells for row in table.rows] == ROWS


def test_commas_in_the_texts_of_a_semicolon_file_do_not_mislead(save: Save) -> None:
    # csv.Sniffer takes "," for files of this kind (cpython issue 119123).
    table = read_table(save("a;b\nyes, sure, ok;1\nno, never, no;2\n"))

    assert [row.cells for row in table.rows] == [("yes, sure, ok", "1"), ("no, never, no", "2")]


def test_a_declared_separator_is_taken_and_lines_keep_their_numbers(save: Save) -> None:
    table = read_table(save("sep=|\na|b\n1;2|3\n"))

    assert (table.header, table.rows[0].cells, table.rows[0].line) == (("a", "b"), ("1;2", "3"), 3)


def test_line_breaks_and_delimiters_within_quotes_belong_to_the_cell(save: Save) -> None:
    table = read_table(save('a,b\n"one\ntwo, three",1\nx,2\n'))

    assert [row.cells for row in table.rows] == [("one\ntwo, three", "1"), ("x", "2")]
    assert [row.line for row in table.rows] == [2, 4]


def test_windows_line_ends_blank_lines_and_empty_records_are_no_rows(save: Save) -> None:
    table = read_table(save("a,b\r\n1,2\r\n,\r\n\r\n"))

    assert [row.cells for row in table.rows] == [("1", "2")]


def test_a_table_of_one_column_is_a_table(save: Save) -> None:
    assert read_table(save("a\n1\n2\n")).column("a") == ("1", "2")


def test_leading_zeros_stay(save: Save) -> None:
    assert read_table(save("id,unit\n0042,1-3\n")).rows[0].cells == ("0042", "1-3")


REFUSED = {
    "an empty file": (b"", "is empty", ""),
    "only a byte-order mark": (b"\xef\xbb\xbf", "is empty", ""),
    "an Excel workbook": (b"PK\x03\x04" + bytes(100), "Excel workbook", ""),
    "an old or encrypted workbook": (
        bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512),
        "old Excel workbook",
        "",
    ),
    "a PDF": (b"%PDF-1.7\n", "PDF", ""),
    "a database": (b"SQLite format 3\0", "SQLite", ""),
    "NUL bytes": (b"a,b\n1,\x002\n", "NUL", "line 2"),
    "UTF-16 without its mark": ("a,b\n1,2\n".encode("utf-16-le"), "NUL", "line 1"),
    "half a UTF-16 character": (b"\xff\xfea", "UTF-16", ""),
    "bytes of no encoding": (b"a,b\n\x81\xff,2\n", "CP1252", ""),
    "an unclosed quotation mark": (b'a,b\n"1,2\n3,4\n', "cannot be parted", "line 2"),
    "text after a closing quotation mark": (b'a,b\n"1"x,2\n', "cannot be parted", "line 2"),
    "a row with too many cells": (b"a,b\n1,2\n1,2,3\n", "3 cells, the header has 2", "line 3"),
    "a row with too few cells": (b"a,b,c\n1,2,3\n1,2\n", "2 cells, the header has 3", "line 3"),
    "the same column twice": (b"a,b,a\n1,2,3\n", "'a' stands in the header twice", "line 1"),
    "one endless cell": (b"a,b\n" + b"x" * 200_000 + b",2\n", "cannot be parted", "line 2"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_table_is_refused_with_its_place(save: Save, case: str) -> None:
    content, wrong, where = REFUSED[case]
    path = save(content)

    with pytest.raises(ResponsesError) as refusal:
        read_table(path)

    problem = refusal.value.problems[0]
    assert wrong in problem.wrong
    assert problem.where.startswith(str(path))
    assert problem.where.endswith(where)
    assert problem.mend


def test_a_file_over_the_limit_is_refused_before_it_is_read(
    save: Save, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("survey.imports.table.LARGEST_BYTES", 100)

    with pytest.raises(ResponsesError, match="the limit is"):
        read_table(save(b"x" * 101))


def test_more_rows_than_the_limit_are_refused(save: Save, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("survey.imports.table.LARGEST_ROWS", 3)

    with pytest.raises(ResponsesError, match="more than 3 rows"):
        read_table(save("a,b\n" + "1,2\n" * 4))


def test_all_bad_rows_are_named_at_once_and_a_flood_is_counted(save: Save) -> None:
    path = save("a,b\n" + "1,2,3\n" * (PROBLEMS_SHOWN + 7))

    with pytest.raises(ResponsesError) as refusal:
        read_table(path)

    assert len(refusal.value.problems) == PROBLEMS_SHOWN + 1
    assert refusal.value.problems[-1].wrong == "7 more problems of this kind."


def test_a_missing_file_is_refused_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(ResponsesError, match="No such file") as refusal:
        read_table(tmp_path / "nowhere.csv")

    assert refusal.value.problems[0].where == str(tmp_path / "nowhere.csv")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ResponsesError, match="directory"):
        read_table(tmp_path)
