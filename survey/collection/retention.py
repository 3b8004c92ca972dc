"""Retention: people are forgotten a month after close, datasets after two years; released figures stay."""

from __future__ import annotations

from datetime import datetime, timedelta

from survey.store.files import destroy_file
from survey.store.paths import Home
from survey.store.register import Register, campaigns, log, participants

DAYS_A_MONTH = 30.44


def forget(home: Home, register: Register, people_days: int, dataset_months: int, *, now: datetime) -> None:
    """Delete the people and the datasets of campaigns that were frozen long enough ago."""
    people_until = now - timedelta(days=people_days)
    datasets_until = now - timedelta(days=dataset_months * DAYS_A_MONTH)
    with register.writing() as db:
        frozen = [found for found in campaigns.all_of(db) if found.frozen_at is not None]
        for campaign in frozen:
            assert campaign.frozen_at is not None
            if campaign.frozen_at < people_until and (count := participants.forget(db, campaign.id)):
                log.note(db, log.WORKER, "forgot people", campaign.id, str(count))
    for campaign in frozen:
        dataset = home.dataset(campaign.id)
        if campaign.frozen_at is not None and campaign.frozen_at < datasets_until and dataset.exists():
            destroy_file(dataset)
            with register.writing() as db:
                log.note(db, log.WORKER, "destroyed the dataset", campaign.id)
