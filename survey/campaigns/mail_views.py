"""The mail pages of a campaign: texts, previews, trials, who would get a mail, sending, and how it stands.

Every page looks a campaign up together with the organisation of who is signed in: another's is as one that is not.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime
from http import HTTPStatus

from flask import Blueprint, abort, current_app, redirect, render_template, url_for
from flask import Response as PlainResponse
from werkzeug.wrappers import Response

from questionnaires.errors import Problem, SightlineError
from survey.campaigns import mail_operations as operations
from survey.campaigns import mail_trials as trials
from survey.campaigns.mail_forms import PressedForm, SendForm, TextForm
from survey.campaigns.mail_lines import (
    failing_lines,
    kind_name,
    kind_names,
    language_name,
    moment,
    round_lines,
    who_is_reminded,
)
from survey.config import Settings
from survey.errors import CollectionError, ConfigError, LetterError, MailError
from survey.letters.envelopes import STYLE
from survey.letters.texts import KINDS, Kind, LetterText, placeholders_of
from survey.office.access import current_register, guard, open_to, signed_in_account
from survey.page_language import say
from survey.store.register import Connection, campaigns, outbox
from survey.store.register.accounts import Role
from survey.store.register.campaigns import Campaign

bp = Blueprint(
    "campaign_mail", __name__, template_folder="templates", url_prefix="/campaigns/<campaign_id>/mail"
)
guard(bp)
bp.app_template_global("language_name")(language_name)

Page = str | tuple[str, int] | Response

WRITERS: tuple[Role, ...] = ("admin", "consultant", "hr")
"""Names and addresses are on these pages: managers, readers and the council have other ones."""

MOST_NAMES = 500
PREVIEW_POLICY = (
    "default-src 'none'; frame-ancestors 'none'; sandbox; style-src 'sha256-"
    + base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    + "'"
)
"""The mail's own style sheet, known by its hash, and nothing else: no script, no picture, no form, no way out."""


@bp.get("/")
@open_to(*WRITERS)
def show(campaign_id: str) -> Page:
    """Show how the mail of a campaign stands."""
    return _overview(campaign_id)


@bp.post("/send")
@open_to(*WRITERS)
def send(campaign_id: str) -> Page:
    """Wish for a round, or show what is in its way."""
    form = SendForm()
    try:
        with current_register().writing() as db:
            found = _campaign(db, campaign_id)
            due = form.moment(_settings().timezone, say)
            operations.wish(
                db, found.id, _kind(form.kind.data), who=_who(), now=datetime.now(UTC), due_at=due, say=say
            )
    except CollectionError as error:
        return _overview(campaign_id, error.problems), HTTPStatus.UNPROCESSABLE_ENTITY
    return redirect(url_for(".show", campaign_id=campaign_id), HTTPStatus.SEE_OTHER)


@bp.post("/rounds/<int:round_id>/withdraw")
@open_to(*WRITERS)
def withdraw(campaign_id: str, round_id: int) -> Page:
    """Take back a round that has not begun."""
    try:
        with current_register().writing() as db:
            operations.withdraw(db, _campaign(db, campaign_id).id, round_id, who=_who(), say=say)
    except CollectionError as error:
        return _overview(campaign_id, error.problems), HTTPStatus.UNPROCESSABLE_ENTITY
    return redirect(url_for(".show", campaign_id=campaign_id), HTTPStatus.SEE_OTHER)


@bp.get("/<kind>/who")
@open_to(*WRITERS)
def who(campaign_id: str, kind: str) -> Page:
    """Tell who would get a mail now: by name for invitations, by share for reminders."""
    with current_register().reading() as db:
        found = _campaign(db, campaign_id)
        uninvited = outbox.uninvited(db, found.id)
        names = outbox.names_uninvited(db, found.id, MOST_NAMES) if kind == "invitation" else []
        reminded = who_is_reminded(
            found, operations.addressed(db, found.id), campaigns.credited_share(db, found.id)
        )
        everybody = operations.addressed(db, found.id)
    return render_template(
        "campaigns/mail_who.html",
        campaign=found,
        kind=_kind(kind),
        name=kind_name(_kind(kind)),
        names=names,
        more=uninvited - len(names) if kind == "invitation" else 0,
        uninvited=uninvited,
        reminded=reminded,
        everybody=everybody,
    )


@bp.get("/<kind>/<language>")
@open_to(*WRITERS)
def edit(campaign_id: str, kind: str, language: str) -> Page:
    """Show a text to be written."""
    return _editor(campaign_id, kind, language)


@bp.post("/<kind>/<language>")
@open_to(*WRITERS)
def keep(campaign_id: str, kind: str, language: str) -> Page:
    """Keep a text, or show it again with what is wrong."""
    written = TextForm().written()
    try:
        with current_register().writing() as db:
            found = _campaign_in(db, campaign_id, language)
            name = kind_name(_kind(kind))
            operations.keep_text(db, found, _kind(kind), language, written, who=_who(), where=name, say=say)
    except LetterError as error:
        page = _editor(campaign_id, kind, language, written=written, problems=error.problems)
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    return redirect(
        url_for(".preview", campaign_id=campaign_id, kind=kind, language=language), HTTPStatus.SEE_OTHER
    )


@bp.post("/<kind>/<language>/reset")
@open_to(*WRITERS)
def reset(campaign_id: str, kind: str, language: str) -> Page:
    """Let the program's own text count again."""
    with current_register().writing() as db:
        found = _campaign_in(db, campaign_id, language)
        operations.reset_text(db, found, _kind(kind), language, who=_who())
    return redirect(
        url_for(".edit", campaign_id=campaign_id, kind=kind, language=language), HTTPStatus.SEE_OTHER
    )


@bp.get("/<kind>/<language>/preview")
@open_to(*WRITERS)
def preview(campaign_id: str, kind: str, language: str) -> Page:
    """Show a mail as somebody invited will read it."""
    return _preview(campaign_id, kind, language)


@bp.get("/<kind>/<language>/preview.html")
@open_to(*WRITERS)
def preview_html(campaign_id: str, kind: str, language: str) -> Page:
    """Show the HTML part of a mail, as a page of its own that can do nothing."""
    with current_register().reading() as db:
        found = _campaign_in(db, campaign_id, language)
        letter = trials.trial_letter(db, _settings(), found, _kind(kind), language, say)
    response = PlainResponse(trials.as_html(letter, language))
    response.headers["Content-Security-Policy"] = PREVIEW_POLICY
    return response


@bp.post("/<kind>/<language>/trial")
@open_to(*WRITERS)
def trial(campaign_id: str, kind: str, language: str) -> Page:
    """Send a mail to whoever is signed in; its link opens nothing."""
    to = signed_in_account().email
    with current_register().reading() as db:
        found = _campaign_in(db, campaign_id, language)
        letter = trials.trial_letter(db, _settings(), found, _kind(kind), language, say)
    try:
        trials.send_trial(_settings(), letter, language, to)
    except (MailError, ConfigError) as error:
        page = _preview(campaign_id, kind, language, problems=error.problems)
        return page, HTTPStatus.SERVICE_UNAVAILABLE
    return _preview(campaign_id, kind, language, sent_to=to)


@bp.errorhandler(LetterError)
@bp.errorhandler(CollectionError)
def refused(error: SightlineError) -> Page:
    """Show a refusal that the visitor can mend."""
    first = error.problems[0]
    page = render_template(
        "error.html",
        status=int(HTTPStatus.UNPROCESSABLE_ENTITY),
        problems=error.problems,
        wrong=first.wrong,
        mend=first.mend,
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY


def _overview(campaign_id: str, problems: tuple[Problem, ...] = ()) -> str:
    zone = _settings().timezone
    with current_register().reading() as db:
        found = _campaign(db, campaign_id)
        standing = operations.outbox_of(db, found.id)
        written = {
            (kind, language): language in operations.texts_of(db, found, kind)
            for kind in KINDS
            for language in operations.languages_of(found)
        }
    return render_template(
        "campaigns/mail_show.html",
        campaign=found,
        kinds=kind_names(),
        languages=operations.languages_of(found),
        written=written,
        rounds=round_lines(standing, zone),
        failing=failing_lines(standing),
        uninvited=standing.uninvited,
        opens=moment(found.plan.opens, zone),
        closes=moment(found.plan.closes, zone),
        zone=zone.key,
        problems=problems,
        button=PressedForm(),
    )


def _editor(
    campaign_id: str,
    kind: str,
    language: str,
    *,
    written: LetterText | None = None,
    problems: tuple[Problem, ...] = (),
) -> str:
    with current_register().reading() as db:
        found = _campaign_in(db, campaign_id, language)
        texts = operations.texts_of(db, found, _kind(kind))
    return render_template(
        "campaigns/mail_edit.html",
        campaign=found,
        kind=kind,
        name=kind_name(_kind(kind)),
        text_language=language,
        text=written or texts.get(language, LetterText("", "")),
        words=[f"{{{word}}}" for word in placeholders_of(_kind(kind))],
        problems=problems,
        button=PressedForm(),
    )


def _preview(
    campaign_id: str,
    kind: str,
    language: str,
    *,
    problems: tuple[Problem, ...] = (),
    sent_to: str = "",
) -> str:
    with current_register().reading() as db:
        found = _campaign_in(db, campaign_id, language)
        letter = trials.trial_letter(db, _settings(), found, _kind(kind), language, say)
    return render_template(
        "campaigns/mail_preview.html",
        campaign=found,
        kind=kind,
        name=kind_name(_kind(kind)),
        text_language=language,
        subject=letter.subject,
        text=trials.as_text(letter),
        email=signed_in_account().email,
        problems=problems,
        sent_to=sent_to,
        button=PressedForm(),
    )


def _campaign(db: Connection, campaign_id: str) -> Campaign:
    found = campaigns.in_organisation(db, signed_in_account().organisation, campaign_id)
    if found is None:
        abort(HTTPStatus.NOT_FOUND)
    return found


def _campaign_in(db: Connection, campaign_id: str, language: str) -> Campaign:
    """Return a campaign whose questionnaire speaks this language."""
    found = _campaign(db, campaign_id)
    if language not in operations.languages_of(found):
        abort(HTTPStatus.NOT_FOUND)
    return found


def _kind(kind: str | None) -> Kind:
    found = next((known for known in KINDS if known == kind), None)
    if found is None:
        abort(HTTPStatus.NOT_FOUND)
    return found


def _who() -> str:
    return signed_in_account().email


def _settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found
