"""Values: whatever stands in two stores joins them. And keys: what anybody with both could work out, is tried.

Both keys together open a draft that is not sent; that is told, and no leak. What is sent must lead back to nobody.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator

from survey.audit.finding import Finding
from survey.audit.scene import Scene, Suspect
from survey.store.inspection import Inspected
from survey.store.pages import Value

SHORTEST = 4
"""Shorter values (a stratum's code, a point of a scale) are shared by groups, not by persons."""


def values(scene: Scene) -> Iterator[Finding]:
    """Join the stores by whatever value they share, then by all that can be derived from people."""
    for name, store in scene.stores.items():
        of_people = {value for who in scene.suspects for value in _identity(who, typed=name == "ballots")}
        yield _finding(f"values of people in {name}", len(of_people), len(of_people & _values_of(store)))
    if scene.admission is not None and scene.ballots is not None:
        admitted, said = _values_of(scene.admission), _values_of(scene.ballots)
        yield _finding("values of admission in ballots", len(admitted), len(admitted & said))
    if scene.ballots is not None:
        yield from _derived(scene, scene.ballots)


def _finding(attack: str, tried: int, hits: int) -> Finding:
    said = "they share values" if hits else "they share none"
    return Finding("values", attack, tried, hits, 0.0, hits > 0, said)


def _identity(who: Suspect, *, typed: bool) -> Iterator[Value]:
    """Yield what names a person: no unit and no segment, and where people have `typed`, nothing they might type."""
    invitee = who.invitee
    named = [who.id, invitee.email, who.token]
    named += [] if typed else [invitee.reference, invitee.name]
    yield from (value for value in named if value and len(value) >= SHORTEST)


def _values_of(store: Inspected) -> set[Value]:
    found: set[Value] = set()
    for table in store.tables:
        if table not in {
            "comments",
            "questionnaire",
            "codebook",
        }:  # what people wrote, and what everybody was asked
            found |= {part for row in store.rows(table) for value in row for part in _parts(value)}
    return found


def _parts(value: Value) -> Iterator[Value]:
    """Yield a value, and those inside it where it is JSON, if they are long enough to single anybody out."""
    if isinstance(value, str) and value.startswith("{"):
        yield from _leaves(json.loads(value))
    elif isinstance(value, str | bytes) and len(value) >= SHORTEST:
        yield value


def _leaves(value: object) -> Iterator[Value]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from _leaves(inner)
    elif isinstance(value, str) and len(value) >= SHORTEST:
        yield value


def _derived(scene: Scene, ballots: Inspected) -> Iterator[Finding]:
    """Derive ids of responses and keys of drafts from people, with no key, with either, and with both."""
    responses = {row[0] for row in ballots.rows("responses")}
    drafts = {row[0] for row in ballots.rows("drafts")}
    for name, invite, answer in _key_sets(scene):
        guesses = {guess for who in scene.suspects for guess in _guesses(who, invite, answer)}
        hits, opened = len(guesses & responses), len(guesses & drafts)
        both = invite is not None and answer is not None
        yield Finding(
            "keys",
            f"derive responses from people with {name}",
            len(guesses),
            hits,
            0.0,
            leak=hits > 0 or (opened > 0 and not both),
            evidence=f"{hits} responses and {opened} drafts were derived"
            + (", as the notice says of drafts" if both and opened else ""),
        )


_Key = bytes | None


def _key_sets(scene: Scene) -> Iterator[tuple[str, _Key, _Key]]:
    invite, answer = scene.invite_key, scene.answer_key
    yield "no key", None, None
    if invite is not None:
        yield "the invite key", invite, None
    if answer is not None:
        yield "the answer key", None, answer
    if invite is not None and answer is not None:
        yield "both keys", invite, answer


def _guesses(who: Suspect, invite: _Key, answer: _Key) -> Iterator[bytes]:
    """Yield every 16 bytes that can be made of a person: cut, hashed and signed, as it is and as a link's token."""
    keys = [key for key in (invite, answer) if key is not None]
    names = [text.encode() for text in (who.id, who.invitee.reference, who.invitee.email) if text]
    if invite is not None and who.token is not None:
        token = who.token.encode()
        names += [token, hashlib.sha256(token).digest()]
    for name in names:
        signed = [hmac.digest(key, name, "sha256") for key in keys]
        for value in (name, *signed):
            yield value[:16]
            yield hashlib.sha256(value).digest()[:16]
            yield from (hmac.digest(key, value, "sha256")[:16] for key in keys)
