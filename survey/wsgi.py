"""What a WSGI server is pointed at: `survey.wsgi:answering` and `survey.wsgi:office`, each made from the environment.

Made by the process that serves, never before a fork: connections to stores belong to the process that opened them.
"""

from __future__ import annotations

import gc

from flask import Flask

from survey.app import create_answering_app, create_office_app
from survey.config import settings


def answering() -> Flask:
    """Return the application that employees meet."""
    app = create_answering_app(settings())
    gc.freeze()  # what is loaded now stays: looking through it for waste took as long as a page
    return app


def office() -> Flask:
    """Return the application for staff."""
    return create_office_app(settings())
