"""What an employee meets, page by page, through the real application and real stores."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from flask import Flask

from questionnaires import parse
from survey.app import create_answering_app
from survey.store import keyring
from survey.store.admission import Admission
from survey.store.ballots import BallotBox, Draft
from survey.store.keyring import Token
from survey.store.paths import Home
from survey.store.published import publish_state, read_published
from tests.survey.answering.conftest import IDS, URL, Employee

Launch = Callable[..., list[Token]]
Employees = Callable[..., Employee]
ID = IDS["personal"]


def box(home: Home, campaign_id: str = ID) -> BallotBox:
    return BallotBox.open(home.campaign(campaign_id).ballots)


def key(home: Home, token: Token, campaign_id: str = ID) -> bytes:
    return keyring.draft_key(keyring.read_answer(home, campaign_id), token)


def responses(home: Home, campaign_id: str = ID) -> list:
    opened = box(home, campaign_id)
    opened.close()
    return list(opened.responses())


def test_the_link_is_taken_out_of_the_address_and_changes_nothing(
    launch: Launch, app: Flask, home: Home
) -> None:
    token = launch()[0]

    first = app.test_client().get(f"/s/{ID}/{token}", base_url=URL)

    assert first.status_code == 303
    assert first.headers["Location"] == f"/s/{ID}/"
    assert re.search(rf"door={token};.*HttpOnly; Path=/s/{ID}; SameSite=Lax", first.headers["Set-Cookie"])
    assert box(home).draft(key(home, token)) is None


def test_an_employee_goes_from_welcome_to_thanks(launch: Launch, employee: Employees, home: Home) -> None:
    tokens, anna = launch(), employee()

    anna.begins(tokens[0])
    assert anna.title.startswith("Page 1 of")
    anna.presses(use="0", role="boss")
    assert "Page 2" in anna.title
    anna.presses(q1="4", q2="dk")
    anna.presses(barriers=["no_time", "no_use"])
    assert "Put them in order" in anna.page.text
    anna.presses(barriers__no_time="2", barriers__no_use="1")
    anna.presses(recommend="7")
    anna.presses(goals__g1__rel="2", goals__g2__rel="0")
    while "/q/" in anna.page.request.path:
        anna.presses()
    assert "Look over your answers" in anna.title
    assert "1. It does not match our needs" in anna.page.text
    anna.presses(f"/s/{ID}/send", go="send")

    assert "Thank you" in anna.title
    (response,) = responses(home)
    assert response.stratum == 0
    assert response.ballot.answers["barriers"] == {"ranked": ["no_use", "no_time"]}
    assert {code: response.ballot.answers[code] for code in ("use", "role", "q1", "q2", "recommend")} == {
        "use": 0, "role": "boss", "q1": 4, "q2": "dk", "recommend": 7,
    }  # fmt: skip


def test_participation_is_noted_apart_from_send(launch: Launch, employee: Employees, home: Home) -> None:
    tokens, anna = launch(), employee()
    anna.begins(tokens[0])
    anna.presses(use="0")
    anna.presses(q1="4")
    admission = Admission.open(home.campaign(ID).admission)

    anna.goes(f"/s/{ID}/review")
    anna.presses(f"/s/{ID}/send", go="send")

    assert admission.spent() == set()
    assert admission.credit(at_least=1) == 1
    assert admission.spent() == {keyring.admission_key(tokens[0])}


def test_answers_that_conditions_leave_out_are_not_sent(
    launch: Launch, employee: Employees, home: Home
) -> None:
    tokens, anna = launch(), employee()
    anna.begins(tokens[0])
    anna.presses(use="3")
    anna.presses(q1="4")
    anna.goes(f"/s/{ID}/q/last")
    anna.presses(line="fine", idea="none")

    anna.goes(f"/s/{ID}/q/first")
    anna.presses(use="1")
    anna.goes(f"/s/{ID}/review")
    assert "fine" not in anna.page.text
    anna.presses(f"/s/{ID}/send", go="send")

    assert responses(home)[0].ballot.answers == {"use": 1, "q1": 4}


@pytest.mark.parametrize("wrong", ["a" * 26, "short", "A%00B", "../../etc/passwd", "é" * 26, "x" * 500])
def test_links_that_lead_nowhere_give_one_page(launch: Launch, app: Flask, wrong: str) -> None:
    launch()
    other = launch("open")[0]
    unknown = app.test_client().get(f"/s/{'z' * 13}/", base_url=URL)

    pages = []
    for token in (wrong, other):
        client = app.test_client()
        client.get(f"/s/{ID}/{token}", base_url=URL)
        pages.append(client.get(f"/s/{ID}/", base_url=URL))

    assert {page.status_code for page in pages} == {404}
    assert {page.text for page in pages} == {unknown.text}
    assert "leads to no survey" in unknown.text


def test_after_send_every_page_is_the_thanks(launch: Launch, employee: Employees, home: Home) -> None:
    tokens, anna = launch(), employee()
    anna.begins(tokens[0])
    anna.presses(use="0")
    anna.presses(q1="4")
    anna.goes(f"/s/{ID}/review")
    anna.presses(f"/s/{ID}/send", go="send")

    for path in ("", "q/first", "review", "thanks"):
        anna.goes(f"{anna.start}/{path}")
        assert "Thank you" in anna.title
    anna.presses(f"/s/{ID}/send", go="send")
    assert "Thank you" in anna.title
    assert len(responses(home)) == 1


def test_a_second_tab_sends_once_and_loses_nothing(launch: Launch, app: Flask, home: Home) -> None:
    token = launch()[0]
    client = app.test_client()
    one, other = Employee(client, ID), Employee(client, ID)
    one.begins(token)
    other.opens()
    other.presses(f"/s/{ID}/start")

    one.presses(use="0")
    one.presses(q1="4")
    other.goes(f"/s/{ID}/q/numbers")
    other.presses(recommend="3")
    one.goes(f"/s/{ID}/review")
    one.presses(f"/s/{ID}/send", go="send")
    other.presses(recommend="9")

    assert "Thank you" in other.title
    assert [each.ballot.answers for each in responses(home)] == [{"use": 0, "q1": 4, "recommend": 3}]


def test_the_window_that_saves_over_another_is_told_so(launch: Launch, app: Flask) -> None:
    token = launch()[0]
    client = app.test_client()
    one, other = Employee(client, ID), Employee(client, ID)
    one.begins(token)
    other.opens()
    other.presses(f"/s/{ID}/start")

    one.presses(use="0")
    other.presses(use="3", role="boss")

    assert "another window" not in one.page.text
    assert "another window" in other.page.text


def with_answer(code: str, answer: int, draft: Draft | None) -> Draft:
    return Draft({**(draft.answers if draft else {}), code: answer})


def test_windows_that_save_different_pages_at_once_lose_nothing(launch: Launch, home: Home) -> None:
    """Eight threads, each with a page of its own, twenty saves each: all that was saved last is in the draft."""
    token = launch()[0]
    stores = [box(home) for _ in range(8)]
    draft_key = key(home, token)

    def saves(place: int) -> None:
        for turn in range(20):
            stores[place].change_draft(draft_key, partial(with_answer, f"q{place}", turn))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(saves, range(8)))

    assert box(home).look(draft_key).draft == Draft({f"q{place}": 19 for place in range(8)})


def test_what_is_sent_is_the_draft_as_it_lies_in_the_box(
    launch: Launch, employee: Employees, home: Home
) -> None:
    token = launch()[0]
    answering = employee()
    answering.begins(token)
    answering.presses(use="1")
    answering.presses(q1="4")
    answering.goes(f"/s/{ID}/review")

    box(home).change_draft(key(home, token), lambda draft: replace(draft, answers={"use": 3, "q1": 2}))
    answering.presses(f"/s/{ID}/send", go="send")

    assert [each.ballot.answers for each in responses(home)] == [{"use": 3, "q1": 2}]


def test_a_draft_that_was_deleted_in_another_window_is_not_sent(
    launch: Launch, employee: Employees, home: Home
) -> None:
    token = launch()[0]
    answering = employee()
    answering.begins(token)
    answering.goes(f"/s/{ID}/review")

    box(home).delete_draft(key(home, token))
    answering.presses(f"/s/{ID}/send", go="send")

    assert "Begin" in answering.page.text
    assert responses(home) == []


def test_a_mistake_is_told_at_its_place_and_the_rest_is_saved(
    launch: Launch, employee: Employees, home: Home
) -> None:
    tokens, anna = launch(), employee()
    anna.begins(tokens[0])
    anna.presses(use="0")

    anna.goes(f"/s/{ID}/q/numbers")
    page = anna.presses(hours="99", people="12")

    assert page.status_code == 422
    assert anna.title.startswith("Mistakes to mend")
    assert 'href="#hours"' in page.text
    assert 'id="hours" name="hours" value="99"' in page.text
    assert 'aria-invalid="true"' in page.text
    draft = box(home).draft(key(home, tokens[0]))
    assert draft is not None
    assert draft.answers["people"] == 12


def test_what_must_be_answered_holds_up_next_but_not_back(launch: Launch, employee: Employees) -> None:
    tokens, anna = launch(), employee()
    anna.begins(tokens[0])

    assert anna.presses().status_code == 422
    assert anna.presses(go="back").request.path == f"/s/{ID}/"


def test_send_is_held_up_by_what_must_be_answered(launch: Launch, employee: Employees, home: Home) -> None:
    tokens, anna = launch(), employee()
    anna.begins(tokens[0])

    anna.goes(f"/s/{ID}/review")
    page = anna.presses(f"/s/{ID}/send", go="send")

    assert page.status_code == 422
    assert "must be answered" in page.text
    assert responses(home) == []


def test_the_language_changes_on_the_page_and_no_answer_is_lost(launch: Launch, employee: Employees) -> None:
    tokens, anna = launch(), employee()
    anna.begins(tokens[0])

    page = anna.presses(go="language-fr", use="2")

    assert page.request.path == f"/s/{ID}/q/first"
    assert '<html lang="fr"' in page.text
    assert "Suivant" in page.text
    assert re.search(r'name="use" value="2" checked', page.text)


def test_a_form_of_yesterday_is_shown_again_filled(
    launch: Launch, employee: Employees, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens, anna = launch(), employee()
    anna.begins(tokens[0])
    monkeypatch.setattr("survey.csrf.GOOD_SECONDS", -1)

    page = anna.presses(use="2", role="boss")

    assert page.status_code == 400
    assert "open for more than a day" in page.text
    assert re.search(r'name="role" value="boss" checked', page.text)


def test_a_form_of_somebody_else_is_refused(launch: Launch, employee: Employees, home: Home) -> None:
    tokens, anna, bert = launch(), employee(), employee()
    anna.begins(tokens[0])
    bert.begins(tokens[1])

    bert.page = anna.page
    page = bert.presses(use="2")

    assert page.status_code == 400
    draft = box(home).draft(key(home, tokens[1]))
    assert draft is not None
    assert draft.answers == {}


def test_a_draft_is_deleted_on_demand(launch: Launch, employee: Employees, home: Home) -> None:
    tokens, anna = launch(), employee()
    anna.begins(tokens[0])
    anna.presses(use="2")

    anna.opens()
    anna.presses(f"/s/{ID}/withdraw")

    assert "deleted" in anna.title
    assert box(home).draft(key(home, tokens[0])) is None


@pytest.mark.parametrize("state", ["paused", "closed"])
def test_paused_and_closed_campaigns_say_so_to_everybody(
    launch: Launch, employee: Employees, home: Home, state: str
) -> None:
    tokens, anna, stranger = launch(), employee(), employee()
    anna.begins(tokens[0])
    publish_state(home.campaign(ID).published, state)  # type: ignore[arg-type]

    page, strangers = anna.presses(use="2"), stranger.opens("b" * 26)

    assert state in anna.title
    assert page.status_code == {"paused": 503, "closed": 410}[state]
    assert strangers.text == stranger.goes(f"/s/{ID}/review").text


def test_a_campaign_that_closes_while_somebody_answers_takes_nothing_more(
    launch: Launch, employee: Employees, home: Home
) -> None:
    tokens, anna = launch(), employee()
    anna.begins(tokens[0])
    box(home).close()

    page = anna.presses(use="2")

    assert page.status_code == 410
    assert "closed" in anna.title
    assert responses(home) == []


def test_what_was_typed_when_nothing_can_be_saved_is_given_back(
    launch: Launch, employee: Employees, home: Home
) -> None:
    tokens, anna = launch(), employee()
    anna.begins(tokens[0])
    anna.presses(use="3")
    anna.presses(q1="4")
    anna.goes(f"/s/{ID}/q/last")
    form = anna.page

    for state, title in (("paused", "paused"), ("closed", "closed")):
        publish_state(home.campaign(ID).published, state)  # type: ignore[arg-type]
        anna.page = form
        page = anna.presses(idea="Fewer <b>meetings</b>\nplease")

        assert title in anna.title
        assert "<dt>Ideas?</dt><dd>Fewer &lt;b&gt;meetings&lt;/b&gt;\nplease</dd>" in page.text
        assert "meetings" not in anna.goes(f"/s/{ID}/q/last").text


def test_words_that_another_page_sends_are_not_shown(launch: Launch, employee: Employees, home: Home) -> None:
    tokens, anna = launch(), employee()
    anna.begins(tokens[0])
    publish_state(home.campaign(ID).published, "closed")

    page = anna.client.post(f"/s/{ID}/q/last", base_url=URL, data={"idea": "Call 555", "form_token": "x"})

    assert page.status_code == 410
    assert "Call 555" not in page.text


def test_a_script_that_cannot_save_gets_a_word_and_no_page(
    launch: Launch, employee: Employees, home: Home
) -> None:
    tokens, anna = launch(), employee()
    anna.begins(tokens[0])
    box(home).close()

    page = anna.presses(go="save", use="2")

    assert page.status_code == 410
    assert page.text == "Not saved just now"


def test_an_answer_can_be_taken_back(launch: Launch, employee: Employees, home: Home) -> None:
    tokens, anna = launch(), employee()
    anna.begins(tokens[0])
    anna.presses(use="2", role="boss", position="manager")
    anna.goes(f"/s/{ID}/q/first")
    offered = re.findall(r'type="radio" name="(\w+)" value=""', anna.page.text)

    anna.presses(use="2", role="", position="")

    assert offered == ["position", "role"]  # use must be answered
    draft = box(home).draft(key(home, tokens[0]))
    assert draft is not None
    assert draft.answers == {"use": 2}


def test_a_campaign_that_was_frozen_in_the_meantime_is_closed(
    launch: Launch, employee: Employees, home: Home
) -> None:
    tokens, anna = launch(), employee()
    anna.begins(tokens[0])
    publish_state(home.campaign(ID).published, "closed")
    for path in (home.campaign(ID).ballots, home.campaign(ID).admission):
        path.unlink()

    assert anna.presses(use="2").status_code == 410


def test_a_campaign_opens_and_closes_by_its_own_times(launch: Launch, employee: Employees) -> None:
    now = datetime.now(UTC)
    early = launch(opens=now + timedelta(days=1))
    late = launch("open", closes=now - timedelta(minutes=1))

    assert "not open yet" in employee().opens(early[0]).text
    assert "is closed" in employee("open").opens(late[0]).text


def test_an_open_link_gives_each_start_a_code_to_resume_with(
    launch: Launch, employee: Employees, home: Home
) -> None:
    link = launch("open", links=1)[0]
    anna, bert = employee("open"), employee("open")
    anna.begins(link)
    anna.presses(use="2")
    code = re.search(r"<strong>([a-z2-7-]{32})</strong>", anna.page.text)[1]  # type: ignore[index]

    bert.opens(link)
    assert "Begin" in bert.page.text
    bert.presses(f"{bert.start}/resume", code=code.upper())
    assert "Go on where you stopped" in bert.page.text
    bert.presses(f"{bert.start}/start")
    bert.goes(f"{bert.start}/q/first")

    assert re.search(r'name="use" value="2" checked', bert.page.text)
    assert "No draft has this code" in _wrong_code(employee("open"), link)


def _wrong_code(person: Employee, link: str) -> str:
    person.opens(link)
    return person.presses(f"{person.start}/resume", code="abcd-efgh").text


def test_two_people_answer_by_one_open_link(launch: Launch, employee: Employees, home: Home) -> None:
    link = launch("open", links=1)[0]

    for use in ("0", "3"):
        person = employee("open")
        person.begins(link)
        person.presses(use=use)
        person.presses(q1="4")
        person.goes(f"{person.start}/review")
        person.presses(f"{person.start}/send", go="send")

    assert sorted(each.ballot.answers["use"] for each in responses(home, IDS["open"])) == [0, 3]


def test_a_kiosk_starts_clean_for_the_next_person(
    launch: Launch, employee: Employees, monkeypatch: pytest.MonkeyPatch
) -> None:
    link, tablet = launch("kiosk", links=1)[0], employee("kiosk")
    tablet.begins(link)
    tablet.presses(use="2")

    tablet.presses(f"{tablet.start}/leave")
    assert "Begin" in tablet.page.text
    tablet.presses(f"{tablet.start}/start")
    assert "checked" not in tablet.page.text

    tablet.presses(use="2")
    monkeypatch.setattr("survey.answering.visits.KIOSK_SECONDS", -1)
    assert "Begin" in tablet.goes(f"{tablet.start}/q/first").text


def test_another_page_cannot_make_a_device_forget_who_answers(launch: Launch, employee: Employees) -> None:
    link, tablet = launch("kiosk", links=1)[0], employee("kiosk")
    tablet.begins(link)
    tablet.presses(use="2")

    refused = tablet.client.post(f"{tablet.start}/leave", base_url=URL, data={"form_token": "forged"})

    assert refused.status_code == 400
    assert re.search(r'name="use" value="2" checked', tablet.goes(f"{tablet.start}/q/first").text)


def test_a_welcome_page_of_yesterday_still_begins(
    launch: Launch, employee: Employees, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens, anna = launch(), employee()
    anna.opens(tokens[0])
    monkeypatch.setattr("survey.csrf.GOOD_SECONDS", -1)

    page = anna.presses(f"/s/{ID}/start")

    assert page.request.path == f"/s/{ID}/q/first"


def test_the_notice_says_what_is_true_of_each_channel(launch: Launch, employee: Employees) -> None:
    texts = {}
    for channel in ("personal", "open", "kiosk"):
        texts[channel] = employee(channel).opens(launch(channel)[0]).text  # type: ignore[arg-type]

    assert "at least 5 invited people recorded alike" in texts["personal"]
    assert "whoever has your personal link" in texts["personal"]
    assert "cannot know who you are" in texts["open"]
    assert "This device is shared" in texts["kiosk"]
    assert "personal link" not in texts["open"] + texts["kiosk"]


def test_texts_of_organisation_and_people_are_text_and_nothing_else(
    launch: Launch, employee: Employees
) -> None:
    tokens, anna = launch(contact="<img src=x onerror=alert(1)>"), employee()
    anna.opens(tokens[0])
    assert "<img" not in anna.page.text
    anna.begins(tokens[0])
    anna.presses(use="3")

    anna.goes(f"/s/{ID}/q/last")
    anna.presses(line='"><script>alert(1)</script>', idea="</textarea><script>alert(1)</script>")
    pages = anna.goes(f"/s/{ID}/q/last").text + anna.goes(f"/s/{ID}/review").text

    assert "<script>alert" not in pages
    assert "Ateliers &lt;Lumière&gt;" in pages


def test_every_page_is_protected_and_stored_nowhere(launch: Launch, employee: Employees) -> None:
    tokens, anna = launch(), employee()
    pages = [anna.opens(tokens[0]), anna.begins(tokens[0]), anna.goes(f"/s/{ID}/review"), anna.goes("/none")]

    for page in pages:
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert "Cookie" in page.headers["Vary"]
        assert "style=" not in page.text


def test_another_host_is_refused(app: Flask) -> None:
    assert app.test_client().get("/s/x/", base_url="http://evil.example").status_code == 400


def test_too_large_and_too_many_fields_are_refused(launch: Launch, employee: Employees) -> None:
    tokens, anna = launch(), employee()
    anna.begins(tokens[0])

    assert anna.presses(use="2", line="x" * 300_000).status_code == 413
    anna.goes(f"/s/{ID}/q/first")
    assert anna.presses(**{f"f{n}": "1" for n in range(2_000)}).status_code == 413


def test_fast_pages_are_counted_and_no_time_is_kept(launch: Launch, employee: Employees, home: Home) -> None:
    tokens, anna = launch(), employee()
    anna.begins(tokens[0])

    anna.presses(use="0", role="boss")

    draft = box(home).draft(key(home, tokens[0]))
    assert draft is not None
    assert draft.fast_pages == 1


def test_the_published_campaign_is_all_that_answering_needs(launch: Launch, home: Home, settings) -> None:
    tokens = launch()
    published = read_published(home.campaign(ID).published)

    page = Employee(create_answering_app(settings).test_client(), ID).opens(tokens[0])

    assert not home.register.exists()
    assert page.status_code == 200
    assert parse(published.questionnaire).title.in_language("en") in page.text


def test_a_kiosk_returns_to_its_start_and_its_own_return_keeps_nobody_awake(
    launch: Launch, employee: Employees
) -> None:
    link, tablet = launch("kiosk", links=1)[0], employee("kiosk")
    tablet.begins(link)

    page = tablet.client.get(f"{tablet.start}/q/first", base_url=URL)
    sent = tablet.client.post(f"{tablet.start}/q/first", base_url=URL, data={"go": "back"})

    assert page.headers["Refresh"] == f"601; url={tablet.start}/"
    assert "Set-Cookie" not in page.headers
    assert "Refresh" not in employee().opens(launch()[0]).headers
    assert sent.status_code in {303, 400}
