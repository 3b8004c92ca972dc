"""Releases written by hand, so that what a report says of them can be worked out on paper and never drifts.

`rich` has everything a report can show; the others each lack or strain something. Intervals follow from n, sd and
the finite population: mean ± 1.97·sd/√n·√((N-n)/(N-1)), rounded to one decimal in the totals.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from questionnaires import load
from questionnaires.model import Dimension, Item, Page, Point, Questionnaire, Scale, Text
from scoring.release import (
    Agreement,
    ArchetypeShare,
    Band,
    Cell,
    Choice,
    Estimate,
    Facts,
    Hidden,
    ItemResult,
    LevelRange,
    MaturityResult,
    Profile,
    ProfilesResult,
    Release,
    Reliability,
    Score,
)

FORM = load("barriers-full")

TOTAL: Mapping[str, tuple[float, float, float]] = {
    "impact": (44.8, 43.4, 46.2),
    "fit": (57.9, 56.5, 59.3),
    "goals": (33.4, 32.0, 34.8),
    "tools": (63.1, 61.7, 64.5),
    "org": (48.3, 46.9, 49.7),
    "lead": (46.0, 44.6, 47.4),
    "will": (62.0, 60.6, 63.4),
    "part": (52.2, 50.8, 53.6),
}
"""Mean, low, high of each dimension over the 412 people of 520 who answered."""

LEVEL_STARTS = (0, 35, 50, 65, 80)

TREE: Mapping[tuple[str, ...], tuple[int | None, float, Hidden | None]] = {
    ("Head office",): (58, 2.0, None),
    ("Head office", "Finance"): (24, 4.0, None),
    ("Head office", "People and culture"): (21, -1.0, None),
    ("Head office", "Legal"): (None, 0.0, "few"),
    ("Head office", "Communication"): (None, 0.0, "complement"),
    ("Industry",): (166, -3.0, None),
    ("Industry", "Lyon"): (88, -9.0, None),
    ("Industry", "Lyon", "Assembly"): (41, -14.0, None),
    ("Industry", "Lyon", "Maintenance"): (29, -6.0, None),
    ("Industry", "Lyon", "Quality"): (18, -2.0, None),
    ("Industry", "Nantes"): (78, 4.0, None),
    ("Industry", "Nantes", "Assembly"): (44, 5.0, None),
    ("Industry", "Nantes", "Maintenance"): (None, 0.0, "few"),
    ("Industry", "Nantes", "Quality"): (None, 0.0, "complement"),
    ("Research",): (81, 11.0, None),
    ("Research", "Applied"): (37, 13.0, None),
    ("Research", "Materials"): (30, 9.0, None),
    ("Research", "Patents"): (14, 8.0, None),
    ("Sales",): (107, -2.0, None),
    ("Sales", "France"): (61, -3.0, None),
    ("Sales", "France", "North"): (33, -4.0, None),
    ("Sales", "France", "South"): (28, -2.0, None),
    ("Sales", "International"): (46, 0.0, None),
    ("Sales", "International", "Łódź"): (27, 1.0, None),
    ("Sales", "International", "Québec"): (19, -1.0, None),
}
"""Units: n, how far their scores lie from the total's, why they are hidden."""

SD = 21.0


def estimate(n: int, mean: float, *, invited: int | None, sd: float = SD) -> Estimate:
    """Return an estimate with the interval of the module's formula."""
    factor = math.sqrt((invited - n) / (invited - 1)) if invited else 1.0
    half = 1.97 * sd / math.sqrt(n) * factor
    return Estimate(
        n, mean, sd, max(mean - half, 0), min(mean + half, 100), "finite" if invited else "sample"
    )


def level_range(mean: float, low: float, high: float) -> LevelRange:
    def level(score: float) -> int:
        return sum(score >= start for start in LEVEL_STARTS)

    return LevelRange(level(mean), level(low), level(high))


def total_scores() -> dict[str, Score]:
    return {
        code: Score(Estimate(412, mean, SD, low, high, "finite"), level_range(mean, low, high), None)
        for code, (mean, low, high) in TOTAL.items()
    }


def unit(path: tuple[str, ...], n: int | None, shift: float, hidden: Hidden | None) -> Cell:
    """Return a unit whose scores lie `shift` from the total's, a little more on some dimensions than on others."""
    if n is None:
        scores = {code: Score(None, None, hidden) for code in TOTAL}
        return Cell(path, None, hidden, None, None, scores)
    invited = round(n / 0.8)
    scores = {}
    for place, (code, (mean, _, _)) in enumerate(TOTAL.items()):
        found = estimate(n, mean + shift * (0.5 + 0.15 * place), invited=invited)
        scores[code] = Score(found, level_range(found.mean, found.low, found.high), None)
    return Cell(path, n, None, invited, 80.0, scores)


def reliability(form: Questionnaire, n: int) -> dict[str, Reliability]:
    found = {}
    for dimension in form.dimensions:
        codes = [item.code for item in form.items_of[dimension.code]]
        rest: dict[str, float | None] = {code: 0.5 + 0.05 * place for place, code in enumerate(codes)}
        found[dimension.code] = Reliability(
            n, 0.84, 0.81, 0.87, 0.84, 0.85, rest, dict(rest), 0.02, 0.01, "good"
        )
    return found


def agreement(form: Questionnaire, groups: int) -> dict[str, Agreement]:
    found = Agreement(groups, 0.08, 0.62, 2.6, 0.001, 0.71, 0.72, shared_climate=False)
    return {dimension.code: found for dimension in form.dimensions}


def item_results(form: Questionnaire, n: int) -> dict[str, ItemResult]:
    """Return figures for every item; the first is at one end, the second at the other."""
    shares = [0.96, 0.04, *[0.2 + (place * 7 % 60) / 100 for place in range(len(form.items))]]
    fifth = dict.fromkeys(range(1, 6), 0.2)
    return {
        item.code: ItemResult(n - place, 2.1 + place % 20 / 10, share, fifth, {"dk": 0.04, "na": 0.01})
        for place, (item, share) in enumerate(zip(form.items, shares, strict=False))
    }


def profile(code: str, level: int, share: float, ends: tuple[float, float], height: float) -> Profile:
    assert FORM.maturity is not None
    label = next(one.label for one in FORM.maturity.archetypes if one.code == code)
    centroid = {d: height + 4 * (place % 3) for place, d in enumerate(TOTAL)}
    return Profile(
        code, label.by_language, code, level, round(412 * share), share, ends[0], ends[1], 0.93, centroid
    )


def four_profiles() -> ProfilesResult:
    """Return four profiles of which none is clearly the largest: 31 % and 27 % have ranges that meet."""
    found = (
        profile("sceptic", 1, 0.23, (0.19, 0.27), 22.0),
        profile("equipped_no_point", 2, 0.27, (0.22, 0.31), 41.0),
        profile("sees_lacks_means", 3, 0.31, (0.26, 0.36), 56.0),
        profile("aligned", 4, 0.19, (0.15, 0.23), 74.0),
    )
    choice = Choice(
        guard_z=9.4,
        guard_threshold=4.0,
        guard_draws=19,
        bootstraps=50,
        stability={
            2: (0.9, 0.88),
            3: (0.8, 0.7, 0.75),
            4: (0.9, 0.8, 0.7, 0.93),
            5: (0.5, 0.4, 0.3, 0.6, 0.7),
        },
        smallest_share={2: 0.4, 3: 0.2, 4: 0.19, 5: 0.04},
        bic={},
        icl={},
        silhouette={},
    )
    return ProfilesResult("profiles", 401, 4, found, 0.13, choice, bands(), archetypes(), 0.03)


def bands() -> tuple[Band, ...]:
    ends = zip((0, 35, 50, 65, 80), (35, 50, 65, 80, 100), (0.16, 0.30, 0.34, 0.17, 0.03), strict=True)
    return tuple(Band(start, end, share) for start, end, share in ends)


def archetypes() -> tuple[ArchetypeShare, ...]:
    assert FORM.maturity is not None
    shares = (0.12, 0.18, 0.14, 0.23, 0.09, 0.24)
    return tuple(
        ArchetypeShare(one.code, share)
        for one, share in zip((a for a in FORM.maturity.archetypes), shares, strict=False)
    )


def rich() -> Release:
    """Eight dimensions, a level that its goals hold back, four profiles, 25 units on three depths, four hidden."""
    return Release(
        questionnaire=FORM,
        facts=Facts("", "simulated", 412, 520, 5, 7, "sightline 0.1.0", "5f" * 32, 9, 0.041, 0.023),
        total=Cell((), 412, None, 520, 100 * 412 / 520, total_scores()),
        units=tuple(unit(path, *found) for path, found in TREE.items()),
        reliability=reliability(FORM, 360),
        agreement=agreement(FORM, 20),
        items=item_results(FORM, 401),
        maturity=MaturityResult("level", 51.0, 2, 3, ("goals",)),
        profiles=four_profiles(),
    )


def climate_form() -> Questionnaire:
    """Three dimensions in English and French, on one of which a low score is good news; no levels."""

    def both(en: str, fr: str) -> Text:
        return Text({"en": en, "fr": fr})

    labels = ("Lowest", "2", "3", "4", "Highest")
    points = tuple(Point(n, both(label, label)) for n, label in enumerate(labels, 1))
    sizes = {"leadership": 11, "significance": 3, "hostility": 5}
    items = tuple(
        Item(f"{code[:4].upper()}{n:02}", code, "five", both(f"{code} {n}", f"{code} {n}"))
        for code, size in sizes.items()
        for n in range(1, size + 1)
    )
    return Questionnaire(
        id="climate",
        version="1",
        languages=("en", "fr"),
        title=both("Leadership climate in 49 companies", "Climat de commandement dans 49 compagnies"),
        scales=(Scale("five", points),),
        dimensions=(
            Dimension("leadership", both("Leadership climate", "Climat de commandement")),
            Dimension("significance", both("Task significance", "Importance de la tâche")),
            Dimension("hostility", both("Hostility", "Hostilité"), higher_is="worse"),
        ),
        items=items,
        pages=(Page("all", tuple(item.code for item in items)),),
    )


def continuum() -> Release:
    """2,042 people in 49 units, collected elsewhere: a continuum, no levels, nobody knows how many were invited."""
    form = climate_form()
    means = {"leadership": 50.0, "significance": 53.3, "hostility": 23.7}
    scores = {code: Score(estimate(2042, mean, invited=None), None, None) for code, mean in means.items()}
    units = tuple(
        Cell(
            (str(number),),
            n := 10 + number * 37 % 80,
            None,
            None,
            None,
            {
                code: Score(estimate(n, mean + (number * 13 % 21 - 10) / 2, invited=None), None, None)
                for code, mean in means.items()
            },
        )
        for number in range(1, 50)
    )
    choice = Choice(-2.2, 4.0, 19, 0, {}, {}, {}, {}, {})
    quarters = tuple(Band(25 * q, 25 * q + 25, share) for q, share in enumerate((0.05, 0.22, 0.5, 0.23)))
    return Release(
        questionnaire=form,
        facts=Facts("", "imported", 2042, None, 5, 1, "sightline 0.1.0", "ab" * 32, 415, 0.0, 0.0),
        total=Cell((), 2042, None, None, None, scores),
        units=units,
        reliability=reliability(form, 2042),
        agreement=agreement(form, 49),
        items={code: replace(found, outside={}) for code, found in item_results(form, 2042).items()},
        maturity=MaturityResult("no_maturity_block", None, None, None, ()),
        profiles=ProfilesResult("continuum", 2042, None, (), None, choice, quarters, (), None),
    )


def tiny() -> Release:
    """Four people: fewer than the threshold, so that every figure is hidden."""
    hidden = {code: Score(None, None, "few") for code in TOTAL}
    return Release(
        questionnaire=FORM,
        facts=Facts("", "simulated", None, 30, 5, 1, "sightline 0.1.0", "cd" * 32, None, None, None),
        total=Cell((), None, "few", None, None, hidden),
        units=(),
        reliability={},
        agreement={},
        items={},
        maturity=MaturityResult("too_few", None, None, None, ()),
        profiles=ProfilesResult("too_few", 0, None, (), None, None, (), (), None),
    )


def long_texts() -> Release:
    """Every text of the rich release many times as long, one of them a single word of 120 letters."""
    release = rich()

    def longer(text: Text, times: int) -> Text:
        return Text({language: " ".join([words] * times) for language, words in text.by_language.items()})

    form = release.questionnaire
    assert form.maturity is not None
    word = Text({"en": "Rindfleischetikettierung" * 5, "fr": "Rindfleischetikettierung" * 5})
    dimensions = tuple(replace(d, label=longer(d.label, 4)) for d in form.dimensions)
    dimensions = (replace(dimensions[0], label=word), *dimensions[1:])
    levels = tuple(
        replace(one, name=longer(one.name, 4), idea=longer(one.idea, 4) if one.idea else None)
        for one in form.maturity.levels
    )
    return replace(
        release,
        questionnaire=replace(
            form,
            title=longer(form.title, 12),
            dimensions=dimensions,
            items=tuple(replace(item, text=longer(item.text, 6)) for item in form.items),
            maturity=replace(form.maturity, levels=levels),
        ),
        units=tuple(
            replace(cell, path=tuple(f"{name} " * 6 for name in cell.path)) for cell in release.units
        ),
    )


def many_units() -> Release:
    """300 units on three depths."""
    paths = [
        path
        for division in range(1, 11)
        for path in (
            (f"Division {division}",),
            *((f"Division {division}", f"Site {site}") for site in range(1, 4)),
            *(
                (f"Division {division}", f"Site {site}", f"Team {team}")
                for site in range(1, 4)
                for team in range(1, 10)
            ),
        )
    ][:300]
    return replace(rich(), units=tuple(unit(path, 12 + len(path), 0.0, None) for path in paths))


MARKUP = (
    "<script>alert(1)</script>",
    "{{7*7}}",
    "{% raw %}",
    "R&D <b>bold</b>",
    "a\"b'c",
    "%(names)s 100 %s",
)


def marked_up() -> Release:
    """Unit names, item texts and a title that look like markup."""
    release = rich()
    cells = tuple(replace(cell, path=(name,)) for name, cell in zip(MARKUP, release.units[4:10], strict=True))
    items = tuple(
        replace(item, text=Text(dict.fromkeys(("en", "fr"), MARKUP[place % len(MARKUP)])))
        for place, item in enumerate(release.questionnaire.items)
    )
    title = Text(dict.fromkeys(("en", "fr"), " ".join(MARKUP)))
    return replace(
        release, questionnaire=replace(release.questionnaire, items=items, title=title), units=cells
    )
