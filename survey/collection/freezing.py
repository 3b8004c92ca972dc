"""Freeze: from a closed ballot box to one dataset, and then nothing is left that it was made from.

    closed row ─> drafts dropped ─> head counts saved ─> dataset under a temporary name ─> verified ─> scored
    ─> renamed ─> outcome and released figures in the register ─> keys, admission, ballots destroyed ─> frozen

Interrupted anywhere and run again, it ends the same: until the dataset has its name everything is made anew from the
ballots, afterwards nothing is; and nothing is destroyed before the register says what became of the answers.

The trap: what is overwritten is gone from the files. What a file system's journal or snapshots, a solid-state disk
or somebody's backup keep of them is not ours to reach; so a copy of them, even with both keys, must link nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np

from questionnaires import parse
from scoring import dataset as datasets
from scoring.masking import names_from
from scoring.pipeline import score
from scoring.release_rows import rows_of
from scoring.responses import HeadCount, Responses
from survey.collection.alone import alone
from survey.collection.closing import close_box
from survey.collection.tabulating import Tables, tables_of
from survey.errors import CollectionError
from survey.store import keyring
from survey.store.admission import Admission
from survey.store.ballots import BallotBox
from survey.store.files import destroy_file, sync_file, sync_folder
from survey.store.paths import Home
from survey.store.register import Register, campaigns, groups, log, participants, released
from survey.store.register.campaigns import Campaign, Outcome

Watch = Callable[[str], None]
"""Called with the name of each step once it is done: for progress, and for tests that crash there."""

SEED = 1


def freeze(
    home: Home, register: Register, campaign_id: str, *, who: str, watch: Watch = lambda _: None
) -> Campaign:
    """Make the dataset of a closed campaign and destroy what it was made from; frozen again, it stays frozen.

    With fewer answers than the threshold there is no dataset, and the answers are destroyed unread.

    Raises
    ------
    CollectionError
        When the campaign is not closed, or the dataset does not hold what the ballot box held.
    """
    with alone(home, campaign_id):
        with register.reading() as db:
            campaign = campaigns.get(db, campaign_id)
        if campaign.state == "frozen":
            return campaign
        _require_closed(campaign)
        if campaign.outcome is None:
            _keep_outcome(home, register, campaign, watch)
        _destroy(home, campaign_id, watch)
        with register.writing() as db:
            frozen = campaigns.advance(db, campaign_id, "frozen")
            log.note(db, who, "frozen", campaign_id, frozen.outcome or "")
        watch("frozen")
        return frozen


def _require_closed(campaign: Campaign) -> None:
    if campaign.state != "closing":
        raise CollectionError(
            f"The campaign is {campaign.state}, so it cannot be frozen.",
            where=campaign.id,
            mend="Close it first: sightline campaign close",
        )


def _keep_outcome(home: Home, register: Register, campaign: Campaign, watch: Watch) -> None:
    """Make the dataset, unless it has its name already, and note it with its released figures in the register."""
    path = home.dataset(campaign.id)
    if not path.exists():
        close_box(home, campaign.id)
        watch("drafts dropped")
        _keep_head_counts(home, register, campaign)
        watch("head counts saved")
        _make_dataset(home, register, campaign, watch)
    outcome: Outcome = "dataset" if path.exists() else "too_few"
    with register.writing() as db:
        if outcome == "dataset":
            released.keep_release(db, campaign.id, rows_of(datasets.read_release(path)))
        campaigns.note_outcome(db, campaign.id, outcome)
    watch("outcome noted")


def _keep_head_counts(home: Home, register: Register, campaign: Campaign) -> None:
    """Save how many were invited in each stratum, as the admission list has it, before the list is destroyed."""
    if campaign.plan.channel == "personal":
        admission = Admission.open(home.campaign(campaign.id).admission)
        try:
            invited = admission.head_counts()
        finally:
            admission.close_file()
        with register.writing() as db:
            strata = groups.strata_of(db, campaign.id)
            groups.keep_strata(
                db,
                campaign.id,
                [groups.Stratum(s.code, s.unit, s.segments, invited.get(s.code, 0)) for s in strata],
            )


def _make_dataset(home: Home, register: Register, campaign: Campaign, watch: Watch) -> None:
    """Write the dataset under a temporary name, verify it, score it, and name it; with few answers, none."""
    path = home.dataset(campaign.id)
    _sweep(path)
    tables, count = _tables(home, register, campaign)
    if tables is None:
        return
    part = path.with_name(f".{path.name}.part")
    datasets.create(
        part,
        parse(campaign.plan.questionnaire, name=f"campaign {campaign.id}"),
        tables.responses,
        head_counts=tables.head_counts,
        comments=tables.comments,
        origin=campaign.plan.origin,
        threshold=campaign.plan.threshold,
    )
    part.chmod(0o600)
    watch("dataset written")
    _verify(part, tables, count)
    watch("dataset verified")
    score(part, seed=SEED)
    watch("scored")
    sync_file(part)
    part.replace(path)
    sync_folder(path.parent)
    watch("renamed")


def _tables(home: Home, register: Register, campaign: Campaign) -> tuple[Tables | None, int]:
    """Return what the ballots hold, and how many there are; None below the threshold, where nothing is read."""
    box = BallotBox.open(home.campaign(campaign.id).ballots)
    try:
        count = box.count()
        if count < campaign.plan.threshold:
            return None, count
        with register.reading() as db:
            strata = groups.strata_of(db, campaign.id)
            people = participants.names(db, campaign.id)
        return (
            tables_of(
                parse(campaign.plan.questionnaire, name=f"campaign {campaign.id}"),
                box.responses(),
                strata,
                names=names_from(people),
                threshold=campaign.plan.threshold,
                asked=campaign.plan.channel != "personal",
            ),
            count,
        )
    finally:
        box.close_file()


def _verify(part: Path, tables: Tables, count: int) -> None:
    """Refuse a dataset that does not hold, person by person, what the ballot box held."""
    written = datasets.read(part)  # checks its integrity and its fingerprint
    same = (
        len(written.responses) == count
        and _people(written.responses) == _people(tables.responses)
        and Counter(written.comments) == Counter(tables.comments)
        and _counted(written.head_counts) == _counted(tables.head_counts)
    )
    if not same:
        raise CollectionError(
            "The dataset does not hold what the ballot box holds.",
            where=str(part),
            mend="Nothing was destroyed. Look for a faulty disk or memory, and freeze again.",
        )


def _people(responses: Responses) -> Counter[tuple[object, ...]]:
    """Return all that is stored of each person, without their order."""
    names = sorted(name for name, column in responses.columns.items() if not np.isnan(column).all())
    columns = [np.nan_to_num(responses.columns[name], nan=-1e9).tolist() for name in names]
    segments = [responses.segments[code] for code in sorted(responses.segments)]
    answers = map(bytes, responses.answers)
    return Counter(zip(answers, responses.units, *segments, *columns, strict=True))


def _counted(head_counts: tuple[HeadCount, ...]) -> Counter[tuple[object, ...]]:
    return Counter(
        (count.unit, tuple(sorted(count.segments.items())), count.invited) for count in head_counts
    )


def _destroy(home: Home, campaign_id: str, watch: Watch) -> None:
    """Overwrite and remove keys, admission and ballots, with every journal and lock; campaign.json stays."""
    keyring.destroy(home, campaign_id)
    watch("keys destroyed")
    folder = home.campaign(campaign_id).folder
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path != home.campaign(campaign_id).published:
            destroy_file(path)
            watch(f"{path.name} destroyed")
    _sweep(home.dataset(campaign_id))


def _sweep(path: Path) -> None:
    """Destroy what an interrupted freeze has left beside the dataset: parts of it hold answers too."""
    for part in path.parent.glob(f"*{path.name}*"):
        if part != path:
            destroy_file(part)
