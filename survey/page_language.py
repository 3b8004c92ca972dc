"""The language of a page, and its sentences: chosen by the view, else what the browser asks for, else English.

A view that knows better (the language of a draft) sets `flask.g.language` before it renders; error pages then
speak that language too. The trap: a template rendered by a view that says nothing still gets `language` and `say`.
"""

from __future__ import annotations

from flask import Flask, g, has_request_context, request

from survey.speech import SOURCE_LANGUAGE, catalogue, languages


def register(app: Flask) -> None:
    """Let every template of `app` know the language of its page, and speak it."""
    app.context_processor(lambda: {"language": page_language(), "say": say})


def page_language() -> str:
    """Return the language of the page that is being made; one that the program has."""
    known = languages()
    chosen = g.get("language", "")
    if chosen in known:
        return str(chosen)
    asked = request.accept_languages.best_match(known) if has_request_context() else None
    return asked or SOURCE_LANGUAGE


def say(sentence: str, **values: object) -> str:
    """Return a sentence in the language of the page, with its values filled in."""
    translated = catalogue(page_language()).gettext(sentence)
    return str(translated % values) if values else str(translated)
