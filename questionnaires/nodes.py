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

from questionnaires.problems import Problems, quoted
from questionnaires.texts import UNSEEN

LARGEST_BYTES = 256 * 1024
DEEPEST = 20
MOST_NODES = 20_000

# The C parser is ten times faster and stops hostile input at once; its marks are the same.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_WHOLE = re.compile(r"-?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+")
_LONGEST_NUMBER = 15

_GUIDE = "Begin with 'format: 1'; the authoring guide (questionnaires/README.md) has an example."


@dataclass(frozen=True)
class Value:
    """A single value: text, whole number, decimal number, true, false or null; `written` is how the file has it."""

    value: str | int | float | bool | None
    line: int
    written: str

    def __str__(self) -> str:
        if self.value is None:
            return "empty"
        return quoted(self.value) if isinstance(self.value, str) else self.written


@dataclass(frozen=True)
class Listing:
    """A list of nodes."""

    nodes: tuple[Node, ...]
    line: int

    def __str__(self) -> str:
        return f"a list of {len(self.nodes)}" if self.nodes else "an empty list"


@dataclass(frozen=True)
class Table:
    """Nodes by key, with the line of each key."""

    nodes: dict[str, Node]
    lines: dict[str, int]
    line: int

    def __str__(self) -> str:
        few = ", ".join(quoted(key) for key in list(self.nodes)[:3])
        return (
            f"a mapping with {few}{', …' if len(self.nodes) > 3 else ''}"
            if self.nodes
            else "an empty mapping"
        )


Node = Value | Listing | Table


def parse_nodes(content: str | bytes, problems: Problems) -> Table:
    """Return the top mapping of a YAML text; note what leaves the rest readable, such as a key that stands twice.

    Raises
    ------
    QuestionnaireError
        For what makes the rest unreadable: wrong encoding, syntax, or anything that strict YAML does not have.
    """
    text = _text(content, problems)
    _refuse_unprintable(text, problems)
    composer = _Composer(problems)
    try:
        root = composer.compose(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        _refuse_syntax(error, problems)
    except yaml.YAMLError as error:
        problems.stop(f"The file is not YAML ({error}).", None, _GUIDE)
    if composer.met_features:
        problems.raise_found()
    if isinstance(root, Value) and root.value is None:
        problems.stop("There is no questionnaire in the file, only comments or blank lines.", None, _GUIDE)
    if not isinstance(root, Table):
        problems.stop(f"The top of the file is {root}, where a mapping is expected.", root.line, _GUIDE)
    return root


class _Composer:
    """Builds nodes from parser events. An alias is never followed, so a bomb costs what its bytes cost."""

    def __init__(self, problems: Problems) -> None:
        self.met_features = False
        self._problems = problems
        self._count = 0

    def compose(self, events: Iterator[yaml.Event]) -> Node:
        """Return the root node, an empty value for an empty stream; stop at a second document."""
        root: Node | None = None
        for event in events:
            if not isinstance(event, yaml.DocumentStartEvent):
                continue
            if root is not None:
                self._stop(
                    event, "A second document begins here, after '---'.", "Keep one questionnaire a file."
                )
            if event.version or event.tags:
                self._feature(event, "Directives ('%YAML', '%TAG') are not allowed.", "Delete the line.")
            root = self._node(next(events), events, 0)
        return root if root is not None else Value(None, 1, "")

    def _node(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Node:
        self._count += 1
        if self._count > MOST_NODES:
            self._stop(
                event, f"The file holds more than {MOST_NODES:,} values.", "Split it into several files."
            )
        if depth > DEEPEST:
            _refuse_depth(_line(event), self._problems)
        self._note_features(event)
        line = _line(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(events, depth, line)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(events, depth, line)
        return self._value(event, line)

    def _value(self, event: yaml.Event, line: int) -> Value:
        if not isinstance(event, yaml.ScalarEvent):
            return Value(None, line, "")
        found = UNSEEN.search(event.value)
        if found:
            self._problems.note(
                f"A text holds the unseen character U+{ord(found[0]):04X}.",
                line,
                "Delete it: control characters and marks of writing direction are not taken.",
            )
        return Value(_resolved(event.value) if event.implicit[0] else event.value, line, event.value)

    def _sequence(self, events: Iterator[yaml.Event], depth: int, line: int) -> Listing:
        nodes = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            nodes.append(self._node(event, events, depth + 1))
        return Listing(tuple(nodes), line)

    def _mapping(self, events: Iterator[yaml.Event], depth: int, line: int) -> Table:
        nodes: dict[str, Node] = {}
        lines: dict[str, int] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key, at = self._key(event), _line(event)
            node = self._node(next(events), events, depth + 1)
            if key in nodes:
                self._problems.note(
                    f"The key {quoted(key)} stands here twice, first in line {lines[key]}.",
                    at,
                    "Keep one of the two.",
                )
                continue
            nodes[key], lines[key] = node, at
        return Table(nodes, lines, line)

    def _key(self, event: yaml.Event) -> str:
        self._note_features(event)
        if isinstance(event, yaml.AliasEvent):
            return ""
        if not isinstance(event, yaml.ScalarEvent):
            self._stop(event, "A key is a list or a mapping here.", "Use a plain word as key.")
        if event.value == "<<":
            self._feature(event, "Merge keys ('<<') are not allowed.", "Write the keys out.")
        return str(event.value)

    def _note_features(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.AliasEvent):
            mark, name = "*", event.anchor
        else:
            mark, name = "&", getattr(event, "anchor", None)
        if name:
            self._feature(
                event,
                f"Anchors and aliases are not allowed; this is {quoted(mark + name)}.",
                "Write the value out wherever it is used; put a text that begins with & or * in quotes.",
            )
        tag = getattr(event, "tag", None)
        if tag is not None:
            shown = tag.replace("tag:yaml.org,2002:", "!!")
            self._feature(
                event,
                f"Tags such as {quoted(shown)} are not allowed.",
                "Delete the tag; put a text that begins with ! in quotes.",
            )

    def _feature(self, event: yaml.Event, wrong: str, mend: str) -> None:
        """Note a feature that strict YAML does not have; what stands behind it is not known, so nothing is read."""
        self.met_features = True
        self._problems.note(wrong, _line(event), mend)

    def _stop(self, event: yaml.Event, wrong: str, mend: str) -> NoReturn:
        self._problems.stop(wrong, _line(event), mend)


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


def _text(content: str | bytes, problems: Problems) -> str:
    """Return the text of a file: UTF-8, at most `LARGEST_BYTES`, line ends as "\\n"."""
    raw = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    if len(raw) > LARGEST_BYTES:
        problems.stop(
            f"The file is larger than {LARGEST_BYTES // 1024} KiB.",
            None,
            "Split it into several questionnaires; check that it is the file you meant.",
        )
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        problems.stop("The file is in UTF-16.", None, "Save it as UTF-8.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # Offsets of "utf-8-sig" count from behind the mark.
        at = error.start + (3 if raw.startswith(b"\xef\xbb\xbf") else 0)
        problems.stop(
            f"The file is not in UTF-8: the byte at offset {at:,} (0x{raw[at]:02x}) has no meaning there.",
            raw[:at].count(b"\n") + 1,
            "Save it as UTF-8.",
        )
    if not text.strip():
        problems.stop("The file is empty.", None, _GUIDE)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _refuse_unprintable(text: str, problems: Problems) -> None:
    """Stop at what no YAML may hold: asked here, because the parser counts bytes and not lines."""
    found = re.search("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]", text)
    if found:
        start = text.rfind("\n", 0, found.start()) + 1
        problems.stop(
            f"The control character U+{ord(found[0]):04X} stands here.",
            text.count("\n", 0, found.start()) + 1,
            "Delete it, and save the file as UTF-8.",
            column=found.start() - start + 1,
        )


def _refuse_depth(line: int | None, problems: Problems) -> NoReturn:
    problems.stop(
        f"The file is nested too deeply here: {DEEPEST} levels are the limit.",
        line,
        "Close brackets, and check the indentation.",
    )


def _refuse_syntax(error: yaml.MarkedYAMLError, problems: Problems) -> NoReturn:
    """Say where YAML stopped, and where the thing it was reading began."""
    mark = error.problem_mark or error.context_mark
    if "nesting depth" in str(error.problem):  # libyaml from 0.2.6 on looks a thousand brackets ahead
        _refuse_depth(mark.line + 1 if mark else None, problems)
    begun = ""
    if error.context_mark and mark and error.context_mark.line != mark.line:
        begun = f", {error.context} that began in line {error.context_mark.line + 1}"
    problems.stop(
        f"The file is not YAML here: {error.problem}{begun}.",
        mark.line + 1 if mark else None,
        "Indent with spaces, never tabs; close quotes and brackets; put a text with ': ' or ' #' in it in quotes.",
        column=mark.column + 1 if mark else None,
    )
