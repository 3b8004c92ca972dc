"""Raw input -> whole numbers, decimals, words, mappings and lists; or an `AnswerError` that says what was found.

The trap: `True` is an integer in Python, "٥" is a digit and 5.0 equals 5. A whole number is taken as one or as it is
written in ASCII digits, and nothing else.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import NoReturn

from questionnaires.errors import AnswerError
from questionnaires.problems import listed, quoted
from questionnaires.texts import UNSEEN

_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,11}")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,11})(?:[.,][0-9]{1,12})?")
_GROUPED = re.compile(r"-?[1-9][0-9]{0,2}(?:[ \u00a0\u202f][0-9]{3})+(?:[.,][0-9]+)?")
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


def refuse(
    where: str,
    wrong: str,
    mend: str,
    reason: str,
    *,
    limit: float | None = None,
    found: float | None = None,
) -> NoReturn:
    raise AnswerError(wrong, where=where, mend=mend, reason=reason, limit=limit, found=found)


def refuse_form(where: str, raw: object, wanted: str) -> NoReturn:
    refuse(where, f"The answer is {shown(raw)}.", f"Give {wanted}.", "form")


def shown(raw: object) -> str:
    if isinstance(raw, str):
        return quoted(raw)
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        return str(raw)[:40] if abs(raw) < 10**40 else "a number too large"
    return f"a {type(raw).__name__}"


def is_empty(raw: object) -> bool:
    return raw is None or (isinstance(raw, str) and not raw.strip())


def whole(where: str, raw: object, low: float, high: float) -> int:
    """Return a whole number within its bounds, given as one or written in ASCII digits."""
    wanted = f"a whole number from {low:g} to {high:g}"
    if isinstance(raw, str) and _WHOLE.fullmatch(raw.strip()):
        raw = int(raw.strip())
    if isinstance(raw, bool) or not isinstance(raw, int):
        refuse_form(where, raw, wanted)
    if not low <= raw <= high:
        refuse(
            where,
            f"{shown(raw)} is out of range.",
            f"Give {wanted}.",
            "range",
            limit=high if raw > high else low,
        )
    return raw


def decimal(where: str, raw: object) -> float:
    """Return a number as English or French writes it: 1234.5, 1 234,5; never 1,234.5, which the two read apart."""
    if isinstance(raw, str):
        written = without_groups(raw)
        if isinstance(written, str) and _DECIMAL.fullmatch(written):
            return float(written.replace(",", "."))
    elif (
        isinstance(raw, (int, float)) and not isinstance(raw, bool) and math.isfinite(raw) and abs(raw) < 1e15
    ):
        return float(raw)
    refuse_form(where, raw, "a number, such as 12.5 or 12,5")


def without_groups(raw: object) -> object:
    """Return what is written without the spaces between thousands."""
    if not isinstance(raw, str):
        return raw
    written = raw.strip()
    return re.sub("[ \u00a0\u202f]", "", written) if _GROUPED.fullmatch(written) else written


def words(where: str, raw: object, most: int, *, lines: bool = False) -> str:
    """Return own words without what cannot be seen; "" where nothing is left. Too many are refused, never cut."""
    if raw is None:
        return ""
    if not isinstance(raw, str):
        refuse_form(where, raw, "a text")
    text = UNSEEN.sub("", _BREAKS.sub("\n", raw))
    text = text.encode("utf-8", "ignore").decode("utf-8")
    text = text.strip() if lines else " ".join(text.split())
    if len(text) > most:
        refuse(
            where,
            f"The text has {len(text):,} characters.",
            f"Use {most:,} at most.",
            "long",
            limit=most,
            found=len(text),
        )
    return text


def keys_of(where: str, raw: object, known: Sequence[str]) -> dict[str, object]:
    """Return a mapping with known keys only."""
    if not isinstance(raw, Mapping):
        refuse_form(where, raw, f"the keys {listed(known)}")
    for key in raw:
        if key not in known:
            refuse(where, f"There is no {shown(key)} here.", f"Use the keys {listed(known)}.", "form")
    return {str(key): value for key, value in raw.items()}


def list_of(where: str, raw: object, most: int) -> list[object]:
    """Return a list, of one where a single answer stands alone; nothing is an empty list."""
    if is_empty(raw):
        return []
    found = [raw] if isinstance(raw, str) else raw
    if not isinstance(found, (list, tuple)):
        refuse_form(where, raw, "a list")
    if len(found) > most:
        refuse(
            where,
            f"There are {len(found)} answers.",
            f"Give {most} at most.",
            "form",
            limit=most,
            found=len(found),
        )
    return list(found)
