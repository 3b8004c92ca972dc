"""The way to the mail server: one connection for many mails, and every answer of the server as one of three words.

    AddressRefused     this person cannot be reached: others go on
    TryLater           this mail is sent again later, and may have arrived: it carries the same Message-ID then
    PostUnavailable    nobody can be written to just now

The trap: what a mail server says may hold an address or a piece of the mail. Its codes are kept, never its words.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from email.policy import SMTP as SMTP_LINES
from types import TracebackType
from typing import Self

from survey.config import Smtp
from survey.errors import AddressRefused, MailError, PostUnavailable, TryLater

IN_DOUBT = "in doubt"
"""The code of a mail after which the server went away without an answer."""

HANGS_UP = 421
"""With this code a mail server ends the conversation."""

_ENHANCED = re.compile(rb"^\s*([245]\.\d{1,3}\.\d{1,3})\b")
_TEMPORARY = range(400, 500)
_ABOUT_US = re.compile(r" 5\.7\.")
"""Policy: the server refuses who sends or what. The operator can mend that; no address is given up at once for it."""


class Post:
    """An open way to the mail server; it is opened with the first mail, and again after the server hung up."""

    def __init__(self, smtp: Smtp) -> None:
        self._settings = smtp
        self._server: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.hang_up()

    def send(self, message: EmailMessage, to: str) -> None:
        """Send a message to one address; when this returns, the server has taken it.

        Raises
        ------
        AddressRefused, TryLater, PostUnavailable
            See above.
        """
        server = self._connected()
        with _explained(self):
            self._hand_over(server, message, to)

    def hang_up(self) -> None:
        """Leave the mail server; one that is away already is no fault."""
        server, self._server = self._server, None
        if server is not None:
            with suppress(smtplib.SMTPException, OSError):
                server.quit()
            server.close()

    def drop(self) -> None:
        """Leave a mail server that says nothing any more, without a word."""
        server, self._server = self._server, None
        if server is not None:
            server.close()

    def _hand_over(self, server: smtplib.SMTP, message: EmailMessage, to: str) -> None:
        """Say what is to be sent. An address beyond ASCII needs a server that knows SMTPUTF8, others do not."""
        options: tuple[str, ...] = ()
        policy = SMTP_LINES
        if not to.isascii():
            if not server.has_extn("smtputf8"):
                raise AddressRefused(
                    "The mail server takes no address with such letters.",
                    where="mail server",
                    mend="Use another address of this person.",
                    code="no SMTPUTF8",
                )
            options, policy = ("SMTPUTF8", "BODY=8BITMIME"), SMTP_LINES.clone(utf8=True)
        server.sendmail(self._settings.bounces, [to], message.as_bytes(policy=policy), mail_options=options)

    def _connected(self) -> smtplib.SMTP:
        if self._server is None:
            self._server = _opened(self._settings)
        return self._server


@contextmanager
def _explained(post: Post) -> Iterator[None]:
    """Turn what the library raises for one mail into our words, and leave a server that cannot be talked to."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        [(code, said)] = error.recipients.values()
        if code == HANGS_UP:
            post.drop()
        raise _of_recipient(code, said) from None
    except smtplib.SMTPSenderRefused as error:
        raise _unavailable(f"It refuses our sender ({_code(error.smtp_code, error.smtp_error)}).") from None
    except smtplib.SMTPResponseException as error:
        if error.smtp_code == HANGS_UP:
            post.drop()
        raise _of_recipient(error.smtp_code, error.smtp_error) from None
    except (smtplib.SMTPServerDisconnected, OSError) as error:
        post.drop()
        raise TryLater(
            "The mail server went away before it answered.",
            where="mail server",
            mend="The mail is sent again by itself, with the same Message-ID.",
            code=IN_DOUBT,
        ) from error


def _of_recipient(code: int, said: bytes | str) -> MailError:
    shown = _code(code, said)
    if code in _TEMPORARY or _ABOUT_US.search(shown):
        return TryLater(
            f"The mail server asks to try later ({shown}).",
            where="mail server",
            mend="The mail is sent again by itself.",
            code=shown,
        )
    return AddressRefused(
        f"The mail server refuses the address or the mail ({shown}).",
        where="mail server",
        mend="Check the address.",
        code=shown,
    )


def _code(code: int, said: bytes | str) -> str:
    """Return the server's code, with the finer one where it gave one, and none of its words."""
    found = _ENHANCED.match(said if isinstance(said, bytes) else said.encode(errors="replace"))
    return f"{code} {found[1].decode()}" if found else str(code)


def _opened(settings: Smtp) -> smtplib.SMTP:
    """Return a server that is greeted, protected and signed in to."""
    server: smtplib.SMTP | None = None
    try:
        server = _reached(settings)
        server.ehlo_or_helo_if_needed()
        if settings.tls == "starttls":
            server.starttls(context=_context(settings))
            server.ehlo()
        if settings.user:
            server.login(settings.user, settings.password)
    except (smtplib.SMTPException, OSError) as error:
        if server is not None:
            server.close()
        raise _unavailable(_why(error)) from None
    return server


def _reached(settings: Smtp) -> smtplib.SMTP:
    place, wait = (settings.host, settings.port), settings.timeout_seconds
    if settings.tls == "tls":
        return smtplib.SMTP_SSL(*place, timeout=wait, context=_context(settings))
    return smtplib.SMTP(*place, timeout=wait)


def _context(settings: Smtp) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if settings.ca_file:
        context.load_verify_locations(settings.ca_file)
    return context


def _why(error: Exception) -> str:
    """Return why the server could not be opened; no words of the server, which could hold anything."""
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return "It offers no STARTTLS, or no way to sign in: nothing is sent unprotected."
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"It does not take our name and password ({_code(error.smtp_code, error.smtp_error)})."
    if isinstance(error, smtplib.SMTPResponseException):
        return f"It does not let us in ({_code(error.smtp_code, error.smtp_error)})."
    if isinstance(error, ssl.SSLError):
        return "Its certificate is not trusted, or it speaks no TLS we know."
    if isinstance(error, TimeoutError):
        return "It says nothing."
    return f"It cannot be reached ({type(error).__name__})."


def _unavailable(why: str) -> PostUnavailable:
    return PostUnavailable(
        f"The mail server takes no mail. {why}",
        where="SIGHTLINE_SMTP_HOST",
        mend="It is tried again by itself; check the settings SIGHTLINE_SMTP_… and the server.",
    )
