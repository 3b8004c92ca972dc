"""In their words: themes with counts, and a few masked excerpts of each."""

from __future__ import annotations

from scoring.release import Release
from scoring.release_findings import CommentTheme, QuestionComments
from survey.reports.section import Values
from survey.speech import Speech


def comments(release: Release, speech: Speech) -> Values | None:
    """Return the themes of each question that was written on."""
    found = release.findings.comments if release.findings else None
    if found is None or found.absent is not None:
        return None
    asked = [question for question in found.questions if question.hidden is None]
    if not asked:
        return None
    return {"questions": [_question(question, release, speech) for question in asked]}


def _question(question: QuestionComments, release: Release, speech: Speech) -> Values:
    asked = next(each for each in release.questionnaire.questions if each.code == question.question)
    n = speech.number(question.n or 0)
    return {
        "text": speech.wording(asked.text),
        "n": speech.say_many("%(n)s comment", "%(n)s comments", question.n or 0),
        "themes": [_theme(theme, speech) for theme in question.themes],
        "none": ""
        if question.themes
        else speech.say("The %(n)s comments hold no theme that comes back surely enough to be told.", n=n),
    }


def _theme(theme: CommentTheme, speech: Speech) -> Values:
    languages = {"en": speech.say("in English"), "fr": speech.say("in French")}
    return {
        "words": ", ".join(theme.words),
        "n": speech.number(theme.n),
        "language": languages.get(theme.language, theme.language),
        "lang": theme.language,
        "excerpts": [speech.say("“%(label)s”", label=excerpt) for excerpt in theme.excerpts],
    }
