"""Mail: whether the outbox tells who was reminded, that is, who had not answered; and whether logs name anybody.

While keys and admission are there, the truth is known: who was credited. So each way of telling rows of a reminder
apart is tried against it: rows that are missing, that stay behind, that differ in anything at all.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from math import sqrt

from survey.audit.chance import BEYOND_LUCK, FEWEST_BEYOND
from survey.audit.finding import Finding
from survey.audit.scene import Scene
from survey.store.register.outbox import Entry

_TOKEN = re.compile(r"\b[a-z2-7]{26}\b|/s/[a-z2-7]{13}")


def mail(scene: Scene) -> Iterator[Finding]:
    """Guess who was reminded, from the outbox; and look for people and links in what was logged."""
    yield _differing(scene)
    yield _guessed(scene)
    yield _named(scene)


def _differing(scene: Scene) -> Finding:
    """Count the finished rows that are not as the others of their round."""
    done = [entry for entry in scene.outbox if entry.state == "done"]
    marks = {entry.marks for entry in done}
    odd = len(done) - max((sum(entry.marks == mark for entry in done) for mark in marks), default=0)
    said = f"{odd} finished rows say something else" if odd else "all finished rows say the same"
    return Finding("mail", "finished rows of the outbox that differ", len(done), odd, 0.0, odd > 0, said)


def _guessed(scene: Scene) -> Finding:
    """Take people apart by what their rows of reminders look like, and compare with who was credited."""
    credited = _credited(scene)
    people = {who.id for who in scene.suspects if who.invitee.email}
    spent = credited & people
    groups = [group for look in _looks(scene).values() for group in _groups(look, people)]
    worst = max((_against_luck(group, spent, people) for group in groups), default=(False, 0, 0.0))
    beyond, hits, luck = worst
    if not groups or not spent:
        said = "there is no reminder, or nobody was credited, or the admission list is gone"
    else:
        said = "some rows are those of people who had answered" if beyond else "the rows tell nothing of it"
    return Finding("mail", "guess who was reminded from the outbox", len(people), hits, luck, beyond, said)


def _named(scene: Scene) -> Finding:
    """Look for addresses, tokens and links in the log, in problems of jobs and in problems of rounds."""
    addresses = [who.invitee.email for who in scene.suspects if who.invitee.email]
    hits = sum(
        bool(_TOKEN.search(line)) or any(address in line for address in addresses) for line in scene.said
    )
    said = "some name a person or a link" if hits else "none names a person or a link"
    return Finding(
        "mail", "people and links in logs and problems", len(scene.said), hits, 0.0, hits > 0, said
    )


def _credited(scene: Scene) -> set[str]:
    """Return the people whose admission key is spent."""
    if scene.admission is None or "admitted" not in scene.admission.tables:
        return set()
    columns = scene.admission.columns["admitted"]
    key, spent = columns.index("admission_key"), columns.index("spent")
    keys = {row[key] for row in scene.admission.rows("admitted") if row[spent] == 1}
    return {who.id for who in scene.suspects if who.admission_key in keys}


def _looks(scene: Scene) -> Mapping[int, Mapping[str, Entry]]:
    """Return the rows of each round of reminders, by person."""
    rounds: dict[int, dict[str, Entry]] = defaultdict(dict)
    for entry in scene.outbox:
        if entry.kind == "reminder":
            rounds[entry.number][entry.participant] = entry
    return rounds


def _groups(rows: Mapping[str, Entry], people: Collection[str]) -> list[set[str]]:
    """Return people whose rows look alike; those without a row are alike, too."""
    alike: dict[object, set[str]] = defaultdict(set)
    for person in people:
        alike[rows[person].marks if person in rows else None].add(person)
    return list(alike.values())


def _against_luck(
    group: Collection[str], spent: Collection[str], people: Collection[str]
) -> tuple[bool, int, float]:
    """Return whether a group has more, or fewer, of the credited than luck gives it; how many, and luck's share."""
    drawn, marked, pool = len(group), len(spent), len(people)
    hits, luck = len(set(group) & set(spent)), drawn * marked / pool
    spread = sqrt(luck * (1 - marked / pool) * (pool - drawn) / max(1, pool - 1))
    return abs(hits - luck) > max(BEYOND_LUCK * spread, FEWEST_BEYOND), hits, luck
