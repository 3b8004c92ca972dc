"""Posting: one round of mail in one slice of time, a row of the outbox after the other.

    leased ─> sent, skipped or given up ─> done
           └> put off: the mail server asks to try later, or went away before it answered

A worker killed anywhere loses nobody: what it had leased waits again, and the one mail that may have left already
carries the same link and the same Message-ID. The trap: who is skipped must show nowhere. So a skipped row is put
off as often as the mails of its domain are, and ends as theirs do, each in a transaction of its own; and whose
reminder fails is counted, not kept.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from survey.collection.doors import link
from survey.config import Settings
from survey.errors import AddressRefused, MailError, PostUnavailable, TryLater
from survey.letters.envelopes import Sender, in_ascii, message_code, message_of
from survey.letters.occasions import Occasion, occasion_of
from survey.letters.texts import WITH_LINK
from survey.mail import IN_DOUBT, Post
from survey.store.admission import Admission
from survey.store.keyring import admission_key, read_invite, token_of
from survey.store.paths import Home
from survey.store.register import Connection, Register, mail_rounds, organisations
from survey.store.register import outbox as rows
from survey.store.register import participants as people
from survey.store.register.campaigns import Campaign
from survey.store.register.mail_rounds import Round
from survey.store.register.participants import Participant

LEASE = timedelta(minutes=10)
LEASED_AT_ONCE = 100

MOST_ATTEMPTS = 14
"""Doubling from five minutes to eight hours: an address is tried for two and a half days."""

LONGEST_PAUSE = timedelta(hours=8)

MOST_IN_DOUBT = 2
"""So many mails in a row without an answer hold a round up: a server that hangs must not hold the worker."""

MOST_REFUSED = 5
"""So many refusals in a row are about us and not about addresses; the round waits until somebody has looked."""


@dataclass(frozen=True)
class Clock:
    """What time it is, and waiting: replaced in tests."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True)
class Desk:
    """Where mail of one campaign is worked on, and until when."""

    home: Home
    register: Register
    campaign: Campaign
    settings: Settings
    clock: Clock
    until: datetime

    @property
    def holder(self) -> str:
        """The name under which this installation on this machine leases rows: only one of its workers has it."""
        return f"{socket.gethostname()} {self.home.path}"

    def retry(self, attempts: int, longest: timedelta = LONGEST_PAUSE) -> datetime:
        """Return when to try again what was tried so often: each pause twice as long as the one before."""
        pause = timedelta(seconds=self.settings.retry_seconds * 2.0 ** min(attempts, 20))
        return self.clock.now() + min(pause, longest)

    def occasion(self, db: Connection) -> Occasion:
        """Return what all mails of the campaign have in common."""
        organisation = organisations.get(db, self.campaign.plan.organisation).name
        return occasion_of(self.campaign.plan, organisation, self.settings.timezone)


def post_round(desk: Desk, each: Round) -> int:
    """Send what is due of a round that has begun, and return how many mails the server took.

    Raises
    ------
    PostUnavailable
        When no mail can be sent; what was leased waits again.
    """
    with Post(desk.settings.smtp) as post:
        sending = _sending(desk, each, post)
        with _leases(desk, each) as batches:
            sent = sum(sending.send(batch) for batch in batches)
        sending.require_answers()
    with desk.register.writing() as db:
        if rows.next_due(db, each.id, desk.clock.now()) is None:
            mail_rounds.end(db, each.id, "done")
        else:
            mail_rounds.go_on(db, each.id)
    return sent


def skips(campaign: Campaign, each: Round) -> bool:
    """Tell whether a round leaves out those who were credited."""
    return each.kind == "reminder" and campaign.plan.reminders == "not_answered"


def note_undelivered(db: Connection, campaign: Campaign, each: Round, participant: str, code: str) -> None:
    """Note that an address fails; of a reminder that not all got, only count it: it would tell who was reminded."""
    if skips(campaign, each):
        mail_rounds.count_undelivered(db, each.id)
    else:
        rows.note_failure(db, campaign.id, participant, code)


def key_of(home: Home, each: Round) -> bytes:
    """Return the key of a round's Message-IDs: the invite key while there is one, else the round's own salt."""
    return each.salt or read_invite(home, each.campaign)


@contextmanager
def _leases(desk: Desk, each: Round) -> Iterator[Iterator[Sequence[rows.Leased]]]:
    """Lease rows batch by batch while there is time, and give back what was not come to."""
    try:
        yield _batches(desk, each)
    finally:
        with desk.register.writing() as db:
            rows.give_back(db, each.id, desk.holder, desk.clock.now())


def _batches(desk: Desk, each: Round) -> Iterator[Sequence[rows.Leased]]:
    while (now := desk.clock.now()) < desk.until:
        with desk.register.writing() as db:
            batch = rows.lease(db, each.id, desk.holder, now=now, until=now + LEASE, most=LEASED_AT_ONCE)
        if not batch:
            return
        yield batch


def _sending(desk: Desk, each: Round, post: Post) -> _Sending:
    with desk.register.reading() as db:
        occasion = desk.occasion(db)
    name, address = desk.settings.sender
    sender = Sender(address, name, desk.settings.reply_to)
    key, spent = key_of(desk.home, each), _spent(desk, each)
    return _Sending(desk, each, post, occasion, sender, key, spent, turn=desk.clock.now())


def _spent(desk: Desk, each: Round) -> Collection[bytes]:
    """Return the admission keys of those who need no reminder, as they are at this moment."""
    if not skips(desk.campaign, each):
        return frozenset()
    admission = Admission.open(desk.home.campaign(desk.campaign.id).admission)
    try:
        return admission.spent()
    finally:
        admission.close_file()


@dataclass
class _Sending:
    """The sending of one round in one slice. What it knows of who has answered goes with it."""

    desk: Desk
    round: Round
    post: Post
    occasion: Occasion
    sender: Sender
    key: bytes
    spent: Collection[bytes]
    turn: datetime
    """When the last mail went out, or the slice began."""
    doubts: int = 0
    refused: int = 0
    put_off: dict[str, bool] = field(default_factory=dict)
    """Whether the last mail to a domain was put off: a row that is skipped does as that one did."""

    def send(self, batch: Sequence[rows.Leased]) -> int:
        """Go through leased rows while there is time, and return how many mails the server took."""
        with self.desk.register.reading() as db:
            found = people.with_ids(db, self.desk.campaign.id, [row.participant for row in batch])
        sent = 0
        for row in batch:
            self.require_answers()
            if self.desk.clock.now() >= self.desk.until:
                break
            sent += self._one(row, found.get(row.participant))
        return sent

    def require_answers(self) -> None:
        """Refuse to go on with a server that answers nothing, or refuses everybody."""
        if self.doubts >= MOST_IN_DOUBT or self.refused >= MOST_REFUSED:
            raise PostUnavailable(
                "The mail server takes no mail. It went away before it answered, several times."
                if self.doubts
                else f"The mail server takes no mail. It refused {MOST_REFUSED} in a row.",
                where="SIGHTLINE_SMTP_HOST",
                mend="It is tried again by itself; check the settings SIGHTLINE_SMTP_… and the server.",
            )

    def _one(self, row: rows.Leased, person: Participant | None) -> bool:
        """Send to one person, or skip; return whether the server took a mail."""
        if person is None or not person.invitee.email:
            self._finish(row)
            return False
        domain = person.invitee.email.rpartition("@")[2].lower()
        if self._is_skipped(person):
            self._end(row, put_off=self.put_off.get(domain, False))
            return False
        try:
            self._send(person)
        except TryLater as error:
            self.doubts = self.doubts + 1 if error.code == IN_DOUBT else 0
            self.put_off[domain] = True
            self._failed(row, person, error, error.code)
            return False
        except AddressRefused as error:
            self.doubts, self.refused, self.put_off[domain] = 0, self.refused + 1, False
            self.require_answers()
            self._failed(row, person, error, error.code)
            return False
        self.doubts, self.refused, self.put_off[domain] = 0, 0, False
        self._arrived(row)
        return True

    def _is_skipped(self, person: Participant) -> bool:
        return bool(self.spent) and admission_key(token_of(self.key, person.id)) in self.spent

    def _send(self, person: Participant) -> None:
        settings, invitee, to = self.desk.settings, person.invitee, in_ascii(person.invitee.email)
        language = self.occasion.language_for(invitee.language)
        address = ""
        if self.round.kind in WITH_LINK:
            address = link(settings.answering_url, self.desk.campaign.id, token_of(self.key, person.id))
        message = message_of(
            self.occasion.letter(self.round.texts[language], language, name=invitee.name, link=address),
            sender=self.sender,
            to=to,
            code=message_code(self.key, person.id, self.round.kind, self.round.number),
            language=language,
            now=self.desk.clock.now(),
        )
        self._wait_for_turn()
        self.post.send(message, to)

    def _wait_for_turn(self) -> None:
        """Keep the distance between mails that the settings ask for, from the last mail or the slice's beginning."""
        distance = timedelta(minutes=1) / self.desk.settings.mails_per_minute
        if (wait := self.turn + distance - self.desk.clock.now()) > timedelta(0):
            self.desk.clock.sleep(wait.total_seconds())
        self.turn = self.desk.clock.now()

    def _failed(self, row: rows.Leased, person: Participant, error: MailError, code: str) -> None:
        if isinstance(error, TryLater) and row.attempts + 1 < MOST_ATTEMPTS:
            self._end(row, put_off=True)
            return
        with self.desk.register.writing() as db:
            rows.finish(db, self.round.id, row.participant)
            note_undelivered(db, self.desk.campaign, self.round, person.id, code)

    def _arrived(self, row: rows.Leased) -> None:
        """Finish a row; that its address failed before is forgotten, where this mail went to everybody."""
        with self.desk.register.writing() as db:
            rows.finish(db, self.round.id, row.participant)
            if not skips(self.desk.campaign, self.round):
                rows.forget_failure(db, row.participant)

    def _end(self, row: rows.Leased, *, put_off: bool) -> None:
        if not put_off or row.attempts + 1 >= MOST_ATTEMPTS:
            self._finish(row)
            return
        with self.desk.register.writing() as db:
            rows.put_off(db, self.round.id, row.participant, self.desk.retry(row.attempts))

    def _finish(self, row: rows.Leased) -> None:
        with self.desk.register.writing() as db:
            rows.finish(db, self.round.id, row.participant)
