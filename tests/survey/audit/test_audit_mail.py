"""The audit finds the outbox of a campaign with reminders clean, and each way in which it could tell who answered."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from survey.audit.finding import Finding
from survey.audit.verdict import audit
from survey.campaigns import mail_operations
from survey.collection import crediting, mailing
from survey.config import Settings
from survey.store import keyring
from survey.store.register import log
from tests.survey.audit.test_audit import sixty_people
from tests.survey.collection.conftest import NOW, Running, Site, answers_of
from tests.survey.mail_cast import MailServer


@dataclass(frozen=True)
class Reminded:
    """Sixty people of whom twenty-five have answered; the others were reminded."""

    running: Running

    @property
    def spent(self) -> list[str]:
        """The ids of those who have answered."""
        with self.running.site.register.reading() as db:
            rows = db.exec_driver_sql(
                "SELECT id, reference FROM participants WHERE campaign_id = ?", (self.running.id,)
            ).all()
        return [person for person, reference in rows if int(reference[-3:]) < 25]

    def plants(self, statement: str, *, people: list[str] | None = None) -> None:
        """Change the rows of reminders the way a careless change of ours would."""
        with self.running.site.register.writing() as db:
            for person in people or self.spent:
                db.exec_driver_sql(
                    f"{statement} WHERE participant_id = ? AND round_id IN"  # noqa: S608  of this test
                    " (SELECT id FROM mail_rounds WHERE kind = 'reminder')",
                    (person,),
                )

    def findings(self) -> list[Finding]:
        site = self.running.site
        verdict = audit(site.home, site.register.url, self.running.id)
        return [finding for finding in verdict.findings if finding.channel == "mail"]

    def leaks(self) -> list[str]:
        return [finding.attack for finding in self.findings() if finding.leak]


@pytest.fixture
def reminded(site: Site) -> Reminded:
    running = site.launches(*sixty_people())
    tokens = running.tokens()
    running.send_all([(tokens[f"staff-{n:03}"], answers_of(n)) for n in range(25)])
    crediting.credit(site.home, site.register, running.id)
    server = MailServer()
    server.start()
    settings = Settings({"SIGHTLINE_ANSWERING_URL": "https://survey.example.org", **server.settings()})
    for kind in ("invitation", "reminder"):
        with site.register.writing() as db:
            mail_operations.wish(db, running.id, kind, who="hr", now=NOW)  # type: ignore[arg-type]
        mailing.send(site.home, site.register, running.id, settings)
    server.stop()
    assert len(server.mails) == 60 + 35
    return Reminded(running)


def test_an_outbox_after_reminders_is_clean(reminded: Reminded) -> None:
    findings = {finding.attack: finding for finding in reminded.findings()}

    assert reminded.leaks() == []
    assert findings["finished rows of the outbox that differ"].tried == 120
    guess = findings["guess who was reminded from the outbox"]
    assert (guess.tried, guess.hits, guess.chance) == (60, 25, 25.0)
    assert findings["people and links in logs and problems"].tried > 2


def test_rows_for_those_alone_who_were_reminded_are_found(reminded: Reminded) -> None:
    reminded.plants("DELETE FROM outbox")

    assert reminded.leaks() == ["guess who was reminded from the outbox"]


def test_rows_of_who_was_skipped_that_stay_behind_are_found(reminded: Reminded) -> None:
    reminded.plants("UPDATE outbox SET state = 'waiting'")

    assert reminded.leaks() == ["guess who was reminded from the outbox"]


def test_a_finished_row_that_says_more_is_found(reminded: Reminded) -> None:
    with reminded.running.site.register.writing() as db:
        db.exec_driver_sql("PRAGMA ignore_check_constraints=ON")
    with reminded.running.site.register.writing() as db:
        db.exec_driver_sql("UPDATE outbox SET attempts = 1 WHERE participant_id = ?", (reminded.spent[0],))

    assert "finished rows of the outbox that differ" in reminded.leaks()


@pytest.mark.parametrize("what", ["an address", "a link"])
def test_a_log_that_names_somebody_is_found(reminded: Reminded, what: str) -> None:
    token = keyring.fresh_token()
    detail = {"an address": "sent to p3@example.org", "a link": f"/s/{reminded.running.id}/{token}"}[what]
    with reminded.running.site.register.writing() as db:
        log.note(db, "worker", "sent", reminded.running.id, detail)

    assert "people and links in logs and problems" in reminded.leaks()


def test_who_happens_to_wait_tells_nothing(reminded: Reminded) -> None:
    """As many of both kinds wait, as when a domain is put off."""
    with reminded.running.site.register.reading() as db:
        everybody = [
            person for (person,) in db.exec_driver_sql("SELECT id FROM participants ORDER BY reference").all()
        ]
    reminded.plants("UPDATE outbox SET state = 'waiting'", people=everybody[::3])

    assert reminded.leaks() == []
