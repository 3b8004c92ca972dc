"""Questions -> the keys that they were read from. A key is written where it says something else than its default.

One rule for all types: what a field is called is its key, and what it holds says how it is written.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any

from questionnaires.conditions import Condition
from questionnaires.questions import TYPES, Design, Option, Question, Single
from questionnaires.texts import Text

Say = Callable[[Text], dict[str, str]]
"""Writes a text in the questionnaire's languages and their order."""

_TYPE_OF = {kind: name for name, kind in TYPES.items()}


def written_question(question: Question, say: Say) -> dict[str, Any]:
    """Return the keys of a question, its code and type first."""
    return {"code": question.code, "type": _TYPE_OF[type(question)], **_keys(question, say)}


def written_options(options: tuple[Option, ...], say: Say) -> dict[str, Any]:
    """Return options by code: a label alone, or with its keys where there is more to say."""
    return {option.code: _option(option, say) for option in options}


def _option(option: Option, say: Say) -> dict[str, Any]:
    keys = _keys(option, say)
    return keys if len(keys) > 1 else say(option.label)


def _keys(part: Question | Option | Design, say: Say) -> dict[str, Any]:
    return {
        each.name: _value(value, say)
        for each in fields(part)
        if each.name != "code" and (value := getattr(part, each.name)) != each.default
    }


def _value(value: object, say: Say) -> Any:
    if isinstance(value, Text):
        return say(value)
    if isinstance(value, Condition):
        return str(value)
    if isinstance(value, Single):
        return {"code": value.code, **_keys(value, say)}
    if isinstance(value, Design):
        return _keys(value, say)
    if isinstance(value, tuple) and value and all(isinstance(each, Option) for each in value):
        return written_options(value, say)
    return [_value(each, say) for each in value] if isinstance(value, tuple) else value
