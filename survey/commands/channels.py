"""`sightline campaign preview` and `poster`: what a campaign shows to people, before and besides the questions."""

from __future__ import annotations

import click


@click.command()
@click.argument("campaign_id", metavar="CAMPAIGN")
def preview(campaign_id: str) -> None:
    """Print a link that shows CAMPAIGN as its people will see it; good for one hour, and nothing is kept."""
    from survey.collection.installing import opened
    from survey.config import settings
    from survey.previewing import preview_link

    here = settings()
    register = opened(here)
    try:
        with register.reading() as db:
            click.echo(preview_link(db, here.home, campaign_id, base_url=here.answering_url))
    finally:
        register.close()
