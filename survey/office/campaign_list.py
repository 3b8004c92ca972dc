"""The organisation's campaigns as lines to read: words for states, dates as the language writes them, no numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from babel.dates import format_datetime

from survey.page_language import page_language, say
from survey.speech import LOCALES
from survey.store.register.campaigns import Campaign


@dataclass(frozen=True)
class Line:
    """One campaign, ready to be shown."""

    title: str
    id: str
    state: str
    opens: str
    closes: str


def lines(campaigns: Iterable[Campaign]) -> list[Line]:
    """Return the campaigns, the latest to open first."""
    latest_first = sorted(campaigns, key=lambda campaign: campaign.plan.opens, reverse=True)
    return [
        Line(each.plan.title, each.id, _state(each), _moment(each.plan.opens), _moment(each.plan.closes))
        for each in latest_first
    ]


def _state(campaign: Campaign) -> str:
    if campaign.outcome == "too_few":
        return say("closed; too few people answered for anything to be shown")
    return {
        "draft": say("draft"),
        "launching": say("being launched"),
        "open": say("open"),
        "paused": say("paused"),
        "closing": say("being closed"),
        "frozen": say("closed"),
    }[campaign.state]


def _moment(moment: datetime) -> str:
    language = page_language()
    locale = LOCALES.get(language, language)
    return format_datetime(moment.astimezone(UTC), "d MMM y, HH:mm", locale=locale) + " UTC"
