"""What a questionnaire may do, but an experienced author would not.

Remarks point to what should be mended; `check --strict` refuses on them. Notes say what to keep in mind: a short form
has few items a dimension on purpose. The trap: most remarks are guesses from signs, so the reader never acts on them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from questionnaires.duration import minutes
from questionnaires.errors import Problem
from questionnaires.model import GOAL, Questionnaire
from questionnaires.problems import listed, quoted
from questionnaires.questions import GoalBlock, inner_of
from questionnaires.rewording import words as words_of
from questionnaires.sentences import delicate, negation, two_ideas
from questionnaires.texts import PLACEHOLDER, Text
from questionnaires.wordings import Wording, wordings, words

FEWEST_ITEMS = 3
_FEWEST_WORDS = 4
"""Shorter texts may well be the same in two languages, such as "Culture"."""

# Names that these programs keep for themselves, in any case (LimeSurvey: reserved question codes; SPSS: keywords).
LIMESURVEY_RESERVED = frozenset(
    {"lang", "sid", "savedid", "token", "qid", "gid", "sgq", "self", "that", "this"}
)
SPSS_RESERVED = frozenset({"all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"})
# What SPSS keeps of a label, in bytes of UTF-8; it cuts the rest without a word.
LONGEST_VARIABLE_LABEL = 256
LONGEST_VALUE_LABEL = 120


def warnings(questionnaire: Questionnaire) -> tuple[Problem, ...]:
    """Return remarks: what should be mended before people are asked."""
    return (
        *_placeholders(questionnaire),
        *_translations(questionnaire),
        *_time(questionnaire),
        *_sentences(questionnaire),
        *_delicate(questionnaire),
        *_scales(questionnaire),
        *_names(questionnaire),
        *_labels(questionnaire),
    )


def notes(questionnaire: Questionnaire) -> tuple[Problem, ...]:
    """Return what to keep in mind: dimensions with few items, or none reversed."""
    return tuple(_thin(questionnaire))


# -- words and languages


def _placeholders(questionnaire: Questionnaire) -> Iterator[Problem]:
    declared = {
        *questionnaire.words_in_use,
        *(word for said in questionnaire.scopes.values() for word in said),
    }
    mend = f"Declare it under 'words:'; declared: {listed(sorted(declared))}."
    goal_texts = _goal_texts(questionnaire)
    for wording in wordings(questionnaire):
        here = declared | ({GOAL} if wording.text in goal_texts else set())
        yield from _unknown_words(wording, here, mend)
        yield from _one_sided(wording, here)
    for word in words(questionnaire):
        yield from _unknown_words(word, set(), "Write it out: what a word brings in is not filled in again.")
    yield from _uneven_scopes(questionnaire)


def _goal_texts(questionnaire: Questionnaire) -> tuple[Text, ...]:
    """Return the texts in which {goal} is filled in: those of goal blocks."""
    blocks = [question for question in questionnaire.questions if isinstance(question, GoalBlock)]
    return tuple(each.text for block in blocks for each in (block, *inner_of(block)))


def _unknown_words(wording: Wording, declared: Collection[str], mend: str) -> Iterator[Problem]:
    known = {form for word in declared for form in (word, word[:1].upper() + word[1:])}
    for language, text in wording.text.by_language.items():
        for word in dict.fromkeys(PLACEHOLDER.findall(text)):
            if word not in known:
                said = f"{{{word}}} in the {language} text will be shown as it stands."
                yield Problem(said, wording.where, mend)


def _one_sided(wording: Wording, declared: Collection[str]) -> Iterator[Problem]:
    """Yield words that are filled in in one language and not in another."""
    used = {
        language: {word[:1].lower() + word[1:] for word in PLACEHOLDER.findall(text)}
        for language, text in wording.text.by_language.items()
    }
    for word in sorted(set().union(*used.values()) & {*declared}):
        without = [language for language, found in used.items() if word not in found]
        if without:
            yield Problem(
                f"{{{word}}} does not stand in the text in {', '.join(without)}.",
                wording.where,
                "Use the same words in every language, so that a campaign's choice of words reaches all.",
            )


def _uneven_scopes(questionnaire: Questionnaire) -> Iterator[Problem]:
    """Yield words that only some scopes define: in the others the braces would be shown."""
    everywhere = {word for said in questionnaire.scopes.values() for word in said} - {*questionnaire.words}
    for scope, said in questionnaire.scopes.items():
        missing = sorted(everywhere - {*said})
        if missing:
            yield Problem(
                f"It has no word for {listed(missing)}.", f"scope {scope}", "Add it, as other scopes have it."
            )


def _translations(questionnaire: Questionnaire) -> Iterator[Problem]:
    """Yield texts that stand unchanged in two languages."""
    for wording in (*wordings(questionnaire), *words(questionnaire)):
        languages = dict[str, str]()
        for language, text in wording.text.by_language.items():
            twin = languages.get(text)
            if twin and len(words_of(text)) >= _FEWEST_WORDS:
                yield Problem(
                    f"The {language} text is the {twin} text.", wording.where, f"Translate {quoted(text)}."
                )
            languages.setdefault(text, language)


# -- what is asked


def _time(questionnaire: Questionnaire) -> Iterator[Problem]:
    target = questionnaire.target_minutes
    takes = minutes(questionnaire)
    if target is not None and takes > target:
        yield Problem(
            f"It takes about {takes} minutes, and is meant to take {target:g}.",
            "target_minutes",
            "Leave questions out, or promise more minutes: people break off where a form is longer than promised.",
        )


def _sentences(questionnaire: Questionnaire) -> Iterator[Problem]:
    for item in questionnaire.items:
        for language, text in item.text.by_language.items():
            joined = two_ideas(text, language)
            if joined:
                yield Problem(
                    f"The {language} text may ask two things at once ({joined!r}).",
                    f"item {item.code}",
                    "Ask one thing a sentence: who agrees with one half only cannot answer.",
                )
            negated = negation(text, language) if item.reverse else ""
            if negated:
                yield Problem(
                    f"It is reversed and negated ({negated!r} in the {language} text).",
                    f"item {item.code}",
                    "Say the opposite in positive words: disagreeing with a 'not' is misread by many.",
                )


def _delicate(questionnaire: Questionnaire) -> Iterator[Problem]:
    """Yield questions on special categories of personal data, once a place."""
    met = set()
    for wording in (each for each in wordings(questionnaire) if each.role != "report"):
        for language, text in wording.text.by_language.items():
            topic = delicate(text, language)
            if topic and (wording.place, topic) not in met:
                met.add((wording.place, topic))
                yield Problem(
                    f"It seems to ask about {topic}, a special category of personal data (GDPR, Article 9).",
                    wording.where,
                    "Leave it out, or have your data protection officer agree before anybody is asked.",
                )


def _scales(questionnaire: Questionnaire) -> Iterator[Problem]:
    for dimension in questionnaire.dimensions:
        scales = dict.fromkeys(item.scale for item in questionnaire.items_of[dimension.code])
        if len(scales) > 1:
            yield Problem(
                f"Its items use different scales: {listed(scales)}.",
                f"dimension {dimension.code}",
                "Use one scale within a dimension.",
            )


# -- other programs


def _names(questionnaire: Questionnaire) -> Iterator[Problem]:
    """Yield codes that LimeSurvey or SPSS keep for themselves."""
    for code in questionnaire.question_of:
        taken_by = [
            program
            for program, reserved in (("LimeSurvey", LIMESURVEY_RESERVED), ("SPSS", SPSS_RESERVED))
            if code.replace("_", "").lower() in reserved
        ]
        if taken_by:
            yield Problem(
                f"{' and '.join(taken_by)} cannot call a question {code!r}.",
                code,
                "Choose another code, so that answers can travel there and back.",
            )


def _labels(questionnaire: Questionnaire) -> Iterator[Problem]:
    """Yield texts of which SPSS keeps the beginning only."""
    limits = {
        "sentence": LONGEST_VARIABLE_LABEL,
        "question": LONGEST_VARIABLE_LABEL,
        "option": LONGEST_VALUE_LABEL,
        "point": LONGEST_VALUE_LABEL,
    }
    for wording in wordings(questionnaire):
        limit = limits.get(wording.role)
        for language in wording.text.by_language if limit else ():
            size = len(questionnaire.wording(wording.text, language).encode())
            if limit and size > limit:
                yield Problem(
                    f"The {language} text has {size} bytes, of which SPSS keeps {limit}.",
                    wording.where,
                    "Shorten it: a long sentence is also hard to answer.",
                )


# -- notes


def _thin(questionnaire: Questionnaire) -> Iterator[Problem]:
    for dimension in questionnaire.dimensions:
        items, where = questionnaire.items_of[dimension.code], f"dimension {dimension.code}"
        if len(items) < FEWEST_ITEMS:
            yield Problem(
                f"It has {len(items)} {'item' if len(items) == 1 else 'items'}: omega is not defined, and one"
                " wording decides the score.",
                where,
                f"Read its score as a hint, or give it {FEWEST_ITEMS} items or more.",
            )
        elif not any(item.reverse for item in items):
            yield Problem(
                "It has no reversed item, so people who agree with everything are not noticed.",
                where,
                "Word one item as the opposite, without a negation, and mark it 'reverse: true'.",
            )
