"""Launch: strata that hide everybody, keys, stores in random order, and a campaign that is published last."""

from __future__ import annotations

import stat

import pytest

from survey.collection import closing, doors, launching
from survey.errors import CollectionError, CommandError
from survey.invitee import Invitee
from survey.store import keyring
from survey.store.admission import Admission
from survey.store.ballots import BallotBox, Draft
from survey.store.keyring import admission_key, draft_key
from survey.store.published import Stratum, read_published
from survey.store.register import campaigns, groups, log, participants
from tests.survey.collection.conftest import Running, Site, thirty_people


def test_a_launched_campaign_has_keys_stores_and_is_published(running: Running) -> None:
    published = read_published(running.paths.published)

    assert (published.id, published.organisation, published.state) == (running.id, "Exemple", "open")
    assert published.segments == "participants"
    assert sorted(path.name for path in running.paths.folder.glob("*.db")) == ["admission.db", "ballots.db"]
    assert keyring.exist(running.site.home, running.id)
    assert running.site.state(running.id) == "open"


def test_everybody_is_admitted_with_a_stratum_that_at_least_five_share(running: Running) -> None:
    admission = Admission.open(running.paths.admission)
    published = read_published(running.paths.published)

    counted = admission.head_counts()

    assert published.strata == (
        Stratum(0, ("Ops",)),
        Stratum(1, ("Ops", "Night")),
        Stratum(2, ("Sales",)),
    )
    assert counted == {0: 5, 1: 12, 2: 13}
    admission.close_file()


def test_the_notice_tells_what_is_recorded_and_how_many_keep_it(running: Running) -> None:
    notice = read_published(running.paths.published).notice

    assert (notice.invited, notice.smallest_stratum) == (30, 5)
    assert notice.recorded == {"unit": 83}  # 25 of 30 keep their whole unit
    assert notice.left_out == ("position",)
    assert notice.reminders == "not_answered"


def test_a_segment_of_the_list_is_recorded_where_the_plan_says_so(site: Site) -> None:
    running = site.launches(*thirty_people(), attributes=("position",))

    published = read_published(running.paths.published)

    assert published.notice.recorded == {"unit": 83, "position": 83}  # the five pooled at Ops lose both
    assert published.stratum(1) == Stratum(1, ("Ops", "Night"), {"position": "employee"})


def test_people_are_admitted_in_no_order_of_theirs(running: Running) -> None:
    admission, tokens = Admission.open(running.paths.admission), running.tokens()
    pages = admission._file.pages()

    places = [pages.find(admission_key(token)) for _, token in sorted(tokens.items())]

    assert -1 not in places
    assert places != sorted(places)
    assert places != sorted(places, reverse=True)
    # the file lies in the order of the hashes, which is all there is to see
    by_hash = sorted(tokens.values(), key=admission_key)
    assert [pages.find(admission_key(token)) for token in by_hash] in (
        sorted(places),
        sorted(places, reverse=True),
    )
    admission.close_file()


def test_the_ballot_box_knows_the_draft_keys_of_all_and_of_nobody_else(running: Running) -> None:
    box = BallotBox.open(running.paths.ballots)
    answer = keyring.read_answer(running.site.home, running.id)

    pages = box._file.pages()

    assert all(draft_key(answer, token) in pages for token in running.tokens().values())
    box.close_file()


def test_campaign_013_launching_twice_makes_one_campaign(running: Running) -> None:
    tokens, keys = running.tokens(), keyring.make(running.site.home, running.id)
    running.sends(tokens["0"], {"see1": 4})

    launching.launch(running.site.home, running.site.register, running.id, who="operator")

    assert running.tokens() == tokens
    assert keyring.make(running.site.home, running.id).answer == keys.answer
    box = BallotBox.open(running.paths.ballots)
    assert box.count() == 1
    box.close_file()


def test_too_few_people_are_not_launched_and_nothing_is_made(site: Site) -> None:
    campaign = site.plans(*thirty_people()[:4])

    with pytest.raises(CollectionError, match="4 people"):
        launching.launch(site.home, site.register, campaign, who="operator")

    assert site.state(campaign) == "draft"
    assert not site.home.campaign(campaign).folder.exists()
    assert not keyring.exist(site.home, campaign)


def test_an_unknown_campaign_is_named(site: Site) -> None:
    with pytest.raises(CommandError, match="campaign list"):
        launching.launch(site.home, site.register, "abcdefghijkl2", who="operator")


def test_a_closed_campaign_is_not_launched_again(running: Running) -> None:
    closing.close(running.site.home, running.site.register, running.id, who="operator")

    with pytest.raises(CollectionError, match="closing"):
        launching.launch(running.site.home, running.site.register, running.id, who="operator")


def test_a_launch_that_died_before_publishing_starts_anew(site: Site) -> None:
    running = site.launches(*thirty_people())
    before = running.tokens()
    running.paths.published.unlink()
    with site.register.writing() as db:
        db.exec_driver_sql("UPDATE campaigns SET state = 'launching'")

    launching.launch(site.home, site.register, running.id, who="operator")

    assert running.tokens() == before
    assert site.state(running.id) == "open"
    admission = Admission.open(running.paths.admission)
    assert sum(admission.head_counts().values()) == 30
    admission.close_file()


def test_late_joiners_get_the_deepest_group_that_contains_them(running: Running) -> None:
    site = running.site
    late = [
        Invitee("n1", "N", "n1@example.org", "Ops/Night"),
        Invitee("n2", "N", "n2@example.org", "Ops/New shift"),
    ]

    launching.admit(site.home, site.register, running.id, late, who="operator")

    tokens, admission = running.tokens(), Admission.open(running.paths.admission)
    assert [admission.stratum_of(admission_key(tokens[name])) for name in ("n1", "n2")] == [1, 0]
    with site.register.reading() as db:
        assert [stratum.invited for stratum in groups.strata_of(db, running.id)] == [6, 13, 13]
    admission.close_file()
    assert running.sends(tokens["n1"], {"see1": 1}).value == "new"


def test_who_is_on_the_list_is_not_invited_a_second_time(running: Running) -> None:
    site = running.site
    same_address = Invitee("new", "N", "p3@example.org", "Sales")
    same_reference = Invitee("3", "N", "new@example.org", "Sales")
    stranger = Invitee("n1", "N", "n1@example.org", "Sales")

    for again in (same_address, same_reference):
        with pytest.raises(
            CollectionError, match=f"1 of these people are on the list already: {again.reference}"
        ):
            launching.admit(site.home, site.register, running.id, [stranger, again], who="operator")

    with site.register.reading() as db:
        assert len(participants.of(db, running.id)) == 30
        assert sum(stratum.invited for stratum in groups.strata_of(db, running.id)) == 30


def test_late_joiners_of_a_new_unit_wait_until_they_are_enough_to_hide_among_themselves(
    running: Running,
) -> None:
    site = running.site
    lab = [Invitee(f"l{n}", "L", f"l{n}@example.org", "Lab") for n in range(5)]

    with pytest.raises(CollectionError, match="4 of these people"):
        launching.admit(site.home, site.register, running.id, lab[:4], who="operator")
    launching.admit(site.home, site.register, running.id, lab, who="operator")

    published = read_published(running.paths.published)
    assert published.strata[3] == Stratum(3)
    admission = Admission.open(running.paths.admission)
    assert admission.head_counts()[3] == 5
    admission.close_file()


def test_a_late_joiner_whose_admission_was_lost_in_a_crash_is_admitted_by_launching_again(
    running: Running,
) -> None:
    site, late = running.site, Invitee("late", "L", "late@example.org", "Sales")
    with site.register.writing() as db:
        participants.add(db, running.id, [late])

    launching.launch(site.home, site.register, running.id, who="operator")

    admission = Admission.open(running.paths.admission)
    assert admission.stratum_of(admission_key(running.tokens()["late"])) == 2
    admission.close_file()


def test_an_open_link_opens_one_door_for_each_declared_unit_and_pools_the_small_ones(site: Site) -> None:
    running = site.launches(channel="open", units=(("Ops", 20), ("Lab", 3), ("Sales", 2), ("Head", 9)))
    with site.register.reading() as db:
        found = doors.doors_of(db, campaigns.get(db, running.id))
    tokens = doors.tokens_of(keyring.read_invite(site.home, running.id), found)
    admission, published = Admission.open(running.paths.admission), read_published(running.paths.published)

    strata = {
        door.label: published.stratum(admission.stratum_of(admission_key(token)) or 0)
        for door, token in zip(found, tokens, strict=True)
    }

    assert {label: stratum.unit for label, stratum in strata.items() if stratum} == {
        "Head": ("Head",),
        "Lab": (),
        "Ops": ("Ops",),
        "Sales": (),
    }
    assert (published.segments, published.notice.reminders) == ("asked", "none")
    admission.close_file()


@pytest.mark.parametrize("channel", ["open", "kiosk"])
def test_without_declared_units_one_door_is_for_everybody(site: Site, channel: str) -> None:
    running = site.launches(channel=channel)

    published = read_published(running.paths.published)

    assert published.strata == (Stratum(0),)
    assert published.notice.invited is None
    admission = Admission.open(running.paths.admission)
    assert admission.head_counts() == {0: 1}
    admission.close_file()


def test_units_without_head_counts_are_kept_for_freezing_to_pool(site: Site) -> None:
    running = site.launches(channel="kiosk", units=(("Ops", 0), ("Lab", 0)))

    assert [stratum.unit for stratum in read_published(running.paths.published).strata] == [
        ("Lab",),
        ("Ops",),
    ]


def test_nobody_joins_a_campaign_without_a_list(site: Site) -> None:
    running = site.launches(channel="open")

    with pytest.raises(CollectionError, match="no list of people"):
        launching.admit(site.home, site.register, running.id, thirty_people(), who="operator")


def test_the_stores_are_for_their_owner_only(running: Running) -> None:
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in running.paths.folder.iterdir()}

    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(running.paths.folder.stat().st_mode) == 0o700


def test_launching_is_told_in_the_log(running: Running) -> None:
    with running.site.register.reading() as db:
        assert [(entry.who, entry.what) for entry in log.entries(db, running.id)] == [
            ("operator", "launched")
        ]


def test_links_are_made_of_the_settings_the_campaign_and_the_token() -> None:
    token = keyring.fresh_token()

    assert doors.link("https://survey.example.org", "abcdefghijkl2", token) == (
        f"https://survey.example.org/s/abcdefghijkl2/{token}"
    )


def test_a_paused_campaign_opens_again_and_a_closed_one_takes_nothing(running: Running) -> None:
    site, token = running.site, running.tokens()["0"]
    closing.set_paused(site.home, site.register, running.id, paused=True, who="operator")
    paused = read_published(running.paths.published).state
    closing.set_paused(site.home, site.register, running.id, paused=False, who="operator")
    box = BallotBox.open(running.paths.ballots)
    key = draft_key(keyring.read_answer(site.home, running.id), token)
    box.save_draft(key, Draft({"comment": "MARKER"}))
    box.close_file()

    closing.close(site.home, site.register, running.id, who="operator")
    closing.close(site.home, site.register, running.id, who="operator")

    assert (paused, read_published(running.paths.published).state) == ("paused", "closed")
    box = BallotBox.open(running.paths.ballots)
    assert box.closed
    assert box.draft(key) is None
    assert b"MARKER" not in box._file.pages()
    box.close_file()
