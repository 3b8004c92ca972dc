"""Credit: let participation count, together and never at the moment of Send; and rewrite both files.

Losing what was pending in a crash costs somebody an unneeded reminder, nothing else.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from survey.collection.alone import alone
from survey.store.admission import Admission
from survey.store.ballots import BallotBox
from survey.store.paths import Home
from survey.store.register import Register, campaigns
from survey.store.register.campaigns import Campaign


def credit(home: Home, register: Register, campaign_id: str) -> int:
    """Credit those who have sent their answers, if they are as many as the threshold; return how many were.

    Both files are rewritten afterwards, so that the order of arrival is left in neither.
    """
    with alone(home, campaign_id):
        with register.reading() as db:
            campaign = campaigns.get(db, campaign_id)
        if campaign.state not in {"open", "paused"} or campaign.plan.channel != "personal":
            return 0
        paths = home.campaign(campaign_id)
        admission, box = Admission.open(paths.admission), BallotBox.open(paths.ballots)
        try:
            credited = admission.credit(at_least=campaign.plan.threshold)
            if credited:
                box.shuffle()
            spent, invited = (
                sum(counts.values()) for counts in (admission.spent_by_stratum(), admission.head_counts())
            )
        finally:
            admission.close_file()
            box.close_file()
        with register.writing() as db:
            campaigns.note_credit(db, campaign_id, datetime.now(UTC))
            if spent:
                campaigns.note_credited_share(db, campaign_id, spent, invited)
        return credited


def is_due(campaign: Campaign, *, minutes: int, now: datetime) -> bool:
    """Tell whether a campaign may be credited again; a clock that was set back holds nothing up."""
    if campaign.state not in {"open", "paused"} or campaign.plan.channel != "personal":
        return False
    last = campaign.credited_at
    return last is None or last > now or now - last >= timedelta(minutes=minutes)
