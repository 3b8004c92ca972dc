"""What launching publishes: the form as it is asked, the strata, and the notice made from them. It opens no store.

So a preview shows exactly what launching would publish, and the office may make one.
"""

from __future__ import annotations

from collections.abc import Sequence

from questionnaires import parse, to_yaml
from questionnaires.model import Questionnaire
from scoring.responses import parse_path
from survey.collection.strata import Cost, Group, Member, Strata, coarsen
from survey.invitee import Invitee
from survey.store.published import Notice, PublishedCampaign, Stratum
from survey.store.register import Connection, groups, participants
from survey.store.register.campaigns import Campaign


def strata_of(db: Connection, campaign: Campaign) -> Strata:
    """Return the strata that launching the campaign would make, with what they cost: to be seen before launch.

    Raises
    ------
    CollectionError
        When nobody is invited, or fewer people than the threshold.
    """
    members = _members(db, campaign)
    if campaign.plan.channel != "personal" and all(member.count == 0 for member in members):
        return _uncounted(members)
    return coarsen(members, campaign.plan.attributes, threshold=campaign.plan.threshold)


def as_published(campaign: Campaign, organisation: str, strata: Strata) -> PublishedCampaign:
    """Return the campaign as answering will see it, open."""
    plan = campaign.plan
    questionnaire = parse(plan.questionnaire, name=f"campaign {campaign.id}")
    return PublishedCampaign(
        id=campaign.id,
        organisation=organisation,
        title=plan.title,
        questionnaire=_as_asked(questionnaire, campaign),
        languages=questionnaire.languages,
        opens=plan.opens,
        closes=plan.closes,
        state="open",
        channel=plan.channel,
        threshold=plan.threshold,
        segments="participants" if plan.channel == "personal" else "asked",
        strata=tuple(Stratum(code, group.unit, group.segments) for code, group in enumerate(strata.groups)),
        notice=_notice(campaign, questionnaire, strata),
        welcome=plan.welcome,
        contact=plan.contact,
        results_on=plan.results_on,
        origin=plan.origin,
    )


def known_of(campaign: Campaign, invitee: Invitee) -> dict[str, str]:
    """Return the segments of somebody that the campaign records at all."""
    return {code: value for code, value in invitee.segments.items() if code in campaign.plan.attributes}


def _members(db: Connection, campaign: Campaign) -> list[Member]:
    if campaign.plan.channel == "personal":
        return [
            Member(parse_path(person.invitee.unit), known_of(campaign, person.invitee))
            for person in participants.of(db, campaign.id)
        ]
    units = groups.units_of(db, campaign.id) or [groups.Unit("", 0)]
    return [Member(parse_path(unit.path), {}, unit.invited) for unit in units]


def _uncounted(members: Sequence[Member]) -> Strata:
    """Return declared units as they are, where nobody knows how many people they have: freezing pools them."""
    units = sorted({member.unit for member in members})
    codes = tuple(units.index(member.unit) for member in members)
    nothing = Cost(people=0, unit=1.0, unit_levels=(), segments={}, left_out={}, alone=0, too_few=0)
    return Strata(tuple(Group(unit, {}, 0) for unit in units), codes, nothing)


def _as_asked(questionnaire: Questionnaire, campaign: Campaign) -> str:
    """Return the form: with personal links no segment is asked, since each has one source, the list of people."""
    if campaign.plan.channel != "personal":
        return campaign.plan.questionnaire
    return to_yaml(questionnaire.without([segment.code for segment in questionnaire.segments]))


def _notice(campaign: Campaign, questionnaire: Questionnaire, strata: Strata) -> Notice:
    """Return what the privacy notice says; counts are of everybody, and a share is rounded down to whole per cent."""
    personal = campaign.plan.channel == "personal"
    shares = {"unit": strata.cost.unit, **strata.cost.segments}
    unused = [
        segment.code for segment in questionnaire.segments if segment.code not in campaign.plan.attributes
    ]
    return Notice(
        invited=strata.cost.people or None,
        smallest_stratum=min(group.count for group in strata.groups) or None,
        recorded={code: int(100 * share) for code, share in shares.items()},
        left_out=(*strata.cost.left_out, *unused) if personal else (),
        reminders=campaign.plan.reminders if personal else "none",
    )
