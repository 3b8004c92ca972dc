"""What is needed to trust, check and redo the numbers: cautions, facts, and how scores and profiles are made."""

from __future__ import annotations

from scoring.release import Release
from survey.reports import findings
from survey.reports.section import Values, too_few_to_report
from survey.speech import Speech


def method(release: Release, speech: Speech) -> Values | None:
    """Return the cautions, the facts, and how things were computed."""
    if too_few_to_report(release):
        return None
    return {
        "facts": [*_origin(release, speech), *_answers(release, speech), *_computation(release, speech)],
        "fingerprint": speech.say(
            "Fingerprint of the dataset: %(fingerprint)s", fingerprint=_grouped(release.facts.fingerprint)
        ),
        "cautions": findings.cautions(release, speech),
        "choice": _choice(release, speech),
        "outside": _outside(release, speech),
    }


def _origin(release: Release, speech: Speech) -> list[tuple[str, str]]:
    form = release.questionnaire
    origins = {
        "imported": speech.say("answers collected elsewhere and imported"),
        "simulated": speech.say("made up by the program"),
        "campaign": speech.say("a campaign"),
    }
    return [
        (
            speech.say("Questionnaire"),
            speech.say("%(id)s, version %(version)s", id=form.id, version=form.version),
        ),
        (speech.say("Origin of the answers"), origins[release.facts.origin]),
    ]


def _answers(release: Release, speech: Speech) -> list[tuple[str, str]]:
    facts, unknown = release.facts, speech.say("not known")
    few = speech.say("fewer than %(threshold)s", threshold=facts.threshold)
    rate = release.total.rate_percent
    return [
        (speech.say("Answers"), speech.number(facts.responses or 0)),
        (speech.say("Invited"), speech.number(facts.invited) if facts.invited is not None else unknown),
        (speech.say("Response rate"), unknown if rate is None else _percent(rate, speech)),
        (speech.say("Smallest group shown"), speech.number(facts.threshold)),
        (speech.say("Questions not answered"), _share_or(facts.missing_share, unknown, speech)),
        (speech.say("Answered outside the scale"), _share_or(facts.outside_share, unknown, speech)),
        (
            speech.say("Flagged as careless, kept"),
            speech.number(facts.flagged) if facts.flagged is not None else few,
        ),
        (speech.say("Weights"), speech.say("none: every answer counts once")),
    ]


def _computation(release: Release, speech: Speech) -> list[tuple[str, str]]:
    return [
        (speech.say("Seed of random draws"), str(release.facts.seed)),
        (speech.say("Computed with"), release.facts.scored_with),
    ]


def _grouped(fingerprint: str) -> str:
    return " ".join(fingerprint[place : place + 8] for place in range(0, len(fingerprint), 8))


def _share_or(share: float | None, otherwise: str, speech: Speech) -> str:
    return otherwise if share is None else _percent(100 * share, speech)


def _percent(percent: float, speech: Speech) -> str:
    return speech.say("%(number)s %%", number=speech.number(percent, 1))


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
