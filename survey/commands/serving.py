"""`sightline serve`: both applications on this machine. `sightline demo`: the same for made-up people."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from survey.commands.inputs import working
from survey.commands.operating import warn_of_root

if TYPE_CHECKING:
    from survey.demo import Demo


@click.command()
def serve() -> None:
    """Serve answering and office, with a worker beside, until interrupted; SIGHTLINE_ settings say where."""
    from survey.config import settings
    from survey.serving import serve as serve_parts

    warn_of_root()
    serve_parts(settings(), say=click.echo)


@click.command()
@click.option(
    "--people", default=400, show_default=True, type=click.IntRange(20, 100_000), help="People invited."
)
@click.option(
    "--seed", default=1, show_default=True, type=click.IntRange(min=0), help="Seed of the made-up people."
)
@click.option(
    "--dir", "folder", default="demo", show_default=True, type=click.Path(path_type=Path), help="Where to."
)
@click.option("--serve/--no-serve", "served", default=True, show_default=True, help="Serve it afterwards.")
def demo(people: int, seed: int, folder: Path, *, served: bool) -> None:
    """Make up an organisation that answers a campaign, report it in English and French, and serve a second one.

    DIR/installation is a whole installation; it is replaced by the next demo in the same folder.
    """
    from survey.console import lines
    from survey.demo import make_demo

    with working("Making up an organisation: it is invited, answers, is scored and reported"):
        made = make_demo(folder, people=people, seed=seed)
    click.echo("\n".join([*lines(made.release), *map(str, made.files)]))
    if served:
        _serve(made)


def _serve(made: Demo) -> None:
    """Serve a demo until it is told to stop: ending it is what everybody does with a demo, and no fault."""
    from survey.demo import open_office
    from survey.serving import serve as serve_parts

    said = "\n".join(_guide(made, open_office(made)))
    try:
        serve_parts(made.settings, say=click.echo, guide=said)
    except KeyboardInterrupt:
        click.echo("Stopped.")


def _guide(made: Demo, password: str) -> list[str]:
    """Say what to open, and as whom."""
    from survey.demo import OFFICE_EMAIL

    languages = {"en": "English", "fr": "French"}
    links = [
        f"  {languages.get(each.invitee.language, each.invitee.language):<8} {each.invitee.name:<20} {each.link}"
        for each in made.invitations
    ]
    reports = [f"  {path.resolve().as_uri()}" for path in made.files if path.suffix == ".pdf"]
    return [
        "",
        "Answer as an employee; everybody here is made up:",
        *links,
        "Sign in to the office:",
        f"  {made.settings.office_url}/sign-in  {OFFICE_EMAIL}  {password}",
        "Read the report of the campaign that has ended:",
        *reports,
        "Look for whatever could link people to answers:",
        f"  SIGHTLINE_HOME={made.settings.home.path} sightline audit-anonymity",
        "",
        "Stop with Ctrl-C.",
    ]
