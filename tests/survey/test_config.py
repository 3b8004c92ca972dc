"""Settings: each declared once, checked when it is used, secrets strong and private (CONFIG cases)."""

from __future__ import annotations

from pathlib import Path

import pytest

from survey.config import PREFIX, SETTINGS, Settings
from survey.errors import ConfigError

STRONG = "k7Qv2mXw9Lr4Tz8Bn3Yc6Hd1Jf5Gs0Pa"


def of(**environment: str) -> Settings:
    return Settings({PREFIX + name: value for name, value in environment.items()})


def test_settings_are_declared_once_with_a_meaning() -> None:
    names = [setting.name for setting in SETTINGS]

    assert len(names) == len(set(names))
    assert all(setting.meaning.endswith(".") for setting in SETTINGS)
    assert all(setting.default == "" for setting in SETTINGS if setting.secret)


@pytest.mark.parametrize("secret", ["", "dev", "changeme", "a" * 64, STRONG[:31]])
def test_config_001_a_missing_default_or_short_secret_is_refused(tmp_path: Path, secret: str) -> None:
    with pytest.raises(ConfigError) as refused:
        _ = of(HOME=str(tmp_path), ANSWERING_SECRET=secret).answering_secret

    assert "sightline init" in str(refused.value) or "token_urlsafe" in str(refused.value)
    assert not secret or secret not in str(refused.value)


def test_a_secret_comes_from_the_environment_or_a_file(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(f"{STRONG}\n")
    file.chmod(0o600)

    assert of(OFFICE_SECRET=STRONG).office_secret == STRONG
    assert of(OFFICE_SECRET_FILE=str(file)).office_secret == STRONG


def test_config_005_a_secret_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(STRONG)
    file.chmod(0o644)

    with pytest.raises(ConfigError, match="0644"):
        _ = of(OFFICE_SECRET_FILE=str(file)).office_secret


@pytest.mark.parametrize(
    "url",
    [
        "",
        "survey.example.org",
        "http://survey.example.org",
        "https://survey.example.org/path",
        "https://survey.example.org?x=1",
        "https://user:pw@survey.example.org",
        "https://",
        "https://exa mple.org",
        "ftp://survey.example.org",
        "https://survey.example.org:99999",
        "https://[::1",
    ],
)
def test_config_003_a_base_url_is_whole_bare_and_protected(url: str) -> None:
    with pytest.raises(ConfigError, match="ANSWERING_URL"):
        _ = of(ANSWERING_URL=url).answering_url


@pytest.mark.parametrize(
    "url",
    ["https://survey.example.org", "https://survey.example.org/", "http://127.0.0.1:8000", "http://[::1]:80"],
)
def test_a_good_base_url_is_taken_without_its_last_slash(url: str) -> None:
    assert of(ANSWERING_URL=url).answering_url == url.rstrip("/")


@pytest.mark.parametrize("minutes", ["59", "0", "-60", "1.5", "٦٠", "9999999", "soon"])
def test_crediting_more_often_than_hourly_cannot_be_set(minutes: str) -> None:
    with pytest.raises(ConfigError, match="CREDIT_MINUTES"):
        _ = of(CREDIT_MINUTES=minutes).credit_minutes


def test_defaults_hold_where_nothing_is_set(tmp_path: Path) -> None:
    found = of(HOME=str(tmp_path))

    assert (found.credit_minutes, found.keep_dataset_months, found.keep_people_days) == (60, 24, 30)
    assert found.register_url == f"sqlite:///{tmp_path}/register.db"
    assert found.home.path == tmp_path
