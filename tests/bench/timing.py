"""Does the time of the page for dead links tell them apart? Kolmogorov-Smirnov, unknown ones against the others.

Links that lead somewhere are the planted difference, which must be found.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import numpy as np
from scipy.stats import ks_2samp

from survey.store import keyring
from tests.bench.answering import Scene, scene
from tests.bench.load import crowd

ASKED = 2_000
SIGNIFICANT = 0.01


def run(*, asked: int = ASKED) -> None:
    """Print for each kind of link how its times differ from those of an unknown one."""
    with scene(2) as found:
        good = found.links[0][0]
        kinds: dict[str, Callable[[], str]] = {
            "unknown": keyring.fresh_token,
            "malformed": lambda: keyring.fresh_token()[:25] + "1",
            "another campaign's": lambda: keyring.token_of(b"another campaign" * 2, str(random.random())),  # noqa: S311
            "good (must differ)": lambda: good,
        }
        waits = _waits(found, kinds, asked)
    print(
        f"\nTimes of the page for dead links, {asked} of each, in random order ({time.strftime('%Y-%m-%d')})"
    )
    print(f"{'kind':>20} {'median, ms':>11} {'KS':>7} {'p':>9}")
    for kind, seconds in waits.items():
        test = ks_2samp(seconds, waits["unknown"])
        print(f"{kind:>20} {np.median(seconds) * 1e3:>11.2f} {test.statistic:>7.3f} {test.pvalue:>9.3g}")
    alike = [ks_2samp(waits[kind], waits["unknown"]).pvalue for kind in ("malformed", "another campaign's")]
    differs = ks_2samp(waits["good (must differ)"], waits["unknown"]).pvalue < SIGNIFICANT
    print(
        f"Dead links are alike (p > {SIGNIFICANT}): {'met' if min(alike) > SIGNIFICANT and differs else 'NOT met'}"
    )


def _waits(found: Scene, kinds: dict[str, Callable[[], str]], asked: int) -> dict[str, list[float]]:
    """Return the seconds of each answer, one connection asking for the kinds in random order."""
    order = [kind for kind in kinds for _ in range(asked)]
    random.shuffle(order)
    steps = [found.get(keyring.Token(kinds[kind]()), "") for kind in order]
    crowd(found.port, iter([steps[:300]]), connections=1)
    times = crowd(found.port, iter([steps]), connections=1).waits
    return {kind: [wait for each, wait in zip(order, times, strict=True) if each == kind] for kind in kinds}


if __name__ == "__main__":
    run()
