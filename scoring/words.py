"""Words of comments in English and French: told apart, freed of what carries no theme, and brought to their stems.

Everything is here, nothing is downloaded. The trap: French writes the small word before the apostrophe into the next
one (l'outil, qu'on), and people leave accents out; so accents are folded and elisions cut off before anything else.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Literal

Language = Literal["en", "fr"]
LANGUAGES: tuple[Language, ...] = ("en", "fr")

WORD = re.compile(r"[^\W\d_]+")
_ELISION = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)['’](?=[^\W\d_])")
_POSSESSIVE = re.compile(r"(?<=[^\W\d_])['’]s\b")

_ENGLISH = """
a about above after again against all almost also although always am among an and another any anybody anyone
anything are aren around as at away back be because been before being below between both but by can cannot could
couldn did didn do does doesn doing don done down during each either else enough even ever every everybody everyone
everything few for from further get gets getting give given go goes going gone good got had hadn has hasn have haven
having he her here hers herself him himself his how however i if in indeed instead into is isn it its itself just
keep know less let like ll lot lots made make makes making many may maybe me might mine more most much must my
myself na need needs neither never no nobody none nor not nothing now of off often ok on once one only onto or other
others our ours ourselves out over own per perhaps please put quite rather re really same say see seem seems several
shall she should shouldn since so some somebody someone something sometimes soon still such sure take than thank
thanks that the their theirs them themselves then there therefore these they thing things think this those though
through thus to together too toward towards two under until up upon us use used uses using ve very via want wants
was wasn way we well were weren what whatever when where whether which while who whole whom whose why will with
within without won would wouldn yes yet you your yours yourself
"""

_FRENCH = """
a afin ai ailleurs ainsi alors apres as assez au aucun aucune aujourd auquel aura aurait aussi autant autre autres
aux auxquels avaient avait avant avec avez avoir avons ayant beaucoup bien bon bonne bonnes bons car ce ceci cela
celle celles celui cependant certain certaine certaines certains ces cet cette ceux chacun chacune chaque chez
chose choses ci comme comment contre d dans de deja depuis des deux devrait doit doivent donc dont du durant elle
elles en encore enfin entre es est et etaient etais etait etant ete etes etre eu eux faire fais faisons fait faites
faut fois font hui ici il ils j je jamais jusque l la laquelle le lequel les lesquelles lesquels leur leurs lors
lorsque lui m ma mais malgre me meme memes merci mes mieux moi moins mon n ne neant ni nombreuses nombreux non nos
notre nous on ont ou par parce parfois parmi pas pendant personne peu peut peuvent peux plus plusieurs plutot pour
pourquoi pourrait pouvoir pres presque puis puisque qu quand que quel quelle quelles quelque quelques quels qui quoi
ras rien s sa sais sait sans se sera serait ses seul seulement si sinon soi soit sommes son sont souvent suffit suis
sur surtout t ta tant te tel telle telles tels tes toi ton toujours tous tout toute toutes tres trop tu un une va
vais veut vers veux voici voila vont vos votre vous vraiment y
"""

STOP_WORDS: Mapping[Language, frozenset[str]] = {
    "en": frozenset(_ENGLISH.split()),
    "fr": frozenset(_FRENCH.split()),
}
"""Small words, folded; among them what people write who have nothing to say ("none", "néant", "RAS")."""


def folded(text: str) -> str:
    """Return `text` in small letters without accents."""
    parts = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe").casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def written_words(text: str) -> list[str]:
    """Return the words of a comment as they are written, in small letters, elisions and possessives cut off."""
    plain = unicodedata.normalize("NFC", text).casefold()
    return WORD.findall(_POSSESSIVE.sub("", _ELISION.sub("", plain)))


def language_of(words: Iterable[str], *, default: Language) -> Language:
    """Return the language whose small words are more frequent, or `default` where neither is."""
    found = list(words)
    english, french = (sum(word in STOP_WORDS[language] for word in found) for language in LANGUAGES)
    if english == french:
        return default
    return "en" if english > french else "fr"


def content_words(words: Iterable[str], language: Language) -> list[str]:
    """Return the words that may carry a theme: no small words, three letters or more."""
    return [word for word in words if len(word) > 2 and folded(word) not in STOP_WORDS[language]]


def english_stem(word: str) -> str:
    """Return a word without its plural, -ing, -ed and last -e.

    References
    ----------
    Harman (1991), Journal of the American Society for Information Science 42, 7-15: the S stemmer, rules for plurals.
    """
    word = _english_singular(word)
    for ending in ("ing", "ed"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 2 and re.search("[aeiouy]", stem):
            return _without_double(stem).removesuffix("e")
    return word.removesuffix("e") if len(word) > 3 else word


def french_stem(word: str) -> str:
    """Return a word without its plural, feminine and infinitive ending.

    References
    ----------
    Savoy (1999), Journal of the American Society for Information Science 50, 944-952: the minimal stemmer; words have
    lost their accents before.
    """
    if len(word) < 5:
        return word.removesuffix("s")
    if word.endswith("aux"):
        return word[:-3] + "al"
    for ending in ("x", "s", "r", "e", "e"):
        word = word.removesuffix(ending)
    return _without_double(word)


STEM: Mapping[Language, Callable[[str], str]] = {"en": english_stem, "fr": french_stem}


def _english_singular(word: str) -> str:
    if len(word) < 4 or not word.endswith("s") or word.endswith(("us", "ss", "is")):
        return word
    if word.endswith("ies") and not word.endswith(("eies", "aies")):
        return word[:-3] + "y"
    if word.endswith("es") and word[-3:-2] in ("s", "x", "z", "h"):
        return word[:-2]
    return word[:-1]


def _without_double(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiouls" else word
