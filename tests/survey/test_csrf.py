"""Tokens of forms without a session: bound to one browser and one purpose, good for a day."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from itsdangerous import TimestampSigner

from survey import csrf
from survey.app import create_answering_app
from survey.errors import ExpiredForm, ForeignForm
from tests.survey.web_cast import OFFICE_SECRET, settings_of

DAY = 24 * 3600


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    app = create_answering_app(settings_of(tmp_path))
    with app.test_request_context(base_url="https://survey.example.org"):
        yield app


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch):
    """Set the clock that signs and checks."""

    def set_clock(seconds: float) -> None:
        monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _: int(seconds))
        monkeypatch.setattr(csrf.time, "time", lambda: seconds)

    return set_clock


def test_a_token_is_good_for_who_got_the_form(app: Flask, at) -> None:
    at(1_000_000)
    token = csrf.issue("ana", "answers")

    at(1_000_042)

    assert csrf.check(token, "ana", "answers") == 42


def test_a_token_of_another_browser_is_foreign(app: Flask) -> None:
    with pytest.raises(ForeignForm):
        csrf.check(csrf.issue("ana"), "ben")


def test_a_token_for_another_purpose_is_foreign(app: Flask) -> None:
    with pytest.raises(ForeignForm):
        csrf.check(csrf.issue("ana", "withdraw"), "ana", "send")


def test_a_token_signed_with_another_secret_is_foreign(app: Flask) -> None:
    token = csrf.issue("ana")
    app.secret_key = OFFICE_SECRET

    with pytest.raises(ForeignForm):
        csrf.check(token, "ana")


@pytest.mark.parametrize("token", ["", "a", "a.b.c", "é.é.é", "." * 10_000, "\x00"])
def test_what_is_no_token_is_foreign(app: Flask, token: str) -> None:
    with pytest.raises(ForeignForm):
        csrf.check(token, "ana")


def test_a_changed_token_is_foreign(app: Flask) -> None:
    token = csrf.issue("ana")

    for place in range(len(token)):
        changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        if place != len(token) - 1:  # the last letter has bits that mean nothing
            with pytest.raises(ForeignForm):
                csrf.check(changed, "ana")


def test_a_token_is_good_for_a_day_and_expired_after(app: Flask, at) -> None:
    at(1_000_000)
    token = csrf.issue("ana")

    at(1_000_000 + DAY)
    assert csrf.check(token, "ana") == DAY

    at(1_000_001 + DAY)
    with pytest.raises(ExpiredForm) as refused:
        csrf.check(token, "ana")
    assert "still there" in str(refused.value)


def test_an_old_token_of_another_browser_is_foreign_and_not_merely_expired(app: Flask, at) -> None:
    at(1_000_000)
    token = csrf.issue("ana")
    at(1_000_001 + DAY)

    with pytest.raises(ForeignForm):
        csrf.check(token, "ben")


def test_the_cookie_cannot_be_read_from_the_token(app: Flask) -> None:
    payload = csrf.issue("a-token-of-somebody").partition(".")[0]

    assert b"somebody" not in urlsafe_b64decode(payload + "===")
