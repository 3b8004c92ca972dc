"""Errors as pages: what is wrong, where, how to mend it, in the words that the command line uses.

`STATUS_OF` is the one place that says which error is which HTTP status. Below 500 the visitor can mend it, and reads
its own words. From 500 on the operator must, and reads them in the log: the page shows no path, no value and no
traceback. The trap: what was sent is never shown again by an error page.
"""

from __future__ import annotations

import traceback
from collections.abc import Mapping, Sequence
from http import HTTPStatus

from flask import Flask, Response, current_app, make_response, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from questionnaires.errors import AnswerError, Problem, SightlineError
from survey.errors import AlreadySent, CampaignClosed, FormError, StoreUnavailable, TooManyTries
from survey.page_language import say

STATUS_OF: Mapping[type[SightlineError], int] = {
    AnswerError: HTTPStatus.UNPROCESSABLE_ENTITY,
    FormError: HTTPStatus.BAD_REQUEST,
    TooManyTries: HTTPStatus.TOO_MANY_REQUESTS,
    AlreadySent: HTTPStatus.CONFLICT,
    CampaignClosed: HTTPStatus.GONE,
    StoreUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    SightlineError: HTTPStatus.INTERNAL_SERVER_ERROR,
}
"""The first class in the error's own order of classes that stands here counts."""

PASSED_ON = ("Allow", "Retry-After")
"""Headers of a refusal that belong on its page."""


def register(app: Flask) -> None:
    """Let `app` show errors as pages."""
    app.register_error_handler(SightlineError, show_refusal)
    app.register_error_handler(HTTPException, show_http_error)
    app.register_error_handler(Exception, show_unforeseen)


def status_of(error: SightlineError) -> int:
    """Return the HTTP status of an error."""
    return next(STATUS_OF[kind] for kind in type(error).__mro__ if kind in STATUS_OF)


def show_refusal(error: SightlineError) -> Response:
    """Show an error of ours: its own words to who can mend it, else the log gets them."""
    status = status_of(error)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        current_app.logger.error("%s: %s", type(error).__name__, error)
        return _page(status, (_standing(status),))
    response = _page(status, error.problems)
    if isinstance(error, TooManyTries):
        response.headers["Retry-After"] = str(error.wait_seconds)
    return response


def show_http_error(error: HTTPException) -> AnyResponse:
    """Show a refusal of the framework: no such page, wrong method, too large."""
    if error.response is not None:
        return error.response  # type: ignore[return-value]  # of the sans-IO base, as the stubs have it
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    response = _page(status, (_standing(status),))
    headers = dict(error.get_headers(request.environ))
    response.headers.extend({name: headers[name] for name in PASSED_ON if name in headers})
    return response


def show_unforeseen(error: Exception) -> Response:
    """Show that something went wrong; the log gets its kind and place, and no value that somebody typed."""
    if current_app.testing:
        raise error
    place = traceback.extract_tb(error.__traceback__)[-1]
    current_app.logger.error(
        "%s in %s line %s, page %s", type(error).__name__, place.filename, place.lineno, request.endpoint
    )
    return _page(HTTPStatus.INTERNAL_SERVER_ERROR, (_standing(HTTPStatus.INTERNAL_SERVER_ERROR),))


def _page(status: int, problems: Sequence[Problem]) -> Response:
    first = problems[0]
    html = render_template(
        "error.html", status=int(status), problems=problems, wrong=first.wrong, mend=first.mend
    )
    return make_response(html, int(status))


def _standing(status: int) -> Problem:
    """Return the words for a status whose cause is not told, or has none."""
    sentences = {
        400: (
            say("The page could not take what was sent."),
            say("Open the page again and send its own form."),
        ),
        403: (say("This page is not for your account."), say("Go back, or sign in with another account.")),
        404: (say("There is no such page."), say("Check the link: it must be whole, with nothing left out.")),
        405: (say("This page is not opened this way."), say("Go back and use its buttons.")),
        413: (say("That was too much at once."), say("Shorten your text and send it again.")),
        429: (say("That was too often."), say("Wait a minute, then try again.")),
        500: (
            say("Something went wrong on our side."),
            say("What was saved before is still there. Try again in a few minutes."),
        ),
        503: (
            say("The page cannot be reached just now."),
            say("What was saved before is still there. Try again in a minute."),
        ),
    }
    nearest = 400 if status < HTTPStatus.INTERNAL_SERVER_ERROR else 500
    wrong, mend = sentences.get(status, sentences[nearest])
    return Problem(wrong, "", mend)
