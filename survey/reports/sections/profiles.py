"""Profiles with their charts, or bands and the reason why there are no profiles."""

from __future__ import annotations

from typing import Any

from scoring.release import Release
from survey.reports import charts, findings
from survey.reports.charts import Row
from survey.reports.section import Values
from survey.reports.speech import Speech


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
    shapes = {
        "circle": speech.say("circle"),
        "square": speech.say("square"),
        "diamond": speech.say("diamond"),
        "triangle": speech.say("triangle"),
        "cross": speech.say("cross"),
    }
    return {
        "colour": place,
        "mark": charts.mark_alone(place),
        "shape": shapes[charts.shape_of(place)],
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
