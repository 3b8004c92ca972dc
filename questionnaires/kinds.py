"""What the answers to a code can be, and whether a condition asks for more than that.

The trap: a condition that asks for an answer nobody can give is never met, and nobody notices. So it is refused when
the questionnaire is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from questionnaires.conditions import Answered, Compared, Condition, Constant, Has, OneOf, Test, written
from questionnaires.errors import Problem
from questionnaires.problems import listed, meant, quoted


@dataclass(frozen=True)
class Kind:
    """What the answers to a code can be: codes of `options`, numbers from `low` to `high`, `several` options at once.

    With neither options nor numbers (a text, points to share out) only `answered` can be asked. Outside answers of a
    scale are options beside its numbers. Of several options `most` may be chosen, an `exclusive` one only alone.
    """

    options: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    decimals: int = 0
    several: bool = False
    most: int | None = None
    exclusive: tuple[str, ...] = ()

    @property
    def numeric(self) -> bool:
        return self.low is not None and self.high is not None


def check(condition: Condition, kinds: Mapping[str, Kind | None]) -> tuple[Problem, ...]:
    """Return what a condition asks that no answer can be; None stands for what no condition may ask about."""
    return tuple(problem for test in condition.tests() for problem in _faults(test, kinds))


def _faults(test: Test, kinds: Mapping[str, Kind | None]) -> Iterator[Problem]:
    if test.code not in kinds:
        known = [code for code, kind in kinds.items() if kind]
        mend = f"{meant(test.code, known)}Ask about one of {listed(known)}."
        yield _fault(test, f"{test.code!r} is no item, question or segment", mend)
        return
    kind = kinds[test.code]
    if kind is None:
        yield _fault(test, f"{test.code!r} is asked once a goal", "Ask about another question.")
    elif not isinstance(test, Answered):
        yield from _wrong_form(test, kind) or _wrong_values(test, kind)


def _wrong_form(test: Compared | OneOf | Has, kind: Kind) -> list[Problem]:
    """Return the fault of a test that does not suit the kind of answer, whatever it is compared with."""
    code, option = test.code, kind.options[0] if kind.options else "…"
    if not kind.options and not kind.numeric:
        mend = f"Write answered({code})."
        return [_fault(test, f"the answer to {code!r} is neither an option nor a number", mend)]
    if isinstance(test, Has) and not kind.several:
        return [_fault(test, f"{code!r} has one answer only", f"Write {code} == {test.value}.")]
    if isinstance(test, Compared) and kind.several:
        mend = f"Write {code} has {option}, or {code} in [{option}, …]."
        return [_fault(test, f"{code!r} can have several answers", mend)]
    if isinstance(test, Compared) and test.operator not in ("==", "!=") and not _ordered(test.value, kind):
        mend = f"Write == or !=, or {code} in [{option}, …]." if not kind.numeric else _numbers(kind)
        return [_fault(test, f"{test.operator!r} compares numbers", mend)]
    return []


def _ordered(value: Constant, kind: Kind) -> bool:
    return kind.numeric and not isinstance(value, str)


def _wrong_values(test: Compared | OneOf | Has, kind: Kind) -> list[Problem]:
    values = test.values if isinstance(test, OneOf) else (test.value,)
    ordered = isinstance(test, Compared) and test.operator not in ("==", "!=")
    return [
        _fault(test, f"{written(value)!r} is no answer to {test.code!r}", _answers(value, kind))
        for value in values
        if not (ordered or _possible(value, kind))
    ]


def _possible(value: Constant, kind: Kind) -> bool:
    if isinstance(value, str):
        return value in kind.options
    return kind.low is not None and kind.high is not None and kind.low <= value <= kind.high


def _answers(value: Constant, kind: Kind) -> str:
    options = f"{meant(str(value), kind.options)}Use one of {listed(kind.options)}." if kind.options else ""
    return " ".join(part for part in (_numbers(kind) if kind.numeric else "", options) if part)


def _numbers(kind: Kind) -> str:
    return f"Compare with a number from {kind.low:g} to {kind.high:g}."


def _fault(test: Test, wrong: str, mend: str) -> Problem:
    return Problem(f"The condition asks {quoted(str(test))}, but {wrong}.", "", mend)
