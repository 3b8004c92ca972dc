"""The dataset: one wave in one SQLite file, the heart of everything downstream. The only module that opens it.

No name, address, token or time is in it, and its rows lie in random order under random ids.

    about            key, value: origin, threshold, made_with, fingerprint, released_hash, model (JSON card)
    questionnaire    id, version, hash, yaml: the text people answered, resolved into one file
    codebook         variable, value, code, language, label: what each column asks (value NULL) and each number means
    responses        response_id, unit, one TEXT column a segment, one INTEGER column an item:
                     0 and more a point of the scale, -1, -2, … an outside answer ("I don't know"), NULL no answer;
                     the columns of the questions (see questionnaires/columns.py), REAL where a number has decimals;
                     fast_pages, drawn_order, drawn_goals, drawn_sets: filled by campaigns only
    comments         question, block, text: own words, shuffled; no key leads to who wrote them
    goals            code, language, name, weight
    head_counts      unit, one column a segment, invited
    person_scores    response_id, one REAL column a dimension (0-100), flagged, profile, probability
    released         cell, measure, n, value, hidden, detail: all that may leave the file (see release_rows)

Every table is STRICT. `PRAGMA application_id` says that the file is ours, `PRAGMA user_version` which tables it has.
The trap: SQLite's own integrity check misses most flipped bits, so `fingerprint`, a SHA-256 over the rows, is
compared whenever the file is read; a file that was changed or damaged is refused, never scored.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast, get_args

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from questionnaires import content_hash, parse, to_yaml
from questionnaires.errors import QuestionnaireError
from questionnaires.model import Questionnaire
from scoring.dataset_rows import (
    COLLECTED,
    RELEASED_TABLE,
    codebook_rows,
    column_types,
    goal_rows,
    question_columns,
    response_names,
    response_rows,
)
from scoring.disclosure import checked_threshold
from scoring.errors import DatasetError
from scoring.packed import packed, unpacked
from scoring.release import Origin, Release
from scoring.release_rows import ReleasedRow, release_of, rows_of
from scoring.responses import Comment, HeadCount, Responses, parse_path, path_text
from scoring.sqlite_file import (
    APPLICATION_ID,
    SCHEMA_VERSION,
    connection,
    explained,
    immediately,
    opened,
    require_sound,
    require_writable,
)

_TABLES = (
    *("about", "questionnaire", "codebook", "responses", "comments", "goals", "head_counts"),
    *("person_scores", "released"),
)


@dataclass(frozen=True)
class Dataset:
    """Everything that scoring reads from the file."""

    questionnaire: Questionnaire
    response_ids: tuple[str, ...]
    responses: Responses
    head_counts: tuple[HeadCount, ...]
    origin: Origin
    threshold: int
    fingerprint: str
    comments: tuple[Comment, ...] = ()


@dataclass(frozen=True)
class PersonScores:
    """What scoring found of each person, in the dataset's order; it never leaves the file."""

    scores: NDArray[np.float64]
    flagged: NDArray[np.bool_]
    profile: tuple[str | None, ...]
    probability: NDArray[np.float64]


def create(
    path: Path,
    questionnaire: Questionnaire,
    responses: Responses,
    *,
    head_counts: Sequence[HeadCount] = (),
    comments: Sequence[Comment] = (),
    origin: Origin,
    threshold: int = 5,
) -> None:
    """Write a new dataset under `path`, replacing what is there; complete or not at all.

    People get fresh random ids and are stored in the ids' order, and comments in random order, so that nothing of the
    order they came in is left.

    Raises
    ------
    ScoringError
        When the threshold is too low.
    DatasetError
        When the folder cannot be written or the disk is full.
    """
    checked_threshold(threshold)
    about = {"origin": origin, "threshold": str(threshold), "made_with": f"sightline {version('sightline')}"}
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    with explained(path):
        require_writable(path.parent)
        try:
            with connection(temporary, mode="rwc") as db:
                _create_tables(db, questionnaire)
                with immediately(db):
                    _insert_questionnaire(db, questionnaire)
                    _insert_responses(db, questionnaire, responses)
                    _insert_comments(db, comments)
                    _insert_head_counts(db, questionnaire, head_counts)
                    _set_about(db, {**about, "fingerprint": _fingerprint(db, about)})
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)


def read(path: Path) -> Dataset:
    """Return the dataset, checked against its fingerprint; the file is opened for reading only.

    Raises
    ------
    DatasetError
        When the file is missing, not a dataset, of a newer version, locked, damaged or changed.
    """
    with opened(path, tables=_TABLES) as db:
        require_sound(db, path)
        about = _about(db)
        questionnaire = _questionnaire(db, path)
        if about.get("fingerprint") != _fingerprint(db, about):
            raise DatasetError(
                "The answers do not match the dataset's fingerprint: the file was damaged or changed.",
                where=str(path),
                mend="Take the file from a backup, or import the answers again.",
            )
        ids, responses = _responses(db, questionnaire)
        return Dataset(
            questionnaire=questionnaire,
            response_ids=ids,
            responses=responses,
            head_counts=_head_counts(db, questionnaire),
            origin=_origin(about, path),
            threshold=checked_threshold(int(about["threshold"])),
            fingerprint=about["fingerprint"],
            comments=_comments(db),
        )


def write_scores(
    path: Path, dataset: Dataset, people: PersonScores, model: str | None, release: Release
) -> None:
    """Write what scoring found, in one transaction, in place of any earlier scores.

    Raises
    ------
    DatasetError
        When the file is read-only, locked or the disk is full; the earlier scores then still stand.
    """
    with explained(path):
        require_writable(path)
        require_writable(path.parent)
        with opened(path, tables=_TABLES, mode="rw") as db, immediately(db):
            _replace_person_scores(db, dataset, people)
            _replace_released(db, rows_of(release))
            _set_about(db, {"model": model or "", "released_hash": _hash_of_rows(_released_rows(db))})


def read_release(path: Path) -> Release:
    """Return what may leave the dataset.

    Raises
    ------
    DatasetError
        When the dataset has not been scored yet, or its released figures were damaged or changed.
    """
    with opened(path, tables=_TABLES) as db:
        about = _about(db)
        if "released_hash" not in about:
            raise DatasetError(
                "The dataset has not been scored yet, so nothing of it may be shown.",
                where=str(path),
                mend=f"Run: sightline score {path}",
            )
        rows = list(_released_rows(db))
        if about["released_hash"] != _hash_of_rows(rows):
            raise DatasetError(
                "The released figures do not match their checksum: the file was damaged or changed.",
                where=str(path),
                mend=f"Run: sightline score {path}",
            )
        released = [
            ReleasedRow(*cast("tuple[str, str, int | None, float | None, str | None, str]", row))
            for row in rows
        ]
        return release_of(_questionnaire(db, path), released, where=str(path))


def _create_tables(db: Database, questionnaire: Questionnaire) -> None:
    segments = {segment.code: str for segment in questionnaire.segments}
    dimensions = {dimension.code: float for dimension in questionnaire.dimensions}
    db.execute(f"PRAGMA application_id={APPLICATION_ID}")
    db.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
    db.table("about").create({"key": str, "value": str}, pk="key", not_null=["value"])
    db.table("questionnaire").create({"id": str, "version": str, "hash": str, "yaml": str}, pk="id")
    db.table("codebook").create({"variable": str, "value": int, "code": str, "language": str, "label": str})
    db.table("responses").create(
        {"response_id": str, "unit": str, **segments, **column_types(questionnaire)},
        pk="response_id",
        not_null=["unit"],
    )
    db.table("comments").create({"question": str, "block": str, "text": str}, not_null=["question", "block"])
    db.table("goals").create({"code": str, "language": str, "name": str, "weight": float})
    db.table("head_counts").create({"unit": str, **segments, "invited": int}, not_null=["unit", "invited"])
    db.table("person_scores").create(
        {"response_id": str, **dimensions, "flagged": int, "profile": str, "probability": float},
        pk="response_id",
    )
    db.execute(RELEASED_TABLE)


def _insert_questionnaire(db: Database, questionnaire: Questionnaire) -> None:
    db.table("questionnaire").insert(
        {
            "id": questionnaire.id,
            "version": questionnaire.version,
            "hash": content_hash(questionnaire),
            "yaml": to_yaml(questionnaire),
        }
    )
    db.table("codebook").insert_all(codebook_rows(questionnaire))
    db.table("goals").insert_all(goal_rows(questionnaire))


def _insert_responses(db: Database, questionnaire: Questionnaire, responses: Responses) -> None:
    """Insert everybody under a random id, in the order of the ids: the file tells nothing of who came first."""
    rows = [(secrets.token_hex(16), *row) for row in response_rows(questionnaire, responses)]
    _insert_rows(db, "responses", ["response_id", *response_names(questionnaire)], sorted(rows))


def _insert_comments(db: Database, comments: Sequence[Comment]) -> None:
    """Insert comments in random order: two by one person do not lie together."""
    rows = [(comment.question, path_text(comment.block), comment.text) for comment in comments]
    secrets.SystemRandom().shuffle(rows)
    _insert_rows(db, "comments", ["question", "block", "text"], rows)


def _insert_head_counts(db: Database, questionnaire: Questionnaire, head_counts: Sequence[HeadCount]) -> None:
    codes = [segment.code for segment in questionnaire.segments]
    rows = [
        (path_text(count.unit), *(count.segments.get(code) for code in codes), count.invited)
        for count in head_counts
    ]
    _insert_rows(db, "head_counts", ["unit", *codes, "invited"], rows)


def _insert_rows(db: Database, table: str, names: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Insert rows as they are; a wide questionnaire has more columns than one batch may have variables."""
    if names:
        columns, places = ", ".join(f"[{name}]" for name in names), ", ".join("?" * len(names))
        db.conn.executemany(f"INSERT INTO [{table}] ({columns}) VALUES ({places})", rows)  # noqa: S608  checked codes


def _replace_person_scores(db: Database, dataset: Dataset, people: PersonScores) -> None:
    db.execute("DELETE FROM person_scores")
    scores = [[None if np.isnan(x) else x for x in row] for row in people.scores.tolist()]
    rows = (
        (person, *score, int(flagged), profile, None if np.isnan(probability) else float(probability))
        for person, score, flagged, profile, probability in zip(
            dataset.response_ids, scores, people.flagged, people.profile, people.probability, strict=True
        )
    )
    dimensions = [dimension.code for dimension in dataset.questionnaire.dimensions]
    _insert_rows(db, "person_scores", ["response_id", *dimensions, "flagged", "profile", "probability"], rows)


def _replace_released(db: Database, rows: Iterable[ReleasedRow]) -> None:
    """Make the table anew: one that an earlier version made knows fewer reasons."""
    db.execute("DROP TABLE released")
    db.execute(RELEASED_TABLE)
    _insert_rows(db, "released", ["cell", "measure", "n", "value", "hidden", "detail"], map(astuple, rows))


def _set_about(db: Database, values: Mapping[str, str]) -> None:
    db.table("about").upsert_all(({"key": key, "value": value} for key, value in values.items()), pk="key")


def _about(db: Database) -> dict[str, str]:
    return dict(db.execute("SELECT key, value FROM about").fetchall())


def _origin(about: Mapping[str, str], path: Path) -> Origin:
    if about["origin"] not in get_args(Origin):
        raise DatasetError(
            f"The dataset's origin {about['origin']!r} is not known.",
            where=str(path),
            mend="Import the answers again.",
        )
    return cast("Origin", about["origin"])


def _questionnaire(db: Database, path: Path) -> Questionnaire:
    row = db.execute("SELECT yaml FROM questionnaire").fetchone()
    try:
        return parse(row[0] if row else "", name=f"{path}, questionnaire")
    except QuestionnaireError as error:
        raise DatasetError.of(error.problems) from error


def _responses(db: Database, questionnaire: Questionnaire) -> tuple[tuple[str, ...], Responses]:
    segments = [segment.code for segment in questionnaire.segments]
    items = [item.code for item in questionnaire.items]
    names = ", ".join(["response_id", "unit", *(f"[{code}]" for code in segments), packed(items)])
    people = db.execute(f"SELECT {names} FROM responses ORDER BY response_id").fetchall()  # noqa: S608  checked codes
    *found, answers = zip(*people, strict=True) if people else [()] * (3 + len(segments))
    paths = {unit: parse_path(unit) for unit in set(found[1])}
    responses = Responses(
        answers=unpacked(answers, len(items)) if items else np.empty((len(people), 0), dtype=np.int8),
        units=tuple(paths[unit] for unit in found[1]),
        segments=dict(zip(segments, found[2:], strict=True)),
        columns=_columns(db, questionnaire, len(people)),
    )
    return tuple(found[0]), responses


def _columns(db: Database, questionnaire: Questionnaire, people: int) -> dict[str, NDArray[np.float64]]:
    """Return the columns of the questions, and those of campaigns where one has filled them."""
    names = [*(column.name for column in question_columns(questionnaire)), *COLLECTED]
    selected = ", ".join(f"[{name}]" for name in names)
    rows = db.execute(f"SELECT {selected} FROM responses ORDER BY response_id").fetchall()  # noqa: S608  checked codes
    found = np.array(rows, dtype=np.float64).reshape(people, len(names))
    kept = {name: found[:, place] for place, name in enumerate(names)}
    return {
        name: column for name, column in kept.items() if name not in COLLECTED or not np.isnan(column).all()
    }


def _comments(db: Database) -> tuple[Comment, ...]:
    rows = db.execute("SELECT question, block, text FROM comments ORDER BY rowid")
    return tuple(Comment(question, parse_path(block), text) for question, block, text in rows)


def _head_counts(db: Database, questionnaire: Questionnaire) -> tuple[HeadCount, ...]:
    codes = [segment.code for segment in questionnaire.segments]
    names = ", ".join(["unit", "invited", *(f"[{code}]" for code in codes)])
    rows = db.execute(f"SELECT {names} FROM head_counts ORDER BY rowid")  # noqa: S608  checked codes
    return tuple(
        HeadCount(
            parse_path(unit), invited, {c: v for c, v in zip(codes, values, strict=True) if v is not None}
        )
        for unit, invited, *values in rows
    )


def _released_rows(db: Database) -> Iterator[tuple[Any, ...]]:
    yield from db.execute(
        "SELECT cell, measure, n, value, hidden, detail FROM released ORDER BY cell, measure"
    )


def _fingerprint(db: Database, about: Mapping[str, str]) -> str:
    """Return the SHA-256 over all that was put in, whatever the pages of the file look like."""
    parts: list[Iterable[tuple[object, ...]]] = [
        [(APPLICATION_ID, SCHEMA_VERSION, about["origin"], about["threshold"])],
        db.execute("SELECT id, version, hash, yaml FROM questionnaire"),
        db.execute("SELECT * FROM responses ORDER BY response_id"),
        db.execute("SELECT question, block, text FROM comments ORDER BY rowid"),
        db.execute("SELECT code, language, name, weight FROM goals ORDER BY rowid"),
        db.execute("SELECT * FROM head_counts ORDER BY rowid"),
    ]
    return _hash_of_rows(row for part in parts for row in part)


def _hash_of_rows(rows: Iterable[tuple[object, ...]]) -> str:
    digest = hashlib.sha256()
    for row in rows:
        digest.update(json.dumps(row, ensure_ascii=False).encode() + b"\n")
    return digest.hexdigest()
