"""Screens -> forms. Nobody writes a form class for a question: a form has a field for each part of its screen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wtforms.form import BaseForm

from questionnaires.answers import Answer
from questionnaires.model import Questionnaire
from questionnaires.parts import RESERVED
from survey.answering.fields import FIELD_OF
from survey.answering.messages import Fault, message
from survey.answering.question_field import QuestionField
from survey.answering.screens import Screen
from survey.answering.way import Way
from survey.errors import FormError
from survey.page_language import say
from survey.speech import Speech


class ScreenForm(BaseForm):  # type: ignore[misc]  # WTForms ships no types
    """The form of one screen."""

    def __init__(self, fields: Mapping[str, Any], posted: Any) -> None:
        super().__init__(fields)
        self.process(posted)

    @property
    def questions(self) -> list[QuestionField]:
        """The fields, in the order of the screen."""
        return list(self)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the inputs, in their order."""
        return tuple(name for field in self.questions for name in field.names())

    @property
    def values(self) -> dict[str, Sequence[str]]:
        """What stands in the inputs, by name."""
        return {name: values for field in self.questions for name, values in field.values.items()}

    def messages(self, speech: Speech) -> dict[str, str]:
        """Return what is wrong, by input, in the words of who answers."""
        return {
            name: message(fault, speech) for field in self.questions for name, fault in field.faults.items()
        }

    @property
    def found(self) -> dict[str, Answer | None]:
        """What was answered well, None where an answer was taken back."""
        return {code: answer for field in self.questions for code, answer in field.found.items()}

    def faults(self, *, to_go_on: bool) -> dict[str, Fault]:
        """Return what is wrong, by input; with what is missing where somebody wants to go on."""
        wrong = {name: fault for field in self.questions for name, fault in field.faults.items()}
        if to_go_on:
            for field in self.questions:
                field.faults |= field.missing()
                wrong |= field.faults
        return wrong


NEVER_READ = frozenset({*RESERVED, "user_id", "org_id", "submitted_at"})
"""Names that no question can have, or that clients send of their own accord: passed over, whatever they hold."""

_OURS = frozenset({"form_token", "seen", "go"})


def require_known(questionnaire: Questionnaire, posted: Iterable[str]) -> None:
    """Refuse a form with an input that the questionnaire does not have: it was made for another one.

    Raises
    ------
    FormError
        Naming nothing of what was sent.
    """
    codes = {name.partition(".")[0] for name in posted}
    if codes - questionnaire.question_of.keys() - NEVER_READ - _OURS:
        raise FormError(
            say("The page could not take what was sent."),
            where="",
            mend=say("Open the page again and send its own form."),
        )


def screen_form(screen: Screen, way: Way, posted: Any = None) -> ScreenForm:
    """Return the form of a screen, filled from what was posted, or else from the draft."""
    fields = {
        f"part{place}": FIELD_OF[type(part)](part=part, way=way) for place, part in enumerate(screen.parts)
    }
    return ScreenForm(fields, posted)
