"""A profile model as JSON: read back exactly, and refused with the field's name when it is no model."""

from __future__ import annotations

import json
import pickle

import numpy as np
import pytest

from scoring.card import Card, from_json, to_json
from scoring.errors import ScoringError
from tests.catalogue import cases_of


@pytest.fixture
def card() -> Card:
    random = np.random.default_rng(1)
    root = random.normal(size=(2, 3, 3))
    return Card(
        dimensions=("impact", "fit", "goals"),
        ids=("p1", "p2"),
        names=({"en": "Low", "fr": "Bas"}, {"en": "High", "fr": "Haut"}),
        weights=np.array([0.3, 0.7]),
        means=random.uniform(0, 100, (2, 3)),
        covariances=root @ np.swapaxes(root, 1, 2) + np.eye(3),
        pooled=np.eye(3) * 100,
        item_means={"imp1": 52.5, "imp2": None},
        questionnaire="ab" * 32,
        seed=3,
        versions={"numpy": "2.4.6"},
    )


def test_a_card_is_read_back_to_the_last_digit(card: Card) -> None:
    again = from_json(to_json(card))

    for field in ("weights", "means", "covariances", "pooled"):
        assert np.array_equal(getattr(again, field), getattr(card, field))
    assert (again.names, again.item_means, again.seed) == (card.names, card.item_means, card.seed)


@pytest.mark.parametrize(
    "case", [c for c in cases_of("dataset_file") if c.id in {"DATASET-014", "DATASET-015"}], ids=str
)
def test_what_is_no_card_is_refused(case) -> None:
    with pytest.raises(ScoringError, match="profile model cannot be used"):
        from_json(case.content)


def test_nothing_is_ever_unpickled() -> None:
    class Trap:
        def __reduce__(self):
            return (pytest.fail, ("a pickle was run",))

    with pytest.raises(ScoringError, match="not JSON"):
        from_json(pickle.dumps(Trap()))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("weights", [0.3, 0.3]),
        ("weights", [0.3]),
        ("means", [[1, 2, 3], [1, 2]]),
        ("means", [[1, 2, "x"], [1, 2, 3]]),
        ("covariances", [[[1, 0, 0], [0, 1, 0], [0, 0, 1]]]),
        ("pooled", [[1, 5, 0], [5, 1, 0], [0, 0, 1]]),
        ("pooled", [[1, 0.5, 0], [0, 1, 0], [0, 0, 1]]),
        ("ids", ["p1", "p1"]),
        ("ids", []),
        ("dimensions", "impact"),
        ("names", [{"en": "Low"}]),
        ("names", [{"en": 1}, {"en": "x"}]),
        ("seed", -1),
        ("seed", True),
        ("questionnaire", 5),
        ("item_means", [1, 2]),
        ("versions", {"numpy": 2}),
    ],
)
def test_a_field_that_cannot_be_is_named(card: Card, field: str, value: object) -> None:
    plain = json.loads(to_json(card)) | {field: value}

    with pytest.raises(ScoringError) as refusal:
        from_json(json.dumps(plain))

    assert refusal.value.problems[0].where in {field, "ids", "means", "covariances", "pooled"}


@pytest.mark.parametrize(
    "text", ['{"centroids": []}', "[]", "1e999", "{", '{"seed": NaN}', "[" * 100_000, "9" * 5000]
)
def test_any_other_json_is_refused(text: str) -> None:
    with pytest.raises(ScoringError):
        from_json(text)


def test_a_card_of_a_gigabyte_is_refused_by_its_size() -> None:
    with pytest.raises(ScoringError, match="bytes"):
        from_json("[" + "0," * 1_000_000 + "0]")
