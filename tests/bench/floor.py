"""The floor that answering is measured against: bare Flask, and one durable row with nothing validated."""

from __future__ import annotations

import os
import sqlite3
import threading

from flask import Flask, request

PRAGMAS = ("busy_timeout=10000", "journal_mode=DELETE", "synchronous=EXTRA", "secure_delete=ON")
"""Those of the ballot box."""

_LOCAL = threading.local()


def app() -> Flask:
    """Return the bare application."""
    bare = Flask("bare")
    bare.add_url_rule("/ok", view_func=lambda: "ok", endpoint="ok")
    bare.add_url_rule("/row", view_func=_row, endpoint="row", methods=["POST"])
    return bare


def _row() -> str:
    db = _connection()
    db.execute("BEGIN IMMEDIATE")
    db.execute("INSERT INTO rows VALUES (?, ?)", (os.urandom(16), request.form["answers"]))
    db.execute("COMMIT")
    return "ok"


def _connection() -> sqlite3.Connection:
    if not hasattr(_LOCAL, "db"):
        _LOCAL.db = sqlite3.connect(os.environ["BENCH_FLOOR"], isolation_level=None)
        for pragma in PRAGMAS:
            _LOCAL.db.execute(f"PRAGMA {pragma}")
        _LOCAL.db.execute(
            "CREATE TABLE IF NOT EXISTS rows (id BLOB PRIMARY KEY, answers TEXT) WITHOUT ROWID, STRICT"
        )
    return _LOCAL.db
