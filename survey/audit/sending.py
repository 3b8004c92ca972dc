"""Sending: does Send touch anything but the ballot box? Tried on a made-up campaign in a folder of its own.

A Send that credits participation at the same moment ties the two by that moment, in one transaction (500 of 500 were
linked so in a trial) or in two that always come in a pair. So a few answers are sent by this installation's own code,
and after each the files are compared: only the ballot box may have changed, and nothing of admission may be in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from survey.audit.finding import Finding
from survey.store.admission import Admission, AdmissionRow
from survey.store.ballots import Ballot, BallotBox, Draft
from survey.store.keyring import Token, admission_key, draft_key, fresh_token

_ANSWER_KEY = b"made up for the audit, no secret"
_PEOPLE = 12
_STRATA = 3


@dataclass(frozen=True)
class _Trial:
    """A made-up campaign whose files are watched."""

    folder: Path
    admission: Admission
    box: BallotBox

    def files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self.folder.iterdir() if path.suffix == ".db"}


def sending() -> Iterator[Finding]:
    """Send made-up answers and see which files change."""
    tokens = [fresh_token() for _ in range(_PEOPLE)]
    with TemporaryDirectory(prefix="sightline-audit-") as folder:
        trial = _opened(Path(folder), tokens)
        seen = [_sent(trial, token, number % _STRATA) for number, token in enumerate(tokens)]
        trial.admission.close_file()
        trial.box.close_file()
    beside = sum(one for one, _ in seen)
    inside = sum(one for _, one in seen)
    yield _finding("other files that Send changes", beside, "Send credits participation itself")
    yield _finding("tokens or their hashes that Send puts into the ballot box", inside, "Send keeps who sent")


def _opened(folder: Path, tokens: list[Token]) -> _Trial:
    rows = [AdmissionRow(admission_key(token), number % _STRATA) for number, token in enumerate(tokens)]
    keys = [draft_key(_ANSWER_KEY, token) for token in tokens]
    return _Trial(
        folder,
        Admission.create(folder / "admission.db", rows),
        BallotBox.create(folder / "ballots.db", draft_keys=keys),
    )


def _sent(trial: _Trial, token: Token, stratum: int) -> tuple[bool, bool]:
    """Send once; return whether another file changed, and whether the box then knows who sent."""
    key = draft_key(_ANSWER_KEY, token)
    trial.box.save_draft(key, Draft({"made_up": stratum}))
    before = trial.files()
    trial.box.send(key, stratum, Ballot({"made_up": stratum}))
    after = trial.files()
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    ballots = after["ballots.db"]
    known = (token.encode(), admission_key(token), admission_key(token).hex().encode())
    return bool(changed - {"ballots.db"}), any(value in ballots for value in known)


def _finding(attack: str, hits: int, wrong: str) -> Finding:
    said = f"{wrong}, in {hits} of {_PEOPLE} trials" if hits else "none, in a made-up campaign"
    return Finding("sending", attack, _PEOPLE, hits, 0.0, hits > 0, said)
