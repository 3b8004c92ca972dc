"""Bounces: what mail servers report of mail that could not be delivered (RFC 3464), matched by our own Message-ID.

Who reports a failure must know the Message-ID, which only a mail server on the way and the addressee have seen; an
address alone, which anybody can write, is believed by nobody. The trap: a bounce of a reminder tells that somebody
was reminded. It is counted for its round, and kept for no person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, Message

from survey.collection.posting import key_of, note_undelivered
from survey.errors import CommandError, KeyringError
from survey.letters.envelopes import message_code
from survey.store.paths import Home
from survey.store.register import Connection, Register, campaigns, mail_rounds, participants
from survey.store.register.campaigns import Campaign
from survey.store.register.mail_rounds import Round

LARGEST_BYTES = 10 * 2**20

_CODE = re.compile(r"<?([0-9a-f]{32})@")
_STATUS = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})")


@dataclass(frozen=True)
class Report:
    """What a bounce says: of which mail, for which address, and the status code."""

    code: str
    address: str
    status: str

    @property
    def is_final(self) -> bool:
        """Whether the mail will not arrive any more; a delay is not final."""
        return self.status.startswith("5")


@dataclass(frozen=True)
class _Sent:
    """A mail of ours that a report was about."""

    campaign: Campaign
    round: Round
    participant: str


def read_report(raw: bytes) -> Report:
    """Return what a bounce says.

    Raises
    ------
    CommandError
        When it is too large, or no report of a mail server on a mail of ours.
    """
    if len(raw) > LARGEST_BYTES:
        raise _not_a_report(f"It has more than {LARGEST_BYTES // 2**20} MiB.")
    message = message_from_bytes(raw, policy=policy.default)
    status = next((found for found in _fields(message, "Status") if _STATUS.search(found)), "")
    if not status:
        raise _not_a_report("It has no part message/delivery-status with a status.")
    codes = [found[1] for text in _message_ids(message) if (found := _CODE.search(text))]
    if not codes:
        raise _not_a_report("It does not hold the Message-ID of a mail of ours.")
    recipient = next(iter(_fields(message, "Original-Recipient", "Final-Recipient")), "")
    found = _STATUS.search(status)
    assert found is not None
    return Report(codes[0], recipient.rpartition(";")[2].strip(), found[0])


def take_report(home: Home, register: Register, report: Report) -> bool:
    """Note what a bounce says with the mail it is about; False where the mail is none of ours, or only late."""
    if not report.is_final:
        return False
    with register.writing() as db:
        found = next(_matches(home, db, report), None)
        if found is not None:
            note_undelivered(db, found.campaign, found.round, found.participant, f"bounced {report.status}")
    return found is not None


def _matches(home: Home, db: Connection, report: Report) -> Iterator[_Sent]:
    """Yield the mail with this code: first among the mails to the address that is named, then among all."""
    named = [(campaign, person.id) for campaign, person in participants.with_email(db, report.address)]
    yield from _among(home, db, report, named)
    for campaign in campaigns.all_of(db):
        everybody = [(campaign.id, person) for person in participants.ids_of(db, campaign.id)]
        yield from _among(home, db, report, everybody)


def _among(home: Home, db: Connection, report: Report, people: list[tuple[str, str]]) -> Iterator[_Sent]:
    for campaign_id in dict.fromkeys(campaign for campaign, _ in people):
        campaign = campaigns.get(db, campaign_id)
        for each, key in _rounds(home, db, campaign_id):
            for of, person in people:
                if of == campaign_id and message_code(key, person, each.kind, each.number) == report.code:
                    yield _Sent(campaign, each, person)


def _rounds(home: Home, db: Connection, campaign: str) -> Iterator[tuple[Round, bytes]]:
    """Yield the rounds that have begun and whose key is still there."""
    for each in mail_rounds.of(db, campaign):
        if each.texts:
            try:
                yield each, key_of(home, each)
            except KeyringError:
                continue  # destroyed at close: its links open nothing, and nobody asks for its bounces


def _fields(message: Message, *names: str) -> Iterator[str]:
    """Yield the fields of the report's blocks, one block a recipient."""
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            blocks = part.get_payload()
            for block in blocks if isinstance(blocks, list) else ():
                for name in names:
                    if isinstance(block, Message) and block[name]:
                        yield str(block[name])


def _message_ids(message: Message) -> Iterator[str]:
    """Yield the Message-IDs of the mail that is sent back, whole or its headers alone; not the bounce's own."""
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "text/rfc822-headers" and isinstance(part, EmailMessage):
            headers = message_from_bytes(part.get_content().encode(errors="replace"), policy=policy.default)
            yield str(headers["Message-ID"] or "")
        elif kind == "message/rfc822":
            inner = part.get_payload(0)
            yield str(inner["Message-ID"] or "") if isinstance(inner, Message) else ""


def _not_a_report(why: str) -> CommandError:
    return CommandError(
        f"This is no report that a mail of ours was not delivered. {why}",
        where="the message",
        mend="Pipe in one bounce as the mail server delivered it, with all its headers and parts.",
    )
