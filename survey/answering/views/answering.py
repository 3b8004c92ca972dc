"""Answering: a screen is shown, filled with what the draft has, and kept when a button turns it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from flask import redirect, request, url_for

from survey import csrf
from survey.answering import operations
from survey.answering.forms import ScreenForm, require_known, screen_form
from survey.answering.language import speech_of
from survey.answering.operations import Saved
from survey.answering.progress import Progress, progress
from survey.answering.screens import Screen, screens
from survey.answering.sheets import Blanks, Filling, Sheet
from survey.answering.views.pages import (
    Page,
    bp,
    door,
    draw_page,
    find_drafted,
    form_token,
    resume_at,
    saving,
    show_fragment,
    switched,
)
from survey.answering.visits import Visit
from survey.answering.way import Way
from survey.errors import ExpiredForm, StoreUnavailable
from survey.speech import Speech


@bp.get("/q/<slug>")
def screen(campaign_id: str, slug: str) -> Page:
    """Show a screen, filled with what the draft has."""
    visit, draft = find_drafted(campaign_id)
    way = operations.way_of(visit, draft)
    every = screens(way)
    found = _find_screen(every, slug)
    if found is None:
        return redirect(resume_at(visit, draft), HTTPStatus.SEE_OTHER)
    return _show(visit, way, every, found, screen_form(found, way), seen=operations.mark_of(draft, found))


@bp.post("/q/<slug>")
def turn(campaign_id: str, slug: str) -> Page:
    """Keep what a screen answered, and go where the button says."""
    visit, draft = find_drafted(campaign_id)
    way = operations.way_of(visit, draft)
    every = screens(way)
    found = _find_screen(every, slug)
    if found is None:
        return redirect(resume_at(visit, draft), HTTPStatus.SEE_OTHER)
    require_known(visit.campaign.questionnaire, request.form)
    form = screen_form(found, way, request.form)
    form.validate()
    go = request.form.get("go", "next")
    seen = request.form.get("seen", "")
    try:
        seconds = csrf.check(request.form.get("form_token", ""), door())
    except ExpiredForm:
        return _show(visit, way, every, found, form, seen=seen, status=HTTPStatus.BAD_REQUEST, expired=True)
    answered = sum(answer is not None for answer in form.found.values())
    fast = go == "next" and operations.is_fast(answered, seconds)
    try:
        saved = operations.save(visit, draft, form.found, screen=found, seen=seen, fast=fast)
    except StoreUnavailable:
        return _show(
            visit, way, every, found, form, seen=seen, status=HTTPStatus.SERVICE_UNAVAILABLE, unsaved=True
        )
    return _go(go, visit, saved, found, form)


def _go(go: str, visit: Visit, saved: Saved, found: Screen, form: ScreenForm) -> Page:
    """Lead to where a button says; mistakes hold people up only on the way forward."""
    way = operations.way_of(visit, saved.draft)
    if go == "save":
        return show_fragment("saved", visit.campaign, seen=operations.mark_of(saved.draft, found))
    faults = form.faults(to_go_on=go in {"next", "review"})
    if faults and go in {"next", "review"}:
        seen = operations.mark_of(saved.draft, found)
        return _show(visit, way, screens(way), found, form, seen=seen, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    told: dict[str, Any] = {"other": "window"} if saved.unseen else {}
    here = url_for(".screen", campaign_id=visit.campaign.published.id, slug=found.slug, **told)
    return switched(visit.campaign, here) or redirect(
        _neighbour(visit, way, found, go, told), HTTPStatus.SEE_OTHER
    )


def _neighbour(visit: Visit, way: Way, found: Screen, go: str, told: dict[str, Any]) -> str:
    """Return the address of the screen before or after; after the last comes the review."""
    campaign_id = visit.campaign.published.id
    slugs = [each.slug for each in screens(way)]
    place = slugs.index(found.slug) + (-1 if go == "back" else 1) if found.slug in slugs else len(slugs)
    if go == "review" or place >= len(slugs):
        return url_for(".check", campaign_id=campaign_id, **told)
    if place < 0:
        return url_for(".welcome", campaign_id=campaign_id)
    return url_for(".screen", campaign_id=campaign_id, slug=slugs[place], **told)


def _find_screen(every: tuple[Screen, ...], slug: str) -> Screen | None:
    return next((each for each in every if each.slug == slug), None)


@dataclass(frozen=True)
class Told:
    """What a page of questions says above them: mistakes by input, and what became of what was sent."""

    faults: Mapping[str, str] = field(default_factory=dict)
    expired: bool = False
    unsaved: bool = False
    unseen: bool = False

    @property
    def nothing(self) -> bool:
        """Whether the page only asks, as it mostly does."""
        return not (self.faults or self.expired or self.unsaved or self.unseen)


def _show(
    visit: Visit,
    way: Way,
    every: tuple[Screen, ...],
    found: Screen,
    form: ScreenForm,
    *,
    seen: str,
    status: int = HTTPStatus.OK,
    expired: bool = False,
    unsaved: bool = False,
) -> Page:
    if saving():
        return show_fragment("unsaved", visit.campaign, status)
    speech = speech_of(visit.campaign, request)
    told = Told(form.messages(speech), expired, unsaved, unseen="other" in request.args)
    far = progress(way, every, next((at for at, each in enumerate(every) if each.slug == found.slug), 0))
    sheet = _sheet(visit, way, found, form, speech, told, far)
    words = {"form_token": form_token(), "seen": seen, "resume_code": visit.resume_code}
    return sheet.filled(Filling(form.values, words)), status


def _sheet(
    visit: Visit, way: Way, found: Screen, form: ScreenForm, speech: Speech, told: Told, far: Progress
) -> Sheet:
    """Return the page as all see it who are alike in what matters for it; one that tells something is drawn anew."""

    def draw() -> str:
        return draw_page(
            "screen",
            visit.campaign,
            speech,
            screen=found,
            form=form,
            way=way,
            progress=far,
            told=told,
            anchors=_anchors(form, speech) if told.faults else {},
            resumable=bool(visit.resume_code),
            blank=Blanks(),
        )

    if not told.nothing:
        return Sheet.cut(draw())
    key = (request.blueprint, speech.language, found.slug, form.names, way.variant(found.codes), far)
    return visit.campaign.sheets.get(key, draw)


def _anchors(form: ScreenForm, speech: Speech) -> dict[str, str]:
    """Return what each input asks, for the list of mistakes."""
    texts = {
        name: speech.wording(getattr(field.part, "text", None))
        for field in form.questions
        for name in field.names()
    }
    rows = {
        row.name: speech.wording(row.text, row.goal)
        for field in form.questions
        for row in getattr(field.part, "rows", ())
    }
    return texts | rows
