"""Credit: participation counts in batches at least as large as the threshold, at most hourly, and leaves no order."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from survey.collection.crediting import credit, is_due
from survey.store.admission import Admission
from survey.store.ballots import BallotBox
from survey.store.register import campaigns
from tests.survey.collection.conftest import NOW, Running


def test_those_who_sent_are_credited_once_they_are_enough(running: Running) -> None:
    site, tokens = running.site, list(running.tokens().values())
    for token in tokens[:4]:
        running.sends(token, {"see1": 3})
    too_few = credit(site.home, site.register, running.id)
    running.sends(tokens[4], {"see1": 3})

    enough = credit(site.home, site.register, running.id)

    assert (too_few, enough) == (0, 5)
    admission = Admission.open(running.paths.admission)
    assert len(admission.spent()) == 5
    admission.close_file()


def test_after_a_credit_the_file_is_what_a_rewrite_would_make_of_it(running: Running) -> None:
    site = running.site
    for token in list(running.tokens().values())[:9]:
        running.sends(token, {"see1": 3, "comment": "x" * 200})

    credit(site.home, site.register, running.id)

    box = BallotBox.open(running.paths.ballots)
    before = box._file.pages()
    box.shuffle()
    assert before[100:] == box._file.pages()[100:]  # the header counts the changes, nothing else differs
    box.close_file()


def test_a_campaign_that_does_not_collect_is_not_credited(running: Running) -> None:
    site = running.site
    with site.register.writing() as db:
        campaigns.advance(db, running.id, "closing")

    assert credit(site.home, site.register, running.id) == 0


@pytest.mark.parametrize(
    ("last", "due"),
    [
        (None, True),
        (timedelta(minutes=-59), False),
        (timedelta(minutes=-60), True),
        (timedelta(days=400), True),  # the clock was set back since
    ],
)
def test_credit_is_due_at_most_hourly(running: Running, last: timedelta | None, due: bool) -> None:
    with running.site.register.reading() as db:
        campaign = campaigns.get(db, running.id)
    credited = replace(campaign, credited_at=None if last is None else NOW + last)

    assert is_due(credited, minutes=60, now=NOW) is due
    assert not is_due(replace(credited, state="closing"), minutes=60, now=NOW)
