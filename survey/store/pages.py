"""SQLite's file format, as far as an attacker needs it: where rows lie in the pages, and what is left between them.

Written after "Database File Format" of sqlite.org. It only reads bytes it is given; no file is opened here.

The trap: what SQL shows in the order of keys lies in the pages in another one. A page is filled from its end, so of
two rows in one page the one at the higher offset came first, until VACUUM writes the page anew.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Value = int | float | str | bytes | None

_INTERIOR_INDEX, _INTERIOR_TABLE, _LEAF_INDEX, _LEAF_TABLE = 0x02, 0x05, 0x0A, 0x0D
_INTERIOR = {_INTERIOR_INDEX, _INTERIOR_TABLE}
_FILE_HEADER = 100


@dataclass(frozen=True)
class PlacedRow:
    """A row with its place in the file: page, offset in the page, and its values in the order they are stored."""

    page: int
    offset: int
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Residue:
    """Bytes of a page that belong to no row: the gap before its rows, a hole among them, or a page that is free."""

    kind: Literal["gap", "freed", "free page"]
    page: int
    content: bytes


class Image:
    """A database file as bytes."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        size = int.from_bytes(content[16:18], "big")
        self._page_size = 65536 if size == 1 else size
        self._usable = self._page_size - content[20]

    @property
    def is_wal(self) -> bool:
        """Whether the file's journal mode is WAL."""
        return self.content[18:20] == b"\x02\x02"

    @property
    def page_size(self) -> int:
        return self._page_size

    def page(self, number: int) -> bytes:
        """Return a page by its number, from 1."""
        return self.content[(number - 1) * self._page_size : number * self._page_size]

    def roots(self) -> dict[str, int]:
        """Return the root page of each table and index."""
        return {
            str(row.values[1]): row.values[3]
            for row in self.rows(1)
            if isinstance(row.values[3], int) and row.values[3]
        }

    def rows(self, root: int) -> list[PlacedRow]:
        """Return the rows of the tree at `root`, in the order of their keys, each with its place."""
        return list(self._rows(root))

    def residue(self) -> list[Residue]:
        """Return what is not zero and belongs to no row."""
        found = [part for root in {1, *self.roots().values()} for part in self._residue_of_tree(root)]
        found += [Residue("free page", number, self.page(number)) for number in self._free_pages()]
        return [part for part in found if any(part.content)]

    def _rows(self, number: int) -> Iterator[PlacedRow]:
        page, head = self.page(number), _head_of(number)
        kind = page[head]
        for offset in _pointers(page, head):
            if kind in _INTERIOR:
                yield from self._rows(int.from_bytes(page[offset : offset + 4], "big"))
            if kind != _INTERIOR_TABLE:
                yield PlacedRow(number, offset, _record(self._payload(page, offset, kind)))
        if kind in _INTERIOR:
            yield from self._rows(int.from_bytes(page[head + 8 : head + 12], "big"))

    def _payload(self, page: bytes, offset: int, kind: int) -> bytes:
        at = offset + (4 if kind in _INTERIOR else 0)
        size, at = _varint(page, at)
        if kind == _LEAF_TABLE:
            _, at = _varint(page, at)
        local = self._local(size, kind)
        payload = page[at : at + local]
        following = int.from_bytes(page[at + local : at + local + 4], "big") if local < size else 0
        while following and len(payload) < size:
            overflow = self.page(following)
            payload += overflow[4 : 4 + min(self._usable - 4, size - len(payload))]
            following = int.from_bytes(overflow[:4], "big")
        return payload

    def _local(self, size: int, kind: int) -> int:
        """Return how much of a payload lies in the page itself."""
        most = self._usable - 35 if kind == _LEAF_TABLE else (self._usable - 12) * 64 // 255 - 23
        if size <= most:
            return size
        least = (self._usable - 12) * 32 // 255 - 23
        rest = least + (size - least) % (self._usable - 4)
        return rest if rest <= most else least

    def _residue_of_tree(self, number: int) -> Iterator[Residue]:
        page, head = self.page(number), _head_of(number)
        kind, pointers = page[head], _pointers(page, head)
        begin = head + (12 if kind in _INTERIOR else 8) + 2 * len(pointers)
        content = int.from_bytes(page[head + 5 : head + 7], "big") or 65536
        yield Residue("gap", number, page[begin:content])
        free = int.from_bytes(page[head + 1 : head + 3], "big")
        while free:
            size = int.from_bytes(page[free + 2 : free + 4], "big")
            yield Residue("freed", number, page[free + 4 : free + size])
            free = int.from_bytes(page[free : free + 2], "big")
        if kind in _INTERIOR:
            for offset in pointers:
                yield from self._residue_of_tree(int.from_bytes(page[offset : offset + 4], "big"))
            yield from self._residue_of_tree(int.from_bytes(page[head + 8 : head + 12], "big"))

    def _free_pages(self) -> Iterator[int]:
        """Yield the pages of the free list that may hold old content (its trunks hold page numbers)."""
        trunk = int.from_bytes(self.content[32:36], "big")
        while trunk:
            page = self.page(trunk)
            count = int.from_bytes(page[4:8], "big")
            for place in range(count):
                yield int.from_bytes(page[8 + 4 * place : 12 + 4 * place], "big")
            trunk = int.from_bytes(page[:4], "big")


def commits(image: bytes, wal: bytes) -> Iterator[bytes]:
    """Yield the database after each commit that a write-ahead log holds: what a copy of it lets anybody replay."""
    if len(wal) < 32:
        return
    size, salts = int.from_bytes(wal[8:12], "big"), wal[16:24]
    pages = {number: image[number * size : (number + 1) * size] for number in range(len(image) // size)}
    for at in range(32, len(wal) - size - 23, size + 24):
        frame = wal[at : at + 24]
        if frame[8:16] != salts:
            return
        pages[int.from_bytes(frame[:4], "big") - 1] = wal[at + 24 : at + 24 + size]
        if count := int.from_bytes(frame[4:8], "big"):
            yield b"".join(pages[number] for number in range(count))


def _head_of(number: int) -> int:
    return _FILE_HEADER if number == 1 else 0


def _pointers(page: bytes, head: int) -> Sequence[int]:
    count = int.from_bytes(page[head + 3 : head + 5], "big")
    begin = head + (12 if page[head] in _INTERIOR else 8)
    return [int.from_bytes(page[begin + 2 * n : begin + 2 * n + 2], "big") for n in range(count)]


def _varint(content: bytes, at: int) -> tuple[int, int]:
    value = 0
    for byte in range(9):
        if byte == 8:
            return value << 8 | content[at + byte], at + 9
        value = value << 7 | content[at + byte] & 0x7F
        if content[at + byte] < 0x80:
            return value, at + byte + 1
    raise AssertionError


def _record(payload: bytes) -> tuple[Value, ...]:
    header, at = _varint(payload, 0)
    kinds = []
    while at < header:
        kind, at = _varint(payload, at)
        kinds.append(kind)
    values: list[Value] = []
    for kind in kinds:
        value, at = _value(payload, at, kind)
        values.append(value)
    return tuple(values)


_INTEGER_BYTES = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}


def _value(payload: bytes, at: int, kind: int) -> tuple[Value, int]:
    if kind == 0:
        return None, at
    if kind in {8, 9}:
        return kind - 8, at
    if kind == 7:
        return float(struct.unpack(">d", payload[at : at + 8])[0]), at + 8
    if kind in _INTEGER_BYTES:
        end = at + _INTEGER_BYTES[kind]
        return int.from_bytes(payload[at:end], "big", signed=True), end
    end = at + (kind - 12) // 2
    return (payload[at:end] if kind % 2 == 0 else payload[at:end].decode("utf-8", "replace")), end
