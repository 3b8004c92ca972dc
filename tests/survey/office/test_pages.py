"""Every page of the office: headers, roles, forms; a new page is found by its route and must keep the rules too."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Blueprint, Flask

from survey.office import access
from survey.static_files import asset
from survey.store.register import accounts
from survey.store.register.accounts import Role
from survey.store.register.tables import ROLES
from tests.survey.collection.conftest import make_site, thirty_people
from tests.survey.office.conftest import HASH, Office, Staff
from tests.survey.web_cast import addresses, settings_of

ROOT = Path(__file__).parents[3]


def test_every_page_error_and_file_has_the_headers(office: Office, ana: Staff) -> None:
    ana.signs_in()
    answers = {
        f"{method} {path}": ana.client.open(path, method=method) for method, path in addresses(office.app)
    }
    answers |= {path: ana.sees(path) for path in ("/nothing", "/static/0/none.css", asset("sightline.css"))}
    answers["refused host"] = ana.client.get("/", base_url="https://evil.example")
    answers["too large"] = ana.client.post("/sign-in", data={"email": "x" * 300_000})

    assert len(answers) >= 10
    for name, answer in answers.items():
        headers = answer.headers
        assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'"), name
        assert "unsafe" not in headers["Content-Security-Policy"], name
        assert headers["X-Content-Type-Options"] == "nosniff", name
        assert headers["Referrer-Policy"] == "no-referrer", name
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", name
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin", name
        assert headers["Strict-Transport-Security"].startswith("max-age="), name
        assert "Permissions-Policy" in headers, name
        if "immutable" not in headers["Cache-Control"]:
            assert headers["Cache-Control"] == "no-store", name
            assert "Cookie" in headers["Vary"], name


def test_the_cookie_is_for_this_host_alone_and_unseen_by_scripts(ana: Staff) -> None:
    page = ana.sees("/sign-in")

    [cookie] = page.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-sightline-office=")
    for mark in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert mark in cookie
    assert "Domain" not in cookie


def test_the_sign_in_page_needs_no_script_and_has_its_labels(ana: Staff) -> None:
    page = ana.sees("/sign-in").text

    assert "<script" not in page
    assert "style=" not in page
    for name in ("email", "password"):
        assert f'<label for="{name}">' in page


@pytest.mark.parametrize("role", ROLES)
def test_every_role_opens_the_start_page(office: Office, role: str) -> None:
    office.hires(f"{role}@example.org", role)  # type: ignore[arg-type]
    somebody = office.staff(f"{role}@example.org")

    somebody.signs_in()

    assert somebody.sees("/").status_code == 200


@pytest.mark.parametrize(
    ("role", "writes"), [("hr", True), ("admin", True), ("reader", False), ("council", False)]
)
def test_who_may_write_mail_finds_it_beside_each_campaign(office: Office, role: Role, writes: bool) -> None:
    campaign = office.plans("Autumn")
    office.hires(f"{role}@example.org", role)
    somebody = office.staff(f"{role}@example.org")
    somebody.signs_in()

    link = f'href="/campaigns/{campaign}/mail/"'

    assert (link in somebody.sees("/").text) is writes


def test_every_other_page_is_closed_to_who_is_not_signed_in(office: Office) -> None:
    nobody = office.staff()
    token = nobody.token("/sign-in")

    for method, path in addresses(office.app):
        if path != "/sign-in":
            answer = nobody.client.open(path, method=method, data={"csrf_token": token})
            assert (answer.status_code, answer.location) == (303, "/sign-in"), path


def test_every_post_needs_a_form_of_ours(office: Office, ana: Staff) -> None:
    ana.signs_in()

    posts = [path for method, path in addresses(office.app) if method == "POST"]

    assert len(posts) >= 3
    assert {ana.client.post(path).status_code for path in posts} == {400}
    assert ana.sees("/").status_code == 200


def test_a_page_for_other_roles_is_refused(
    office: Office, ana: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana.signs_in()
    monkeypatch.setitem(access._ROLES_OF, "survey.office.views.start", ("admin",))

    page = ana.sees("/")

    assert page.status_code == 403
    assert "This page is not for your account." in page.text


def test_a_page_that_declares_no_roles_keeps_the_office_from_starting(office: Office) -> None:
    bp = Blueprint("more", __name__)
    bp.add_url_rule("/more", "undeclared", lambda: "")
    office.app._got_first_request = False
    office.app.register_blueprint(bp)

    with pytest.raises(AssertionError, match=r"more\.undeclared"):
        access.require_declared(office.app, bp)


def test_the_office_speaks_french_to_a_french_browser(ana: Staff) -> None:
    ana.signs_in()

    page = ana.client.get("/", headers={"Accept-Language": "fr"})

    assert "Campagnes de Exemple" in page.text
    assert 'lang="fr"' in page.text


def test_a_cookie_signed_for_another_application_opens_nothing_even_with_the_same_secret(
    office: Office,
) -> None:
    secret = office.settings.office_secret
    plain = Flask("other")
    plain.secret_key = secret
    signed = plain.session_interface.get_signing_serializer(plain).dumps({"secret": "x"})  # type: ignore[union-attr, attr-defined]
    thief = office.staff()

    thief.steals(signed)

    assert thief.sees("/").status_code == 303


CRAWL = """
import json, os, sys

opened = []
sys.addaudithook(
    lambda event, values: opened.append(str(values[0])) if event in ("open", "sqlite3.connect") else None
)

from survey.app import create_office_app
from survey.config import settings
from tests.survey.office.conftest import Staff
from tests.survey.web_cast import OFFICE, addresses, browser

app = create_office_app(settings())
ana = Staff(browser(app, OFFICE), "ana@example.org")
codes = [ana.signs_in().status_code]
for method, path in addresses(app) + [("GET", "/s/" + os.environ["CAMPAIGN"] + "/"), ("GET", "/nothing")]:
    ana.signs_in()
    token = ana.token("/")
    codes.append(ana.client.open(path, method=method, data={"csrf_token": token}).status_code)
json.dump({"opened": sorted(set(opened)), "codes": codes, "modules": sorted(sys.modules)}, sys.stdout)
"""


def test_the_office_opens_no_ballot_no_admission_and_no_campaign_key_whatever_is_clicked(
    tmp_path: Path,
) -> None:
    site = make_site(tmp_path / "home")
    running = site.launches(*thirty_people())
    running.sends(next(iter(running.tokens().values())), {"see1": 4})
    with site.register.writing() as db:
        accounts.add(db, site.plan.organisation, "ana@example.org", "admin", HASH)
    settings = settings_of(tmp_path / "home")

    ended = subprocess.run(
        [sys.executable, "-c", CRAWL],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "CAMPAIGN": running.id, **settings.environment},
        capture_output=True,
        text=True,
        timeout=300,
    )

    assert ended.returncode == 0, ended.stderr
    crawl = json.loads(ended.stdout)
    opened = [Path(name) for name in crawl["opened"]]
    ours = {str(path.relative_to(site.home.path)) for path in opened if path.is_relative_to(site.home.path)}
    assert "register.db" in ours, "the hook would not have seen a ballot box either"
    assert [name for name in ours if not name.startswith(("register.db", "run/"))] == []
    assert set(crawl["codes"]) == {200, 303, 404, 422}
    assert not {"survey.store.ballots", "survey.store.admission", "survey.store.keyring"} & set(
        crawl["modules"]
    )
    site.register.close()
