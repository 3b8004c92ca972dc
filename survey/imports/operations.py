"""Answers collected elsewhere -> a dataset. One verb; the command and, later, the page call the same one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from questionnaires.model import Questionnaire
from scoring.dataset import create
from scoring.disclosure import checked_threshold
from survey.errors import ResponsesError
from survey.imports.groups import head_counts_of, require_plausible
from survey.imports.responses import ImportedResponses, responses_of
from survey.imports.table import read_table


def import_dataset(
    questionnaire: Questionnaire,
    responses: Path,
    output: Path,
    *,
    unit: str | None = None,
    segments: Mapping[str, str] | None = None,
    head_counts: Path | None = None,
    missing: Iterable[str] = (),
    threshold: int = 5,
) -> ImportedResponses:
    """Write a dataset from a file of answers and, if given, one of head counts; all of it or nothing.

    Raises
    ------
    ResponsesError
        For every problem of the two files.
    ScoringError
        When the threshold is too low.
    DatasetError
        When the dataset cannot be written.
    """
    checked_threshold(threshold)
    imported = responses_of(
        read_table(responses), questionnaire, unit=unit, segments=segments, missing=missing
    )
    if len(imported.responses) < threshold:
        raise ResponsesError(
            f"The file has {len(imported.responses)} responses; below {threshold} nothing could be shown.",
            where=str(responses),
            mend="Collect more answers before importing them.",
        )
    counts = head_counts_of(read_table(head_counts), questionnaire) if head_counts else ()
    if counts:
        require_plausible(imported.responses, counts, str(head_counts))
    create(
        output,
        questionnaire,
        imported.responses,
        head_counts=counts,
        comments=imported.comments,
        origin="imported",
        threshold=threshold,
    )
    return imported
