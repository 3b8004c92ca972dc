"""campaign.json: replaced as a whole, read strictly, and closed for good."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from survey.errors import StoreError
from survey.store.published import (
    Notice,
    PublishedCampaign,
    Stratum,
    publish_state,
    read_published,
    write_published,
)

CAMPAIGN = PublishedCampaign(
    id="abcdefghijkl2",
    organisation="Exemple & Fils",
    title="Été 2027",
    questionnaire="format: 1\n",
    languages=("fr", "en"),
    opens=datetime(2027, 1, 4, 8, tzinfo=UTC),
    closes=datetime(2027, 1, 25, 18, tzinfo=UTC),
    state="open",
    channel="personal",
    threshold=5,
    segments="participants",
    strata=(Stratum(1, ("Ops", "Night"), {"position": "employee"}), Stratum(2)),
    notice=Notice(120, 6, {"unit": 97}, ("tenure",), "not_answered"),
    welcome={"fr": "Bonjour"},
    contact="hr@example.org",
    results_on=date(2027, 2, 10),
)


def test_what_is_published_reads_back_the_same(tmp_path: Path) -> None:
    write_published(tmp_path / "campaign.json", CAMPAIGN)

    assert read_published(tmp_path / "campaign.json") == CAMPAIGN
    assert [file.name for file in tmp_path.iterdir()] == ["campaign.json"]
    assert CAMPAIGN.stratum(1) == CAMPAIGN.strata[0]
    assert CAMPAIGN.stratum(9) is None


def test_a_campaign_is_paused_extended_and_closed_for_good(tmp_path: Path) -> None:
    path = tmp_path / "campaign.json"
    write_published(path, CAMPAIGN)
    later = datetime(2027, 2, 1, tzinfo=UTC)

    publish_state(path, "paused")
    publish_state(path, "open", closes=later)
    publish_state(path, "closed")

    assert read_published(path) == replace(CAMPAIGN, state="closed", closes=later)
    with pytest.raises(StoreError, match="closed"):
        publish_state(path, "open")


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: "{",
        lambda _: json.dumps([]),
        lambda plain: json.dumps({**plain, "state": "ajar"}),
        lambda plain: json.dumps({**plain, "format": 2}),
        lambda plain: json.dumps({**plain, "surprise": 1}),
        lambda plain: json.dumps({**plain, "closes": "2027-01-25T18:00"}),
        lambda plain: json.dumps({key: value for key, value in plain.items() if key != "strata"}),
    ],
)
def test_a_damaged_file_is_refused_in_our_words(tmp_path: Path, damage) -> None:
    path = tmp_path / "campaign.json"
    write_published(path, CAMPAIGN)
    path.write_text(damage(json.loads(path.read_text())))

    with pytest.raises(StoreError, match="damaged"):
        read_published(path)


def test_a_campaign_that_was_not_launched_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be read"):
        read_published(tmp_path / "campaign.json")
