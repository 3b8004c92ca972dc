"""The campaigns that this process answers for: opened when first asked for, and read anew when published anew.

The trap: SQLite connections must not cross a fork, and a campaign may be closed, paused or extended at any time by
another process. So nothing is opened before the first request, and `campaign.json` is looked at on each.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from questionnaires import parse
from questionnaires.model import Questionnaire
from survey.answering import detours
from survey.answering.sheets import Sheets
from survey.store import keyring
from survey.store.admission import Admission
from survey.store.ballots import BallotBox
from survey.store.keyring import Token
from survey.store.paths import CAMPAIGN_ID, Home
from survey.store.previews import preview_path
from survey.store.published import PublishedCampaign, Stratum, read_published

_MOST_KEPT = 20_000


@dataclass(frozen=True)
class OpenCampaign:
    """A published campaign with its stores."""

    published: PublishedCampaign
    questionnaire: Questionnaire
    home: Home
    preview: bool = False
    """Whether this is tried out and not collected: then it has no stores."""

    @cached_property
    def admission(self) -> Admission:
        """The admission list, opened on first use."""
        return Admission.open(self.home.campaign(self.published.id).admission)

    @cached_property
    def ballots(self) -> BallotBox:
        """The ballot box, opened on first use."""
        return BallotBox.open(self.home.campaign(self.published.id).ballots)

    @cached_property
    def answer_key(self) -> bytes:
        """The key that drafts are found with."""
        return keyring.read_answer(self.home, self.published.id)

    @cached_property
    def sheets(self) -> Sheets:
        """The pages of questions that this process has drawn."""
        return Sheets()

    @cached_property
    def made(self) -> dict[object, Any]:
        """What was worked out of the questionnaire for one person and holds for others (see `Way.made`)."""
        return {}

    @cached_property
    def _strata(self) -> dict[Token, Stratum]:
        """The strata of links that were looked up already: they never change while a campaign runs."""
        return {}

    def stratum_of(self, door: Token) -> Stratum | None:
        """Return the stratum that a link belongs to, or None where this campaign has no such link."""
        found = self._strata.get(door)
        if found is None:
            code = self.admission.stratum_of(keyring.admission_key(door))
            found = None if code is None else self.published.stratum(code)
            if found is not None:
                if len(self._strata) >= _MOST_KEPT:
                    self._strata.clear()
                self._strata[door] = found
        return found

    @property
    def gone(self) -> bool:
        """Whether its stores were destroyed, because it was closed and frozen."""
        return not self.preview and not self.home.campaign(self.published.id).ballots.exists()

    def require_collecting(self) -> None:
        """Lead elsewhere when no answers are taken now; a preview is open at any time."""
        if self.preview:
            return
        now = datetime.now(UTC)
        if self.published.state == "closed" or now >= self.published.closes:
            raise detours.closed(over=now >= self.published.closes)
        if now < self.published.opens:
            raise detours.not_yet_open()
        if self.published.state == "paused":
            raise detours.paused()


class Campaigns:
    """The campaigns of an installation, by id."""

    _preview = False

    def __init__(self, home: Home) -> None:
        self._home = home
        self._lock = threading.Lock()
        self._open: dict[str, tuple[int, OpenCampaign]] = {}

    def find(self, campaign_id: str) -> OpenCampaign:
        """Return a campaign as it is published now; one that is not leads to the page of unknown links."""
        if not CAMPAIGN_ID.fullmatch(campaign_id):
            raise self._missing()
        path = self._path(campaign_id)
        try:
            stamp = path.stat().st_mtime_ns
        except OSError as error:
            raise self._missing() from error
        with self._lock:
            known = self._open.get(campaign_id)
            if known is None or known[0] != stamp:
                known = (stamp, self._read(path, known[1] if known else None))
                self._open[campaign_id] = known
            return known[1]

    def _path(self, campaign_id: str) -> Path:
        return self._home.campaign(campaign_id).published

    def _missing(self) -> detours.Detour:
        return detours.unknown_link()

    def _read(self, path: Path, before: OpenCampaign | None) -> OpenCampaign:
        """Read what is published; stores that are open already stay open."""
        published = read_published(path)
        same = before is not None and before.published.questionnaire == published.questionnaire
        questionnaire = (
            before.questionnaire
            if before and same
            else parse(published.questionnaire, name=f"campaign {published.id}")
        )
        found = OpenCampaign(published, questionnaire, self._home, self._preview)
        for opened in ("admission", "ballots", "answer_key"):
            if before is not None and opened in before.__dict__:
                found.__dict__[opened] = before.__dict__[opened]
        return found


class Previews(Campaigns):
    """The campaigns that are tried out."""

    _preview = True

    def _path(self, campaign_id: str) -> Path:
        return preview_path(self._home, campaign_id)

    def _missing(self) -> detours.Detour:
        return detours.preview_over()
