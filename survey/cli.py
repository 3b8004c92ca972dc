"""The command line, `sightline`: each command finds its inputs, calls one operation and says what came of it.

Exit codes: 0 done, 1 refused (what is wrong, where, how to mend it), 2 wrong usage, 130 interrupted. Heavy parts are
imported inside the commands that use them, so that `sightline --help` answers at once and nothing loads Flask.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from questionnaires.errors import SightlineError
from survey.commands import campaigns, channels, mail, operating, pool, serving, staff
from survey.commands.inputs import questionnaire_named as _questionnaire
from survey.commands.inputs import require_new as _require_new
from survey.commands.inputs import working as _working
from survey.errors import CommandError

if TYPE_CHECKING:
    from questionnaires.model import Questionnaire

EXIT_REFUSED = 1
EXIT_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and leave with its exit code; errors of ours are printed, never traced."""
    _write_any_character()
    try:
        code = sightline.main(arguments, prog_name="sightline", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except SightlineError as error:
        click.echo(str(error), err=True)
        code = EXIT_REFUSED
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted; nothing was left half done.", err=True)
        code = EXIT_INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = EXIT_REFUSED
    sys.exit(code)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sightline")
def sightline() -> None:
    """Find out why new ways of working are not adopted, and what to do about it."""


for command in (
    *(operating.init, operating.worker, serving.demo, serving.serve, staff.user),
    *(campaigns.campaign, operating.audit_anonymity),
    *(mail.invite, mail.remind, mail.tell, mail.bounces, pool.pool),
):
    sightline.add_command(command)
for command in (channels.preview, channels.poster, mail.mail_texts):
    campaigns.campaign.add_command(command)


@sightline.command()
@click.argument("questionnaire")
@click.option("--strict", is_flag=True, help="Refuse a questionnaire with remarks.")
@click.option("--preview", "shown", is_flag=True, help="Print it as a person reads it, with minutes.")
@click.option("--lang", "language", help="Language of the preview; without it, the questionnaire's first.")
def check(questionnaire: str, language: str | None, *, strict: bool, shown: bool) -> None:
    """Check QUESTIONNAIRE, a file or the name of one in the library."""
    from questionnaires import notes, warnings
    from questionnaires.duration import minutes

    found = _questionnaire(questionnaire)
    remarks = warnings(found)
    if strict and remarks:
        raise CommandError.of(remarks)
    if shown:
        click.echo(_previewed(found, language))
    for kind, problems in (("Remark", remarks), ("Note", notes(found))):
        for problem in problems:
            click.echo(f"{kind}. {problem}", err=True)
    click.echo(
        f"{found.id} version {found.version}: {len(found.items)} items in {len(found.dimensions)} dimensions"
        f" and {len(found.questions)} questions on {len(found.pages)} pages, about {minutes(found)} minutes,"
        f" in {', '.join(found.languages)}. It can be used;"
        f" {len(remarks) or 'no'} remark{'' if len(remarks) == 1 else 's'}."
    )


@sightline.command()
@click.argument("before")
@click.argument("after")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def diff(before: str, after: str, *, as_json: bool) -> None:
    """Tell what changed from BEFORE to AFTER, two questionnaires, and what it does to trends.

    Exit codes: 0 every trend is kept, 3 some trend is flagged, 4 some trend is broken.
    """
    from questionnaires.diff import diff as changes_between
    from survey import versions

    old, new = _questionnaire(before), _questionnaire(after)
    changes = changes_between(old, new)
    if as_json:
        click.echo(json.dumps(versions.as_json(old, new, changes), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(versions.lines(changes)))
    raise click.exceptions.Exit(versions.exit_code(changes))


@sightline.command("import-responses")
@click.argument("questionnaire")
@click.argument("responses", type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="The dataset to make.")
@click.option("--unit", metavar="COLUMN", help="Column with the unit's path, levels parted by '/'.")
@click.option(
    "--segment", "segments", metavar="CODE[=COLUMN]", multiple=True, help="Column of a declared segment."
)
@click.option("--headcounts", type=click.Path(path_type=Path), help="CSV with unit, segments and invited.")
@click.option(
    "--missing", multiple=True, metavar="MARK", help="A mark for no answer beside the empty cell, such as NA."
)
@click.option(
    "--threshold", default=5, show_default=True, help="Smallest group that will be shown; 5 or more."
)
@click.option("--force", is_flag=True, help="Replace the dataset if it exists.")
def import_responses(
    questionnaire: str,
    responses: Path,
    output: Path,
    unit: str | None,
    segments: tuple[str, ...],
    headcounts: Path | None,
    missing: tuple[str, ...],
    threshold: int,
    *,
    force: bool,
) -> None:
    """Make a dataset from RESPONSES, a CSV file of answers to QUESTIONNAIRE.

    Columns are matched to items by code. Names, addresses, numbers of persons and times are never stored.
    """
    from survey.imports.operations import import_dataset

    _require_new(output, force=force)
    columns = dict(_code_and_column(segment) for segment in segments)
    done = import_dataset(
        _questionnaire(questionnaire),
        responses,
        output,
        unit=unit,
        segments=columns,
        head_counts=headcounts,
        missing=missing,
        threshold=threshold,
    )
    click.echo(f"Used: {', '.join(done.used)}.")
    if done.dropped:
        click.echo(f"Dropped, never stored (persons, addresses, times): {', '.join(done.dropped)}.")
    if done.unused:
        click.echo(f"Not used: {', '.join(done.unused)}.")
    click.echo(f"{len(done.responses)} responses in {output}")


@sightline.command()
@click.argument("dataset", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object (schema: scoring/README.md).")
@click.option(
    "--seed", default=1, show_default=True, type=click.IntRange(min=0), help="Seed of every random draw."
)
def score(dataset: Path, *, as_json: bool, seed: int) -> None:
    """Score DATASET: figures, profiles and what may be shown are written into it."""
    from scoring.pipeline import score as score_dataset
    from scoring.summary import summary
    from survey.console import lines

    with _working("Scoring"):
        release = score_dataset(dataset, seed=seed)
    if as_json:
        click.echo(json.dumps(summary(release), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(lines(release)))


@sightline.command()
@click.argument("dataset", type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="The PDF to make.")
@click.option("--lang", "language", default="en", show_default=True, help="Language of the report.")
@click.option("--force", is_flag=True, help="Replace the report if it exists.")
def report(dataset: Path, output: Path, language: str, *, force: bool) -> None:
    """Make the report of a scored DATASET as PDF."""
    from scoring.dataset import read_release
    from survey.reports.builder import write_report

    _require_new(output, force=force)
    with _working("Making the report"):
        write_report(read_release(dataset), output, language=language)
    click.echo(str(output))


@sightline.command()
def doctor() -> None:
    """Say whether this machine has what Sightline needs, and how to get what is missing."""
    from survey.doctor import examine

    findings = examine()
    for finding in findings:
        click.echo(f"{'ok     ' if finding.good else 'MISSING'}  {finding.what}: {finding.found}")
    missing = [finding for finding in findings if not finding.good]
    if missing:
        raise CommandError.of([finding.problem for finding in missing])


def _previewed(questionnaire: Questionnaire, language: str | None) -> str:
    from questionnaires.preview import preview

    chosen = language or questionnaire.languages[0]
    if chosen not in questionnaire.languages:
        raise CommandError(
            f"The questionnaire does not speak {chosen!r}.",
            where="--lang",
            mend=f"Use one of {', '.join(questionnaire.languages)}.",
        )
    return preview(questionnaire, chosen)


def _code_and_column(segment: str) -> tuple[str, str]:
    code, _, column = segment.partition("=")
    return code, column or code


def _write_any_character() -> None:
    """Write what the terminal cannot show as escapes, rather than fail: LC_ALL=C is no reason to stop."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
