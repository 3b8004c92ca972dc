"""A profile model as JSON numbers: what was fitted, on what, with what. Nothing is ever unpickled.

A card is read as strictly as any file from outside: wrong shapes, numbers that are none, covariances that cannot be
and fields nobody knows are refused with the field's name.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.em import Models
from scoring.errors import ScoringError

Matrix = NDArray[np.float64]

LARGEST_BYTES = 1_000_000
LARGEST_K = 20


@dataclass(frozen=True)
class Card:
    """A frozen profile model over `dimensions`, its profiles in the order of `ids`.

    `weights` (k,), `means` (k, d), `covariances` (k, d, d), `pooled` (d, d), `item_means` by item in per cent of the
    maximum; `questionnaire` is the content hash of the questionnaire; `versions` of what computed it.
    """

    dimensions: tuple[str, ...]
    ids: tuple[str, ...]
    names: tuple[Mapping[str, str], ...]
    weights: Matrix
    means: Matrix
    covariances: Matrix
    pooled: Matrix
    item_means: Mapping[str, float | None]
    questionnaire: str
    seed: int
    versions: Mapping[str, str]

    @property
    def models(self) -> Models:
        """The model in the form that posteriors are computed from."""
        return Models(self.weights[None], self.means[None], self.covariances[None], self.pooled[None])


def to_json(card: Card) -> str:
    """Return the card as JSON; `from_json` gives the same card again."""
    plain = {
        name: value.tolist() if isinstance(value, np.ndarray) else value
        for name, value in asdict(card).items()
    }
    return json.dumps(plain, ensure_ascii=False, allow_nan=False)


def from_json(text: str | bytes) -> Card:
    """Return the card in `text`.

    Raises
    ------
    ScoringError
        Naming the first field that cannot be used.
    """
    plain = _object(text)
    known = set(Card.__dataclass_fields__)
    if set(plain) != known:
        raise _refusal(", ".join(sorted(set(plain) ^ known)), "missing or not known")
    dimensions, ids = _texts(plain, "dimensions"), _texts(plain, "ids")
    k, d = len(ids), len(dimensions)
    if not 1 <= k <= LARGEST_K or not d:
        raise _refusal("ids", f"{k} profiles over {d} dimensions")
    card = Card(
        dimensions=dimensions,
        ids=ids,
        names=_names(plain, k),
        weights=_numbers(plain, "weights", (k,)),
        means=_numbers(plain, "means", (k, d)),
        covariances=_numbers(plain, "covariances", (k, d, d)),
        pooled=_numbers(plain, "pooled", (d, d)),
        item_means=_mapping(plain, "item_means", (int, float, type(None))),
        questionnaire=_text(plain, "questionnaire"),
        seed=_seed(plain),
        versions=_mapping(plain, "versions", (str,)),
    )
    _require_model(card)
    return card


def _object(text: str | bytes) -> dict[str, Any]:
    if len(text) > LARGEST_BYTES:
        raise _refusal("the card", f"{len(text)} bytes")
    try:
        plain = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise _refusal("the card", "not JSON") from error
    if not isinstance(plain, dict):
        raise _refusal("the card", "not a JSON object")
    return plain


def _no_number(constant: str) -> float:
    raise _refusal("the card", f"{constant} where a number belongs")


def _refusal(field: str, found: str) -> ScoringError:
    return ScoringError(
        f"The profile model cannot be used: {field}: {found}.",
        where=field,
        mend="Score the dataset again; a model is a JSON card of numbers, as 'sightline score' writes it.",
    )


def _numbers(plain: Mapping[str, Any], field: str, shape: tuple[int, ...]) -> Matrix:
    try:
        numbers = np.array(plain[field], dtype=np.float64)
    except (ValueError, TypeError) as error:
        raise _refusal(field, "not a table of numbers") from error
    if numbers.shape != shape or not np.isfinite(numbers).all():
        raise _refusal(field, f"shape {numbers.shape} or numbers that are none, where {shape} is needed")
    return numbers


def _texts(plain: Mapping[str, Any], field: str) -> tuple[str, ...]:
    values = plain[field]
    if (
        not isinstance(values, list)
        or not all(isinstance(v, str) for v in values)
        or len(set(values)) != len(values)
    ):
        raise _refusal(field, "not a list of different texts")
    return tuple(values)


def _text(plain: Mapping[str, Any], field: str) -> str:
    if not isinstance(plain[field], str):
        raise _refusal(field, "not a text")
    return str(plain[field])


def _seed(plain: Mapping[str, Any]) -> int:
    seed = plain["seed"]
    if not isinstance(seed, int) or isinstance(seed, bool) or seed < 0:
        raise _refusal("seed", "not a whole number of 0 or more")
    return seed


def _mapping(plain: Mapping[str, Any], field: str, kinds: tuple[type, ...]) -> dict[str, Any]:
    values = plain[field]
    if not isinstance(values, dict) or not all(isinstance(value, kinds) for value in values.values()):
        raise _refusal(field, "not an object of the right values")
    return values


def _names(plain: Mapping[str, Any], k: int) -> tuple[Mapping[str, str], ...]:
    names = plain["names"]
    if not isinstance(names, list) or len(names) != k:
        raise _refusal("names", f"not a list of {k}")
    return tuple(_mapping({"names": name}, "names", (str,)) for name in names)


def _require_model(card: Card) -> None:
    """Refuse weights that are no shares and covariances that are none."""
    if (card.weights < 0).any() or abs(card.weights.sum() - 1) > 1e-6:
        raise _refusal("weights", "not shares that add up to 1")
    for field, matrices in (("covariances", card.covariances), ("pooled", card.pooled[None])):
        symmetric = np.allclose(matrices, np.swapaxes(matrices, 1, 2))
        if not symmetric or (np.linalg.eigvalsh(matrices) <= 0).any():
            raise _refusal(field, "not the covariance of anything")
