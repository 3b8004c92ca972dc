"""A questionnaire -> one YAML file with everything in it, which reads back as the same questionnaire.

This is the text that a dataset keeps, and its hash is the questionnaire's name among versions: the same content gives
the same hash, whatever bank, order of keys or line ends it was written with.
"""

from __future__ import annotations

import hashlib
from typing import Any

import yaml

from questionnaires.model import (
    Archetype,
    Condition,
    Dimension,
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


def to_yaml(questionnaire: Questionnaire) -> str:
    """Return the questionnaire as one YAML text; `parse` gives the same questionnaire again."""
    q = questionnaire
    plain = {
        "format": 1,
        "id": q.id,
        "version": q.version,
        "languages": list(q.languages),
        "title": _text(q.title),
        "intro": q.intro and _text(q.intro),
        "words": {word: _text(text) for word, text in q.words.items()},
        "scales": {scale.code: _scale(scale) for scale in q.scales},
        "dimensions": {dimension.code: _dimension(dimension) for dimension in q.dimensions},
        "items": [_item(item) for item in q.items],
        "pages": [_page(page) for page in q.pages],
        "segments": {segment.code: _segment(segment) for segment in q.segments},
        "sub_scores": {score.code: _sub_score(score) for score in q.sub_scores},
        "maturity": q.maturity and _maturity(q.maturity),
        "profiles": {str(k): [_text(name) for name in names] for k, names in q.profile_names.items()},
    }
    return yaml.dump(_filled(plain), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)


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


_Dumper.add_representer(str, _quoted)


def _filled(plain: dict[str, Any]) -> dict[str, Any]:
    """Return the keys that say something: what is absent, false or empty is the default."""
    return {key: value for key, value in plain.items() if value not in (None, False, "", [], {}, ())}


def _text(text: Text) -> dict[str, str]:
    return dict(text.by_language)


def _scale(scale: Scale) -> dict[str, Any]:
    return _filled(
        {
            "prompt": scale.prompt and _text(scale.prompt),
            "points": {str(point.value): _text(point.label) for point in scale.points},
            "outside": {outside.code: _text(outside.label) for outside in scale.outside},
        }
    )


def _dimension(dimension: Dimension) -> dict[str, Any]:
    worse = dimension.higher_is == "worse"
    return _filled(
        {
            "label": _text(dimension.label),
            "question": dimension.question and _text(dimension.question),
            "higher_is": "worse" if worse else None,
            "core_pair": dimension.core_pair,
        }
    )


def _item(item: Item) -> dict[str, Any]:
    return _filled(
        {
            "code": item.code,
            "dimension": item.dimension,
            "scale": item.scale,
            "text": _text(item.text),
            "reverse": item.reverse,
            "facet": item.facet,
            "speaks_of": item.speaks_of,
            "construct": item.construct,
            "cite": list(item.cite),
            "seed": list(item.seed),
        }
    )


def _page(page: Page) -> dict[str, Any]:
    return _filled({"code": page.code, "title": page.title and _text(page.title), "items": list(page.items)})


def _segment(segment: Segment) -> dict[str, Any]:
    return {
        "label": _text(segment.label),
        "options": {option.code: _text(option.label) for option in segment.options},
    }


def _sub_score(score: SubScore) -> dict[str, Any]:
    return {"label": _text(score.label), "items": list(score.items)}


def _maturity(maturity: Maturity) -> dict[str, Any]:
    return _filled(
        {
            "dimensions": list(maturity.dimensions),
            "levels": [_level(level) for level in maturity.levels],
            "gates": [{"above": gate.above, "lowest_of": list(gate.lowest_of)} for gate in maturity.gates],
            "archetypes": {archetype.code: _archetype(archetype) for archetype in maturity.archetypes},
        }
    )


def _level(level: Level) -> dict[str, Any]:
    head = {"number": level.number, "from": _number(level.start), "name": _text(level.name)}
    return {**head, "idea": _text(level.idea)} if level.idea else head


def _archetype(archetype: Archetype) -> dict[str, Any]:
    unknown = archetype.unknown
    return _filled(
        {
            "label": _text(archetype.label),
            "when": [_condition(condition) for condition in archetype.when],
            "unknown": unknown
            and {"dimension": unknown.dimension, "answer": unknown.answer, "from": unknown.start},
            "otherwise": archetype.otherwise,
        }
    )


def _condition(condition: Condition) -> dict[str, Any]:
    alone = len(condition.lowest_of) == 1
    bounds = {"from": condition.start, "below": condition.below}
    return {
        **({"score": condition.lowest_of[0]} if alone else {"lowest_of": list(condition.lowest_of)}),
        **{key: _number(bound) for key, bound in bounds.items() if bound is not None},
    }


def _number(number: float) -> float:
    return int(number) if number == int(number) else number
