"""What all views share: who visits, which page is shown, in which language, and what is shown in place of a page.

The trap: a form that is too old must never cost what was typed, and a form of another page must never change
anything. Where a form carries answers its view tells the two apart; everywhere else `require_own_form` is enough.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, current_app, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from survey import csrf
from survey.answering import detours, notice, operations, visits
from survey.answering.campaigns import Campaigns, OpenCampaign
from survey.answering.detours import Detour
from survey.answering.language import NAMES, language_wished, speech_of
from survey.answering.review import Line
from survey.answering.screens import screens
from survey.answering.typed import typed
from survey.answering.visits import CODE, DOOR, Visit, set_code, set_language, visit_of
from survey.errors import AlreadySent, CampaignClosed, ExpiredForm, ForeignForm, StoreError
from survey.speech import Speech
from survey.store.ballots import Draft
from survey.store.previews import GOOD_SECONDS

bp = Blueprint("answering", __name__, url_prefix="/s/<campaign_id>", template_folder="../templates")

PREVIEW = "preview"
"""The name under which the same views are mounted once more, for campaigns that are tried out."""

Page = str | tuple[str, int] | AnyResponse


# -- who visits


def campaigns() -> Campaigns:
    """Return the campaigns that this process answers for."""
    found: Campaigns = current_app.extensions[request.blueprint or bp.name]
    return found


def find_visit(campaign_id: str) -> Visit:
    """Return who visits a campaign that collects answers now."""
    campaign = campaigns().find(campaign_id)
    campaign.require_collecting()
    g.visit = visit_of(campaign, request, secret())
    visit: Visit = g.visit
    return visit


def find_drafted(campaign_id: str) -> tuple[Visit, Draft]:
    """Return who visits, with the draft; who has none is led to the welcome page, who has sent to the thanks."""
    visit = find_visit(campaign_id)
    if visit.sent:
        raise Detour("thanks", HTTPStatus.OK, {"visit": visit, "form_token": form_token()})
    return visit, find_draft(visit)


def find_draft(visit: Visit) -> Draft:
    """Return the draft of who visits; who has none is led to the welcome page."""
    if visit.draft is None:
        raise detours.start_again(url_for(".welcome", campaign_id=visit.campaign.published.id))
    return visit.draft


def require_own_form() -> None:
    """Refuse a form that this browser was not given; one that is old does no harm where it carries no answers."""
    try:
        csrf.check(request.form.get("form_token", ""), door())
    except ExpiredForm:
        return


# -- where to


def place(campaign_id: str) -> str:
    """Return the path under which a campaign's pages lie, and its cookies with them."""
    return url_for(".welcome", campaign_id=campaign_id).rstrip("/")


def to_welcome(campaign_id: str) -> AnyResponse:
    """Lead to the welcome page."""
    return redirect(url_for(".welcome", campaign_id=campaign_id), HTTPStatus.SEE_OTHER)


def resume_at(visit: Visit, draft: Draft) -> str:
    """Return the address of the screen where a draft stopped."""
    slugs = [each.slug for each in screens(operations.way_of(visit, draft))]
    slug = draft.page if draft.page in slugs else slugs[0]
    return url_for(".screen", campaign_id=visit.campaign.published.id, slug=slug)


def switched(campaign: OpenCampaign, address: str) -> AnyResponse | None:
    """Lead to `address` in the language that the pressed button is for; None where it is for something else."""
    wished = language_wished(campaign, request.form)
    if wished is None:
        return None
    response = redirect(address, HTTPStatus.SEE_OTHER)
    set_language(response, place(campaign.published.id), wished, secure=secure())
    return response


# -- what is shown


def show(name: str, campaign: OpenCampaign | None, status: int = HTTPStatus.OK, **values: Any) -> Page:
    """Show a page in the language of who visits; a script that saves in between gets a word in place of a page."""
    if saving():
        return show_fragment("unsaved", campaign, status)
    return draw_page(name, campaign, speech_of(campaign, request), **values), status


def draw_page(name: str, campaign: OpenCampaign | None, speech: Speech, **values: Any) -> str:
    """Return a page as HTML, as it speaks this language."""
    return render_template(
        f"answering/{name}.html",
        campaign=campaign.published if campaign else None,
        preview=campaign is not None and campaign.preview,
        speech=speech,
        say=speech.say,
        say_many=speech.say_many,
        notice=notice,
        language_name=lambda code: NAMES.get(code, code),
        **values,
    )


def show_fragment(
    name: str, campaign: OpenCampaign | None, status: int = HTTPStatus.OK, **values: Any
) -> tuple[str, int]:
    """Show a piece that a script puts into the page."""
    speech = speech_of(campaign, request)
    return render_template(f"answering/fragments/{name}.html", say=speech.say, **values), status


def saving() -> bool:
    """Tell whether a script asks, which saves while somebody answers."""
    return request.form.get("go") == "save"


def show_thanks(visit: Visit) -> Page:
    """Show the thanks, and note once more that the holder of this link took part: the first time may have failed."""
    operations.note_participation(visit)
    return show("thanks", visit.campaign, visit=visit, form_token=form_token())


def form_token() -> str:
    """Return a token for the form of this page."""
    return csrf.issue(door())


def door() -> str:
    """Return the cookie with the token of the link, which every form is bound to."""
    return request.cookies.get(DOOR, "")


def secret() -> str:
    """Return what cookies are signed with."""
    return str(current_app.secret_key)


def secure() -> bool:
    """Tell whether cookies are for https only."""
    return bool(current_app.config["SESSION_COOKIE_SECURE"])


# -- what is shown in place of a page


@bp.errorhandler(Detour)
def show_detour(detour: Detour) -> Page:
    """Show the page that stands in place of the one asked for."""
    if detour.name == "start_again" and not saving():
        return redirect(str(detour.values["welcome"]), detour.status)
    if detour.name in {"unknown_link", "preview_over"}:
        return show(detour.name, None, detour.status)
    campaign = campaigns().find(_campaign_id())
    values = {"typed": _given_back(campaign), **detour.values}
    return show(detour.name, campaign, detour.status, **values)


@bp.errorhandler(CampaignClosed)
def show_closed(error: CampaignClosed) -> Page:  # noqa: ARG001
    """Show that the campaign closed while somebody was answering."""
    return show_detour(detours.closed())


@bp.errorhandler(AlreadySent)
def show_sent(error: AlreadySent) -> Page:  # noqa: ARG001
    """Lead to the thanks when another tab has sent the answers."""
    if saving():
        return show_fragment("unsaved", campaigns().find(_campaign_id()), HTTPStatus.CONFLICT)
    return redirect(url_for(".thanks", campaign_id=_campaign_id()), HTTPStatus.SEE_OTHER)


@bp.errorhandler(StoreError)
def show_store_error(error: StoreError) -> Page:
    """Show that the campaign closed, where its stores are gone; any other fault is the application's."""
    if campaigns().find(_campaign_id()).gone:
        return show_detour(detours.closed())
    raise error


@bp.after_request
def let_the_browser_keep(response: Response) -> Response:
    """Leave the draft of a preview with the browser, for the hour that its link is good."""
    visit: Visit | None = g.get("visit")
    if visit is not None and visit.browser is not None:
        where = place(visit.campaign.published.id)
        visit.browser.write(response, where, secure=secure(), seconds=GOOD_SECONDS)
    return response


@bp.after_request
def forget_who_has_left(response: Response) -> Response:
    """Let a kiosk return to its start when nobody acts; only what a person sends keeps it awake."""
    visit: Visit | None = g.get("visit")
    if visit is None or visit.campaign.published.channel != "kiosk":
        return response
    where = place(visit.campaign.published.id)
    if visit.token and request.method == "POST" and not _gives_code(response):
        set_code(response, where, visit, visit.token, secret(), secure=secure())
    response.headers["Refresh"] = f"{visits.KIOSK_SECONDS + 1}; url={where}/"
    return response


def _given_back(campaign: OpenCampaign) -> tuple[Line, ...]:
    """Return the words in a form that this browser was given, and that cannot be taken now."""
    if request.method != "POST" or not door():
        return ()
    try:
        require_own_form()
    except ForeignForm:
        return ()
    return typed(campaign.questionnaire, request.form, speech_of(campaign, request))


def _gives_code(response: Response) -> bool:
    return any(cookie.startswith(f"{CODE}=") for cookie in response.headers.getlist("Set-Cookie"))


def _campaign_id() -> str:
    return str((request.view_args or {}).get("campaign_id", ""))
