"""Best–worst scores: counts worked by hand, the logit against the truth; R's clogit stands in test_against_r."""

from __future__ import annotations

import numpy as np
import pytest

from scoring.best_worst import NONE, best_worst_scores, choices_of, logit

CODES = ("a", "b", "c", "d")


def people(n: int, utilities: np.ndarray, *, sets: int = 6, seed: int = 1) -> tuple[np.ndarray, ...]:
    """Draw people who choose the best, then the worst of the rest, with Gumbel noise."""
    random, options = np.random.default_rng(seed), len(utilities)
    shown = np.argsort(random.random((n, sets, options)), axis=2)[..., :4]
    best = np.take_along_axis(
        shown, (utilities[shown] + random.gumbel(size=shown.shape)).argmax(2)[..., None], 2
    )
    dislike = np.where(shown == best, -np.inf, -utilities[shown] + random.gumbel(size=shown.shape))
    worst = np.take_along_axis(shown, dislike.argmax(2)[..., None], 2)
    return shown, best[..., 0], worst[..., 0]


def test_counts_are_best_less_worst_over_times_shown() -> None:
    # Two people, one set each of all four. a: best twice; d: worst once, b once.
    sets = np.tile([0, 1, 2, 3], (2, 1, 1))
    a, b, c, d = best_worst_scores(sets, np.array([[0], [0]]), np.array([[3], [1]]), CODES)

    assert [(o.shown, o.best, o.worst) for o in (a, b, c, d)] == [(2, 2, 0), (2, 0, 1), (2, 0, 0), (2, 0, 1)]
    assert [o.count_score.mean for o in (a, b, c, d) if o.count_score] == [100, -50, 0, -50]


def test_a_logit_that_has_no_finite_solution_is_left_out() -> None:
    # Nobody ever prefers anything to a: its utility would grow without end.
    sets = np.tile([0, 1, 2, 3], (2, 1, 1))

    found = best_worst_scores(sets, np.array([[0], [0]]), np.array([[3], [1]]), CODES)

    assert [(o.utility, o.utility_low, o.preference) for o in found] == [(None, None, None)] * 4


def test_two_options_chosen_three_to_one_are_log_three_apart() -> None:
    sets = np.tile([0, 1], (4, 1, 1))
    best = np.array([[0], [0], [0], [1]])

    found = logit(choices_of(sets, best, np.full((4, 1), NONE)), 2)

    assert found is not None
    assert found.utilities == pytest.approx([np.log(3) / 2, -np.log(3) / 2])
    assert found.preferences == pytest.approx([0.75, 0.25])


def test_utilities_are_found_again_and_their_intervals_hold_the_truth() -> None:
    truth = np.linspace(-1.5, 1.5, 8)
    hits = []
    for seed in range(40):
        found = best_worst_scores(*people(120, truth, seed=seed), [str(option) for option in range(8)])
        hits.append([o.utility_low <= value <= o.utility_high for o, value in zip(found, truth, strict=True)])

    # 320 intervals, 95 % ± 3 standard errors.
    assert 0.91 <= np.mean(hits) <= 0.99
    assert sum(o.preference for o in found) == pytest.approx(1)


def test_answers_of_one_person_repeated_do_not_make_the_intervals_narrower() -> None:
    truth = np.linspace(-1, 1, 6)
    sets, best, worst = people(80, truth)
    once = logit(choices_of(sets, best, worst), 6)

    often = logit(choices_of(*(np.concatenate([part] * 3, axis=1) for part in (sets, best, worst))), 6)

    assert once is not None
    assert often is not None
    assert often.utilities == pytest.approx(once.utilities)
    assert often.errors == pytest.approx(once.errors)


def test_a_person_of_weight_two_counts_like_two_persons() -> None:
    sets, best, worst = people(60, np.linspace(-1, 1, 6))
    weights = np.ones(60)
    weights[0] = 2

    weighted = logit(choices_of(sets, best, worst), 6, weights=weights)
    doubled = logit(choices_of(*(np.concatenate([part[:1], part]) for part in (sets, best, worst))), 6)

    assert weighted is not None
    assert doubled is not None
    assert weighted.utilities == pytest.approx(doubled.utilities)


@pytest.mark.parametrize("n", [0, 1, 5])
def test_people_who_chose_nothing_leave_counts_of_nothing(n: int) -> None:
    sets, nothing = np.tile([0, 1, 2, 3], (n, 2, 1)), np.full((n, 2), NONE)

    found = best_worst_scores(sets, nothing, nothing, CODES)

    assert [(o.shown, o.count_score, o.utility) for o in found] == [(0, None, None)] * 4


def test_an_option_that_was_never_shown_leaves_no_logit() -> None:
    sets, best, worst = people(60, np.linspace(-1, 1, 6))

    assert logit(choices_of(sets, best, worst), 7) is None
