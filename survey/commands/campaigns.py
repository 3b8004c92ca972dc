"""`sightline campaign`: plan, launch, close and freeze campaigns from the command line.

They do what the office's jobs do, by the same operations, and say so in the log as the operator.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from survey.commands.inputs import moment, questionnaire_named, require_new, working, zone_named
from survey.errors import CommandError

if TYPE_CHECKING:
    from questionnaires.model import Questionnaire
    from survey.collection.planning import Planned
    from survey.invitee import Invitee
    from survey.store.paths import Home
    from survey.store.register import Register
    from survey.store.register.campaigns import Campaign
    from survey.store.register.groups import Unit

OPERATOR = "operator"
"""Who did it, in the log: somebody at the command line."""

_ID = click.argument("campaign")
_YES = click.option("--yes", is_flag=True, help="Do not ask.")


@click.group()
def campaign() -> None:
    """Plan, launch, close and freeze campaigns."""


@campaign.command()
@click.argument("questionnaire")
@click.option("--organisation", required=True, help="Name or id; a new name adds an organisation.")
@click.option("--title", required=True, help="What people will read above the survey.")
@click.option("--closes", required=True, metavar="DATE", help="2027-01-25 (its end) or 2027-01-25T18:00.")
@click.option("--opens", metavar="DATE", help="The same form; now, if left out.")
@click.option("--timezone", default="UTC", show_default=True, help="Of the dates, such as Europe/Paris.")
@click.option(
    "--channel",
    type=click.Choice(["personal", "open", "kiosk"]),
    default="personal",
    show_default=True,
    help="A link for each person, one for each unit, or a shared tablet.",
)
@click.option(
    "--people", type=click.Path(path_type=Path), help="CSV with email, id, name, unit, language, segments."
)
@click.option(
    "--units", type=click.Path(path_type=Path), help="CSV with unit and invited, for open and kiosk."
)
@click.option("--goals", type=click.Path(path_type=Path), help="YAML with the organisation's goals.")
@click.option("--scope", default="", help="Which of the questionnaire's scopes to ask about.")
@click.option(
    "--segment",
    "segments",
    multiple=True,
    metavar="CODE",
    help="Segment of the list to record with answers, the most important first.",
)
@click.option(
    "--threshold", default=5, show_default=True, help="Smallest group that will be shown; 5 or more."
)
@click.option("--mode", default="anonymous", show_default=True, help="What people are promised.")
@click.option(
    "--reminders",
    type=click.Choice(["not_answered", "everyone", "none"]),
    default="not_answered",
    show_default=True,
    help="Whom reminders go to.",
)
@click.option("--contact", default="", help="Whom people may ask, as the notice says.")
@click.option("--results-on", metavar="DATE", help="When people will hear of the results.")
def create(
    questionnaire: str,
    organisation: str,
    title: str,
    closes: str,
    opens: str | None,
    timezone: str,
    channel: str,
    people: Path | None,
    units: Path | None,
    goals: Path | None,
    scope: str,
    segments: tuple[str, ...],
    threshold: int,
    mode: str,
    reminders: str,
    contact: str,
    results_on: str | None,
) -> None:
    """Plan a campaign that asks QUESTIONNAIRE, a file or the name of one in the library. Nothing is launched yet."""
    from questionnaires.goal_file import read_goal_file
    from survey.collection.planning import asked, plan_campaign
    from survey.store.register.campaigns import Plan

    _require_anonymous(mode)
    found, zone = questionnaire_named(questionnaire), zone_named(timezone)
    invitees, declared = _people(people, found, segments), _units(units, found)
    plan = Plan(
        organisation=organisation.strip(),
        title=title.strip(),
        questionnaire=asked(found, goals=read_goal_file(goals, found) if goals else (), scope=scope),
        opens=moment(opens, zone, "--opens") if opens else datetime.now(UTC),
        closes=moment(closes, zone, "--closes", whole_day=True),
        channel=channel,  # type: ignore[arg-type]  # click allows no other
        threshold=threshold,
        attributes=segments,
        reminders=reminders,  # type: ignore[arg-type]  # click allows no other
        contact=contact,
        results_on=moment(results_on, zone, "--results-on").date() if results_on else None,
    )
    with _here() as (_, register):
        planned = plan_campaign(register, plan, invitees=invitees, units=declared, who=OPERATOR)
    if planned.is_new:
        click.echo(f"Added the organisation {planned.organisation.name} ({planned.organisation.id}).")
    click.echo("\n".join(_planned(planned, timezone)))


@campaign.command()
@_ID
@click.option("--people", required=True, type=click.Path(path_type=Path), help="CSV as for create.")
def add(campaign: str, people: Path) -> None:
    """Invite people who joined after launch; they get the deepest group that is true of them."""
    from questionnaires import parse
    from survey.collection.launching import admit
    from survey.imports.people import read_people

    with _here() as (home, register):
        plan = _found(register, campaign).plan
        listed = read_people(people, parse(plan.questionnaire, name=campaign)).invitees
        admit(home, register, campaign, listed, who=OPERATOR)
    click.echo(f"Invited {len(listed)} more people.")


@campaign.command("open")
@_ID
def open_campaign(campaign: str) -> None:
    """Launch a campaign: people are sorted into groups, keys and stores are made, answers can come."""
    from survey.collection.launching import launch

    with _here() as (home, register), working("Launching"):
        published = launch(home, register, campaign, who=OPERATOR)
    notice = published.notice
    click.echo(
        f"{published.title} is {published.state}: {notice.invited or 'nobody knows how many'} people invited,"
        f" in {len(published.strata)} groups"
        + (f" of {notice.smallest_stratum} or more." if notice.smallest_stratum else ".")
    )


@campaign.command()
@_ID
def pause(campaign: str) -> None:
    """Take no answers for a while; drafts are kept."""
    _set_paused(campaign, paused=True)


@campaign.command()
@_ID
def resume(campaign: str) -> None:
    """Take answers again after a pause."""
    _set_paused(campaign, paused=False)


@campaign.command()
@_ID
@click.option("--closes", required=True, metavar="DATE", help="2027-01-25 (its end) or 2027-01-25T18:00.")
@click.option("--timezone", default="UTC", show_default=True, help="Of the date, such as Europe/Paris.")
def extend(campaign: str, closes: str, timezone: str) -> None:
    """Move the end of a campaign that is not closed yet."""
    from survey.collection.closing import extend as extend_campaign

    zone = zone_named(timezone)
    until = moment(closes, zone, "--closes", whole_day=True)
    with _here() as (home, register):
        extend_campaign(home, register, campaign, until, who=OPERATOR)
    click.echo(f"It closes on {until.astimezone(zone):%Y-%m-%d at %H:%M} ({timezone}).")


@campaign.command()
@_ID
def credit(campaign: str) -> None:
    """Credit participation now, before reminders are sent; by itself the worker does so hourly."""
    from survey.collection.crediting import credit as credit_campaign

    with _here() as (home, register):
        credited = credit_campaign(home, register, campaign)
    click.echo(f"Credited {credited} people." if credited else "Too few are waiting to be credited together.")


@campaign.command()
@_ID
@_YES
def close(campaign: str, *, yes: bool) -> None:
    """Close a campaign for good: no more answers, and drafts are deleted."""
    from survey.collection.closing import close as close_campaign

    with _here() as (home, register):
        title = _found(register, campaign).plan.title
        if not yes:
            click.confirm(
                f"Close {title} for good? Drafts are deleted; it is never opened again.", abort=True
            )
        close_campaign(home, register, campaign, who=OPERATOR)
    click.echo(f"{title} is closed. Next: sightline campaign freeze {campaign}")


@campaign.command()
@_ID
def freeze(campaign: str) -> None:
    """Make the dataset of a closed campaign; keys, admission list and ballots are destroyed."""
    from survey.collection.freezing import freeze as freeze_campaign

    with _here() as (home, register), working("Freezing"):
        frozen = freeze_campaign(home, register, campaign, who=OPERATOR)
    if frozen.outcome == "dataset":
        click.echo(str(home.dataset(campaign)))
    else:
        click.echo(
            "Too few people answered to show anything: there is no dataset, the answers are destroyed."
        )


@campaign.command("list")
@click.option("--organisation", "--org", help="Name or id; all organisations, if left out.")
def list_campaigns(organisation: str | None) -> None:
    """List campaigns: id, state, end, title."""
    from survey.store.register import campaigns, organisations

    with _here() as (_, register), register.reading() as db:
        owner = organisations.find(db, organisation).id if organisation else None
        found = campaigns.all_of(db, owner)
    for each in found:
        click.echo(f"{each.id}  {each.state:<9}  {each.plan.closes:%Y-%m-%d}  {each.plan.title}")


@campaign.command()
@_ID
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="The CSV to write.")
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
@_YES
def links(campaign: str, output: Path, *, force: bool, yes: bool) -> None:
    """Write the campaign's links into a file that only you can read.

    Whoever holds a personal link can answer in that person's place, and read a draft that is not sent.
    """
    from survey.collection.doors import write_links
    from survey.config import settings

    require_new(output, force=force)
    with _here() as (_, register):
        if _found(register, campaign).plan.channel == "personal" and not yes:
            click.confirm(
                "With this file anybody can answer in the place of others and read their drafts; the log will say"
                " that you made it. Go on?",
                abort=True,
            )
        count = write_links(settings(), register, campaign, output, who=OPERATOR)
    click.echo(f"{count} links in {output}. Delete it as soon as they are handed out.")


@contextmanager
def _here() -> Iterator[tuple[Home, Register]]:
    """Open this installation for one command."""
    from survey.collection.installing import opened
    from survey.config import settings

    register = opened(settings())
    try:
        yield settings().home, register
    finally:
        register.close()


def _found(register: Register, campaign: str) -> Campaign:
    from survey.store.register import campaigns

    with register.reading() as db:
        return campaigns.get(db, campaign)


def _set_paused(campaign: str, *, paused: bool) -> None:
    from survey.collection.closing import set_paused

    with _here() as (home, register):
        set_paused(home, register, campaign, paused=paused, who=OPERATOR)
    click.echo(f"{campaign} is {'paused' if paused else 'open'}.")


def _require_anonymous(mode: str) -> None:
    if mode != "anonymous":
        raise CommandError(
            f"The mode {mode[:40]!r} is not offered.",
            where="--mode",
            mend="Leave it out: this version keeps one promise, that answers are anonymous, and keeps it for all.",
        )


def _people(
    path: Path | None, questionnaire: Questionnaire, segments: tuple[str, ...]
) -> tuple[Invitee, ...]:
    """Read the list of people, which must have the segments that are to be recorded."""
    from survey.imports.people import read_people

    if path is None:
        return ()
    read = read_people(path, questionnaire)
    if missing := [code for code in segments if code not in read.segments]:
        raise CommandError(
            f"The list of people has no column {missing[0]!r} that is a segment of the questionnaire.",
            where="--segment",
            mend=f"Use one of {', '.join(read.segments) or 'none'}, or leave it out.",
        )
    if read.unused:
        click.echo(f"Not used, never stored: {', '.join(read.unused)}.", err=True)
    return read.invitees


def _units(path: Path | None, questionnaire: Questionnaire) -> list[Unit]:
    """Read declared units with their head counts."""
    from scoring.responses import path_text
    from survey.imports.groups import head_counts_of
    from survey.imports.table import read_table
    from survey.store.register.groups import Unit

    if path is None:
        return []
    return [
        Unit(path_text(count.unit), count.invited)
        for count in head_counts_of(read_table(path), questionnaire)
    ]


def _planned(planned: Planned, zone: str) -> list[str]:
    """Say what was planned and what sorting people into groups costs, before anybody is asked."""
    plan, cost = planned.campaign.plan, planned.cost
    dates = " to ".join(
        f"{day.astimezone(zone_named(zone)):%Y-%m-%d %H:%M}" for day in (plan.opens, plan.closes)
    )
    said = [f"{planned.campaign.id}  {plan.title}, {dates} ({zone})"]
    if cost.people:
        said += [
            f"{cost.people} people. As they are, {cost.alone} would be alone with their unit and segments;",
            f"{cost.too_few} share them with fewer than {plan.threshold}. Answers are stored more coarsely:",
            *(f"  unit, level {n}: kept by {share:.0%}" for n, share in enumerate(cost.unit_levels, 1)),
            f"  whole unit: kept by {cost.unit:.0%}",
            *(f"  {code}: kept by {share:.0%}" for code, share in cost.segments.items()),
            *(f"  {code}: left out, only {share:.0%} would keep it" for code, share in cost.left_out.items()),
        ]
    return [*said, f"Next: sightline campaign open {planned.campaign.id}"]
