"""Which language a page speaks: the one chosen, else the browser's, else the campaign's first; stored nowhere."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Request

from questionnaires.model import Questionnaire
from questionnaires.texts import Text
from survey.answering.campaigns import OpenCampaign
from survey.answering.visits import LANGUAGE
from survey.speech import SOURCE_LANGUAGE, Speech, catalogue, languages

NAMES = {"en": "English", "fr": "Français"}
"""Each language in its own words, for the switch."""

_NOTHING = Questionnaire(
    id="none",
    version="",
    languages=(SOURCE_LANGUAGE,),
    title=Text({SOURCE_LANGUAGE: ""}),
    scales=(),
    dimensions=(),
    items=(),
    pages=(),
)
"""What stands for a questionnaire on pages that must not tell whether there is one."""


def offered(campaign: OpenCampaign) -> tuple[str, ...]:
    """Return the languages that both the campaign and the program speak; at least one."""
    known = tuple(code for code in campaign.published.languages if code in languages())
    return known or campaign.published.languages[:1]


def speech_of(campaign: OpenCampaign | None, request: Request) -> Speech:
    """Return the speech of a page."""
    if campaign is None:
        best = request.accept_languages.best_match(languages()) or SOURCE_LANGUAGE
        return Speech(best, _NOTHING, catalogue(best))
    wished = request.cookies.get(LANGUAGE, "")
    language = (
        wished
        if wished in offered(campaign)
        else request.accept_languages.best_match(offered(campaign)) or offered(campaign)[0]
    )
    spoken = language if language in languages() else SOURCE_LANGUAGE
    return Speech(language, campaign.questionnaire, catalogue(spoken))


def language_wished(campaign: OpenCampaign, form: Mapping[str, str]) -> str | None:
    """Return the language that a pressed button is for, or None where it is for something else.

    A language that cannot be had gives the campaign's first.
    """
    button, _, wished = form.get("go", "").partition("-")
    if button != "language":
        return None
    return wished if wished in offered(campaign) else offered(campaign)[0]
