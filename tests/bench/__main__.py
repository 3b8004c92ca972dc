"""python -m tests.bench [--seeds 20] [--sizes 300,500,1000]: every benchmark, each as a table."""

from __future__ import annotations

import argparse

from tests.bench import answering, disclosure, profiles, speed, timing


def main() -> None:
    """Run the benchmarks asked for and print their tables."""
    arguments = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    arguments.add_argument("--seeds", type=int, default=20, help="samples a cell (default 20)")
    arguments.add_argument("--sizes", default="300,500,1000", help="people a sample (default 300,500,1000)")
    arguments.add_argument(
        "--attacks", type=int, default=1000, help="random releases attacked (default 1000)"
    )
    asked = arguments.parse_args()
    speed.run()
    answering.run()
    timing.run()
    disclosure.run(attacks=asked.attacks)
    profiles.run(seeds=asked.seeds, sizes=[int(size) for size in asked.sizes.split(",")])


if __name__ == "__main__":
    main()
