"""Settings: declared once, with name, default and meaning, and read from the environment.

Each is read as SIGHTLINE_NAME; a secret also as SIGHTLINE_NAME_FILE, the path of a file that holds it, and never from
a command line, which every user of the machine can see. What a process does not need is not asked for: a setting is
checked when it is first used, so that `sightline score` runs without any.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from survey.errors import ConfigError
from survey.store.paths import Home

PREFIX = "SIGHTLINE_"
SHORTEST_SECRET = 32
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Setting:
    """One setting: its name without the prefix, its default as text ("" where there is none), and what it means."""

    name: str
    default: str
    meaning: str
    secret: bool = False


SETTINGS = (
    Setting("HOME", "sightline-home", "The folder with everything of this installation."),
    Setting("REGISTER", "", "Database URL of the register; without it HOME/register.db."),
    Setting("ANSWERING_URL", "", "Where employees reach the pages, such as https://survey.example.org."),
    Setting("OFFICE_URL", "", "Where staff reach theirs, on a host of its own."),
    Setting(
        "ANSWERING_SECRET", "", "Signs cookies and forms of answering; by default HOME/secrets.", secret=True
    ),
    Setting(
        "OFFICE_SECRET", "", "Signs cookies and forms of the office; by default HOME/secrets.", secret=True
    ),
    Setting("LISTEN", "127.0.0.1", "The address of this machine on which the pages are served."),
    Setting("ANSWERING_PORT", "8000", "The port on which answering is served."),
    Setting("OFFICE_PORT", "8001", "The port on which the office is served."),
    Setting("ANSWERING_WORKERS", "2", "Processes that serve answering; as many as the machine has cores."),
    Setting("OFFICE_WORKERS", "1", "Processes that serve the office."),
    Setting("PROXIES", "0", "Proxies in front of the pages whose X-Forwarded headers are believed."),
    Setting("CREDIT_MINUTES", "60", "Participation is credited at most this often; 60 or more."),
    Setting("KEEP_DATASET_MONTHS", "24", "Datasets of closed campaigns are deleted after this many months."),
    Setting("KEEP_PEOPLE_DAYS", "30", "People of closed campaigns are deleted after this many days."),
)

_DECLARED = {setting.name: setting for setting in SETTINGS}


@dataclass(frozen=True)
class Settings:
    """The settings of this process. Each property checks what it returns."""

    environment: Mapping[str, str]

    def text(self, name: str) -> str:
        """Return a setting as it was written, or its default."""
        return self.environment.get(PREFIX + name, "") or _DECLARED[name].default

    @property
    def home(self) -> Home:
        """The folder of the installation, whether it exists or not."""
        return Home(Path(self.text("HOME")).expanduser().resolve())

    @property
    def register_url(self) -> str:
        return self.text("REGISTER") or f"sqlite:///{self.home.register}"

    @property
    def answering_url(self) -> str:
        """The base URL of answering, without a slash at its end."""
        return self._url("ANSWERING_URL")

    @property
    def office_url(self) -> str:
        """The base URL of the office, without a slash at its end."""
        return self._url("OFFICE_URL")

    @property
    def answering_secret(self) -> str:
        return self._secret("ANSWERING_SECRET", self.home.secrets / "answering.key")

    @property
    def office_secret(self) -> str:
        return self._secret("OFFICE_SECRET", self.home.secrets / "office.key")

    @property
    def listen(self) -> str:
        """The address on which pages are served: of this machine, as a number."""
        text = self.text("LISTEN")
        try:
            return str(ip_address(text))
        except ValueError as error:
            raise ConfigError(
                f"{text[:80]!r} is not an address.",
                where=f"{PREFIX}LISTEN",
                mend="Write one of this machine's as a number, such as 127.0.0.1, or leave it out.",
            ) from error

    @property
    def answering_port(self) -> int:
        return self._number("ANSWERING_PORT", lowest=1, highest=65535)

    @property
    def office_port(self) -> int:
        return self._number("OFFICE_PORT", lowest=1, highest=65535)

    @property
    def answering_workers(self) -> int:
        return self._number("ANSWERING_WORKERS", lowest=1, highest=256)

    @property
    def office_workers(self) -> int:
        return self._number("OFFICE_WORKERS", lowest=1, highest=256)

    @property
    def proxies(self) -> int:
        return self._number("PROXIES", lowest=0, highest=9)

    @property
    def credit_minutes(self) -> int:
        return self._number("CREDIT_MINUTES", lowest=60)

    @property
    def keep_dataset_months(self) -> int:
        return self._number("KEEP_DATASET_MONTHS", lowest=0)

    @property
    def keep_people_days(self) -> int:
        return self._number("KEEP_PEOPLE_DAYS", lowest=0)

    def _number(self, name: str, *, lowest: int, highest: int = 999_999) -> int:
        text = self.text(name)
        if not (text.isascii() and text.isdigit() and len(text) <= 6 and lowest <= int(text) <= highest):
            allowed = f"{lowest} or more" if highest == 999_999 else f"{lowest} to {highest}"
            raise ConfigError(
                f"{text!r} is not a whole number of {allowed}.",
                where=PREFIX + name,
                mend=f"Set it to a whole number, or leave it out for {_DECLARED[name].default}.",
            )
        return int(text)

    def _url(self, name: str) -> str:
        text = self.text(name)
        if not text:
            raise ConfigError(
                "The setting is missing.",
                where=PREFIX + name,
                mend=f"Set it: {_DECLARED[name].meaning} For a trial on this machine: http://127.0.0.1:8000",
            )
        _require_base_url(text, PREFIX + name)
        return text.rstrip("/")

    def _secret(self, name: str, default: Path) -> str:
        written = self.environment.get(PREFIX + name, "")
        named = self.environment.get(f"{PREFIX}{name}_FILE", "")
        where = PREFIX + name if written else str(named or default)
        secret = written or _secret_in(Path(named) if named else default)
        if len(secret) < SHORTEST_SECRET or len(set(secret)) < 8:
            raise ConfigError(
                f"The secret is too weak: it needs {SHORTEST_SECRET} characters or more, drawn at random.",
                where=where,
                mend="Make one: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'",
            )
        return secret


def settings() -> Settings:
    """Return the settings of this process's environment."""
    return Settings(os.environ)


def require_private(path: Path) -> None:
    """Refuse a secret file that other users can read."""
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        raise ConfigError(
            f"The file is open to other users: its mode is {mode:04o}.",
            where=str(path),
            mend="Run: chmod 600 on it, and replace the secret if others may have read it.",
        )


def _secret_in(path: Path) -> str:
    try:
        require_private(path)
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"The secret cannot be read ({getattr(error, 'strerror', None) or error}).",
            where=str(path),
            mend="Run: sightline init, which makes it; or name a file of your own with the setting's _FILE.",
        ) from error


def _require_base_url(text: str, where: str) -> None:
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        parts, host = urlsplit(""), None
    bare = parts.path in {"", "/"} and not (parts.query or parts.fragment or parts.username or parts.password)
    if not host or not bare or any(character.isspace() for character in text):
        raise ConfigError(
            f"{text[:80]!r} is not a base URL.",
            where=where,
            mend="Write scheme and host only, such as https://survey.example.org",
        )
    if parts.scheme != "https" and not (parts.scheme == "http" and host in LOOPBACK):
        raise ConfigError(
            f"{text[:80]!r} is not protected on its way: it does not begin with https://.",
            where=where,
            mend="Use https://; http:// is for this machine only, such as http://127.0.0.1:8000",
        )
