"""Tokens of forms without a session on the server: signed, bound to the cookie of who got the form, good for a day.

The trap: a form may lie open on a phone for two days. An expired token must never cost what was typed, so the page
tells `ExpiredForm` apart and shows the filled form again with a fresh one.
"""

from __future__ import annotations

import hashlib
import time

from flask import current_app
from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from survey.errors import ExpiredForm, ForeignForm

GOOD_SECONDS = 24 * 3600


def issue(cookie: str) -> str:
    """Return a token for a form that goes to whoever has `cookie`."""
    return _serializer().dumps(_bound(cookie))


def check(token: str, cookie: str) -> float:
    """Return the seconds since the form was made.

    Raises
    ------
    ExpiredForm
        When the token is too old, or was signed with a secret that is no longer used.
    ForeignForm
        When it was made for another browser: somebody else's page has sent the form.
    """
    try:
        bound, made = _serializer().loads(token, max_age=GOOD_SECONDS, return_timestamp=True)
    except SignatureExpired as error:
        raise _expired() from error
    except BadSignature as error:
        raise _foreign() from error
    if bound != _bound(cookie):
        raise _foreign()
    return max(0.0, time.time() - float(made.timestamp()))


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(
        str(current_app.secret_key), salt="sightline form", signer_kwargs={"digest_method": hashlib.sha256}
    )


def _bound(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()[:32]


def _expired() -> ExpiredForm:
    return ExpiredForm(
        "The form is older than a day.",
        where="form_token",
        mend="Send it again: what you wrote is still there.",
    )


def _foreign() -> ForeignForm:
    return ForeignForm(
        "The form does not come from this page.",
        where="form_token",
        mend="Open the page again and send its own form.",
    )
