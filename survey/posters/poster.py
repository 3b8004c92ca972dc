"""A poster of A5 size: who asks, what, how long, until when, what is true of anonymity, and the way in.

It promises what the welcome page behind the code will say and nothing more: its sentences are those of the notice.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from functools import lru_cache
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from questionnaires.duration import minutes
from survey.answering import notice
from survey.posters.qr import qr_code
from survey.reports.builder import BundledOnly
from survey.speech import Speech
from survey.store.published import PublishedCampaign


def poster_pdf(campaign: PublishedCampaign, speech: Speech, *, link: str, unit: str) -> bytes:
    """Return the poster of one door as PDF/UA-1; `unit` is whose door it is, "" where it is everybody's."""
    html = poster_html(campaign, speech, link=link, unit=unit, now=datetime.now(UTC))
    fonts, fetcher = FontConfiguration(), BundledOnly()
    document = HTML(string=html, base_url=None, url_fetcher=fetcher)
    style = CSS(string=_stylesheet(), font_config=fonts, url_fetcher=fetcher)
    pdf: bytes = document.write_pdf(
        stylesheets=[style],
        font_config=fonts,
        pdf_variant="pdf/ua-1",
        pdf_tags=True,
        pdf_identifier=hashlib.sha256(html.encode()).hexdigest()[:32].encode(),
    )
    return pdf


def poster_html(campaign: PublishedCampaign, speech: Speech, *, link: str, unit: str, now: datetime) -> str:
    """Return the poster as the HTML that is printed."""
    title = speech.wording(speech.questionnaire.title)
    return (
        _environment()
        .get_template("poster.html")
        .render(
            say=speech.say,
            language=speech.language,
            campaign=campaign,
            title=title,
            unit=unit,
            facts=_facts(campaign, speech, now),
            true_of_anonymity=notice.promise(campaign, speech)[0],
            code=qr_code(link),
            address=link.partition("://")[2],
        )
    )


def _facts(campaign: PublishedCampaign, speech: Speech, now: datetime) -> list[str]:
    first, last = speech.day(campaign.opens.date()), speech.day(campaign.closes.date())
    return [
        speech.say_many("About %(n)s minute.", "About %(n)s minutes.", minutes(speech.questionnaire)),
        speech.say("Open until %(last)s.", last=last)
        if campaign.opens <= now
        else speech.say("Open from %(first)s to %(last)s.", first=first, last=last),
        speech.say("Taking part is your choice, and you may skip any question."),
    ]


@lru_cache
def _stylesheet() -> str:
    return (resources.files("survey.posters") / "templates" / "poster.css").read_text(encoding="utf-8")


@lru_cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("survey.posters"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
