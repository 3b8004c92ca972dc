"""Kinds of people, where the answers have any: profiles; else bands, with the reason. And patterns by rule."""

from __future__ import annotations

from collections.abc import Sequence

from scoring.release import Profile, ProfilesResult, Release
from survey.reports import charts, findings
from survey.reports.charts import Row
from survey.reports.section import Values
from survey.speech import Speech

Shares = Sequence[tuple[str, float]]


def profiles(release: Release, speech: Speech) -> Values | None:
    """Return the profiles with their charts, or bands and the reason why there are no profiles."""
    found = release.profiles
    if not found.bands:
        return None
    bands = _bands(found, speech)
    return {
        "sentence": findings.profiles(found, speech),
        "profiles": [_profile(place, found.profiles, speech) for place in range(len(found.profiles))],
        "has_levels": any(profile.level for profile in found.profiles),
        "shares": _share_chart(found.profiles, speech),
        "centroids": _profile_chart(release, speech),
        "between": speech.share(found.between_share) if found.between_share is not None else None,
        "bands": charts.stack(bands, alt=_alt(speech.say("People by their mean score:"), bands, speech)),
        "band_rows": [(label, speech.share(share)) for label, share in bands],
        "archetypes": _archetypes(release, speech),
        "unclassified": speech.share(found.unclassified_share) if found.unclassified_share else None,
    }


def _bands(found: ProfilesResult, speech: Speech) -> Shares:
    return [
        (f"{speech.number(band.start)}–{speech.number(band.end)}", band.share)
        for band in found.bands
        if band.share
    ]


def _archetypes(release: Release, speech: Speech) -> list[tuple[str, str]]:
    maturity = release.questionnaire.maturity
    labels = {one.code: speech.wording(one.label) for one in (maturity.archetypes if maturity else ())}
    return [
        (labels[one.code], speech.share(one.share))
        for one in release.profiles.archetypes
        if one.code in labels
    ]


def _profile(place: int, found: Sequence[Profile], speech: Speech) -> Values:
    profile = found[place]
    return {
        "tone": charts.tone(place, len(found)),
        "shape": shape_name(place, speech),
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


def shape_name(place: int, speech: Speech) -> str:
    """Return what the mark at a place looks like, in words."""
    names = {
        "circle": speech.say("circle"),
        "square": speech.say("square"),
        "diamond": speech.say("diamond"),
        "triangle": speech.say("triangle"),
        "cross": speech.say("cross"),
    }
    return names[charts.SHAPES[place % len(charts.SHAPES)]]


def _share_chart(found: Sequence[Profile], speech: Speech) -> charts.Stack:
    parts = [(speech.share(profile.share), profile.share) for profile in found]
    named = [(speech.of(profile.name), profile.share) for profile in found]
    return charts.stack(parts, alt=_alt(speech.say("Share of each profile:"), named, speech), marked=True)


def _profile_chart(release: Release, speech: Speech) -> charts.Dots:
    found = release.profiles.profiles
    rows = [
        Row(
            label=speech.wording(dimension.label),
            score="",
            values=tuple(profile.centroid[dimension.code] for profile in found),
            note=speech.say("(lower is better)") if dimension.higher_is == "worse" else "",
        )
        for dimension in release.questionnaire.dimensions
        if all(dimension.code in profile.centroid for profile in found)
    ]
    means = [f"{row.label} {', '.join(speech.number(value) for value in row.values)}" for row in rows]
    title = speech.say(
        "Mean of each profile on each dimension, in the order %(names)s:",
        names=", ".join(speech.of(profile.name) for profile in found),
    )
    return charts.profile_dots(rows if found else [], alt=f"{title} {'; '.join(means)}")


def _alt(title: str, parts: Shares, speech: Speech) -> str:
    return f"{title} " + "; ".join(f"{label} {speech.share(share)}" for label, share in parts)
