"""The answering part of the catalogue of bad input: posts of answers, and links. Every case that is not void.

The form of the cases has one required sentence, one that may be skipped, and a comment: q1, q2, c1. Ids are those of
tests/bad_inputs.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from questionnaires import parse
from survey.app import create_answering_app
from survey.collection.doors import link
from survey.config import Settings
from survey.store import keyring
from survey.store.admission import Admission
from survey.store.ballots import BallotBox
from survey.store.keyring import Token
from survey.store.paths import Home
from survey.store.published import publish_state
from tests.catalogue import Case, cases_of
from tests.survey.answering.conftest import IDS, URL, Employee

ID = IDS["personal"]
FORM = parse(
    """
format: 1
id: cases
version: "1"
languages: [en]
title: {en: "Cases"}
scales:
  agree5:
    points: {1: {en: "No"}, 2: {en: "Rather no"}, 3: {en: "Neither"}, 4: {en: "Rather"}, 5: {en: "Yes"}}
dimensions:
  trust: {label: {en: "Trust"}}
items:
  - {code: q1, dimension: trust, scale: agree5, required: true, text: {en: "My manager keeps promises."}}
  - {code: q2, dimension: trust, scale: agree5, text: {en: "I can say what I think."}}
questions:
  - {code: c1, type: text, long: true, text: {en: "What else?"}}
pages:
  - {code: only, shows: [q1, q2, c1]}
""",
    name="cases",
)
CASES = [*cases_of("answers_post"), *cases_of("token_link")]
PASSED: set[str] = set()


@dataclass
class Scene:
    """A campaign with the form of the cases, and somebody in the middle of it."""

    app: Flask
    home: Home
    tokens: list[Token]
    others: list[Token]
    anna: Employee
    monkeypatch: pytest.MonkeyPatch

    @property
    def box(self) -> BallotBox:
        return BallotBox.open(self.home.campaign(ID).ballots)

    def draft(self) -> dict[str, object]:
        key = keyring.draft_key(keyring.read_answer(self.home, ID), self.tokens[0])
        found = self.box.draft(key)
        return dict(found.answers) if found else {}

    def posts(
        self, body: str | bytes, content_type: str = "application/x-www-form-urlencoded"
    ) -> TestResponse:
        """Post a body as it stands, with the token of the page in front of it."""
        token = re.search(r'name="form_token" value="([^"]+)"', self.anna.page.text)[1]  # type: ignore[index]
        raw = body.encode() if isinstance(body, str) else body
        self.anna.page = self.anna.client.post(
            f"/s/{ID}/q/only",
            data=f"form_token={token}&go=next&".encode() + raw,
            content_type=content_type,
            base_url=URL,
        )
        return self.anna.page

    def stores(self) -> dict[str, bytes]:
        return {
            path.name: path.read_bytes()
            for path in self.home.path.rglob("*")
            if path.is_file() and path.suffix == ".db"
        }


@pytest.fixture
def scene(
    app: Flask, home: Home, launch: Callable[..., list[Token]], monkeypatch: pytest.MonkeyPatch
) -> Scene:
    tokens = launch(questionnaire=FORM, languages=("en",))
    others = launch("open", questionnaire=FORM, languages=("en",))
    anna = Employee(app.test_client(), ID)
    anna.begins(tokens[0])
    return Scene(app, home, tokens, others, anna, monkeypatch)


@pytest.fixture(scope="module", autouse=True)
def told() -> Iterator[None]:
    yield
    print(f"\nBad input for answering: {len(PASSED)} of {len(CASES)} cases")  # noqa: T201  what is to be shown


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_bad_input_is_met_as_the_catalogue_says(case: Case, scene: Scene) -> None:
    ASSAULTS[case.id](scene, case)

    PASSED.add(case.id)


def test_no_case_is_left_out_or_made_up() -> None:
    assert {case.id for case in CASES} == set(ASSAULTS)


def no_token(scene: Scene, case: Case) -> None:
    stranger = scene.app.test_client()

    bare = stranger.post(f"/s/{ID}/q/only", data={"q1": "5"}, base_url=URL)
    stranger.get(f"/s/{ID}/{'a' * 26}", base_url=URL)
    wrong = stranger.post(f"/s/{ID}/q/only", data={"q1": "5"}, base_url=URL)

    assert bare.status_code == wrong.status_code == 404
    assert bare.data == wrong.data


def other_campaign(scene: Scene, case: Case) -> None:
    one, other = Employee(scene.app.test_client(), ID), Employee(scene.app.test_client(), ID)

    page, unknown = one.opens(scene.others[0]), other.opens("a" * 26)

    assert page.status_code == 404
    assert page.data == unknown.data


def unknown_code(scene: Scene, case: Case) -> None:
    before = scene.stores()

    page = scene.posts(text(case))

    assert page.status_code == 400
    assert "q999" not in page.text
    assert scene.stores() == before
    scene.anna.goes(f"/s/{ID}/q/only")
    assert scene.posts("q1=3&q999=5").status_code == 400
    assert scene.draft() == {}


def no_number(scene: Scene, case: Case) -> None:
    for value in (text(case).removeprefix("q1="), "5.0", "9", "-1"):
        page = scene.posts(f"q1={value}")

        assert page.status_code == 422
        assert 'id="q1-fault"' in page.text
        assert 'aria-invalid="true"' in page.text
    assert scene.draft() == {}


def odd_digits(scene: Scene, case: Case) -> None:
    for value in (text(case).removeprefix("q1="), "5.0"):
        assert scene.posts(f"q1={value}").status_code == 422
    assert scene.draft() == {}

    assert scene.posts("q1=+5+").status_code == 303
    assert scene.draft() == {"q1": 5}


def odd_numbers(scene: Scene, case: Case) -> None:
    for value in (text(case).removeprefix("q1="), "-0", "0x5", "true", "null"):
        assert scene.posts(f"q1={value}").status_code == 422, value
    assert scene.draft() == {}


def empty_required(scene: Scene, case: Case) -> None:
    page = scene.posts(f"{text(case)}&q2=2&c1=still+here")

    assert page.status_code == 422
    assert 'href="#q1"' in page.text
    assert "still here" in page.text
    assert scene.draft() == {"q2": 2, "c1": "still here"}


def twice(scene: Scene, case: Case) -> None:
    scene.posts(text(case))

    assert scene.draft() == {"q1": 1}


def huge(scene: Scene, case: Case) -> None:
    before = scene.stores()

    page = scene.posts(text(case))

    assert page.status_code == 413
    assert scene.stores() == before


def long_comment(scene: Scene, case: Case) -> None:
    page = scene.posts(f"q1=4&{text(case)}")

    assert page.status_code == 422
    assert "2,000" in page.text
    assert "2,001" in page.text
    assert "x" * 2001 in page.text
    assert scene.draft() == {"q1": 4}


def control_characters(scene: Scene, case: Case) -> None:
    assert scene.posts(f"q1=4&{text(case)}%0A%09d").status_code == 303

    assert scene.draft() == {
        "q1": 4,
        "c1": "ab\nc\n\td",
    }  # a vertical tab breaks the line: so does what stays


def bad_utf8(scene: Scene, case: Case) -> None:
    assert isinstance(case.content, bytes)

    page = scene.posts(b"q1=4&" + case.content)

    assert page.status_code in {303, 400, 422}
    str(scene.draft()).encode()


def script(scene: Scene, case: Case) -> None:
    words = text(case).removeprefix("c1=")
    scene.posts(f"q1=4&{text(case)}")

    assert scene.draft()["c1"] == words
    for page in (f"/s/{ID}/q/only", f"/s/{ID}/review"):
        shown = scene.anna.goes(page)
        assert words not in shown.text
        assert "&lt;svg/onload=alert(1)&gt;" in shown.text
        assert "script-src 'self'" in shown.headers["Content-Security-Policy"]


def formula(scene: Scene, case: Case) -> None:
    scene.posts("q1=4&" + text(case).replace("c1==", "c1=%3D"))

    assert scene.draft()["c1"] == text(case).removeprefix("c1=")


def extra_fields(scene: Scene, case: Case) -> None:
    assert scene.posts(text(case) + "&user_id=7").status_code == 303
    with_them = scene.draft()
    scene.anna.goes(f"/s/{ID}/q/only")
    scene.posts("q1=3")

    assert scene.draft() == with_them == {"q1": 3}


def hidden_fields(scene: Scene, case: Case) -> None:
    page = scene.anna.client.post(
        f"/s/{ID}/q/only", data={"form_token": "tampered", "q1": "3", "go": "next"}, base_url=URL
    )
    assert page.status_code == 400
    assert scene.draft() == {}

    scene.anna.goes(f"/s/{ID}/q/only")
    scene.posts("q1=3&go=language-xx&seen=tampered")
    assert scene.draft() == {"q1": 3}


def two_tabs(scene: Scene, case: Case) -> None:
    other = Employee(scene.anna.client, ID)
    other.goes(f"/s/{ID}/q/only")

    scene.anna.presses(q1="1", c1="first")
    other.presses(q1="5", q2="2")

    assert scene.draft() == {"q1": 5, "q2": 2}
    assert "another window" in other.page.text


def closed_meanwhile(scene: Scene, case: Case) -> None:
    publish_state(scene.home.campaign(ID).published, "closed")
    before = scene.stores()

    page = scene.posts("q1=4&c1=Fewer+meetings")

    assert page.status_code == 410
    assert "This survey is closed" in page.text
    assert "Fewer meetings" in page.text
    assert scene.stores() == before
    late = datetime(2100, 1, 1, tzinfo=UTC)
    scene.monkeypatch.setattr("survey.answering.campaigns.datetime", FrozenClock(late))
    assert "It was open until" in scene.anna.goes(f"/s/{ID}/").text


class FrozenClock:
    """A clock that stands still."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self, zone: object) -> datetime:  # noqa: ARG002  as datetime has it
        return self.moment


def expired(scene: Scene, case: Case) -> None:
    scene.monkeypatch.setattr("survey.csrf.GOOD_SECONDS", -1)
    page = scene.posts("q1=4&c1=kept")
    assert page.status_code == 400
    assert "kept" in page.text
    scene.monkeypatch.undo()

    assert scene.posts("q1=4&c1=kept").status_code == 303
    assert scene.draft() == {"q1": 4, "c1": "kept"}


def scanners(scene: Scene, case: Case) -> None:
    before, token = scene.stores(), scene.tokens[1]

    for number in range(100):
        scanner = scene.app.test_client()
        agent = {"User-Agent": f"Scanner/{number}"}
        for method in ("HEAD", "GET", "OPTIONS"):
            scanner.open(f"/s/{ID}/{token}", method=method, headers=agent, base_url=URL)
            scanner.open(f"/s/{ID}/", method=method, headers=agent, base_url=URL)

    assert scene.stores() == before
    bert = Employee(scene.app.test_client(), ID)
    bert.begins(token)
    assert bert.page.request.path == f"/s/{ID}/q/only"


def other_types(scene: Scene, case: Case) -> None:
    client = scene.anna.client
    token = re.search(r'name="form_token" value="([^"]+)"', scene.anna.page.text)[1]  # type: ignore[index]

    as_json = client.post(f"/s/{ID}/q/only", json={"q1": 5, "form_token": token}, base_url=URL)
    assert as_json.status_code == 400
    assert scene.draft() == {}

    multipart = {"q1": "5", "form_token": token, "go": "next"}
    parts = client.post(f"/s/{ID}/q/only", data=multipart, content_type="multipart/form-data", base_url=URL)
    assert parts.status_code == 303
    assert scene.draft() == {"q1": 5}


def killed(scene: Scene, case: Case) -> None:
    """The worker dies after the ballot is on the disk and before it has answered; another one takes the retry."""
    scene.posts("q1=4")
    scene.anna.goes(f"/s/{ID}/review")

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    scene.monkeypatch.setattr("survey.answering.views.sending.redirect", die)
    with pytest.raises(KeyboardInterrupt):
        scene.anna.presses(f"/s/{ID}/send", go="send")
    scene.monkeypatch.undo()

    anew = create_answering_app(
        Settings(
            {
                "SIGHTLINE_HOME": str(scene.home.path),
                "SIGHTLINE_ANSWERING_URL": URL,
                "SIGHTLINE_ANSWERING_SECRET": str(scene.app.secret_key),
            }
        )
    )
    again = Employee(anew.test_client(), ID)
    again.opens(scene.tokens[0])
    again.presses(f"/s/{ID}/send", go="send")

    assert "Thank you" in again.title
    assert scene.box.count() == 1
    assert Admission.open(scene.home.campaign(ID).admission).credit(at_least=1) == 1


def bad_alphabet(scene: Scene, case: Case) -> None:
    for path in (f"/s/{ID}/%00%00", f"/s/{ID}/" + "0189" * 6 + "aa", f"/s/{ID}/{scene.tokens[0][:-1]}"):
        assert Employee(scene.app.test_client(), ID).goes(path).data == unknown_page(scene)
    assert Employee(scene.app.test_client(), ID).goes("/s/%00%00/").status_code == 404


def upper_case(scene: Scene, case: Case) -> None:
    assert Employee(scene.app.test_client(), ID).opens("ABCDEF").data == unknown_page(scene)

    assert "Cases" in Employee(scene.app.test_client(), ID).opens(scene.tokens[2].upper()).text


def wrapped(scene: Scene, case: Case) -> None:
    """A link stands alone on its line, in 76 letters with a usual host, so that no mail breaks it."""
    address = link("https://survey.example.org", ID, scene.tokens[0])
    mail = EmailMessage(policy=SMTP)
    mail.set_content(f"Répondez ici :\n\n{address}\n", cte="quoted-printable")

    read = message_from_bytes(mail.as_bytes(), policy=SMTP).get_content()

    assert len(address) <= 76
    assert address in read
    broken = Employee(scene.app.test_client(), ID).opens(scene.tokens[0][:18] + "=")
    assert broken.status_code == 404
    assert "Check that the link is whole" in broken.text


def referer(scene: Scene, case: Case) -> None:
    """The token leaves the address with the first answer, and no page names another host (a browser is asked too)."""
    first = scene.app.test_client().get(f"/s/{ID}/{scene.tokens[0]}", base_url=URL)

    assert scene.tokens[0] not in first.headers["Location"]
    for page in (first, scene.anna.opens(), scene.anna.goes(f"/s/{ID}/q/only")):
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', page.text)
    assert scene.tokens[0] not in scene.anna.page.text


def access_log(scene: Scene, case: Case) -> None:
    """The whole of it, on the real server, is test_silence.py; here, that nothing is logged by the application."""
    records: list[object] = []
    scene.monkeypatch.setattr("logging.Logger.handle", lambda _, record: records.append(record))

    scene.posts("q1=4")
    scene.anna.goes(f"/s/{ID}/review")
    scene.anna.presses(f"/s/{ID}/send", go="send")

    assert records == []


def unknown_page(scene: Scene) -> bytes:
    return Employee(scene.app.test_client(), ID).opens("a" * 26).data


def text(case: Case) -> str:
    assert isinstance(case.content, str)
    return case.content


ASSAULTS: dict[str, Callable[[Scene, Case], None]] = {
    "ANSWERS-001": no_token,
    "ANSWERS-002": other_campaign,
    "ANSWERS-003": unknown_code,
    "ANSWERS-005": no_number,
    "ANSWERS-006": odd_digits,
    "ANSWERS-007": odd_numbers,
    "ANSWERS-008": empty_required,
    "ANSWERS-010": twice,
    "ANSWERS-012": huge,
    "ANSWERS-013": long_comment,
    "ANSWERS-015": control_characters,
    "ANSWERS-016": bad_utf8,
    "ANSWERS-017": script,
    "ANSWERS-018": formula,
    "ANSWERS-020": extra_fields,
    "ANSWERS-021": hidden_fields,
    "ANSWERS-024": two_tabs,
    "ANSWERS-025": closed_meanwhile,
    "ANSWERS-026": expired,
    "ANSWERS-027": scanners,
    "ANSWERS-028": other_types,
    "ANSWERS-029": killed,
    "TOKEN-002": bad_alphabet,
    "TOKEN-003": upper_case,
    "TOKEN-005": wrapped,
    "TOKEN-007": referer,
    "TOKEN-008": access_log,
}
