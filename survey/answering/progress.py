"""How far somebody is: the place among the screens, and the minutes that the rest will take."""

from __future__ import annotations

from dataclasses import dataclass

from questionnaires.duration import seconds_of
from survey.answering.screens import Screen
from survey.answering.way import Way


@dataclass(frozen=True)
class Progress:
    """Screen `place` of `screens`, from 1, and the minutes left from there on, at least one."""

    place: int
    screens: int
    minutes_left: int


def progress(way: Way, screens: tuple[Screen, ...], place: int) -> Progress:
    """Return the progress of somebody who sees the screen at `place`, from 0."""
    left = sum(_seconds(way, screen) for screen in screens[place:])
    return Progress(place + 1, len(screens), max(1, round(left / 60)))


def _seconds(way: Way, screen: Screen) -> float:
    if screen.slug != screen.page.code:
        return 0.0
    return way.once(("seconds", screen.codes), lambda: _seconds_of(way, screen))


def _seconds_of(way: Way, screen: Screen) -> float:
    return sum(seconds_of(way.questionnaire, way.question(code)) for code in screen.codes)
