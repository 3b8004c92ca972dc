"""`sightline pool`: the organisations that one is compared with, in a file of aggregates and frozen editions."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from survey.commands.inputs import questionnaire_named
from survey.errors import CommandError

if TYPE_CHECKING:
    from scoring.benchmark import Edition
    from scoring.percentiles import Quantile
    from scoring.pool_cells import Group, PoolCell

HIDDEN = {
    "few": "hidden: fewer than ten organisations",
    "complement": "hidden: with it a smaller group could be worked out",
    "dominated": "hidden: one organisation has over a quarter of the respondents",
    "sparse": "hidden: not known of enough organisations",
}

pool_file = click.option(
    "--pool",
    "pool_path",
    default="pool.db",
    show_default=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The pool's file.",
)


@click.group()
def pool() -> None:
    """Compare organisations: add released results, freeze editions, show them, and find one's place."""


@pool.command("add")
@click.argument("dataset", type=click.Path(path_type=Path))
@pool_file
@click.option("--organisation", required=True, help="Its name; nobody sees it outside this file.")
@click.option("--month", required=True, metavar="YYYY-MM", help="When its people answered.")
@click.option("--sector", help="Letter of its NACE Rev. 2 section, A to U.")
@click.option("--size", help="Employees: 1-249, 250-999, 1000-4999 or 5000+.")
@click.option("--country", help="Two letters, such as FR.")
@click.option("--agreed", is_flag=True, help="The organisation has agreed to be in the pool.")
def add_entry(
    dataset: Path,
    pool_path: Path,
    organisation: str,
    month: str,
    sector: str | None,
    size: str | None,
    country: str | None,
    *,
    agreed: bool,
) -> None:
    """Add the released scores of DATASET: the whole organisation's means, nothing of units, sentences or people."""
    from scoring import benchmark
    from scoring.dataset import read_release
    from scoring.pool_entries import entry_of

    if not agreed:
        raise CommandError(
            "Nothing says that the organisation has agreed.",
            where="--agreed",
            mend="Pooling is a purpose of its own: ask the organisation first, then say --agreed.",
        )
    release = read_release(dataset)
    entry = entry_of(
        release, organisation=organisation, month=month, sector=sector, size=size, country=country
    )
    benchmark.add(pool_path, entry, fingerprint=release.facts.fingerprint, today=date.today())
    click.echo(f"{entry.organisation}, {entry.month}: {len(entry.means)} scores added to {pool_path}")


@pool.command("withdraw")
@click.argument("organisation")
@pool_file
def withdraw(organisation: str, pool_path: Path) -> None:
    """Take all entries of ORGANISATION out; editions frozen later are without it."""
    from scoring import benchmark

    click.echo(f"{benchmark.withdraw(pool_path, organisation)} taken out.")


@pool.command("list")
@pool_file
def list_entries(pool_path: Path) -> None:
    """List the entries."""
    from scoring import benchmark

    for entry in benchmark.entries(pool_path):
        known = " ".join(value or "-" for value in (entry.sector, entry.size, entry.country))
        click.echo(
            f"{entry.month}  {entry.questionnaire}  {entry.respondents:>6}  {known}  {entry.organisation}"
        )


@pool.command("freeze")
@click.argument("questionnaire")
@pool_file
@click.option("--name", help="Of the edition; today's month if not given.")
def freeze(questionnaire: str, pool_path: Path, name: str | None) -> None:
    """Freeze an edition of the waves of QUESTIONNAIRE of the last two years: what is shown from then on."""
    from scoring import benchmark

    today = date.today()
    form = questionnaire_named(questionnaire).id
    made = benchmark.freeze(pool_path, form, name=name or today.strftime("%Y-%m"), today=today)
    shown = sum(cell.hidden is None for cell in made.cells)
    click.echo(
        f"Edition {made.name}: {made.organisations} organisations, {shown} of {len(made.cells)} cells shown."
    )


@pool.command("show")
@click.argument("questionnaire")
@pool_file
@click.option("--edition", "name", help="Its name; the newest if not given.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def show(questionnaire: str, pool_path: Path, name: str | None, *, as_json: bool) -> None:
    """Show an edition: quartiles and the upper tenth of each dimension, by sector, size and country where allowed."""
    from scoring import benchmark

    form = questionnaire_named(questionnaire)
    found = benchmark.edition(pool_path, form.id, name)
    if as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False, indent=2))
        return
    click.echo(_heading(found))
    labels = {d.code: d.label.by_language[form.languages[0]] for d in form.dimensions}
    for group in dict.fromkeys(cell.group for cell in found.cells):
        click.echo(_group_line(group))
        for cell in (each for each in found.cells if each.group == group):
            click.echo(f"  {labels.get(cell.dimension, cell.dimension):<28} {_cell_line(cell)}")


@pool.command("compare")
@click.argument("dataset", type=click.Path(path_type=Path))
@pool_file
@click.option("--organisation", default="", help="Its name in the pool, to leave it out of the others.")
@click.option("--sector", help="Compare within a sector.")
@click.option("--size", help="Compare within a size.")
@click.option("--country", help="Compare within a country.")
def compare(
    dataset: Path,
    pool_path: Path,
    organisation: str,
    sector: str | None,
    size: str | None,
    country: str | None,
) -> None:
    """Say where the organisation of DATASET stands in the newest edition, dimension by dimension."""
    from scoring import benchmark
    from scoring.dataset import read_release
    from scoring.pool_cells import standing_in

    release, group = read_release(dataset), _group(sector, size, country)
    found = benchmark.edition(pool_path, release.questionnaire.id)
    held = benchmark.held_by(pool_path, found)
    click.echo(f"{_heading(found)} {_group_line(group)}")
    for dimension in release.questionnaire.dimensions:
        score, cell = release.total.scores.get(dimension.code), found.cell(group, dimension.code)
        if score is None or score.estimate is None or cell is None:
            click.echo(f"  {dimension.code:<10} nothing to compare")
        elif cell.hidden is not None:
            click.echo(f"  {dimension.code:<10} {HIDDEN[cell.hidden]}")
        else:
            at = standing_in(held, group, dimension.code, score.estimate.mean, organisation=organisation)
            click.echo(
                f"  {dimension.code:<10} {score.estimate.mean:.0f}; the pool {_cell_line(cell)};"
                f" {at.percent:.0f} % lie below ({at.low:.0f} to {at.high:.0f})"
            )


def _group(sector: str | None, size: str | None, country: str | None) -> Group:
    from scoring.pool_cells import ATTRIBUTES, Group

    chosen = [(a, v) for a, v in zip(ATTRIBUTES, (sector, size, country), strict=True) if v is not None]
    if len(chosen) > 1:
        raise CommandError(
            "Only one of sector, size and country can be chosen.",
            where="--sector, --size, --country",
            mend="Choose one: two together would leave too few organisations.",
        )
    return Group(*chosen[0]) if chosen else Group()


def _heading(of: Edition) -> str:
    return f"Edition {of.name}, {of.questionnaire}: {of.organisations} organisations since {of.since}."


def _group_line(group: Group) -> str:
    return "All organisations" if group.attribute is None else f"{group.attribute} {group.value}"


def _cell_line(cell: PoolCell) -> str:
    if cell.hidden is not None:
        return HIDDEN[cell.hidden]
    return ", ".join([f"n {cell.organisations}", *map(_quantile, cell.quantiles)])


def _quantile(found: Quantile) -> str:
    low, high = ("…" if end is None else f"{end:.0f}" for end in (found.low, found.high))
    return f"P{100 * found.at:.0f} {found.value:.0f} ({low} to {high})"
