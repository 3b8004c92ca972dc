"""A rehearsal: made-up people go through a whole campaign, by the stores, keys and jobs that real people meet.

    plan ─> launch ─> each at a door of their own: token, admission, draft, Send, participation noted
    ─> credited ─> closed ─> frozen: dataset, figures; keys, admission and ballots destroyed

What they answer is checked as a page would check it, and what is sent is worked out of the draft as Send does. The
campaign has the origin `simulated`, so that its pages and its report say that nobody is real. The trap: this writes
without waiting for the disk, which real answers never do; it refuses a campaign of real people.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.random import Generator

from questionnaires import parse, to_yaml
from questionnaires.answers import Answer, Answers, asked_answers, checked
from questionnaires.drawing import Drawn, with_draws
from questionnaires.model import Questionnaire
from scoring.simulate_answers import answers_of
from survey.collection.closing import close
from survey.collection.crediting import credit
from survey.collection.doors import link
from survey.collection.freezing import freeze
from survey.collection.launching import launch
from survey.collection.planning import plan_campaign
from survey.collection.rehearsal_cast import GOALS, ORGANISATION, Answering, Cast, cast_of
from survey.errors import CollectionError
from survey.invitee import Invitee
from survey.store.admission import Admission
from survey.store.ballots import Ballot, BallotBox, Draft
from survey.store.keyring import Token, admission_key, draft_key, read_answer, read_invite, token_of
from survey.store.paths import Home
from survey.store.published import PublishedCampaign, Stratum, read_published
from survey.store.register import Register, campaigns, participants
from survey.store.register.campaigns import Campaign, Plan

REHEARSAL = "rehearsal"
"""Who did it, in the log."""

ATTRIBUTES = ("position", "tenure")
"""What the list of people tells besides units; too small groups leave out the last first."""

_DRAFTS = 20
"""One in so many of those who do not answer begins, and never sends."""

_FASTEST = (2, 8)
"""How many pages somebody who does not read turns too fast, from and below."""


@dataclass(frozen=True)
class Stage:
    """An installation with its made-up people, and the form as it is put to them."""

    home: Home
    register: Register
    questionnaire: Questionnaire
    cast: Cast
    seed: int


@dataclass(frozen=True)
class Invitation:
    """The link of somebody who was invited."""

    invitee: Invitee
    link: str


def stage(home: Home, register: Register, questionnaire: Questionnaire, *, people: int, seed: int) -> Stage:
    """Set the stage: an organisation of `people` with goals; same seed, same people and same answers."""
    asked = with_draws(questionnaire.with_goals(GOALS), seed)
    return Stage(home, register, asked, cast_of(asked, people=people, seed=seed), seed)


def rehearse(on: Stage, title: str) -> Campaign:
    """Play a campaign from its plan to its dataset, and return it as it ended.

    Raises
    ------
    SightlineError
        When something refuses, as it would refuse real people.
    """
    campaign_id = _launched(on, title, opened_days_ago=21)
    answer(on, campaign_id, share=1.0)
    close(on.home, on.register, campaign_id, who=REHEARSAL)
    return freeze(on.home, on.register, campaign_id, who=REHEARSAL)


def leave_open(on: Stage, title: str, *, share: float) -> str:
    """Launch a campaign that stays open, let a share of those who will answer do so, and return its id."""
    campaign_id = _launched(on, title, opened_days_ago=3)
    answer(on, campaign_id, share=share)
    return campaign_id


def answer(on: Stage, campaign_id: str, *, share: float) -> None:
    """Let people answer in an order of chance, and credit them twice on the way.

    Raises
    ------
    CollectionError
        When the campaign asks real people.
    """
    random = np.random.default_rng([on.seed, 3])
    with on.register.reading() as db:
        _require_made_up(campaigns.get(db, campaign_id))
    with _opened(on, campaign_id) as doors:
        order = random.permutation(len(doors.people)).tolist()
        people = [doors.people[place] for place in order]
    for half in (people[::2], people[1::2]):
        with _opened(on, campaign_id) as doors:
            for invitee, token in half:
                _at_the_door(on, doors, invitee, token, share, random)
        credit(on.home, on.register, campaign_id)


def invitations(on: Stage, campaign_id: str, base_url: str, *, each: int) -> list[Invitation]:
    """Return the links of `each` so many people of every language who have neither begun nor answered."""
    with _opened(on, campaign_id) as doors:
        waiting = [
            (invitee, token)
            for invitee, token in doors.people
            if not (look := doors.box.look(draft_key(doors.answer_key, token))).spent and look.draft is None
        ]
    chosen = [
        them
        for language in on.questionnaire.languages
        for them in [pair for pair in waiting if pair[0].language == language][:each]
    ]
    return [Invitation(invitee, link(base_url, campaign_id, token)) for invitee, token in chosen]


def _launched(on: Stage, title: str, *, opened_days_ago: int) -> str:
    now = datetime.now(UTC)
    plan = Plan(
        organisation=ORGANISATION,
        title=title,
        questionnaire=to_yaml(on.questionnaire),
        opens=now - timedelta(days=opened_days_ago),
        closes=now + timedelta(days=21),
        origin="simulated",
        attributes=tuple(s.code for s in on.questionnaire.segments if s.code in ATTRIBUTES),
        results_on=(now + timedelta(days=42)).date(),
    )
    planned = plan_campaign(on.register, plan, invitees=on.cast.invitees, who=REHEARSAL)
    launch(on.home, on.register, planned.campaign.id, who=REHEARSAL)
    return planned.campaign.id


def _require_made_up(campaign: Campaign) -> None:
    if campaign.plan.origin != "simulated":
        raise CollectionError(
            "This campaign asks real people: nobody answers in their place.",
            where=campaign.id,
            mend="Rehearse with a campaign of its own: sightline demo",
        )


@dataclass(frozen=True)
class _Doors:
    """A campaign as answering has it open, and the people with their tokens."""

    published: PublishedCampaign
    form: Questionnaire
    admission: Admission
    box: BallotBox
    answer_key: bytes
    people: Sequence[tuple[Invitee, Token]]

    def stratum_of(self, token: Token) -> Stratum:
        code = self.admission.stratum_of(admission_key(token))
        found = None if code is None else self.published.stratum(code)
        assert found is not None, "somebody on the list is not admitted"
        return found


@contextmanager
def _opened(on: Stage, campaign_id: str) -> Iterator[_Doors]:
    paths, invite = on.home.campaign(campaign_id), read_invite(on.home, campaign_id)
    published = read_published(paths.published)
    with on.register.reading() as db:
        people = participants.of(db, campaign_id)
    admission = Admission.open(paths.admission, durable=False)
    box = BallotBox.open(paths.ballots, durable=False)
    try:
        yield _Doors(
            published,
            parse(published.questionnaire, name=f"campaign {campaign_id}"),
            admission,
            box,
            read_answer(on.home, campaign_id),
            [(person.invitee, token_of(invite, person.id)) for person in people],
        )
    finally:
        admission.close_file()
        box.close_file()


def _at_the_door(
    on: Stage, doors: _Doors, invitee: Invitee, token: Token, share: float, random: Generator
) -> None:
    """Let one person answer and send, begin and leave, or stay away."""
    answering, key = on.cast.answering.get(invitee.reference), draft_key(doors.answer_key, token)
    stratum = doors.stratum_of(token)
    if answering is None or random.random() >= share:
        if random.random() * _DRAFTS < 1:
            doors.box.save_draft(key, Draft({}))
        return
    answers, drawn = _said(on, doors, answering, stratum, random)
    fast = int(random.integers(*_FASTEST)) if answering.person.careless else 0
    half = dict(list(answers.items())[: len(answers) // 2])
    doors.box.save_draft(key, Draft(half, drawn, fast_pages=fast))

    def ballot_of(draft: Draft | None) -> Ballot:
        assert draft is not None, "the draft was saved just now"
        return Ballot(
            _asked(doors.form, {**draft.answers, **answers}, stratum), draft.drawn, draft.fast_pages
        )

    doors.box.send_draft(key, stratum.code, ballot_of)
    doors.admission.note_pending(admission_key(token))


def _said(
    on: Stage, doors: _Doors, answering: Answering, stratum: Stratum, random: Generator
) -> tuple[dict[str, Answer], Drawn]:
    """Return what somebody answers to a form that knows of them what their stratum says, made canonical."""
    person = replace(answering.person, segments=stratum.segments)
    raw, drawn = answers_of(on.questionnaire, answering.items, person, on.cast.truth, random)
    canonical = {
        code: checked(doors.form, code, answer)
        for code, answer in raw.items()
        if code not in stratum.segments
    }
    return {code: answer for code, answer in canonical.items() if answer is not None}, drawn


def _asked(form: Questionnaire, answers: Answers, stratum: Stratum) -> Mapping[str, Answer]:
    """Return what Send would put into the box: answers to what is asked, without what is known beforehand."""
    asked = asked_answers(form, {**stratum.segments, **answers})
    return {code: answer for code, answer in asked.items() if code not in stratum.segments}
