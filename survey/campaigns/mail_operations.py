"""What HR does about mail: write texts, wish for rounds, take them back, and see how far they are. No Flask.

Page and command call the same operations; the worker sends. The trap: who has answered is unknown here. So who would
get a reminder now is a share of everybody, from counts the worker made, never a list.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from questionnaires import parse
from survey.errors import CollectionError
from survey.letters.texts import WITH_LINK, Kind, LetterText, Say, checked, plain
from survey.store.register import Connection, campaigns, log, mail_rounds, mail_texts, outbox, participants
from survey.store.register.campaigns import Campaign
from survey.store.register.mail_rounds import Round
from survey.store.register.outbox import Counts, Failing

MOST_SCHEDULED = 20
"""Rounds that wait in a campaign: more would be a slip, or somebody who means ill."""


@dataclass(frozen=True)
class RoundNow:
    """A round, and how many rows of it wait and are done."""

    round: Round
    counts: Counts


@dataclass(frozen=True)
class Outbox:
    """How mail stands: rounds, addresses that fail, and how many people no invitation was written for."""

    rounds: Sequence[RoundNow]
    failing: Sequence[Failing]
    uninvited: int


def languages_of(campaign: Campaign) -> tuple[str, ...]:
    """Return the languages in which a campaign's people are written to."""
    return parse(campaign.plan.questionnaire, name="the campaign's questionnaire").languages


def keep_text(
    db: Connection,
    campaign: Campaign,
    kind: Kind,
    language: str,
    text: LetterText,
    *,
    who: str,
    where: str = "",
    say: Say = plain,
) -> LetterText:
    """Keep a text that HR has written, and return it; rounds that have begun keep theirs.

    Raises
    ------
    LetterError
        Naming everything that is wrong with it.
    """
    kept = checked(kind, text, where or f"{kind}, {language}", say)
    mail_texts.keep(db, campaign.id, kind, language, kept)
    log.note(db, who, "wrote a mail text", campaign.id, f"{kind}, {language}")
    return kept


def reset_text(db: Connection, campaign: Campaign, kind: Kind, language: str, *, who: str) -> None:
    """Let the program's own text count again."""
    mail_texts.forget(db, campaign.id, kind, language)
    log.note(db, who, "took the program's mail text", campaign.id, f"{kind}, {language}")


def texts_of(db: Connection, campaign: Campaign, kind: Kind) -> Mapping[str, LetterText]:
    """Return the texts that count now, in each language of the campaign that has one."""
    return mail_texts.in_use(db, campaign.id, kind, languages_of(campaign))


def wish(
    db: Connection,
    campaign_id: str,
    kind: Kind,
    *,
    who: str,
    now: datetime,
    due_at: datetime | None = None,
    say: Say = plain,
) -> Round:
    """Wish for a round at a moment, or as soon as it can be; wished for twice, it is one.

    Raises
    ------
    CollectionError
        When the campaign has no people to write to, is closed for that kind of mail, or a text is missing.
    """
    campaign = campaigns.get(db, campaign_id)
    earliest = _earliest(campaign, kind, now)
    due = max(due_at or earliest, earliest)
    if problem := _problem(db, campaign, kind, due, say):
        raise problem
    found = mail_rounds.wish(db, campaign_id, kind, due, now=now)
    log.note(db, who, f"wished for mail: {kind}", campaign_id, due.isoformat(timespec="minutes"))
    return found


def withdraw(db: Connection, campaign_id: str, round_id: int, *, who: str, say: Say = plain) -> None:
    """Take back a round that has not begun.

    Raises
    ------
    CollectionError
        When it has begun: what was sent cannot be called back.
    """
    if not mail_rounds.withdraw(db, campaign_id, round_id):
        raise CollectionError(
            say("This round has begun or is over; it cannot be taken back."),
            where=campaign_id,
            mend=say("Pause the campaign to stop invitations and reminders that are not sent yet."),
        )
    log.note(db, who, "withdrew mail", campaign_id, str(round_id))


def outbox_of(db: Connection, campaign_id: str) -> Outbox:
    """Return how the mail of a campaign stands."""
    rounds = [RoundNow(each, outbox.counts(db, each.id)) for each in mail_rounds.of(db, campaign_id)]
    return Outbox(rounds, outbox.failing(db, campaign_id), outbox.uninvited(db, campaign_id))


def has_rounds(db: Connection, campaign_id: str, kind: Kind) -> bool:
    """Tell whether a round of this kind was wished for and not taken back."""
    rounds = mail_rounds.of(db, campaign_id)
    return any(each.kind == kind and each.state != "withdrawn" for each in rounds)


def addressed(db: Connection, campaign_id: str) -> int:
    """Return how many people of a campaign have an address."""
    return sum(participants.languages_of(db, campaign_id).values())


def _earliest(campaign: Campaign, kind: Kind, now: datetime) -> datetime:
    plan = campaign.plan
    return max(now, plan.opens if kind in WITH_LINK else campaign.closed_at or plan.closes)


def _problem(
    db: Connection, campaign: Campaign, kind: Kind, due: datetime, say: Say
) -> CollectionError | None:
    """Return why a round cannot be, if it cannot."""
    reason = _reason(db, campaign, kind, due, say)
    return None if reason is None else CollectionError(reason[0], where=campaign.id, mend=reason[1])


_Reason = tuple[str, str] | None


def _reason(db: Connection, campaign: Campaign, kind: Kind, due: datetime, say: Say) -> _Reason:
    return (
        _against_the_plan(campaign, kind, due, say)
        or _against_the_order(db, campaign, kind, say)
        or _missing(db, campaign, kind, say)
    )


def _against_the_plan(campaign: Campaign, kind: Kind, due: datetime, say: Say) -> _Reason:
    if campaign.plan.channel != "personal":
        return say("This campaign has no list of people to write to."), say("Show its link or its tablet.")
    if kind == "reminder" and campaign.plan.reminders == "none":
        return (
            say("People were promised that there are no reminders."),
            say("A promise is fixed at launch; tell people by other means."),
        )
    if kind in WITH_LINK and (campaign.state in {"closing", "frozen"} or due >= campaign.plan.closes):
        return (
            say("The campaign is closed then: links would open nothing."),
            say("Choose an earlier moment, or move the end first."),
        )
    return None


def _against_the_order(db: Connection, campaign: Campaign, kind: Kind, say: Say) -> _Reason:
    invited = has_rounds(db, campaign.id, "invitation")
    if kind == "reminder" and not invited:
        return say("Nobody was invited yet."), say("Send the invitations first.")
    if kind == "invitation" and invited and not outbox.uninvited(db, campaign.id):
        return say("Everybody with an address was invited."), say("Send a reminder instead.")
    return None


def _missing(db: Connection, campaign: Campaign, kind: Kind, say: Say) -> _Reason:
    if not addressed(db, campaign.id):
        return say("Nobody on the list has an address."), say("Import people with their addresses.")
    if missing := [code for code in languages_of(campaign) if code not in texts_of(db, campaign, kind)]:
        return (
            say("There is no text in: %(languages)s.", languages=", ".join(missing)),
            say("Write it, then send."),
        )
    if sum(each.state == "waiting" for each in mail_rounds.of(db, campaign.id)) >= MOST_SCHEDULED:
        return say("Too many rounds are waiting already."), say("Withdraw one of them.")
    return None
