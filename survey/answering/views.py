"""The pages of answering: find who visits, act, answer.

GET changes nothing, for mail scanners open links; POST answers with a redirect, or with the form again.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, current_app, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from questionnaires.duration import minutes
from survey import csrf
from survey.answering import detours, notice, operations, review, visits
from survey.answering.campaigns import Campaigns, OpenCampaign
from survey.answering.detours import Detour
from survey.answering.forms import ScreenForm, screen_form
from survey.answering.language import NAMES, chosen_language, speech_of
from survey.answering.messages import message
from survey.answering.operations import Saved
from survey.answering.progress import progress
from survey.answering.screens import Screen, screens
from survey.answering.visits import (
    CODE,
    DOOR,
    Visit,
    forget_code,
    new_code,
    set_code,
    set_door,
    set_language,
    visit_of,
)
from survey.answering.way import Way
from survey.errors import (
    AlreadySent,
    CampaignClosed,
    ExpiredForm,
    NothingToSend,
    StoreError,
    StoreUnavailable,
    Unfinished,
)
from survey.speech import Speech
from survey.store.ballots import Draft
from survey.store.keyring import parse_token

bp = Blueprint("answering", __name__, url_prefix="/s/<campaign_id>", template_folder="templates")

Page = str | tuple[str, int] | AnyResponse


# -- arriving


@bp.get("/<token>")
def enter(campaign_id: str, token: str) -> AnyResponse:
    """Take the token out of the address; whether it is good is asked by the page that follows."""
    response = redirect(url_for(".welcome", campaign_id=campaign_id), HTTPStatus.SEE_OTHER)
    set_door(response, campaign_id, token[:64], secure=_secure())
    return response


@bp.get("/")
def welcome(campaign_id: str) -> Page:
    """Say who asks, why, how long it takes, and what becomes of the answers."""
    visit = _visit(campaign_id)
    if visit.sent:
        return _thanks(visit)
    draft = visit.campaign.ballots.draft(visit.draft_key) if visit.token else None
    return _page(
        "welcome",
        visit.campaign,
        minutes=minutes(visit.campaign.questionnaire),
        resuming=draft is not None,
        visit=visit,
        form_token=_form_token(),
    )


@bp.post("/language")
def language(campaign_id: str) -> AnyResponse:
    """Change the language of the welcome page."""
    campaign = _campaigns().find(campaign_id)
    response = redirect(url_for(".welcome", campaign_id=campaign_id), HTTPStatus.SEE_OTHER)
    set_language(response, campaign_id, chosen_language(campaign, request.form), secure=_secure())
    return response


@bp.post("/start")
def start(campaign_id: str) -> Page:
    """Begin, or go on where the draft stopped."""
    visit = _visit(campaign_id)
    csrf.check(request.form.get("form_token", ""), _door())
    code = None if visit.token else new_code()
    visit = visit if code is None else visit.with_token(code)
    if visit.sent:
        return _thanks(visit)
    draft = operations.start(visit)
    response = redirect(_resume_at(visit, draft), HTTPStatus.SEE_OTHER)
    if code is not None:
        set_code(response, visit, code, _secret(), secure=_secure())
    return response


@bp.post("/resume")
def resume(campaign_id: str) -> Page:
    """Go on with the draft that a resume code stands for."""
    visit = _visit(campaign_id)
    csrf.check(request.form.get("form_token", ""), _door())
    code = parse_token("".join(request.form.get("code", "").split()).replace("-", "")[:64])
    resumed = None if code is None or visit.personal else visit.with_token(code)
    if code is None or resumed is None or visit.campaign.ballots.draft(resumed.draft_key) is None:
        return _page(
            "welcome",
            visit.campaign,
            HTTPStatus.UNPROCESSABLE_ENTITY,
            minutes=minutes(visit.campaign.questionnaire),
            resuming=False,
            visit=visit,
            form_token=_form_token(),
            wrong_code=True,
        )
    response = redirect(url_for(".welcome", campaign_id=campaign_id), HTTPStatus.SEE_OTHER)
    set_code(response, resumed, code, _secret(), secure=_secure())
    return response


# -- answering


@bp.get("/q/<slug>")
def screen(campaign_id: str, slug: str) -> Page:
    """Show a screen, filled with what the draft has."""
    visit, draft = _drafted(campaign_id)
    way = operations.way_of(visit, draft)
    found = _find_screen(way, slug)
    if found is None:
        return redirect(_resume_at(visit, draft), HTTPStatus.SEE_OTHER)
    return _show(visit, way, found, screen_form(found, way), seen=operations.mark_of(draft, found))


@bp.post("/q/<slug>")
def turn(campaign_id: str, slug: str) -> Page:
    """Keep what a screen answered, and go where the button says."""
    visit, draft = _drafted(campaign_id)
    way = operations.way_of(visit, draft)
    found = _find_screen(way, slug)
    if found is None:
        return redirect(_resume_at(visit, draft), HTTPStatus.SEE_OTHER)
    form = screen_form(found, way, request.form)
    form.validate()
    go = request.form.get("go", "next")
    seen = request.form.get("seen", "")
    try:
        seconds = csrf.check(request.form.get("form_token", ""), _door())
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
        return _fragment("saved", visit.campaign, seen=operations.mark_of(saved.draft, found))
    faults = form.faults(to_go_on=go in {"next", "review"})
    if faults and go in {"next", "review"}:
        seen = operations.mark_of(saved.draft, found)
        return _show(visit, way, found, form, seen=seen, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    told: dict[str, Any] = {"other": "window"} if saved.unseen else {}
    here = url_for(".screen", campaign_id=visit.campaign.published.id, slug=found.slug, **told)
    if go.startswith("language-"):
        response = redirect(here, HTTPStatus.SEE_OTHER)
        wished = chosen_language(visit.campaign, {"language": go.removeprefix("language-")})
        set_language(response, visit.campaign.published.id, wished, secure=_secure())
        return response
    return redirect(_neighbour(visit, way, found, go, told), HTTPStatus.SEE_OTHER)


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


# -- sending


@bp.get("/review")
def check(campaign_id: str) -> Page:
    """Show every answer before it is sent."""
    visit, draft = _drafted(campaign_id)
    return _review(visit, draft)


@bp.post("/send")
def send(campaign_id: str) -> Page:
    """Put the answers into the ballot box. Only after this has answered is participation noted, apart from it."""
    visit = _visit(campaign_id)
    if visit.sent:
        return redirect(url_for(".thanks", campaign_id=campaign_id), HTTPStatus.SEE_OTHER)
    draft = _draft(visit)
    go = request.form.get("go", "send")
    if go.startswith("language-"):
        response = redirect(url_for(".check", campaign_id=campaign_id), HTTPStatus.SEE_OTHER)
        wished = chosen_language(visit.campaign, {"language": go.removeprefix("language-")})
        set_language(response, campaign_id, wished, secure=_secure())
        return response
    try:
        csrf.check(request.form.get("form_token", ""), _door())
        operations.send(visit)
    except NothingToSend:
        return redirect(url_for(".welcome", campaign_id=campaign_id), HTTPStatus.SEE_OTHER)
    except Unfinished:
        return _review(visit, _draft(visit), HTTPStatus.UNPROCESSABLE_ENTITY)
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
    visit = _visit(campaign_id)
    if not visit.sent:
        return redirect(url_for(".welcome", campaign_id=campaign_id), HTTPStatus.SEE_OTHER)
    return _thanks(visit)


@bp.post("/withdraw")
def withdraw(campaign_id: str) -> Page:
    """Delete the draft."""
    visit = _visit(campaign_id)
    csrf.check(request.form.get("form_token", ""), _door())
    if visit.token:
        operations.withdraw(visit)
    response = current_app.make_response(_page("withdrawn", visit.campaign, visit=visit))
    forget_code(response, campaign_id)
    return response


@bp.post("/leave")
def leave(campaign_id: str) -> AnyResponse:
    """Make a shared device clean for the next person."""
    response = redirect(url_for(".welcome", campaign_id=campaign_id), HTTPStatus.SEE_OTHER)
    forget_code(response, campaign_id)
    return response


@bp.after_request
def forget_who_has_left(response: Response) -> Response:
    """Let a kiosk return to its start when nobody acts; only what a person sends keeps it awake."""
    visit: Visit | None = g.get("visit")
    if visit is None or visit.campaign.published.channel != "kiosk":
        return response
    if visit.token and request.method == "POST" and not _gives_code(response):
        set_code(response, visit, visit.token, _secret(), secure=_secure())
    start_page = url_for(".welcome", campaign_id=visit.campaign.published.id)
    response.headers["Refresh"] = f"{visits.KIOSK_SECONDS + 1}; url={start_page}"
    return response


# -- what the views share


@bp.errorhandler(Detour)
def show_detour(detour: Detour) -> Page:
    """Show the page that stands in place of the one asked for."""
    if detour.name == "start_again":
        return redirect(str(detour.values["welcome"]), detour.status)
    campaign_id = str((request.view_args or {}).get("campaign_id", ""))
    campaign = None if detour.name == "unknown_link" else _campaigns().find(campaign_id)
    return _page(detour.name, campaign, status=detour.status, **detour.values)


@bp.errorhandler(CampaignClosed)
def show_closed(error: CampaignClosed) -> Page:  # noqa: ARG001
    """Show that the campaign closed while somebody was answering."""
    return show_detour(detours.closed())


@bp.errorhandler(AlreadySent)
def show_sent(error: AlreadySent) -> AnyResponse:  # noqa: ARG001
    """Lead to the thanks when another tab has sent the answers."""
    campaign_id = str((request.view_args or {})["campaign_id"])
    return redirect(url_for(".thanks", campaign_id=campaign_id), HTTPStatus.SEE_OTHER)


@bp.errorhandler(StoreError)
def show_store_error(error: StoreError) -> Page:
    """Show that the campaign closed, where its stores are gone; any other fault is the application's."""
    campaign_id = str((request.view_args or {}).get("campaign_id", ""))
    campaign = _campaigns().find(campaign_id)
    if campaign.gone:
        return show_detour(detours.closed())
    raise error


def _gives_code(response: Response) -> bool:
    return any(cookie.startswith(f"{CODE}=") for cookie in response.headers.getlist("Set-Cookie"))


def _campaigns() -> Campaigns:
    campaigns: Campaigns = current_app.extensions["campaigns"]
    return campaigns


def _visit(campaign_id: str) -> Visit:
    """Return who visits a campaign that collects answers now."""
    campaign = _campaigns().find(campaign_id)
    campaign.require_collecting()
    g.visit = visit_of(campaign, request, _secret())
    visit: Visit = g.visit
    return visit


def _drafted(campaign_id: str) -> tuple[Visit, Draft]:
    """Return who visits, with the draft; who has none is led to the welcome page, who has sent to the thanks."""
    visit = _visit(campaign_id)
    if visit.sent:
        raise Detour("thanks", HTTPStatus.OK, _thanks_values(visit))
    return visit, _draft(visit)


def _draft(visit: Visit) -> Draft:
    draft = visit.campaign.ballots.draft(visit.draft_key) if visit.token else None
    if draft is None:
        raise detours.start_again(url_for(".welcome", campaign_id=visit.campaign.published.id))
    return draft


def _find_screen(way: Way, slug: str) -> Screen | None:
    return next((each for each in screens(way) if each.slug == slug), None)


def _resume_at(visit: Visit, draft: Draft) -> str:
    slugs = [each.slug for each in screens(operations.way_of(visit, draft))]
    slug = draft.page if draft.page in slugs else slugs[0]
    return url_for(".screen", campaign_id=visit.campaign.published.id, slug=slug)


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
    return _page(
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
        form_token=_form_token(),
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


def _review(
    visit: Visit, draft: Draft, status: int = HTTPStatus.OK, *, expired: bool = False, unsaved: bool = False
) -> Page:
    way, speech = operations.way_of(visit, draft), speech_of(visit.campaign, request)
    return _page(
        "review",
        visit.campaign,
        status,
        groups=review.groups(way, speech),
        unseen="other" in request.args,
        missing=[slug.slug for slug, _ in operations.unanswered(way)],
        expired=expired,
        unsaved=unsaved,
        visit=visit,
        form_token=_form_token(),
    )


def _thanks(visit: Visit) -> Page:
    operations.note_participation(visit)
    return _page("thanks", visit.campaign, **_thanks_values(visit))


def _thanks_values(visit: Visit) -> dict[str, object]:
    return {"visit": visit}


def _noting(visit: Visit) -> Callable[[], None]:
    return lambda: operations.note_participation(visit)


def _page(name: str, campaign: OpenCampaign | None, status: Any = HTTPStatus.OK, **values: Any) -> Page:
    speech = speech_of(campaign, request)
    published = campaign.published if campaign else None
    html = render_template(
        f"answering/{name}.html",
        campaign=published,
        speech=speech,
        say=speech.say,
        say_many=speech.say_many,
        notice=notice,
        language_name=lambda code: NAMES.get(code, code),
        **values,
    )
    return html, status


def _fragment(name: str, campaign: OpenCampaign, **values: Any) -> Page:
    speech = speech_of(campaign, request)
    return render_template(f"answering/fragments/{name}.html", say=speech.say, **values)


def _form_token() -> str:
    return csrf.issue(_door())


def _door() -> str:
    return request.cookies.get(DOOR, "")


def _secret() -> str:
    return str(current_app.secret_key)


def _secure() -> bool:
    return bool(current_app.config["SESSION_COOKIE_SECURE"])
