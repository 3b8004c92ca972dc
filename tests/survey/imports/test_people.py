"""Lists of people: all or nothing, each fault with its line (PARTICIPANTS cases of the catalogue; workbooks wait)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from questionnaires.model import Questionnaire
from survey.errors import ResponsesError
from survey.imports import people as module
from survey.imports.people import read_people
from survey.invitee import Invitee
from tests.catalogue import Case, cases_of

Save = Callable[..., Path]

WORKBOOKS = {f"PARTICIPANTS-{number:03}" for number in range(35, 45)}
TAKEN = {"PARTICIPANTS-010", "PARTICIPANTS-030"}
"""UTF-16 is understood; a number for each person is no segment of a questionnaire, so its column is not used."""

CASES = [
    case
    for case in cases_of("participants_csv_xlsx")
    if case.content is not None and case.id not in WORKBOOKS
]


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.kind == "refuse" and case.id not in TAKEN], ids=str
)
def test_a_bad_list_is_refused_in_our_words(case: Case, save: Save, questionnaire: Questionnaire) -> None:
    path = save(case.content, name="people.csv")

    with pytest.raises(ResponsesError) as refused:
        read_people(path, questionnaire)

    assert all(str(path) in problem.where and problem.mend for problem in refused.value.problems)


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.kind == "accept" or case.id in TAKEN], ids=str
)
def test_an_odd_but_good_list_is_taken(case: Case, save: Save, questionnaire: Questionnaire) -> None:
    people = read_people(save(case.content, name="people.csv"), questionnaire)

    assert people.invitees
    assert all("@" in invitee.email for invitee in people.invitees)
    assert all(invitee.segments == {} for invitee in people.invitees)


def test_a_list_is_read_with_its_segments_and_says_what_it_does_not_use(
    save: Save, questionnaire: Questionnaire
) -> None:
    path = save(
        "id;E-Mail;name;unit;language;Position;staff_no\n"
        "7;ana@example.org;Ana;Ops/Night;fr;manager;70001\n"
        "8;;Bo;Ops;;Salarié;70002\n"
    )

    people = read_people(path, questionnaire)

    assert people.invitees == (
        Invitee("7", "Ana", "ana@example.org", "Ops/Night", "fr", {"position": "manager"}),
        Invitee("8", "Bo", "", "Ops", "", {"position": "employee"}),
    )
    assert (people.unused, people.segments) == (("staff_no",), ("position",))


def test_participants_018_every_bad_line_is_named_and_counted(
    save: Save, questionnaire: Questionnaire
) -> None:
    path = save("email\n" + "".join(f"not-an-address-{n}\n" for n in range(150)))

    with pytest.raises(ResponsesError) as refused:
        read_people(path, questionnaire)

    assert len(refused.value.problems) == 101
    assert "line 2" in str(refused.value)
    assert "50 more" in str(refused.value)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("a@example.org,1\nA@Example.org,2\n", "line 2 too"),
        ("a@example.org,1\nb@example.org,1\n", "'1' stands in line 2 too"),
        ("a@example.org,1\n,\nb@example.org,2\n", None),
        (",5\n", None),
    ],
)
def test_nobody_stands_on_the_list_twice(
    save: Save, questionnaire: Questionnaire, lines: str, said: str | None
) -> None:
    path = save(f"email,id\n{lines}")

    if said is None:
        assert read_people(path, questionnaire).invitees
    else:
        with pytest.raises(ResponsesError, match=said):
            read_people(path, questionnaire)


def test_a_language_that_the_questionnaire_lacks_is_refused(save: Save, questionnaire: Questionnaire) -> None:
    with pytest.raises(ResponsesError, match="en, fr"):
        read_people(save("email,language\na@example.org,de\n"), questionnaire)


def test_participants_031_the_limit_is_the_campaigns(
    save: Save, questionnaire: Questionnaire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_PEOPLE", 2)

    with pytest.raises(ResponsesError, match="limit is 2"):
        read_people(save("email\na@b.org\nb@b.org\nc@b.org\n"), questionnaire)
