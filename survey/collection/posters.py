"""Posters and QR codes for the doors that many use: the open link, the link of each declared unit, the kiosk.

The trap: a personal link on a wall would let anybody answer in one person's place, so that there is none of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

from questionnaires import parse
from survey.collection.doors import Door, doors_of, link, tokens_of
from survey.config import Settings
from survey.errors import CollectionError
from survey.posters.poster import poster_pdf
from survey.posters.qr import qr_code, svg
from survey.speech import Speech, languages, speech_for
from survey.store.files import write_atomically
from survey.store.keyring import read_invite
from survey.store.published import PublishedCampaign, read_published
from survey.store.register import Register, campaigns, log

READABLE = 0o644
"""What hangs on a wall is no secret."""


def write_posters(
    settings: Settings, register: Register, campaign_id: str, folder: Path, *, language: str = "", who: str
) -> list[Path]:
    """Write a poster for each door and language, and the code of each door as SVG; return the files.

    Raises
    ------
    CollectionError
        When the campaign has personal links, is not collecting, or does not speak the language.
    """
    with register.reading() as db:
        campaign = campaigns.get(db, campaign_id)
        _require_shared(campaign.plan.channel, campaign_id)
        if campaign.state not in {"open", "paused"}:
            raise CollectionError(
                f"The campaign is {campaign.state}: it has no links.",
                where=campaign_id,
                mend="Links exist from launch to close.",
            )
        doors = doors_of(db, campaign)
    published = read_published(settings.home.campaign(campaign_id).published)
    spoken = _speeches(published, language)
    tokens = tokens_of(read_invite(settings.home, campaign_id), doors)
    _make(folder)
    with register.writing() as db:
        log.note(db, who, "made posters", campaign_id, str(len(doors)))
    return [
        path
        for door, name, token in zip(doors, _names(doors), tokens, strict=True)
        for path in _write(
            folder, name, door, published, spoken, link(settings.answering_url, campaign_id, token)
        )
    ]


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CollectionError(
            f"The folder cannot be made ({error.strerror or error}).",
            where=str(folder),
            mend="Choose another with --output.",
        ) from error


def _write(
    folder: Path, name: str, door: Door, campaign: PublishedCampaign, spoken: Sequence[Speech], address: str
) -> Iterator[Path]:
    code = folder / f"qr{name}.svg"
    write_atomically(code, svg(qr_code(address)).encode(), mode=READABLE)
    yield code
    for speech in spoken:
        path = folder / f"poster{name}-{speech.language}.pdf"
        pdf = poster_pdf(campaign, speech, link=address, unit=" / ".join(door.unit))
        write_atomically(path, pdf, mode=READABLE)
        yield path


def _speeches(campaign: PublishedCampaign, language: str) -> list[Speech]:
    """Return the campaign's languages that the program speaks, or the one that was asked for."""
    known = [code for code in campaign.languages if code in languages()]
    if language and language not in known:
        raise CollectionError(
            f"The campaign does not speak {language[:20]!r}.",
            where="language",
            mend=f"Use one of {', '.join(known)}, or leave it out for all of them.",
        )
    questionnaire = parse(campaign.questionnaire, name=f"campaign {campaign.id}")
    return [speech_for(code, questionnaire) for code in ([language] if language else known)]


def _require_shared(channel: str, campaign_id: str) -> None:
    if channel == "personal":
        raise CollectionError(
            "The campaign has personal links: on a poster, one person's link would be everybody's.",
            where=campaign_id,
            mend="Plan a campaign with the channel open or kiosk for people who have no mail.",
        )


def _names(doors: Sequence[Door]) -> Iterator[str]:
    """Yield what files of each door are told apart by: the unit in plain letters, and its number where it has one."""
    for number, door in enumerate(doors, 1):
        plain = unicodedata.normalize("NFKD", "-".join(door.unit)).encode("ascii", "ignore").decode()
        words = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:60]
        yield f"-{number:02d}-{words}".rstrip("-") if door.unit else ""
