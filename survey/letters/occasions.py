"""What all mails of a campaign have in common: who asks, what, how long it takes, until when, and the promise.

The promise is the printed one, in the words that the pages show to whoever has a personal link.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.units import format_unit

from questionnaires import parse
from questionnaires.duration import minutes
from survey.letters.filling import Filled, filled
from survey.letters.texts import LetterText
from survey.speech import LOCALES, SOURCE_LANGUAGE, catalogue, languages

if TYPE_CHECKING:
    from survey.store.register.campaigns import Plan


@dataclass(frozen=True)
class Occasion:
    """A campaign as its mails tell of it."""

    organisation: str
    title: str
    contact: str
    closes: datetime
    zone: ZoneInfo
    threshold: int
    minutes: int
    languages: tuple[str, ...]
    """Those of the questionnaire; who has none of their own is written to in the first."""

    def language_for(self, language: str) -> str:
        """Return the language in which somebody is written to."""
        return language if language in self.languages else self.languages[0]

    def letter(self, text: LetterText, language: str, *, name: str, link: str = "") -> Filled:
        """Return a text filled in for one person."""
        return filled(text, {**_common(self, language), "name": name, "link": link})


def occasion_of(plan: Plan, organisation: str, zone: ZoneInfo) -> Occasion:
    """Return the occasion that a campaign's plan makes, in the time zone in which its people read."""
    questionnaire = parse(plan.questionnaire, name="the campaign's questionnaire")
    return Occasion(
        organisation=organisation,
        title=plan.title,
        contact=plan.contact,
        closes=plan.closes,
        zone=zone,
        threshold=plan.threshold,
        minutes=minutes(questionnaire),
        languages=questionnaire.languages,
    )


@lru_cache(maxsize=64)
def _common(occasion: Occasion, language: str) -> Mapping[str, str]:
    """Return the values that are the same for everybody who reads this language."""
    return {
        "organisation": occasion.organisation,
        "title": occasion.title,
        "contact": occasion.contact,
        "minutes": format_unit(occasion.minutes, "duration-minute", locale=LOCALES.get(language, language)),
        "closes": moment(occasion.closes, occasion.zone, language),
        "promise": promise(language, occasion.threshold),
    }


def moment(when: datetime, zone: ZoneInfo, language: str) -> str:
    """Return the last minute before a moment, as a reader of the language writes it: midnight is the day before."""
    local = when.astimezone(zone)
    if local.time() == time():
        local = (when - timedelta(minutes=1)).astimezone(zone)
    locale = LOCALES.get(language, language)
    day, hour = (
        format_date(local.date(), format="long", locale=locale),
        format_time(local.time(), "HH:mm", locale=locale),
    )
    return f"{day}, {hour} ({zone.key})"


def promise(language: str, threshold: int) -> str:
    """Return the promise to whoever has a personal link: what the welcome page prints, in one piece."""
    say = catalogue(language if language in languages() else SOURCE_LANGUAGE).gettext
    closing = say(
        "When the survey has closed nobody, not even the administrator of the server with every file and "
        "backup of this program, can tell which answers are yours beyond a group of at least "
        "%(threshold)s invited people recorded alike."
    ) % {"threshold": threshold}
    running = say(
        "While it runs, linking a sent answer would take someone with full control of the server, its "
        "keys and all its stores together; no HR role has any of them."
    )
    before = say(
        "Until you press Send, your draft can be opened by whoever has your personal link: you, anyone "
        "who reads your mail, the program that sends the mail."
    )
    after = say("After Send nothing can be read back, changed or withdrawn.")
    return " ".join((closing, running, before, after))
