"""The sections of the report, in order: each turns a release into the values its template shows, or is left out.

A new section is a function here, a line in `SECTIONS`, and a template of its name under templates/sections/.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from questionnaires.model import Item
from scoring.disclosure import item_threshold
from scoring.release import Agreement, Cell, Estimate, ItemResult, Release, Reliability, Score
from survey.reports import charts, findings
from survey.reports.charts import Row
from survey.reports.speech import Speech

Values = Mapping[str, Any]

UNITS_ON_ONE_PAGE = 24
"""So many units are kept together; a longer table runs over pages, its header repeated."""

SHADES = 5
"""Steps of the heat table, of 20 points each."""


@dataclass(frozen=True)
class Section:
    """A part of the report; `values` gives None where the release has nothing for it."""

    name: str
    values: Callable[[Release, Speech], Values | None]


def cover(release: Release, speech: Speech, released_on: date | None = None) -> Values:
    """Return the title and what the report rests on."""
    return {
        "title": speech.wording(release.questionnaire.title),
        "answered": findings.answered(release, speech) if release.facts.responses else None,
        "date": speech.day(released_on) if released_on else None,
        "made_up": release.facts.origin == "simulated",
    }


def findings_page(release: Release, speech: Speech) -> Values | None:
    """Return the page that is read in a minute."""
    if release.facts.responses is None:
        return None
    maturity = release.questionnaire.maturity
    overall = release.maturity.overall
    return {
        "sentences": findings.where_we_stand(release, speech),
        "levels": [
            {"number": level.number, "name": speech.wording(level.name), "here": level.number == overall}
            for level in (maturity.levels if maturity and overall is not None else ())
        ],
        "decisions": findings.decisions(release, speech),
    }


def too_few(release: Release, speech: Speech) -> Values | None:
    """Return the page that says why there is no report."""
    if release.facts.responses is not None:
        return None
    return {"threshold": speech.number(release.facts.threshold)}


def dimensions(release: Release, speech: Speech) -> Values | None:
    """Return the chart of dimensions and its table."""
    found = findings.standings(release)
    if not found:
        return None
    rows = [
        Row(
            label=speech.wording(standing.dimension.label),
            score=speech.number(standing.estimate.mean, 1),
            values=(standing.estimate.mean,),
            low=standing.estimate.low,
            high=standing.estimate.high,
            turned=standing.dimension.higher_is == "worse",
        )
        for standing in found
    ]
    alt = speech.say("Mean score of each dimension from 0 to 100, with its 95 % interval:")
    alt += " " + "; ".join(f"{row.label} {row.score}" for row in rows)
    return {
        "chart": charts.dots(rows, alt=alt),
        "any_turned": any(row.turned for row in rows),
        "rows": [_dimension_row(standing, release, speech) for standing in found],
        "has_levels": release.questionnaire.maturity is not None,
        "interval": _interval_sentence(found[0].estimate, speech),
    }


def _dimension_row(standing: findings.Standing, release: Release, speech: Speech) -> Values:
    estimate = standing.estimate
    score = release.total.scores[standing.dimension.code]
    return {
        "label": speech.wording(standing.dimension.label),
        "turned": standing.dimension.higher_is == "worse",
        "n": speech.number(estimate.n),
        "mean": speech.number(estimate.mean, 1),
        "low": speech.number(estimate.low, 1),
        "high": speech.number(estimate.high, 1),
        "sd": speech.number(estimate.sd, 1),
        "level": _levels(score),
    }


def _levels(score: Score) -> str:
    if score.level is None:
        return ""
    low, high = score.level.low, score.level.high
    return str(score.level.level) if low == high else f"{low}–{high}"


def _interval_sentence(estimate: Estimate, speech: Speech) -> str:
    sentences = {
        "sample": speech.say(
            "The lines are 95 % intervals, as if those who answered were a random draw from very many people."
        ),
        "finite": speech.say(
            "The lines are 95 % intervals, as if those who answered were a random draw from those invited."
        ),
        "census": speech.say("Everybody invited has answered, so there is no sampling error."),
    }
    return sentences[estimate.basis]


def profiles(release: Release, speech: Speech) -> Values | None:
    """Return the profiles with their charts, or bands and the reason why there are no profiles."""
    found = release.profiles
    if not found.bands:
        return None
    known = {a.code: speech.wording(a.label) for a in _archetypes(release)}
    bands = [
        (f"{speech.number(band.start)}–{speech.number(band.end)}", band.share)
        for band in found.bands
        if band.share
    ]
    return {
        "sentence": findings.profiles(found, speech),
        "profiles": [_profile(place, release, speech) for place in range(len(found.profiles))],
        "shares": _profile_stack(release, speech) if found.profiles else None,
        "centroids": _profile_dots(release, speech) if found.profiles else None,
        "between": speech.share(found.between_share) if found.between_share is not None else None,
        "bands": charts.stack(bands, alt=_alt(speech.say("People by their mean score:"), bands, speech)),
        "band_rows": [(label, speech.share(share)) for label, share in bands],
        "archetypes": [(known[a.code], speech.share(a.share)) for a in found.archetypes if a.code in known],
        "unclassified": speech.share(found.unclassified_share) if found.unclassified_share else None,
    }


def _archetypes(release: Release) -> tuple[Any, ...]:
    return release.questionnaire.maturity.archetypes if release.questionnaire.maturity else ()


def _profile(place: int, release: Release, speech: Speech) -> Values:
    profile = release.profiles.profiles[place]
    return {
        "colour": place,
        "mark": charts.mark_alone(place),
        "name": speech.of(profile.name),
        "share": speech.share(profile.share),
        "range": speech.say(
            "%(low)s to %(high)s", low=speech.share(profile.share_low), high=speech.share(profile.share_high)
        ),
        "n": speech.number(profile.n),
        "level": profile.level,
        "stability": speech.number(profile.stability, 2),
    }


def _profile_stack(release: Release, speech: Speech) -> charts.Stack:
    parts = [(speech.share(profile.share), profile.share) for profile in release.profiles.profiles]
    named = [(speech.of(profile.name), profile.share) for profile in release.profiles.profiles]
    return charts.stack(parts, alt=_alt(speech.say("Share of each profile:"), named, speech))


def _profile_dots(release: Release, speech: Speech) -> charts.Dots:
    found = release.profiles.profiles
    rows = [
        Row(
            label=speech.wording(dimension.label),
            score="",
            values=tuple(profile.centroid[dimension.code] for profile in found),
            turned=dimension.higher_is == "worse",
        )
        for dimension in release.questionnaire.dimensions
    ]
    alt = speech.say("Mean of each profile on each dimension:") + " "
    for row in rows:
        means = ", ".join(speech.number(value) for value in row.values)
        alt += f"{row.label} {means}; "
    return charts.profile_dots(rows, alt=alt.strip("; "))


def _alt(title: str, parts: list[tuple[str, float]], speech: Speech) -> str:
    return f"{title} " + "; ".join(f"{label} {speech.share(share)}" for label, share in parts)


def units(release: Release, speech: Speech) -> Values | None:
    """Return the table of units; a hidden cell has a reason in place of a number."""
    if not release.units:
        return None
    codes = [d.code for d in release.questionnaire.dimensions]
    hidden = {cell.hidden for cell in release.units} | {
        s.hidden for c in release.units for s in c.scores.values()
    }
    return {
        "dimensions": [speech.dimension(code) for code in codes],
        "rows": [
            _unit(cell, release, speech)
            for cell in (release.total, *sorted(release.units, key=_natural_order))
        ],
        "threshold": speech.number(release.facts.threshold),
        "few": "few" in hidden,
        "complement": "complement" in hidden,
        "on_one_page": len(release.units) <= UNITS_ON_ONE_PAGE,
        "rates": any(cell.rate_percent is not None for cell in release.units),
        "shown": speech.say_many(
            "%(n)s unit of %(all)s is shown.",
            "%(n)s units of %(all)s are shown.",
            sum(cell.hidden is None for cell in release.units),
            all=speech.number(len(release.units)),
        ),
    }


def _natural_order(cell: Cell) -> list[list[tuple[bool, int, str]]]:
    """Return a key that puts unit 9 before unit 10, and every unit after the one it belongs to."""
    return [
        [
            (not part.isdecimal(), int(part) if part.isdecimal() else 0, part)
            for part in re.split(r"(\d+)", name)
        ]
        for name in cell.path
    ]


def _unit(cell: Cell, release: Release, speech: Speech) -> Values:
    return {
        "name": cell.path[-1] if cell.path else speech.say("Everybody"),
        "depth": len(cell.path),
        "n": speech.number(cell.n) if cell.n is not None else None,
        "rate": f"{speech.number(cell.rate_percent)}" if cell.rate_percent is not None else "",
        "hidden": cell.hidden,
        "scores": [
            _unit_score(cell.scores.get(d.code), speech, worse=d.higher_is == "worse")
            for d in release.questionnaire.dimensions
        ],
    }


def _unit_score(score: Score | None, speech: Speech, *, worse: bool) -> Values:
    if score is None or score.estimate is None:
        return {"text": "b" if score and score.hidden == "complement" else "a", "hidden": True, "shade": 0}
    good = 100 - score.estimate.mean if worse else score.estimate.mean
    return {
        "text": speech.number(score.estimate.mean),
        "hidden": False,
        "shade": min(int(good * SHADES / 100), SHADES - 1),
    }


def method(release: Release, speech: Speech) -> Values:
    """Return what is needed to trust, check and redo the numbers."""
    facts = release.facts
    return {
        "facts": _facts(release, speech),
        "cautions": findings.cautions(release, speech),
        "reliability": [
            _reliability(d.code, release.reliability[d.code], release.agreement.get(d.code), speech)
            for d in release.questionnaire.dimensions
            if d.code in release.reliability
        ],
        "sentences": [
            _item(item, release.items[item.code], speech)
            for item in release.questionnaire.items
            if item.code in release.items
        ],
        "item_threshold": speech.number(item_threshold(facts.threshold)),
        "choice": _choice(release, speech),
        "outside": _outside(release, speech),
    }


def _facts(release: Release, speech: Speech) -> list[tuple[str, str]]:
    facts, unknown = release.facts, speech.say("not known")
    origins = {
        "imported": speech.say("answers collected elsewhere and imported"),
        "simulated": speech.say("made up by the program"),
        "campaign": speech.say("a campaign"),
    }
    few = speech.say("fewer than %(threshold)s", threshold=facts.threshold)
    return [
        (speech.say("Questionnaire"), f"{release.questionnaire.id}, {release.questionnaire.version}"),
        (speech.say("Origin of the answers"), origins[facts.origin]),
        (speech.say("Answers"), speech.number(facts.responses) if facts.responses is not None else few),
        (speech.say("Invited"), speech.number(facts.invited) if facts.invited is not None else unknown),
        (speech.say("Smallest group shown"), speech.number(facts.threshold)),
        (speech.say("Not answered, of all answers"), _share_or(facts.missing_share, unknown, speech)),
        (speech.say("Answered outside the scale"), _share_or(facts.outside_share, unknown, speech)),
        (
            speech.say("Flagged as careless, and kept"),
            str(facts.flagged) if facts.flagged is not None else few,
        ),
        (speech.say("Weights"), speech.say("none: every answer counts once")),
        (speech.say("Seed of random draws"), str(facts.seed)),
        (speech.say("Computed with"), facts.scored_with),
        (speech.say("Fingerprint of the dataset"), " ".join(_groups(facts.fingerprint))),
    ]


def _groups(fingerprint: str) -> list[str]:
    return [fingerprint[place : place + 8] for place in range(0, len(fingerprint), 8)]


def _share_or(share: float | None, otherwise: str, speech: Speech) -> str:
    return otherwise if share is None else speech.say("%(number)s %%", number=speech.number(100 * share, 1))


def _reliability(code: str, held: Reliability, agreed: Agreement | None, speech: Speech) -> Values:
    lights = {
        "good": speech.say("good"),
        "fair": speech.say("fair"),
        "group_use_only": speech.say("for groups only"),
        "do_not_compare": speech.say("do not compare"),
        "not_defined": speech.say("not defined"),
    }
    ends = (held.alpha_low, held.alpha_high)
    rest = [figure for figure in held.item_rest.values() if figure is not None]
    return {
        "label": speech.dimension(code),
        "n": speech.number(held.n),
        "alpha": _figure(held.alpha, speech),
        "interval": "" if held.alpha is None else "–".join(_figure(end, speech) for end in ends),
        "omega": _figure(held.omega, speech),
        "rest": f"{_figure(min(rest), speech)}–{_figure(max(rest), speech)}" if rest else "–",
        "light": lights[held.light],
        "icc1": _figure(agreed.icc1 if agreed else None, speech),
        "icc2": _figure(agreed.icc2 if agreed else None, speech),
        "rwgj": _figure(agreed.rwgj_mean if agreed else None, speech),
        "climate": speech.say("shared") if agreed and agreed.shared_climate else speech.say("mixed"),
    }


def _figure(figure: float | None, speech: Speech) -> str:
    return "–" if figure is None else speech.number(figure, 2)


def _item(item: Item, result: ItemResult, speech: Speech) -> Values:
    return {
        "wording": speech.wording(item.text),
        "code": item.code,
        "reverse": item.reverse,
        "n": speech.number(result.n),
        "mean": speech.number(result.mean, 2),
        "favourable": favourable(result.favourable, speech),
        "outside": speech.share(sum(result.outside.values())) if result.outside else "–",
    }


def favourable(share: float, speech: Speech) -> str:
    """Return a share end-coded: near 0 or 100 per cent it would tell everybody's answer."""
    if share >= 0.9:
        return speech.say("90 % or more")
    if share <= 0.1:
        return speech.say("10 % or less")
    return speech.share(share)


def _choice(release: Release, speech: Speech) -> str | None:
    choice = release.profiles.choice
    if choice is None or choice.guard_z is None:
        return None
    sentence = speech.say(
        "Whether there is more than one population was tested against %(draws)s sets drawn from one population with"
        " the same items: z = %(z)s, where profiles are looked for from %(threshold)s on.",
        draws=choice.guard_draws,
        z=speech.number(choice.guard_z, 1),
        threshold=speech.number(choice.guard_threshold),
    )
    if not choice.stability:
        return sentence
    tried = "; ".join(f"{k}: {speech.number(min(v), 2)}" for k, v in sorted(choice.stability.items()))
    return (
        sentence
        + " "
        + speech.say(
            "The number of profiles is the largest whose every profile comes back in %(bootstraps)s redraws of"
            " people with a mean similarity of at least 0.60 (least similarity by number: %(tried)s).",
            bootstraps=choice.bootstraps,
            tried=tried,
        )
    )


def _outside(release: Release, speech: Speech) -> str:
    answers = [outside for scale in release.questionnaire.scales for outside in scale.outside]
    labels = {
        answer.code: speech.say("“%(label)s”", label=speech.wording(answer.label)) for answer in answers
    }
    return speech.listed(list(labels.values())) if labels else ""


SECTIONS: tuple[Section, ...] = (
    Section("too_few", too_few),
    Section("findings", findings_page),
    Section("dimensions", dimensions),
    Section("profiles", profiles),
    Section("units", units),
    Section("method", method),
)
