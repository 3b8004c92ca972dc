"""What an employee may meet in place of a page: each a clear page of its own, with nothing lost.

An unknown, a malformed and another campaign's link all lead to the same page, byte for byte: it must not tell which
links exist.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Detour(Exception):  # noqa: N818  says where one is led, as pages do
    """A page that is shown in place of the one asked for; `name` is its template."""

    name: str
    status: int
    values: dict[str, object] = field(default_factory=dict)


def unknown_link() -> Detour:
    """Return the page for every link that leads nowhere."""
    return Detour("unknown_link", 404)


def preview_over() -> Detour:
    """Return the page of a preview whose link is old, or was never one."""
    return Detour("preview_over", 404)


def closed(*, over: bool = False) -> Detour:
    """Return the page of a campaign that takes nothing more, whoever asks; `over` where its last day has passed."""
    return Detour("closed", 410, {"over": over})


def not_yet_open() -> Detour:
    """Return the page of a campaign that opens later."""
    return Detour("not_yet_open", 403)


def paused() -> Detour:
    """Return the page of a campaign that rests."""
    return Detour("paused", 503)


def start_again(welcome: str) -> Detour:
    """Return the way back to the welcome page, for who has no draft."""
    return Detour("start_again", 303, {"welcome": welcome})
