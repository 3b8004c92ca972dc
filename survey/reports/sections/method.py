"""What is needed to trust, check and redo the numbers."""

from __future__ import annotations

from questionnaires.model import Item
from scoring.disclosure import item_threshold
from scoring.release import Agreement, ItemResult, Release, Reliability
from survey.reports import findings
from survey.reports.section import Values
from survey.reports.speech import Speech


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
