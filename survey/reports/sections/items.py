"""Every sentence as it was asked, with its figures; one with too few answers keeps its wording only."""

from __future__ import annotations

from questionnaires.model import Item, Questionnaire
from scoring.disclosure import HIGH_END, LOW_END, item_threshold
from scoring.release import ItemResult, Release
from survey.reports.section import Values, too_few_to_report
from survey.speech import Speech

SEPARATE_OUTSIDE = 2
"""So many kinds of answers outside the scale have a column each; more are counted together."""


def items(release: Release, speech: Speech) -> Values | None:
    """Return the sentences by dimension."""
    if too_few_to_report(release):
        return None
    form = release.questionnaire
    apart = _outside_codes(form)
    return {
        "outside": [_outside_label(codes, form, speech) for codes in apart],
        "groups": [
            {
                "dimension": speech.wording(dimension.label),
                "rows": [
                    _item(item, release.items.get(item.code), apart, speech)
                    for item in form.items_of[dimension.code]
                ],
            }
            for dimension in form.dimensions
        ],
        "threshold": speech.number(item_threshold(release.facts.threshold)),
    }


def _outside_codes(form: Questionnaire) -> list[tuple[str, ...]]:
    """Return which answers outside the scales share a column: each alone, or all together where they are many."""
    used = {item.scale for item in form.items}
    codes = dict.fromkeys(
        outside.code for scale in form.scales if scale.code in used for outside in scale.outside
    )
    if len(codes) > SEPARATE_OUTSIDE:
        return [tuple(codes)]
    return [(code,) for code in codes]


def _outside_label(codes: tuple[str, ...], form: Questionnaire, speech: Speech) -> str:
    if len(codes) > 1:
        return speech.say("Outside the scale")
    labels = (outside.label for scale in form.scales for outside in scale.outside if outside.code == codes[0])
    return speech.wording(next(labels))


def _item(item: Item, result: ItemResult | None, apart: list[tuple[str, ...]], speech: Speech) -> Values:
    known: Values = {
        "n": speech.number(result.n) if result else "–",
        "mean": speech.number(result.mean, 2) if result else "–",
        "favourable": favourable(result.favourable, speech) if result else "–",
        "outside": [_outside(result, codes, speech) for codes in apart],
    }
    return {"wording": speech.wording(item.text), "reverse": item.reverse, **known}


def _outside(result: ItemResult | None, codes: tuple[str, ...], speech: Speech) -> str:
    shares = [result.outside[code] for code in codes if code in result.outside] if result else []
    return speech.share(sum(shares)) if shares else "–"


def favourable(share: float, speech: Speech) -> str:
    """Return a share end-coded: near 0 or 100 per cent it would tell everybody's answer."""
    if share >= HIGH_END:
        return speech.say("≥ %(percent)s", percent=speech.share(HIGH_END))
    if share <= LOW_END:
        return speech.say("≤ %(percent)s", percent=speech.share(LOW_END))
    return speech.share(share)
