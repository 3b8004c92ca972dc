"""Mail to a real mail server: all are invited, whoever was credited is not reminded, and nothing tells who was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from survey.campaigns import mail_operations
from survey.collection import closing, crediting, freezing, launching, mailing, posting
from survey.collection.posting import Clock
from survey.config import Settings
from survey.errors import CollectionError
from survey.invitee import Invitee
from survey.letters.texts import Kind, LetterText
from survey.store.register import campaigns, mail_rounds, outbox, participants
from survey.store.register.mail_rounds import Round
from tests.survey.collection.conftest import NOW, Running, Site, answers_of, thirty_people
from tests.survey.mail_cast import LINK, Mail, MailServer

BASE = "https://survey.example.org"


@pytest.fixture
def server() -> Iterator[MailServer]:
    server = MailServer()
    server.start()
    yield server
    server.stop()


class Hours:
    """A clock that stands still until somebody waits."""

    def __init__(self) -> None:
        self.now = NOW
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)


@dataclass(frozen=True)
class Mailroom:
    """Mail of one running campaign; the vocabulary of these tests."""

    running: Running
    server: MailServer
    hours: Hours
    environment: dict[str, str]

    @property
    def site(self) -> Site:
        return self.running.site

    def wishes(self, kind: Kind, **more: object) -> Round:
        with self.site.register.writing() as db:
            return mail_operations.wish(db, self.running.id, kind, who="hr", now=self.hours.now, **more)

    def sends(self, **later: float) -> int:
        """Let the worker have its slices until nothing more is due at that moment."""
        self.hours.now += timedelta(**later)
        sent = 0
        for _ in range(9):
            sent += self.one_slice()
        return sent

    def one_slice(self) -> int:
        clock = Clock(lambda: self.hours.now, self.hours.sleep)
        return mailing.send(
            self.site.home, self.site.register, self.running.id, Settings(self.environment), clock
        )

    def with_settings(self, **more: str) -> Mailroom:
        changed = {f"SIGHTLINE_SMTP_{name}": value for name, value in more.items()}
        return replace(self, environment={**self.environment, **changed})

    def round_(self, kind: Kind) -> Round:
        with self.site.register.reading() as db:
            return [each for each in mail_rounds.of(db, self.running.id) if each.kind == kind][-1]

    def rows(self, kind: Kind) -> list[tuple[object, ...]]:
        """Return the outbox of a round, without whose row it is."""
        number = self.round_(kind).id
        with self.site.register.reading() as db:
            return [
                tuple(row)[2:]
                for row in db.exec_driver_sql("SELECT * FROM outbox WHERE round_id = ?", (number,))
            ]

    def failing(self) -> dict[str, str]:
        with self.site.register.reading() as db:
            return {each.email: each.reason for each in outbox.failing(db, self.running.id)}

    def is_due(self) -> bool:
        with self.site.register.reading() as db:
            return mailing.is_due(db, campaigns.get(db, self.running.id), self.hours.now)


@pytest.fixture
def room(running: Running, server: MailServer) -> Mailroom:
    environment = {"SIGHTLINE_ANSWERING_URL": BASE, "SIGHTLINE_HOME": str(running.site.home.path)}
    return Mailroom(running, server, Hours(), {**environment, **server.settings()})


def test_everybody_is_invited_once_with_a_link_and_a_message_id_of_their_own(room: Mailroom) -> None:
    room.wishes("invitation")

    sent = room.sends()

    tokens = room.running.tokens()
    by_address = room.server.by_address()
    assert (sent, len(by_address), len({mail.id for mail in room.server.mails})) == (30, 30, 30)
    assert {to: mails[0].token for to, mails in by_address.items()} == {
        f"p{reference}@example.org": token for reference, token in tokens.items()
    }
    assert room.round_("invitation").state == "done"
    assert not room.is_due()


def test_a_mail_says_the_same_in_text_and_html_in_the_persons_language(room: Mailroom) -> None:
    room.wishes("invitation")

    room.sends()

    mail = room.server.by_address()["p3@example.org"][0]
    link = f"{BASE}/s/{room.running.id}/{room.running.tokens()['3']}"
    assert mail.message["Content-Language"] == "fr"
    assert mail.message["Subject"] == "Exemple vous donne la parole\u00a0: Été"
    for part in (mail.text, mail.html):
        assert part.count(link) >= 1
        assert "Bonjour Person Number3," in part
        assert "modifié ni retiré." in " ".join(part.split())
    assert max(len(line) for line in mail.raw.partition(b"\r\n\r\n")[2].splitlines()) <= 76
    assert link in mail.raw.decode().splitlines(), "whole, on a line of its own"
    assert [part.get_content_type() for part in mail.message.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]


def test_a_mail_fetches_nothing_and_links_nowhere_but_to_the_survey(room: Mailroom) -> None:
    room.wishes("invitation")

    room.sends()

    for mail in room.server.mails:
        assert "<img" not in mail.html
        assert "List-Unsubscribe" not in mail.message
        hosts = {piece.split('"')[0] for piece in mail.html.split('href="')[1:]}
        assert {LINK.fullmatch(host) is not None for host in hosts} == {True}


def test_reminders_skip_whom_was_credited_and_the_outbox_does_not_tell_whom(room: Mailroom) -> None:
    tokens = room.running.tokens()
    room.wishes("invitation")
    room.sends()
    room.running.send_all([(tokens[str(n)], answers_of(n)) for n in range(8)])
    room.wishes("reminder")

    sent = room.sends(hours=1)

    reminded = {mail.to for mail in room.server.mails if mail.message["Subject"].startswith("Jusqu")}
    assert reminded == {f"p{n}@example.org" for n in range(8, 30)}
    assert sent == 22
    assert room.rows("reminder") == [("done", 0, None, None, None)] * 30


def test_who_has_answered_and_is_not_credited_yet_is_reminded(room: Mailroom) -> None:
    """Three are too few to be credited together: they are reminded without need, and nothing else."""
    tokens = room.running.tokens()
    room.wishes("invitation")
    room.sends()
    room.running.send_all([(tokens[str(n)], answers_of(n)) for n in range(3)])
    room.wishes("reminder")

    assert room.sends(hours=1) == 30


def test_reminders_carry_the_same_link_and_another_message_id(room: Mailroom) -> None:
    room.wishes("invitation")
    room.sends()
    room.wishes("reminder")

    room.sends(hours=1)

    for mails in room.server.by_address().values():
        assert (len({mail.token for mail in mails}), len({mail.id for mail in mails})) == (1, 2)


def test_reminders_to_everybody_skip_nobody(site: Site, server: MailServer) -> None:
    running = site.launches(*thirty_people(), reminders="everyone")
    room = Mailroom(running, server, Hours(), {"SIGHTLINE_ANSWERING_URL": BASE, **server.settings()})
    tokens = running.tokens()
    running.send_all([(tokens[str(n)], answers_of(n)) for n in range(8)])
    crediting.credit(site.home, site.register, running.id)
    room.wishes("invitation")
    room.sends()
    room.wishes("reminder")

    assert room.sends(hours=1) == 30


def test_email_014_greylisting_is_tried_again_and_sent_once(room: Mailroom) -> None:
    room.server.answers = lambda _to, tried: "451 4.7.1 Greylisted, try again" if tried == 0 else None
    room.wishes("invitation")

    at_first, between, later = room.sends(), room.sends(minutes=1), room.sends(minutes=6)

    assert (at_first, between, later) == (0, 0, 30)
    assert len(room.server.mails) == 30
    assert room.failing() == {}


def test_what_is_skipped_is_put_off_as_its_domain_is(room: Mailroom) -> None:
    """Or the rows that wait would be those who were reminded, for as long as a mail server greylists."""
    tokens = room.running.tokens()
    room.wishes("invitation")
    room.sends()
    room.running.send_all([(tokens[str(n)], answers_of(n)) for n in range(15)])
    room.server.tried.clear()
    room.server.answers = lambda _to, tried: "451 Try again" if tried == 0 else None
    room.wishes("reminder")

    room.sends(hours=1)
    waiting = [row for row in room.rows("reminder") if row[0] == "waiting"]
    for _ in range(12):
        room.sends(hours=8)

    assert len(waiting) > 20, "fifteen are reminded; more must wait"
    assert len({row[1] for row in waiting}) == 1
    assert room.rows("reminder") == [("done", 0, None, None, None)] * 30
    assert len(room.server.mails) == 45


def test_email_013_an_address_that_fails_is_shown_with_its_reason_and_others_go_on(room: Mailroom) -> None:
    room.server.answers = lambda to, _: "550 5.1.1 No <such> user" if to == "p4@example.org" else None
    room.wishes("invitation")

    sent = room.sends()

    assert sent == 29
    assert room.failing() == {"p4@example.org": "550 5.1.1"}
    assert room.rows("invitation") == [("done", 0, None, None, None)] * 30


def test_a_reminder_that_fails_is_counted_and_not_kept_by_person(room: Mailroom) -> None:
    room.wishes("invitation")
    room.sends()
    room.server.answers = lambda to, _: "550 5.1.1 No such user" if to == "p4@example.org" else None
    room.wishes("reminder")

    room.sends(hours=1)

    assert room.failing() == {}
    assert room.round_("reminder").undelivered == 1


def test_a_server_that_refuses_everybody_makes_no_address_fail_for_long(room: Mailroom) -> None:
    """Five refusals in a row are about us: the round waits, and goes on once the server takes mail again."""
    room.server.answers = lambda _to, _tried: "550 Relay access denied"
    room.wishes("invitation")
    room.one_slice()
    held, failed = room.round_("invitation"), len(room.failing())

    room.server.answers = lambda _to, _tried: None
    sent = room.sends(minutes=6)

    assert "refused 5 in a row" in (held.problem or "")
    assert (failed, sent) == (4, 26)


def test_policy_refusals_are_tried_again(room: Mailroom) -> None:
    room.server.answers = lambda _to, tried: "550 5.7.1 Sender not authenticated" if tried == 0 else None
    room.wishes("invitation")

    room.sends()

    assert room.failing() == {}
    assert room.sends(minutes=6) == 30


def test_email_015_a_mail_in_doubt_is_sent_again_with_the_same_link_and_message_id(room: Mailroom) -> None:
    room.server.drop_after = {"p7@example.org"}
    room.wishes("invitation")

    sent = room.sends() + room.sends(minutes=6)

    first, second = room.server.by_address()["p7@example.org"]
    assert (sent, len(room.server.mails)) == (30, 31)
    assert (first.id, first.token) == (second.id, second.token)
    assert body_of(first) == body_of(second)


def body_of(mail: Mail) -> bytes:
    return mail.raw.partition(b"\r\n\r\n")[2]


def test_a_mail_server_that_is_away_holds_the_round_up_and_loses_nobody(room: Mailroom) -> None:
    room.server.stop()
    room.wishes("invitation")
    room.sends()
    held = room.round_("invitation")
    room.server.start()

    early, late = room.is_due(), room.sends(minutes=6)

    assert "cannot be reached (ConnectionRefusedError)" in (held.problem or "")
    assert (early, late) == (False, 30)
    assert room.round_("invitation").problem is None


def test_email_016_a_server_that_hangs_is_left_after_the_time_out(room: Mailroom) -> None:
    room = room.with_settings(TIMEOUT="1")
    room.server.seconds_a_mail = 3
    room.wishes("invitation")
    room.one_slice()
    held = room.round_("invitation")
    room.server.seconds_a_mail = 0

    room.sends(hours=1)

    assert "went away before it answered" in (held.problem or "")
    assert len(room.server.by_address()) == 30
    assert {
        len({(mail.id, mail.token) for mail in mails}) for mails in room.server.by_address().values()
    } == {1}


def test_email_017_nothing_is_sent_where_starttls_is_asked_for_and_not_offered(room: Mailroom) -> None:
    room = room.with_settings(TLS="starttls")
    room.wishes("invitation")

    sent = room.sends()

    assert sent == 0
    assert room.server.mails == []
    assert "offers no STARTTLS" in (room.round_("invitation").problem or "")


def test_missing_settings_hold_the_round_up_and_say_which(room: Mailroom) -> None:
    room.environment.pop("SIGHTLINE_SMTP_HOST")
    room.wishes("invitation")

    room.sends()

    assert "SIGHTLINE_SMTP_HOST" in (room.round_("invitation").problem or "")


def test_in_quiet_hours_nothing_is_sent(room: Mailroom) -> None:
    room.hours.now = datetime(NOW.year, NOW.month, NOW.day, 21, 30, tzinfo=UTC)
    room = room.with_settings(QUIET="22:00-07:00", TIMEZONE="Europe/Paris")
    room.wishes("invitation")

    at_night, due_at_night = room.sends(), room.is_due()
    before_seven, after_seven = room.sends(hours=7), room.sends(hours=2)

    assert (at_night, due_at_night, before_seven, after_seven) == (0, False, 0, 30)
    assert room.round_("invitation").problem is None


def test_mails_go_out_no_faster_than_allowed(room: Mailroom) -> None:
    room = room.with_settings(PER_MINUTE="20")
    room.wishes("invitation")

    sent = [room.one_slice() for _ in range(3)]

    assert set(room.hours.slept) == {3.0}
    assert sent == [15, 15, 0]


def test_a_removed_person_gets_no_mail(room: Mailroom) -> None:
    room.wishes("invitation")
    with room.site.register.writing() as db:
        person = participants.of(db, room.running.id)[0]
        participants.remove(db, person.id)

    room.sends()

    assert person.invitee.email not in room.server.by_address()


def test_who_joins_later_is_invited_by_a_second_round_and_nobody_twice(room: Mailroom) -> None:
    room.wishes("invitation")
    room.sends()
    joiners = [
        Invitee(f"new{n}", f"New {n}", f"new{n}@example.org", "Sales", "en", {"position": "employee"})
        for n in range(2)
    ]
    launching.admit(room.site.home, room.site.register, room.running.id, joiners, who="hr")
    room.wishes("invitation")

    sent = room.sends(hours=1)

    assert sent == 2
    assert room.server.by_address()["new1@example.org"][0].message["Content-Language"] == "en"
    assert {len(mails) for mails in room.server.by_address().values()} == {1}
    with pytest.raises(CollectionError, match="Everybody with an address was invited"):
        room.wishes("invitation")


def test_all_of_a_round_get_one_text_whatever_is_edited_meanwhile(room: Mailroom) -> None:
    room = room.with_settings(PER_MINUTE="20")
    room.wishes("invitation")
    room.one_slice()
    with room.site.register.writing() as db:
        campaign = campaigns.get(db, room.running.id)
        text = LetterText("Another", "Another {link}")
        mail_operations.keep_text(db, campaign, "invitation", "fr", text, who="hr")

    room.sends()

    assert len(room.server.mails) == 30
    assert len({mail.message["Subject"] for mail in room.server.mails}) == 1
    neutral = {
        mail.text.replace(mail.token, "").replace(f"Person Number{mail.to[1:].split('@')[0]}", "")
        for mail in room.server.mails
    }
    assert len(neutral) == 1


def test_thanks_go_to_everybody_invited_once_nothing_is_left_that_tells_who_took_part(room: Mailroom) -> None:
    site, tokens = room.site, room.running.tokens()
    room.wishes("invitation")
    room.sends()
    room.running.send_all([(tokens[str(n)], answers_of(n)) for n in range(8)])
    room.wishes("reminder", due_at=NOW + timedelta(days=3))
    room.wishes("thanks")
    closing.close(site.home, site.register, room.running.id, who="hr")
    before = room.sends(days=4)
    with site.register.writing() as db:
        mailing.tidy(db, campaigns.get(db, room.running.id))
    freezing.freeze(site.home, site.register, room.running.id, who="hr")

    sent = room.sends(days=20)

    thanked = [mail for mail in room.server.mails if "Merci" in mail.message["Subject"]]
    assert (before, sent, len({mail.to for mail in thanked})) == (0, 30, 30)
    assert {mail.token for mail in thanked} == {""}
    assert [room.round_(kind).state for kind in ("reminder", "thanks")] == ["missed", "done"]
    assert room.rows("reminder") == []


def test_pausing_stops_mail_and_opening_again_goes_on(room: Mailroom) -> None:
    room = room.with_settings(PER_MINUTE="20")
    room.wishes("invitation")
    room.one_slice()
    closing.set_paused(room.site.home, room.site.register, room.running.id, paused=True, who="hr")
    paused = room.sends()
    closing.set_paused(room.site.home, room.site.register, room.running.id, paused=False, who="hr")

    assert (paused, room.sends()) == (0, 15)


def test_two_workers_never_send_the_same_row(room: Mailroom) -> None:
    with room.site.register.writing() as db:
        each = mail_rounds.wish(db, room.running.id, "invitation", NOW, now=NOW)
        outbox.fill(db, each)
        until = NOW + posting.LEASE
        one = outbox.lease(db, each.id, "one", now=NOW, until=until, most=20)
        other = outbox.lease(db, each.id, "other", now=NOW, until=until, most=20)

    assert (len(one), len(other)) == (20, 10)
    assert {row.participant for row in one}.isdisjoint(row.participant for row in other)


def test_a_lease_that_has_ended_is_taken_over_and_one_that_has_not_is_left(room: Mailroom) -> None:
    with room.site.register.writing() as db:
        each = mail_rounds.wish(db, room.running.id, "invitation", NOW, now=NOW)
        outbox.fill(db, each)
        outbox.lease(db, each.id, "another machine", now=NOW, until=NOW + timedelta(minutes=10), most=20)
        early = outbox.give_back(db, each.id, "this machine", NOW + timedelta(minutes=9))
        late = outbox.give_back(db, each.id, "this machine", NOW + timedelta(minutes=11))

    assert (early, late) == (0, 20)


def test_the_same_campaigns_mail_is_sent_by_one_at_a_time(room: Mailroom) -> None:
    room.wishes("invitation")
    refused: list[str] = []

    def try_beside(seconds: float) -> None:
        if not refused:
            with pytest.raises(CollectionError) as error:
                room.one_slice()
            refused.append(str(error.value))

    clock = Clock(lambda: room.hours.now, try_beside)
    mailing.send(room.site.home, room.site.register, room.running.id, Settings(room.environment), clock)

    assert "Another process is working on this campaign." in refused[0]
    assert len(room.server.mails) == 30


@pytest.mark.parametrize(
    "name", ["{link}", "Eve\r\nBcc: evil@example.net", "=HYPERLINK(1)", "<b>Eve</b>", ""]
)
def test_email_006_a_name_is_never_looked_at_again(site: Site, server: MailServer, name: str) -> None:
    people = [*thirty_people(), Invitee("eve", name, "eve@example.org", "Sales", "en")]
    running = site.launches(*people)
    room = Mailroom(running, server, Hours(), {"SIGHTLINE_ANSWERING_URL": BASE, **server.settings()})
    room.wishes("invitation")

    room.sends()

    mail = server.by_address()["eve@example.org"][0]
    assert mail.text.count(running.tokens()["eve"]) == 1
    assert "Bcc" not in mail.message
    assert "<b>" not in mail.html
    assert ("Hello" in mail.text) == bool(name)


def test_an_international_address_is_written_as_mail_servers_take_it(site: Site, server: MailServer) -> None:
    people = [*thirty_people(), Invitee("j", "Jörg", "joerg@bücher.example", "Sales", "en")]
    running = site.launches(*people)
    room = Mailroom(running, server, Hours(), {"SIGHTLINE_ANSWERING_URL": BASE, **server.settings()})
    room.wishes("invitation")

    room.sends()

    assert "joerg@xn--bcher-kva.example" in server.by_address()


def test_an_address_beyond_ascii_reaches_a_server_that_takes_it(site: Site, server: MailServer) -> None:
    people = [*thirty_people(), Invitee("j", "Jörg", "jörg@bücher.example", "Sales", "en")]
    running = site.launches(*people)
    room = Mailroom(running, server, Hours(), {"SIGHTLINE_ANSWERING_URL": BASE, **server.settings()})
    room.wishes("invitation")

    room.sends()

    assert "jörg@xn--bcher-kva.example" in server.by_address()


@pytest.mark.parametrize(
    ("kind", "changes", "sentence"),
    [
        ("invitation", {"channel": "open"}, "no list of people"),
        ("reminder", {"reminders": "none"}, "promised that there are no reminders"),
        ("reminder", {}, "Nobody was invited yet"),
    ],
)
def test_what_cannot_be_sent_is_refused_when_it_is_wished_for(
    site: Site, kind: Kind, changes: dict[str, object], sentence: str
) -> None:
    campaign = site.plans(*thirty_people(), **changes)

    with site.register.writing() as db, pytest.raises(CollectionError, match=sentence):
        mail_operations.wish(db, campaign, kind, who="hr", now=NOW)


def test_pressing_twice_sends_once(room: Mailroom) -> None:
    room.wishes("invitation")
    room.wishes("invitation")
    room.sends()
    first = room.wishes("reminder")
    second = room.wishes("reminder")

    assert first.id == second.id
    assert room.sends() == 30


def test_a_round_that_has_not_begun_can_be_taken_back(room: Mailroom) -> None:
    later = room.wishes("invitation", due_at=NOW + timedelta(days=2))
    with room.site.register.writing() as db:
        mail_operations.withdraw(db, room.running.id, later.id, who="hr")

    assert room.sends(days=3) == 0
    with room.site.register.writing() as db, pytest.raises(CollectionError, match="cannot be taken back"):
        mail_operations.withdraw(db, room.running.id, later.id, who="hr")


def test_the_register_keeps_no_token_and_no_link(room: Mailroom) -> None:
    room.wishes("invitation")
    room.sends()
    room.site.register.close()

    kept = b"".join(path.read_bytes() for path in room.site.home.path.glob("register.db*"))

    assert kept
    assert [token for token in room.running.tokens().values() if token.encode() in kept] == []
    assert b"/s/" not in kept
