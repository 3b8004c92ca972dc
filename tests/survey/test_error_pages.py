"""Errors as pages: a status for each, the same words as on the command line, and nothing of the program."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from flask import Flask, abort, g
from flask.testing import FlaskClient

from questionnaires.errors import AnswerError, Problem, SightlineError
from survey import errors
from survey.app import create_answering_app
from survey.error_pages import status_of
from survey.errors import (
    CampaignClosed,
    ForeignForm,
    KeyringError,
    StoreError,
    StoreUnavailable,
    TooManyTries,
)
from tests.survey.web_cast import ANSWERING, browser, settings_of


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    return create_answering_app(settings_of(tmp_path))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return browser(app, ANSWERING)


def raises(app: Flask, error: Exception) -> None:
    def view() -> str:
        raise error

    app.add_url_rule("/broken", "broken", view)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (AnswerError("No.", where="q1", mend="Yes."), 422),
        (ForeignForm("No.", where="form", mend="Yes."), 400),
        (CampaignClosed("No.", where="", mend="Yes."), 410),
        (StoreUnavailable("No.", where="", mend="Yes."), 503),
        (KeyringError("No.", where="", mend="Yes."), 500),
        (SightlineError("No.", where="", mend="Yes."), 500),
    ],
)
def test_each_error_has_its_status(error: SightlineError, status: int) -> None:
    assert status_of(error) == status


def test_no_error_of_the_family_is_without_a_status() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]

    assert all(400 <= status_of(kind("a", where="b", mend="c")) < 600 for kind in kinds)


def test_what_the_visitor_can_mend_is_said_in_the_words_of_the_command_line(
    app: Flask, client: FlaskClient
) -> None:
    problems = [
        Problem("It is 9 long.", "line 3", "Shorten it."),
        Problem("It is <b>.", "line 4", "Omit it."),
    ]
    raises(app, AnswerError.of(problems))

    page = client.get("/broken")

    assert page.status_code == 422
    for words in ("It is 9 long.", "line 3", "Shorten it.", "It is &lt;b&gt;.", "line 4", "Omit it."):
        assert words in page.text


def test_what_the_operator_must_mend_is_told_to_the_log_only(
    app: Flask, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    raises(app, StoreError("It is damaged.", where="/srv/home/ballots.db", mend="Restore it."))

    page = client.get("/broken")

    assert page.status_code == 500
    assert "/srv/home" not in page.text
    assert "It is damaged." not in page.text
    assert "/srv/home/ballots.db: It is damaged." in caplog.text


def test_an_unforeseen_error_shows_no_traceback_and_logs_no_value(
    app: Flask, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    raises(app, ValueError("typed by somebody"))

    with caplog.at_level(logging.DEBUG):
        page = client.get("/broken")

    assert page.status_code == 500
    assert "Something went wrong on our side." in page.text
    assert "Traceback" not in page.text
    assert "ValueError" not in page.text
    assert "ValueError in" in caplog.text
    assert "typed by somebody" not in caplog.text


@pytest.mark.parametrize("status", [400, 403, 404, 405, 413, 418, 429, 500, 501, 503])
def test_every_refusal_of_the_framework_is_a_page_of_ours(
    app: Flask, client: FlaskClient, status: int
) -> None:
    app.add_url_rule("/refused", "refused", lambda: abort(status))

    page = client.get("/refused")

    assert page.status_code == status
    assert "<h1>" in page.text
    assert 'html lang="en"' in page.text


def test_a_wrong_method_says_which_are_right(app: Flask, client: FlaskClient) -> None:
    app.add_url_rule("/only-get", "only-get", lambda: "")

    page = client.post("/only-get")

    assert page.status_code == 405
    assert "GET" in page.headers["Allow"]


def test_who_tries_too_often_is_told_how_long_to_wait(app: Flask, client: FlaskClient) -> None:
    raises(app, TooManyTries("Too often.", where="", mend="Wait.", wait_seconds=37))

    page = client.get("/broken")

    assert (page.status_code, page.headers["Retry-After"]) == (429, "37")


def test_an_error_page_speaks_the_language_of_the_browser(client: FlaskClient) -> None:
    page = client.get("/nothing", headers={"Accept-Language": "de, fr;q=0.8"})

    assert "Cette page n&#39;existe pas." in page.text
    assert 'lang="fr"' in page.text


def test_an_error_page_speaks_the_language_that_the_view_chose(app: Flask, client: FlaskClient) -> None:
    def view() -> None:
        g.language = "fr"
        abort(404)

    app.add_url_rule("/chosen", "chosen", view)

    page = client.get("/chosen", headers={"Accept-Language": "en"})

    assert "Cette page n&#39;existe pas." in page.text
