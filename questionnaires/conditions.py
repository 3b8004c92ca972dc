"""Show-if: when a question or a page is asked, in a small language of its own. Nothing of it is ever run as code.

    barriers has no_time and (position == manager or not answered(tenure))

The trap is the answer that is not there. A comparison with it is false, with `!=` too: `q1 != 3` wants an answer
other than 3, `not q1 == 3` is content with silence. An outside answer ("I don't know") is an answer: it equals its
code, differs from every point, and lies neither below nor above one. Where several options may be chosen, `has` wants
one among them, and `in` at least one of its list.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NoReturn, cast

from questionnaires.errors import ConditionError
from questionnaires.problems import quoted

LONGEST = 1_000
DEEPEST = 20

Operator = Literal["==", "!=", "<", "<=", ">", ">="]
Constant = int | float | str
Given = int | float | str | tuple[str, ...] | None
"""An answer as a condition sees it: a number, a code, the chosen codes, or None where there is no answer."""

_SIGNS = ("==", "!=", "<=", ">=", "<", ">")
_WORDS = ("and", "or", "not", "in", "has", "answered")


class Condition(ABC):
    """Something that holds for some answers and not for others. `str` writes it so that `parse` gives it back."""

    def evaluate(self, answers: Mapping[str, object]) -> bool:
        """Return whether it holds for canonical answers, by code; it never raises and always ends."""
        return self.holds({code: given(answers.get(code)) for code in self.codes})

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes it asks about, each once, in its order."""
        return tuple(dict.fromkeys(test.code for test in self.tests()))

    @abstractmethod
    def holds(self, answers: Mapping[str, Given]) -> bool:
        """Return whether it holds for answers as conditions see them."""

    @abstractmethod
    def tests(self) -> Iterator[Test]:
        """Yield what it is made of: questions to one code each."""

    @property
    def depth(self) -> int:
        """How deep it is nested; a single test is 1."""
        return 1


@dataclass(frozen=True)
class Answered(Condition):
    """There is an answer to `code`."""

    code: str

    def holds(self, answers: Mapping[str, Given]) -> bool:
        return answers.get(self.code) is not None

    def tests(self) -> Iterator[Test]:
        yield self

    def __str__(self) -> str:
        return f"answered({self.code})"


@dataclass(frozen=True)
class Compared(Condition):
    """The answer to `code` stands to `value` as `operator` says."""

    code: str
    operator: Operator
    value: Constant

    def holds(self, answers: Mapping[str, Given]) -> bool:
        found = answers.get(self.code)
        if found is None:
            return False
        if self.operator in ("==", "!="):
            return (found == self.value) is (self.operator == "==")
        if isinstance(found, (str, tuple)) or isinstance(self.value, str):
            return False
        return _in_order(found, self.operator, self.value)

    def tests(self) -> Iterator[Test]:
        yield self

    def __str__(self) -> str:
        return f"{self.code} {self.operator} {written(self.value)}"


@dataclass(frozen=True)
class OneOf(Condition):
    """The answer to `code` is one of `values`; of several chosen options, at least one is."""

    code: str
    values: tuple[Constant, ...]

    def holds(self, answers: Mapping[str, Given]) -> bool:
        found = answers.get(self.code)
        if isinstance(found, tuple):
            return any(value in found for value in self.values)
        return found in self.values

    def tests(self) -> Iterator[Test]:
        yield self

    def __str__(self) -> str:
        return f"{self.code} in [{', '.join(written(value) for value in self.values)}]"


@dataclass(frozen=True)
class Has(Condition):
    """The option `value` is among those chosen or ranked."""

    code: str
    value: str

    def holds(self, answers: Mapping[str, Given]) -> bool:
        found = answers.get(self.code)
        return isinstance(found, tuple) and self.value in found

    def tests(self) -> Iterator[Test]:
        yield self

    def __str__(self) -> str:
        return f"{self.code} has {self.value}"


Test = Answered | Compared | OneOf | Has


@dataclass(frozen=True)
class Not(Condition):
    """`part` does not hold."""

    part: Condition

    def holds(self, answers: Mapping[str, Given]) -> bool:
        return not self.part.holds(answers)

    def tests(self) -> Iterator[Test]:
        return self.part.tests()

    @property
    def depth(self) -> int:
        return 1 + self.part.depth

    def __str__(self) -> str:
        return f"not {_in_brackets(self.part)}"


@dataclass(frozen=True)
class _Joined(Condition):
    """Two or more parts."""

    parts: tuple[Condition, ...]

    def tests(self) -> Iterator[Test]:
        for part in self.parts:
            yield from part.tests()

    @property
    def depth(self) -> int:
        return 1 + max(part.depth for part in self.parts)


class All(_Joined):
    """Every part holds."""

    def holds(self, answers: Mapping[str, Given]) -> bool:
        return all(part.holds(answers) for part in self.parts)

    def __str__(self) -> str:
        return " and ".join(_in_brackets(part) for part in self.parts)


class Some(_Joined):
    """At least one part holds."""

    def holds(self, answers: Mapping[str, Given]) -> bool:
        return any(part.holds(answers) for part in self.parts)

    def __str__(self) -> str:
        return " or ".join(_in_brackets(part) for part in self.parts)


def given(answer: object) -> Given:
    """Return a canonical answer as conditions see it; what they cannot compare still counts as answered."""
    if isinstance(answer, Mapping):
        return _chosen(answer)
    if isinstance(answer, (str, int, float)):
        return answer if answer != "" else None
    return () if answer else None


def _chosen(answer: Mapping[object, object]) -> Given:
    chosen = answer.get("chosen", answer.get("ranked"))
    if isinstance(chosen, (list, tuple)):
        return tuple(str(code) for code in chosen) or None
    if isinstance(chosen, str):
        return chosen
    return () if answer else None


def _in_order(found: float, operator: Operator, value: float) -> bool:
    below, same = found < value, found == value
    return {"<": below, "<=": below or same, ">": not below and not same, ">=": not below}[operator]


def written(value: Constant) -> str:
    """Return a number or a code as a condition has it."""
    return f"{Decimal(repr(value)):f}" if isinstance(value, float) else str(value)


def _in_brackets(part: Condition) -> str:
    return f"({part})" if isinstance(part, _Joined) else str(part)


# -- parsing


def parse(text: str) -> Condition:
    """Return the condition that `text` writes.

    Raises
    ------
    ConditionError
        With the column at which the text stops making sense.
    """
    if len(text) > LONGEST:
        _refuse(f"The condition has {len(text):,} characters.", LONGEST, f"Use {LONGEST:,} at most.")
    parser = _Parser(text)
    condition = parser.whole()
    if len(str(condition)) > LONGEST or condition.depth > DEEPEST:
        _refuse("The condition says too much at once.", 1, "Split it: ask about fewer answers.")
    return condition


@dataclass(frozen=True)
class _Token:
    kind: Literal["word", "number", "sign", "end"]
    text: str
    column: int

    def __str__(self) -> str:
        return "the end of the condition" if self.kind == "end" else quoted(self.text)


_TOKEN = re.compile(
    r"(?P<word>[A-Za-z][A-Za-z0-9_]*)"
    r"|(?P<number>-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,9})?(?![\w.]))"
    r"|(?P<sign>==|!=|<=|>=|[<>()\[\],])",
    re.ASCII,
)


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        found = _TOKEN.match(text, at)
        if found is None:
            _refuse(f"{quoted(text[at])} means nothing in a condition.", at + 1, _what_instead(text[at]))
        kind = cast('Literal["word", "number", "sign"]', found.lastgroup)
        yield _Token(kind, found[0], at + 1)
        at = found.end()
    yield _Token("end", "", len(text) + 1)


def _what_instead(sign: str) -> str:
    if sign in "'\"‘’“”":
        return "Write option codes without quotes, such as position == manager."
    if sign == "=":
        return "Compare with ==, such as position == manager."
    return f"Use codes, numbers, {', '.join(_SIGNS)}, {', '.join(_WORDS)} and brackets."


class _Parser:
    """One method a rule of the grammar; each takes its tokens and returns what they say.

    whole: some "end" · some: all ("or" all)* · all: one ("and" one)*
    one: "not" one | "(" some ")" | "answered" "(" CODE ")" | CODE test
    test: OPERATOR value | "has" OPTION | "in" "[" value ("," value)* "]"
    """

    def __init__(self, text: str) -> None:
        self._tokens = tuple(_tokens(text))
        self._at = 0
        self._open = 0

    def whole(self) -> Condition:
        condition = self._some()
        if self._now.kind != "end":
            self._stop("Join two conditions with 'and' or 'or'.")
        return condition

    def _some(self) -> Condition:
        parts = [self._all()]
        while self._took("or"):
            parts.append(self._all())
        return Some(tuple(parts)) if len(parts) > 1 else parts[0]

    def _all(self) -> Condition:
        parts = [self._one()]
        while self._took("and"):
            parts.append(self._one())
        return All(tuple(parts)) if len(parts) > 1 else parts[0]

    def _one(self) -> Condition:
        if self._took("not"):
            return Not(self._nested(self._one))
        if self._took("("):
            condition = self._nested(self._some)
            self._take(")", "Close the bracket with ')'.")
            return condition
        if self._took("answered"):
            self._take("(", "Write answered(CODE).")
            code = self._word("Write answered(CODE).")
            self._take(")", "Write answered(CODE).")
            return Answered(code)
        return self._test()

    def _nested(self, rule: Callable[[], Condition]) -> Condition:
        self._open += 1
        if self._open > DEEPEST:
            self._stop(f"Nest {DEEPEST} levels deep at most.")
        condition = rule()
        self._open -= 1
        return condition

    def _test(self) -> Test:
        if self._now.text in _WORDS:
            self._stop("Begin with the code of a question, 'not', 'answered(CODE)' or '('.")
        code = self._word("Begin with the code of a question, 'not', 'answered(CODE)' or '('.")
        if self._now.text in _SIGNS:
            operator = cast("Operator", self._next().text)
            return Compared(code, operator, self._value())
        if self._took("has"):
            return Has(code, self._word("Name the option after 'has', such as barriers has no_time."))
        if self._took("in"):
            return OneOf(code, self._list())
        return self._stop(f"Say what {code} is compared with: {', '.join(_SIGNS)}, in [a, b] or has a.")

    def _list(self) -> tuple[Constant, ...]:
        self._take("[", "Write a list after 'in', such as in [a, b].")
        values = [self._value()]
        while self._took(","):
            values.append(self._value())
        self._take("]", "Close the list with ']'.")
        return tuple(values)

    def _value(self) -> Constant:
        if self._now.kind == "number":
            number = self._next().text
            return int(float(number)) if float(number).is_integer() else float(number)
        return self._word("Compare with a number or with the code of an option.")

    def _word(self, mend: str) -> str:
        if self._now.kind != "word":
            self._stop(mend)
        return self._next().text

    @property
    def _now(self) -> _Token:
        return self._tokens[self._at]

    def _next(self) -> _Token:
        self._at += 1
        return self._tokens[self._at - 1]

    def _took(self, text: str) -> bool:
        if self._now.text != text:
            return False
        self._at += 1
        return True

    def _take(self, text: str, mend: str) -> None:
        if not self._took(text):
            self._stop(mend)

    def _stop(self, mend: str) -> NoReturn:
        _refuse(f"The condition cannot be read at {self._now}.", self._now.column, mend)


def _refuse(wrong: str, column: int, mend: str) -> NoReturn:
    raise ConditionError(wrong, where=f"column {column}", mend=mend)
