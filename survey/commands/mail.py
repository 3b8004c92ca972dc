"""`sightline invite`, `remind`, `bounces` and `campaign mail-texts`: mail from the command line.

They write wishes; the worker sends. Nothing here sees a link.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from survey.commands.inputs import moment, require_new, zone_named
from survey.errors import CommandError

if TYPE_CHECKING:
    from survey.letters.texts import Kind, LetterText
    from survey.store.register import Register

OPERATOR = "operator"

_ID = click.argument("campaign")
_AT = click.option("--at", metavar="DATE", help="2027-01-25T08:00; as soon as it can be, if left out.")
_ZONE = click.option(
    "--timezone", default="UTC", show_default=True, help="Of the date, such as Europe/Paris."
)


@click.command()
@_ID
@_AT
@_ZONE
def invite(campaign: str, at: str | None, timezone: str) -> None:
    """Invite everybody on the list of CAMPAIGN who was not invited yet, once it is open."""
    _wish(campaign, "invitation", at, timezone)


@click.command()
@_ID
@_AT
@_ZONE
def remind(campaign: str, at: str | None, timezone: str) -> None:
    """Remind those of CAMPAIGN who have not answered, or everybody, as people were promised at launch."""
    _wish(campaign, "reminder", at, timezone)


@click.command()
@_ID
@click.argument("kind", type=click.Choice(["thanks", "results"]))
@_AT
@_ZONE
def tell(campaign: str, kind: str, at: str | None, timezone: str) -> None:
    """Write to everybody invited after the close of CAMPAIGN: thanks, or that results are there."""
    _wish(campaign, "thanks" if kind == "thanks" else "results", at, timezone)


@click.command()
def bounces() -> None:
    """Take in one mail, from standard input, that reports that a mail of ours was not delivered."""
    from survey.collection.bounces import read_report, take_report
    from survey.config import settings

    report = read_report(sys.stdin.buffer.read())
    with _register() as register:
        known = take_report(settings().home, register, report)
    click.echo("Noted." if known else "Nothing to note: the mail is late only, or none of ours.")


@click.command("mail-texts")
@_ID
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--import", "imported", is_flag=True, help="Take the texts from FOLDER instead of writing them."
)
def mail_texts(campaign: str, folder: Path, *, imported: bool) -> None:
    """Write the mail texts of CAMPAIGN into FOLDER, a file each: subject, empty line, text. Or take them."""
    if imported:
        click.echo(f"Took {_take_texts(campaign, folder)} texts.")
    else:
        click.echo(f"Wrote {_write_texts(campaign, folder)} texts into {folder}.")


@contextmanager
def _register() -> Iterator[Register]:
    """Open this installation's register for one command."""
    from survey.collection.installing import opened
    from survey.config import settings

    register = opened(settings())
    try:
        yield register
    finally:
        register.close()


def _wish(campaign: str, kind: Kind, at: str | None, timezone: str) -> None:
    from survey.campaigns.mail_operations import wish

    zone = zone_named(timezone)
    due = moment(at, zone, "--at") if at else None
    with _register() as register, register.writing() as db:
        wished = wish(db, campaign, kind, who=OPERATOR, now=datetime.now(UTC), due_at=due)
    click.echo(f"The worker sends it from {wished.due_at.astimezone(zone):%Y-%m-%d %H:%M} ({timezone}) on.")


def _write_texts(campaign: str, folder: Path) -> int:
    from survey.campaigns.mail_operations import texts_of
    from survey.letters.texts import KINDS
    from survey.store.register import campaigns

    with _register() as register, register.reading() as db:
        found = campaigns.get(db, campaign)
        texts = {
            folder / f"{kind}-{language}.txt": text
            for kind in KINDS
            for language, text in texts_of(db, found, kind).items()
        }
    folder.mkdir(exist_ok=True)
    for path in texts:
        require_new(path, force=False)
    for path, text in texts.items():
        path.write_text(f"{text.subject}\n\n{text.body}\n", encoding="utf-8")
    return len(texts)


def _take_texts(campaign: str, folder: Path) -> int:
    """Keep the texts in a folder, all of them or none."""
    from survey.campaigns.mail_operations import keep_text, languages_of
    from survey.letters.texts import KINDS
    from survey.store.register import campaigns

    with _register() as register, register.writing() as db:
        found = campaigns.get(db, campaign)
        kept = [
            keep_text(db, found, kind, language, _text_in(path), who=OPERATOR)
            for kind in KINDS
            for language in languages_of(found)
            if (path := folder / f"{kind}-{language}.txt").is_file()
        ]
    if not kept:
        raise CommandError(
            "There is no text in the folder.",
            where=str(folder),
            mend="Name the files as they are written, such as invitation-en.txt.",
        )
    return len(kept)


def _text_in(path: Path) -> LetterText:
    from survey.letters.texts import LONGEST_BODY, LetterText

    try:
        written = path.read_bytes()[: 8 * LONGEST_BODY].decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CommandError("The file is not UTF-8.", where=str(path), mend="Save it as UTF-8.") from error
    subject, _, body = written.replace("\r\n", "\n").partition("\n")
    return LetterText(subject, body)
