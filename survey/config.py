"""Settings: declared once, with name, default and meaning, and read from the environment.

Each is read as SIGHTLINE_NAME; a secret also as SIGHTLINE_NAME_FILE, the path of a file that holds it, and never from
a command line, which every user of the machine can see. What a process does not need is not asked for: a setting is
checked when it is first used, so that `sightline score` runs without any.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

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
    Setting("SMTP_HOST", "", "The mail server that takes our mails, such as smtp.example.org."),
    Setting("SMTP_PORT", "", "Its port; by default 587 with starttls, 465 with tls, 25 with none."),
    Setting(
        "SMTP_TLS", "starttls", "How the way there is protected: starttls, tls, or none on this machine."
    ),
    Setting(
        "SMTP_CA_FILE", "", "Certificates to trust besides the system's, where the mail server's is your own."
    ),
    Setting("SMTP_USER", "", "The name to sign in to the mail server with; empty where it asks for none."),
    Setting("SMTP_PASSWORD", "", "The password that belongs to it.", secret=True),
    Setting("SMTP_SENDER", "", "Who writes: an address, or a name and an address in <>."),
    Setting("SMTP_REPLY_TO", "", "Where answers to our mails go; by default to the sender."),
    Setting("SMTP_BOUNCES", "", "Where mail that cannot be delivered is reported to; by default the sender."),
    Setting("SMTP_PER_MINUTE", "120", "Mails are sent at most this often."),
    Setting("SMTP_QUIET", "", "Hours in which no mail is sent, such as 20:00-07:00."),
    Setting(
        "SMTP_TIMEZONE", "UTC", "The time zone of quiet hours and of dates in mails, such as Europe/Paris."
    ),
    Setting("SMTP_TIMEOUT", "30", "Seconds after which a mail server that says nothing is left."),
    Setting(
        "SMTP_RETRY_SECONDS",
        "300",
        "The first pause before a mail is tried again; each next is twice as long.",
    ),
    Setting("KEEP_DATASET_MONTHS", "24", "Datasets of closed campaigns are deleted after this many months."),
    Setting("KEEP_PEOPLE_DAYS", "30", "People of closed campaigns are deleted after this many days."),
)

_DECLARED = {setting.name: setting for setting in SETTINGS}


_PORT_OF = {"starttls": 587, "tls": 465, "none": 25}

_ADDRESS = r"[^@\s<>,;:\"()\x00-\x1f]{1,64}@[^@\s<>,;:\"()\x00-\x1f]{3,253}"
_MAILBOX = re.compile(rf"(?P<bare>{_ADDRESS})|(?P<name>[^<>@,;\x00-\x1f]{{0,100}})<(?P<address>{_ADDRESS})>")


@dataclass(frozen=True)
class Smtp:
    """A mail server and how to reach it."""

    host: str
    port: int
    tls: str
    ca_file: str
    user: str
    password: str = field(repr=False)
    bounces: str
    timeout_seconds: int


@dataclass(frozen=True)
class QuietHours:
    """Hours of the day in which no mail is sent; they may go over midnight."""

    begins: time
    ends: time
    zone: ZoneInfo

    def until(self, now: datetime) -> datetime | None:
        """Return when the quiet hours that `now` lies in end, or None where it lies in none."""
        local = now.astimezone(self.zone)
        overnight = self.begins > self.ends
        after, before = local.time() >= self.begins, local.time() < self.ends
        if not (after or before if overnight else after and before):
            return None
        day = local.date() + timedelta(days=1 if overnight and after else 0)
        return datetime.combine(day, self.ends, self.zone).astimezone(UTC)


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

    @property
    def smtp(self) -> Smtp:
        """The mail server and how mails go to it."""
        return Smtp(
            host=self._host("SMTP_HOST"),
            port=self._number("SMTP_PORT", lowest=1, highest=65535)
            if self.text("SMTP_PORT")
            else _PORT_OF[self._tls()],
            tls=self._tls(),
            ca_file=self.text("SMTP_CA_FILE"),
            user=self.text("SMTP_USER"),
            password=self._password("SMTP_PASSWORD") if self.text("SMTP_USER") else "",
            bounces=self._mailbox("SMTP_BOUNCES" if self.text("SMTP_BOUNCES") else "SMTP_SENDER")[1],
            timeout_seconds=self._number("SMTP_TIMEOUT", lowest=1, highest=300),
        )

    @property
    def sender(self) -> tuple[str, str]:
        """Name and address of who writes our mails."""
        return self._mailbox("SMTP_SENDER")

    @property
    def reply_to(self) -> str:
        """Where answers go, or nothing."""
        return self._mailbox("SMTP_REPLY_TO")[1] if self.text("SMTP_REPLY_TO") else ""

    @property
    def mails_per_minute(self) -> int:
        return self._number("SMTP_PER_MINUTE", lowest=1)

    @property
    def retry_seconds(self) -> int:
        return self._number("SMTP_RETRY_SECONDS", lowest=1)

    @property
    def timezone(self) -> ZoneInfo:
        """The time zone in which people read our mails."""
        name = self.text("SMTP_TIMEZONE")
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ConfigError(
                f"There is no time zone {name[:40]!r}.",
                where=f"{PREFIX}SMTP_TIMEZONE",
                mend="Write one such as Europe/Paris or UTC.",
            ) from error

    @property
    def quiet_hours(self) -> QuietHours | None:
        """The hours without mail, where there are any."""
        text = self.text("SMTP_QUIET")
        if not text:
            return None
        try:
            first, _, last = text.partition("-")
            begins, ends = (datetime.strptime(part.strip(), "%H:%M").time() for part in (first, last))
        except ValueError:
            begins = ends = time()
        if begins == ends:
            raise ConfigError(
                f"{text[:40]!r} are no hours.",
                where=f"{PREFIX}SMTP_QUIET",
                mend="Write when they begin and end, such as 20:00-07:00, or leave it out.",
            )
        return QuietHours(begins, ends, self.timezone)

    def _tls(self) -> str:
        """How the way to the mail server is protected; not at all only where it does not leave this machine."""
        tls, host = self.text("SMTP_TLS"), self.text("SMTP_HOST")
        if tls not in _PORT_OF or (tls == "none" and host not in LOOPBACK):
            raise ConfigError(
                f"{tls[:20]!r} does not protect the way to {host[:80]!r}: links would be read on it.",
                where=f"{PREFIX}SMTP_TLS",
                mend="Use starttls or tls; none is for a mail server on this machine only.",
            )
        return tls

    def _host(self, name: str) -> str:
        text = self.text(name)
        if not re.fullmatch(r"[A-Za-z0-9.:-]{1,253}", text):
            raise ConfigError(
                f"{text[:80]!r} is not the name of a mail server." if text else "The setting is missing.",
                where=PREFIX + name,
                mend="Write its name, such as smtp.example.org.",
            )
        return text

    def _mailbox(self, name: str) -> tuple[str, str]:
        """Return the name and the address that a setting holds."""
        text = self.text(name)
        found = _MAILBOX.fullmatch(text.strip())
        if found is None:
            raise ConfigError(
                f"{text[:80]!r} is not a sender." if text else "The setting is missing.",
                where=PREFIX + name,
                mend="Write an address, such as survey@example.org, or Survey team <survey@example.org>.",
            )
        return (found["name"] or "").strip(' "'), found["address"] or found["bare"]

    def _password(self, name: str) -> str:
        """Return a password that others gave us: from the environment, or from a file that only we can read."""
        named = self.environment.get(f"{PREFIX}{name}_FILE", "")
        return _secret_in(Path(named)) if named else self.environment.get(PREFIX + name, "")

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
