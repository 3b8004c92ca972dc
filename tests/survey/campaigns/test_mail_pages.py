"""The mail pages: texts, previews, trials, who would get a mail; and nothing of another organisation's."""

from __future__ import annotations

import re

import pytest

from survey.campaigns import mail_operations
from survey.campaigns.mail_trials import TRIAL_TOKEN
from survey.store.keyring import parse_token
from survey.store.register import campaigns, log, mail_rounds, outbox, participants
from survey.store.register.tables import ROLES
from tests.survey.campaigns.conftest import Desk
from tests.survey.collection.conftest import NOW
from tests.survey.mail_cast import LINK, MailServer

PAGES = (
    "",
    "invitation/who",
    "reminder/who",
    "thanks/who",
    "invitation/en",
    "results/fr",
    "invitation/fr/preview",
    "reminder/en/preview.html",
)

POSTS = ("send", "rounds/1/withdraw", "invitation/en", "invitation/en/reset", "invitation/en/trial")


@pytest.mark.parametrize("page", PAGES)
def test_every_mail_page_opens_with_title_and_without_script(desk: Desk, page: str) -> None:
    answer = desk.sees(page)

    assert answer.status_code == 200
    assert re.search(r"<title>[^<]+</title>", answer.text)
    assert "<script" not in answer.text
    assert "style=" not in answer.text
    assert "<b>2026" not in answer.text
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("page", [page for page in PAGES if not page.endswith("html")])
def test_every_mail_page_speaks_french(desk: Desk, page: str) -> None:
    english, french = desk.sees(page).text, desk.sees(page, language="fr").text

    assert '<html lang="fr"' in french
    visible = [set(re.findall(r"(?<=>)[A-Z][a-z][^<>{}]+(?=<)", text)) for text in (english, french)]
    same = {
        line.strip()
        for line in visible[0] & visible[1]
        if not re.search(r"Été|Person|Exemple|Bonjour|Hello|Invitation|Moment", line)
    }
    assert same == set()


@pytest.mark.parametrize("page", PAGES)
def test_another_organisations_campaign_is_as_one_that_does_not_exist(desk: Desk, page: str) -> None:
    zoe = desk.by("zoe@example.org")

    theirs = zoe.sees(page)
    nobodys = zoe.staff.client.get(f"/campaigns/{'a' * 13}/mail/{page}")

    assert (theirs.status_code, nobodys.status_code) == (404, 404)
    assert theirs.text == nobodys.text


@pytest.mark.parametrize("page", POSTS)
def test_nothing_of_another_organisation_can_be_changed(desk: Desk, page: str) -> None:
    zoe = desk.by("zoe@example.org")

    answer = zoe.posts(page, kind="invitation", when="now", subject="Mine", body="{link}")

    assert answer.status_code == 404
    with desk.office.register.reading() as db:
        assert mail_rounds.of(db, desk.campaign) == []
        assert db.exec_driver_sql("SELECT count(*) FROM mail_texts").scalar() == 0


@pytest.mark.parametrize("role", [role for role in ROLES if role not in {"admin", "consultant", "hr"}])
def test_names_and_addresses_are_not_for_every_role(desk: Desk, role: str) -> None:
    desk.office.hires(f"{role}@example.org", role)  # type: ignore[arg-type]
    somebody = desk.by(f"{role}@example.org")

    assert {somebody.sees(page).status_code for page in PAGES} == {403}


@pytest.mark.parametrize("page", POSTS)
def test_every_post_needs_a_form_of_ours(desk: Desk, page: str) -> None:
    assert desk.staff.client.post(desk.path(page)).status_code == 400


@pytest.mark.parametrize("page", ["nonsense/who", "invitation/de", "nonsense/en", "invitation/de/preview"])
def test_kinds_and_languages_that_are_not_there_have_no_page(desk: Desk, page: str) -> None:
    assert desk.sees(page).status_code == 404


def test_a_text_is_kept_shown_and_sent(desk: Desk) -> None:
    kept = desk.posts("invitation/en", subject="Your view", body="Hello {name}\r\n\r\n{link}")

    assert (kept.status_code, kept.location) == (303, desk.path("invitation/en/preview"))
    assert "Your view" in desk.sees("invitation/en").text
    assert "Hello Camille Martin" in desk.sees("invitation/en/preview").text


def test_a_bad_text_is_shown_again_as_written_with_what_is_wrong(desk: Desk) -> None:
    answer = desk.posts("invitation/en", language="fr", subject="Hi <b>", body="Dear {nmae}")

    assert answer.status_code == 422
    for words in (
        "Mot entre accolades inconnu\u00a0: {nmae}.",
        "Le texte n&#39;a pas de {link}",
        'value="Hi &lt;b&gt;"',
        "Dear {nmae}</textarea>",
    ):
        assert words in answer.text
    with desk.office.register.reading() as db:
        assert db.exec_driver_sql("SELECT count(*) FROM mail_texts").scalar() == 0


def test_a_text_of_five_megabytes_is_refused(desk: Desk) -> None:
    assert desk.posts("invitation/en", subject="Hi", body="x" * 5_000_000 + "{link}").status_code == 413


def test_the_programs_text_comes_back(desk: Desk) -> None:
    desk.posts("invitation/en", subject="Your view", body="{link}")

    answer = desk.posts("invitation/en/reset")

    assert answer.status_code == 303
    assert "Your view" not in desk.sees("invitation/en").text


def test_a_text_keeps_its_first_line_break_and_its_entities(desk: Desk) -> None:
    """A browser drops the first line break of a text area, and turns entities into characters."""
    desk.posts("invitation/en", subject="A &amp; B", body="&lt;link&gt; {link}")

    page = desk.sees("invitation/en").text

    assert "&amp;lt;link&amp;gt; {link}</textarea>" in page
    assert 'value="A &amp;amp; B"' in page


def test_a_trial_goes_to_who_asks_and_its_link_opens_nothing(desk: Desk, server: MailServer) -> None:
    answer = desk.posts("invitation/fr/trial", to="evil@example.net")

    [mail] = server.mails
    found = LINK.search(mail.text)
    assert answer.status_code == 200
    assert "Sent to ana@example.org." in answer.text
    assert mail.to == "ana@example.org"
    assert found is not None
    assert found[0] == f"https://survey.example.org/s/{desk.campaign}/{TRIAL_TOKEN}"
    assert parse_token(TRIAL_TOKEN) == TRIAL_TOKEN


def test_a_trial_that_cannot_be_sent_says_so(desk: Desk, server: MailServer) -> None:
    server.stop()

    answer = desk.posts("invitation/fr/trial", language="fr")

    assert answer.status_code == 503
    assert "Le message n&#39;a pas été envoyé." in answer.text
    assert "ConnectionRefusedError" in answer.text


def test_email_012_links_have_the_host_of_the_settings_whatever_the_request_says(desk: Desk) -> None:
    token = desk.staff.token("/")
    refused = desk.staff.client.post(
        desk.path("invitation/fr/trial"), data={"csrf_token": token}, base_url="https://evil.example"
    )

    assert refused.status_code == 400
    assert "https://survey.example.org/s/" in desk.sees("invitation/fr/preview").text


def test_invitations_name_who_would_get_them(desk: Desk) -> None:
    page = desk.sees("invitation/who").text

    assert "People who were not invited yet: 30." in page
    assert "Person Number29" in page


@pytest.mark.parametrize(("credited", "share"), [(0, 95), (7, 75), (8, 75), (29, 5), (30, 5)])
def test_reminders_tell_a_share_in_steps_of_5_per_cent_and_no_name(
    desk: Desk, credited: int, share: int
) -> None:
    with desk.office.register.writing() as db:
        campaigns.note_credited_share(db, desk.campaign, credited, 30)

    page = desk.sees("reminder/who").text

    assert f"About {share} % of 30 people would get a reminder." in page
    assert "Number" not in page


def test_before_anything_is_counted_a_reminder_would_go_to_all(desk: Desk) -> None:
    assert "would go to all 30 people" in desk.sees("reminder/who").text


def test_sending_at_once_and_at_a_moment_writes_wishes(desk: Desk) -> None:
    later = (NOW.replace(microsecond=0)).strftime("%Y-%m-%dT23:59")
    now = desk.posts("send", kind="invitation", when="now")
    at = desk.posts("send", kind="reminder", when="at", at=later)

    with desk.office.register.reading() as db:
        rounds = mail_rounds.of(db, desk.campaign)
        noted = [entry.what for entry in log.entries(db, desk.campaign)]
    assert (now.status_code, at.status_code) == (303, 303)
    assert {each.kind for each in rounds} == {"invitation", "reminder"}
    assert noted == ["wished for mail: invitation", "wished for mail: reminder"]


@pytest.mark.parametrize("at", ["", "tomorrow", "2027-02-30T08:00", "9999999-01-01T00:00"])
def test_what_is_no_moment_is_refused(desk: Desk, at: str) -> None:
    answer = desk.posts("send", kind="invitation", when="at", at=at)

    assert answer.status_code == 422
    assert "This is no date with a time." in answer.text


def test_a_round_can_be_taken_back(desk: Desk) -> None:
    desk.posts("send", kind="invitation", when="now")
    with desk.office.register.reading() as db:
        [each] = mail_rounds.of(db, desk.campaign)

    desk.posts(f"rounds/{each.id}/withdraw")
    again = desk.posts(f"rounds/{each.id}/withdraw")

    assert "withdrawn" in desk.sees().text
    assert again.status_code == 422
    assert "it cannot be taken back" in again.text


def test_the_outbox_shows_what_is_queued_what_fails_and_why(desk: Desk) -> None:
    with desk.office.register.writing() as db:
        each = mail_operations.wish(db, desk.campaign, "invitation", who="ana", now=NOW)
        outbox.fill(db, each)
        people = participants.of(db, desk.campaign)
        for person in people[:12]:
            outbox.finish(db, each.id, person.id)
        outbox.note_failure(db, desk.campaign, people[0].id, "550 5.1.1")
        mail_rounds.hold_up(db, each.id, "The mail server takes no mail.", NOW)

    page = re.sub(r"\s+", " ", desk.sees().text)

    assert "<td>18</td> <td>12</td>" in page
    assert "held up; it is tried again by itself" in page
    assert '<p lang="en">The mail server takes no mail.</p>' in page
    assert f"{people[0].invitee.email}</th><td>{people[0].invitee.name}</td>" in page
    assert "there is no such address (550 5.1.1)" in page
