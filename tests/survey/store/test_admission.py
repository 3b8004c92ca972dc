"""The admission list: strata by hashed token, participation credited together, and no order anywhere."""

from __future__ import annotations

import sqlite3

from survey.store.admission import Admission, AdmissionRow
from survey.store.keyring import Keys
from survey.store.paths import CampaignPaths
from tests.survey.store.conftest import Person, person


def test_an_admitted_token_has_a_stratum_and_any_other_has_none(
    admission: Admission, ana: Person, ben: Person, keys: Keys
) -> None:
    found = [admission.stratum_of(who.admission_key) for who in (ana, ben, person(keys, "eve"))]

    assert found == [1, 2, None]


def test_who_has_sent_is_spent_only_once_credited(admission: Admission, ana: Person) -> None:
    admission.note_pending(ana.admission_key)
    before = admission.spent()

    credited = admission.credit(at_least=1)

    assert (before, credited) == (set(), 1)
    assert admission.spent() == {ana.admission_key}


def test_too_few_to_hide_among_are_not_credited_yet(admission: Admission, ana: Person, ben: Person) -> None:
    admission.note_pending(ana.admission_key)
    alone = admission.credit(at_least=2)
    admission.note_pending(ben.admission_key)

    together = admission.credit(at_least=2)

    assert (alone, together) == (0, 2)


def test_a_credit_that_was_lost_is_noted_again_and_counts_once(admission: Admission, ana: Person) -> None:
    admission.note_pending(ana.admission_key)
    admission.note_pending(ana.admission_key)
    admission.credit(at_least=1)
    admission.note_pending(ana.admission_key)

    assert admission.credit(at_least=1) == 0
    assert admission.spent_by_stratum() == {1: 1, 2: 0}


def test_an_unknown_token_is_not_admitted_by_sending(admission: Admission) -> None:
    admission.note_pending(b"x" * 32)

    assert admission.head_counts() == {1: 1, 2: 1}
    assert admission.credit(at_least=1) == 0


def test_late_joiners_are_added_and_nobody_changes_stratum(
    admission: Admission, ana: Person, keys: Keys
) -> None:
    late = person(keys, "late")

    admission.add([AdmissionRow(late.admission_key, 2), AdmissionRow(ana.admission_key, 2)])

    assert admission.stratum_of(late.admission_key) == 2
    assert admission.stratum_of(ana.admission_key) == 1


def test_noting_and_crediting_move_no_row_in_the_file(paths: CampaignPaths, keys: Keys) -> None:
    people = [person(keys, str(number)) for number in range(500)]
    admission = Admission.create(paths.admission, [AdmissionRow(who.admission_key, 1) for who in people])
    before = admission._file.pages()

    for who in people[:100]:
        admission.note_pending(who.admission_key)
    pending = admission._file.pages()
    with admission._file.writing() as db:
        db.exec_driver_sql("UPDATE admitted SET spent = 1, pending = 0 WHERE pending = 1")

    keys_at = [[page.find(who.admission_key) for who in people] for page in (before, pending)]
    assert keys_at[0] == keys_at[1]
    assert [admission._file.pages().find(who.admission_key) for who in people] == keys_at[0]
    admission.close_file()


def test_the_list_knows_no_person_and_no_time(admission: Admission, paths: CampaignPaths) -> None:
    with sqlite3.connect(f"file:{paths.admission}?mode=ro", uri=True) as db:
        columns = [column[1] for column in db.execute("PRAGMA table_info(admitted)")]

    assert columns == ["admission_key", "stratum", "pending", "spent"]
