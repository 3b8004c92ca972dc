"""`sightline user add`: who may sign in to the office."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from survey.commands import staff
from survey.config import PREFIX, Settings
from survey.office.passwords import hash_of, matches
from survey.store.register import Register, accounts, log
from survey.store.register.tables import ROLES
from tests.conftest import Ended
from tests.survey.web_cast import install, settings_of

PASSWORD = "four words at random"  # noqa: S105  of these tests only


@pytest.fixture
def register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Register]:
    settings: Settings = settings_of(tmp_path / "home")
    monkeypatch.setenv(f"{PREFIX}HOME", str(settings.home.path))
    register = install(settings, "Exemple")
    yield register
    register.close()


@pytest.fixture
def adds(sightline: Callable[..., Ended], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ended]:
    """Run `sightline user add`, writing the password to its standard input."""

    def add(*arguments: str, password: str = PASSWORD) -> Ended:
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
        return sightline("user", "add", *arguments)

    return add


def test_an_account_is_added_with_a_hash_of_the_password(
    register: Register, adds: Callable[..., Ended]
) -> None:
    ended = adds("Ana@Example.org", "--role", "hr")

    assert (ended.code, ended.out) == (0, "ana@example.org may sign in as hr.\n")
    with register.reading() as db:
        found = accounts.credentials(db, "ana@example.org")
        assert found
        assert [entry.what for entry in log.entries(db)] == ["added an account"]
        assert "ana" not in log.entries(db)[0].detail
    assert found.password_hash.startswith("$argon2id$")
    assert matches(PASSWORD, found.password_hash)


@pytest.mark.parametrize(
    ("arguments", "password", "words"),
    [
        (("not an address", "--role", "hr"), PASSWORD, "is not an e-mail address"),
        (("a@b@example.org", "--role", "hr"), PASSWORD, "is not an e-mail address"),
        (("a\r\nBcc: b@example.org", "--role", "hr"), PASSWORD, "is not an e-mail address"),
        (("ana@example.org", "--role", "hr"), "short", "12 to 200 characters"),
        (("ana@example.org", "--role", "hr"), "", "12 to 200 characters"),
        (("ana@example.org", "--role", "hr"), "a" * 40, "five of them different"),
        (("ana@example.org", "--role", "hr", "--organisation", "Nobody"), PASSWORD, "no organisation"),
    ],
)
def test_what_cannot_be_an_account_is_refused(
    register: Register, adds: Callable[..., Ended], arguments: tuple[str, ...], password: str, words: str
) -> None:
    ended = adds(*arguments, password=password)

    assert ended.code == 1
    assert words in ended.err
    assert password == "" or password not in ended.err
    with register.reading() as db:
        assert accounts.credentials(db, "ana@example.org") is None


def test_an_address_has_one_account(register: Register, adds: Callable[..., Ended]) -> None:
    adds("ana@example.org", "--role", "hr")

    ended = adds("ANA@example.org", "--role", "admin")

    assert ended.code == 1
    assert "has an account" in ended.err


def test_an_unknown_role_is_wrong_usage(register: Register, adds: Callable[..., Ended]) -> None:
    assert adds("ana@example.org", "--role", "god").code == 2


def test_the_roles_of_the_command_are_those_of_the_register() -> None:
    assert staff.ROLES == ROLES


def test_a_password_typed_with_two_code_points_matches_the_same_with_one() -> None:
    assert matches("e\u0301te\u0301 quatre mots", hash_of("\u00e9t\u00e9 quatre mots"))
