"""Tokens of forms without a session on the server: signed, bound to the cookie of who got the form, good for a day.

The trap: a form may lie open on a phone for two days. An expired token must never cost what was typed, so the page
tells `ExpiredForm` apart and shows the filled form again with a fresh one.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from functools import lru_cache

from flask import current_app
from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from survey.errors import ExpiredForm, ForeignForm
from survey.page_language import say

GOOD_SECONDS = 24 * 3600
ANSWERS = "answers"


def issue(cookie: str, purpose: str = ANSWERS) -> str:
    """Return a token for a form that goes to whoever has `cookie`, good for this purpose only."""
    return _serializer(purpose).dumps(_bound(cookie))


def check(token: str, cookie: str, purpose: str = ANSWERS) -> float:
    """Return the seconds since the form was made.

    Raises
    ------
    ExpiredForm
        When the token is older than a day.
    ForeignForm
        When it was made for another browser or purpose, or by nobody: somebody else's page has sent the form.
    """
    try:
        bound, made = _serializer(purpose).loads(token, max_age=GOOD_SECONDS, return_timestamp=True)
    except SignatureExpired as error:
        raise _expired(error, cookie, purpose) from error
    except BadSignature as error:
        raise _foreign() from error
    if not hmac.compare_digest(str(bound), _bound(cookie)):
        raise _foreign()
    return max(0.0, time.time() - float(made.timestamp()))


def _expired(error: SignatureExpired, cookie: str, purpose: str) -> ExpiredForm | ForeignForm:
    """Return what is wrong with a token that is too old: of another browser, it is foreign at any age."""
    bound = _serializer(purpose).load_payload(error.payload or b"")
    if not hmac.compare_digest(str(bound), _bound(cookie)):
        return _foreign()
    return ExpiredForm(
        say("The form is older than a day."),
        where="",
        mend=say("Send it again: what you wrote is still there."),
    )


def _foreign() -> ForeignForm:
    return ForeignForm(
        say("The form does not come from this page."),
        where="",
        mend=say("Open the page again and send its own form."),
    )


def _serializer(purpose: str) -> URLSafeTimedSerializer:
    return _serializer_with(str(current_app.secret_key), purpose)


@lru_cache(maxsize=16)
def _serializer_with(secret: str, purpose: str) -> URLSafeTimedSerializer:
    """Return what signs tokens: made once, since it is no smaller work than signing one."""
    return URLSafeTimedSerializer(
        secret,
        salt=f"sightline form: {purpose}",
        signer_kwargs={"digest_method": hashlib.sha256},
    )


def _bound(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()[:32]
