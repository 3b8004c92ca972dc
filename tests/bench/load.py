"""A crowd of browsers in one process: many connections, each going through its list of requests as fast as it may."""

from __future__ import annotations

import selectors
import socket
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

Steps = Sequence[bytes]


@dataclass
class Crowd:
    """What came of it: seconds of the whole, seconds of each answer, and how often each status was given."""

    seconds: float = 0.0
    waits: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.waits) / self.seconds

    def percentile(self, share: float) -> float:
        """Return the seconds within which this share of answers came."""
        ordered = sorted(self.waits)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def request(method: str, path: str, *, host: str, cookie: str = "", body: str = "") -> bytes:
    """Return a request as it goes over the wire."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", "Accept-Language: fr"]
    lines += [f"Cookie: {cookie}"] if cookie else []
    if method == "POST":
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return ("\r\n".join(lines) + f"\r\n\r\n{body}").encode()


class _Browser:
    """One connection: what it has to send, and what it has received of the answer."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.steps: Iterator[bytes] = iter(())
        self.step = b""
        self.began = 0.0
        self.got = b""

    def send(self) -> None:
        self.got, self.began = b"", time.perf_counter()
        self.socket.sendall(self.step)

    def receive(self) -> int | None:
        """Return the status once the answer is whole."""
        piece = self.socket.recv(1 << 16)
        if not piece:
            message = "The server closed the connection."
            raise ConnectionError(message)
        self.got += piece
        head, found, body = self.got.partition(b"\r\n\r\n")
        if not found:
            return None
        length = next(
            (int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0
        )
        return int(head[9:12]) if len(body) >= length else None


def crowd(
    port: int, people: Iterator[Steps], *, connections: int = 32, each_second: float | None = None
) -> Crowd:
    """Let everybody go through their steps; `each_second` holds all together to so many requests a second."""
    done, begun = Crowd(), time.perf_counter()
    pause = connections / each_second if each_second else 0.0
    with selectors.DefaultSelector() as selector:
        waiting: list[tuple[float, _Browser]] = []
        for place in range(connections):
            browser = _Browser(port)
            if _next_step(browser, people) is None:
                browser.socket.close()
                continue
            selector.register(browser.socket, selectors.EVENT_READ, browser)
            waiting.append((begun + pause * place / connections, browser))
        running = len(waiting)
        while running:
            waiting = _send_due(waiting)
            for key, _ in selector.select(timeout=_until(waiting)):
                browser = key.data
                status = browser.receive()
                if status is None:
                    continue
                done.waits.append(time.perf_counter() - browser.began)
                done.statuses[status] += 1
                if _next_step(browser, people) is None:
                    selector.unregister(browser.socket)
                    browser.socket.close()
                    running -= 1
                else:
                    waiting.append((max(browser.began + pause, time.perf_counter()), browser))
    done.seconds = time.perf_counter() - begun
    return done


def _next_step(browser: _Browser, people: Iterator[Steps]) -> bytes | None:
    """Lay the next request out, of this person or the next one."""
    step = next(browser.steps, None)
    while step is None:
        following = next(people, None)
        if following is None:
            return None
        browser.steps = iter(following)
        step = next(browser.steps, None)
    browser.step = step
    return step


def _send_due(waiting: list[tuple[float, _Browser]]) -> list[tuple[float, _Browser]]:
    now = time.perf_counter()
    for due, browser in waiting:
        if due <= now:
            browser.send()
    return [(due, browser) for due, browser in waiting if due > now]


def _until(waiting: list[tuple[float, _Browser]]) -> float | None:
    if not waiting:
        return 30.0
    return max(0.0, min(due for due, _ in waiting) - time.perf_counter())
