"""What commands are given: questionnaires by path or name, files to make, moments with their time zone."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from survey.errors import CommandError

if TYPE_CHECKING:
    from rich.status import Status

    from questionnaires.model import Questionnaire


def questionnaire_named(name: str) -> Questionnaire:
    """Return the questionnaire in the file `name`, or the one of that name in the library."""
    from questionnaires import available, load, read

    path = Path(name)
    if not path.exists() and name in available():
        return load(name)
    if not path.exists():
        raise CommandError(
            f"There is no questionnaire {name!r}.",
            where=name,
            mend=f"Give the path of a questionnaire file, or one of the library: {', '.join(available())}.",
        )
    return read(path)


def require_new(path: Path, *, force: bool) -> None:
    """Refuse to write over a file without --force, and into a folder that is not there."""
    if path.is_dir():
        raise CommandError("This is a folder.", where=str(path), mend="Give the path of a file in it.")
    if path.exists() and not force:
        raise CommandError(
            "The file exists.", where=str(path), mend="Choose another name, or replace it with --force."
        )
    if not path.parent.is_dir():
        raise CommandError(
            "The folder does not exist.", where=str(path.parent), mend="Make it, or choose another."
        )


def zone_named(name: str) -> ZoneInfo:
    """Return a time zone by its name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise CommandError(
            f"There is no time zone {name[:40]!r}.",
            where="--timezone",
            mend="Write one such as Europe/Paris or UTC.",
        ) from error


def moment(text: str, zone: ZoneInfo, where: str, *, whole_day: bool = False) -> datetime:
    """Return the moment that a date, or a date and time, stands for in a time zone.

    A date alone is its beginning, or with `whole_day` its end. A local time that the clock skips in spring is as much
    later as the clock moves; one that comes twice in autumn is the first of the two. With an offset of its own the
    text needs no zone.
    """
    try:
        if len(text) <= len("2027-01-25"):
            day = date.fromisoformat(text) + timedelta(days=1 if whole_day else 0)
            local = datetime.combine(day, time(), zone)
        else:
            read = datetime.fromisoformat(text)
            local = read if read.tzinfo else read.replace(tzinfo=zone)
        return local.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise CommandError(
            f"{text[:40]!r} is no date, or one that does not exist.",
            where=where,
            mend="Write 2027-01-25, or 2027-01-25T18:00.",
        ) from error


def working(what: str) -> AbstractContextManager[Status]:
    """Show that something is going on, on a terminal only."""
    from rich.console import Console

    return Console(stderr=True).status(f"{what} …")
