"""Style sheets and scripts, under an address that changes with their content, kept by browsers for good.

They are few and small: read once, compressed once, served from memory.
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from flask import Flask, Response, abort, request

from survey.security import FOREVER

TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@dataclass(frozen=True)
class StaticFile:
    """A file as it is served."""

    content: bytes
    compressed: bytes
    digest: str
    kind: str


@lru_cache
def static_files() -> dict[str, StaticFile]:
    """Return the files under static/, by name."""
    folder = resources.files("survey") / "static"
    found = {}
    for file in folder.iterdir():
        kind = TYPES.get(f".{file.name.rsplit('.', 1)[-1]}")
        if kind:
            content = file.read_bytes()
            digest = hashlib.sha256(content).hexdigest()[:16]
            found[file.name] = StaticFile(content, gzip.compress(content, 9, mtime=0), digest, kind)
    return found


def asset(name: str) -> str:
    """Return the address of a file."""
    return f"/static/{static_files()[name].digest}/{name}"


def serve(app: Flask) -> None:
    """Let `app` serve the files."""
    app.add_url_rule("/static/<digest>/<name>", "static", static_file)


def static_file(digest: str, name: str) -> Response:
    """Serve a file of exactly this content."""
    file = static_files().get(name)
    if file is None or file.digest != digest:
        abort(404)
    squeezed = request.accept_encodings["gzip"] > 0
    response = Response(file.compressed if squeezed else file.content, mimetype=file.kind)
    if squeezed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Cache-Control"] = FOREVER
    response.vary.add("Accept-Encoding")
    return response
