"""How a language speaks: sentences from the gettext catalogue, numbers, lists and dates as its readers write them.

Catalogues are read from their .po files, so that there is no compiled copy to grow stale. The trap: French puts a
no-break space before : and inside « », a narrow one before % ; ! ?, and between thousands. The catalogue has them;
questionnaires are typed by people and mostly have plain spaces, which would let a line begin with a question mark.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import resources
from io import BytesIO

from babel.dates import format_date
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations

from questionnaires.model import Goal, Questionnaire, Text
from survey.errors import ReportError

SOURCE_LANGUAGE = "en"

LOCALES = {"en": "en_GB"}
"""Where a language's numbers, lists and dates follow one country's habits: the English texts are British."""

NO_BREAK = "\u00a0"
NARROW = "\u202f"
MINUS = "\u2212"


@dataclass(frozen=True)
class Speech:
    """One language, for one questionnaire."""

    language: str
    questionnaire: Questionnaire
    catalogue: NullTranslations

    @property
    def locale(self) -> str:
        return LOCALES.get(self.language, self.language)

    def say(self, sentence: str, **values: object) -> str:
        """Return a sentence with its values filled in."""
        translated = self.catalogue.gettext(sentence)
        return str(translated % values) if values else str(translated)

    def say_many(self, one: str, many: str, n: int, **values: object) -> str:
        """Return the sentence for `n` things, with `n` and its values filled in."""
        return str(self.catalogue.ngettext(one, many, n) % {"n": self.number(n), **values})

    def number(self, value: float, digits: int = 0) -> str:
        """Return a number with `digits` decimals; rounding happens here and nowhere earlier."""
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        return format_decimal(value, format=pattern, locale=self.locale).replace("-", MINUS)

    def share(self, share: float) -> str:
        """Return a share of 0 to 1 as whole per cent."""
        return self.say("%(number)s %%", number=self.number(100 * share))

    def listed(self, names: Sequence[str]) -> str:
        """Return "a, b and c"."""
        return format_list(list(names), locale=self.locale)

    def day(self, day: date) -> str:
        """Return a date in full."""
        return format_date(day, format="long", locale=self.locale)

    def wording(self, text: Text | None, goal: Goal | None = None) -> str:
        """Return a text of the questionnaire with its words filled in and its spaces as the language has them."""
        if text is None:
            return ""
        words = self.questionnaire.wording(text, self.language, goal=goal)
        return _french_spaces(words) if self.language == "fr" else words

    def of(self, by_language: Mapping[str, str]) -> str:
        """Return the text of this language, or of the first one."""
        return by_language.get(self.language) or next(iter(by_language.values()))

    def dimension(self, code: str) -> str:
        """Return the label of a dimension."""
        return self.wording(next(d.label for d in self.questionnaire.dimensions if d.code == code))


def speech_for(language: str, questionnaire: Questionnaire) -> Speech:
    """Return the speech of a language that both the program and the questionnaire have.

    Raises
    ------
    ReportError
        Naming the languages there are.
    """
    known = [code for code in questionnaire.languages if code in languages()]
    if language not in known:
        raise ReportError(
            f"There is no report in {language!r}.",
            where=f"questionnaire {questionnaire.id}",
            mend=f"Use one of {', '.join(known)}." if known else f"Add texts in {', '.join(languages())}.",
        )
    return Speech(language, questionnaire, catalogue(language))


@lru_cache
def languages() -> tuple[str, ...]:
    """Return the languages that the program speaks."""
    folder = resources.files("survey") / "translations"
    translated = [
        place.name for place in folder.iterdir() if (place / "LC_MESSAGES" / "messages.po").is_file()
    ]
    return (SOURCE_LANGUAGE, *sorted(translated))


@lru_cache
def catalogue(language: str) -> NullTranslations:
    """Return the catalogue of a language; the source language needs none."""
    if language == SOURCE_LANGUAGE:
        return NullTranslations()
    file = resources.files("survey") / "translations" / language / "LC_MESSAGES" / "messages.po"
    compiled = BytesIO()
    with file.open("rb") as opened:
        write_mo(compiled, read_po(opened, locale=language))
    compiled.seek(0)
    return Translations(compiled)


def _french_spaces(text: str) -> str:
    narrow = re.sub(r"(?<=\S) (?=[;!?%])", NARROW, text)
    return re.sub(r"(?<=\S) (?=[:»])|(?<=«) (?=\S)", NO_BREAK, narrow)
