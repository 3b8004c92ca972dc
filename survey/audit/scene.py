"""What an attacker with everything has: every store as bytes, the keys that are there, and everybody's links.

The scene is read once, so that all attacks look at the same moment. Nothing is opened for writing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from scoring.responses import parse_path
from survey.collection.strata import Group, deepest
from survey.errors import KeyringError, StoreError
from survey.invitee import Invitee
from survey.store import keyring
from survey.store.inspection import Inspected, inspect
from survey.store.keyring import Token, admission_key, draft_key, token_of
from survey.store.paths import Home
from survey.store.register import (
    Connection,
    Register,
    campaigns,
    file_of,
    groups,
    jobs,
    log,
    mail_rounds,
    participants,
)
from survey.store.register.campaigns import Campaign
from survey.store.register.outbox import Entry, entries


@dataclass(frozen=True)
class Suspect:
    """Somebody invited, with all that can be worked out of them while keys exist."""

    id: str
    invitee: Invitee
    stratum: int | None
    token: Token | None = None
    admission_key: bytes | None = None
    draft_key: bytes | None = None


@dataclass(frozen=True)
class Scene:
    """One campaign, as an attacker with all files, keys and logs has it."""

    home: Home
    campaign: Campaign
    suspects: tuple[Suspect, ...]
    strata: tuple[groups.Stratum, ...]
    admission: Inspected | None
    ballots: Inspected | None
    dataset: Inspected | None
    invite_key: bytes | None = None
    answer_key: bytes | None = None
    logs: tuple[Path, ...] = ()
    strata_of: Mapping[bytes, int] = field(default_factory=dict)
    """The stratum of each admission key, from the admission list."""
    outbox: tuple[Entry, ...] = ()
    said: tuple[str, ...] = ()
    """What the register says of this campaign's mail and jobs: log, problems of rounds and of jobs."""

    @property
    def stores(self) -> Mapping[str, Inspected]:
        """The stores that hold, or held, answers or participation."""
        named = {"admission": self.admission, "ballots": self.ballots, "dataset": self.dataset}
        return {name: store for name, store in named.items() if store is not None}


def scene_of(home: Home, register_url: str, campaign_id: str, *, logs: tuple[Path, ...] = ()) -> Scene:
    """Return the scene of a campaign.

    Raises
    ------
    StoreError, CommandError
        When the register cannot be read or knows no such campaign.
    """
    paths = home.campaign(campaign_id)
    admission = inspect(paths.admission)
    invite_key, answer_key = _key(home, campaign_id, "invite"), _key(home, campaign_id, "answer")
    campaign, people, strata, mail, said = _with_register(
        home, register_url, lambda db: _read(db, campaign_id)
    )
    strata_of = _strata_of(admission)
    known = [Group(stratum.unit, stratum.segments, stratum.invited) for stratum in strata]
    suspects = [_suspect(person, invite_key, answer_key, strata_of, known) for person in people]
    return Scene(
        home=home,
        campaign=campaign,
        suspects=tuple(suspects),
        strata=tuple(strata),
        admission=admission,
        ballots=inspect(paths.ballots),
        dataset=inspect(home.dataset(campaign_id)),
        invite_key=invite_key,
        answer_key=answer_key,
        logs=logs,
        strata_of=strata_of,
        outbox=tuple(mail),
        said=tuple(said),
    )


def launched(home: Home, register_url: str) -> list[str]:
    """Return the campaigns that were launched, the oldest first."""
    return _with_register(
        home, register_url, lambda db: [each.id for each in campaigns.all_of(db) if each.state != "draft"]
    )


Found = TypeVar("Found")


def _with_register(home: Home, register_url: str, reading: Callable[[Connection], Found]) -> Found:
    """Read the register: a file from a copy in memory, a server by asking it."""
    if register_url.startswith("sqlite"):
        file = file_of(register_url) or home.register
        found = inspect(file)
        if found is None:
            raise StoreError("There is no register.", where=str(file), mend="Run: sightline init")
        with found.as_register() as db:
            return reading(db)
    register = Register.open(register_url)
    try:
        with register.reading() as db:
            return reading(db)
    finally:
        register.close()


def _read(
    db: Connection, campaign_id: str
) -> tuple[Campaign, list[participants.Participant], list[groups.Stratum], list[Entry], list[str]]:
    logged = [f"{entry.what} {entry.detail}" for entry in log.entries(db, campaign_id)]
    problems = [each.problem for each in mail_rounds.of(db, campaign_id) if each.problem]
    return (
        campaigns.get(db, campaign_id),
        participants.of(db, campaign_id),
        groups.strata_of(db, campaign_id),
        entries(db, campaign_id),
        [*logged, *problems, *jobs.problems(db, campaign_id)],
    )


def _suspect(
    person: participants.Participant,
    invite_key: bytes | None,
    answer_key: bytes | None,
    strata_of: Mapping[bytes, int],
    known: list[Group],
) -> Suspect:
    if invite_key is None:
        group = deepest(known, parse_path(person.invitee.unit), person.invitee.segments)
        return Suspect(person.id, person.invitee, None if group is None else known.index(group))
    token = token_of(invite_key, person.id)
    admitted = admission_key(token)
    drafted = None if answer_key is None else draft_key(answer_key, token)
    return Suspect(person.id, person.invitee, strata_of.get(admitted), token, admitted, drafted)


def _strata_of(admission: Inspected | None) -> dict[bytes, int]:
    if admission is None or "admitted" not in admission.tables:
        return {}
    return {
        row[0]: row[1]
        for row in admission.rows("admitted")
        if isinstance(row[0], bytes) and isinstance(row[1], int)
    }


def _key(home: Home, campaign_id: str, which: str) -> bytes | None:
    """Return a key that is there, whoever may read it: what its mode should be is for the attack on keys."""
    try:
        return (
            keyring.read_invite(home, campaign_id)
            if which == "invite"
            else keyring.read_answer(home, campaign_id)
        )
    except KeyringError:
        file = home.keys_of(campaign_id) / f"{which}.key"
        return file.read_bytes() if file.is_file() else None
