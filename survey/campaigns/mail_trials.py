"""Mails to look at: a preview on the page, and a trial to oneself. Their link opens nothing. No Flask.

The office has no key to make a link with, and must have none. So a trial carries a made-up token, the same in every
trial of every campaign, which leads to the page of unknown links.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

from survey.config import Settings
from survey.errors import CollectionError
from survey.letters.envelopes import Sender, html_of, in_ascii, message_of, text_of
from survey.letters.filling import Filled
from survey.letters.occasions import occasion_of
from survey.letters.texts import Kind, Say, plain
from survey.mail import Post
from survey.store.register import Connection, mail_texts, organisations
from survey.store.register.campaigns import Campaign

TRIAL_TOKEN = "thislinkopensnothingatall2"  # noqa: S105  opens nothing, as it says
TRIAL_NAME = "Camille Martin"


def trial_letter(
    db: Connection, settings: Settings, campaign: Campaign, kind: Kind, language: str, say: Say = plain
) -> Filled:
    """Return a mail as somebody invited will read it, but for name and link.

    Raises
    ------
    CollectionError
        When there is no text in this language.
    """
    texts = mail_texts.in_use(db, campaign.id, kind, [language])
    if language not in texts:
        raise CollectionError(
            say("There is no text in: %(languages)s.", languages=language),
            where="",
            mend=say("Write it, then send."),
        )
    organisation = organisations.get(db, campaign.plan.organisation).name
    occasion = occasion_of(campaign.plan, organisation, settings.timezone)
    link = f"{settings.answering_url}/s/{campaign.id}/{TRIAL_TOKEN}"
    return occasion.letter(texts[language], language, name=TRIAL_NAME, link=link)


def as_text(letter: Filled) -> str:
    """Return the text part."""
    return text_of(letter)


def as_html(letter: Filled, language: str) -> str:
    """Return the HTML part, whole."""
    return html_of(letter, language)


def send_trial(settings: Settings, letter: Filled, language: str, to: str) -> None:
    """Send a mail to whoever asked for it.

    Raises
    ------
    MailError, ConfigError
        When it cannot be sent.
    """
    name, address = settings.sender
    message = message_of(
        letter,
        sender=Sender(address, name, settings.reply_to),
        to=to,
        code=secrets.token_hex(16),
        language=language,
        now=datetime.now(UTC),
    )
    with Post(settings.smtp) as post:
        post.send(message, in_ascii(to))
