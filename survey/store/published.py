"""`campaign.json`: all that answering may know of a campaign, published by the worker beside the ballots.

Answering reads this and never the register. The file is replaced as a whole, so a reader sees either the old campaign
or the new one. The trap: what stands here is seen by a process that must not know people; no name, address or count
under the threshold is ever put into it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, get_args

from survey.errors import StoreError
from survey.store.files import write_atomically

State = Literal["open", "paused", "closed"]
Channel = Literal["personal", "open", "kiosk"]
SegmentsSource = Literal["participants", "asked"]
Origin = Literal["campaign", "simulated"]

FORMAT = 1


@dataclass(frozen=True)
class Stratum:
    """The coarse group that a response is stored with, by its code."""

    code: int
    unit: tuple[str, ...] = ()
    segments: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Notice:
    """What the privacy notice says of this campaign, from its actual settings.

    `recorded` are the attributes stored with answers ("unit", or a segment's code) with the share of invited people,
    in per cent, whose answers carry them; `left_out` those that too few would have kept.
    """

    invited: int | None = None
    smallest_stratum: int | None = None
    recorded: Mapping[str, int] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    reminders: Literal["not_answered", "everyone", "none"] = "none"


@dataclass(frozen=True)
class PublishedCampaign:
    """A launched campaign, as answering sees it."""

    id: str
    organisation: str
    title: str
    questionnaire: str
    """The resolved questionnaire as YAML, goals and words filled in."""
    languages: tuple[str, ...]
    opens: datetime
    closes: datetime
    state: State
    channel: Channel
    threshold: int
    segments: SegmentsSource
    strata: tuple[Stratum, ...]
    notice: Notice = field(default_factory=Notice)
    welcome: Mapping[str, str] = field(default_factory=dict)
    contact: str = ""
    results_on: date | None = None
    origin: Origin = "campaign"

    def stratum(self, code: int) -> Stratum | None:
        """Return the stratum with this code, or None."""
        return next((stratum for stratum in self.strata if stratum.code == code), None)


def write_published(path: Path, campaign: PublishedCampaign) -> None:
    """Publish a campaign in place of what was published before."""
    plain = {"format": FORMAT, **asdict(campaign)}
    text = json.dumps(plain, ensure_ascii=False, indent=1, default=_text_of)
    write_atomically(path, text.encode())


def read_published(path: Path) -> PublishedCampaign:
    """Return the campaign that was published.

    Raises
    ------
    StoreError
        When there is none, or the file was damaged or written by another version.
    """
    try:
        plain = json.loads(path.read_bytes())
    except OSError as error:
        raise StoreError(
            f"The campaign cannot be read ({error.strerror or error}).",
            where=str(path),
            mend="Check the id of the campaign and whether it was launched.",
        ) from error
    except ValueError as error:
        raise _damaged(path, "it is not JSON") from error
    try:
        return _campaign_of(plain)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _damaged(path, f"{type(error).__name__}: {error}") from error


def publish_state(path: Path, state: State, *, closes: datetime | None = None) -> PublishedCampaign:
    """Pause, reopen, extend or close a published campaign; a closed one stays closed."""
    before = read_published(path)
    if before.state == "closed" and state != "closed":
        raise StoreError(
            "The campaign is closed.", where=str(path), mend="A closed campaign is not opened again."
        )
    after = replace(before, state=state, closes=closes or before.closes)
    write_published(path, after)
    return after


def _campaign_of(plain: dict[str, Any]) -> PublishedCampaign:
    if plain.pop("format") != FORMAT:
        message = f"format {FORMAT} was expected"
        raise ValueError(message)
    notice = plain.pop("notice")
    return PublishedCampaign(
        languages=tuple(plain.pop("languages")),
        opens=_aware(plain.pop("opens")),
        closes=_aware(plain.pop("closes")),
        state=_one_of(plain.pop("state"), State),
        channel=_one_of(plain.pop("channel"), Channel),
        segments=_one_of(plain.pop("segments"), SegmentsSource),
        origin=_one_of(plain.pop("origin"), Origin),
        strata=tuple(Stratum(s["code"], tuple(s["unit"]), dict(s["segments"])) for s in plain.pop("strata")),
        notice=Notice(**{**notice, "left_out": tuple(notice["left_out"])}),
        results_on=date.fromisoformat(day) if (day := plain.pop("results_on")) else None,
        **plain,
    )


def _aware(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        message = f"{text} has no time zone"
        raise ValueError(message)
    return moment


def _one_of(word: str, words: Any) -> Any:
    if word not in get_args(words):
        message = f"{word!r} is none of {', '.join(get_args(words))}"
        raise ValueError(message)
    return word


def _text_of(value: object) -> str:
    if isinstance(value, date):  # a datetime too
        return value.isoformat()
    message = f"{type(value).__name__} has no place in campaign.json"
    raise TypeError(message)


def _damaged(path: Path, why: str) -> StoreError:
    return StoreError(
        f"The published campaign is damaged ({why}).",
        where=str(path),
        mend="Publish it again from the register: sightline campaign open",
    )
