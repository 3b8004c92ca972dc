"""Comment blocks: in which unit each respondent's comments are shown. Lists subtract exactly, so blocks are disjoint.

Show all comments of a division and all of its teams but one, and the last team's are known. So everybody's comments
stand in exactly one block, the lowest unit with enough respondents; whoever looks from above sees the union.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from scoring.disclosure import FEWEST_COMMENTS, item_threshold
from scoring.unit_tree import Path


def comment_blocks(units: Sequence[Path], threshold: int) -> tuple[Path | None, ...]:
    """Return the block of each respondent: the lowest node whose block has enough people.

    Small siblings are pooled in the node above, with those who belong to it directly. People left over at the top
    join the smallest block, which is then one of the whole.

    Parameters
    ----------
    units : sequence of n paths
        () where unknown.
    threshold : int
        Smallest group shown; a block has that many respondents, and 10 at least.

    Returns
    -------
    tuple of n paths
        () is the whole; None for everybody where they are too few even together.
    """
    smallest = item_threshold(threshold)
    blocks = _pooled(units, smallest)
    left = blocks.pop((), [])
    if left and len(left) < smallest:
        joined = min(blocks, key=lambda path: (len(blocks[path]), path), default=None)
        left = left + blocks.pop(joined) if joined is not None else []
    blocks[()] = left
    block_of = {person: path for path, people in blocks.items() for person in people}
    return tuple(block_of.get(person) for person in range(len(units)))


def shown_blocks(blocks: Sequence[Path | None], commented: Sequence[bool]) -> frozenset[Path]:
    """Return the blocks in which the comments on one question are shown: enough people wrote one.

    Parameters
    ----------
    blocks : sequence of n paths or None
        See `comment_blocks`.
    commented : sequence of n bool
        Who commented on the question.
    """
    written = Counter(block for block, wrote in zip(blocks, commented, strict=True) if wrote)
    return frozenset(block for block, n in written.items() if block is not None and n >= FEWEST_COMMENTS)


def _pooled(units: Sequence[Path], smallest: int) -> dict[Path, list[int]]:
    """Return the people of each block, with those left over at the top under ()."""
    waiting: dict[Path, list[int]] = defaultdict(list)
    for person, path in enumerate(units):
        waiting[path].append(person)
    blocks = {}
    for depth in range(max(map(len, units), default=0), 0, -1):
        for path in [path for path in waiting if len(path) == depth]:
            people = waiting.pop(path)
            if len(people) >= smallest:
                blocks[path] = people
            else:
                waiting[path[:-1]] += people
    return blocks | {(): waiting[()]}
