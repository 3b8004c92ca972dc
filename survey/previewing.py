"""A campaign as its people will see it, before anybody is asked: for the office and the command line alike.

It publishes what launching would publish, without people, keys or stores, and answers with a link for an hour.
What is answered there is kept by the browser that tries it, and by nobody else (see `survey.answering.drawers`).
"""

from __future__ import annotations

from dataclasses import replace

from survey.collection.publishing import as_published, strata_of
from survey.errors import CollectionError
from survey.store import previews
from survey.store.paths import Home
from survey.store.register import Connection, campaigns, organisations


def preview_link(db: Connection, home: Home, campaign_id: str, *, base_url: str) -> str:
    """Return a link that shows the campaign as it would be launched now, good for an hour; the log hears nothing.

    Raises
    ------
    CollectionError
        When the campaign is closed, or could not be launched.
    """
    campaign = campaigns.get(db, campaign_id)
    if campaign.state in {"closing", "frozen"}:
        raise CollectionError(
            f"The campaign is {campaign.state}: there is nothing left to try.",
            where=campaign_id,
            mend="Plan another campaign, and preview that.",
        )
    organisation = organisations.get(db, campaign.plan.organisation).name
    published = as_published(campaign, organisation, strata_of(db, campaign))
    ticket = previews.publish(home, replace(published, strata=()))
    return f"{base_url}/preview/{campaign_id}/{ticket}"
