"""The ballot box: drafts, Send in one transaction, closing; and what its file does not hold."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from survey.errors import AlreadySent, CampaignClosed, StoreError, StoreUnavailable
from survey.store.ballots import LAYOUT, Ballot, BallotBox, Draft, Drawn, Sent
from survey.store.paths import CampaignPaths
from tests.survey.store.conftest import Person


def content_of(box: BallotBox) -> list[tuple[int, object]]:
    box.close()
    return sorted((response.stratum, response.ballot.answers) for response in box.responses())


def test_a_draft_is_kept_and_replaced_under_its_key(box: BallotBox, ana: Person, ben: Person) -> None:
    box.save_draft(ana.draft_key, Draft({"q1": 3}, Drawn(7, 2, 1), page="one"))
    box.save_draft(ana.draft_key, Draft({"q1": 4, "q2": "dk"}, Drawn(7, 2, 1), page="two", fast_pages=1))

    assert box.draft(ana.draft_key) == Draft({"q1": 4, "q2": "dk"}, Drawn(7, 2, 1), "two", 1)
    assert box.draft(ben.draft_key) is None


def test_send_stores_the_ballot_with_its_stratum_and_forgets_the_draft(box: BallotBox, ana: Person) -> None:
    box.save_draft(ana.draft_key, Draft({"q1": 3}))

    sent = box.send(ana.draft_key, 4, Ballot({"q1": 5, "text": "é\n"}, Drawn(1, 2, 3), fast_pages=2))

    assert sent is Sent.NEW
    assert box.draft(ana.draft_key) is None
    assert box.is_spent(ana.draft_key)
    box.close()
    [response] = box.responses()
    assert (response.stratum, response.ballot) == (4, Ballot({"q1": 5, "text": "é\n"}, Drawn(1, 2, 3), 2))


def test_sending_twice_stores_one_ballot_the_first(box: BallotBox, ana: Person) -> None:
    first = box.send(ana.draft_key, 1, Ballot({"q1": 1}))
    second = box.send(ana.draft_key, 1, Ballot({"q1": 2}))

    assert (first, second) == (Sent.NEW, Sent.ALREADY)
    assert content_of(box) == [(1, {"q1": 1})]


def test_a_key_that_was_not_laid_down_at_launch_sends_once_too(box: BallotBox) -> None:
    assert box.send(b"k" * 16, 0, Ballot({})) is Sent.NEW
    assert box.send(b"k" * 16, 0, Ballot({})) is Sent.ALREADY
    assert box.count() == 1


def test_another_tab_cannot_save_a_draft_after_send(box: BallotBox, ana: Person) -> None:
    box.send(ana.draft_key, 1, Ballot({"q1": 1}))

    with pytest.raises(AlreadySent):
        box.save_draft(ana.draft_key, Draft({"q1": 2}))

    assert box.draft(ana.draft_key) is None


def test_a_closed_box_takes_neither_drafts_nor_ballots(box: BallotBox, ana: Person, ben: Person) -> None:
    box.save_draft(ana.draft_key, Draft({"q1": 1}))

    box.close()
    box.close()

    assert box.closed
    with pytest.raises(CampaignClosed):
        box.send(ana.draft_key, 1, Ballot({"q1": 1}))
    with pytest.raises(CampaignClosed):
        box.save_draft(ben.draft_key, Draft({}))
    assert box.count() == 0


def test_answers_cannot_be_read_before_the_box_is_closed(box: BallotBox, ana: Person) -> None:
    box.send(ana.draft_key, 1, Ballot({"q1": 1}))

    with pytest.raises(StoreError, match="still open"):
        list(box.responses())
    with pytest.raises(StoreError, match="still open"):
        box.drop_drafts()


def test_whoever_holds_the_link_may_delete_the_draft(box: BallotBox, ana: Person) -> None:
    box.save_draft(ana.draft_key, Draft({"q1": 1}))

    box.delete_draft(ana.draft_key)
    box.delete_draft(ana.draft_key)

    assert box.draft(ana.draft_key) is None
    assert not box.is_spent(ana.draft_key)


def test_the_order_in_which_questions_were_answered_is_not_stored(box: BallotBox, ana: Person) -> None:
    box.send(ana.draft_key, 1, Ballot({"q2": 1, "q1": 2}))

    assert b'{"q1":2,"q2":1}' in box._file.pages()


def test_nothing_of_a_dropped_draft_is_left_in_the_file(box: BallotBox) -> None:
    for number in range(300):
        box.save_draft(
            number.to_bytes(16, "big"), Draft({"text": f"MARKER{number:04}" + "x" * (number % 200)})
        )
    box.close()

    box.drop_drafts()

    assert b"MARKER" not in box._file.pages()


def test_the_file_has_the_pragmas_that_were_measured(box: BallotBox) -> None:
    with box._file.reading() as db:
        found = {
            name: db.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in (
                "journal_mode",
                "synchronous",
                "secure_delete",
                "trusted_schema",
                "foreign_keys",
                "busy_timeout",
                "temp_store",
            )
        }

    assert found == {
        "journal_mode": "delete",
        "synchronous": 3,  # EXTRA
        "secure_delete": 1,
        "trusted_schema": 0,
        "foreign_keys": 1,
        "busy_timeout": 10_000,
        "temp_store": 2,  # memory
    }


def test_no_table_has_a_time_a_sequence_or_an_address(box: BallotBox, paths: CampaignPaths) -> None:
    with sqlite3.connect(f"file:{paths.ballots}?mode=ro", uri=True) as db:
        columns = {
            table: [column[1] for column in db.execute(f"PRAGMA table_info({table})")]
            for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        }

    assert columns == {
        "drafts": ["draft_key", "slot"],
        "draft_contents": ["slot", "content"],
        "spent_drafts": ["draft_key", "spent"],
        "responses": [
            "ballot_id",
            "stratum",
            "answers",
            "drawn_order",
            "drawn_goals",
            "drawn_sets",
            "fast_pages",
        ],
        "closing": ["closed"],
    }


def test_a_full_disk_stores_nothing_keeps_the_draft_and_recovers(paths: CampaignPaths, ana: Person) -> None:
    box = BallotBox.create(paths.ballots, draft_keys=[ana.draft_key])
    box.save_draft(ana.draft_key, Draft({"q1": 1}))
    with box._file.reading() as db:
        pages = db.exec_driver_sql("PRAGMA page_count").scalar()
    _limit(box, pages)

    with pytest.raises(StoreUnavailable, match="disk is full"):
        box.send(ana.draft_key, 1, Ballot({"text": "x" * 50_000}))

    assert box.draft(ana.draft_key) == Draft({"q1": 1})
    assert not box.is_spent(ana.draft_key)
    _limit(box, 1_000_000)
    assert box.send(ana.draft_key, 1, Ballot({"text": "x" * 50_000})) is Sent.NEW
    box.close_file()


def _limit(box: BallotBox, pages: int) -> None:
    """Let the file grow to so many pages at most, as a disk would."""
    with box._file.reading() as db:  # the one connection of this thread
        db.exec_driver_sql(f"PRAGMA max_page_count={pages}")


def test_a_message_about_the_store_never_repeats_answers(box: BallotBox, ana: Person) -> None:
    with pytest.raises(StoreError) as refused:
        box.send(b"too short", 1, Ballot({"text": "MARKER"}))

    assert "MARKER" not in str(refused.value)
    assert "MARKER" not in str(refused.value.__cause__)


def test_a_file_that_exists_is_not_made_again(box: BallotBox, paths: CampaignPaths) -> None:
    with pytest.raises(StoreError, match="exists"):
        BallotBox.create(paths.ballots)


def test_a_missing_file_is_not_made_by_opening_it(paths: CampaignPaths) -> None:
    with pytest.raises(StoreError, match="no such file"):
        BallotBox.open(paths.ballots)

    assert not paths.ballots.exists()


@pytest.mark.parametrize(
    ("pragma", "said"), [("user_version=99", "newer"), ("application_id=1", "not a file of")]
)
def test_dataset_003_and_004_another_programs_or_versions_file_is_refused_and_not_changed(
    box: BallotBox, paths: CampaignPaths, pragma: str, said: str
) -> None:
    box.close_file()
    with sqlite3.connect(paths.ballots) as db:
        db.execute(f"PRAGMA {pragma}")
    before = paths.ballots.read_bytes()

    with pytest.raises(StoreError, match=said):
        BallotBox.open(paths.ballots)

    assert paths.ballots.read_bytes() == before


def test_dataset_005_a_truncated_file_is_refused(
    box: BallotBox, paths: CampaignPaths, tmp_path: Path
) -> None:
    torn = tmp_path / "torn.db"
    torn.write_bytes(box._file.pages()[:5000])

    with pytest.raises(StoreError, match="malformed"):
        BallotBox.open(torn).count()


def test_the_layout_marks_the_file(box: BallotBox, paths: CampaignPaths) -> None:
    header = box._file.pages()[:100]

    assert int.from_bytes(header[68:72], "big") == LAYOUT.application_id
    assert header[18:20] == b"\x01\x01"  # a rollback journal; 2 would be WAL
