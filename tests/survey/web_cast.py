"""The web's cast: the settings of an installation, and an application of each kind with a browser's client."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from survey.config import PREFIX, Settings
from survey.store import migrations
from survey.store.register import Register
from survey.store.register.organisations import add as add_organisation

ANSWERING_SECRET = "k7Qv2mXw9Lr4Tz8Bn3Yc6Hd1Jf5Gs0Pa"  # noqa: S105  of these tests only
OFFICE_SECRET = "Zb5Nc8Vx1Mq4Wl7Ek0Rj3Tp6Yh9Ug2Ds"  # noqa: S105  the same
ANSWERING = "https://survey.example.org"
OFFICE = "https://office.example.org"


def settings_of(home: Path, **changes: str) -> Settings:
    """Return the settings of an installation on two hosts."""
    values = {
        "HOME": str(home),
        "ANSWERING_URL": ANSWERING,
        "OFFICE_URL": OFFICE,
        "ANSWERING_SECRET": ANSWERING_SECRET,
        "OFFICE_SECRET": OFFICE_SECRET,
        **changes,
    }
    return Settings({PREFIX + name: value for name, value in values.items()})


def install(settings: Settings, *organisations: str) -> Register:
    """Make folders and register, and return the register with these organisations."""
    settings.home.make()
    migrations.upgrade(settings.register_url)
    register = Register.open(settings.register_url)
    with register.writing() as db:
        for name in organisations:
            add_organisation(db, name)
    return register


class Browser(FlaskClient):
    """A client that reaches its application under the application's own address."""

    address = ANSWERING

    def open(self, *arguments: Any, **options: Any) -> TestResponse:
        return super().open(*arguments, **{"base_url": self.address, **options})


def browser(app: Flask, base_url: str) -> Browser:
    """Return a client that reaches `app` under its own address."""
    client = Browser(app, app.response_class)
    client.address = base_url
    return client


def addresses(app: Flask) -> list[tuple[str, str]]:
    """Return method and path of every route that takes no value."""
    return [
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        if not rule.arguments
    ]
