"""What protects every page of both applications: headers, hosts, cookies and the size of what is taken in.

The traps: Flask accepts any Host header unless told, and its limits on forms hold for multipart bodies only, so that
a field of 600 KB and 20,000 keys pass by default. No header of a proxy is believed unless their number is set.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from flask import Flask, Response, request
from flask.helpers import get_debug_flag
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.middleware.proxy_fix import ProxyFix

from survey.config import LOOPBACK
from survey.errors import ConfigError

LARGEST_BODY = 256 * 1024
"""Bytes; a page full of comments has a fifth of it."""
MOST_FIELDS = 1_000

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Robots-Tag": "noindex",
}

HTTPS_ONLY = {"Strict-Transport-Security": "max-age=63072000; includeSubDomains"}

FOREVER = "public, max-age=31536000, immutable"
"""For files whose address changes with their content."""


def protect(app: Flask, base_url: str, *, proxies: int = 0) -> None:
    """Protect all pages of `app`, which is reached under `base_url` only, behind this many proxies.

    Raises
    ------
    ConfigError
        When debugging is on for others than this machine (its console runs what anybody types), or the base URL
        has no host that can be compared with what browsers ask for.
    """
    parts = urlsplit(base_url)
    host, https = parts.hostname or "", parts.scheme == "https"
    _refuse_debugging(host)
    _refuse_bare_ipv6(base_url, host)
    app.config.update(
        TRUSTED_HOSTS=[host],
        PREFERRED_URL_SCHEME=parts.scheme,
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=LARGEST_BODY,
        MAX_FORM_PARTS=MOST_FIELDS,
        SESSION_COOKIE_SECURE=https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies)  # type: ignore[method-assign]
    app.before_request(refuse_too_much)
    app.after_request(_with_headers(HEADERS | (HTTPS_ONLY if https else {})))


def refuse_too_much() -> None:
    """Refuse a body, or a form with more fields, than any page has; unread where its length was told.

    A body in chunks tells no length: the framework would cut it off at the limit without a word.
    """
    if (request.content_length or 0) > LARGEST_BODY:
        raise RequestEntityTooLarge
    if request.content_length is None and len(_body()) >= LARGEST_BODY:
        raise RequestEntityTooLarge
    if request.mimetype == "application/x-www-form-urlencoded" and _body().count(b"&") >= MOST_FIELDS:
        raise RequestEntityTooLarge


def _body() -> bytes:
    return request.get_data(cache=True, parse_form_data=False)


def _refuse_debugging(host: str) -> None:
    if get_debug_flag() and host not in LOOPBACK:
        raise ConfigError(
            "Debugging is on, and the pages are reached from elsewhere.",
            where="FLASK_DEBUG",
            mend="Unset it; debugging is for a base URL on this machine only, such as http://127.0.0.1:8000",
        )


def _refuse_bare_ipv6(base_url: str, host: str) -> None:
    """Refuse what the framework's list of trusted hosts cannot hold: every page would be refused instead."""
    if ":" in host:
        raise ConfigError(
            "The base URL has an IPv6 address for its host.",
            where=base_url,
            mend="Use a name that leads to it, such as http://localhost:8000",
        )


def _with_headers(headers: Mapping[str, str]) -> Callable[[Response], Response]:
    def add(response: Response) -> Response:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
            response.vary.add("Cookie")
        return response

    return add
