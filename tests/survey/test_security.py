"""Hosts, sizes and headers: one test over every route of both applications, their errors and their files."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from survey.app import create_answering_app
from survey.errors import ConfigError
from survey.security import LARGEST_BODY, MOST_FIELDS
from survey.static_files import asset, static_files
from tests.survey.web_cast import ANSWERING, browser, settings_of


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    app = create_answering_app(settings_of(tmp_path))
    app.add_url_rule("/count", "count", lambda: str(len(request.form)), methods=["POST"])
    app.add_url_rule("/who", "who", lambda: f"{request.remote_addr} {request.scheme} {request.host}")
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return browser(app, ANSWERING)


@pytest.mark.parametrize("host", ["evil.example", "survey.example.org.evil.example", "127.0.0.1", ""])
def test_another_host_is_refused_with_a_page(client: FlaskClient, host: str) -> None:
    page = client.get("/who", environ_overrides={"HTTP_HOST": host, "SERVER_NAME": "evil.example"})

    assert page.status_code == 400
    assert "<h1>" in page.text


def test_a_forwarded_host_is_not_believed(client: FlaskClient) -> None:
    forged = {
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-For": "203.0.113.7",
        "X-Forwarded-Proto": "http",
    }

    assert client.get("/who", headers=forged).text == "127.0.0.1 https survey.example.org"


def test_as_many_proxies_are_believed_as_there_are(tmp_path: Path) -> None:
    app = create_answering_app(settings_of(tmp_path, PROXIES="1"))
    app.add_url_rule("/who", "who", lambda: f"{request.remote_addr} {request.host}")
    forged = {"X-Forwarded-For": "198.51.100.1, 203.0.113.7", "X-Forwarded-Host": "evil.example"}

    assert browser(app, ANSWERING).get("/who", headers=forged).text == "203.0.113.7 survey.example.org"


def test_a_form_as_large_as_the_limit_is_taken(client: FlaskClient) -> None:
    assert client.post("/count", data={"a": "x" * (LARGEST_BODY - 2)}).text == "1"


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "text/plain", "application/json"])
def test_a_larger_body_of_any_kind_is_refused(client: FlaskClient, kind: str) -> None:
    page = client.post("/count", data=b"a=" + b"x" * (LARGEST_BODY - 1), content_type=kind)

    assert page.status_code == 413
    assert "That was too much at once." in page.text


def test_a_body_that_does_not_tell_its_length_is_refused_all_the_same(client: FlaskClient) -> None:
    page = client.post(
        "/count",
        input_stream=BytesIO(b"a=" + b"x" * LARGEST_BODY),
        content_type="application/x-www-form-urlencoded",
        environ_overrides={"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"},
    )

    assert page.status_code == 413


def test_more_fields_than_any_page_has_are_refused(client: FlaskClient) -> None:
    fields = {f"f{n}": "" for n in range(MOST_FIELDS)}

    assert client.post("/count", data=fields).text == str(MOST_FIELDS)
    assert client.post("/count", data=fields | {"one": "more"}).status_code == 413
    assert (
        client.post(
            "/count", data=b"&" * MOST_FIELDS, content_type="application/x-www-form-urlencoded"
        ).status_code
        == 413
    )
    assert (
        client.post(
            "/count", data=fields | {f"more{n}": "" for n in range(100)}, content_type="multipart/form-data"
        ).status_code
        == 413
    )


def test_debugging_is_refused_where_others_reach_the_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLASK_DEBUG", "1")

    with pytest.raises(ConfigError, match="FLASK_DEBUG"):
        create_answering_app(settings_of(tmp_path))
    assert create_answering_app(settings_of(tmp_path, ANSWERING_URL="http://127.0.0.1:8000"))


def test_https_is_kept_only_where_it_is(tmp_path: Path, client: FlaskClient) -> None:
    plain = "http://127.0.0.1:8000"
    local = browser(create_answering_app(settings_of(tmp_path, ANSWERING_URL=plain)), plain)

    assert "max-age=63072000" in client.get("/who").headers["Strict-Transport-Security"]
    assert "Strict-Transport-Security" not in local.get("/who").headers


@pytest.mark.parametrize("url", ["http://localhost:8000", "http://127.0.0.1:8000"])
def test_this_machine_is_reached_by_each_of_its_names(tmp_path: Path, url: str) -> None:
    app = create_answering_app(settings_of(tmp_path, ANSWERING_URL=url))

    assert browser(app, url).get("/").status_code == 404


@pytest.mark.parametrize("name", sorted(static_files()))
def test_a_file_is_kept_for_good_under_an_address_that_changes_with_it(
    client: FlaskClient, name: str
) -> None:
    answer = client.get(asset(name))

    assert answer.status_code == 200
    assert answer.data == static_files()[name].content
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert client.get(f"/static/{'0' * 16}/{name}").status_code == 404


@pytest.mark.parametrize("path", ["../app.py", "%2e%2e%2fapp.py", "..%5capp.py", "sightline.css%00", ""])
def test_no_other_file_is_served(client: FlaskClient, path: str) -> None:
    assert client.get(f"/static/{static_files()['sightline.css'].digest}/{path}").status_code in {400, 404}


def test_a_base_url_whose_host_cannot_be_compared_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="localhost"):
        create_answering_app(settings_of(tmp_path, ANSWERING_URL="http://[::1]:8000"))
