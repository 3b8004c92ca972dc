"""All attacks in turn, and what came of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from survey.audit.copies import copies
from survey.audit.crowds import crowds
from survey.audit.finding import Finding
from survey.audit.ids import ids
from survey.audit.leftovers import leftovers
from survey.audit.mail import mail
from survey.audit.moments import moments
from survey.audit.orders import orders
from survey.audit.remains import remains
from survey.audit.scene import Scene, scene_of
from survey.audit.sending import sending
from survey.audit.traces import traces
from survey.audit.values import values
from survey.store.paths import Home

CHANNELS: tuple[Callable[[Scene], Iterator[Finding]], ...] = (
    values,
    orders,
    remains,
    ids,
    moments,
    traces,
    leftovers,
    crowds,
    mail,
)

_ALSO_ON_COPIES = (values, orders, ids, moments)
"""A copy of an open campaign is known to hold drafts and keys; these attacks must fail even so."""


@dataclass(frozen=True)
class Verdict:
    """What the attacks on one campaign found."""

    campaign: str
    title: str
    state: str
    findings: tuple[Finding, ...]

    @property
    def leaks(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.leak)


def audit(
    home: Home,
    register_url: str,
    campaign_id: str,
    *,
    logs: tuple[Path, ...] = (),
    earlier: Path | None = None,
) -> Verdict:
    """Attack a campaign in every way we know of; nothing is written.

    Raises
    ------
    StoreError, CommandError
        When the installation or the campaign is not there.
    """
    now = scene_of(home, register_url, campaign_id, logs=logs)
    findings = [finding for channel in CHANNELS for finding in channel(now)]
    findings += sending()
    if earlier is not None:
        then = scene_of(Home(earlier), f"sqlite:///{earlier / 'register.db'}", campaign_id)
        findings += [_earlier(finding) for channel in _ALSO_ON_COPIES for finding in channel(then)]
        findings += copies(then, now)
    return Verdict(campaign_id, now.campaign.plan.title, now.campaign.state, tuple(findings))


def _earlier(finding: Finding) -> Finding:
    return replace(finding, attack=f"in the earlier copy: {finding.attack}")
