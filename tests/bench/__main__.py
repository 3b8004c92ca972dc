"""python -m tests.bench [NAME ...]: the benchmarks named, or all of them, each as a table."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from tests.bench import answering, disclosure, mail, profiles, scoring_scale, speed, timing

BENCHES: dict[str, Callable[[argparse.Namespace], None]] = {
    "speed": lambda _: speed.run(),
    "scale": lambda asked: scoring_scale.run(asked.people),
    "answering": lambda _: answering.run(),
    "timing": lambda _: timing.run(),
    "mail": lambda asked: mail.run(invited=asked.invited),
    "disclosure": lambda asked: disclosure.run(attacks=asked.attacks),
    "profiles": lambda asked: profiles.run(seeds=asked.seeds, sizes=asked.sizes),
}


def main() -> None:
    """Run the benchmarks asked for and print their tables."""
    arguments = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    arguments.add_argument(
        "names", nargs="*", metavar="NAME", help=f"which: {', '.join(BENCHES)} (default all)"
    )
    arguments.add_argument("--seeds", type=int, default=20, help="samples a cell (default 20)")
    arguments.add_argument(
        "--sizes", type=_numbers, default=[300, 500, 1000], help="people a sample (default 300,500,1000)"
    )
    arguments.add_argument(
        "--attacks", type=int, default=1000, help="random releases attacked (default 1000)"
    )
    arguments.add_argument(
        "--invited", type=int, default=mail.PEOPLE, help="people written to (default 100,000)"
    )
    arguments.add_argument("--people", type=int, default=1_000_000, help="people at scale (default 1000000)")
    asked = arguments.parse_args()
    if unknown := set(asked.names) - set(BENCHES):
        arguments.error(
            f"no benchmark is called {', '.join(sorted(unknown))}; there are {', '.join(BENCHES)}"
        )
    for name in asked.names or BENCHES:
        BENCHES[name](asked)


def _numbers(text: str) -> list[int]:
    return [int(number) for number in text.split(",")]


if __name__ == "__main__":
    main()
