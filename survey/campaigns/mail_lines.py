"""How mail stands, as lines to read: words for kinds and states, dates as the language writes them.

The trap: of reminders that not all get, no row may be told apart. So a reminder shows how many rows wait, and never
whose; a queue by address is shown of mails that go to everybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_datetime

from survey.campaigns.mail_operations import Outbox, RoundNow
from survey.letters.texts import KINDS, Kind
from survey.page_language import page_language, say
from survey.speech import LOCALES
from survey.store.register.campaigns import Campaign

_NUMBERED: frozenset[Kind] = frozenset({"reminder"})


@dataclass(frozen=True)
class RoundLine:
    """A round of mail, ready to be shown."""

    id: int
    name: str
    state: str
    when: str
    waiting: int
    done: int
    problem: str
    undelivered: int
    can_be_withdrawn: bool


@dataclass(frozen=True)
class FailingLine:
    """An address that fails, and why."""

    email: str
    name: str
    reason: str


def kind_name(kind: Kind) -> str:
    """Return what a kind of mail is called."""
    return {
        "invitation": say("Invitation"),
        "reminder": say("Reminder"),
        "thanks": say("Thanks"),
        "results": say("Results"),
    }[kind]


def kind_names() -> list[tuple[Kind, str]]:
    """Return the kinds of mail with their names, in their order."""
    return [(kind, kind_name(kind)) for kind in KINDS]


def language_name(code: str) -> str:
    """Return what the page's language calls a language."""
    try:
        return Locale.parse(code, sep="-").get_display_name(page_language()) or code
    except (ValueError, UnknownLocaleError):
        return code


def round_lines(outbox: Outbox, zone: ZoneInfo) -> list[RoundLine]:
    """Return the rounds, the earliest first."""
    return [_line(each, zone) for each in outbox.rounds]


def failing_lines(outbox: Outbox) -> list[FailingLine]:
    """Return the addresses that fail, each with its reason in words."""
    return [FailingLine(each.email, each.name, _reason(each.reason)) for each in outbox.failing]


def moment(when: datetime, zone: ZoneInfo) -> str:
    """Return a moment as the page's language writes it, with its time zone."""
    language = page_language()
    locale = LOCALES.get(language, language)
    return f"{format_datetime(when.astimezone(zone), 'd MMM y, HH:mm', locale=locale)} ({zone.key})"


def who_is_reminded(campaign: Campaign, addressed: int, percent: int | None) -> str:
    """Return whom a reminder would reach now, as far as that may be told."""
    if campaign.plan.reminders == "everyone":
        return say("A reminder goes to everybody: %(people)s people with an address.", people=addressed)
    if percent is None:
        return say(
            "Nobody's answers have been counted yet: a reminder would go to all %(people)s people.",
            people=addressed,
        )
    left = 100 - percent
    return say(
        "About %(share)s %% of %(people)s people would get a reminder. This is rounded to 5 %%; who they are is "
        "known to the program at the moment of sending only, and written down nowhere.",
        share=left,
        people=addressed,
    )


def _line(each: RoundNow, zone: ZoneInfo) -> RoundLine:
    round_ = each.round
    name = kind_name(round_.kind)
    if round_.kind in _NUMBERED:
        name = say("Reminder %(number)s", number=round_.number)
    return RoundLine(
        id=round_.id,
        name=name,
        state=_state(round_.state, held=round_.problem is not None),
        when=moment(round_.begins_at(), zone),
        waiting=each.counts.waiting,
        done=each.counts.done,
        problem=round_.problem or "",
        undelivered=round_.undelivered,
        can_be_withdrawn=round_.state == "waiting",
    )


def _state(state: str, *, held: bool) -> str:
    if held:
        return say("held up; it is tried again by itself")
    return {
        "waiting": say("waits for its moment"),
        "going": say("is being sent"),
        "done": say("done"),
        "missed": say("not sent: the campaign was closed"),
        "withdrawn": say("withdrawn"),
    }[state]


def _reason(code: str) -> str:
    """Return what a mail server's code means; the code stands beside, for whoever runs the mail server."""
    return f"{_meaning(code)} ({code})"


def _meaning(code: str) -> str:
    known: Sequence[tuple[tuple[str, ...], str]] = (
        (("5.1.",), say("there is no such address")),
        (("5.2.2", "552"), say("the mailbox is full")),
        (("5.7.",), say("the mail server does not let us in")),
        (("in doubt",), say("the mail server never answered")),
        (("450", "451", "452", "421"), say("the mail server put us off for too long")),
    )
    return next(
        (meaning for marks, meaning in known if any(mark in code for mark in marks)),
        say("the mail server refuses it"),
    )
