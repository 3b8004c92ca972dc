"""Texts of mails, as HR writes them: a subject and a body with a few placeholders. There is no template engine.

The trap: what is filled in (a name, a title) is never looked at again, so a name that reads {link} stays one. And a
`$` before a placeholder is refused rather than printed, since other programs write theirs that way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

from questionnaires.errors import Problem
from survey.errors import LetterError

Kind = Literal["invitation", "reminder", "thanks", "results"]
KINDS: tuple[Kind, ...] = ("invitation", "reminder", "thanks", "results")

WITH_LINK: tuple[Kind, ...] = ("invitation", "reminder")
"""Mails that carry the personal link; the others go out when links open nothing any more."""

LONGEST_SUBJECT = 150
LONGEST_BODY = 10_000

_ALWAYS = ("name", "organisation", "title", "contact")
_WHILE_OPEN = ("link", "minutes", "closes", "promise")

PLACEHOLDER = re.compile(r"\{([^\W\d]\w*)\}")
_FOREIGN = re.compile(r"\$\{[^\W\d]\w*\}")
_UNSEEN = re.compile(r"[\u202a-\u202e\u2066-\u2069\u200e\u200f]")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")


class Say(Protocol):
    """Returns a sentence in some language, with its values filled in."""

    def __call__(self, sentence: str, **values: object) -> str: ...


@dataclass(frozen=True)
class LetterText:
    """One text in one language, as it is edited."""

    subject: str
    body: str


def placeholders_of(kind: Kind) -> tuple[str, ...]:
    """Return the words that a text of this kind may hold in braces."""
    return (*_ALWAYS, *_WHILE_OPEN) if kind in WITH_LINK else _ALWAYS


def plain(sentence: str, **values: object) -> str:
    """Return a sentence as the program has it: what the command line says."""
    return sentence % values if values else sentence


def checked(kind: Kind, text: LetterText, where: str, say: Say = plain) -> LetterText:
    """Return a text with its line ends made alike, or refuse it in the words of `say`.

    Raises
    ------
    LetterError
        Naming everything that is wrong with it.
    """
    tidy = LetterText(text.subject.strip(), re.sub(r"\r\n?", "\n", text.body).strip())
    if problems := list(_problems(kind, tidy, where, say)):
        raise LetterError.of(problems)
    return tidy


def _problems(kind: Kind, text: LetterText, where: str, say: Say) -> Iterator[Problem]:
    yield from _subject(text.subject, say("%(where)s, subject", where=where), say)
    body = say("%(where)s, text", where=where)
    yield from _length(text.body, LONGEST_BODY, body, say)
    yield from _characters(text.body[:LONGEST_BODY], body, say)
    yield from _placeholders(kind, text.body[:LONGEST_BODY], body, say)
    yield from _placeholders(
        kind, text.subject[:LONGEST_SUBJECT], say("%(where)s, subject", where=where), say
    )
    if kind in WITH_LINK and "link" not in PLACEHOLDER.findall(text.body):
        yield Problem(
            say("The text has no {link}: nobody could answer."),
            body,
            say("Write {link} where the personal link goes."),
        )


def _subject(subject: str, where: str, say: Say) -> Iterator[Problem]:
    yield from _length(subject, LONGEST_SUBJECT, where, say)
    yield from _characters(subject[:LONGEST_SUBJECT].replace("\n", " ").replace("\r", " "), where, say)
    if "\n" in subject or "\r" in subject:
        yield Problem(say("There is a line break."), where, say("Write the subject in one line."))
    if "{link}" in subject:
        yield Problem(
            say("There is a {link} in the subject."),
            where,
            say("Write {link} in the text: nobody can open it here."),
        )


def _length(written: str, longest: int, where: str, say: Say) -> Iterator[Problem]:
    if not written:
        yield Problem(say("Nothing is written here."), where, say("Write a few words."))
    if len(written) > longest:
        yield Problem(
            say("There are %(found)s characters; the limit is %(limit)s.", found=len(written), limit=longest),
            where,
            say("Shorten it: short mails are read."),
        )


def _characters(written: str, where: str, say: Say) -> Iterator[Problem]:
    if found := _UNSEEN.search(written):
        yield Problem(
            say(
                "Character %(place)s is U+%(code)s, which turns the direction of writing unseen.",
                place=found.start() + 1,
                code=f"{ord(found[0]):04X}",
            ),
            where,
            say("Delete it: it can make a link look like another."),
        )
    if found := _CONTROL.search(written):
        yield Problem(
            say("Character %(place)s is a control character.", place=found.start() + 1),
            where,
            say("Delete it, or write the word anew."),
        )


def _placeholders(kind: Kind, written: str, where: str, say: Say) -> Iterator[Problem]:
    known = placeholders_of(kind)
    if found := _FOREIGN.search(written):
        yield Problem(
            say("%(found)s has a $ before its brace.", found=found[0][:40]),
            where,
            say("Write it without: %(mended)s", mended=found[0][1:40]),
        )
    for word in sorted({word for word in PLACEHOLDER.findall(written) if word not in known}):
        yield Problem(
            say("Unknown placeholder {%(word)s}.", word=word[:40]),
            where,
            say("Known are %(words)s.", words=", ".join(f"{{{name}}}" for name in known)),
        )
