"""Mail: rounds that are due begin and are sent, in slices that leave the worker free for others in between.

    due ─> credited (reminders) ─> texts fixed, a row for everybody ─> posted ─> done

What holds a round up (the mail server is away, a setting is missing, the hour is quiet) is noted with the round, for
HR to see, and tried again by itself. Invitations and reminders are sent while the campaign is open; thanks and
results once it is frozen, when nothing is left that could tell who took part.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from survey.collection import crediting
from survey.collection.alone import alone
from survey.collection.posting import Clock, Desk, post_round, skips
from survey.config import Settings
from survey.errors import CollectionError, ConfigError, PostUnavailable
from survey.letters.texts import WITH_LINK
from survey.store.paths import Home
from survey.store.register import Connection, Register, campaigns, mail_rounds, mail_texts
from survey.store.register import outbox as rows
from survey.store.register.campaigns import Campaign
from survey.store.register.mail_rounds import Round

SLICE_SECONDS = 45
"""So long one job sends; then others have their turn, and the next sweep goes on with the round."""

LONGEST_HOLD = timedelta(minutes=30)
"""So late it is noticed that a mail server is there again."""


def is_due(db: Connection, campaign: Campaign, now: datetime) -> bool:
    """Tell whether some mail of a campaign can be sent now."""
    return any(_can_go(db, campaign, each, now) for each in mail_rounds.undone(db, campaign.id))


def tidy(db: Connection, campaign: Campaign) -> None:
    """End the rounds that a closed campaign has no use for, and forget the rows of its reminders."""
    if campaign.state not in {"closing", "frozen"}:
        return
    for each in mail_rounds.undone(db, campaign.id):
        if each.kind in WITH_LINK:
            mail_rounds.end(db, each.id, "missed")
    rows.forget_reminders(db, campaign.id)


def send(
    home: Home, register: Register, campaign_id: str, settings: Settings, clock: Clock | None = None
) -> int:
    """Send what is due of a campaign, for a slice of time, and return how many mails the server took."""
    clock = clock or Clock()
    until, sent = clock.now() + timedelta(seconds=SLICE_SECONDS), 0
    with alone(home, campaign_id, task="mail"):
        with register.reading() as db:
            campaign = campaigns.get(db, campaign_id)
            due = [
                each
                for each in mail_rounds.undone(db, campaign_id)
                if _can_go(db, campaign, each, clock.now())
            ]
        desk = Desk(home, register, campaign, settings, clock, until)
        for each in due:
            if clock.now() < until:
                sent += _go(desk, each)
    return sent


def _can_go(db: Connection, campaign: Campaign, each: Round, now: datetime) -> bool:
    collecting = campaign.state == "open" and campaign.plan.opens <= now < campaign.plan.closes
    if not (collecting if each.kind in WITH_LINK else campaign.state == "frozen"):
        return False
    if each.begins_at() > now:
        return False
    if each.state == "waiting":
        return True
    next_due = rows.next_due(db, each.id, now)
    return next_due is None or next_due <= now


def _go(desk: Desk, each: Round) -> int:
    """Go on with a round, or note with it what holds it up."""
    try:
        if quiet_until := _quiet_until(desk):
            with desk.register.writing() as db:
                mail_rounds.go_on(db, each.id, not_before=quiet_until)
            return 0
        return post_round(desk, _begun(desk, each))
    except (PostUnavailable, ConfigError, CollectionError) as error:
        with desk.register.writing() as db:
            mail_rounds.hold_up(db, each.id, str(error), desk.retry(each.tries, LONGEST_HOLD))
        return 0


def _quiet_until(desk: Desk) -> datetime | None:
    hours = desk.settings.quiet_hours
    return hours.until(desk.clock.now()) if hours else None


def _begun(desk: Desk, each: Round) -> Round:
    """Return a round that has begun: its texts are fixed, everybody has a row, and nothing is leased."""
    if each.state == "waiting":
        if skips(desk.campaign, each):
            crediting.credit(desk.home, desk.register, desk.campaign.id)
        with desk.register.writing() as db:
            mail_rounds.begin(db, each.id, mail_texts.require_all(db, each, desk.occasion(db).languages))
            rows.fill(db, each)
    with desk.register.writing() as db:
        rows.give_back(db, each.id, desk.holder, desk.clock.now())
        return mail_rounds.get(db, each.id)
