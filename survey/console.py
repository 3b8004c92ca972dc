"""A release in three lines, for the terminal: who answered, where they stand, which profiles there are."""

from __future__ import annotations

from scoring.release import ProfilesResult, Release

_NO_PROFILES = {
    "continuum": "the answers form a continuum, so people are shown in bands, not in profiles",
    "too_few": "too few complete answers to look for profiles",
    "unstable": "there is structure, but no profiles that come back when people are drawn again",
    "too_few_dimensions": "profiles need at least two dimensions",
    "no_spread": "everybody answered alike",
}


def lines(release: Release) -> list[str]:
    """Return the three lines, in English."""
    return [_who(release), _where(release), _profiles(release.profiles)]


def _who(release: Release) -> str:
    facts = release.facts
    if facts.responses is None:
        return f"Answers: fewer than {facts.threshold}, so nothing is shown."
    of = f" of {facts.invited} invited ({release.total.rate_percent:.0f} %)" if facts.invited else ""
    made_up = "; the people are made up" if facts.origin == "simulated" else ""
    shown = sum(cell.hidden is None for cell in release.units)
    return f"Answers: {facts.responses}{of}; {shown} of {len(release.units)} units shown{made_up}."


def _where(release: Release) -> str:
    scores = ", ".join(
        f"{code} {score.estimate.mean:.1f}" for code, score in release.total.scores.items() if score.estimate
    )
    return f"Scores (0-100): {scores or 'none shown'}; {_level(release)}."


def _level(release: Release) -> str:
    found = release.maturity
    if found.status != "level":
        reasons = {
            "no_maturity_block": "the questionnaire has no 'maturity:' block",
            "missing_dimensions": "the questionnaire lacks dimensions that the levels need",
            "too_few": "too few answers",
        }
        return f"no level: {reasons[found.status]}"
    held = f", held back by {', '.join(found.held_back_by)}" if found.held_back_by else ""
    return f"level {found.overall}{held}"


def _profiles(found: ProfilesResult) -> str:
    if found.status != "profiles":
        return f"Profiles: none; {_NO_PROFILES[found.status]}."
    named = ", ".join(
        f"{next(iter(profile.name.values()))} {100 * profile.share:.0f} %" for profile in found.profiles
    )
    return f"Profiles: {named}."
