"""A questionnaire -> one YAML file with everything in it, which reads back as the same questionnaire.

This is the text that a dataset keeps, and its hash is the questionnaire's name among versions: the same content gives
the same hash, whatever bank, order of keys or line ends it was written with.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import yaml

from questionnaires.model import (
    Archetype,
    Band,
    Dimension,
    Goal,
    Item,
    Level,
    Maturity,
    Page,
    Questionnaire,
    Scale,
    Segment,
    SubScore,
    Text,
)
from questionnaires.question_writer import Say, written_options, written_question

_ONE_LINE = 10_000
"""Wider than any text, so that each stands on one line and a changed sentence is one changed line."""


def to_yaml(questionnaire: Questionnaire) -> str:
    """Return the questionnaire as one YAML text; `parse` gives the same questionnaire again."""
    q = questionnaire

    def say(text: Text) -> dict[str, str]:
        return {language: text.by_language[language] for language in q.languages}

    plain = {
        "format": 1,
        "id": q.id,
        "version": q.version,
        "languages": list(q.languages),
        "title": say(q.title),
        "intro": q.intro and say(q.intro),
        "words": _words(q.words, say),
        "scope": q.scope,
        "scopes": {scope: _words(words, say) for scope, words in q.scopes.items()},
        "goals": {goal.code: _goal(goal, say) for goal in q.goals},
        "scales": {scale.code: _scale(scale, say) for scale in q.scales},
        "dimensions": {dimension.code: _dimension(dimension, say) for dimension in q.dimensions},
        "items": [_item(item, say) for item in q.items],
        "questions": [written_question(question, say) for question in q.questions],
        "attention_check": q.attention_check,
        "pages": [_page(page, say) for page in q.pages],
        "segments": {segment.code: _segment(segment, say) for segment in q.segments},
        "sub_scores": {score.code: _sub_score(score, say) for score in q.sub_scores},
        "maturity": q.maturity and _maturity(q.maturity, say),
        "profiles": {str(k): [say(name) for name in names] for k, names in sorted(q.profile_names.items())},
        "random_seed": q.random_seed or None,
    }
    return yaml.dump(_filled(plain), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_ONE_LINE)


def content_hash(questionnaire: Questionnaire) -> str:
    """Return the SHA-256 of the questionnaire's YAML, as 64 hexadecimal digits."""
    return hashlib.sha256(to_yaml(questionnaire).encode()).hexdigest()


class _Dumper(yaml.SafeDumper):
    """Writes no anchors, and quotes every text that strict YAML might take for something else."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002
        return True


def _quoted(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    plain = text.replace("_", "").isalpha() and text.isascii() and text not in {"true", "false", "null"}
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if plain else '"')


def _decimal(dumper: yaml.SafeDumper, number: float) -> yaml.ScalarNode:
    """Write out what repr() shortens: strict YAML takes 1e-05 for a text."""
    return dumper.represent_scalar("tag:yaml.org,2002:float", f"{Decimal(repr(number)):f}")


_Dumper.add_representer(str, _quoted)
_Dumper.add_representer(float, _decimal)


def _filled(plain: dict[str, Any]) -> dict[str, Any]:
    """Return the keys that say something: what is absent, false or empty is the default."""
    return {key: value for key, value in plain.items() if value not in (None, False, "", [], {}, ())}


def _scale(scale: Scale, say: Say) -> dict[str, Any]:
    return _filled(
        {
            "prompt": scale.prompt and say(scale.prompt),
            "points": {str(point.value): say(point.label) for point in scale.points},
            "outside": {outside.code: say(outside.label) for outside in scale.outside},
        }
    )


def _dimension(dimension: Dimension, say: Say) -> dict[str, Any]:
    worse = dimension.higher_is == "worse"
    return _filled(
        {
            "label": say(dimension.label),
            "question": dimension.question and say(dimension.question),
            "higher_is": "worse" if worse else None,
            "core_pair": dimension.core_pair,
        }
    )


def _item(item: Item, say: Say) -> dict[str, Any]:
    return _filled(
        {
            "code": item.code,
            "dimension": item.dimension,
            "scale": item.scale,
            "text": say(item.text),
            "reverse": item.reverse,
            "facet": item.facet,
            "speaks_of": item.speaks_of,
            "construct": item.construct,
            "cite": list(item.cite),
            "seed": list(item.seed),
            "hint": item.hint and say(item.hint),
            "required": item.required,
            "show_if": item.show_if and str(item.show_if),
        }
    )


def _words(words: Mapping[str, Text], say: Say) -> dict[str, Any]:
    return {word: say(text) for word, text in sorted(words.items())}


def _goal(goal: Goal, say: Say) -> dict[str, Any]:
    weight = {} if goal.weight is None else {"weight": _number(goal.weight)}
    return {"name": say(goal.name), **weight, **_filled({"owner": goal.owner, "measure": goal.measure})}


def _page(page: Page, say: Say) -> dict[str, Any]:
    return _filled(
        {
            "code": page.code,
            "title": page.title and say(page.title),
            "shows": list(page.shows),
            "random": page.random,
            "show_if": page.show_if and str(page.show_if),
        }
    )


def _segment(segment: Segment, say: Say) -> dict[str, Any]:
    return _filled(
        {
            "label": say(segment.label),
            "options": written_options(segment.options, say),
            "hint": segment.hint and say(segment.hint),
            "required": segment.required,
            "show_if": segment.show_if and str(segment.show_if),
        }
    )


def _sub_score(score: SubScore, say: Say) -> dict[str, Any]:
    return {"label": say(score.label), "items": list(score.items)}


def _maturity(maturity: Maturity, say: Say) -> dict[str, Any]:
    return _filled(
        {
            "dimensions": list(maturity.dimensions),
            "levels": [_level(level, say) for level in maturity.levels],
            "gates": [{"above": gate.above, "lowest_of": list(gate.lowest_of)} for gate in maturity.gates],
            "archetypes": {archetype.code: _archetype(archetype, say) for archetype in maturity.archetypes},
        }
    )


def _level(level: Level, say: Say) -> dict[str, Any]:
    head = {"number": level.number, "from": _number(level.start), "name": say(level.name)}
    return {**head, "idea": say(level.idea)} if level.idea else head


def _archetype(archetype: Archetype, say: Say) -> dict[str, Any]:
    unknown = archetype.unknown
    return _filled(
        {
            "label": say(archetype.label),
            "when": [_band(band) for band in archetype.when],
            "unknown": unknown
            and {"dimension": unknown.dimension, "answer": unknown.answer, "from": _number(unknown.start)},
            "otherwise": archetype.otherwise,
        }
    )


def _band(band: Band) -> dict[str, Any]:
    alone = len(band.lowest_of) == 1
    bounds = {"from": band.start, "below": band.below}
    return {
        **({"score": band.lowest_of[0]} if alone else {"lowest_of": list(band.lowest_of)}),
        **{key: _number(bound) for key, bound in bounds.items() if bound is not None},
    }


def _number(number: float) -> float:
    return int(number) if number == int(number) else number
