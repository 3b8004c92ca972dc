"""What somebody had typed in own words when nothing could be saved any more, to be given back to them."""

from __future__ import annotations

from collections.abc import Iterator

from werkzeug.datastructures import MultiDict

from questionnaires.model import Questionnaire
from questionnaires.questions import Writing
from survey.answering.review import Line
from survey.speech import Speech


def typed(questionnaire: Questionnaire, form: MultiDict[str, str], speech: Speech) -> tuple[Line, ...]:
    """Return the own words in a posted form, each with its question; chosen answers are chosen again in no time."""
    return tuple(_lines(questionnaire, form, speech))


def _lines(questionnaire: Questionnaire, form: MultiDict[str, str], speech: Speech) -> Iterator[Line]:
    for name, words in form.items():
        code, _, about = name.partition(".")
        question = questionnaire.question_of.get(code)
        if question is None or not words.strip():
            continue
        if isinstance(question, Writing) or _takes_words(about):
            yield Line(speech.wording(question.text), (words,))


def _takes_words(about: str) -> bool:
    """Tell whether an input of a question is for words: see fields.py for how they are named."""
    return about == "text" or about.startswith("remark.") or about.endswith(".name")
