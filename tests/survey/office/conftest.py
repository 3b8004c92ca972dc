"""The office of two organisations: Ana (hr) at Exemple, Zoe (hr) at Andere; each with one campaign."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from survey.app import create_office_app
from survey.config import Settings
from survey.office.passwords import hash_of
from survey.store.register import Register, accounts, campaigns, organisations
from survey.store.register.accounts import Account, Role
from survey.store.register.campaigns import Plan
from tests.survey.web_cast import OFFICE, Browser, browser, install, settings_of

PASSWORD = "four words at random"  # noqa: S105  of these tests only
HASH = hash_of(PASSWORD)
NOW = datetime.now(UTC)


@dataclass(frozen=True)
class Staff:
    """Somebody in front of a browser."""

    client: Browser
    email: str

    def sees(self, path: str = "/") -> TestResponse:
        return self.client.get(path)

    def signs_in(
        self, password: str = PASSWORD, *, email: str | None = None, **options: object
    ) -> TestResponse:
        fields = {"email": email or self.email, "password": password, "csrf_token": self.token("/sign-in")}
        return self.client.post("/sign-in", data=fields, **options)

    def presses(self, path: str) -> TestResponse:
        return self.client.post(path, data={"csrf_token": self.token("/")})

    def token(self, path: str) -> str:
        found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', self.client.get(path).text)
        return found[1] if found else ""

    def cookie(self) -> str:
        found = self.client.get_cookie("__Host-sightline-office", domain="office.example.org")
        return found.value if found else ""

    def steals(self, cookie: str) -> None:
        """Put a cookie into this browser."""
        self.client.set_cookie(
            "__Host-sightline-office", cookie, domain="office.example.org", path="/", secure=True
        )


@dataclass(frozen=True)
class Office:
    """An installation whose office is open."""

    settings: Settings
    register: Register
    app: Flask

    def staff(self, email: str = "ana@example.org") -> Staff:
        """Return somebody with a browser of their own."""
        return Staff(browser(self.app, OFFICE), email)

    def hires(self, email: str, role: Role = "hr", *, organisation: str = "Exemple") -> Account:
        with self.register.writing() as db:
            return accounts.add(db, organisations.find(db, organisation).id, email, role, HASH)

    def plans(self, title: str, *, organisation: str = "Exemple") -> str:
        plan = Plan(
            organisation="",
            title=title,
            questionnaire="",
            opens=NOW - timedelta(days=1),
            closes=NOW + timedelta(days=20),
        )
        with self.register.writing() as db:
            of = organisations.find(db, organisation).id
            return campaigns.add(db, Plan(**{**vars(plan), "organisation": of})).id


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    settings = settings_of(tmp_path / "home")
    install(settings, "Exemple", "Andere").close()
    app = create_office_app(settings)
    register: Register = app.extensions["register"]
    office = Office(settings, register, app)
    office.hires("ana@example.org")
    office.hires("zoe@example.org", organisation="Andere")
    office.plans("Été <b>2026</b>")
    office.plans("Anderes Jahr", organisation="Andere")
    yield office
    register.close()


@pytest.fixture
def ana(office: Office) -> Staff:
    return office.staff()
