"""What was answered to each item, over everybody: mean, distribution, outside answers, share that is good news."""

from __future__ import annotations

import numpy as np

from questionnaires.model import Direction, Item, Questionnaire, Scale
from scoring.disclosure import end_coded
from scoring.release import ItemResult
from scoring.responses import Responses, outside_value


def item_results(
    questionnaire: Questionnaire, responses: Responses, *, threshold: int
) -> dict[str, ItemResult]:
    """Return a result for each item with at least `threshold` answers on its scale, unless all of them are alike.

    Alike, they would tell what everybody answered.
    """
    better = {dimension.code: dimension.higher_is for dimension in questionnaire.dimensions}
    results = {}
    for place, item in enumerate(questionnaire.items):
        answers = responses.answers[:, place]
        given = answers[answers >= 0]
        if len(given) >= threshold and given.min() < given.max():
            scale = questionnaire.scale_of[item.code]
            results[item.code] = _result(answers, item, scale, better[item.dimension])
    return results


def _result(
    answers: np.ndarray[tuple[int], np.dtype[np.int8]], item: Item, scale: Scale, higher_is: Direction
) -> ItemResult:
    given = answers[answers >= 0].astype(np.float64)
    middle = (scale.lowest + scale.highest) / 2
    high_is_good = (higher_is == "better") != item.reverse
    favourable = (given > middle) if high_is_good else (given < middle)
    return ItemResult(
        n=len(given),
        mean=float(given.mean()),
        favourable=end_coded(float(favourable.mean())),
        distribution={point.value: float((given == point.value).mean()) for point in scale.points},
        outside={
            outside.code: float((answers == outside_value(scale, outside.code)).mean())
            for outside in scale.outside
        },
    )
