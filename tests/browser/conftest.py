"""A real browser before a real server. Where Chromium is not installed these tests are skipped, with a reason."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from survey.app import create_answering_app
from survey.config import Settings
from survey.store.paths import Home
from tests.survey.answering.conftest import SECRET, every_type, home, launch

__all__ = ["every_type", "home", "launch"]

FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def base_url(home: Home) -> Iterator[str]:
    """The address of a server that answers for the campaigns in `home`."""
    server = make_server("127.0.0.1", 0, lambda *_: [], threaded=True)
    url = f"http://127.0.0.1:{server.server_port}"
    server.app = create_answering_app(
        Settings(
            {
                "SIGHTLINE_HOME": str(home.path),
                "SIGHTLINE_ANSWERING_URL": url,
                "SIGHTLINE_ANSWERING_SECRET": SECRET,
            }
        )
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield url
    server.shutdown()
    thread.join(10)
    server.server_close()
