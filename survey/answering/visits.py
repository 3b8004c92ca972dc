"""Who is answering: no session and no name, only the token that the cookie carries.

    personal     the token of the link is the person's; draft and Send go by it
    open, kiosk  the token of the link is a door that many use; each start draws a code, which stands in its place

The cookies live under the path of the campaign's pages. A kiosk's code is signed with the time and dies when nobody
answers for a while: the next person never meets the answers of the one before.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import cached_property

from flask import Request
from itsdangerous import BadSignature, TimestampSigner
from werkzeug.wrappers import Response

from survey.answering import detours
from survey.answering.campaigns import OpenCampaign
from survey.answering.drawers import NOTHING, BoxDrawer, BrowserDrawer, Drawer
from survey.store.ballots import Draft, Look
from survey.store.keyring import Token, draft_key, fresh_token, parse_token
from survey.store.previews import admits
from survey.store.published import Stratum

DOOR, CODE, LANGUAGE = "door", "code", "language"
KIOSK_SECONDS = 600
"""A kiosk forgets a person who has done nothing for so long."""
COOKIE_DAYS = 60

_NO_TOKEN = Token("0" * 26)
"""What no token can be."""


@dataclass(frozen=True)
class Visit:
    """Somebody at the door of a campaign; `token` is what draft and Send go by, None before an open start."""

    campaign: OpenCampaign
    door: Token
    stratum: Stratum
    token: Token | None
    browser: BrowserDrawer | None = None
    """Set in a preview: there the browser has the draft."""

    @cached_property
    def drawer(self) -> Drawer:
        """Where this visitor's draft lies."""
        if self.token is None:
            raise detours.unknown_link()
        if self.browser is not None:
            return self.browser
        return BoxDrawer(self.campaign.ballots, draft_key(self.campaign.answer_key, self.token))

    def with_token(self, token: Token) -> Visit:
        """Return the visit of who has just started by an open link, or resumes with a code."""
        return replace(self, token=token)

    @property
    def personal(self) -> bool:
        """Whether the link is one person's."""
        return self.campaign.published.channel == "personal"

    @property
    def resume_code(self) -> str:
        """The code to note down for going on elsewhere, in groups that can be read aloud; "" where there is none."""
        token = self.token if self.campaign.published.channel == "open" else None
        return "-".join(token[at : at + 4] for at in range(0, len(token), 4)) if token else ""

    @property
    def sent(self) -> bool:
        """Whether this visitor's answers are in the ballot box."""
        return self._look.spent

    @property
    def draft(self) -> Draft | None:
        """What this visitor has answered and not sent."""
        return self._look.draft

    @cached_property
    def _look(self) -> Look:
        """What the drawer had when this page first asked."""
        return self.drawer.look() if self.token else NOTHING


def visit_of(campaign: OpenCampaign, request: Request, secret: str) -> Visit:
    """Return who is visiting; a token that this campaign does not know leads to the page of unknown links."""
    if campaign.preview:
        return _preview_of(campaign, request, secret)
    door = parse_token(request.cookies.get(DOOR, ""))
    stratum = campaign.stratum_of(
        door or _NO_TOKEN
    )  # asked in vain too: time must not tell one from the other
    if door is None or stratum is None:
        raise detours.unknown_link()
    token = door if campaign.published.channel == "personal" else _code_of(campaign, request, secret)
    return Visit(campaign, door, stratum, token)


def _preview_of(campaign: OpenCampaign, request: Request, secret: str) -> Visit:
    """Return who tries a campaign out: nobody in particular, of no unit, with a ticket for an hour."""
    ticket = request.cookies.get(DOOR, "")
    if not admits(campaign.home, campaign.published.id, ticket):
        raise detours.preview_over()
    anybody = Token("a" * 26)
    token = anybody if campaign.published.channel == "personal" else _code_of(campaign, request, secret)
    return Visit(campaign, anybody, Stratum(0), token, BrowserDrawer(request.cookies, secret))


def _code_of(campaign: OpenCampaign, request: Request, secret: str) -> Token | None:
    age = KIOSK_SECONDS if campaign.published.channel == "kiosk" else None
    try:
        written = _signer(secret).unsign(request.cookies.get(CODE, ""), max_age=age)
    except BadSignature:
        return None
    return parse_token(written.decode("ascii", "replace"))


def set_door(response: Response, path: str, token: str, *, secure: bool) -> None:
    """Give the browser the token of a link, whether it is good or not."""
    _set(response, DOOR, token, path, secure=secure, days=COOKIE_DAYS)


def set_code(response: Response, path: str, visit: Visit, code: Token, secret: str, *, secure: bool) -> None:
    """Give the browser the code that stands for whoever has started; a kiosk keeps it for this window only."""
    kiosk = visit.campaign.published.channel == "kiosk"
    signed = _signer(secret).sign(code.encode()).decode()
    _set(response, CODE, signed, path, secure=secure, days=None if kiosk else COOKIE_DAYS)


def forget_code(response: Response, path: str) -> None:
    """Let the browser forget who has answered."""
    response.delete_cookie(CODE, path=path, samesite="Lax", httponly=True)


def set_language(response: Response, path: str, language: str, *, secure: bool) -> None:
    """Remember the language in the browser; no store ever hears of it."""
    _set(response, LANGUAGE, language, path, secure=secure, days=COOKIE_DAYS)


def new_code() -> Token:
    """Return a code for somebody who starts by an open link or at a kiosk."""
    return fresh_token()


def _signer(secret: str) -> TimestampSigner:
    return TimestampSigner(secret, salt="sightline answering code", digest_method=hashlib.sha256)


def _set(response: Response, name: str, value: str, path: str, *, secure: bool, days: int | None) -> None:
    response.set_cookie(
        name,
        value,
        max_age=None if days is None else days * 86_400,
        path=path,
        secure=secure,
        httponly=True,
        samesite="Lax",
    )
