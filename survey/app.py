"""The web applications, put together from their parts. The only module that imports views.

The trap: answering and office must share nothing at run time, neither cookies nor keys nor stores. They are two
applications on two hosts, each made from the same settings, each taking only what is its own.
"""

from __future__ import annotations

from typing import Any, ClassVar

from flask import Flask
from jinja2 import StrictUndefined

from survey import error_pages, page_language, security, static_files
from survey.config import Settings


class Application(Flask):
    """Flask that escapes everything and refuses names that a template lacks."""

    jinja_options: ClassVar[dict[str, Any]] = {  # type: ignore[misc]  # Flask has no ClassVar
        "autoescape": True,
        "undefined": StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
    }


def create_answering_app(settings: Settings) -> Flask:
    """Return the application that employees meet: admission, ballots and the answer key, and no register.

    Raises
    ------
    ConfigError
        When a setting that it needs is missing or cannot be used.
    """
    from survey.answering.campaigns import Campaigns
    from survey.answering.views import bp

    app = _app(settings.answering_url, settings.answering_secret, proxies=settings.proxies)
    app.extensions["campaigns"] = Campaigns(settings.home)
    app.register_blueprint(bp)
    return app


def _app(base_url: str, secret: str, *, proxies: int) -> Application:
    app = Application("survey", static_folder=None, template_folder="templates")
    app.secret_key = secret
    app.jinja_env.globals["asset"] = static_files.asset
    security.protect(app, base_url, proxies=proxies)
    page_language.register(app)
    static_files.serve(app)
    error_pages.register(app)
    return app
