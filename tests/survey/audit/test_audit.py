"""The audit calls our own stores clean, and finds each leak that is planted in them; it writes nothing."""

from __future__ import annotations

import hashlib
import hmac
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from survey.audit.finding import Finding
from survey.audit.verdict import Verdict, audit
from survey.collection import crediting
from survey.invitee import Invitee
from survey.store import keyring
from survey.store.ballots import Ballot, BallotBox, Draft, Sent
from survey.store.keyring import admission_key, draft_key
from survey.store.paths import Home
from survey.store.register import Register, participants
from tests.survey.collection.conftest import Running, Site, make_site

UNITS = ("Ops/Day", "Ops/Night", "Sales", "Lab", "Legal", "Support")


def sixty_people() -> list[Invitee]:
    return [
        Invitee(f"staff-{n:03}", f"Person Number{n}", f"p{n}@example.org", UNITS[n // 10]) for n in range(60)
    ]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Running:
    """Sixty people in six units; forty-five have sent in an order of their own, and ten more hold a draft."""
    site = make_site(tmp_path_factory.mktemp("prepared") / "home")
    running = site.launches(*sixty_people())
    sent = [
        (token, {"see1": n % 5 + 1, "say": f"so said number {n}"}) for n, token in enumerate(arrived(running))
    ]
    running.send_all(sent[:45])
    answer = keyring.read_answer(site.home, running.id)
    with running.opened(durable=False) as (_, box):
        for token, _ in sent[45:55]:
            box.save_draft(draft_key(answer, token), Draft({"see1": 2, "say": "not sent yet"}))
    site.register.close()
    return running


def arrived(running: Running) -> list[keyring.Token]:
    """Return the tokens in the order in which their answers come."""
    tokens = list(running.tokens().values())
    random.Random(5).shuffle(tokens)  # noqa: S311  no secret
    return tokens


@pytest.fixture
def collecting(prepared: Running, tmp_path: Path) -> Iterator[Running]:
    """A copy of the prepared installation, to be leaked from."""
    shutil.copytree(prepared.site.home.path, tmp_path / "home")
    home = Home(tmp_path / "home")
    register = Register.open(f"sqlite:///{home.register}")
    yield Running(Site(home, register, prepared.site.plan), prepared.id)
    register.close()


def audited(running: Running, **options: object) -> Verdict:
    return audit(running.site.home, f"sqlite:///{running.site.home.register}", running.id, **options)


def leaks(verdict: Verdict) -> set[str]:
    return {finding.channel for finding in verdict.leaks}


@pytest.fixture
def plant(collecting: Running) -> Callable[..., sqlite3.Connection]:
    """Open a store of the campaign the way a careless change of ours would."""

    def opened(name: str, *statements: str) -> sqlite3.Connection:
        db = sqlite3.connect(collecting.paths.folder / f"{name}.db", isolation_level=None)
        for statement in ("PRAGMA synchronous=OFF", *statements):
            db.execute(statement)
        return db

    return opened


def test_a_campaign_that_collects_is_clean(collecting: Running) -> None:
    verdict = audited(collecting)

    assert verdict.leaks == ()
    assert {finding.channel for finding in verdict.findings} == {
        "crowds",
        "ids",
        "keys",
        "leftovers",
        "log of changes",
        "mail",
        "order",
        "remains",
        "sending",
        "times",
        "traces",
        "values",
    }


def test_it_stays_clean_once_participation_is_credited(collecting: Running) -> None:
    credited = crediting.credit(collecting.site.home, collecting.site.register, collecting.id)

    verdict = audited(collecting)

    assert credited == 45
    assert verdict.leaks == ()
    [arrival] = [finding for finding in verdict.findings if "arrival" in finding.attack]
    assert (arrival.tried, arrival.hits) == (45, 0)


def test_guesses_hit_about_as_often_as_luck_would(collecting: Running) -> None:
    guessed = [
        finding for finding in audited(collecting).findings if finding.channel == "order" and finding.chance
    ]

    assert len(guessed) >= 3
    for finding in guessed:
        assert abs(finding.hits - finding.chance) < 15


def test_both_keys_open_the_drafts_and_nothing_that_was_sent(collecting: Running) -> None:
    found = {finding.attack: finding for finding in audited(collecting).findings if finding.channel == "keys"}

    assert "0 responses and 10 drafts" in found["derive responses from people with both keys"].evidence
    for keys in ("no key", "the invite key", "the answer key"):
        assert "0 responses and 0 drafts" in found[f"derive responses from people with {keys}"].evidence


def test_the_audit_writes_nothing(collecting: Running) -> None:
    collecting.site.register.close()
    before = _content_of(collecting.site.home.path)

    audited(collecting)

    assert _content_of(collecting.site.home.path) == before


def _content_of(folder: Path) -> dict[str, tuple[str, int]]:
    return {
        str(path.relative_to(folder)): (
            hashlib.sha256(path.read_bytes()).hexdigest(),
            path.stat().st_mtime_ns,
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_nothing_that_names_a_person_is_in_what_it_says(collecting: Running) -> None:
    tokens = collecting.tokens()
    (collecting.site.home.run / "answering.log").write_text(f"GET /s/{collecting.id}/{tokens['staff-001']}\n")

    said = " ".join(f"{finding.attack} {finding.evidence}" for finding in audited(collecting).findings)

    assert not any(token in said for token in tokens.values())
    assert "example.org" not in said
    assert "staff-" not in said


# -- planted leaks: each is a change that somebody could make in good faith


def test_a_time_column_is_found(collecting: Running, plant: Callable[..., sqlite3.Connection]) -> None:
    db = plant("ballots", "ALTER TABLE responses ADD COLUMN sent_at TEXT")
    for minute, (ballot,) in enumerate(db.execute("SELECT ballot_id FROM responses").fetchall()):
        moment = f"2027-01-05T09:{minute:02}:00+00:00"
        db.execute("UPDATE responses SET sent_at = ? WHERE ballot_id = ?", (moment, ballot))
    db.close()

    verdict = audited(collecting)

    assert leaks(verdict) == {"times"}
    assert any("sent_at" in finding.evidence for finding in verdict.leaks)


def test_a_time_inside_the_answers_is_found(
    collecting: Running, plant: Callable[..., sqlite3.Connection]
) -> None:
    db = plant("ballots")
    for second, (ballot,) in enumerate(db.execute("SELECT ballot_id FROM responses").fetchall()):
        answers = f'{{"at":{1_799_000_000 + second},"see1":3}}'
        db.execute("UPDATE responses SET answers = ? WHERE ballot_id = ?", (answers, ballot))
    db.close()

    assert any("answers.at" in finding.evidence for finding in audited(collecting).leaks)


@pytest.mark.parametrize("kind", ["counter", "time-ordered uuid"])
def test_a_sequential_id_is_found(
    collecting: Running, plant: Callable[..., sqlite3.Connection], kind: str
) -> None:
    db = plant("ballots", "PRAGMA secure_delete=ON")
    draw = random.Random(3)  # noqa: S311  no secret
    for n, (ballot,) in enumerate(db.execute("SELECT ballot_id FROM responses").fetchall()):
        uuid7 = (1_799_000_000_000 + 40_000 * n).to_bytes(6, "big") + draw.randbytes(10)
        new = n.to_bytes(16, "big") if kind == "counter" else uuid7
        db.execute("UPDATE responses SET ballot_id = ? WHERE ballot_id = ?", (new, ballot))
    db.close()

    assert "ids" in leaks(audited(collecting))


def test_secure_delete_switched_off_is_found(
    collecting: Running, plant: Callable[..., sqlite3.Connection]
) -> None:
    db = plant("ballots", "PRAGMA secure_delete=OFF")
    db.execute("DELETE FROM draft_contents")
    db.execute("DELETE FROM drafts")
    db.close()

    assert leaks(audited(collecting)) == {"remains"}


def test_a_draft_beside_its_key_is_found_when_it_was_deleted(
    collecting: Running, plant: Callable[..., sqlite3.Connection]
) -> None:
    db = plant("ballots", "PRAGMA secure_delete=OFF")
    db.execute("CREATE TABLE one_table (draft_key BLOB PRIMARY KEY, content TEXT) WITHOUT ROWID")
    spent = db.execute("SELECT draft_key FROM spent_drafts WHERE spent = 1 LIMIT 20").fetchall()
    db.executemany("INSERT INTO one_table VALUES (?, '{\"see1\":4}')", spent)
    db.execute("DELETE FROM one_table")
    db.close()

    found = [finding for finding in audited(collecting).leaks if "lead from key to content" in finding.attack]

    assert [finding.hits for finding in found] == [20]


@pytest.mark.parametrize("form", ["token", "hash", "draft key", "link"])
def test_a_token_in_a_log_is_found(collecting: Running, form: str) -> None:
    token = collecting.tokens()["staff-007"]
    answer = keyring.read_answer(collecting.site.home, collecting.id)
    line = {
        "token": f'{{"path": "/x", "t": "{token.upper()}"}}',
        "hash": f"session {admission_key(token).hex()} opened",
        "draft key": f"saved {draft_key(answer, token).hex()}",
        "link": f"127.0.0.1 GET /s/{collecting.id}/{token} 302",
    }[form]
    (collecting.site.home.run / "answering.log").write_text(f"started\n{line}\n")

    verdict = audited(collecting)

    assert leaks(verdict) == {"traces"}
    assert any("answering.log" in finding.evidence for finding in verdict.leaks)


def test_a_log_elsewhere_is_read_where_it_is_named(collecting: Running, tmp_path: Path) -> None:
    log = tmp_path / "proxy.log"
    log.write_text(f"203.0.113.7 GET /s/{collecting.id}/{collecting.tokens()['staff-001']}\n")

    assert leaks(audited(collecting)) == set()
    assert leaks(audited(collecting, logs=(log,))) == {"traces"}


def test_an_unshuffled_table_is_found(collecting: Running, plant: Callable[..., sqlite3.Connection]) -> None:
    """Participation in a table of its own, as it came: the responses still lie in that order in their pages."""
    db = plant("admission", "CREATE TABLE noted (admission_key BLOB)")
    for token in arrived(collecting)[:45]:
        db.execute("INSERT INTO noted VALUES (?)", (admission_key(token),))
    db.close()

    found = [finding for finding in audited(collecting).leaks if finding.channel == "order"]

    assert [finding.hits for finding in found] == [45]
    assert found[0].chance < 15


def test_ballots_in_wal_mode_are_found_and_replayed(
    collecting: Running, plant: Callable[..., sqlite3.Connection]
) -> None:
    db = plant("ballots", "PRAGMA journal_mode=WAL")
    draw = random.Random(4)  # noqa: S311  no secret
    unsent = db.execute("SELECT draft_key FROM spent_drafts WHERE spent = 0").fetchall()
    for (key,) in unsent:
        db.execute("BEGIN IMMEDIATE")
        db.execute("UPDATE spent_drafts SET spent = 1 WHERE draft_key = ?", (key,))
        db.execute("INSERT INTO responses VALUES (?, 1, '{}', 0, 0, 0, 0)", (draw.randbytes(16),))
        db.execute("COMMIT")

    found = [finding for finding in audited(collecting).leaks if finding.channel == "log of changes"]
    db.close()

    assert [finding.hits for finding in found] == [len(unsent)]  # every one of them tied to its key


def test_a_journal_that_is_kept_is_found(
    collecting: Running, plant: Callable[..., sqlite3.Connection]
) -> None:
    db = plant("ballots", "PRAGMA journal_mode=PERSIST", "PRAGMA secure_delete=ON")
    db.execute("DELETE FROM drafts")
    db.close()

    assert "remains" in leaks(audited(collecting))


@pytest.mark.parametrize("way", ["attached", "in a table of its own", "in the same file"])
def test_credit_in_the_transaction_of_send_is_found(
    collecting: Running, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    honest = BallotBox.send

    def send(box: BallotBox, key: bytes, stratum: int, ballot: Ballot) -> Sent:
        admission = box._file.path.with_name("admission.db")
        name = "took_part" if way == "in the same file" else "other.took_part"
        with sqlite3.connect(box._file.path, isolation_level=None) as db:
            db.execute("ATTACH ? AS other", (str(admission),))
            [who] = db.execute("SELECT admission_key FROM other.admitted LIMIT 1").fetchone()
            if way == "attached":
                db.execute("UPDATE other.admitted SET pending = NOT pending WHERE admission_key = ?", (who,))
            else:
                db.execute(f"CREATE TABLE IF NOT EXISTS {name} (admission_key BLOB)")
                db.execute(f"INSERT INTO {name} VALUES (?)", (who,))  # noqa: S608  one of two names
        db.close()
        return honest(box, key, stratum, ballot)

    monkeypatch.setattr(BallotBox, "send", send)

    assert "sending" in leaks(audited(collecting))


def test_a_draft_key_that_one_key_alone_gives_is_found(
    collecting: Running, plant: Callable[..., sqlite3.Connection]
) -> None:
    answer = keyring.read_answer(collecting.site.home, collecting.id)
    db = plant("ballots")
    with collecting.site.register.reading() as rows:
        people = participants.of(rows, collecting.id)
    db.execute(
        "INSERT INTO drafts VALUES (?, ?)",
        (hmac.digest(answer, people[0].id.encode(), "sha256")[:16], b"s" * 16),
    )
    db.close()

    assert leaks(audited(collecting)) == {"keys"}


def test_an_address_among_the_answers_is_found(
    collecting: Running, plant: Callable[..., sqlite3.Connection]
) -> None:
    db = plant("ballots")
    db.execute('UPDATE responses SET answers = \'{"login":"p7@example.org"}\' WHERE stratum = 1')
    db.close()

    assert leaks(audited(collecting)) == {"values"}


def test_people_alone_in_a_stratum_are_found(
    collecting: Running, plant: Callable[..., sqlite3.Connection]
) -> None:
    db = plant("admission")
    db.execute(
        "UPDATE admitted SET stratum = 99 WHERE admission_key = (SELECT min(admission_key) FROM admitted)"
    )
    db.close()

    assert "crowds" in leaks(audited(collecting))


def test_a_key_that_others_can_read_or_that_was_copied_is_found(collecting: Running) -> None:
    home = collecting.site.home
    key = home.keys_of(collecting.id) / "answer.key"
    key.chmod(0o644)
    (home.run / "debug.txt").write_text(f"key={key.read_bytes().hex()}")

    found = {finding.attack for finding in audited(collecting).leaks}

    assert found == {"stores open to other users", "copies of the keys"}


def test_a_file_for_each_answer_is_found(collecting: Running) -> None:
    for n in range(3):
        (collecting.paths.folder / f"answer-{n}.json").write_text("{}")

    assert leaks(audited(collecting)) == {"times"}


def test_two_copies_a_few_answers_apart_are_found(collecting: Running, tmp_path: Path) -> None:
    earlier = _copied(collecting, tmp_path / "earlier")
    tokens = arrived(collecting)
    collecting.send_all([(token, {"see1": 1}) for token in tokens[55:57]])

    near = audited(collecting, earlier=earlier)
    collecting.send_all([(token, {"see1": 1}) for token in tokens[45:55]])
    far = audited(collecting, earlier=earlier)

    assert leaks(near) == {"copies"}
    assert leaks(far) == set()


def _copied(running: Running, folder: Path) -> Path:
    """Copy the whole installation, the way a backup of the disk would."""
    running.site.register.close()
    shutil.copytree(running.site.home.path, folder)
    return folder


def test_a_campaign_with_one_stratum_says_that_orders_cannot_be_judged_by_it(site: Site) -> None:
    running = site.launches(*[Invitee(str(n), f"P{n}", f"p{n}@example.org") for n in range(12)])
    running.send_all([(token, {"see1": 1}) for token in running.tokens().values()])

    found: list[Finding] = [one for one in audited(running).findings if "by rank" in one.attack]

    assert all("all share one stratum" in finding.evidence for finding in found if finding.tried)
    assert any(finding.tried for finding in found)
