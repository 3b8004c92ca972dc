"""Arriving: a link, the welcome page, a language, a start, a resume code; and leaving a shared device."""

from __future__ import annotations

from http import HTTPStatus

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from questionnaires.duration import minutes
from survey.answering import operations
from survey.answering.language import speech_of
from survey.answering.sheets import Blanks, Filling
from survey.answering.views.pages import (
    PREVIEW,
    Page,
    bp,
    campaigns,
    draw_page,
    find_visit,
    form_token,
    place,
    require_own_form,
    resume_at,
    secret,
    secure,
    show_thanks,
    switched,
    to_welcome,
)
from survey.answering.visits import Visit, forget_code, new_code, set_code, set_door
from survey.store.keyring import parse_token


@bp.get("/<token>")
def enter(campaign_id: str, token: str) -> Response:
    """Take the token out of the address; whether it is good is asked by the page that follows."""
    response = to_welcome(campaign_id)
    set_door(response, place(campaign_id), token[:64], secure=secure())
    return response


@bp.get("/")
def welcome(campaign_id: str) -> Page:
    """Say who asks, why, how long it takes, and what becomes of the answers."""
    visit = find_visit(campaign_id)
    if visit.sent:
        return show_thanks(visit)
    return _welcome(visit)


@bp.post("/language")
def language(campaign_id: str) -> Response:
    """Change the language of a page without a form; it is kept in the browser and nowhere else."""
    campaign = campaigns().find(campaign_id)
    return switched(campaign, url_for(".welcome", campaign_id=campaign_id)) or to_welcome(campaign_id)


@bp.post("/start")
def start(campaign_id: str) -> Page:
    """Begin, or go on where the draft stopped."""
    visit = find_visit(campaign_id)
    require_own_form()
    code = None if visit.token else new_code()
    visit = visit if code is None else visit.with_token(code)
    if visit.sent:
        return show_thanks(visit)
    response = redirect(resume_at(visit, operations.start(visit)), HTTPStatus.SEE_OTHER)
    if code is not None:
        set_code(response, place(campaign_id), visit, code, secret(), secure=secure())
    return response


@bp.post("/resume")
def resume(campaign_id: str) -> Page:
    """Go on with the draft that a resume code stands for."""
    visit = find_visit(campaign_id)
    require_own_form()
    code = parse_token("".join(request.form.get("code", "").split()).replace("-", "")[:64])
    resumed = None if code is None or visit.personal else visit.with_token(code)
    if code is None or resumed is None or resumed.draft is None:
        return _welcome(visit, HTTPStatus.UNPROCESSABLE_ENTITY, wrong_code=True)
    response = to_welcome(campaign_id)
    set_code(response, place(campaign_id), resumed, code, secret(), secure=secure())
    return response


@bp.post("/leave")
def leave(campaign_id: str) -> Response:
    """Make a shared device clean for the next person, or begin a preview once more."""
    require_own_form()
    if request.blueprint == PREVIEW:
        find_visit(campaign_id).drawer.delete()
    response = to_welcome(campaign_id)
    forget_code(response, place(campaign_id))
    return response


def _welcome(visit: Visit, status: int = HTTPStatus.OK, *, wrong_code: bool = False) -> Page:
    campaign, speech = visit.campaign, speech_of(visit.campaign, request)
    resuming = visit.draft is not None
    sheet = campaign.sheets.get(
        (request.blueprint, speech.language, "welcome", resuming, wrong_code),
        lambda: draw_page(
            "welcome",
            campaign,
            speech,
            minutes=minutes(campaign.questionnaire),
            resuming=resuming,
            visit=visit,
            blank=Blanks(),
            wrong_code=wrong_code,
        ),
    )
    return sheet.filled(Filling({}, {"form_token": form_token()})), status
