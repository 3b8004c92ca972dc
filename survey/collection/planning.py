"""Planning: put a campaign into the register, with everything that people will be promised decided and checked."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from questionnaires import parse, to_yaml
from questionnaires.drawing import with_draws
from questionnaires.model import Goal, Questionnaire
from scoring.disclosure import checked_threshold
from survey.collection.publishing import strata_of
from survey.collection.strata import Cost
from survey.errors import CollectionError
from survey.invitee import Invitee
from survey.store.register import Connection, Register, campaigns, groups, log, organisations, participants
from survey.store.register.campaigns import Campaign, Plan
from survey.store.register.groups import Unit
from survey.store.register.organisations import Organisation

LONGEST_TITLE = 200
HIGHEST_THRESHOLD = 1000
_LARGEST_SEED = 2**31


@dataclass(frozen=True)
class Planned:
    """A campaign as it was planned, whose it is, and what sorting its people into strata will cost."""

    campaign: Campaign
    organisation: Organisation
    is_new: bool
    cost: Cost


def asked(questionnaire: Questionnaire, *, goals: Sequence[Goal] = (), scope: str = "") -> str:
    """Return the questionnaire as a campaign asks it, as text: with its goals, scope and drawings, checked once more.

    Raises
    ------
    QuestionnaireError
        When it has no such scope, or the goals do not fit.
    """
    chosen = questionnaire.with_scope(scope) if scope else questionnaire
    with_goals = chosen.with_goals(goals) if goals else chosen
    text = to_yaml(with_draws(with_goals, secrets.randbelow(_LARGEST_SEED)))
    parse(text, name=questionnaire.id)
    return text


def plan_campaign(
    register: Register,
    plan: Plan,
    *,
    invitees: Sequence[Invitee] = (),
    units: Sequence[Unit] = (),
    who: str,
) -> Planned:
    """Put a campaign into the register as a draft, with its people or units; refused, nothing of it is put in.

    The plan's organisation is a name or an id; a name that nobody bears yet adds an organisation.

    Raises
    ------
    SightlineError
        When a promise cannot be kept: too few people, a threshold under 5, an end before the beginning …
    """
    _require_plan(plan)
    _require_people(plan, invitees)
    with register.writing() as db:
        owner, is_new = _organisation(db, plan.organisation)
        campaign = campaigns.add(db, replace(plan, organisation=owner.id))
        participants.add(db, campaign.id, invitees)
        groups.declare_units(db, campaign.id, units)
        cost = strata_of(db, campaign).cost
        log.note(db, who, "planned", campaign.id)
    return Planned(campaign, owner, is_new, cost)


def _organisation(db: Connection, name: str) -> tuple[Organisation, bool]:
    """Return the organisation of this name or id, and whether it was added just now."""
    known = any(name in {each.id, each.name} for each in organisations.all_of(db))
    return (organisations.find(db, name), False) if known else (organisations.add(db, name), True)


def _require_plan(plan: Plan) -> None:
    checked_threshold(plan.threshold)
    if plan.threshold > HIGHEST_THRESHOLD:
        raise CollectionError(
            f"The threshold {plan.threshold} is too high.",
            where="threshold",
            mend=f"Use {HIGHEST_THRESHOLD} at most: nothing would ever be shown.",
        )
    if not plan.title.strip() or len(plan.title) > LONGEST_TITLE or not plan.title.isprintable():
        raise CollectionError(
            f"{plan.title[:40]!r} is not a title.",
            where="title",
            mend=f"Write 1 to {LONGEST_TITLE} characters in one line.",
        )
    if not plan.organisation.strip() or len(plan.organisation) > LONGEST_TITLE:
        raise CollectionError(
            f"{plan.organisation[:40]!r} is no name of an organisation.",
            where="organisation",
            mend=f"Write 1 to {LONGEST_TITLE} characters.",
        )
    if plan.closes <= plan.opens:
        raise CollectionError(
            f"The campaign would close ({_shown(plan.closes)}) before it opens ({_shown(plan.opens)}).",
            where="closes",
            mend="Choose a later end, or an earlier beginning.",
        )


def _require_people(plan: Plan, invitees: Sequence[Invitee]) -> None:
    if plan.channel == "personal" and not invitees:
        raise CollectionError(
            "Nobody is invited.",
            where="people",
            mend="Give a list of people, or choose the channel open or kiosk.",
        )
    if plan.channel != "personal" and invitees:
        raise CollectionError(
            f"A campaign with the channel {plan.channel} has no list of people.",
            where="people",
            mend="Declare units with their head counts instead, or choose the channel personal.",
        )


def _shown(moment: datetime) -> str:
    return moment.isoformat(sep=" ", timespec="minutes")
