"""Signing in: sessions that cannot be planted, stolen for long or kept, tries that are counted, nothing told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest
from argon2 import PasswordHasher, extract_parameters
from sqlalchemy import select

from survey.office import passwords, throttling
from survey.store.register import accounts, sessions
from survey.store.register.tables import SESSIONS, TRIES
from tests.survey.office.conftest import HASH, PASSWORD, Office, Staff
from tests.survey.web_cast import OFFICE

NOON = datetime.now(UTC).replace(hour=12, minute=0, second=30)
"""A clock that stands still where tries are counted by minute: a slow machine must not change the count."""


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    """Set the clock of the office's pages."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # noqa: ARG003  the clock's signature
            return moment

    monkeypatch.setattr("survey.office.views.datetime", Clock)
    monkeypatch.setattr("survey.office.access.datetime", Clock)


def test_the_start_page_leads_to_the_sign_in_page(ana: Staff) -> None:
    page = ana.sees("/")

    assert (page.status_code, page.location) == (303, "/sign-in")


def test_staff_sign_in_and_see_the_campaigns_of_their_organisation_only(ana: Staff) -> None:
    signed_in = ana.signs_in()
    page = ana.sees("/")

    assert (signed_in.status_code, signed_in.location) == (303, "/")
    assert "Campaigns of Exemple" in page.text
    assert "Été &lt;b&gt;2026&lt;/b&gt;" in page.text
    assert "Anderes Jahr" not in page.text
    assert "command line" in page.text


def test_capitals_and_spaces_around_an_address_do_not_matter(ana: Staff) -> None:
    assert ana.signs_in(email=" Ana@Example.ORG ").status_code == 303


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("ana@example.org", "wrong words at random"),
        ("nobody@example.org", PASSWORD),
        ("", ""),
        ("ana@example.org", PASSWORD + " " * 300),
        ("ana@example.org\x00", PASSWORD),
    ],
)
def test_a_refusal_tells_nothing(ana: Staff, email: str, password: str) -> None:
    page = ana.signs_in(password, email=email or " ")

    assert page.status_code == 422
    assert "Address and password do not belong together." in page.text
    assert PASSWORD not in page.text


@pytest.mark.parametrize("email", ["ana@example.org", "nobody@example.org"])
def test_an_unknown_address_costs_the_same_one_hash_as_a_wrong_password(
    ana: Staff, email: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = []

    class Watched(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002  its name
            checked.append(extract_parameters(str(hash)))
            return super().verify(hash, password)

    monkeypatch.setattr(passwords, "_HASHER", Watched())

    ana.signs_in("wrong words at random", email=email)

    assert checked == [extract_parameters(HASH)]


def test_a_session_planted_before_signing_in_is_not_the_one_after(office: Office, ana: Staff) -> None:
    thief = office.staff()
    thief.token("/sign-in")
    planted = thief.cookie()
    ana.steals(planted)

    ana.signs_in()

    assert ana.cookie() != planted
    assert ana.sees("/").status_code == 200
    assert thief.sees("/").status_code == 303


def test_signing_in_again_gives_a_new_session_and_ends_the_old_one(office: Office, ana: Staff) -> None:
    ana.signs_in()
    old, thief = ana.cookie(), office.staff()
    fields = {"email": ana.email, "password": PASSWORD, "csrf_token": ana.token("/")}

    ana.client.post("/sign-in", data=fields)
    thief.steals(old)

    assert ana.sees("/").status_code == 200
    assert thief.sees("/").status_code == 303


def test_a_cookie_stolen_before_signing_out_opens_nothing_after(office: Office, ana: Staff) -> None:
    ana.signs_in()
    thief = office.staff()
    thief.steals(ana.cookie())
    assert thief.sees("/").status_code == 200

    ana.presses("/sign-out")

    assert thief.sees("/").status_code == 303
    assert ana.sees("/").status_code == 303


def test_signing_out_everywhere_ends_every_session_of_the_account_and_no_other(office: Office) -> None:
    here, there, other = office.staff(), office.staff(), office.staff("zoe@example.org")
    for each in (here, there, other):
        each.signs_in()

    here.presses("/sign-out-everywhere")

    assert [each.sees("/").status_code for each in (here, there, other)] == [303, 303, 200]


def test_signing_out_needs_a_form_of_ours(ana: Staff) -> None:
    ana.signs_in()

    assert ana.client.get("/sign-out").status_code == 405
    assert ana.client.post("/sign-out").status_code == 400
    assert ana.sees("/").status_code == 200


def test_signing_in_needs_a_form_of_ours(office: Office, ana: Staff) -> None:
    foreign = office.staff().token("/sign-in")
    fields = {"email": ana.email, "password": PASSWORD}

    assert ana.client.post("/sign-in", data=fields).status_code == 400
    assert ana.client.post("/sign-in", data=fields | {"csrf_token": foreign}).status_code == 400
    assert ana.sees("/").status_code == 303


def test_a_session_ends_after_half_an_hour_without_a_page(
    ana: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = datetime.now(UTC)
    ana.signs_in()

    at(monkeypatch, start + timedelta(minutes=29))
    assert ana.sees("/").status_code == 200
    at(monkeypatch, start + timedelta(minutes=58))
    assert ana.sees("/").status_code == 200
    at(monkeypatch, start + timedelta(minutes=89))
    assert ana.sees("/").status_code == 303


def test_a_session_ends_after_twelve_hours_whatever_happens(
    ana: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = datetime.now(UTC)
    ana.signs_in()

    for minutes in range(20, 12 * 60, 20):
        at(monkeypatch, start + timedelta(minutes=minutes))
        assert ana.sees("/").status_code == 200
    at(monkeypatch, start + timedelta(hours=12, minutes=1))

    assert ana.sees("/").status_code == 303


def test_who_is_disabled_is_out_at_once_and_stays_out(office: Office, ana: Staff) -> None:
    ana.signs_in()
    with office.register.writing() as db:
        found = accounts.credentials(db, ana.email)
        assert found
        accounts.disable(db, found.account.organisation, found.account.id)

    assert ana.sees("/").status_code == 303
    assert ana.signs_in().status_code == 422


def test_another_organisation_can_change_no_account(office: Office) -> None:
    with office.register.writing() as db:
        ana, zoe = accounts.credentials(db, "ana@example.org"), accounts.credentials(db, "zoe@example.org")
        assert ana
        assert zoe
        changed = [
            accounts.disable(db, zoe.account.organisation, ana.account.id),
            accounts.set_password(db, zoe.account.organisation, ana.account.id, "x"),
            sessions.end_all(db, zoe.account.organisation, ana.account.id),
        ]

        assert changed == [False, False, 0]
        assert accounts.credentials(db, "ana@example.org") == ana


def test_the_register_keeps_no_secret_of_a_session(office: Office, ana: Staff) -> None:
    ana.signs_in()
    with ana.client.session_transaction(base_url=OFFICE) as kept:
        secret = kept["secret"]

    with office.register.reading() as db:
        rows = db.execute(select(SESSIONS)).all()

    assert len(rows) == 1
    assert secret not in str(rows)


def test_five_tries_a_minute_are_taken_and_the_sixth_waits(
    ana: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, NOON)
    refused = [ana.signs_in("wrong words at random").status_code for _ in range(5)]

    page = ana.signs_in()

    assert refused == [422] * 5
    assert page.status_code == 429
    assert 1 <= int(page.headers["Retry-After"]) <= 120
    assert "There were too many tries to sign in." in page.text
    assert f"Wait {page.headers['Retry-After']} seconds" in page.text


def test_after_the_wait_the_next_try_is_taken(ana: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, NOON)
    for _ in range(5):
        ana.signs_in("wrong words at random")
    wait = int(ana.signs_in().headers["Retry-After"])

    at(monkeypatch, NOON + timedelta(seconds=wait + 1))

    assert ana.signs_in().status_code == 303


def test_who_tries_from_elsewhere_does_not_lock_the_owner_out(
    office: Office, ana: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, NOON)
    attacker = office.staff()
    for _ in range(6):
        attacker.signs_in("wrong words", environ_overrides={"REMOTE_ADDR": "203.0.113.7"})

    assert ana.signs_in(environ_overrides={"REMOTE_ADDR": "198.51.100.1"}).status_code == 303


def test_a_place_that_tries_many_accounts_is_stopped(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, NOON)
    attacker = office.staff()

    codes = [
        attacker.signs_in(
            "wrong words at random",
            email=f"p{n}@example.org",
            environ_overrides={"REMOTE_ADDR": f"203.0.113.{n}"},
        ).status_code
        for n in range(throttling.PLACE.most + 1)
    ]

    assert codes == [422] * throttling.PLACE.most + [429]


def test_signing_in_forgets_the_tries_before_it(ana: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, NOON)
    for _ in range(4):
        ana.signs_in("wrong words at random")
    ana.signs_in()
    ana.presses("/sign-out")

    assert [ana.signs_in("wrong words at random").status_code for _ in range(5)] == [422] * 5


def test_what_is_counted_names_nobody_and_no_address(office: Office, ana: Staff) -> None:
    ana.signs_in("wrong words at random", environ_overrides={"REMOTE_ADDR": "203.0.113.7"})

    with office.register.reading() as db:
        kept = str(db.execute(select(TRIES)).all())

    assert "ana" not in kept
    assert "203.0.113" not in kept


def test_the_salt_of_yesterday_is_gone_today(office: Office) -> None:
    run, now = office.settings.home.run, datetime.now(UTC)
    yesterday = throttling.daily_salt(run, now - timedelta(days=1))

    today = throttling.daily_salt(run, now)

    assert today == throttling.daily_salt(run, now) != yesterday
    assert [path.name for path in run.glob("*.salt")] == [f"throttle-{now.date().isoformat()}.salt"]
    assert all(path.stat().st_mode & 0o077 == 0 for path in run.iterdir())


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        ("", "unknown"),
        ("<script>", "unknown"),
    ],
)
def test_an_address_counts_as_its_network(address: str, network: str) -> None:
    assert throttling.network_of(address) == network
