"""The message that is sent: text and HTML with the same words, one recipient, nothing that is fetched or counted.

There is no picture, no address but the personal link, and no List-Unsubscribe: who is invited by an employer asks
that employer not to be written to, whose contact stands in the text; and a one-click address would be a second secret
in every mail, which mail scanners press. The trap: left to the library, the Date would tell the server's time zone.
"""

from __future__ import annotations

import hmac
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape

from survey.letters.defaults import BUTTON
from survey.letters.filling import Filled, Line, Part

LINE = 72
"""Characters of a line of text. Links up to 76 are whole in the mail; longer ones its reader puts together."""

STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:38em;margin:1em auto;padding:0 1em}"
    "a.main{display:inline-block;padding:.6em 1.2em;border:2px solid #0b5c6b;border-radius:.4em;"
    "background:#0b5c6b;color:#fff;font-weight:bold;text-decoration:none}"
    ".small{font-size:.85em;word-break:break-all}"
)

_LINES = SMTP.clone(max_line_length=76)
"""Quoted-printable allows lines of 76 characters (RFC 2045, 6.7); left to itself the library writes 78."""


@dataclass(frozen=True)
class Sender:
    """Who writes: what From and Reply-To show."""

    address: str
    name: str = ""
    reply_to: str = ""

    @property
    def domain(self) -> str:
        return in_ascii(self.address).rpartition("@")[2]


def message_code(key: bytes, person: str, kind: str, number: int) -> str:
    """Return the first half of a Message-ID: the same whenever this mail is sent, and telling nobody whose it is."""
    return hmac.digest(key, f"message {kind} {number} {person}".encode(), "sha256")[:16].hex()


def message_of(
    letter: Filled, *, sender: Sender, to: str, code: str, language: str, now: datetime
) -> EmailMessage:
    """Return the message for one person."""
    message = EmailMessage(policy=_LINES)
    message["From"] = _address(sender.address, sender.name)
    if sender.reply_to:
        message["Reply-To"] = _address(sender.reply_to)
    message["To"] = _address(to)
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(now.astimezone(UTC).replace(microsecond=0))
    message["Message-ID"] = f"<{code}@{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    message.set_content(text_of(letter), cte="quoted-printable")
    message.add_alternative(html_of(letter, language), subtype="html", cte="quoted-printable")
    message["Content-Language"] = language  # last: setting the content moves such headers into a part
    _make_boundary_plain(message, code)
    return message


def in_ascii(address: str) -> str:
    """Return an address as mail servers take it: the domain in letters of ASCII."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.encode('idna').decode()}"


def text_of(letter: Filled) -> str:
    """Return the text, with lines that no mail program breaks anew."""
    return "\n\n".join("\n".join(_wrapped(line) for line in lines) for lines in letter.paragraphs) + "\n"


def html_of(letter: Filled, language: str) -> str:
    """Return the same words as HTML, every one of them escaped."""
    paragraphs = "\n".join(_paragraph(lines, language) for lines in letter.paragraphs)
    return (
        f'<!doctype html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(letter.subject)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f"{paragraphs}\n</body>\n</html>\n"
    )


def _address(address: str, name: str = "") -> Address:
    local, _, domain = in_ascii(address).rpartition("@")
    return Address(name, local, domain)


def _wrapped(line: Line) -> str:
    words = "".join(part.words for part in line)
    return textwrap.fill(
        words, LINE, break_long_words=False, break_on_hyphens=False, drop_whitespace=True, expand_tabs=False
    )


def _paragraph(lines: tuple[Line, ...], language: str) -> str:
    if len(lines) == 1 and [part.is_link for part in lines[0]] == [True]:
        return _button(lines[0][0], language)
    return f"<p>{'<br>'.join(''.join(_pieces(line)) for line in lines)}</p>"


def _pieces(line: Line) -> Iterator[str]:
    for part in line:
        words = escape(part.words)
        yield f'<a href="{words}">{words}</a>' if part.is_link else words


def _button(link: Part, language: str) -> str:
    """Return a link that stands alone as a button, and its address beside: people are told to look where links go."""
    address, words = escape(link.words), BUTTON.get(language)
    if words is None:
        return f'<p><a href="{address}">{address}</a></p>'
    return (
        f'<p><a class="main" href="{address}">{escape(words)}</a></p>\n'
        f'<p class="small"><a href="{address}">{address}</a></p>'
    )


def _make_boundary_plain(message: EmailMessage, code: str) -> None:
    """Make the parts' boundary of the Message-ID, so that a mail that is sent again is the same byte for byte."""
    message.set_boundary(f"=-{code[::-1]}")
