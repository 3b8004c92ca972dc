"""Answering: a screen is shown, filled with what the draft has, and kept when a button turns it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import redirect, request, url_for

from survey import csrf
from survey.answering import operations
from survey.answering.forms import ScreenForm, require_known, screen_form
from survey.answering.language import speech_of
from survey.answering.messages import message
from survey.answering.operations import Saved
from survey.answering.progress import progress
from survey.answering.screens import Screen, screens
from survey.answering.views.pages import (
    Page,
    bp,
    door,
    find_drafted,
    form_token,
    resume_at,
    show,
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
    found = _find_screen(way, slug)
    if found is None:
        return redirect(resume_at(visit, draft), HTTPStatus.SEE_OTHER)
    return _show(visit, way, found, screen_form(found, way), seen=operations.mark_of(draft, found))


@bp.post("/q/<slug>")
def turn(campaign_id: str, slug: str) -> Page:
    """Keep what a screen answered, and go where the button says."""
    visit, draft = find_drafted(campaign_id)
    way = operations.way_of(visit, draft)
    found = _find_screen(way, slug)
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
        return _show(visit, way, found, form, seen=seen, status=HTTPStatus.BAD_REQUEST, expired=True)
    answered = sum(answer is not None for answer in form.found.values())
    fast = go == "next" and operations.is_fast(answered, seconds)
    try:
        saved = operations.save(visit, draft, form.found, screen=found, seen=seen, fast=fast)
    except StoreUnavailable:
        return _show(visit, way, found, form, seen=seen, status=HTTPStatus.SERVICE_UNAVAILABLE, unsaved=True)
    return _go(go, visit, saved, found, form)


def _go(go: str, visit: Visit, saved: Saved, found: Screen, form: ScreenForm) -> Page:
    """Lead to where a button says; mistakes hold people up only on the way forward."""
    way = operations.way_of(visit, saved.draft)
    if go == "save":
        return show_fragment("saved", visit.campaign, seen=operations.mark_of(saved.draft, found))
    faults = form.faults(to_go_on=go in {"next", "review"})
    if faults and go in {"next", "review"}:
        seen = operations.mark_of(saved.draft, found)
        return _show(visit, way, found, form, seen=seen, status=HTTPStatus.UNPROCESSABLE_ENTITY)
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


def _find_screen(way: Way, slug: str) -> Screen | None:
    return next((each for each in screens(way) if each.slug == slug), None)


def _show(
    visit: Visit,
    way: Way,
    found: Screen,
    form: ScreenForm,
    *,
    seen: str,
    status: int = HTTPStatus.OK,
    expired: bool = False,
    unsaved: bool = False,
) -> Page:
    every = screens(way)
    place = next((at for at, each in enumerate(every) if each.slug == found.slug), 0)
    speech = speech_of(visit.campaign, request)
    faults = {
        name: message(fault, speech) for field in form.questions for name, fault in field.faults.items()
    }
    return show(
        "screen",
        visit.campaign,
        status,
        screen=found,
        form=form,
        way=way,
        progress=progress(way, every, place),
        faults=faults,
        anchors=_anchors(form, speech),
        expired=expired,
        unsaved=unsaved,
        unseen="other" in request.args,
        seen=seen,
        visit=visit,
        form_token=form_token(),
    )


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
