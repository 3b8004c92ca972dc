"""The pages of the office: find who is there, act, answer. In this version: sign in, see the campaigns, sign out."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path

from flask import Blueprint, current_app, g, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from survey.errors import TooManyTries
from survey.office import operations
from survey.office.access import (
    SECRET,
    STAFF,
    begin_session,
    current_register,
    guard,
    may_open,
    open_to,
    open_to_everybody,
    signed_in_account,
)
from survey.office.campaign_list import lines
from survey.office.forms import PressedForm, SignInForm
from survey.page_language import say
from survey.store.register import campaigns, organisations, sessions

bp = Blueprint("office", __name__, template_folder="templates")
guard(bp)

Page = str | tuple[str, int] | Response


@bp.get("/")
@open_to(*STAFF)
def start() -> Page:
    """Show the campaigns of the organisation."""
    account = signed_in_account()
    with current_register().reading() as db:
        organisation = organisations.get(db, account.organisation)
        found = campaigns.all_of(db, account.organisation)
    return render_template(
        "office/start.html",
        account=account,
        organisation=organisation,
        campaigns=lines(found),
        may_open=may_open,
        button=PressedForm(),
    )


@bp.get("/sign-in")
@open_to_everybody
def sign_in() -> Page:
    """Ask for address and password."""
    if g.account is not None:
        return redirect(url_for(".start"), HTTPStatus.SEE_OTHER)
    return render_template("office/sign_in.html", form=SignInForm(), refused=False)


@bp.post("/sign-in")
@open_to_everybody
def check_sign_in() -> Page:
    """Sign in under a new session, or ask again without telling what was wrong."""
    form = SignInForm()
    outcome = _outcome(form) if form.validate() else operations.Refused()
    if isinstance(outcome, operations.Refused):
        if outcome.wait_seconds:
            raise _too_many(outcome.wait_seconds)
        return (
            render_template("office/sign_in.html", form=form, refused=True),
            HTTPStatus.UNPROCESSABLE_ENTITY,
        )
    _end_current_session()
    begin_session(outcome)
    return redirect(url_for(".start"), HTTPStatus.SEE_OTHER)


@bp.post("/sign-out")
@open_to(*STAFF)
def sign_out() -> Page:
    """End this session."""
    _end_current_session()
    session.clear()
    return redirect(url_for(".sign_in"), HTTPStatus.SEE_OTHER)


@bp.post("/sign-out-everywhere")
@open_to(*STAFF)
def sign_out_everywhere() -> Page:
    """End every session of the account, on whatever machine."""
    account = signed_in_account()
    with current_register().writing() as db:
        sessions.end_all(db, account.organisation, account.id)
    session.clear()
    return redirect(url_for(".sign_in"), HTTPStatus.SEE_OTHER)


def _outcome(form: SignInForm) -> str | operations.Refused:
    run: Path = current_app.extensions["run"]
    return operations.sign_in(
        current_register(),
        run,
        email=form.email.data or "",
        password=form.password.data or "",
        address=request.remote_addr or "",
        now=datetime.now(UTC),
    )


def _end_current_session() -> None:
    secret = session.get(SECRET)
    if isinstance(secret, str):
        with current_register().writing() as db:
            sessions.end(db, secret)


def _too_many(wait_seconds: int) -> TooManyTries:
    return TooManyTries(
        say("There were too many tries to sign in."),
        where="",
        mend=say("Wait %(seconds)s seconds, then try again.", seconds=wait_seconds),
        wait_seconds=wait_seconds,
    )
