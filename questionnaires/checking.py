"""Each type's rule for what is an answer to it: raw input -> canonical answer. See answers.py for the table.

The trap: what no longer belongs to an answer does not count, and is left out here and nowhere else: words to a choice
that was taken back, the sight of a goal that is not one's own.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence

from questionnaires.model import LONGEST_GOAL, Item, Questionnaire, Scale, Segment
from questionnaires.problems import listed, quoted
from questionnaires.questions import (
    BestWorst,
    Check,
    GoalBlock,
    GoalEntry,
    Multiple,
    Number,
    Option,
    Points,
    Question,
    Ranking,
    Rating,
    Single,
    Writing,
)
from questionnaires.raw import (
    decimal,
    is_empty,
    keys_of,
    list_of,
    refuse,
    shown,
    whole,
    without_groups,
    words,
)

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
Answer = int | float | str | list[Json] | dict[str, Json]

LONGEST_OTHER = 200
"""Characters of the words to an "other" option, and of a remark."""


def checked(questionnaire: Questionnaire, question: Item | Question | Segment, raw: object) -> Answer | None:
    """Return the canonical answer to `question`, or None where nothing was answered; refuse all else."""
    return _CHECKS[type(question)](questionnaire, question, raw)


# -- numbers


def _number(questionnaire: Questionnaire, question: Number, raw: object) -> Answer | None:  # noqa: ARG001
    if is_empty(raw):
        return None
    low, high, where = question.low, question.high, question.code
    if not question.decimals:
        return whole(where, without_groups(raw), math.ceil(low), math.floor(high))
    value = decimal(where, raw)
    if not low <= value <= high:
        refuse(
            where,
            f"{value:g} is out of range.",
            f"Give a number from {low:g} to {high:g}.",
            "range",
            limit=high if value > high else low,
        )
    if round(value, question.decimals) != value:
        refuse(
            where,
            f"{value:g} has more than {question.decimals} decimals.",
            "Round it.",
            "decimals",
            limit=question.decimals,
        )
    return int(value) if value == int(value) else value


def _rating(questionnaire: Questionnaire, question: Rating, raw: object) -> Answer | None:  # noqa: ARG001
    return None if is_empty(raw) else whole(question.code, raw, question.low, question.high)


# -- words


def _writing(questionnaire: Questionnaire, question: Writing, raw: object) -> Answer | None:  # noqa: ARG001
    return words(question.code, raw, question.most_characters, lines=question.long) or None


# -- scales and options


def _on_scale(
    questionnaire: Questionnaire, asked: Item | Check | Single, raw: object, within: str = ""
) -> Answer | None:
    return _point(within + asked.code, questionnaire.scale_of[asked.code], raw)


def _point(where: str, scale: Scale, raw: object) -> Answer | None:
    if is_empty(raw):
        return None
    outside = [answer.code for answer in scale.outside]
    if isinstance(raw, str) and raw.strip() in outside:
        return raw.strip()
    if isinstance(raw, str) and re.match(r"[A-Za-z]", raw.strip()):
        refuse(
            where,
            f"The answer is {shown(raw)}.",
            f"Use {scale.lowest} to {scale.highest}{''.join(f', {code}' for code in outside)}.",
            "option",
        )
    return whole(where, raw, scale.lowest, scale.highest)


def _single(questionnaire: Questionnaire, question: Single, raw: object, within: str = "") -> Answer | None:
    if question.scale:
        return _on_scale(questionnaire, question, raw, within)
    where = within + question.code
    keys = keys_of(where, raw, ("chosen", "text")) if isinstance(raw, Mapping) else {"chosen": raw}
    if is_empty(keys.get("chosen")):
        return None
    options = _by_code(questionnaire, question)
    chosen = _option(where, options, keys["chosen"])
    text = words(where, keys.get("text"), LONGEST_OTHER) if options[chosen].other else ""
    return {"chosen": chosen, "text": text} if text else chosen


def _segment(questionnaire: Questionnaire, segment: Segment, raw: object) -> Answer | None:
    return None if is_empty(raw) else _option(segment.code, _by_code(questionnaire, segment), raw)


def _by_code(questionnaire: Questionnaire, question: object) -> dict[str, Option]:
    return {option.code: option for option in questionnaire.options_for(question)}


def _option(where: str, options: Mapping[str, Option], raw: object) -> str:
    code = raw.strip() if isinstance(raw, str) else ""
    if code not in options:
        refuse(where, f"The answer is {shown(raw)}.", f"Use one of {listed(options)}.", "option")
    return code


def _codes(where: str, options: Mapping[str, Option], raw: object) -> list[str]:
    """Return codes of options, each once, in the order in which they came."""
    given = [each for each in list_of(where, raw, 2 * len(options)) if not is_empty(each)]
    return list(dict.fromkeys(_option(where, options, each) for each in given))


def _require_together(
    where: str, options: Mapping[str, Option], codes: Sequence[str], most: int | None
) -> None:
    alone = [code for code in codes if options[code].alone]
    if alone and len(codes) > 1:
        refuse(
            where,
            f"{quoted(alone[0])} was chosen together with others.",
            "Choose it alone, or the others without it.",
            "alone",
        )
    if most is not None and len(codes) > most:
        refuse(
            where,
            f"{len(codes)} were chosen.",
            f"Choose {most} at most.",
            "most",
            limit=most,
            found=len(codes),
        )


def _multiple(questionnaire: Questionnaire, question: Multiple, raw: object) -> Answer | None:
    where, options = question.code, _by_code(questionnaire, question)
    keys = keys_of(where, raw, ("chosen", "text", "remarks")) if isinstance(raw, Mapping) else {"chosen": raw}
    given = _codes(where, options, keys.get("chosen"))
    codes = [code for code in options if code in given]
    _require_together(where, options, codes, question.most)
    if not codes:
        return None
    remarks = _remarks(where, [code for code in codes if options[code].comment], keys.get("remarks"), options)
    return {
        "chosen": list(codes),
        **_other_text(where, options, codes, keys),
        **({"remarks": remarks} if remarks else {}),
    }


def _other_text(
    where: str, options: Mapping[str, Option], codes: Sequence[str], keys: Mapping[str, object]
) -> dict[str, Json]:
    """Return the words to the "other" option, where it was chosen: words to a choice taken back do not count."""
    other = any(options[code].other for code in codes)
    text = words(where, keys.get("text"), LONGEST_OTHER) if other else ""
    return {"text": text} if text else {}


def _remarks(where: str, codes: Sequence[str], raw: object, options: Mapping[str, Option]) -> dict[str, Json]:
    keys = {} if raw is None else keys_of(where, raw, list(options))
    remarks = {code: words(where, keys.get(code), LONGEST_OTHER) for code in codes}
    return {code: text for code, text in remarks.items() if text}


def _ranking(questionnaire: Questionnaire, question: Ranking, raw: object) -> Answer | None:
    """Return the choice in order; as `chosen` where there is no second step, or where it was left out."""
    where, options = question.code, _by_code(questionnaire, question)
    keys = keys_of(where, raw, ("ranked", "chosen", "text")) if isinstance(raw, Mapping) else {"ranked": raw}
    ranked, chosen = _codes(where, options, keys.get("ranked")), _codes(where, options, keys.get("chosen"))
    codes = ranked or [code for code in options if code in chosen]
    _require_together(where, options, codes, question.most)
    if not codes:
        return None
    in_order = question.rank_text is not None and (bool(ranked) or len(codes) == 1)
    listed_codes: list[Json] = list(codes) if in_order else [code for code in options if code in codes]
    return {
        "ranked" if in_order else "chosen": listed_codes,
        **_other_text(where, options, codes, keys),
    }


def _best_worst(questionnaire: Questionnaire, question: BestWorst, raw: object) -> Answer | None:
    if is_empty(raw):
        return None
    where, options = question.code, _by_code(questionnaire, question)
    keys = keys_of(where, raw, ("best", "worst"))
    best, worst = (_of_sets(where, options, keys.get(key), question.sets) for key in ("best", "worst"))
    for number, (one, other) in enumerate(zip(best, worst, strict=True), 1):
        if one and one == other:
            refuse(
                where,
                f"In set {number}, {quoted(str(one))} is both best and worst.",
                "Choose two different ones.",
                "same",
                found=number,
            )
    return {"best": best, "worst": worst} if any([*best, *worst]) else None


def _of_sets(where: str, options: Mapping[str, Option], raw: object, sets: int) -> list[Json]:
    """Return a code or None for each set."""
    given = list_of(where, raw, sets)
    codes: list[Json] = [None if is_empty(each) else _option(where, options, each) for each in given]
    return codes + [None] * (sets - len(codes))


def _points(questionnaire: Questionnaire, question: Points, raw: object) -> Answer | None:
    if is_empty(raw):
        return None
    where, options = question.code, _by_code(questionnaire, question)
    keys = keys_of(where, raw, list(options))
    if all(is_empty(value) for value in keys.values()):
        return None
    given = {code: keys.get(code) for code in options}
    points = {
        code: 0 if is_empty(value) else whole(f"{where}.{code}", value, 0, question.total)
        for code, value in given.items()
    }
    _require_total(where, sum(points.values()), question.total)
    return dict(points)


def _require_total(where: str, found: int, total: int) -> None:
    if found != total:
        refuse(
            where,
            f"The points add up to {found}.",
            f"Let them add up to {total}.",
            "total",
            limit=total,
            found=found,
        )


# -- goals


def _goal_block(questionnaire: Questionnaire, question: GoalBlock, raw: object) -> Answer | None:
    if is_empty(raw):
        return None
    keys = keys_of(question.code, raw, [goal.code for goal in questionnaire.goals])
    answers: dict[str, Json] = {}
    for goal in questionnaire.goals:
        answer = _about_goal(questionnaire, question, keys.get(goal.code), f"{question.code}.{goal.code}")
        if answer:
            answers[goal.code] = answer
    if len(answers) > question.most:
        refuse(
            question.code,
            f"{len(answers)} goals were answered.",
            f"Answer {question.most} at most.",
            "most",
            limit=question.most,
            found=len(answers),
        )
    return answers or None


def _about_goal(
    questionnaire: Questionnaire, question: GoalBlock, raw: object, where: str
) -> dict[str, Json]:
    """Return what was answered about one goal; the rest does not count where the goal is not the person's."""
    if is_empty(raw):
        return {}
    keys = keys_of(where, raw, ["rel", *(item.code for item in question.items)])
    relevance = _point(f"{where}.rel", questionnaire.scale_of[question.relevance.code], keys.get("rel"))
    answers = {"rel": relevance}
    if relevance is None or (isinstance(relevance, int) and relevance > question.skip_unless_above):
        answers |= {
            item.code: _on_scale(questionnaire, item, keys.get(item.code), f"{where}.")
            for item in question.items
        }
    return {code: answer for code, answer in answers.items() if answer is not None}


def _goal_entry(questionnaire: Questionnaire, question: GoalEntry, raw: object) -> Answer | None:
    given = enumerate(list_of(question.code, raw, question.most), 1)
    entered = [_entered(questionnaire, question, each, f"{question.code}.{line}") for line, each in given]
    goals = [goal for goal in entered if goal]
    weights = [goal["weight"] for goal in goals if "weight" in goal]
    if weights:
        _require_total(question.code, sum(each for each in weights if isinstance(each, int)), question.total)
    return list(goals) or None


def _entered(questionnaire: Questionnaire, question: GoalEntry, raw: object, where: str) -> dict[str, Json]:
    """Return one goal as it was entered, {} where nothing was."""
    if is_empty(raw):
        return {}
    keys = keys_of(where, raw, ["name", "weight", *(part.code for part in question.parts)])
    weight = keys.get("weight")
    answers: dict[str, Json | Answer] = {
        "name": words(f"{where}.name", keys.get("name"), LONGEST_GOAL) or None,
        "weight": None if is_empty(weight) else whole(f"{where}.weight", weight, 0, question.total),
        **{
            part.code: _single(questionnaire, part, keys.get(part.code), f"{where}.")
            for part in question.parts
        },
    }
    goal: dict[str, Json] = {code: answer for code, answer in answers.items() if answer is not None}
    if goal and "name" not in goal:
        refuse(where, "A goal has no name.", "Write the goal, or leave its line empty.", "name")
    return goal


_CHECKS: Mapping[type, Callable[..., Answer | None]] = {
    Item: _on_scale,
    Segment: _segment,
    Single: _single,
    Multiple: _multiple,
    Ranking: _ranking,
    BestWorst: _best_worst,
    Rating: _rating,
    Points: _points,
    Number: _number,
    Writing: _writing,
    GoalBlock: _goal_block,
    GoalEntry: _goal_entry,
    Check: _on_scale,
}
