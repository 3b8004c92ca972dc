"""One type of question, one field: the table `FIELD_OF` is the only place that knows them all.

Names of inputs are the code of the question, and after a dot what belongs to it: `barriers.text`, `goals.g1.rel`.
To add a type: its field here, its template under templates/answering/questions/, its line in `FIELD_OF`.
"""

from __future__ import annotations

from collections.abc import Mapping

from questionnaires.answers import AnswerError
from questionnaires.model import Segment
from questionnaires.questions import (
    BestWorst,
    GoalEntry,
    Multiple,
    Number,
    Points,
    Ranking,
    Rating,
    Single,
    Writing,
)
from survey.answering.messages import Fault
from survey.answering.question_field import QuestionField, Values, mapping, written
from survey.answering.screens import Matrix, Order


class MatrixField(QuestionField):
    """Lines answered on one scale: sentences, or what is asked of goals."""

    kind = "matrix"

    def names(self) -> tuple[str, ...]:
        return tuple(row.name for row in self.part.rows)

    def spread(self) -> Values:
        if self.part.block is None:
            return {row.name: written(self.answer(row.name)) for row in self.part.rows}
        answers = mapping(self.answer(self.part.block.code))
        return {
            row.name: written(mapping(answers.get(row.goal.code)).get(self._about(row.name)))
            for row in self.part.rows
        }

    def gather(self) -> Mapping[str, object]:
        if self.part.block is None:
            return {row.name: self.one(row.name) for row in self.part.rows}
        answers = {goal: dict(about) for goal, about in mapping(self.answer(self.part.block.code)).items()}
        for row in self.part.rows:
            answers.setdefault(row.goal.code, {})[self._about(row.name)] = self.one(row.name)
        return {self.part.block.code: answers}

    def required(self) -> Mapping[str, str]:
        if self.part.block is None:
            return {row.name: row.name for row in self.part.rows if row.required}
        return {self.part.block.code: self.part.rows[0].name} if self.part.rows[0].required else {}

    def input_of(self, code: str, error: AnswerError) -> str:
        return super().input_of(code, error) if self.part.block is None else self.part.rows[0].name

    def _about(self, name: str) -> str:
        return name.rsplit(".", 1)[1]


class SimpleField(QuestionField):
    """A question with one input."""

    def names(self) -> tuple[str, ...]:
        return (self.part.code,)

    def spread(self) -> Values:
        return {self.part.code: written(self.answer(self.part.code))}

    def gather(self) -> Mapping[str, object]:
        return {self.part.code: self.one(self.part.code)}

    def required(self) -> Mapping[str, str]:
        return {self.part.code: self.names()[0]} if self.part.required else {}


class RatingField(SimpleField):
    """A whole number between two ends, as a row of radios."""

    kind = "rating"


class NumberField(SimpleField):
    """A number, typed."""

    kind = "number"


class WritingField(SimpleField):
    """Own words."""

    kind = "writing"


class SingleField(SimpleField):
    """One answer of several, perhaps with words to "other"."""

    kind = "single"

    def names(self) -> tuple[str, ...]:
        return (self.part.code, f"{self.part.code}.text")

    def spread(self) -> Values:
        code, answer = self.part.code, self.answer(self.part.code)
        if isinstance(answer, Mapping):
            return {code: written(answer["chosen"]), f"{code}.text": written(answer.get("text"))}
        return {code: written(answer)}

    def gather(self) -> Mapping[str, object]:
        code, text = self.part.code, self.one(f"{self.part.code}.text")
        chosen = self.one(code)
        return {code: {"chosen": chosen, "text": text} if text and chosen else chosen}


class SegmentField(SimpleField):
    """The group that somebody belongs to."""

    kind = "single"


class MultipleField(SimpleField):
    """Several answers, with words to "other" and remarks."""

    kind = "multiple"

    def names(self) -> tuple[str, ...]:
        code = self.part.code
        remarks = (f"{code}.remark.{option.code}" for option in self.part.options if option.comment)
        return (code, f"{code}.text", *remarks)

    def spread(self) -> Values:
        code, answer = self.part.code, mapping(self.answer(self.part.code))
        remarks = mapping(answer.get("remarks"))
        return {
            code: [*answer.get("chosen", ()), *answer.get("ranked", ())],
            f"{code}.text": written(answer.get("text")),
            **{f"{code}.remark.{option}": written(text) for option, text in remarks.items()},
        }

    def gather(self) -> Mapping[str, object]:
        code = self.part.code
        remarks = {name.rsplit(".", 1)[1]: self.one(name) for name in self.names()[2:] if self.one(name)}
        chosen = {"chosen": list(self.values.get(code, ())), "text": self.one(f"{code}.text")}
        return {code: {**chosen, "remarks": remarks} if remarks else chosen}


class RankingField(MultipleField):
    """The first step of a ranking: what to choose. An order given before stands while the choice is the same."""

    kind = "multiple"

    def gather(self) -> Mapping[str, object]:
        code = self.part.code
        ranked = mapping(self.answer(code)).get("ranked", [])
        chosen, text = list(self.values.get(code, ())), self.one(f"{code}.text")
        if ranked and set(ranked) == set(chosen):
            return {code: {"ranked": ranked, "text": text}}
        return {code: {"chosen": chosen, "text": text}}


class OrderField(QuestionField):
    """The second step of a ranking: a place for each answer that was chosen."""

    kind = "order"

    def names(self) -> tuple[str, ...]:
        return tuple(f"{self.part.code}.{code}" for code in self.part.chosen)

    def spread(self) -> Values:
        ranked = mapping(self.answer(self.part.code)).get("ranked", [])
        return {f"{self.part.code}.{code}": [str(place)] for place, code in enumerate(ranked, 1)}

    def gather(self) -> Mapping[str, object]:
        """Return the order, or the bare choice where no places were given; a bad order is noted by `validate`."""
        text = mapping(self.answer(self.part.code)).get("text", "")
        places = {code: self.one(f"{self.part.code}.{code}") for code in self.part.chosen}
        if any(places.values()):
            ranked = sorted(places, key=lambda code: (places[code] == "", places[code]))
            return {self.part.code: {"ranked": ranked, "text": text}}
        return {self.part.code: {"chosen": list(self.part.chosen), "text": text}}

    def validate(self, form: object, extra_validators: object = ()) -> bool:
        places = [self.one(name) for name in self.names()]
        given = [place for place in places if place]
        known = {str(place) for place in range(1, len(places) + 1)}
        if given and (len(given) < len(places) or set(given) != known):
            reason = "same" if len(set(given)) < len(given) else "order"
            self.found, self.faults = {}, {self.names()[0]: Fault(reason)}
            self.errors = list(self.faults.values())
            return False
        return super().validate(form, extra_validators)


class BestWorstField(QuestionField):
    """The best and the worst of each set."""

    kind = "best_worst"

    def names(self) -> tuple[str, ...]:
        sets = range(1, len(self.way.sets(self.part)) + 1)
        return tuple(f"{self.part.code}.{side}.{number}" for number in sets for side in ("best", "worst"))

    def spread(self) -> Values:
        answer = mapping(self.answer(self.part.code))
        return {
            f"{self.part.code}.{side}.{number}": written(code)
            for side in ("best", "worst")
            for number, code in enumerate(answer.get(side, ()), 1)
        }

    def gather(self) -> Mapping[str, object]:
        sets = range(1, len(self.way.sets(self.part)) + 1)
        return {
            self.part.code: {
                side: [self.one(f"{self.part.code}.{side}.{number}") for number in sets]
                for side in ("best", "worst")
            }
        }

    def input_of(self, code: str, error: AnswerError) -> str:
        return f"{code}.worst.{error.found:.0f}" if error.reason == "same" else self.names()[0]


class PointsField(QuestionField):
    """Points shared out over the options."""

    kind = "points"

    def names(self) -> tuple[str, ...]:
        return tuple(f"{self.part.code}.{option.code}" for option in self.way.options(self.part))

    def spread(self) -> Values:
        answer = mapping(self.answer(self.part.code))
        return {f"{self.part.code}.{code}": written(points) for code, points in answer.items()}

    def gather(self) -> Mapping[str, object]:
        return {self.part.code: {name.rsplit(".", 1)[1]: self.one(name) for name in self.names()}}

    def required(self) -> Mapping[str, str]:
        return {self.part.code: self.names()[0]} if self.part.required else {}


class GoalEntryField(QuestionField):
    """Goals in somebody's own words, each with its weight and what is asked of it."""

    kind = "goal_entry"

    def names(self) -> tuple[str, ...]:
        keys = ["name", "weight", *(part.code for part in self.part.parts)]
        return tuple(f"{self.part.code}.{number}.{key}" for number in self.numbers for key in keys)

    @property
    def numbers(self) -> range:
        """The lines to write in."""
        return range(1, self.part.most + 1)

    def spread(self) -> Values:
        goals = self.answer(self.part.code)
        return {
            f"{self.part.code}.{number}.{key}": written(value)
            for number, goal in enumerate(goals if isinstance(goals, list) else (), 1)
            for key, value in mapping(goal).items()
        }

    def gather(self) -> Mapping[str, object]:
        goals = []
        for number in self.numbers:
            start = f"{self.part.code}.{number}."
            line = {
                name.removeprefix(start): self.one(name) for name in self.names() if name.startswith(start)
            }
            goals.append(line if any(value.strip() for value in line.values()) else None)
        return {self.part.code: goals}

    def required(self) -> Mapping[str, str]:
        return {self.part.code: self.names()[0]} if self.part.required else {}


FIELD_OF: Mapping[type, type[QuestionField]] = {
    Matrix: MatrixField,
    Order: OrderField,
    Single: SingleField,
    Segment: SegmentField,
    Multiple: MultipleField,
    Ranking: RankingField,
    BestWorst: BestWorstField,
    Rating: RatingField,
    Points: PointsField,
    Number: NumberField,
    Writing: WritingField,
    GoalEntry: GoalEntryField,
}
"""Items and checks are lines of a matrix, goal blocks become matrices: see screens.py."""
