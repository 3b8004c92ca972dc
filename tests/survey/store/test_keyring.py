"""Keys: made once, private, gone at close; tokens that are the same whenever asked for and are stored nowhere."""

from __future__ import annotations

import base64
import hashlib
import hmac
import stat

import pytest

from survey.errors import KeyringError, StoreError
from survey.store import keyring
from survey.store.paths import Home
from tests.survey.store.conftest import CAMPAIGN


def test_keys_are_random_private_files_of_256_bits(home: Home) -> None:
    keys = keyring.make(home, CAMPAIGN)

    files = sorted(home.keys_of(CAMPAIGN).iterdir())
    assert [file.name for file in files] == ["answer.key", "invite.key"]
    assert [stat.S_IMODE(file.stat().st_mode) for file in files] == [0o600, 0o600]
    assert (len(keys.invite), len(keys.answer)) == (32, 32)
    assert keys.invite != keys.answer
    assert "Keys(...)" in repr(keys)


def test_making_keys_again_keeps_those_that_links_were_made_with(home: Home) -> None:
    first = keyring.make(home, CAMPAIGN)

    again = keyring.make(home, CAMPAIGN)

    assert (again.invite, again.answer) == (first.invite, first.answer)


def test_a_launch_interrupted_between_two_keys_makes_the_missing_one(home: Home) -> None:
    first = keyring.make(home, CAMPAIGN)
    (home.keys_of(CAMPAIGN) / "answer.key").unlink()

    again = keyring.make(home, CAMPAIGN)

    assert again.invite == first.invite
    assert len(again.answer) == 32


def test_a_token_and_its_keys_are_derived_as_the_privacy_notice_says(home: Home) -> None:
    keys = keyring.make(home, CAMPAIGN)

    token = keyring.token_of(keys.invite, "person 1")

    by_hand = base64.b32encode(hmac.new(keys.invite, b"person 1", hashlib.sha256).digest()[:16])
    assert token == by_hand.decode().lower().rstrip("=")
    assert len(token) == 26
    assert keyring.admission_key(token) == hashlib.sha256(token.encode()).digest()
    assert (
        keyring.draft_key(keys.answer, token)
        == hmac.new(keys.answer, token.encode(), hashlib.sha256).digest()[:16]
    )
    assert keyring.token_of(keys.invite, "person 1") == token
    assert keyring.token_of(keys.invite, "person 2") != token


def test_a_token_is_read_whatever_its_case_and_anything_else_is_none(home: Home) -> None:
    token = keyring.fresh_token()

    assert keyring.parse_token(token.upper()) == token
    for wrong in (
        "",
        "abc",
        token + "a",
        token[:-1] + "1",
        "\0\0",
        token[:-1] + "ı",
        token + "\n",
        "a" * 10_000,
    ):
        assert keyring.parse_token(wrong) is None


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_config_005_a_key_that_others_can_read_is_refused_with_its_mode(home: Home, mode: int) -> None:
    keyring.make(home, CAMPAIGN)
    (home.keys_of(CAMPAIGN) / "answer.key").chmod(mode)

    with pytest.raises(KeyringError, match=f"{mode:04o}"):
        keyring.read_answer(home, CAMPAIGN)


def test_a_truncated_key_is_refused(home: Home) -> None:
    keyring.make(home, CAMPAIGN)
    (home.keys_of(CAMPAIGN) / "invite.key").write_bytes(b"short")

    with pytest.raises(KeyringError, match="5 bytes instead of 32"):
        keyring.read_invite(home, CAMPAIGN)


def test_destroyed_keys_are_gone_and_destroying_them_again_is_no_fault(home: Home) -> None:
    keyring.make(home, CAMPAIGN)

    keyring.destroy(home, CAMPAIGN)
    keyring.destroy(home, CAMPAIGN)

    assert not keyring.exist(home, CAMPAIGN)
    assert list(home.keys.iterdir()) == []
    with pytest.raises(KeyringError, match="made at launch and destroyed at close"):
        keyring.read_answer(home, CAMPAIGN)


@pytest.mark.parametrize(
    "name", ["../../etc", "", "a/b", "abcdefghijkl1", "ABCDEFGHIJKL2", "abcdefghijkl2\n", "\0"]
)
def test_no_path_is_made_of_what_is_no_campaign_id(home: Home, name: str) -> None:
    with pytest.raises(StoreError, match="not the id of a campaign"):
        home.campaign(name)
