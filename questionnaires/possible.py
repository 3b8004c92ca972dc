"""Whether a condition can ever hold: some answers are tried for each code, enough to stand for all.

A condition tells answers apart only by the options and numbers it names. So for each code it is enough to try no
answer, each option named, one that is not, each number named, and its neighbours. The trap: conditions over many
codes have more combinations than anybody waits for. When the patience is at an end, a condition counts as possible.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import ceil, floor

from questionnaires.conditions import All, Answered, Condition, Given, Not, OneOf, Some, Test
from questionnaires.kinds import Kind

_MOST_TOGETHER = 8
_MOST_CODES = 60


@dataclass
class Patience:
    """How many tests may still be tried; one for all conditions of a questionnaire, so that its reading ends soon."""

    tests: int = 500_000

    def spend(self, tests: int) -> bool:
        """Return whether there was patience left for so many tests."""
        self.tests -= tests
        return self.tests > 0


def possible(condition: Condition, kinds: Mapping[str, Kind], patience: Patience | None = None) -> bool:
    """Return False where no answers of these kinds make the condition hold, True otherwise or out of patience."""
    named = {code: _named(code, condition) for code in condition.codes}
    too_many = any(kinds[code].several and len(values) > _MOST_TOGETHER for code, values in named.items())
    if too_many or len(named) > _MOST_CODES:
        return True
    tried = {code: tuple(_answers(values, kinds[code])) for code, values in named.items()}
    return _Search(condition, tried, patience or Patience()).finds_one()


class _Search:
    """Gives one code after another an answer, and turns back as soon as the condition cannot hold any more."""

    def __init__(
        self, condition: Condition, tried: Mapping[str, Sequence[Given]], patience: Patience
    ) -> None:
        self._condition = condition
        self._tried = tried
        self._codes = tuple(tried)
        self._tests = len(list(condition.tests()))
        self._patience = patience

    def finds_one(self) -> bool:
        return self._from(0, {})

    def _from(self, at: int, answers: dict[str, Given]) -> bool:
        decided = _decided(self._condition, answers)
        if decided is not None:
            return decided
        if not self._patience.spend(self._tests):
            return True
        code = self._codes[at]
        return any(self._from(at + 1, {**answers, code: answer}) for answer in self._tried[code])


def _decided(condition: Condition, answers: Mapping[str, Given]) -> bool | None:
    """Return whether the condition holds, or None where that hangs on codes without an answer yet."""
    if isinstance(condition, Not):
        part = _decided(condition.part, answers)
        return None if part is None else not part
    if isinstance(condition, (All, Some)):
        ends_it = isinstance(condition, Some)
        parts = [_decided(part, answers) for part in condition.parts]
        if ends_it in parts:
            return ends_it
        return None if None in parts else not ends_it
    return condition.holds(answers) if condition.codes[0] in answers else None


def _named(code: str, condition: Condition) -> tuple[int | float | str, ...]:
    tests = [test for test in condition.tests() if test.code == code]
    return tuple(dict.fromkeys(value for test in tests for value in _values(test)))


def _answers(named: Sequence[int | float | str], kind: Kind) -> Iterator[Given]:
    """Yield answers of which every other is like one, as far as a condition with these values can tell."""
    yield None
    options = _options([value for value in named if isinstance(value, str)], kind)
    if kind.several:
        yield from _choices(options, kind)
        return
    yield from options
    if kind.low is not None and kind.high is not None:
        numbers = [value for value in named if not isinstance(value, str)]
        yield from _numbers(numbers, kind.low, kind.high, kind.decimals)
    elif not options:
        yield ()


def _values(test: Test) -> tuple[int | float | str, ...]:
    if isinstance(test, Answered):
        return ()
    return test.values if isinstance(test, OneOf) else (test.value,)


def _options(named: Sequence[str], kind: Kind) -> list[str]:
    """Return the options named, of those there are, and one that is not."""
    others = [option for option in kind.options if option not in named]
    return [option for option in named if option in kind.options] + others[:1]


def _choices(options: Sequence[str], kind: Kind) -> Iterator[tuple[str, ...]]:
    """Yield what can be chosen together."""
    yield from ((option,) for option in options)
    together = [option for option in options if option not in kind.exclusive]
    for size in range(2, min(kind.most or len(together), len(together)) + 1):
        yield from combinations(together, size)


def _numbers(named: Sequence[float], low: float, high: float, decimals: int) -> Iterator[float]:
    """Yield numbers that an answer can be: the bounds, those named, and their neighbours on both sides."""
    one = 10**-decimals
    steps = {
        step + by for value in named for step in (floor(value / one), ceil(value / one)) for by in (-1, 0, 1)
    }
    numbers = {low, high, *(round(step * one, decimals) for step in steps)}
    yield from sorted(number for number in numbers if low <= number <= high)
