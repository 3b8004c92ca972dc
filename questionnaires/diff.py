"""What changed between two versions of a questionnaire, and what each change does to a trend.

| kind | trend | when |
|---|---|---|
| typo | kept | a slip mended (the rule is in rewording.py) |
| wording | flagged | another wording of what is asked or answered; kept where it stands around the questions |
| options | flagged | an option, or an answer outside the scale, is new or gone |
| order | flagged | a question or an option has another place |
| asked | flagged | other people are asked, or another number of answers is taken |
| dimension | flagged | a dimension has other items |
| recode | kept | another scale, and the new file says how its points answer the old ones (`recode:`) |
| scale | broken | another scale, another type of question, other bounds |
| reverse | broken | a sentence counts the other way, or a dimension is better the other way |
| levels | broken | levels, gates or archetypes are drawn otherwise |
| new, gone | begins, ends | a question, a language, a goal |
| other | kept | what neither people nor scores see |

The trap: a kept trend is a claim. Where the rule cannot decide, the trend is flagged, and both texts are shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Literal

from questionnaires.model import Item, Questionnaire, Scale, Segment
from questionnaires.problems import listed
from questionnaires.questions import Question, inner_of, options_of
from questionnaires.rewording import rewording
from questionnaires.rewording import words as words_of
from questionnaires.wordings import Wording, wordings
from questionnaires.writer import to_yaml

Kind = Literal[
    "typo",
    "wording",
    "options",
    "order",
    "asked",
    "dimension",
    "recode",
    "scale",
    "reverse",
    "levels",
    "new",
    "gone",
    "other",
]
Trend = Literal["kept", "flagged", "broken", "begins", "ends"]
Asked = Item | Question | Segment

_TREND: Mapping[Kind, Trend] = {
    "typo": "kept",
    "wording": "flagged",
    "options": "flagged",
    "order": "flagged",
    "asked": "flagged",
    "dimension": "flagged",
    "recode": "kept",
    "scale": "broken",
    "reverse": "broken",
    "levels": "broken",
    "new": "begins",
    "gone": "ends",
    "other": "kept",
}
_BOUNDS = ("low", "high", "decimals", "total", "size", "expected")
_TAKEN = ("most", "sets", "versions", "random", "required", "skip_unless_above", "long", "most_characters")


@dataclass(frozen=True)
class Change:
    """One change: `place` says of what, `what` in words; `before` and `after` are texts, where texts changed."""

    kind: Kind
    trend: Trend
    place: str
    what: str
    before: str = ""
    after: str = ""


def diff(before: Questionnaire, after: Questionnaire) -> tuple[Change, ...]:
    """Return every change from one version to the next; none only where both are the same but for the version."""
    found = (
        *_texts(before, after),
        *_questions(before, after),
        *_scales(before, after),
        *_dimensions(before, after),
        *_order(before, after),
        *_asked(before, after),
        *_levels(before, after),
        *_named("language", before.languages, after.languages),
        *_named("goal", [goal.code for goal in before.goals], [goal.code for goal in after.goals]),
        *_words(before, after),
    )
    return found or _other(before, after)


def _change(kind: Kind, place: str, what: str, trend: Trend | None = None) -> Change:
    return Change(kind, trend or _TREND[kind], place, what)


def _named(what: str, before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    yield from (_change("gone", f"{what} {code}", "gone") for code in before if code not in after)
    yield from (_change("new", f"{what} {code}", "new") for code in after if code not in before)


# -- texts


def _texts(before: Questionnaire, after: Questionnaire) -> Iterator[Change]:
    old, new = _by_place(wordings(before)), _by_place(wordings(after))
    uses = _uses((*old.values(), *new.values()))
    for where in [each for each in old if each in new]:
        yield from _reworded(old[where], new[where], uses)
    # Options, points and whole questions are compared elsewhere; a hint or an intro may come and go.
    for where, wording in {**old, **new}.items():
        if wording.role == "around" and (where in old) is not (where in new) and _in_both(wording, old, new):
            yield _change("wording", where, "new" if where in new else "gone", trend="kept")


def _in_both(wording: Wording, old: Mapping[str, Wording], new: Mapping[str, Wording]) -> bool:
    """Return whether both versions have what holds a text."""
    places = ({each.place for each in version.values()} for version in (old, new))
    return wording.place == "intro" or all(wording.place in found for found in places)


def _by_place(found: Iterable[Wording]) -> dict[str, Wording]:
    return {each.where: each for each in found}


def _uses(found: Iterable[Wording]) -> dict[str, set[str]]:
    """Return where each word is used."""
    uses: dict[str, set[str]] = {}
    for each in found:
        for text in each.text.by_language.values():
            for word in words_of(text):
                uses.setdefault(word, set()).add(each.where)
    return uses


def _reworded(old: Wording, new: Wording, uses: Mapping[str, set[str]]) -> Iterator[Change]:
    """Yield the change of one text, once for each kind of change, with the languages it happened in."""
    elsewhere = {word for word, places in uses.items() if places - {old.where}}
    by_kind: dict[Kind, Change] = {}
    for language in [each for each in old.text.by_language if each in new.text.by_language]:
        texts = old.text.by_language[language], new.text.by_language[language]
        found = rewording(*texts, used=elsewhere)
        if found is None:
            continue
        known = by_kind.get(found.kind)
        if known:
            by_kind[found.kind] = replace(known, what=f"{known.what}; {language}: {found.why}")
            continue
        around = found.kind == "wording" and old.role in ("around", "report")
        trend = "kept" if around else _TREND[found.kind]
        by_kind[found.kind] = Change(found.kind, trend, old.where, f"{language}: {found.why}", *texts)
    yield from by_kind.values()


def _words(before: Questionnaire, after: Questionnaire) -> Iterator[Change]:
    """Yield what placeholders now stand for: one word reaches every text that uses it."""
    old, new = before.words_in_use, after.words_in_use
    for word in [each for each in old if each in new]:
        using = sum(
            f"{{{word}}}" in " ".join(each.text.by_language.values()).lower() for each in wordings(after)
        )
        was, now = (Wording(f"word {word}", "", each[word], "question") for each in (old, new))
        for change in _reworded(was, now, uses={}):
            yield replace(change, what=f"{change.what}; {using} texts use it")
    yield from _named("word", list(old), list(new))


# -- questions


def _questions(before: Questionnaire, after: Questionnaire) -> Iterator[Change]:
    old, new = _all_asked(before), _all_asked(after)
    for code in old:
        if code not in new:
            yield _change("gone", _place(old[code]), "gone")
        else:
            yield from _question(old[code], new[code], before, after)
    for code in new:
        if code not in old:
            twin = next(
                (each.code for each in old.values() if each.code not in new and each.text == new[code].text),
                "",
            )
            yield _change(
                "new", _place(new[code]), f"new, with the words of {twin!r}, which is gone" if twin else "new"
            )


def _all_asked(questionnaire: Questionnaire) -> dict[str, Asked]:
    asked = tuple(questionnaire.question_of.values())
    return {each.code: each for question in asked for each in (question, *inner_of(question))}


def _place(question: Asked) -> str:
    kind = (
        "item" if isinstance(question, Item) else "segment" if isinstance(question, Segment) else "question"
    )
    return f"{kind} {question.code}"


def _question(old: Asked, new: Asked, before: Questionnaire, after: Questionnaire) -> Iterator[Change]:
    place = _place(new)
    if type(old) is not type(new):
        yield _change("scale", place, f"{type(old).__name__} is now {type(new).__name__}")
        return
    yield from _attributes(old, new, place)
    yield from _of_scale(old, new, before, after)
    yield from _options(old, new, place)
    if isinstance(old, Item) and isinstance(new, Item):
        if old.reverse is not new.reverse:
            yield _change("reverse", place, "reversed" if new.reverse else "no longer reversed")
        if old.dimension != new.dimension:
            yield _change("dimension", place, f"moved from {old.dimension!r} to {new.dimension!r}")


def _attributes(old: Asked, new: Asked, place: str) -> Iterator[Change]:
    for kind, names in (("scale", _BOUNDS), ("asked", _TAKEN)):
        for name in names:
            was, now = getattr(old, name, None), getattr(new, name, None)
            if was != now:
                yield _change("scale" if kind == "scale" else "asked", place, f"{name} was {was}, is {now}")


def _options(old: Asked, new: Asked, place: str) -> Iterator[Change]:
    before, after = ({each.code: each for each in options_of(question)} for question in (old, new))
    gone, came = (
        [code for code in before if code not in after],
        [code for code in after if code not in before],
    )
    if gone:
        yield _change("options", place, f"gone: {listed(gone)}")
    if came:
        yield _change("options", place, f"new: {listed(came)}")
    moved = _moved(list(before), list(after))
    if moved and not getattr(new, "random", False):
        yield _change("order", place, f"options have another place: {listed(moved)}")
    for code in [each for each in before if each in after]:
        if replace(before[code], label=after[code].label) != after[code]:
            yield _change("asked", place, f"option {code} is offered to others, or in another way")


# -- scales


def _of_scale(old: Asked, new: Asked, before: Questionnaire, after: Questionnaire) -> Iterator[Change]:
    """Yield the change of a question that names another scale; changes of a scale itself are told once."""
    was, now = before.scale_of.get(old.code), after.scale_of.get(new.code)
    if was is None or now is None or was.code == now.code:
        return
    if replace(was, code=now.code, recode=now.recode) == now:
        yield _change("other", _place(new), f"the scale {was.code!r} is now called {now.code!r}")
    else:
        yield _recoded(was, now, _place(new))


def _scales(before: Questionnaire, after: Questionnaire) -> Iterator[Change]:
    new = {scale.code: scale for scale in after.scales}
    for was in before.scales:
        now = new.get(was.code)
        if now is None:
            continue
        if [point.value for point in was.points] != [point.value for point in now.points]:
            yield _recoded(was, now, f"scale {was.code}")
        old_outside, new_outside = ({each.code for each in scale.outside} for scale in (was, now))
        for change in _named("answer", sorted(old_outside), sorted(new_outside)):
            yield _change("options", f"scale {was.code}", f"{change.place} is {change.what}")


def _recoded(was: Scale, now: Scale, place: str) -> Change:
    points = (
        f"{was.code} from {was.lowest} to {was.highest} is now {now.code} from {now.lowest} to {now.highest}"
    )
    answered = now.recode.get(was.code, {})
    missing = [str(point.value) for point in was.points if point.value not in answered]
    if not missing:
        return _change("recode", place, f"{points}; 'recode:' says how they answer each other")
    without = f"leaves out {listed(missing)}" if answered else "says nothing of it"
    return _change("scale", place, f"{points}; 'recode:' {without}")


# -- dimensions, order, who is asked


def _dimensions(before: Questionnaire, after: Questionnaire) -> Iterator[Change]:
    new = {dimension.code: dimension for dimension in after.dimensions}
    for was in before.dimensions:
        now, place = new.get(was.code), f"dimension {was.code}"
        if now is None:
            yield _change("gone", place, "gone")
            continue
        old_items, new_items = ({item.code for item in each.items_of[was.code]} for each in (before, after))
        if old_items != new_items:
            both = len(old_items & new_items)
            yield _change(
                "dimension",
                place,
                f"{len(old_items)} items, now {len(new_items)}, of which {both} are in both",
            )
        if was.higher_is != now.higher_is:
            yield _change("reverse", place, f"higher is now {now.higher_is}")
    old = {dimension.code for dimension in before.dimensions}
    yield from (_change("new", f"dimension {code}", "new") for code in new if code not in old)


def _order(before: Questionnaire, after: Questionnaire) -> Iterator[Change]:
    old, new = ([code for page in each.pages for code in page.shows] for each in (before, after))
    moved = _moved(old, new)
    places = _all_asked(after)
    yield from (_change("order", _place(places[code]), "comes at another place") for code in moved)
    shown = {code: page.random for page in before.pages for code in page.shows}
    mixed = [
        code for page in after.pages for code in page.shows if shown.get(code, page.random) is not page.random
    ]
    if mixed:
        yield _change("order", "pages", f"now in random order, or no longer: {listed(mixed)}")


def _moved(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """Return what stands in both and changed its place among what stands in both."""
    old, new = [each for each in before if each in after], [each for each in after if each in before]
    kept = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    still = {each for block in kept for each in old[block.a : block.a + block.size]}
    return [each for each in new if each not in still]


def _asked(before: Questionnaire, after: Questionnaire) -> Iterator[Change]:
    """Yield changes of conditions, of a page's on all that it shows."""
    old, new = _conditions(before), _conditions(after)
    for code in [code for code in old if code in new and old[code] != new[code]]:
        was, now = (" and ".join(each[code]) or "always" for each in (old, new))
        yield _change("asked", _place(after.question_of[code]), f"asked {was!r}, now {now!r}")
    if before.attention_check is not after.attention_check:
        yield _change("asked", "attention_check", "on" if after.attention_check else "off", trend="kept")


def _conditions(questionnaire: Questionnaire) -> dict[str, tuple[str, ...]]:
    return {
        code: tuple(str(each) for each in (page.show_if, questionnaire.question_of[code].show_if) if each)
        for page in questionnaire.pages
        for code in page.shows
    }


# -- the rest


def _levels(before: Questionnaire, after: Questionnaire) -> Iterator[Change]:
    old, new = before.maturity, after.maturity
    if old is None or new is None:
        if old is not new:
            yield _change("gone" if new is None else "new", "maturity", "gone" if new is None else "new")
        return
    if [(each.number, each.start) for each in old.levels] != [
        (each.number, each.start) for each in new.levels
    ]:
        yield _change("levels", "maturity", "levels begin at other scores")
    if (old.dimensions, old.gates) != (new.dimensions, new.gates):
        yield _change("levels", "maturity", "the overall level is found in another way")
    rules = [
        [replace(each, label=new.levels[0].name) for each in maturity.archetypes] for maturity in (old, new)
    ]
    if rules[0] != rules[1]:
        yield _change("levels", "maturity", "archetypes follow other rules")


def _other(before: Questionnaire, after: Questionnaire) -> tuple[Change, ...]:
    """Return that something else differs, such as notes for authors or the name of a page."""
    if to_yaml(replace(before, version=after.version)) == to_yaml(after):
        return ()
    return (_change("other", "the file", "only what neither people nor scores see"),)
