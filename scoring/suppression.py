"""Which cells can be shown together so that no small group's figures follow by adding and subtracting them.

Cells are taken one by one, the important ones first, each only if no protected group enters the row space. Then
every small group is audited, whatever table it belongs to; what was found is protected too, and all is done again.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from scoring.audit import derivable_groups
from scoring.modular import PRIME, Residues
from scoring.row_space import SPARE, Elimination, images, map_that_forgets, nested_blocks

Flags = NDArray[np.bool_]
Counts = NDArray[np.int64]


def safe_cells(
    cells: csr_array,
    people: Counts,
    threshold: int,
    *,
    given: csr_array,
    wished: Sequence[int],
    telling: Flags | None = None,
) -> Flags:
    """Choose cells that can be shown beside the given groups without giving any small group away.

    Parameters
    ----------
    cells : sparse array of shape (n_cells, n_atoms)
        1 where the atom belongs to the cell; every planned cell, small ones too: they are protected.
    people : ndarray of shape (n_atoms,)
        People of each atom, at least 1.
    threshold : int
        Smallest group shown.
    given : sparse array of shape (n_given, n_atoms)
        Groups whose figures are known: of an earlier release, or cells that are safe by themselves. What they give
        away is not held against the wished cells.
    wished : sequence of int
        Cells to show if possible, none of them small, the most important first.
    telling : ndarray of shape (n_cells,), optional
        Cells of any size that are protected like small ones.

    Returns
    -------
    ndarray of shape (n_cells,)
        True for each wished cell that is shown or follows from what is shown.
    """
    blocks, nested = nested_blocks(given)
    forced = given[np.flatnonzero(~nested)]
    rows = csr_array(vstack([forced, cells[list(wished)]], format="csr"))
    random = np.random.default_rng(PRIME)  # nothing that a reader sees hangs on these draws
    image = map_that_forgets(blocks, rows.shape[0] + SPARE, random)
    sizes = cells @ people
    small = (sizes > 0) & (sizes < threshold)
    protected = images(cells[np.flatnonzero(small if telling is None else small | telling)], image)
    while True:
        shown = np.zeros(cells.shape[0], dtype=bool)
        shown[wished] = _taken(images(rows, image), forced.shape[0], protected)
        all_rows = csr_array(vstack([given, cells[np.flatnonzero(shown)]], format="csr"))
        found = derivable_groups(all_rows, people, threshold, known=given, random=random)
        if not found.shape[0]:
            return shown
        protected = np.concatenate([protected, images(found, image)])


def _taken(rows: Residues, forced: int, protected: Residues) -> list[bool]:
    """Take the first rows whatever comes of it, others unless a protected row would follow that did not before."""
    elimination = Elimination(np.concatenate([rows, protected]))
    for place in range(forced):
        elimination.take(place)
    alive = len(rows) + np.flatnonzero(elimination.left[len(rows) :].any(axis=1))
    return [elimination.take(place, protected=alive) for place in range(forced, len(rows))]
