"""python -m scoring DATASET: score a dataset and print the results as JSON, without the platform."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from questionnaires.errors import SightlineError
from scoring.pipeline import score
from scoring.summary import summary


def main(arguments: list[str]) -> int:
    """Score the one dataset named and return the exit code."""
    if len(arguments) != 1:
        sys.stderr.write("Usage: python -m scoring DATASET\n")
        return 2
    try:
        release = score(Path(arguments[0]))
    except SightlineError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(json.dumps(summary(release), ensure_ascii=False, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
