"""Close: from one moment on nothing more is taken, and what was not sent is deleted."""

from __future__ import annotations

from datetime import UTC, datetime

from survey.collection.alone import alone
from survey.errors import CollectionError
from survey.store.ballots import BallotBox
from survey.store.paths import Home
from survey.store.published import publish_state, read_published
from survey.store.register import Register, campaigns, log
from survey.store.register.campaigns import Campaign


def close(home: Home, register: Register, campaign_id: str, *, who: str) -> Campaign:
    """Close a campaign for good: it takes no more answers, and drafts are dropped. Closed again, it stays closed.

    Raises
    ------
    CollectionError
        When the campaign was never launched.
    """
    with alone(home, campaign_id):
        with register.writing() as db:
            campaign = campaigns.get(db, campaign_id)
            if campaign.state in {"draft", "launching"}:
                raise CollectionError(
                    "The campaign was not launched yet.",
                    where=campaign_id,
                    mend="Launch it first: sightline campaign open",
                )
            if campaign.state != "frozen" and campaign.state != "closing":
                campaign = campaigns.advance(db, campaign_id, "closing")
                log.note(db, who, "closed", campaign_id)
        close_box(home, campaign_id)
        return campaign


def close_box(home: Home, campaign_id: str) -> None:
    """Close the ballot box and drop its drafts, as far as that was not done; a box that is destroyed is closed."""
    paths = home.campaign(campaign_id)
    if paths.ballots.exists():
        box = BallotBox.open(paths.ballots)
        try:
            box.close()
            publish_state(paths.published, "closed")
            box.drop_drafts()
        finally:
            box.close_file()


def extend(home: Home, register: Register, campaign_id: str, closes: datetime, *, who: str) -> None:
    """Move the end of a campaign that is not closed yet.

    Raises
    ------
    CollectionError
        When it is closed, or the new end has passed.
    """
    with alone(home, campaign_id):
        with register.writing() as db:
            campaign = campaigns.get(db, campaign_id)
            if campaign.state in {"closing", "frozen"} or closes <= max(
                campaign.plan.opens, datetime.now(UTC)
            ):
                raise CollectionError(
                    f"The campaign is {campaign.state} and cannot be made to close then.",
                    where=campaign_id,
                    mend="Choose a moment to come; a closed campaign is not opened again.",
                )
            campaigns.extend(db, campaign_id, closes)
            log.note(db, who, "moved the end", campaign_id, closes.isoformat())
        published = home.campaign(campaign_id).published
        if campaign.state in {"open", "paused"} and published.exists():
            publish_state(published, read_published(published).state, closes=closes)


def set_paused(home: Home, register: Register, campaign_id: str, *, paused: bool, who: str) -> None:
    """Pause a campaign, or open it again."""
    with alone(home, campaign_id):
        state = "paused" if paused else "open"
        with register.writing() as db:
            campaigns.advance(db, campaign_id, "paused" if paused else "open")
            log.note(db, who, state, campaign_id)
        publish_state(home.campaign(campaign_id).published, "paused" if paused else "open")
