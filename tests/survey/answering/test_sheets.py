"""Sheets: what is drawn for all is filled in for one, and nothing of one is ever seen by another."""

from __future__ import annotations

from collections.abc import Callable

from survey.answering.sheets import Blanks, Filling, Sheet, Sheets
from survey.store.keyring import Token
from tests.survey.answering.conftest import IDS, Employee

BLANK = Blanks()


def test_a_sheet_is_filled_with_what_one_person_brings() -> None:
    drawn = f"<i{BLANK.has('q1', 4)}><i{BLANK.has('q1', 5)}><b>{BLANK.one('line')}</b>{BLANK.word('token')}."

    sheet = Sheet.cut(drawn)

    assert (
        sheet.filled(Filling({"q1": ["4"], "line": ["fine"]}, {"token": "t"}))
        == "<i checked><i><b>fine</b>t."
    )
    assert sheet.filled(Filling({}, {"token": ""})) == "<i><i><b></b>."


def test_whatever_is_filled_in_is_text_and_no_blank_of_its_own() -> None:
    forged = f'"><script>{BLANK.word("token")}'

    filled = Sheet.cut(f"<b>{BLANK.one('line')}</b>").filled(Filling({"line": [forged]}, {"token": "secret"}))

    assert "<script>" not in filled
    assert "secret" not in filled


def test_a_sheet_is_drawn_once_for_those_who_share_its_key() -> None:
    sheets, drawn = Sheets(), []

    for key in (("en", "first"), ("fr", "first"), ("en", "first")):
        sheets.get(key, lambda: drawn.append(1) or "")  # type: ignore[func-returns-value]

    assert len(drawn) == 2


def test_nobody_sees_what_another_has_answered_on_the_same_page(
    launch: Callable[..., list[Token]], employee: Callable[..., Employee]
) -> None:
    tokens, anna, bert = launch(), employee(), employee()
    anna.begins(tokens[0])
    anna.presses(use="3", role="other", role__text="Nurse of ward nine")
    bert.begins(tokens[1])

    page = bert.goes(f"/s/{IDS['personal']}/q/first").text

    assert "Nurse" not in page
    assert " checked" not in page
    assert "Nurse of ward nine" in anna.goes(f"/s/{IDS['personal']}/q/first").text
