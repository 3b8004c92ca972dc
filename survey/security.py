"""What protects every page of both applications: headers, hosts, cookies and the size of what is taken in.

The traps: Flask accepts any Host header unless told, and its limits on forms hold for multipart bodies only, so that
a field of 600 KB and 20,000 keys pass by default. Nothing here trusts a header of a proxy unless the number of
proxies is set.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from flask import Flask, Response, request
from werkzeug.exceptions import RequestEntityTooLarge

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
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Robots-Tag": "noindex",
}

HTTPS_ONLY = {"Strict-Transport-Security": "max-age=63072000; includeSubDomains"}

FOREVER = "public, max-age=31536000, immutable"
"""For files whose address changes with their content."""


def protect(app: Flask, base_url: str) -> None:
    """Protect all pages of `app`, which is reached under `base_url` only."""
    parts = urlsplit(base_url)
    https = parts.scheme == "https"
    app.config.update(
        TRUSTED_HOSTS=[parts.hostname],
        PREFERRED_URL_SCHEME=parts.scheme,
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=LARGEST_BODY,
        MAX_FORM_PARTS=MOST_FIELDS,
        SESSION_COOKIE_SECURE=https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )
    app.before_request(refuse_too_much)
    app.after_request(_with_headers(HEADERS | (HTTPS_ONLY if https else {})))


def refuse_too_much() -> None:
    """Refuse a form with more fields than any page has; its bytes are limited before it is read."""
    if request.content_length is not None and request.content_length > LARGEST_BODY:
        raise RequestEntityTooLarge
    if request.mimetype == "application/x-www-form-urlencoded":
        body = request.get_data(cache=True, parse_form_data=False)
        if body.count(b"&") >= MOST_FIELDS:
            raise RequestEntityTooLarge


def _with_headers(headers: dict[str, str]) -> Callable[[Response], Response]:
    def add(response: Response) -> Response:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
            response.vary.add("Cookie")
        return response

    return add
