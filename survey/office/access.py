"""Who may open which page of the office: each view declares its roles, and one that declares none is never served.

The session on the server decides who somebody is. The cookie is signed and carries its secret and the seed of form
tokens, nothing else; taken after signing out, it opens nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TypeVar

from flask import Blueprint, Flask, abort, current_app, g, redirect, request, session, url_for
from flask.sessions import SecureCookieSessionInterface
from werkzeug.wrappers import Response

from survey.office import operations
from survey.store.register import Register
from survey.store.register.accounts import Account, Role

SECRET = "secret"  # noqa: S105  the name under which the cookie carries it
STAFF: tuple[Role, ...] = ("admin", "consultant", "hr", "manager", "reader", "council")

View = TypeVar("View", bound=Callable[..., object])

_ROLES_OF: dict[str, tuple[Role, ...] | None] = {}


class OfficeSessions(SecureCookieSessionInterface):
    """Flask's signed cookie, with a hash and a salt of our own: answering's cookies cannot stand in for it."""

    salt = "sightline office session"
    digest_method = staticmethod(hashlib.sha256)


def open_to_everybody(view: View) -> View:
    """Declare a view that needs nobody signed in."""
    _ROLES_OF[_name_of(view)] = None
    return view


def open_to(*roles: Role) -> Callable[[View], View]:
    """Declare the roles that may open a view."""

    def declare(view: View) -> View:
        _ROLES_OF[_name_of(view)] = roles
        return view

    return declare


def guard(bp: Blueprint) -> None:
    """Let every page of `bp` ask first who is there."""
    bp.before_request(_admit)


def require_declared(app: Flask, bp: Blueprint) -> None:
    """Refuse to start with a page that declares no roles."""
    prefix = f"{bp.name}."
    undeclared = [
        name
        for name, view in app.view_functions.items()
        if name.startswith(prefix) and _name_of(view) not in _ROLES_OF
    ]
    assert not undeclared, f"pages without declared roles: {', '.join(undeclared)}"


def signed_in_account() -> Account:
    """Return who is signed in; for views that are open to staff only."""
    account: Account = g.account
    return account


def may_open(endpoint: str) -> bool:
    """Say whether who is signed in may open a page, so that nobody is shown a link that would refuse them."""
    view = current_app.view_functions.get(endpoint)
    roles = _ROLES_OF[_name_of(view)] if view else ()
    return roles is None or signed_in_account().role in roles


def begin_session(secret: str) -> None:
    """Let the browser carry a new session, and nothing of an earlier one."""
    session.clear()
    session[SECRET] = secret


def current_register() -> Register:
    """Return the register of this process."""
    register: Register = current_app.extensions["register"]
    return register


def _admit() -> Response | None:
    """Find who is there, and let in only whom the view declares."""
    g.account = _account()
    roles = _ROLES_OF[_name_of(current_app.view_functions[str(request.endpoint)])]
    if roles is None:
        return None
    if g.account is None:
        return redirect(url_for("office.sign_in"), HTTPStatus.SEE_OTHER)
    if g.account.role not in roles:
        abort(HTTPStatus.FORBIDDEN)
    return None


def _name_of(view: Callable[..., object]) -> str:
    """Return a view's name with its module's: two parts may both have a page `show`, for different roles."""
    return f"{view.__module__}.{view.__qualname__}"


def _account() -> Account | None:
    secret = session.get(SECRET)
    if not isinstance(secret, str):
        return None
    account = operations.signed_in(current_register(), secret, datetime.now(UTC))
    if account is None:
        session.clear()
    return account
