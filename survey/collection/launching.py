"""Launch: sort the invited into strata, make the keys, fill admission and ballot box, and publish the campaign.

The campaign exists for answering from the moment `campaign.json` is there, and not before: that is what a launch that
was interrupted is judged by. Without it everything is made anew (nobody can have answered), with it nothing is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from scoring.responses import parse_path
from survey.collection.alone import alone
from survey.collection.doors import Door, doors_of, tokens_of
from survey.collection.publishing import as_published, known_of, strata_of
from survey.collection.strata import Group, Strata, deepest
from survey.errors import CollectionError
from survey.invitee import Invitee
from survey.store import keyring
from survey.store.admission import Admission, AdmissionRow
from survey.store.ballots import BallotBox
from survey.store.keyring import Keys, admission_key, draft_key
from survey.store.paths import CampaignPaths, Home
from survey.store.published import PublishedCampaign, Stratum, read_published, write_published
from survey.store.register import Connection, Register, campaigns, groups, log, organisations, participants
from survey.store.register.campaigns import Campaign

MOST_NAMED = 5
"""How many people a refusal names."""


def launch(home: Home, register: Register, campaign_id: str, *, who: str) -> PublishedCampaign:
    """Launch a campaign; launched once more, it stays as it is.

    Raises
    ------
    CollectionError
        When it is closed, or too few people are invited.
    """
    with alone(home, campaign_id):
        with register.writing() as db:
            campaign = campaigns.get(db, campaign_id)
            if campaign.state == "draft":
                strata_of(db, campaign)
                campaign = campaigns.advance(db, campaign_id, "launching")
        if campaign.state == "launching":
            _collect(home, register, campaign)
            with register.writing() as db:
                campaigns.advance(db, campaign_id, "open")
                log.note(db, who, "launched", campaign_id)
        _require_collecting(campaign)
        _admit_missing(home, register, campaign)
        return read_published(home.campaign(campaign_id).published)


def admit(home: Home, register: Register, campaign_id: str, invitees: Sequence[Invitee], *, who: str) -> None:
    """Invite people who joined after launch; each gets the deepest stratum that is true of them.

    Strata never change. People whom none contains make one new stratum together, if they are enough to hide in it.

    Raises
    ------
    CollectionError
        When the campaign does not collect, somebody is invited already, or too few of them would have a stratum for
        themselves.
    """
    with alone(home, campaign_id):
        with register.writing() as db:
            campaign = campaigns.get(db, campaign_id)
            _require_collecting(campaign)
            if campaign.plan.channel != "personal":
                raise CollectionError(
                    "This campaign has no list of people.",
                    where=campaign_id,
                    mend="Give people its open link, or lead them to a kiosk.",
                )
            _require_strangers(db, campaign_id, invitees)
            groups.keep_strata(db, campaign_id, _with_joiners(db, campaign, invitees))
            participants.add(db, campaign_id, invitees)
            log.note(db, who, "admitted late joiners", campaign_id)
        _admit_missing(home, register, campaign)


def _collect(home: Home, register: Register, campaign: Campaign) -> None:
    """Make everything that collecting needs, and publish it last."""
    paths = home.campaign(campaign.id)
    if paths.published.exists():
        return
    with register.writing() as db:
        strata = strata_of(db, campaign)
        groups.keep_strata(db, campaign.id, _kept(strata))
        doors = doors_of(db, campaign)
        organisation = organisations.get(db, campaign.plan.organisation).name
    paths.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left_over in paths.folder.iterdir():
        left_over.unlink()
    keys = keyring.make(home, campaign.id)
    _fill(paths, keys, campaign, doors, strata.codes)
    write_published(paths.published, as_published(campaign, organisation, strata))


def _kept(strata: Strata) -> list[groups.Stratum]:
    return [
        groups.Stratum(code, group.unit, group.segments, group.count)
        for code, group in enumerate(strata.groups)
    ]


def _fill(
    paths: CampaignPaths, keys: Keys, campaign: Campaign, doors: Sequence[Door], codes: Iterable[int]
) -> None:
    """Fill admission with everybody, and lay down the draft keys where each door is one person's."""
    tokens = list(tokens_of(keys.invite, doors))
    rows = [AdmissionRow(admission_key(token), code) for token, code in zip(tokens, codes, strict=True)]
    Admission.create(paths.admission, rows).close_file()
    personal = campaign.plan.channel == "personal"
    expected = [draft_key(keys.answer, token) for token in tokens] if personal else []
    BallotBox.create(paths.ballots, draft_keys=expected).close_file()


def _require_collecting(campaign: Campaign) -> None:
    if campaign.state in {"draft", "closing", "frozen"}:
        raise CollectionError(
            f"The campaign is {campaign.state}: it does not collect answers.",
            where=campaign.id,
            mend="A draft is launched with 'sightline campaign open'; a closed campaign is not opened again.",
        )


def _require_strangers(db: Connection, campaign_id: str, invitees: Sequence[Invitee]) -> None:
    """Refuse people who are on the list: invited twice, somebody would have two links and two answers."""
    known = participants.known(db, campaign_id)
    found = [each.reference for each in invitees if not known.isdisjoint({each.reference, each.email} - {""})]
    if found:
        named = ", ".join(found[:MOST_NAMED]) + (" …" if len(found) > MOST_NAMED else "")
        raise CollectionError(
            f"{len(found)} of these people are on the list already: {named}.",
            where=campaign_id,
            mend="Leave them out, and add the others. If an earlier try was interrupted, finish it with"
            " 'sightline campaign open'.",
        )


def _with_joiners(db: Connection, campaign: Campaign, invitees: Sequence[Invitee]) -> list[groups.Stratum]:
    """Return the strata with the head counts that they have once these people have joined."""
    strata = groups.strata_of(db, campaign.id)
    found = [_deepest(strata, campaign, invitee) for invitee in invitees]
    strangers = found.count(None)
    if 0 < strangers < campaign.plan.threshold:
        raise CollectionError(
            f"No existing group contains {strangers} of these people, and a group of their own would be too small.",
            where=campaign.id,
            mend=f"Invite them together once they are {campaign.plan.threshold}, or give them the unit of a"
            " larger group.",
        )
    joined = [replace(stratum, invited=stratum.invited + found.count(stratum.code)) for stratum in strata]
    return [*joined, *([groups.Stratum(len(strata), (), {}, strangers)] if strangers else [])]


def _deepest(strata: Sequence[groups.Stratum], campaign: Campaign, invitee: Invitee) -> int | None:
    """Return the code of the deepest stratum that contains somebody."""
    codes = {(stratum.unit, tuple(sorted(stratum.segments.items()))): stratum.code for stratum in strata}
    known = [Group(stratum.unit, stratum.segments, stratum.invited) for stratum in strata]
    group = deepest(known, parse_path(invitee.unit), known_of(campaign, invitee))
    return None if group is None else codes[group.unit, tuple(sorted(group.segments.items()))]


def _admit_missing(home: Home, register: Register, campaign: Campaign) -> None:
    """Admit whoever is in the register and not on the admission list: late joiners, also after a crash."""
    if campaign.plan.channel != "personal":
        return
    paths, keys = home.campaign(campaign.id), keyring.make(home, campaign.id)
    with register.reading() as db:
        strata, people = groups.strata_of(db, campaign.id), participants.of(db, campaign.id)
    admission = Admission.open(paths.admission)
    known = admission.known()
    tokens = {person.id: keyring.token_of(keys.invite, person.id) for person in people}
    missing = [person for person in people if admission_key(tokens[person.id]) not in known]
    if missing:
        _republish_strata(paths, strata)
        box = BallotBox.open(paths.ballots)
        box.expect(draft_key(keys.answer, tokens[person.id]) for person in missing)
        box.close_file()
        admission.add(
            AdmissionRow(admission_key(tokens[person.id]), code)
            for person in missing
            if (code := _deepest(strata, campaign, person.invitee)) is not None
        )
    admission.close_file()


def _republish_strata(paths: CampaignPaths, strata: Sequence[groups.Stratum]) -> None:
    """Publish a stratum that late joiners have made, before anybody can answer in it."""
    published = read_published(paths.published)
    now = tuple(Stratum(stratum.code, stratum.unit, stratum.segments) for stratum in strata)
    if now != published.strata:
        write_published(paths.published, replace(published, strata=now))
