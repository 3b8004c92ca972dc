"""A mail server that keeps what it is given, and behaves as badly as a test wants."""

from __future__ import annotations

import asyncio
import re
import socket
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

LINK = re.compile(r"https?://[^\s\"<>]+/s/([a-z2-7]{13})/([a-z2-7]{26})")


@dataclass(frozen=True)
class Mail:
    """A mail that the server took."""

    to: str
    sender: str
    message: EmailMessage
    raw: bytes

    @property
    def text(self) -> str:
        part = self.message.get_body(("plain",))
        assert part is not None
        return str(part.get_content())

    @property
    def html(self) -> str:
        part = self.message.get_body(("html",))
        assert part is not None
        return str(part.get_content())

    @property
    def token(self) -> str:
        found = LINK.search(self.text)
        return found[2] if found else ""

    @property
    def id(self) -> str:
        return str(self.message["Message-ID"])


class MailServer:
    """A real SMTP server on this machine. `answers` decides on a recipient, by how often it was tried before."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []
        self.tried: Counter[str] = Counter()
        self.answers: Callable[[str, int], str | None] = lambda _to, _tried: None
        self.seconds_a_mail = 0.0
        self.drop_after: set[str] = set()
        """Addresses whose mail is taken, and then the line is cut before the server says so."""
        self.port = free_port()
        self._controller: Controller | None = None

    def start(self) -> None:
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def settings(self, **more: str) -> dict[str, str]:
        """Return the settings with which Sightline sends through this server, as fast as it can."""
        return {
            "SIGHTLINE_SMTP_HOST": "127.0.0.1",
            "SIGHTLINE_SMTP_PORT": str(self.port),
            "SIGHTLINE_SMTP_TLS": "none",
            "SIGHTLINE_SMTP_SENDER": "Survey team <survey@example.org>",
            "SIGHTLINE_SMTP_PER_MINUTE": "999999",
            "SIGHTLINE_SMTP_TIMEOUT": "2",
            **{f"SIGHTLINE_SMTP_{name}": value for name, value in more.items()},
        }

    def by_address(self) -> dict[str, list[Mail]]:
        found: dict[str, list[Mail]] = defaultdict(list)
        for mail in self.mails:
            found[mail.to].append(mail)
        return found

    async def handle_RCPT(self, *given: Any) -> str:  # noqa: N802  the library's name
        _server, _session, envelope, address, _options = given
        answer = self.answers(address, self.tried[address])
        self.tried[address] += 1
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server: SMTP, *given: Any) -> str:  # noqa: N802  the library's name
        _session, envelope = given
        if self.seconds_a_mail:
            await asyncio.sleep(self.seconds_a_mail)
        [to] = envelope.rcpt_tos
        raw = envelope.original_content or b""
        message = message_from_bytes(raw, policy=policy.SMTP)
        assert isinstance(message, EmailMessage)
        self.mails.append(Mail(to, envelope.mail_from or "", message, raw))
        if to in self.drop_after:
            self.drop_after.discard(to)
            assert server.transport is not None
            server.transport.abort()
        return "250 OK"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
