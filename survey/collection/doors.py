"""What a link opens: each person's own door with personal links, else one for each declared unit or kiosk.

Tokens are derived whenever they are needed and written nowhere by this module. The trap: whoever holds the links of a
campaign can answer in people's place and read drafts that are not sent. So they go to the mail job, which forgets
them, or to a file that the operator asks for and that the log tells of.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scoring.responses import Path, parse_path
from survey.store.keyring import Token, token_of
from survey.store.register import Connection, groups, participants
from survey.store.register.campaigns import Campaign
from survey.store.register.participants import Participant


@dataclass(frozen=True)
class Door:
    """One link of a campaign: for whom it is, the name that its token is derived from, and what is known of them."""

    name: str
    label: str
    email: str = ""
    unit: Path = ()


def doors_of(db: Connection, campaign: Campaign) -> list[Door]:
    """Return the doors of a campaign: its people, or its declared units; without any, one for everybody."""
    if campaign.plan.channel == "personal":
        return [_door_of(person) for person in participants.of(db, campaign.id)]
    units = groups.units_of(db, campaign.id) or [groups.Unit("", 0)]
    return [
        Door(f"{campaign.plan.channel} {unit.path}", unit.path, unit=parse_path(unit.path)) for unit in units
    ]


def tokens_of(invite_key: bytes, doors: Sequence[Door]) -> Iterator[Token]:
    """Yield the token of each door in turn."""
    return (token_of(invite_key, door.name) for door in doors)


def link(base_url: str, campaign: str, token: Token) -> str:
    """Return the link with this token; `base_url` comes from the settings, never from a request."""
    return f"{base_url}/s/{campaign}/{token}"


def _door_of(person: Participant) -> Door:
    invitee = person.invitee
    return Door(person.id, invitee.name or invitee.reference, invitee.email, parse_path(invitee.unit))
