"""From people's answers to the dataset and back: columns of every type, own words apart, nothing of who said what."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import numpy as np
import pytest

from questionnaires import parse
from questionnaires.columns import columns
from questionnaires.drawing import Drawn
from questionnaires.model import Questionnaire
from scoring import dataset as datasets
from scoring.answered import Answered, comments_from, responses_from
from scoring.dataset_rows import COLLECTED
from scoring.errors import DatasetError
from scoring.responses import MISSING, Comment, Responses

FORM = Path(__file__).parents[1] / "fixtures" / "every_type.yaml"
PEOPLE = (
    Answered(
        {
            "q1": "dk",
            "q3": 5,
            "role": {"chosen": "other", "text": "Night watch"},
            "barriers": {"ranked": ["no_use", "no_time"]},
            "hours": 7.5,
            "people": 12,
            "shares": {"work": 60, "team": 40},
            "goals": {"g3": {"rel": 2, "see": 4}},
            "idea": "More time.",
            "position": "manager",
        },
        unit=("Ops", "Night"),
        drawn=Drawn(order=3, goals=2, sets=9),
        fast_pages=1,
    ),
    Answered({"idea": "Fewer tools."}, segments={"position": "employee"}, drawn=Drawn(), fast_pages=0),
    *(Answered({"q1": 1 + place % 5, "idea": f"Idea {place}."}, unit=("Sales",)) for place in range(30)),
)


@pytest.fixture(scope="module")
def form() -> Questionnaire:
    return parse(FORM.read_bytes())


@pytest.fixture
def wave(tmp_path: Path, form: Questionnaire) -> Path:
    path = tmp_path / "wave.db"
    blocks = [person.unit[:1] for person in PEOPLE]
    comments = comments_from(form, PEOPLE, blocks=blocks)
    datasets.create(path, form, responses_from(form, PEOPLE), comments=comments, origin="campaign")
    return path


def test_items_are_whole_numbers_and_all_other_columns_stand_beside_them(form: Questionnaire) -> None:
    responses = responses_from(form, PEOPLE)

    assert responses.answers[0].tolist() == [-1, MISSING, 5]
    assert responses.columns["hours"][0] == 7.5
    assert responses.columns["barriers_no_use"][:2].tolist() == pytest.approx([1, np.nan], nan_ok=True)
    assert responses.segments == {"position": ("manager", "employee", *[None] * 30)}
    names = [column.name for column in columns(form)][3:]
    assert list(responses.columns) == [*names, *COLLECTED]
    assert [responses.columns[name][0] for name in COLLECTED] == [1, 3, 2, 9]


def test_where_nothing_was_drawn_there_are_no_columns_of_a_campaign(form: Questionnaire) -> None:
    assert "drawn_order" not in responses_from(form, [Answered({"q1": 3})]).columns


def test_what_is_written_is_read_again_column_by_column(wave: Path, form: Questionnaire) -> None:
    found, written = datasets.read(wave).responses, responses_from(form, PEOPLE)

    assert found.columns.keys() == written.columns.keys()
    assert table(found) == table(written)


def table(responses: Responses) -> list[str]:
    """Return one line a person, sorted, since people are stored in random order."""
    parts = [
        responses.units,
        responses.segments["position"],
        *responses.answers.T,
        *responses.columns.values(),
    ]
    return sorted(" ".join(str(value) for value in person) for person in zip(*parts, strict=True))


def test_an_analyst_finds_whole_numbers_decimals_and_labels(wave: Path) -> None:
    db = sqlite3.connect(wave)
    kinds = dict(db.execute("SELECT name, type FROM pragma_table_info('responses')"))
    hours = db.execute(
        "SELECT hours, people, typeof(people) FROM responses WHERE hours IS NOT NULL"
    ).fetchone()
    labels = db.execute(
        "SELECT value, code, label FROM codebook WHERE language = 'fr'"
        " AND variable IN ('role', 'see_g1', 'barriers_no_use', 'position')"
    ).fetchall()
    goals = db.execute("SELECT code, name, weight FROM goals WHERE language = 'en'").fetchall()
    db.close()

    asked = ("hours", "people", "barriers_no_use", "position")
    assert [kinds[name] for name in asked] == ["REAL", "INTEGER", "INTEGER", "TEXT"]
    assert hours == (7.5, 12, "integer")
    assert (None, "", "Vous êtes :") in labels
    assert (2, "boss", "Chef") in labels
    assert (-1, "pnts", "Je préfère ne pas répondre") in labels
    assert (None, "", "Je vois nos outils dans Délais.") in labels
    assert (None, "no_use", "Cela ne répond pas à nos besoins") in labels
    assert (None, "manager", "Responsable") in labels
    assert goals[:2] == [("g1", "Delays", 40.0), ("g2", "Errors", None)]


def test_own_words_lie_in_random_order_and_no_key_leads_to_who_wrote_them(
    wave: Path, tmp_path: Path, form: Questionnaire
) -> None:
    again = tmp_path / "again.db"
    datasets.create(
        again, form, responses_from(form, PEOPLE), comments=comments_from(form, PEOPLE), origin="campaign"
    )

    orders = [[comment.text for comment in datasets.read(path).comments] for path in (wave, again)]

    db = sqlite3.connect(wave)
    names = [name for (name,) in db.execute("SELECT name FROM pragma_table_info('comments')")]
    stored = db.execute("SELECT * FROM responses").fetchall()
    db.close()
    written = ["Night watch", "More time.", "Fewer tools.", *(f"Idea {place}." for place in range(30))]
    assert sorted(orders[0]) == sorted(orders[1]) == sorted(written)
    assert len({*map(tuple, orders), tuple(written)}) == 3
    assert names == ["question", "block", "text"]
    assert not any(word in str(stored) for word in ("Night watch", "time.", "Idea"))
    assert Comment("role_other", ("Ops",), "Night watch") in datasets.read(wave).comments


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE comments SET text = 'All is well.' WHERE text = 'More time.'",
        "DELETE FROM comments WHERE text = 'More time.'",
        "UPDATE goals SET weight = 100 WHERE code = 'g1'",
        "UPDATE responses SET barriers_no_time = 1 WHERE barriers_no_time = 2",
        "UPDATE responses SET drawn_sets = 1 WHERE drawn_sets = 9",
    ],
)
def test_a_changed_comment_goal_or_column_is_noticed(wave: Path, change: str) -> None:
    with sqlite3.connect(wave) as db:
        assert db.execute(change).rowcount
    db.close()

    with pytest.raises(DatasetError, match="do not match the dataset's fingerprint"):
        datasets.read(wave)
