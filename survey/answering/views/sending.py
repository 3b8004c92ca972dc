"""Sending: every answer is looked over, sent once, thanked for; or the draft is deleted instead."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from flask import current_app, redirect, request, url_for

from survey import csrf
from survey.answering import operations, review
from survey.answering.language import speech_of
from survey.answering.views.pages import (
    Page,
    bp,
    door,
    find_draft,
    find_drafted,
    find_visit,
    form_token,
    place,
    require_own_form,
    show,
    show_thanks,
    switched,
    to_welcome,
)
from survey.answering.visits import Visit, forget_code
from survey.errors import ExpiredForm, NothingToSend, StoreUnavailable, Unfinished
from survey.store.ballots import Draft


@bp.get("/review")
def check(campaign_id: str) -> Page:
    """Show every answer before it is sent."""
    visit, draft = find_drafted(campaign_id)
    return _review(visit, draft)


@bp.post("/send")
def send(campaign_id: str) -> Page:
    """Put the answers into the ballot box. Only after this has answered is participation noted, apart from it."""
    visit = find_visit(campaign_id)
    if visit.sent:
        return redirect(url_for(".thanks", campaign_id=campaign_id), HTTPStatus.SEE_OTHER)
    draft = find_draft(visit)
    if elsewhere := switched(visit.campaign, url_for(".check", campaign_id=campaign_id)):
        return elsewhere
    try:
        csrf.check(request.form.get("form_token", ""), door())
        operations.send(visit)
    except NothingToSend:
        return to_welcome(campaign_id)
    except Unfinished:
        return _review(visit, visit.drawer.look().draft or draft, HTTPStatus.UNPROCESSABLE_ENTITY)
    except ExpiredForm:
        return _review(visit, draft, HTTPStatus.BAD_REQUEST, expired=True)
    except StoreUnavailable:
        return _review(visit, draft, HTTPStatus.SERVICE_UNAVAILABLE, unsaved=True)
    response = redirect(url_for(".thanks", campaign_id=campaign_id), HTTPStatus.SEE_OTHER)
    response.call_on_close(_noting(visit))
    return response


@bp.get("/thanks")
def thanks(campaign_id: str) -> Page:
    """Thank, say what happens next, and prove nothing about the answers."""
    visit = find_visit(campaign_id)
    return show_thanks(visit) if visit.sent else to_welcome(campaign_id)


@bp.post("/withdraw")
def withdraw(campaign_id: str) -> Page:
    """Delete the draft."""
    visit = find_visit(campaign_id)
    require_own_form()
    if visit.token:
        operations.withdraw(visit)
    response = current_app.make_response(show("withdrawn", visit.campaign, visit=visit))
    forget_code(response, place(campaign_id))
    return response


def _noting(visit: Visit) -> Callable[[], None]:
    return lambda: operations.note_participation(visit)


def _review(
    visit: Visit, draft: Draft, status: int = HTTPStatus.OK, *, expired: bool = False, unsaved: bool = False
) -> Page:
    way, speech = operations.way_of(visit, draft), speech_of(visit.campaign, request)
    return show(
        "review",
        visit.campaign,
        status,
        groups=review.groups(way, speech),
        unseen="other" in request.args,
        missing=[screen.slug for screen, _ in operations.unanswered(way)],
        expired=expired,
        unsaved=unsaved,
        visit=visit,
        form_token=form_token(),
    )
