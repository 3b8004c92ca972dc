"""Errors as pages: what is wrong, where, how to mend it, in the words that the command line uses.

`STATUS_OF` is the one place that says which error is which HTTP status. The trap: an error page must never show what
was sent, and an error that nobody foresaw must show nothing of the program.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Flask, current_app, render_template, request
from werkzeug.exceptions import HTTPException

from questionnaires.errors import SightlineError
from survey.errors import FormError, StoreUnavailable
from survey.speech import SOURCE_LANGUAGE, catalogue, languages

STATUS_OF: Mapping[type[SightlineError], int] = {
    FormError: 400,
    StoreUnavailable: 503,
    SightlineError: 500,
}
"""The first class in the error's own order of classes that stands here counts."""


def register(app: Flask) -> None:
    """Let `app` show errors as pages."""
    app.register_error_handler(SightlineError, show_refusal)
    app.register_error_handler(HTTPException, show_http_error)
    app.register_error_handler(Exception, show_unforeseen)


def status_of(error: SightlineError) -> int:
    """Return the HTTP status of an error."""
    return next(STATUS_OF[kind] for kind in type(error).__mro__ if kind in STATUS_OF)


def show_refusal(error: SightlineError) -> tuple[str, int]:
    """Show an error of ours. What is the operator's to mend is told to the operator, not to who visits."""
    status = status_of(error)
    return _page(status), status


def show_http_error(error: HTTPException) -> tuple[str, int]:
    """Show a refusal of the framework: no such page, wrong method, too large."""
    status = error.code or 500
    return _page(status), status


def show_unforeseen(error: Exception) -> tuple[str, int]:
    """Show that something went wrong, and raise it where it can be seen by who develops."""
    if current_app.testing:
        raise error
    current_app.logger.error("%s in %s", type(error).__name__, request.endpoint)
    return _page(500), 500


def _page(status: int) -> str:
    language = request.accept_languages.best_match(languages()) or SOURCE_LANGUAGE
    say = catalogue(language).gettext
    wrong, mend = _sentences(say).get(status) or _sentences(say)[500]
    return render_template("error.html", language=language, status=status, wrong=wrong, mend=mend, say=say)


def _sentences(say: Callable[[str], str]) -> Mapping[int, tuple[str, str]]:
    return {
        400: (
            say("The page could not take what was sent."),
            say("Open the page again and send its own form."),
        ),
        404: (say("There is no such page."), say("Check the link: it must be whole, with nothing left out.")),
        405: (say("This page is not opened this way."), say("Go back and use its buttons.")),
        413: (say("That was too much at once."), say("Shorten your text and send it again.")),
        500: (
            say("Something went wrong on our side."),
            say("What was saved before is still there. Try again in a few minutes."),
        ),
        503: (
            say("The survey cannot be reached just now."),
            say("What was saved before is still there. Try again in a minute."),
        ),
    }
