"""Reading the keys of a mapping one by one: each returns a usable value, and each fault is noted, not raised.

So a file's author hears of all faults at once. A fallback value never leaves the reader: where a problem was noted,
no questionnaire is returned.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from questionnaires.conditions import Condition
from questionnaires.conditions import parse as parse_condition
from questionnaires.errors import ConditionError
from questionnaires.nodes import Listing, Node, Table, Value
from questionnaires.problems import Problems, listed, meant, offered, quoted
from questionnaires.texts import CODE_PATTERN, Text

LONGEST_TEXT = 1_000
CODE_RULE = "Use a letter first, then letters, digits and '_', at most 20 in all."

NO_TEXT = Text({"": ""})


@dataclass(frozen=True)
class Names:
    """Codes that others may name: `kind` is what they are called, `home` the key that declares them."""

    kind: str
    home: str
    codes: Collection[str]


class Fields:
    """The keys of one mapping, such as an item; `what` is how messages call it."""

    def __init__(self, table: Table, what: str, problems: Problems, *, known: Collection[str]) -> None:
        self.what = what
        self.line = table.line
        self.problems = problems
        self._table = table
        self._refuse_unknown(known)

    def __contains__(self, key: str) -> bool:
        return key in self._table.nodes

    def refuse(self, key: str, wrong: str, mend: str) -> None:
        """Note a fault of what stands under `key`, or of the mapping where the key is missing."""
        self.problems.note(wrong, self._table.lines.get(key, self.line), mend)

    def node(self, key: str, *, mend: str) -> Node | None:
        """Return what stands under `key`; noted where it is missing."""
        node = self._table.nodes.get(key)
        if node is None:
            self.refuse(key, f"{self.what} has no '{key}:'.", mend)
        return node

    def optional(self, key: str) -> Node | None:
        """Return what stands under `key`, or None."""
        return self._table.nodes.get(key)

    # -- lists and mappings

    def listing(self, key: str) -> tuple[Node, ...]:
        """Return the list under `key`, not empty."""
        node = self.node(key, mend=f"Add '{key}:' with a list.")
        if node is None:
            return ()
        if not isinstance(node, Listing) or not node.nodes:
            self.refuse(key, f"'{key}:' of {self.what} is {node}.", "Write a list of at least one.")
            return ()
        return node.nodes

    def table(self, key: str) -> Table:
        """Return the mapping under `key`; noted, and empty, where there is none."""
        node = self.node(key, mend=f"Add '{key}:' with what belongs to it.")
        if isinstance(node, Table) and node.nodes:
            return node
        if node is not None:
            self.refuse(
                key, f"'{key}:' of {self.what} is {node}.", "Write keys, each with what belongs to it."
            )
        return Table({}, {}, self.line)

    def optional_table(self, key: str) -> Table:
        """Return the mapping under `key`, empty where the key is missing."""
        return self.table(key) if key in self else Table({}, {}, self.line)

    def parts(self, key: str, what: str, known: Collection[str]) -> Iterator[Fields]:
        """Yield the mappings of the list under `key`, none where the key is missing."""
        for node in self.listing(key) if key in self else ():
            if isinstance(node, Table):
                yield Fields(node, what, self.problems, known=known)
            else:
                self.problems.note(f"{what} is {node}.", node.line, f"Write its keys: {listed(known)}.")

    def coded_parts(self, key: str, what: str, known: Collection[str]) -> Iterator[tuple[str, Fields]]:
        """Yield each code under `key` with its mapping, none where the key is missing."""
        for code, line, node in self._coded(key, what):
            if isinstance(node, Table):
                at_code = replace(node, line=line)
                yield code, Fields(at_code, f"{what} {code!r}", self.problems, known=known)
            else:
                self.problems.note(f"{what} {code!r} is {node}.", line, f"Write its keys: {listed(known)}.")

    def coded_nodes(self, key: str, what: str) -> Iterator[tuple[str, Node]]:
        """Yield each code under `key` with what belongs to it, none where the key is missing."""
        return ((code, node) for code, _, node in self._coded(key, what))

    def _coded(self, key: str, what: str) -> Iterator[tuple[str, int, Node]]:
        """Yield codes with their line; those that break the rule or do not stay distinct are noted, left out."""
        table, taken = self.optional_table(key), Taken(self.problems)
        for code, node in table.nodes.items():
            line = table.lines[code]
            checked = self.as_code(Value(code, line, code), what)
            if checked and taken.add(checked, line, what):
                yield checked, line, node

    # -- codes

    def code(self, key: str, *, pattern: str = CODE_PATTERN, rule: str = CODE_RULE) -> str:
        """Return the code under `key`."""
        node = self.node(key, mend=f"Add '{key}:'. {rule}")
        return "" if node is None else self.as_code(node, self.what, pattern=pattern, rule=rule)

    def as_code(self, node: Node, what: str, *, pattern: str = CODE_PATTERN, rule: str = CODE_RULE) -> str:
        """Return a node as code; noted, and "", where it does not follow the rule."""
        if isinstance(node, Value) and isinstance(node.value, str) and re.fullmatch(pattern, node.value):
            return node.value
        self.problems.note(f"{what} cannot be called {node}.", node.line, rule)
        return ""

    def known_code(self, key: str, names: Names) -> str:
        """Return the code under `key`, one of `names`."""
        node = self.node(key, mend=f"Add '{key}:' with one of {listed(names.codes)}.")
        return "" if node is None else self.as_known(node, names)

    def known_codes(self, key: str, names: Names) -> tuple[str, ...]:
        """Return the list of codes under `key`, all of them of `names`, none twice."""
        codes: dict[str, None] = {}
        for node in self.listing(key):
            code = self.as_known(node, names)
            if code in codes:
                self.problems.note(f"{self.what} names {code!r} twice.", node.line, "Name it once.")
            elif code:
                codes[code] = None
        return tuple(codes)

    def as_known(self, node: Node, names: Names) -> str:
        """Return a node as one of `names`; noted, and "", where it is none of them."""
        if isinstance(node, Value) and isinstance(node.value, str) and node.value in names.codes:
            return node.value
        close = meant(node.written, names.codes) if isinstance(node, Value) else ""
        self.problems.note(
            f"{self.what} names the {names.kind} {node}, which is not under '{names.home}:'.",
            node.line,
            close + offered(names.codes, "add it there."),
        )
        return ""

    # -- texts

    def text(self, key: str, languages: tuple[str, ...]) -> Text:
        """Return the text under `key` in all languages."""
        node = self.node(key, mend=f"Add '{key}:' with a text in {', '.join(languages)}.")
        return NO_TEXT if node is None else self.as_text(node, key, languages)

    def optional_text(self, key: str, languages: tuple[str, ...]) -> Text | None:
        """Return the text under `key` in all languages, or None where the key is missing."""
        node = self.optional(key)
        return None if node is None else self.as_text(node, key, languages)

    def as_text(self, node: Node, key: str, languages: tuple[str, ...]) -> Text:
        """Return a node as text by language; a plain text will do where there is one language."""
        if isinstance(node, Value) and len(languages) == 1:
            return Text({languages[0]: self._wording(node, f"'{key}:' of {self.what}")})
        if not isinstance(node, Table):
            example = ", ".join(f"{language}: …" for language in languages)
            self.problems.note(f"'{key}:' of {self.what} is {node}.", node.line, f"Write {{{example}}}.")
            return NO_TEXT
        for language in [language for language in node.nodes if language not in languages]:
            self.problems.note(
                f"'{key}:' of {self.what} is in {quoted(language)}, which the file does not declare.",
                node.lines[language],
                f"Use {', '.join(languages)}, or add it to 'languages:'.",
            )
        return Text({language: self._translation(node, key, language) for language in languages})

    def word(self, key: str) -> str:
        """Return a short text that is shown to nobody, or "" where the key is missing."""
        node = self.optional(key)
        return "" if node is None else self._wording(node, f"'{key}:' of {self.what}")

    def words(self, key: str) -> tuple[str, ...]:
        """Return a list of such short texts, empty where the key is missing or the list is."""
        node = self.optional(key)
        if node is None or (isinstance(node, Listing) and not node.nodes):
            return ()
        return tuple(self._wording(each, f"'{key}:' of {self.what}") for each in self.listing(key))

    def _translation(self, table: Table, key: str, language: str) -> str:
        node = table.nodes.get(language)
        if node is None:
            self.problems.note(
                f"'{key}:' of {self.what} has no {language!r} text.",
                table.line,
                f"Add '{language}: …', or take {language!r} out of 'languages:'.",
            )
            return ""
        return self._wording(node, f"'{key}:' of {self.what} in {language!r}")

    def _wording(self, node: Node, what: str) -> str:
        """Return a node as text without space around it; a number is the text it is written as."""
        wording = node.written.strip() if isinstance(node, Value) and not isinstance(node.value, bool) else ""
        if not wording or (isinstance(node, Value) and node.value is None):
            self.problems.note(f"{what} is {node}.", node.line, "Write a text, in quotes if need be.")
            return ""
        if len(wording) > LONGEST_TEXT:
            self.problems.note(
                f"{what} has {len(wording):,} characters.", node.line, f"Use {LONGEST_TEXT:,} at most."
            )
        return wording

    # -- numbers and choices

    def number(self, key: str, *, low: float, high: float, default: float | None = None) -> float | None:
        """Return the number under `key` within its bounds, or the default where the key is missing."""
        node = self.optional(key)
        if node is None:
            return default
        value = node.value if isinstance(node, Value) else None
        if isinstance(value, (int, float)) and not isinstance(value, bool) and low <= value <= high:
            return value
        self.refuse(
            key, f"'{key}:' of {self.what} is {node}.", f"Write a number from {low:,.10g} to {high:,.10g}."
        )
        return default

    def whole(self, key: str, *, low: int, high: int, default: int | None = None) -> int:
        """Return the whole number under `key` within its bounds; the key may be missing where there is a default."""
        if key not in self and default is not None:
            return default
        rule = f"a whole number from {low} to {high}."
        node = self.node(key, mend=f"Add '{key}:' with {rule}")
        value = node.value if isinstance(node, Value) else None
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        if node is not None:
            self.refuse(key, f"'{key}:' of {self.what} is {node}.", f"Write {rule}")
        return low if default is None else default

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

    def choices(self, key: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
        """Return the allowed words that stand in the list under `key`, in their own order; none without the key."""
        found = set()
        for node in self.listing(key) if key in self else ():
            if isinstance(node, Value) and isinstance(node.value, str) and node.value in allowed:
                found.add(node.value)
                continue
            mend = f"Use {listed(allowed)}." if allowed else "Leave the key out: the file declares none."
            self.problems.note(f"'{key}:' of {self.what} names {node}.", node.line, mend)
        return tuple(word for word in allowed if word in found)

    # -- conditions

    def condition(self, key: str) -> Condition | None:
        """Return the condition under `key`, or None where the key is missing; what it asks about is not looked at."""
        node = self.optional(key)
        if node is None:
            return None
        if not isinstance(node, Value) or not isinstance(node.value, str):
            self.refuse(
                key, f"'{key}:' of {self.what} is {node}.", "Write a condition, such as position == manager."
            )
            return None
        try:
            return parse_condition(node.value)
        except ConditionError as error:
            for problem in error.problems:
                self.refuse(key, f"'{key}:' of {self.what}, {problem.where}: {problem.wrong}", problem.mend)
            return None

    def _refuse_unknown(self, known: Collection[str]) -> None:
        for key in [key for key in self._table.nodes if key not in known]:
            self.refuse(
                key,
                f"{self.what} has the unknown key {quoted(key)}.",
                f"{meant(key, known)}Known keys: {', '.join(known)}.",
            )


class Taken:
    """Codes in use. Two codes clash when LimeSurvey, which drops '_', or SPSS, which knows no case, mixes them up."""

    def __init__(self, problems: Problems, reserved: Collection[str] = ()) -> None:
        self._problems = problems
        self._reserved = {plain(code) for code in reserved}
        self._by_plain: dict[str, tuple[str, int, str]] = {}

    def add(self, code: str, line: int, what: str) -> bool:
        """Take a code; note it, and return False, where one like it is taken."""
        if plain(code) in self._reserved:
            self._problems.note(
                f"{what} cannot be called {code!r}: a column of the dataset has that name.",
                line,
                "Choose another code.",
            )
            return False
        if plain(code) not in self._by_plain:
            self._by_plain[plain(code)] = (code, line, what)
            return True
        other, first, holder = self._by_plain[plain(code)]
        self._problems.note(
            f"The code {code!r} is taken: {holder} in line {first} has {other!r}.",
            line,
            "Choose another code; case and '_' make no difference.",
        )
        return False


def plain(code: str) -> str:
    """Return what is left of a code where neither case nor '_' counts."""
    return code.replace("_", "").lower()
