"""Commands of whoever runs an installation: set it up, run its worker, audit that nothing links."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from survey.errors import CommandError

if TYPE_CHECKING:
    from survey.audit.verdict import Verdict


def warn_of_root() -> None:
    """Say that no part of this needs to be root; in a container it may well be, so it is not refused."""
    if os.geteuid() == 0:
        click.echo(
            "Running as root, which nothing here needs: give the installation a user of its own.", err=True
        )


@click.command()
def init() -> None:
    """Make this installation (folders, register, secrets), or upgrade it after an update."""
    from survey.collection.installing import install
    from survey.config import settings

    installed = install(settings())
    for line in installed.done:
        click.echo(f"made     {line}")
    click.echo(f"{installed.home.path} is ready.")


@click.command()
def worker() -> None:
    """Run the worker: it launches, credits, closes and freezes what was wished for or is due."""
    from survey.collection.installing import opened
    from survey.config import settings
    from survey.jobs import run_worker

    opened(settings()).close()
    warn_of_root()
    run_worker(settings())


@click.command("audit-anonymity")
@click.argument("campaign", required=False)
@click.option(
    "--log", "logs", multiple=True, type=click.Path(path_type=Path), help="A log outside HOME to read."
)
@click.option(
    "--earlier", type=click.Path(path_type=Path), help="A copy of HOME from before, as a backup has it."
)
def audit_anonymity(campaign: str | None, logs: tuple[Path, ...], earlier: Path | None) -> None:
    """Try to link people to answers in every way we know of; ends with 1 if any way hits more often than luck.

    Without CAMPAIGN, every campaign that was launched is audited. Counts are printed, never a value; nothing is
    written.
    """
    from survey.audit.verdict import audit
    from survey.config import settings

    for path in (*logs, *([earlier] if earlier else [])):
        if not path.exists():
            raise CommandError("There is no such file.", where=str(path), mend="Check the path.")
    here = settings()
    verdicts = [
        audit(here.home, here.register_url, each, logs=logs, earlier=earlier)
        for each in ([campaign] if campaign else _launched())
    ]
    for verdict in verdicts:
        click.echo("\n".join(_verdict(verdict)))
    if not verdicts:
        click.echo("No campaign was launched yet.")
    if any(verdict.leaks for verdict in verdicts):
        sys.exit(1)


def _launched() -> list[str]:
    """Return the campaigns to audit; the register is read as the audit reads it, so that nothing is written."""
    from survey.audit.scene import launched
    from survey.config import settings

    return launched(settings().home, settings().register_url)


def _verdict(verdict: Verdict) -> list[str]:
    """Say what every attack did: how often it hit, and how often luck alone would have."""
    lines = [f"{verdict.title} ({verdict.campaign}, {verdict.state})"]
    for found in verdict.findings:
        mark = "LEAK " if found.leak else "ok   "
        luck = f" (luck: {found.chance:.1f})" if found.chance else ""
        lines.append(f"{mark} {found.channel}: {found.attack}")
        lines.append(f"        tried {found.tried}, hit {found.hits}{luck}; {found.evidence}")
    tried = f"{len(verdict.findings)} attacks"
    if verdict.leaks:
        return [*lines, f"NOT CLEAN: {len(verdict.leaks)} of {tried} hit more often than luck explains."]
    return [*lines, f"Clean: none of {tried} hit more often than luck explains."]
