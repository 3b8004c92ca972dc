"""Where one person's draft lies: in the ballot box, or in a preview in their own browser and nowhere else.

Pages and operations cannot tell the two apart, so that a preview is the pages themselves and no copy of them.

The trap of the second: what a browser keeps could be changed there, so it is signed; nothing unsigned is ever read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

from survey.errors import AlreadySent, StoreUnavailable
from survey.store.ballots import Ballot, BallotBox, Draft, Look, Sent, draft_of, draft_text

NOTHING = Look(spent=False, draft=None)


class Drawer(Protocol):
    """What lies under one key."""

    def look(self) -> Look:
        """Return whether answers were sent, and the draft."""

    def change(self, changed: Callable[[Draft | None], Draft]) -> Draft:
        """Replace the draft by what `changed` makes of it, and return that."""

    def send(self, stratum: int, ballot_of: Callable[[Draft | None], Ballot]) -> Sent:
        """Send what `ballot_of` makes of the draft."""

    def delete(self) -> None:
        """Delete the draft."""


@dataclass(frozen=True)
class BoxDrawer:
    """A drawer of the ballot box."""

    box: BallotBox
    key: bytes

    def look(self) -> Look:
        return self.box.look(self.key)

    def change(self, changed: Callable[[Draft | None], Draft]) -> Draft:
        return self.box.change_draft(self.key, changed)

    def send(self, stratum: int, ballot_of: Callable[[Draft | None], Ballot]) -> Sent:
        return self.box.send_draft(self.key, stratum, ballot_of)

    def delete(self) -> None:
        self.box.delete_draft(self.key)


class BrowserDrawer:
    """A drawer that the server forgets: the browser carries it in cookies, Send empties it, an hour ends it."""

    NAME = "draft"
    PIECES, PIECE = 4, 3_800
    """A browser takes cookies of 4,096 bytes; a few hold the longest draft that anybody tries out."""

    def __init__(self, cookies: Mapping[str, str], secret: str) -> None:
        self._signer = URLSafeSerializer(
            secret, salt="sightline preview draft", signer_kwargs={"digest_method": hashlib.sha256}
        )
        self._look = self._read(cookies)
        self._kept: str | None = None

    def look(self) -> Look:
        return self._look

    def change(self, changed: Callable[[Draft | None], Draft]) -> Draft:
        if self._look.spent:
            raise AlreadySent("The answers were sent.", where="preview", mend="Show the page of thanks.")
        after = changed(self._look.draft)
        self._keep(Look(spent=False, draft=after))
        return after

    def send(self, stratum: int, ballot_of: Callable[[Draft | None], Ballot]) -> Sent:  # noqa: ARG002
        """Make the ballot, so that what is missing is told as it will be, and forget it."""
        if self._look.spent:
            return Sent.ALREADY
        ballot_of(self._look.draft)
        self._keep(Look(spent=True, draft=None))
        return Sent.NEW

    def delete(self) -> None:
        self._keep(NOTHING)

    def write(self, response: Response, path: str, *, secure: bool, seconds: int) -> None:
        """Give the browser what it is to carry, if that has changed."""
        if self._kept is None:
            return
        for place in range(self.PIECES):
            piece = self._kept[place * self.PIECE : (place + 1) * self.PIECE]
            response.set_cookie(
                f"{self.NAME}{place}",
                piece,
                max_age=seconds if piece else 0,
                path=path,
                secure=secure,
                httponly=True,
                samesite="Lax",
            )

    def _keep(self, look: Look) -> None:
        draft = draft_text(look.draft) if look.draft else None
        kept = str(self._signer.dumps({"spent": look.spent, "draft": draft}))
        if len(kept) > self.PIECES * self.PIECE:
            raise StoreUnavailable(
                "A browser cannot carry so much.", where="preview", mend="Write less: nothing of it is kept."
            )
        self._look, self._kept = look, kept

    def _read(self, cookies: Mapping[str, str]) -> Look:
        carried = "".join(cookies.get(f"{self.NAME}{place}", "") for place in range(self.PIECES))
        try:
            kept = self._signer.loads(carried)
        except BadSignature:
            return NOTHING
        return Look(kept["spent"], draft_of(kept["draft"]) if kept["draft"] else None)
