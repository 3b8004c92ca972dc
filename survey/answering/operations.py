"""What an employee can do: start, save, send, withdraw. No Flask; the page calls these and shows what came of it."""

from __future__ import annotations

from collections.abc import Mapping

from questionnaires.answers import Answer
from questionnaires.drawing import draw
from survey.answering.screens import Screen, screens
from survey.answering.visits import Visit
from survey.answering.way import Way
from survey.store.ballots import Ballot, Draft, Sent
from survey.store.keyring import admission_key

FAST_SECONDS = 2.0
"""An answer that took less was hardly read; only how many pages were so fast is kept, never a time."""


def start(visit: Visit) -> Draft:
    """Return the draft of who visits, made with what is drawn for them where there is none."""
    draft = visit.campaign.ballots.draft(visit.draft_key)
    if draft is None:
        drawn = draw(visit.campaign.questionnaire, visit.stratum.segments.get("position"))
        draft = Draft({}, drawn)
        visit.campaign.ballots.save_draft(visit.draft_key, draft)
    return draft


def way_of(visit: Visit, draft: Draft) -> Way:
    """Return the way of who visits, with the answers of the draft."""
    return Way(visit.campaign.questionnaire, draft.answers, draft.drawn, visit.stratum.segments)


def save(
    visit: Visit, draft: Draft, found: Mapping[str, Answer | None], *, page: str, fast: bool = False
) -> Draft:
    """Keep what one screen answered in place of what it had before; answers of other screens stay."""
    answers = {**draft.answers, **found}
    kept = {code: answer for code, answer in answers.items() if answer is not None}
    saved = Draft(kept, draft.drawn, page, draft.fast_pages + int(fast))
    if saved != draft:
        visit.campaign.ballots.save_draft(visit.draft_key, saved)
    return saved


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


def send(visit: Visit, draft: Draft) -> Sent:
    """Put the answers into the ballot box; once this returns they are stored, and nothing links them to anybody."""
    ballot = Ballot(way_of(visit, draft).asked(), draft.drawn, draft.fast_pages)
    return visit.campaign.ballots.send(visit.draft_key, visit.stratum.code, ballot)


def note_participation(visit: Visit) -> None:
    """Note, after Send was acknowledged and apart from it, that the holder of this link took part."""
    if visit.personal:
        visit.campaign.admission.note_pending(admission_key(visit.door))


def withdraw(visit: Visit) -> None:
    """Delete the draft: whoever holds the link may do so until Send."""
    visit.campaign.ballots.delete_draft(visit.draft_key)
