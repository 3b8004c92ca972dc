"""Fields: what stands in the inputs becomes answers, answers stand in the inputs again, and nothing typed is lost."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict

from questionnaires.answers import Answers
from questionnaires.model import Questionnaire
from survey.answering.fields import FIELD_OF
from survey.answering.forms import ScreenForm, screen_form
from survey.answering.messages import Fault, fault_of, message
from survey.answering.screens import screens
from survey.answering.way import Way
from survey.speech import speech_for


def form_of(
    questionnaire: Questionnaire, slug: str, posted: dict[str, object] | None, answers: Answers
) -> ScreenForm:
    way = Way(questionnaire, answers)
    screen = next(each for each in screens(way) if each.slug == slug)
    return screen_form(screen, way, None if posted is None else MultiDict(posted))


GOOD: list[tuple[str, dict[str, object], Answers, Answers]] = [
    ("first", {"use": "2"}, {}, {"use": 2}),
    ("first", {"use": "dk", "position": "manager"}, {}, {"use": "dk", "position": "manager"}),
    ("first", {"role": "other", "role.text": " Nurse "}, {}, {"role": {"chosen": "other", "text": "Nurse"}}),
    ("first", {"role": "boss", "role.text": "left over"}, {}, {"role": "boss"}),
    (
        "first",
        {"used_for": ["ask", "meet"], "used_for.remark.ask": "often"},
        {},
        {"used_for": {"chosen": ["ask", "meet"], "remarks": {"ask": "often"}}},
    ),
    ("sentences", {"q1": "5", "q2": "dk"}, {}, {"q1": 5, "q2": "dk"}),
    ("obstacles", {"barriers": ["no_use", "no_time"]}, {}, {"barriers": {"chosen": ["no_time", "no_use"]}}),
    (
        "obstacles",
        {"barriers": ["no_time", "no_use"]},
        {"barriers": {"ranked": ["no_use", "no_time"]}},
        {"barriers": {"ranked": ["no_use", "no_time"]}},
    ),
    (
        "barriers-order",
        {"barriers.no_time": "2", "barriers.no_use": "1"},
        {"barriers": {"chosen": ["no_time", "no_use"]}},
        {"barriers": {"ranked": ["no_use", "no_time"]}},
    ),
    (
        "numbers",
        {"recommend": "10", "hours": "7,5", "people": "1 200"},
        {},
        {"recommend": 10, "hours": 7.5, "people": 1200},
    ),
    ("numbers", {"shares.work": "70", "shares.team": "30"}, {}, {"shares": {"work": 70, "team": 30}}),
    ("goal_page", {"goals.g1.rel": "2"}, {}, {"goals": {"g1": {"rel": 2}}}),
    (
        "goals-goals",
        {"goals.g1.see": "4", "goals.g1.fits": "dk"},
        {"goals": {"g1": {"rel": 2}, "g2": {"rel": 0}}},
        {"goals": {"g1": {"rel": 2, "see": 4, "fits": "dk"}, "g2": {"rel": 0}}},
    ),
    (
        "goal_page",
        {"entry.1.name": "Delays", "entry.1.weight": "100", "entry.1.measure": "yes", "entry.1.link": "4"},
        {},
        {"entry": [{"name": "Delays", "weight": 100, "measure": "yes", "link": 4}]},
    ),
]


@pytest.mark.parametrize(("slug", "posted", "before", "expected"), GOOD)
def test_what_is_posted_becomes_answers_and_stands_in_the_inputs_again(
    every_type: Questionnaire, slug: str, posted: dict[str, object], before: Answers, expected: Answers
) -> None:
    form = form_of(every_type, slug, posted, before)

    assert form.validate()
    found = {code: answer for code, answer in form.found.items() if answer is not None}
    assert found == expected
    again = form_of(every_type, slug, None, {**before, **found})
    round_trip = form_of(
        every_type,
        slug,
        {name: list(v) for f in again.questions for name, v in f.values.items()},
        {**before, **found},
    )
    assert round_trip.validate()
    assert {code: answer for code, answer in round_trip.found.items() if answer is not None} == expected


BAD = [
    ("first", {"use": "9"}, "use", "range"),
    ("first", {"used_for": ["none", "ask"]}, "used_for", "alone"),
    ("first", {"used_for": ["ask", "meet", "news"]}, "used_for", "most"),
    ("first", {"used_for": "draft"}, "used_for", "option"),
    ("sentences", {"q2": "<script>"}, "q2", "form"),
    ("numbers", {"hours": "25"}, "hours", "range"),
    ("numbers", {"hours": "1.25"}, "hours", "decimals"),
    ("numbers", {"shares.work": "70"}, "shares.work", "total"),
    ("goal_page", {"entry.1.weight": "100"}, "entry.1.name", "name"),
]


@pytest.mark.parametrize(("slug", "posted", "where", "reason"), BAD)
def test_what_is_no_answer_is_told_where_it_stands(
    every_type: Questionnaire, slug: str, posted: dict[str, object], where: str, reason: str
) -> None:
    form = form_of(every_type, slug, posted, {})

    assert not form.validate()
    assert {name: fault.reason for name, fault in form.faults(to_go_on=False).items()} == {where: reason}


def test_what_is_right_beside_a_mistake_is_found_all_the_same(every_type: Questionnaire) -> None:
    form = form_of(every_type, "numbers", {"hours": "99", "people": "12"}, {})

    assert not form.validate()
    assert form.found["people"] == 12
    assert form.questions[2].one("hours") == "99"


@pytest.mark.parametrize(("second", "reason"), [("1", "same"), ("", "order"), ("7", "order")])
def test_an_order_gives_each_place_once_or_is_sent_back(
    every_type: Questionnaire, second: str, reason: str
) -> None:
    posted = {"barriers.no_time": "1", "barriers.no_use": second}

    form = form_of(every_type, "barriers-order", posted, {"barriers": {"chosen": ["no_time", "no_use"]}})

    assert not form.validate()
    assert [fault.reason for fault in form.faults(to_go_on=False).values()] == [reason]


def test_what_must_be_answered_holds_up_only_who_wants_to_go_on(every_type: Questionnaire) -> None:
    form = form_of(every_type, "first", {"role": "boss"}, {})
    form.validate()

    assert form.faults(to_go_on=False) == {}
    assert form.faults(to_go_on=True) == {"use": Fault("required")}


def test_every_fault_has_an_instruction_in_every_language(every_type: Questionnaire) -> None:
    reasons = {reason for *_, reason in BAD} | {"same", "order", "required", "long"}

    for language in every_type.languages:
        speech = speech_for(language, every_type)
        other = message(Fault("unheard of"), speech)
        texts = {reason: message(Fault(reason, 3, 5), speech) for reason in reasons}
        assert [reason for reason, text in texts.items() if text == other and reason != "form"] == []
        assert not any("{" in text for text in texts.values())


def test_every_type_of_question_has_a_field() -> None:
    from questionnaires.questions import TYPES, Check, GoalBlock

    assert set(TYPES.values()) - set(FIELD_OF) == {Check, GoalBlock}


def test_a_fault_keeps_what_was_allowed_and_found() -> None:
    from questionnaires.answers import AnswerError

    error = AnswerError("wrong", where="q", mend="mend", reason="most", limit=3, found=5)

    assert fault_of(error) == Fault("most", 3, 5)
