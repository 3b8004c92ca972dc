"""`sightline campaign preview` and `poster`: what a campaign shows to people, before and besides the questions."""

from __future__ import annotations

from pathlib import Path

import click

from survey.commands.inputs import working


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


@click.command()
@click.argument("campaign_id", metavar="CAMPAIGN")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder to fill.",
)
@click.option("--lang", "language", default="", help="One language; without it, all of the campaign's.")
def poster(campaign_id: str, output: Path, language: str) -> None:
    """Write posters (PDF, A5) and QR codes (SVG) for the links of CAMPAIGN: open, by unit, or kiosk."""
    from survey.collection.installing import opened
    from survey.collection.posters import write_posters
    from survey.commands.campaigns import OPERATOR
    from survey.config import settings

    here = settings()
    register = opened(here)
    try:
        with working("Making posters"):
            files = write_posters(here, register, campaign_id, output, language=language, who=OPERATOR)
    finally:
        register.close()
    click.echo("\n".join(str(path) for path in files))
