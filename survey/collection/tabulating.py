"""Ballots -> what a dataset is made of: answers with unit and segments, comments in blocks, head counts.

With a list of people, unit and segments are those of the stratum, whatever an answer says. With an open link or at a
kiosk the unit is the link's and the segments were asked; here they are pooled until enough *respondents* share each
combination, since nobody knows who was invited.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from questionnaires.answers import Answer, AnswerError, Answers, asked_answers, checked, segments_of
from questionnaires.model import Questionnaire
from scoring.answered import Answered, comments_from, responses_from
from scoring.comment_blocks import comment_blocks
from scoring.masking import masked
from scoring.responses import Comment, HeadCount, Responses
from survey.collection.strata import Group, Member, coarsen
from survey.store.ballots import Response
from survey.store.register import groups


@dataclass(frozen=True)
class Tables:
    """What goes into the dataset. `unfit` counts answers that the questionnaire does not allow: they are dropped."""

    responses: Responses
    comments: tuple[Comment, ...]
    head_counts: tuple[HeadCount, ...]
    unfit: int


def tables_of(
    questionnaire: Questionnaire,
    ballots: Iterable[Response],
    strata: Sequence[groups.Stratum],
    *,
    names: frozenset[str],
    threshold: int,
    asked: bool,
) -> Tables:
    """Return the tables of a campaign; `asked` says that people gave their segments themselves."""
    by_code = {stratum.code: stratum for stratum in strata}
    form = questionnaire if asked else questionnaire.without([each.code for each in questionnaire.segments])
    people, unfit = [], 0
    for ballot in ballots:
        stratum = by_code[ballot.stratum]
        known = {} if asked else stratum.segments
        answers, dropped = _fitting(form, ballot.ballot.answers, known)
        unfit += dropped
        segments = segments_of(questionnaire, answers if asked else known)
        people.append(
            Answered(answers, stratum.unit, segments, ballot.ballot.drawn, ballot.ballot.fast_pages)
        )
    placed = _pooled(questionnaire, people, threshold) if asked else people
    return Tables(
        responses_from(questionnaire, placed),
        _comments(questionnaire, placed, names, threshold),
        tuple(
            HeadCount(stratum.unit, stratum.invited, stratum.segments)
            for stratum in strata
            if stratum.invited
        ),
        unfit,
    )


def _fitting(
    form: Questionnaire, answers: Answers, known: Mapping[str, str]
) -> tuple[dict[str, Answer], int]:
    """Return the answers that were asked and fit, and how many did not fit: one odd answer must not stop a freeze."""
    fitting: dict[str, Answer] = {}
    unfit = 0
    for code, raw in answers.items():
        try:
            answer = checked(form, code, raw)
        except AnswerError:
            unfit += 1
        else:
            fitting |= {} if answer is None else {code: answer}
    return asked_answers(form, {**fitting, **known}), unfit


def _pooled(questionnaire: Questionnaire, people: Sequence[Answered], threshold: int) -> list[Answered]:
    """Return people with what enough respondents share of unit and segments."""
    order = [segment.code for segment in questionnaire.segments]
    members = [
        Member(person.unit, {code: value for code, value in person.segments.items() if value is not None})
        for person in people
    ]
    strata = coarsen(members, order, threshold=threshold)
    return [
        _as(person, strata.groups[code], order) for person, code in zip(people, strata.codes, strict=True)
    ]


def _as(person: Answered, group: Group, segments: Sequence[str]) -> Answered:
    return Answered(
        person.answers,
        group.unit,
        {code: group.segments.get(code) for code in segments},
        person.drawn,
        person.fast_pages,
    )


def _comments(
    questionnaire: Questionnaire, people: Sequence[Answered], names: frozenset[str], threshold: int
) -> tuple[Comment, ...]:
    """Return comments without names, in their blocks; none where too few people answered to hide in any."""
    blocks = [
        block for block in comment_blocks([person.unit for person in people], threshold) if block is not None
    ]
    if len(blocks) < len(people):
        return ()
    written = comments_from(questionnaire, people, blocks=blocks)
    return tuple(Comment(each.question, each.block, masked(each.text, names)) for each in written)
