"""Where things lie under SIGHTLINE_HOME. A path is made from checked ids only, never from a name somebody typed."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from survey.errors import StoreError

CAMPAIGN_ID = re.compile(r"[a-z2-7]{13}")
"""64 random bits in base 32: the public part of a link, fit for a folder's name on any system."""


@dataclass(frozen=True)
class CampaignPaths:
    """The files of one campaign that is being collected."""

    folder: Path

    @property
    def published(self) -> Path:
        return self.folder / "campaign.json"

    @property
    def admission(self) -> Path:
        return self.folder / "admission.db"

    @property
    def ballots(self) -> Path:
        return self.folder / "ballots.db"


@dataclass(frozen=True)
class Home:
    """The folder that holds everything of one installation."""

    path: Path

    @property
    def register(self) -> Path:
        return self.path / "register.db"

    @property
    def campaigns(self) -> Path:
        return self.path / "campaigns"

    @property
    def keys(self) -> Path:
        return self.path / "keys"

    @property
    def secrets(self) -> Path:
        return self.path / "secrets"

    @property
    def datasets(self) -> Path:
        return self.path / "datasets"

    @property
    def jobs(self) -> Path:
        return self.path / "jobs.db"

    @property
    def run(self) -> Path:
        return self.path / "run"

    def campaign(self, campaign: str) -> CampaignPaths:
        """Return the paths of a campaign's files; they need not exist."""
        return CampaignPaths(self.campaigns / checked_id(campaign))

    def keys_of(self, campaign: str) -> Path:
        """Return the folder of a campaign's two keys."""
        return self.keys / checked_id(campaign)

    def dataset(self, campaign: str) -> Path:
        """Return where the campaign's dataset lies once it is frozen."""
        return self.datasets / f"{checked_id(campaign)}.db"

    def make(self) -> None:
        """Make the folders, for the owner only; those that exist are left as they are."""
        for folder in (self.path, self.campaigns, self.keys, self.secrets, self.datasets, self.run):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def checked_id(campaign: str) -> str:
    """Return the id of a campaign, or refuse what cannot be one."""
    if not CAMPAIGN_ID.fullmatch(campaign):
        raise StoreError(
            f"{campaign[:40]!r} is not the id of a campaign.",
            where="campaign",
            mend="Give the 13 letters and digits that 'sightline campaign list' shows.",
        )
    return campaign


def require_owned(home: Home) -> None:
    """Refuse to work in an installation of another user, as root too.

    Whatever is made there would be closed to its owner: a campaign that root has launched has keys and ballots that
    the pages cannot open.
    """
    owner = home.path.stat().st_uid
    if owner != os.geteuid():
        raise StoreError(
            f"This installation belongs to another user (number {owner}).",
            where=str(home.path),
            mend=f"Run it as that user: sudo -u '#{owner}' sightline …",
        )
