"""What makes a sentence hard to answer, or delicate to ask: signs in its words, in English and French.

The trap: these are hints, not proofs. A sign points to a sentence that deserves a second look; its author decides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping


def _sign(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_TWO_IDEAS = {
    "en": _sign(r"\b(and|or|nor|as well as|and/or)\b"),
    "fr": _sign(r"\b(et|ou|ni|ainsi que|et/ou)\b"),
}
# Comparing two things is one question; so is naming a person in both genders.
_ONE_IDEA = {
    "en": _sign(r"\b(same|between|together|each other|compete|he or she|his or her|him or her)\b"),
    "fr": _sign(r"\b(mêmes?|entre|ensemble|en concurrence)\b"),
}
_BOTH_GENDERS = _sign(
    r"\b(mon|ton|son|le|un|du|au|il|celui|ce) ou (?:(?:à|de) )?(ma|ta|sa|la|une|elle|celle|cette)\b",
)

_NEGATION = {
    "en": _sign(
        r"\b(not|no|never|none|nobody|nothing|nowhere|without|cannot|neither|nor|hardly|barely)\b|n['’]t\b",
    ),
    "fr": _sign(r"\b(ne|pas|jamais|aucune?|rien|sans|ni|non|nullement)\b|\bn['’]"),
}

# Special categories of Article 9 of the GDPR: asking them needs a reason, and consent.
_DELICATE: Mapping[str, Mapping[str, re.Pattern[str]]] = {
    "health": {
        "en": _sign(r"\b(health|ill|illness|sick|sickness|disease|disab\w+|pregnan\w+|burn-?out|medical)\b"),
        "fr": _sign(r"\b(santé|malades?|maladies?|handicap\w*|enceinte|grossesse|burn-?out|médica\w+)\b"),
    },
    "trade unions": {
        "en": _sign(
            r"\b(trade|labou?r|workers'?) unions?\b|\bunion (member|membership|rep)\w*|\bunioni[sz]\w+"
        ),
        "fr": _sign(r"\bsyndi(cat|cal|qué)\w*"),
    },
    "religion or belief": {
        "en": _sign(r"\b(religio\w+|faith|church|mosque|synagogue|pray(er|ers|ing)?|atheis\w+)\b"),
        "fr": _sign(r"\b(religi\w+|croyances?|église|mosquée|synagogue|prièr\w+|athé\w*)\b"),
    },
    "origin": {
        "en": _sign(r"\b(ethnic\w*|racial|race|skin colou?r|nationality|country of birth|origins?)\b"),
        "fr": _sign(r"\b(ethni\w+|racia\w+|race|couleur de peau|nationalité|pays de naissance|origines?)\b"),
    },
    "politics": {
        "en": _sign(r"\b(political (views?|opinions?|party|parties)|vote[ds]? for)\b"),
        "fr": _sign(r"\b(opinions? politiques?|partis? politiques?|votez|voté)\b"),
    },
    "sex life": {
        "en": _sign(r"\b(sexual\w*|gay|lesbian|heterosexual\w*|homosexual\w*)\b"),
        "fr": _sign(r"\b(sexuel\w*|homosexuel\w*|hétérosexuel\w*|lesbienne)\b"),
    },
}


def two_ideas(text: str, language: str) -> str:
    """Return the word that seems to join two ideas in a sentence, "" where there is none."""
    rule, compared = _TWO_IDEAS.get(_plain(language)), _ONE_IDEA.get(_plain(language))
    if rule is None or compared is None or compared.search(text):
        return ""
    found = rule.search(_BOTH_GENDERS.sub("", text))
    return found[0] if found else ""


def negation(text: str, language: str) -> str:
    """Return the word that negates a sentence, "" where none does."""
    rule = _NEGATION.get(_plain(language))
    found = rule.search(text) if rule else None
    return found[0] if found else ""


def delicate(text: str, language: str) -> str:
    """Return which special category of personal data a text touches, "" where it touches none."""
    for topic, rules in _DELICATE.items():
        rule = rules.get(_plain(language))
        if rule and rule.search(text):
            return topic
    return ""


def _plain(language: str) -> str:
    return language.partition("-")[0]
