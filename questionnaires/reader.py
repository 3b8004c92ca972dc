"""Questionnaire files -> questionnaires. All faults of a file are told at once.

A form may name a bank: its `items:` then lists codes of the bank, and what those items need comes with them. The
result holds everything; nothing is looked up later.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from questionnaires.bank import NO_BANK, Bank, banks, load_bank
from questionnaires.columns import LONGEST_NAME, MOST_COLUMNS, columns
from questionnaires.errors import QuestionnaireError
from questionnaires.fields import Fields, Names, Taken
from questionnaires.head import ID, read_id, read_languages, read_target, read_version, require_format
from questionnaires.maturity import Answers, read_maturity, read_profile_names
from questionnaires.model import Dimension, Item, Questionnaire, Scale, SubScore, Text
from questionnaires.nodes import LARGEST_BYTES, parse_nodes
from questionnaires.option_parts import Shared, read_lists
from questionnaires.page_parts import lines_of, read_pages, require_sense
from questionnaires.parts import (
    RESERVED,
    Known,
    Languages,
    read_dimensions,
    read_goals,
    read_items,
    read_scales,
    read_scope,
    read_scopes,
    read_segments,
    read_sub_scores,
    read_words,
)
from questionnaires.problems import Problems, meant, quoted
from questionnaires.question_parts import read_questions
from questionnaires.questions import Check, Question, Single, inner_of

QUESTIONNAIRE = (
    *(
        "format",
        "id",
        "version",
        "languages",
        "title",
        "intro",
        "target_minutes",
        "bank",
        "words",
        "scope",
        "scopes",
        "goals",
    ),
    *("scales", "dimensions", "items", "lists", "questions", "attention_check", "pages", "segments"),
    *("sub_scores", "maturity", "profiles", "random_seed"),
)
LARGEST_SEED = 2**31 - 1

_Part = TypeVar("_Part", Scale, Dimension, SubScore)


def read(path: Path) -> Questionnaire:
    """Return the questionnaire in the file at `path`.

    Raises
    ------
    QuestionnaireError
        With every problem of the file, each with its line.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise QuestionnaireError(
            f"The file cannot be read ({error.strerror or error}).",
            where=str(path),
            mend="Check the path and its permissions.",
        ) from error
    return parse(content, name=str(path))


def parse(content: str | bytes, name: str = "questionnaire.yaml") -> Questionnaire:
    """Return the questionnaire in a YAML text; `name` is how messages call the file.

    Raises
    ------
    QuestionnaireError
        With every problem of the text, each with its line.
    """
    problems = Problems(name)
    fields = Fields(parse_nodes(content, problems), "the questionnaire", problems, known=QUESTIONNAIRE)
    questionnaire = _questionnaire(fields)
    problems.raise_found()
    # What hangs on several parts is only asked of a file whose parts are whole: else one fault would be told twice.
    _require_names(fields, questionnaire)
    require_sense(fields, questionnaire)
    problems.raise_found()
    return questionnaire


def _questionnaire(fields: Fields) -> Questionnaire:
    require_format(fields)
    questionnaire_id, version, languages = read_id(fields), read_version(fields), read_languages(fields)
    title, intro = fields.text("title", languages), fields.optional_text("intro", languages)
    bank, taken = _bank(fields, languages), Taken(fields.problems, RESERVED)
    scopes = {**bank.scopes, **read_scopes(fields, languages)}
    scales = _joined(fields, "scales", bank.scales, read_scales(fields, languages))
    dimensions = _joined(fields, "dimensions", bank.dimensions, read_dimensions(fields, languages))
    items = read_items(fields, languages, _known(bank, scales, dimensions), taken)
    shared = _shared(fields, languages, bank, scales, scopes)
    questions = read_questions(fields, shared, taken)
    segments = read_segments(fields, shared, taken)
    scales = _used(scales, bank.scales, {item.scale for item in items} | _scales_of(questions))
    dimensions = _used(dimensions, bank.dimensions, {item.dimension for item in items})
    _require_items(fields, dimensions, items)
    sub_scores = _joined(
        fields, "sub_scores", _selected(bank.sub_scores, items), read_sub_scores(fields, languages, items)
    )
    return Questionnaire(
        id=questionnaire_id,
        version=version,
        languages=languages,
        title=title,
        intro=intro,
        words={**bank.words, **read_words(fields, languages)},
        scope=read_scope(fields, scopes),
        scopes=scopes,
        goals=read_goals(fields, languages),
        scales=scales,
        dimensions=dimensions,
        items=items,
        questions=questions,
        attention_check=fields.flag("attention_check"),
        pages=read_pages(fields, languages, (*items, *questions), segments, dimensions),
        segments=segments,
        sub_scores=sub_scores,
        maturity=read_maturity(fields, languages, _answers(scales, dimensions, items)),
        profile_names=read_profile_names(fields, languages),
        random_seed=fields.whole("random_seed", low=0, high=LARGEST_SEED, default=0),
        target_minutes=read_target(fields),
    )


def _shared(
    fields: Fields,
    languages: Languages,
    bank: Bank,
    scales: tuple[Scale, ...],
    scopes: Mapping[str, Mapping[str, Text]],
) -> Shared:
    shared = Shared(
        languages,
        scales={scale.code: scale for scale in scales},
        scopes=tuple(scopes),
        questions={question.code: question for question in bank.questions},
        segments={segment.code: segment for segment in bank.segments},
    )
    return replace(shared, lists={**bank.lists, **read_lists(fields, shared)})


def _scales_of(questions: tuple[Question, ...]) -> set[str]:
    asked = [*questions, *(part for question in questions for part in inner_of(question))]
    return {each.scale for each in asked if isinstance(each, (Single, Check))}


def _require_names(fields: Fields, questionnaire: Questionnaire) -> None:
    """Note columns of the dataset whose names are too long or alike, each made of two codes; and too many columns."""
    if len(columns(questionnaire)) > MOST_COLUMNS:
        fields.refuse(
            "questions",
            f"The answers fill {len(columns(questionnaire)):,} columns.",
            f"Ask fewer questions with fewer options: {MOST_COLUMNS:,} is the most a dataset can hold.",
        )
    lines, taken = lines_of(fields), dict.fromkeys(RESERVED, "the dataset")
    taken |= {segment.code.lower(): "a segment" for segment in questionnaire.segments}
    for column in columns(questionnaire):
        if len(column.name) > LONGEST_NAME:
            fields.problems.note(
                f"The column {column.name!r} of {column.question!r} has {len(column.name)} characters.",
                lines.get(column.question, fields.line),
                f"Shorten one of its codes: together they may have {LONGEST_NAME}.",
            )
        if column.name.lower() in taken:
            fields.problems.note(
                f"{column.question!r} has the column {column.name!r}, and so has {taken[column.name.lower()]}.",
                lines.get(column.question, fields.line),
                "Rename an option, a goal or the question.",
            )
        taken.setdefault(column.name.lower(), repr(column.question))


def _bank(fields: Fields, languages: Languages) -> Bank:
    """Return the bank that the file names; without it the items cannot be known, so the reading stops there."""
    node = fields.optional("bank")
    if node is None:
        return NO_BANK
    name = fields.as_code(
        node, "a bank", pattern=ID, rule=f"Name a bank, never a path: {', '.join(banks())}."
    )
    if name not in banks():
        if name:
            fields.refuse(
                "bank",
                f"There is no bank {quoted(name)}.",
                f"{meant(name, banks())}Use one of {', '.join(banks())}.",
            )
        fields.problems.raise_found()
    bank = load_bank(name)
    missing = [language for language in languages if language not in bank.languages]
    if missing:
        fields.refuse(
            "languages",
            f"The bank {name!r} has no texts in {', '.join(missing)}.",
            f"Use {', '.join(bank.languages)}.",
        )
        fields.problems.raise_found()
    return bank.speaking(languages)


def _known(bank: Bank, scales: tuple[Scale, ...], dimensions: tuple[Dimension, ...]) -> Known:
    return Known(
        {item.code: item for item in bank.items},
        Names("scale", "scales", [scale.code for scale in scales]),
        Names("dimension", "dimensions", [dimension.code for dimension in dimensions]),
    )


def _joined(fields: Fields, key: str, banked: tuple[_Part, ...], own: tuple[_Part, ...]) -> tuple[_Part, ...]:
    """Return the parts of the bank and those of the file; what the bank defines, the file may not."""
    codes = {part.code for part in banked}
    lines = fields.optional_table(key).lines if own else {}
    for part in own:
        if part.code in codes:
            fields.problems.note(
                f"The bank has {part.code!r} under '{key}:' already.",
                lines[part.code],
                "Leave it out to use the bank's, or give yours another code.",
            )
    return banked + own


def _used(parts: tuple[_Part, ...], banked: tuple[_Part, ...], used: set[str]) -> tuple[_Part, ...]:
    """Return the parts without those of the bank that no item uses."""
    return tuple(part for part in parts if part.code in used or part not in banked)


def _selected(scores: tuple[SubScore, ...], items: tuple[Item, ...]) -> tuple[SubScore, ...]:
    """Return the bank's sub-scores over the items that the file has."""
    codes = {item.code for item in items}
    kept = [replace(score, items=tuple(code for code in score.items if code in codes)) for score in scores]
    return tuple(score for score in kept if score.items)


def _require_items(fields: Fields, dimensions: tuple[Dimension, ...], items: tuple[Item, ...]) -> None:
    """Note dimensions that nothing measures, unless an item's own fault may be why."""
    measured = {item.dimension for item in items}
    if "" in measured:
        return
    for dimension in dimensions:
        if dimension.code not in measured:
            fields.problems.note(
                f"The dimension {dimension.code!r} has no items.",
                fields.optional_table("dimensions").lines.get(dimension.code, fields.line),
                "Give it items, or delete it.",
            )


def _answers(
    scales: tuple[Scale, ...], dimensions: tuple[Dimension, ...], items: tuple[Item, ...]
) -> Answers:
    """Return, for each dimension, the outside answers that all its items offer."""
    outside = {scale.code: {answer.code for answer in scale.outside} for scale in scales}
    offered = {
        dimension.code: [outside.get(item.scale, set()) for item in items if item.dimension == dimension.code]
        for dimension in dimensions
    }
    return {code: sorted(set.intersection(*each)) if each else [] for code, each in offered.items()}
