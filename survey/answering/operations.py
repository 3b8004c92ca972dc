"""What an employee can do: start, save, send, withdraw. No Flask; the page calls these and shows what came of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from questionnaires.answers import Answer
from questionnaires.drawing import draw
from survey.answering.screens import Screen, screens
from survey.answering.visits import Visit
from survey.answering.way import Way
from survey.errors import NothingToSend, Unfinished
from survey.store.ballots import Ballot, Draft, Sent
from survey.store.keyring import admission_key

FAST_SECONDS = 2.0
"""An answer that took less was hardly read; only how many pages were so fast is kept, never a time."""


def start(visit: Visit) -> Draft:
    """Return the draft of who visits, made with what is drawn for them where there is none."""
    drawn = draw(visit.campaign.questionnaire, visit.stratum.segments.get("position"))
    return visit.drawer.change(lambda draft: draft or Draft({}, drawn))


def way_of(visit: Visit, draft: Draft) -> Way:
    """Return the way of who visits, with the answers of the draft."""
    return Way(
        visit.campaign.questionnaire, draft.answers, draft.drawn, visit.stratum.segments, visit.campaign.made
    )


@dataclass(frozen=True)
class Saved:
    """The draft after a save, and whether it replaced answers that the window which sent it had not seen."""

    draft: Draft
    unseen: bool


def save(
    visit: Visit,
    draft: Draft,
    found: Mapping[str, Answer | None],
    *,
    screen: Screen,
    seen: str,
    fast: bool = False,
) -> Saved:
    """Keep what one screen answered in place of what it had before; answers of other screens stay.

    The last save of a screen counts as a whole. `seen` is the mark of what stood there when the window was opened. A
    `draft` that was deleted in another window begins again with what this one has answered.
    """
    unseen = False

    def changed(stored: Draft | None) -> Draft:
        nonlocal unseen
        before = stored or Draft({}, draft.drawn)
        answers = {**before.answers, **found}
        kept = {code: answer for code, answer in answers.items() if answer is not None}
        after = Draft(kept, before.drawn, screen.slug, before.fast_pages + int(fast))
        unseen = mark_of(before, screen) not in {seen, mark_of(after, screen)}
        return after

    return Saved(visit.drawer.change(changed), unseen)


def mark_of(draft: Draft, screen: Screen) -> str:
    """Return a short mark of the answers on a screen, by which a window tells whether they have changed since."""
    answers = {code: draft.answers[code] for code in screen.codes if code in draft.answers}
    return hashlib.sha256(json.dumps(answers, sort_keys=True).encode()).hexdigest()[:12]


def is_fast(answered: int, seconds: float) -> bool:
    """Tell whether a screen was answered faster than it can be read."""
    return answered > 0 and seconds < FAST_SECONDS * answered


def unanswered(way: Way) -> tuple[tuple[Screen, str], ...]:
    """Return the questions that must be answered and are not, each with its screen."""
    return tuple(
        (screen, code)
        for screen in screens(way)
        for code in screen.codes
        if getattr(way.question(code), "required", False) and code not in way.answers
    )


def send(visit: Visit) -> Sent:
    """Put the answers into the ballot box; once this returns they are stored, and nothing links them to anybody.

    What is sent is the draft as it lies in the box at that moment, not as a window last showed it.

    Raises
    ------
    NothingToSend
        When the draft was deleted in another window.
    Unfinished
        When a question that must be answered is not.
    """

    def ballot_of(draft: Draft | None) -> Ballot:
        if draft is None:
            raise NothingToSend("There is no draft.", where="draft", mend="Start again.")
        way = way_of(visit, draft)
        if unanswered(way):
            raise Unfinished("Some questions must be answered.", where="draft", mend="Answer them.")
        return Ballot(way.asked(), draft.drawn, draft.fast_pages)

    return visit.drawer.send(visit.stratum.code, ballot_of)


def note_participation(visit: Visit) -> None:
    """Note, after Send was acknowledged and apart from it, that the holder of this link took part."""
    if visit.personal and not visit.campaign.preview:
        visit.campaign.admission.note_pending(admission_key(visit.door))


def withdraw(visit: Visit) -> None:
    """Delete the draft: whoever holds the link may do so until Send."""
    visit.drawer.delete()
