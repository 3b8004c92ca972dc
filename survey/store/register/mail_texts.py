"""Texts of mails that HR has written for a campaign; where there is none, the program's own is used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, delete, insert, select

from survey.errors import CollectionError
from survey.letters.defaults import DEFAULTS
from survey.letters.texts import Kind, LetterText
from survey.store.register.mail_rounds import Round
from survey.store.register.tables import MAIL_TEXTS


def keep(db: Connection, campaign: str, kind: Kind, language: str, text: LetterText) -> None:
    """Keep a checked text in place of the one before."""
    forget(db, campaign, kind, language)
    db.execute(
        insert(MAIL_TEXTS),
        {
            "campaign_id": campaign,
            "kind": kind,
            "language": language,
            "subject": text.subject,
            "body": text.body,
        },
    )


def forget(db: Connection, campaign: str, kind: Kind, language: str) -> None:
    """Delete a text, so that the program's own counts again."""
    db.execute(
        delete(MAIL_TEXTS).where(
            MAIL_TEXTS.c.campaign_id == campaign, MAIL_TEXTS.c.kind == kind, MAIL_TEXTS.c.language == language
        )
    )


def of(db: Connection, campaign: str, kind: Kind) -> Mapping[str, LetterText]:
    """Return the texts of a kind that HR has written, by language."""
    wanted = (
        select(MAIL_TEXTS)
        .where(MAIL_TEXTS.c.campaign_id == campaign, MAIL_TEXTS.c.kind == kind)
        .order_by(MAIL_TEXTS.c.language)
    )
    return {row.language: LetterText(row.subject, row.body) for row in db.execute(wanted)}


def in_use(db: Connection, campaign: str, kind: Kind, languages: Sequence[str]) -> dict[str, LetterText]:
    """Return the text that counts in each of these languages; one that nobody has written yet is missing."""
    texts = {**DEFAULTS[kind], **of(db, campaign, kind)}
    return {language: texts[language] for language in languages if language in texts}


def require_all(db: Connection, round_: Round, languages: Sequence[str]) -> dict[str, LetterText]:
    """Return the texts of a round in all these languages.

    Raises
    ------
    CollectionError
        When one of them has none.
    """
    texts = in_use(db, round_.campaign, round_.kind, languages)
    if missing := [language for language in languages if language not in texts]:
        raise CollectionError(
            f"There is no text of the {round_.kind} in {', '.join(missing)}.",
            where=round_.campaign,
            mend="Write it on the campaign's mail page, or with 'sightline campaign mail-texts'.",
        )
    return texts
