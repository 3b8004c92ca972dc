"""Orders: if people came in an order that some store kept, and answers lie in the same one, they are paired by rank.

Every order that a file has is tried: the one that SQL walks, and the one in which rows lie in the pages, where of two
rows the one nearer to the page's end came first. And in a dataset nothing may have an order but that of random ids.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from survey.audit.chance import NOBODY, Agreement, agreement
from survey.audit.finding import Finding
from survey.audit.scene import Scene
from survey.store.inspection import Inspected
from survey.store.pages import Image as Pages
from survey.store.pages import Value, commits

Strata = Sequence[Value]
_ORDERS = ("as walked", "as placed in the pages")
_COMMITS_REPLAYED = 500


def orders(scene: Scene) -> Iterator[Finding]:
    """Pair every order of people with every order of answers."""
    if scene.ballots is not None:
        answers = _answers(scene.ballots)
        for people, order in _people(scene):
            yield _paired(people, order, answers)
        yield _as_rewritten(scene.ballots)
        yield _replayed(scene.ballots)
    if scene.dataset is not None:
        yield from _in_dataset(scene, scene.dataset)


def _people(scene: Scene) -> Iterator[tuple[str, Mapping[str, Strata]]]:
    """Yield the strata of those who took part, in each order that a store has of them."""
    if scene.admission is not None:
        for table, columns in scene.admission.columns.items():
            yield f"{table} of admission", _taking_part(scene, scene.admission, table, columns)
    assert scene.ballots is not None
    by_draft_key = {who.draft_key: who.stratum for who in scene.suspects if who.draft_key}
    for table, columns in scene.ballots.columns.items():
        if columns and columns[0] == "draft_key" and by_draft_key:
            yield f"{table} of ballots", _keyed(scene.ballots, table, columns, by_draft_key)
    spent = _spent(scene)
    register = [who.stratum for who in scene.suspects if who.admission_key in spent]
    if register:
        yield "people of the register", {"by reference": register}


def _taking_part(scene: Scene, store: Inspected, table: str, columns: Sequence[str]) -> Mapping[str, Strata]:
    return _keyed(store, table, columns, scene.strata_of)


def _keyed(
    store: Inspected, table: str, columns: Sequence[str], stratum_of: Mapping[bytes, int | None]
) -> Mapping[str, Strata]:
    """Return the strata of a table's keys, of those marked as having taken part where it has marks."""
    marks = [columns.index(mark) for mark in ("pending", "spent") if mark in columns]

    def taking_part(row: Sequence[Value]) -> bool:
        return not marks or any(row[mark] for mark in marks)

    walked, placed = store.rows(table), [row.values for row in store.placed(table)]
    return {
        order: [
            stratum_of[key]
            for row in rows
            if taking_part(row)
            for key in row
            if isinstance(key, bytes) and key in stratum_of
        ]
        for order, rows in zip(_ORDERS, (walked, placed), strict=True)
    }


def _spent(scene: Scene) -> set[bytes]:
    if scene.admission is None or "admitted" not in scene.admission.tables:
        return set()
    rows = scene.admission.rows("admitted")
    return {row[0] for row in rows if isinstance(row[0], bytes) and any(row[2:4])}


def _answers(ballots: Inspected) -> Mapping[str, Strata]:
    """Return the strata of the responses, in each order that the ballot box has of them."""
    place = ballots.columns["responses"].index("stratum")
    walked, placed = ballots.rows("responses"), [row.values for row in ballots.placed("responses")]
    return {
        order: [row[place] for row in rows] for order, rows in zip(_ORDERS, (walked, placed), strict=True)
    }


def _paired(name: str, people: Mapping[str, Strata], answers: Mapping[str, Strata]) -> Finding:
    """Return the most successful of all pairings of two tables."""
    found = [
        (agreement(left, right), f"{name} {here}, responses {there}")
        for here, left in people.items()
        for there, right in answers.items()
    ]
    best, how = max(found, key=lambda pair: pair[0].margin)
    return _finding("order", f"{name} with responses, by rank", best, how)


def _finding(channel: str, attack: str, found: Agreement, how: str) -> Finding:
    if found.tried == 0:
        said = "there was nobody to pair"
    elif found.chance >= found.tried - 0.5:
        said = "all share one stratum: no order could tell them apart by it"
    else:
        said = f"best of all orders: {how}"
    return Finding(channel, attack, found.tried, found.hits, found.chance, found.beyond_luck, said)


def _as_rewritten(ballots: Inspected) -> Finding:
    """Count the responses that lie elsewhere than a rewrite would put them: their places tell of their arrival."""
    now = [row.values[0] for row in ballots.placed("responses")]
    then = [row.values[0] for row in ballots.rewritten().placed("responses")]
    moved = sum(here != there for here, there in zip(now, then, strict=True))
    return Finding(
        "order",
        "responses whose place in the file tells of their arrival",
        len(now),
        moved,
        0.0,
        leak=False,  # by itself it leads to nobody: the pairings above are the attack
        evidence=f"{moved} lie in order of arrival until the next credit rewrites the file",
    )


def _replayed(ballots: Inspected) -> Finding:
    """Replay a write-ahead log: a commit that holds one response and one spent key ties the two."""
    attack = "responses and spent keys of one commit, from the write-ahead log"
    if not ballots.image.is_wal and not ballots.wal:
        return Finding(
            "log of changes", attack, 0, 0, 0.0, leak=False, evidence="there is no write-ahead log"
        )
    tied, responses, keys = 0, _ids(ballots.main, "responses"), _spent_keys(ballots.main)
    for _, content in zip(range(_COMMITS_REPLAYED), commits(ballots.main, ballots.wal), strict=False):
        now, now_spent = _ids(content, "responses"), _spent_keys(content)
        tied += len(now - responses) == 1 and len(now_spent - keys) == 1
        responses, keys = now, now_spent
    return Finding(
        "log of changes",
        attack,
        len(responses),
        tied,
        0.0,
        leak=True,
        evidence="ballots are in WAL mode: copies of its log are replayed commit by commit",
    )


def _ids(content: bytes, table: str) -> set[Value]:
    image = Pages(content)
    root = image.roots().get(table)
    return {row.values[0] for row in image.rows(root)} if root else set()


def _spent_keys(content: bytes) -> set[Value]:
    image = Pages(content)
    root = image.roots().get("spent_drafts")
    return {row.values[0] for row in image.rows(root) if row.values[1]} if root else set()


def _in_dataset(scene: Scene, dataset: Inspected) -> Iterator[Finding]:
    """Look whether rows lie in the order of their random ids, and whether people or comments lie as rows do."""
    columns = dataset.columns["responses"]
    walked = dataset.rows("responses")
    ids = [row[columns.index("response_id")] for row in walked]
    sorted_ids = sorted(ids, key=str)
    moved = sum(one != other for one, other in zip(ids, sorted_ids, strict=True))
    yield Finding(
        "order",
        "rows of the dataset that do not lie in the order of their random ids",
        len(ids),
        moved,
        0.0,
        leak=moved > 0,
        evidence="the order of rows is that of their ids"
        if not moved
        else "rows lie in an order of their own",
    )
    people = [_label(scene, who.stratum) for who in scene.suspects if who.stratum is not None]
    units = [row[columns.index("unit")] for row in walked]
    yield _finding(
        "order", "people of the register with rows of the dataset", agreement(people, units), "by reference"
    )
    if "comments" in dataset.tables:
        yield _comments(dataset, units)


def _label(scene: Scene, code: int | None) -> str | None:
    return next(("/".join(stratum.unit) for stratum in scene.strata if stratum.code == code), None)


def _comments(dataset: Inspected, units: Sequence[Value]) -> Finding:
    """Lay each question's comments along the rows: their blocks are units, as the rows' are."""
    columns, rows = dataset.columns["comments"], dataset.rows("comments")
    question, block = columns.index("question"), columns.index("block")
    blocks = {str(row[block]) for row in rows}
    in_blocks = [_block_of(str(unit), blocks) for unit in units]
    found = [
        agreement(in_blocks, [row[block] for row in rows if row[question] == one])
        for one in sorted({row[question] for row in rows}, key=str)
    ]
    best = max(found, key=lambda one: one.margin, default=NOBODY)
    return _finding("order", "comments with rows of the dataset", best, "by question")


def _block_of(unit: str, blocks: set[str]) -> str | None:
    """Return the lowest block that contains a unit."""
    path = unit.split("/") if unit else []
    above = ("/".join(path[:depth]) for depth in range(len(path), -1, -1))
    return next((block for block in above if block in blocks), None)
