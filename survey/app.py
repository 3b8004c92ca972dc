"""The web applications, put together from their parts. The only module that imports views.

The trap: answering and office must share nothing at run time, neither cookies nor keys nor stores. They are two
applications on two hosts, each made from the same settings, each taking only what is its own.
"""

from __future__ import annotations

from typing import Any, ClassVar

from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin
from jinja2 import StrictUndefined

from survey import csrf, error_pages, page_language, security, static_files
from survey.config import Settings


class Application(Flask):
    """Flask that escapes everything and refuses names that a template lacks."""

    jinja_options: ClassVar[dict[str, Any]] = {  # type: ignore[misc]  # Flask has no ClassVar
        "autoescape": True,
        "undefined": StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
    }


class NoSessions(SessionInterface):
    """Answering knows who visits by the cookies of the campaign's path alone: a session would be one thing more."""

    def open_session(self, app: Flask, request: Request) -> None:
        """Open none; one that is written to by mistake is refused."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Never called: there is none."""


def create_answering_app(settings: Settings) -> Flask:
    """Return the application that employees meet: admission, ballots and the answer key, and no register.

    Raises
    ------
    ConfigError
        When a setting that it needs is missing or cannot be used.
    """
    from survey.answering.campaigns import Campaigns, Previews
    from survey.answering.views import PREVIEW, bp

    app = _app(settings.answering_url, settings.answering_secret, proxies=settings.proxies)
    app.extensions |= {bp.name: Campaigns(settings.home), PREVIEW: Previews(settings.home)}
    app.session_interface = NoSessions()
    app.register_blueprint(bp)
    app.register_blueprint(bp, name=PREVIEW, url_prefix="/preview/<campaign_id>")
    return app


def create_office_app(settings: Settings) -> Flask:
    """Return the application for staff: the register, and no ballot, no admission and no campaign key.

    Raises
    ------
    ConfigError
        When a setting that it needs is missing or cannot be used.
    StoreError
        When the register is not there, or has another version.
    """
    from flask_wtf import CSRFProtect

    from survey.campaigns.mail_views import bp as campaign_mail
    from survey.office import access, passwords
    from survey.office.views import bp
    from survey.store.register import Register

    app = _app(settings.office_url, settings.office_secret, proxies=settings.proxies)
    secure = bool(app.config["SESSION_COOKIE_SECURE"])
    app.config.update(
        SESSION_COOKIE_NAME="__Host-sightline-office" if secure else "sightline-office",
        WTF_CSRF_TIME_LIMIT=csrf.GOOD_SECONDS,
        WTF_CSRF_SSL_STRICT=False,  # asks for a Referer, which our own Referrer-Policy tells browsers not to send
    )
    app.session_interface = access.OfficeSessions()
    app.extensions["register"] = Register.open(settings.register_url)
    app.extensions["run"] = settings.home.run
    CSRFProtect(app)
    passwords.prepare()
    app.extensions["settings"] = settings
    for part in (bp, campaign_mail):
        app.register_blueprint(part)
        access.require_declared(app, part)
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
