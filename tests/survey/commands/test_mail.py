"""Mail from the command line: wishes for the worker, bounces from standard input, texts as files."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from survey.campaigns import mail_operations
from survey.collection import mailing
from survey.config import Settings
from survey.letters.envelopes import message_code
from survey.store import keyring
from survey.store.register import campaigns, mail_rounds, outbox, participants
from tests.conftest import Ended
from tests.survey.collection.conftest import NOW, Running, Site, make_site, thirty_people
from tests.survey.mail_cast import MailServer

Command = Callable[..., Ended]


@pytest.fixture
def running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    monkeypatch.setenv("SIGHTLINE_HOME", str(tmp_path / "home"))
    site: Site = make_site(tmp_path / "home")
    yield site.launches(*thirty_people())
    site.register.close()


@dataclass(frozen=True)
class Sent:
    """An invited campaign, and what a mail server may report of it."""

    running: Running

    def message_id(self, reference: str, kind: str = "invitation") -> str:
        register = self.running.site.register
        with register.reading() as db:
            [person] = [
                who for who in participants.of(db, self.running.id) if who.invitee.reference == reference
            ]
        key = keyring.read_invite(self.running.site.home, self.running.id)
        return f"<{message_code(key, person.id, kind, 1)}@example.org>"

    def failing(self) -> dict[str, str]:
        with self.running.site.register.reading() as db:
            return {each.email: each.reason for each in outbox.failing(db, self.running.id)}


@pytest.fixture
def sent(running: Running) -> Sent:
    """A campaign whose thirty people were invited and reminded."""
    server = MailServer()
    server.start()
    settings = Settings({"SIGHTLINE_ANSWERING_URL": "https://survey.example.org", **server.settings()})
    register = running.site.register
    for kind in ("invitation", "reminder"):
        with register.writing() as db:
            mail_operations.wish(db, running.id, kind, who="hr", now=NOW)  # type: ignore[arg-type]
        mailing.send(running.site.home, register, running.id, settings)
    server.stop()
    assert len(server.mails) == 60
    return Sent(running)


def bounce(message_id: str, address: str, *, status: str = "5.1.1") -> bytes:
    """Return a report as RFC 3464 has it."""
    return f"""From: MAILER-DAEMON@mx.example.org
Message-ID: <{"0" * 32}@mx.example.org>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="between"

--between
Content-Type: text/plain

Your mail could not be delivered.

--between
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; {address}
Action: failed
Status: {status}
Diagnostic-Code: smtp; 550 {status} <b>No</b> such user

--between
Content-Type: message/rfc822

Message-ID: {message_id}
To: {address}
Subject: Hello

Hello

--between--
""".encode()


@pytest.fixture
def bounces(sightline: Command, monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], Ended]:
    def run(raw: bytes) -> Ended:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
        return sightline("bounces")

    return run


def test_inviting_writes_the_wish_and_says_when_it_is_sent(running: Running, sightline: Command) -> None:
    ended = sightline("invite", running.id, "--at", "2126-01-25T08:00", "--timezone", "Europe/Paris")
    now = sightline("invite", running.id)

    assert ended.code == 1
    assert "The campaign is closed then" in ended.err
    assert now.code == 0
    assert now.out.startswith("The worker sends it from ")
    with running.site.register.reading() as db:
        assert [each.kind for each in mail_rounds.undone(db, running.id)] == ["invitation"]


def test_reminding_before_inviting_is_refused(running: Running, sightline: Command) -> None:
    ended = sightline("remind", running.id)

    assert (ended.code, ended.err) == (
        1,
        f"{running.id}: Nobody was invited yet.\n    Send the invitations first.\n",
    )


def test_thanks_are_wished_for_at_the_close(running: Running, sightline: Command) -> None:
    assert sightline("tell", running.id, "thanks").code == 0

    with running.site.register.reading() as db:
        [each] = mail_rounds.undone(db, running.id)
    assert each.due_at == running.site.plan.closes


def test_a_bounce_is_noted_with_the_address_that_fails(sent: Sent, bounces: Callable[[bytes], Ended]) -> None:
    ended = bounces(bounce(sent.message_id("4"), "p4@example.org"))

    assert (ended.code, ended.out) == (0, "Noted.\n")
    assert sent.failing() == {"p4@example.org": "bounced 5.1.1"}


def test_a_bounce_is_matched_by_our_message_id_whatever_address_it_names(
    sent: Sent, bounces: Callable[[bytes], Ended]
) -> None:
    bounces(bounce(sent.message_id("4"), "alias@elsewhere.example"))

    assert sent.failing() == {"p4@example.org": "bounced 5.1.1"}


def test_a_bounce_of_a_reminder_is_counted_and_kept_for_no_person(
    sent: Sent, bounces: Callable[[bytes], Ended]
) -> None:
    ended = bounces(bounce(sent.message_id("4", "reminder"), "p4@example.org"))

    assert ended.out == "Noted.\n"
    assert sent.failing() == {}
    with sent.running.site.register.reading() as db:
        assert [each.undelivered for each in mail_rounds.of(db, sent.running.id)] == [0, 1]


@pytest.mark.parametrize(
    ("message_id", "status"),
    [("<" + "ab" * 16 + "@example.org>", "5.1.1"), ("", "4.4.7")],
    ids=["a mail that we did not send", "a delay"],
)
def test_what_is_not_ours_or_not_final_changes_nothing(
    sent: Sent, bounces: Callable[[bytes], Ended], message_id: str, status: str
) -> None:
    ended = bounces(bounce(message_id or sent.message_id("4"), "p4@example.org", status=status))

    assert (ended.code, sent.failing()) == (0, {})
    assert ended.out.startswith("Nothing to note")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"Subject: Hello\n\nHello",
        b"\xff\xfe\x00" * 50,
        bounce("<a@b>", "x@example.org"),
        bounce("<" + "ab" * 16 + "@example.org>", "x@example.org", status="gone"),
    ],
)
def test_what_is_no_report_is_refused(sent: Sent, bounces: Callable[[bytes], Ended], raw: bytes) -> None:
    ended = bounces(raw)

    assert ended.code == 1
    assert "This is no report that a mail of ours was not delivered." in ended.err
    assert "Traceback" not in ended.err


def test_texts_go_out_into_a_folder_and_come_back(
    running: Running, sightline: Command, tmp_path: Path
) -> None:
    folder = tmp_path / "texts"
    written = sightline("campaign", "mail-texts", running.id, folder)
    (folder / "invitation-en.txt").write_text("Your view\r\n\r\nHello, here: {link}\r\n", encoding="utf-8")

    taken = sightline("campaign", "mail-texts", running.id, folder, "--import")

    assert written.out == f"Wrote 8 texts into {folder}.\n"
    assert taken.out == "Took 8 texts.\n"
    with running.site.register.reading() as db:
        text = mail_operations.texts_of(db, campaigns.get(db, running.id), "invitation")["en"]
    assert (text.subject, text.body) == ("Your view", "Hello, here: {link}")


def test_bad_texts_are_refused_and_none_is_taken(
    running: Running, sightline: Command, tmp_path: Path
) -> None:
    folder = tmp_path / "texts"
    sightline("campaign", "mail-texts", running.id, folder)
    (folder / "thanks-en.txt").write_text("Thanks\n\n{nmae}", encoding="utf-8")

    ended = sightline("campaign", "mail-texts", running.id, folder, "--import")

    assert ended.code == 1
    assert "thanks, en, text: Unknown placeholder {nmae}." in ended.err
    with running.site.register.reading() as db:
        assert db.exec_driver_sql("SELECT count(*) FROM mail_texts").scalar() == 0
