"""Reading the keys of a mapping one by one: each returns a usable value, and each fault is noted, not raised.

So a file's author hears of all faults at once. A fallback value never leaves the reader: where a problem was noted,
no questionnaire is returned.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from questionnaires.errors import Problem
from questionnaires.model import CODE_PATTERN, Text
from questionnaires.nodes import Listing, Node, Table, Value

LONGEST_TEXT = 1_000
CODE_RULE = "Use a letter first, then letters, digits and '_', at most 20 in all."

NO_TEXT = Text({"": ""})


@dataclass
class Problems:
    """The faults found in one file, in the order they are met."""

    name: str
    found: list[Problem] = field(default_factory=list)

    def note(self, wrong: str, line: int, mend: str) -> None:
        """Note a fault in `line`."""
        self.found.append(Problem(wrong, f"{self.name}, line {line}", mend))


class Fields:
    """The keys of one mapping, such as an item; `what` is how messages call it."""

    def __init__(self, table: Table, what: str, problems: Problems, *, known: Iterable[str]) -> None:
        self._table = table
        self._problems = problems
        self.what = what
        self.line = table.line
        self._refuse_unknown(list(known))

    def __contains__(self, key: str) -> bool:
        return key in self._table.nodes

    def at(self, key: str) -> int:
        """Return the line of a key, or that of the mapping where the key is missing."""
        return self._table.lines.get(key, self.line)

    def refuse(self, key: str, wrong: str, mend: str) -> None:
        """Note a fault of what stands under `key`."""
        self._problems.note(wrong, self.at(key), mend)

    def node(self, key: str, *, mend: str) -> Node | None:
        """Return what stands under `key`; noted where it is missing."""
        node = self._table.nodes.get(key)
        if node is None:
            self.refuse(key, f"{self.what} has no '{key}:'.", mend)
        return node

    def optional(self, key: str) -> Node | None:
        """Return what stands under `key`, or None."""
        return self._table.nodes.get(key)

    def code(self, key: str, *, pattern: str = CODE_PATTERN, rule: str = CODE_RULE) -> str:
        """Return the code under `key`."""
        node = self.node(key, mend=f"Add '{key}:'. {rule}")
        return self.as_code(node, pattern=pattern, rule=rule) if node is not None else ""

    def as_code(self, node: Node, *, pattern: str = CODE_PATTERN, rule: str = CODE_RULE) -> str:
        """Return a node as code; noted where it does not follow the rule."""
        if isinstance(node, Value) and isinstance(node.value, str) and re.fullmatch(pattern, node.value):
            return node.value
        self._problems.note(f"{node} is not a code that {self.what} can have.", node.line, rule)
        return ""

    def codes(self, key: str) -> tuple[str, ...]:
        """Return the list of codes under `key`."""
        return tuple(code for node in self.listing(key) if (code := self.as_code(node)))

    def listing(self, key: str) -> tuple[Node, ...]:
        """Return the list under `key`, not empty."""
        node = self.node(key, mend=f"Add '{key}:' with a list.")
        if node is None:
            return ()
        if not isinstance(node, Listing) or not node.nodes:
            self.refuse(key, f"'{key}:' of {self.what} is {node}.", "Write a list of at least one.")
            return ()
        return node.nodes

    def table(self, key: str) -> Table | None:
        """Return the mapping under `key`, not empty."""
        node = self.node(key, mend=f"Add '{key}:' with its keys.")
        if node is None:
            return None
        if not isinstance(node, Table) or not node.nodes:
            self.refuse(
                key, f"'{key}:' of {self.what} is {node}.", "Write keys, each with what belongs to it."
            )
            return None
        return node

    def text(self, key: str, languages: tuple[str, ...]) -> Text:
        """Return the text under `key` in all languages."""
        node = self.node(key, mend=f"Add '{key}:' with a text in {', '.join(languages)}.")
        return self.as_text(node, key, languages) if node is not None else NO_TEXT

    def optional_text(self, key: str, languages: tuple[str, ...]) -> Text | None:
        """Return the text under `key` in all languages, or None where the key is missing."""
        node = self.optional(key)
        return None if node is None else self.as_text(node, key, languages)

    def as_text(self, node: Node, key: str, languages: tuple[str, ...]) -> Text:
        """Return a node as text by language; a plain text will do where there is one language."""
        if isinstance(node, Value) and len(languages) == 1:
            return Text({languages[0]: self._wording(node, key, languages[0])})
        if not isinstance(node, Table):
            example = ", ".join(f"{language}: …" for language in languages)
            self._problems.note(f"'{key}:' of {self.what} is {node}.", node.line, f"Write {{{example}}}.")
            return NO_TEXT
        for language in [language for language in node.nodes if language not in languages]:
            self._problems.note(
                f"'{key}:' of {self.what} is in {language!r}, which the file does not declare.",
                node.lines[language],
                f"Use {', '.join(languages)}, or add it to 'languages:'.",
            )
        return Text({language: self._translation(node, key, language) for language in languages})

    def number(self, key: str, *, low: float, high: float, default: float | None = None) -> float | None:
        """Return the number under `key` within its bounds, or the default where the key is missing."""
        node = self.optional(key)
        if node is None:
            return default
        value = node.value if isinstance(node, Value) else None
        if isinstance(value, (int, float)) and not isinstance(value, bool) and low <= value <= high:
            return value
        self.refuse(key, f"'{key}:' of {self.what} is {node}.", f"Write a number from {low:g} to {high:g}.")
        return default

    def whole(self, key: str, *, low: int, high: int) -> int:
        """Return the whole number under `key` within its bounds."""
        node = self.node(key, mend=f"Add '{key}:' with a whole number from {low} to {high}.")
        return low if node is None else self.as_whole(node, key, low=low, high=high)

    def as_whole(self, node: Node, key: str, *, low: int, high: int) -> int:
        """Return a node as whole number within its bounds."""
        value = node.value if isinstance(node, Value) else None
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        self._problems.note(
            f"'{key}:' of {self.what} is {node}.", node.line, f"Write a whole number from {low} to {high}."
        )
        return low

    def flag(self, key: str) -> bool:
        """Return true or false; false where the key is missing."""
        node = self.optional(key)
        if node is None:
            return False
        if isinstance(node, Value) and isinstance(node.value, bool):
            return node.value
        self.refuse(key, f"'{key}:' of {self.what} is {node}.", "Write true or false.")
        return False

    def choice(self, key: str, allowed: tuple[str, ...]) -> str:
        """Return one of the allowed words, the first where the key is missing."""
        node = self.optional(key)
        if node is None:
            return allowed[0]
        if isinstance(node, Value) and node.value in allowed:
            return str(node.value)
        self.refuse(key, f"'{key}:' of {self.what} is {node}.", f"Use one of {', '.join(allowed)}.")
        return allowed[0]

    def word(self, key: str) -> str:
        """Return a short text that is shown to nobody, or "" where the key is missing."""
        node = self.optional(key)
        return "" if node is None else self._wording(node, key, "")

    def words(self, key: str) -> tuple[str, ...]:
        """Return a list of such short texts, empty where the key is missing or the list is."""
        node = self.optional(key)
        if node is None or (isinstance(node, Listing) and not node.nodes):
            return ()
        return tuple(self._wording(each, key, "") for each in self.listing(key))

    def _translation(self, table: Table, key: str, language: str) -> str:
        node = table.nodes.get(language)
        if node is None:
            self._problems.note(
                f"'{key}:' of {self.what} has no {language!r} text.", table.line, f"Add '{language}: …'."
            )
            return ""
        return self._wording(node, key, language)

    def _wording(self, node: Node, key: str, language: str) -> str:
        where = f"'{key}:' of {self.what}" + (f" in {language!r}" if language else "")
        value = node.value if isinstance(node, Value) else None
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return str(value)
        if not isinstance(value, str) or not value.strip():
            self._problems.note(f"{where} is {node}.", node.line, "Write a text, in quotes if need be.")
            return ""
        if len(value) > LONGEST_TEXT:
            self._problems.note(
                f"{where} has {len(value):,} characters.", node.line, f"Use {LONGEST_TEXT:,} at most."
            )
        return value

    def _refuse_unknown(self, known: list[str]) -> None:
        for key in [key for key in self._table.nodes if key not in known]:
            close = get_close_matches(key, known, n=1)
            hint = f"Did you mean {close[0]!r}? " if close else ""
            self.refuse(
                key,
                f"{self.what} has the unknown key {key[:60]!r}.",
                f"{hint}Known keys: {', '.join(known)}.",
            )
