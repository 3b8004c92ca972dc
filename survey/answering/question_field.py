"""What every field of an answering page does: read the form or the draft, check it, keep what was typed.

A field is a WTForms field over one *part* of a screen, which may answer several questions: a matrix is one field, not
one for each line (20 times faster to render and to check). The trap: what was typed wrongly must be shown again as it
was typed, and what was typed rightly beside it must be saved all the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import Field
from wtforms.utils import unset_value

from questionnaires.answers import Answer, AnswerError, checked
from survey.answering.messages import Fault, fault_of
from survey.answering.screens import codes_of
from survey.answering.way import Way

Values = Mapping[str, Sequence[str]]
"""What stands in the form, by the names of its inputs."""


class QuestionField(Field):  # type: ignore[misc]  # WTForms ships no types
    """A part of a screen as a field. `kind` names its template.

    After `validate`, `found` has an answer or None for each question that was read well, and `faults` what is wrong,
    by the name of the input that it concerns.
    """

    kind = ""

    def __init__(self, *, part: Any, way: Way, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.part = part
        self.way = way
        self.values: Values = {}
        self.found: dict[str, Answer | None] = {}
        self.faults: dict[str, Fault] = {}

    # -- what each type says of itself

    def names(self) -> tuple[str, ...]:
        """Return the names of the inputs."""
        raise NotImplementedError(self.kind)

    def spread(self) -> Values:
        """Return what the draft has, by input."""
        raise NotImplementedError(self.kind)

    def gather(self) -> Mapping[str, object]:
        """Return what stands in the inputs as raw answers, by code."""
        raise NotImplementedError(self.kind)

    def required(self) -> Mapping[str, str]:
        """Return the codes that must be answered, each with the input to point at."""
        return {}

    # -- what all do

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:  # noqa: ARG002
        """Take the inputs from the form, or from the draft where nothing was posted."""
        if formdata is None or not formdata:
            self.values = self.spread()
        else:
            self.values = {name: formdata.getlist(name) for name in self.names()}

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:  # noqa: ARG002
        """Check every answer; those that are right are in `found` even where others are not."""
        self.found, self.faults = {}, {}
        for code, raw in self.gather().items():
            try:
                self.found[code] = checked(self.way.questionnaire, code, raw)
            except AnswerError as error:
                self.faults[self.input_of(code, error)] = fault_of(error)
        self.errors = list(self.faults.values())
        return not self.faults

    def missing(self) -> dict[str, Fault]:
        """Return what must be answered and is not, by input; asked when somebody wants to go on."""
        return {
            name: Fault("required")
            for code, name in self.required().items()
            if self.found.get(code) is None and name not in self.faults
        }

    def input_of(self, code: str, error: AnswerError) -> str:  # noqa: ARG002
        """Return the input that an error is about."""
        return next((name for name in self.names() if name == code or name.startswith(f"{code}.")), code)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the questions that this field answers."""
        return codes_of(self.part)

    def one(self, name: str) -> str:
        """Return what stands in an input, "" where nothing does."""
        values = self.values.get(name, ())
        return values[0] if values else ""

    def has(self, name: str, value: str) -> bool:
        """Tell whether a radio or checkbox is chosen."""
        return value in self.values.get(name, ())

    def answer(self, code: str) -> object:
        """Return what the draft has."""
        return self.way.answers.get(code)


def mapping(answer: object) -> Mapping[str, Any]:
    """Return an answer that is a mapping, or an empty one."""
    return answer if isinstance(answer, Mapping) else {}


def written(value: object) -> list[str]:
    """Return a value as inputs hold it."""
    return [] if value is None else [str(value)]
