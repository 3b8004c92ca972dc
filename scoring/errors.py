"""What scoring refuses.

SightlineError
├── ScoringError        numbers that cannot be computed from what is there
├── DatasetError        a dataset file that cannot be read, trusted or written
└── PoolError           what the pool of organisations does not take or tell
"""

from __future__ import annotations

from questionnaires.errors import SightlineError


class ScoringError(SightlineError):
    """A figure cannot be computed from what was given."""


class DatasetError(SightlineError):
    """A dataset file cannot be read, trusted or written."""


class PoolError(SightlineError):
    """An entry that the pool does not take, an edition that it does not make, or a file that is no pool."""
