"""The two applications put together: what they load, share and refuse."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from survey.app import create_answering_app, create_office_app
from survey.errors import ConfigError, StoreError
from tests.survey.web_cast import ANSWERING, OFFICE_SECRET, addresses, browser, install, settings_of

HEAVY = {"sklearn", "scipy", "weasyprint", "joblib", "huey"}


@pytest.mark.parametrize("name", ["answering", "office"])
def test_a_web_process_loads_nothing_heavy(name: str, tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    install(settings).close()
    program = f"import sys, survey.wsgi; survey.wsgi.{name}(); print(sorted({HEAVY} & set(sys.modules)))"

    ended = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        timeout=120,
        env=dict(settings.environment),
    )

    assert ended.stdout == "[]\n", ended.stderr


def test_answering_knows_neither_register_nor_office(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    program = (
        "import sys, survey.wsgi; survey.wsgi.answering();"
        "print([name for name in sys.modules if name.startswith(('survey.store.register', 'survey.office'))])"
    )

    ended = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        timeout=120,
        env=dict(settings.environment),
    )

    assert ended.stdout == "[]\n", ended.stderr


def test_answering_needs_no_register(tmp_path: Path) -> None:
    app = create_answering_app(settings_of(tmp_path))

    assert browser(app, ANSWERING).get("/s/abcdefghijkl2/").status_code == 404


def test_the_office_needs_a_register_of_this_version(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="sightline init"):
        create_office_app(settings_of(tmp_path))


@pytest.mark.parametrize("secret", ["", "dev", "a" * 64])
def test_an_application_with_a_weak_secret_is_not_made(tmp_path: Path, secret: str) -> None:
    with pytest.raises(ConfigError):
        create_answering_app(settings_of(tmp_path, ANSWERING_SECRET=secret))
    with pytest.raises(ConfigError):
        create_office_app(settings_of(tmp_path, OFFICE_SECRET=secret))


def test_each_application_takes_only_what_is_its_own(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, ANSWERING_URL="", ANSWERING_SECRET="")
    install(settings).close()

    office = create_office_app(settings)

    assert office.secret_key == OFFICE_SECRET
    with pytest.raises(ConfigError):
        create_answering_app(settings)


def test_every_template_escapes_and_refuses_names_it_lacks(tmp_path: Path) -> None:
    app = create_answering_app(settings_of(tmp_path))

    assert app.jinja_env.autoescape is True, "for every suffix, not for .html alone"
    assert app.jinja_env.from_string("{{ value }}").render(value="<b>") == "&lt;b&gt;"
    with pytest.raises(Exception, match="is undefined"):
        app.jinja_env.from_string("{{ nothing }}").render()


def test_every_page_error_and_file_of_answering_has_the_headers(tmp_path: Path) -> None:
    app = create_answering_app(settings_of(tmp_path))
    client = browser(app, ANSWERING)
    paths = [
        rule.rule.replace("<campaign_id>", "abcdefghijkl2").replace("<token>", "x").replace("<slug>", "q")
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static"
    ]

    answers = {path: client.open(path, method=method) for path in paths for method in ("GET", "POST", "PUT")}
    answers["refused host"] = client.get("/", base_url="https://evil.example")

    assert len(paths) >= 8
    assert {"<" in path for path in paths} == {False}
    for name, answer in answers.items():
        assert answer.headers["Content-Security-Policy"].startswith(
            "default-src 'none'; script-src 'self'"
        ), name
        assert answer.headers["X-Content-Type-Options"] == "nosniff", name
        assert answer.headers["Referrer-Policy"] == "no-referrer", name
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin", name
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin", name
        assert answer.headers["Strict-Transport-Security"].startswith("max-age="), name
        if "immutable" not in answer.headers["Cache-Control"]:
            assert answer.headers["Cache-Control"] == "no-store", name
            assert "Cookie" in answer.headers["Vary"], name


def test_a_get_changes_nothing(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    register = install(settings)
    before = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*"))
    client = browser(create_office_app(settings), settings.office_url)

    for path in [path for method, path in addresses(client.application) if method == "GET"]:
        client.get(path)

    after = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*"))
    assert [path for path in after if path not in before and "register.db" not in path.name] == []
    register.close()
