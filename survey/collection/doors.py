"""What a link opens: each person's own door with personal links, else one for each declared unit or kiosk.

Tokens are derived whenever they are needed and written nowhere by this module. The trap: whoever holds the links of a
campaign can answer in people's place and read drafts that are not sent. So they go to the mail job, which forgets
them, or to a file that the operator asks for and that the log tells of.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from scoring.responses import parse_path, path_text
from survey.config import Settings
from survey.errors import CollectionError
from survey.store.files import write_atomically
from survey.store.keyring import Token, read_invite, token_of
from survey.store.register import Connection, Register, campaigns, groups, log, participants
from survey.store.register.campaigns import Campaign
from survey.store.register.participants import Participant


@dataclass(frozen=True)
class Door:
    """One link of a campaign: for whom it is, the name that its token is derived from, and what is known of them."""

    name: str
    label: str
    email: str = ""
    unit: tuple[str, ...] = ()


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


def write_links(settings: Settings, register: Register, campaign_id: str, path: Path, *, who: str) -> int:
    """Write a campaign's links as a CSV that only its owner can read, and return how many there are.

    Raises
    ------
    CollectionError
        When the campaign is not launched, or closed.
    """
    with register.writing() as db:
        campaign = campaigns.get(db, campaign_id)
        if campaign.state not in {"open", "paused"}:
            raise CollectionError(
                f"The campaign is {campaign.state}: it has no links.",
                where=campaign_id,
                mend="Links exist from launch to close.",
            )
        doors = doors_of(db, campaign)
        log.note(db, who, "wrote the links into a file", campaign_id, str(len(doors)))
    tokens = tokens_of(read_invite(settings.home, campaign_id), doors)
    table = io.StringIO(newline="")
    rows = csv.writer(table)
    rows.writerow(["name", "email", "unit", "link"])
    for door, token in zip(doors, tokens, strict=True):
        address = link(settings.answering_url, campaign_id, token)
        rows.writerow([_harmless(door.label), door.email, _harmless(path_text(door.unit)), address])
    write_atomically(path, table.getvalue().encode())
    return len(doors)


def _harmless(cell: str) -> str:
    """Return a cell that no spreadsheet runs as a formula."""
    return f"'{cell}" if cell.lstrip(" ")[:1] in {"=", "+", "-", "@", "\t", "\r", "\n"} else cell


def _door_of(person: Participant) -> Door:
    invitee = person.invitee
    return Door(person.id, invitee.name or invitee.reference, invitee.email, parse_path(invitee.unit))
