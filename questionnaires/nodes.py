"""Strict YAML: a file -> nodes that know their line. The only place that meets YAML's syntax.

The trap: a YAML loader is an interpreter. Aliases make bombs of 300 bytes, merge keys burn seconds, tags run code,
`no` becomes False, 012 becomes 10, 1:30 becomes 90, and the last of two equal keys wins in silence. None of it is
taken here: parser *events* are read one by one, and everything beyond plain mappings, lists and values is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

import yaml

from questionnaires.errors import Problem, QuestionnaireError

LARGEST_BYTES = 256 * 1024
DEEPEST = 20
MOST_NODES = 20_000

# The C parser is ten times faster and stops hostile input at once; its marks are the same.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_WHOLE = re.compile(r"-?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+")
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_LONGEST_NUMBER = 15

_TOO_DEEP = f"The file is nested too deeply (at most {DEEPEST} levels)."
_FLATTER = "Write it flatter."


@dataclass(frozen=True)
class Value:
    """A single value: text, whole number, decimal number, true, false or null."""

    value: str | int | float | bool | None
    line: int

    def __str__(self) -> str:
        return shown(self.value)


@dataclass(frozen=True)
class Listing:
    """A list of nodes."""

    nodes: tuple[Node, ...]
    line: int

    def __str__(self) -> str:
        return f"a list of {len(self.nodes)}"


@dataclass(frozen=True)
class Table:
    """Nodes by key, with the line of each key."""

    nodes: dict[str, Node]
    lines: dict[str, int]
    line: int

    def __str__(self) -> str:
        return f"keys ({', '.join(list(self.nodes)[:5])})" if self.nodes else "no keys"


Node = Value | Listing | Table


def shown(value: object) -> str:
    """Return a value as a message shows it: short, and null, true and false as YAML writes them."""
    if value is None or isinstance(value, bool):
        return {None: "nothing", True: "true", False: "false"}[value]
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…{text[-1]}"


def parse_nodes(content: str | bytes, name: str) -> tuple[Table, list[Problem]]:
    """Return the top mapping of a YAML text and the problems that leave the rest readable (duplicate keys).

    Raises
    ------
    QuestionnaireError
        For what makes the rest unreadable: wrong encoding, syntax, or anything that strict YAML does not have.
    """
    text = _text(content, name)
    composer = _Composer(name)
    try:
        node = composer.compose(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        raise _syntax(error, name) from error
    except yaml.reader.ReaderError as error:
        raise QuestionnaireError(
            f"The character {chr(error.character)!r} is not allowed."
            if isinstance(error.character, int)
            else f"A character is not allowed ({error.reason}).",
            where=f"{name}, line {text.count(chr(10), 0, error.position) + 1}",
            mend="Delete it; only printable characters, line breaks and tabs within texts are taken.",
        ) from error
    if node is None:
        raise QuestionnaireError(
            "There is no questionnaire in the file, only comments.",
            where=name,
            mend="See the authoring guide for an example.",
        )
    if not isinstance(node, Table):
        raise QuestionnaireError(
            f"The file holds {node} at the top; keys such as 'id:' and 'items:' belong there.",
            where=f"{name}, line {node.line}",
            mend="Begin with 'format: 1'; see the authoring guide for an example.",
        )
    return node, composer.problems


class _Composer:
    """Builds nodes from parser events, without recursion into anything deeper than `DEEPEST`."""

    def __init__(self, name: str) -> None:
        self.problems: list[Problem] = []
        self._name = name
        self._count = 0

    def compose(self, events: Iterator[yaml.Event]) -> Node | None:
        """Return the root node, or None for an empty stream; refuse a second document."""
        root: Node | None = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                self._refuse_directives(event)
                if root is not None:
                    self._refuse(
                        event,
                        "The file holds a second document after '---'.",
                        "Keep one questionnaire a file.",
                    )
                root = self._node(next(events), events, 0)
        return None if isinstance(root, Value) and root.value is None else root

    def _node(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Node:
        self._count += 1
        if self._count > MOST_NODES:
            self._refuse(event, f"The file holds more than {MOST_NODES:,} values.", "Split it or shorten it.")
        if depth > DEEPEST:
            self._refuse(event, _TOO_DEEP, _FLATTER)
        self._refuse_features(event)
        line = _line(event)
        if isinstance(event, yaml.ScalarEvent):
            return self._value(event, line)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(events, depth, line)
        return self._mapping(events, depth, line)

    def _value(self, event: yaml.ScalarEvent, line: int) -> Value:
        found = _UNSEEN.search(event.value)
        if found:
            self.problems.append(
                Problem(
                    f"A text holds the unseen character U+{ord(found[0]):04X}.",
                    f"{self._name}, line {line}",
                    "Delete it: control characters and marks of writing direction are not taken.",
                )
            )
        return Value(_resolved(event.value) if event.implicit[0] else event.value, line)

    def _sequence(self, events: Iterator[yaml.Event], depth: int, line: int) -> Listing:
        nodes = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            nodes.append(self._node(event, events, depth + 1))
        return Listing(tuple(nodes), line)

    def _mapping(self, events: Iterator[yaml.Event], depth: int, line: int) -> Table:
        nodes: dict[str, Node] = {}
        lines: dict[str, int] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key = self._key(event)
            at = _line(event)
            node = self._node(next(events), events, depth + 1)
            if key in nodes:
                self.problems.append(
                    Problem(
                        f"The key {key!r} stands here twice, first in line {lines[key]}.",
                        f"{self._name}, line {at}",
                        "Keep one of the two.",
                    )
                )
                continue
            nodes[key], lines[key] = node, at
        return Table(nodes, lines, line)

    def _key(self, event: yaml.Event) -> str:
        self._refuse_features(event)
        if not isinstance(event, yaml.ScalarEvent):
            self._refuse(event, "A key is a list or a mapping.", "Use a plain word as key.")
        if event.value == "<<":
            self._refuse(event, "Merge keys ('<<') are not allowed.", "Write the keys out.")
        return str(event.value)

    def _refuse_features(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            self._refuse(
                event,
                "Anchors and aliases ('&', '*') are not allowed.",
                "Write the value out where it is used.",
            )
        tag = getattr(event, "tag", None)
        if tag is not None:
            self._refuse(
                event,
                f"Tags such as {tag[:60]!r} are not allowed.",
                "Write a plain value, in quotes if need be.",
            )

    def _refuse_directives(self, event: yaml.DocumentStartEvent) -> None:
        if event.version or event.tags:
            self._refuse(event, "Directives ('%YAML', '%TAG') are not allowed.", "Delete the line.")

    def _refuse(self, event: yaml.Event, wrong: str, mend: str) -> NoReturn:
        raise QuestionnaireError(wrong, where=f"{self._name}, line {_line(event)}", mend=mend)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _resolved(text: str) -> str | int | float | bool | None:
    """Return what a plain value stands for: only true, false, null and plain numbers are more than text."""
    if text in {"", "null", "~"}:
        return None
    if text in {"true", "false"}:
        return text == "true"
    if len(text) <= _LONGEST_NUMBER and _WHOLE.fullmatch(text):
        return int(text)
    if len(text) <= _LONGEST_NUMBER and _DECIMAL.fullmatch(text):
        return float(text)
    return text


def _text(content: str | bytes, name: str) -> str:
    """Return the text of a file: UTF-8, at most `LARGEST_BYTES`, line ends as "\\n"."""
    raw = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    if len(raw) > LARGEST_BYTES:
        raise QuestionnaireError(
            f"The file has {len(raw):,} bytes; the limit is {LARGEST_BYTES // 1024} KiB.",
            where=name,
            mend="Split it into several questionnaires, or move common items into a bank.",
        )
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise QuestionnaireError("The file is UTF-16.", where=name, mend="Save it as UTF-8.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise QuestionnaireError(
            f"The file is not UTF-8: byte {error.start} (0x{raw[error.start]:02x}) has no meaning in it.",
            where=f"{name}, line {raw[: error.start].count(10) + 1}",
            mend="Save it as UTF-8.",
        ) from error
    if not text.strip():
        raise QuestionnaireError(
            "The file is empty.", where=name, mend="See the authoring guide for an example."
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _syntax(error: yaml.MarkedYAMLError, name: str) -> QuestionnaireError:
    """Say where YAML stopped, and where the thing it was reading began."""
    mark = error.problem_mark or error.context_mark
    if "nesting depth" in (error.problem or ""):  # the C parser has a limit of its own
        return QuestionnaireError(
            _TOO_DEEP, where=f"{name}, line {mark.line + 1 if mark else 1}", mend=_FLATTER
        )
    begun = ""
    if error.context_mark and error.problem_mark and error.context_mark.line != error.problem_mark.line:
        begun = f", {error.context} that began in line {error.context_mark.line + 1}"
    place = f"{name}, line {mark.line + 1}, column {mark.column + 1}" if mark else name
    return QuestionnaireError(
        f"The file is not YAML here: {error.problem}{begun}.",
        where=place,
        mend="Indent with spaces, never tabs; close quotes and brackets; put texts with ':' or '#' in quotes.",
    )
