"""What was answered to each item, over everybody: mean, distribution, outside answers, share that is good news.

Everything comes from one table of counts, so a million people cost one pass over their answers.
"""

from __future__ import annotations

import numpy as np

from questionnaires.model import Direction, Item, Questionnaire, Scale
from scoring.disclosure import end_coded
from scoring.release import ItemResult
from scoring.responses import Responses, outside_value
from scoring.sums import Whole, answer_counts, counts_of


def item_results(
    questionnaire: Questionnaire, responses: Responses, *, threshold: int
) -> dict[str, ItemResult]:
    """Return a result for each item with at least `threshold` answers on its scale, unless all of them are alike.

    Alike, they would tell what everybody answered.
    """
    better = {dimension.code: dimension.higher_is for dimension in questionnaire.dimensions}
    counts = answer_counts(responses.answers)
    results = {}
    for item, row in zip(questionnaire.items, counts, strict=True):
        scale = questionnaire.scale_of[item.code]
        given = np.array([counts_of(row, point.value) for point in scale.points])
        if given.sum() >= threshold and np.count_nonzero(given) > 1:
            results[item.code] = _result(row, given, item, scale, better[item.dimension])
    return results


def _result(counts: Whole, given: Whole, item: Item, scale: Scale, higher_is: Direction) -> ItemResult:
    n, points = int(given.sum()), np.array([point.value for point in scale.points])
    middle = (scale.lowest + scale.highest) / 2
    high_is_good = (higher_is == "better") != item.reverse
    favourable = points > middle if high_is_good else points < middle
    return ItemResult(
        n=n,
        mean=int(given @ points) / n,
        favourable=end_coded(int(given[favourable].sum()) / n),
        distribution={int(point): int(count) / n for point, count in zip(points, given, strict=True)},
        outside={
            outside.code: int(counts_of(counts, outside_value(scale, outside.code))) / int(counts.sum())
            for outside in scale.outside
        },
    )
