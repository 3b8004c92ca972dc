"""Our figures beside R's: data go to a script of tests/scoring/r as CSV, its figures come back as JSON.

Each function of `COMPARED` returns pairs of one statistic each, ours and R's, with the largest difference allowed.
`python -m tests.bench` prints the differences that were found.
"""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from scoring.agreement import SLIGHT_SKEW, average_deviation, rwgj, rwgj_star, variation
from scoring.associations import correlation, correlation_difference, least_squares
from scoring.best_worst import NONE, choices_of, logit
from scoring.comparisons import benjamini_hochberg, compare
from scoring.drivers import relative_weights
from scoring.estimates import mean_estimate, moments, share_estimate, wilson_interval
from scoring.populations import POPULATIONS, sample
from scoring.reliability import consistency, pairwise_covariance
from scoring.shrinkage import shrunken_means
from scoring.weights import effective_n, rake

SCRIPTS = Path(__file__).parent / "scoring" / "r"
RSCRIPT = shutil.which("Rscript")
PACKAGES = ("jsonlite", "multilevel", "nlme", "psych", "survey", "survival")

EXACT = 1e-9
"""Formulas, and iterations that both sides run to the end: only rounding may differ."""

FITTED = 1e-6
"""Figures where R's iteration stops earlier than ours."""

REML = 1e-4
"""Variances that R finds by maximising a flat function."""


@dataclass(frozen=True)
class Pair:
    """One statistic, ours and R's; several figures where it has several."""

    statistic: str
    ours: np.ndarray
    theirs: np.ndarray
    allowed: float = EXACT

    @property
    def difference(self) -> float:
        return float(np.abs(self.ours - self.theirs).max())


@lru_cache
def missing_part() -> str | None:
    """Return why R cannot be asked on this machine, or None."""
    if RSCRIPT is None:
        return "R is not installed: apt-get install r-base-core"
    wanted = ", ".join(f'"{package}"' for package in PACKAGES)
    asked = f"cat(setdiff(c({wanted}), rownames(installed.packages())))"
    found = subprocess.run([RSCRIPT, "-e", asked], capture_output=True, text=True, timeout=300, check=True)
    lacking = " ".join(f"r-cran-{name}" for name in found.stdout.split())
    return f"R lacks packages: apt-get install {lacking}" if lacking else None


def figures(script: str, folder: Path, **tables: Iterable[Sequence[object]]) -> dict[str, np.ndarray]:
    """Run a script in `folder` over tables written as CSV, and return what it found."""
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", newline="") as file:
            csv.writer(file).writerows(rows)
    subprocess.run(
        [str(RSCRIPT), "--vanilla", SCRIPTS / f"{script}.R"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=600,
        check=True,
    )
    found = json.loads((folder / "figures.json").read_text())
    return {name: np.array(value, dtype=float) for name, value in found.items()}


def compared(
    name: str, ours: dict[str, object], theirs: dict[str, np.ndarray], **allowed: float
) -> list[Pair]:
    return [
        Pair(f"{name}: {key}", np.asarray(value, dtype=float), theirs[key], allowed.get(key, EXACT))
        for key, value in ours.items()
    ]


def table(columns: dict[str, np.ndarray]) -> list[list[object]]:
    """Return columns as rows under their names, empty where a figure is missing."""
    rows = zip(*(column.tolist() for column in columns.values()), strict=True)
    return [list(columns), *([("" if value != value else value) for value in row] for row in rows)]


# -- answers


@dataclass(frozen=True)
class Scale:
    """One scale's answers, turned, with the points of each item and everybody's unit."""

    name: str
    answers: np.ndarray
    points: int
    units: np.ndarray


def simulated_scale(*, missing: float) -> Scale:
    drawn = sample(POPULATIONS["moderate"], 600, 5, missing=missing)
    answers = np.where(drawn.key.reverse, 6 - drawn.answers, drawn.answers)[:, :4]
    units = np.random.default_rng(6).integers(0, 20, len(answers))
    return Scale(f"simulated, {missing:.0%} missing", answers, 5, units)


def real_scales(shared: Path) -> list[Scale]:
    with (shared / "data" / "lq2002.csv").open() as file:
        rows = list(csv.DictReader(file))
    units = np.array([int(row["COMPID"]) for row in rows])
    return [
        Scale(f"lq2002 {prefix}", np.array([[float(row[c]) for c in columns] for row in rows]), 5, units)
        for prefix, items in (("LEAD", 11), ("TSIG", 3), ("HOSTIL", 5))
        for columns in [[f"{prefix}{item:02d}" for item in range(1, items + 1)]]
    ]


# -- comparisons


def reliability(folder: Path, scales: Iterable[Scale]) -> list[Pair]:
    return [pair for scale in scales for pair in _reliability(folder, scale)]


def _reliability(folder: Path, scale: Scale) -> list[Pair]:
    items = scale.answers.shape[1]
    found = consistency(scale.answers, np.full(items, scale.points - 1.0))
    assert found is not None
    names = {f"item{place}": column for place, column in enumerate(scale.answers.T)}
    theirs = figures("reliability", folder, answers=table(names))
    ours = {
        "alpha": found.alpha,
        "standardised_alpha": found.standardised_alpha,
        "omega": found.omega,
        "item_rest": found.item_rest,
        "alpha_if_dropped": found.alpha_if_dropped,
        "covariance": pairwise_covariance(scale.answers)[0].ravel(),
        "alpha_low": found.alpha_low,
        "alpha_high": found.alpha_high,
    }
    return compared(scale.name, ours, theirs, omega=FITTED)


def agreement(folder: Path, scales: Iterable[Scale]) -> list[Pair]:
    return [pair for scale in scales for pair in _agreement(folder, scale)]


def _agreement(folder: Path, scale: Scale) -> list[Pair]:
    spans = np.full(scale.answers.shape[1], scale.points - 1.0)
    between = variation(scale.answers.mean(axis=1), scale.units)
    assert between is not None
    columns = {"unit": scale.units} | {f"item{i}": column for i, column in enumerate(scale.answers.T)}
    (folder / "points.txt").write_text(f"{scale.points}\n")
    theirs = figures("agreement", folder, answers=table(columns))
    ours = {
        "icc1": between.icc1,
        "icc2": between.icc2,
        "f": between.f,
        "p": between.p,
        "rwgj": rwgj(scale.answers, spans, scale.units),
        "rwgj_skewed": rwgj(scale.answers, spans, scale.units, null=SLIGHT_SKEW),
        "rwgj_star": rwgj_star(scale.answers, spans, scale.units),
        "average_deviation": average_deviation(scale.answers, scale.units),
    }
    return compared(scale.name, ours, theirs)


def weighting(folder: Path) -> list[Pair]:
    """Weights of an organisation where whoever is in a large unit answers less often."""
    random = np.random.default_rng(8)
    unit = random.choice(5, 400, p=[0.4, 0.3, 0.15, 0.1, 0.05])
    position = (random.random(400) < 0.2 + 0.1 * unit).astype(np.intp)
    score, chosen = random.normal(45 + 4 * unit, 15), (random.random(400) < 0.4).astype(float)
    of_unit, of_position = np.array([300.0, 200, 300, 400, 300]), np.array([900.0, 600])
    people = {
        "unit": unit,
        "position": position,
        "score": score,
        "chosen": chosen,
        "invited": np.full(400, 1500),
    }
    theirs = figures(
        "weights",
        folder,
        people=table(people),
        unit=table({"code": np.arange(5), "Freq": of_unit}),
        position=table({"code": np.arange(2), "Freq": of_position}),
    )
    groups, targets = [unit, position], [of_unit, of_position]
    weights = rake(groups, targets, limits=None, tolerance=1e-13, rounds=5000).weights
    looped = rake(groups, targets, tolerance=1e-13, rounds=5000)
    assert looped.trimmed > 0
    found, plain = moments(score, weights=weights), moments(score)
    ours = {
        "weights": weights,
        "looped": looped.weights,
        "mean": found.mean[0],
        "variance": found.variance[0],
        "effective_n": effective_n(weights),
        "share": share_estimate(chosen, weights=weights).share,
        "equal_error": np.sqrt(plain.variance[0] / plain.effective[0]),
    }
    return compared("weights", ours, theirs)


def comparing(folder: Path) -> list[Pair]:
    random = np.random.default_rng(9)
    one, other = random.normal(60, 20, 40), random.normal(50, 8, 25)
    p, successes, n = random.random(60) ** 3, np.array([0, 1, 15, 81, 29]), np.array([20, 20, 148, 263, 29])
    theirs = figures(
        "comparisons",
        folder,
        groups=table({"group": np.repeat([0, 1], [40, 25]), "value": np.r_[one, other]}),
        p=table({"p": p}),
        shares=table({"successes": successes, "n": n}),
    )
    found = compare(moments(one), moments(other))
    intervals = np.array([wilson_interval(x / k, k) for x, k in zip(successes, n, strict=True)])
    alone = mean_estimate(one, invited=None)
    ours = {name: getattr(found, name)[0] for name in ("t", "freedom", "p", "low", "high", "g")}
    ours |= {
        "adjusted": benjamini_hochberg(p),
        "wilson_low": intervals[:, 0],
        "wilson_high": intervals[:, 1],
        "t_low": alone.low,
        "t_high": alone.high,
    }
    return compared("comparisons", ours, theirs)


def shrinkage(folder: Path) -> list[Pair]:
    random = np.random.default_rng(10)
    unit = np.repeat(np.arange(12), 15)
    score = 50 + 8 * random.normal(size=12)[unit] + 15 * random.normal(size=180)
    theirs = figures("shrinkage", folder, answers=table({"unit": unit, "score": score}))
    units = moments(score, unit, count=12)
    found = shrunken_means(units.n.astype(float), units.mean, np.sqrt(units.variance))
    assert found is not None
    ours = {name: getattr(found, name) for name in ("between", "within", "centre", "means")}
    return compared("shrinkage", ours, theirs, between=REML, within=REML, means=REML)


def choices(folder: Path) -> list[Pair]:
    """Best choices of 80 people out of sets of four."""
    random, options = np.random.default_rng(11), 6
    sets = np.argsort(random.random((80, 5, options)), axis=2)[..., :4]
    liking = np.linspace(-1, 1, options)[sets] + random.gumbel(size=sets.shape)
    best = np.take_along_axis(sets, liking.argmax(2)[..., None], 2)
    theirs = figures(
        "choices",
        folder,
        choices=table(
            {
                "set": np.repeat(np.arange(400), 4),
                "person": np.repeat(np.arange(80), 20),
                "option": sets.ravel(),
                "chosen": (sets == best).astype(int).ravel(),
            }
        ),
    )
    found = logit(choices_of(sets, best[..., 0], np.full((80, 5), NONE)), options)
    assert found is not None
    # R's errors are those of the differences from the first option, without the factor n/(n−1).
    spread = found.covariance * 79 / 80
    apart = np.sqrt(spread[0, 0] + np.diag(spread) - 2 * spread[0])[1:]
    return compared("best choices", {"utilities": found.utilities, "errors": apart}, theirs)


def regression(folder: Path) -> list[Pair]:
    random = np.random.default_rng(12)
    x = random.multivariate_normal(np.zeros(3), 0.5 + 0.5 * np.eye(3), 150)
    y = x @ [0.5, 0.3, 0] + random.normal(size=150) * (1 + 0.5 * np.abs(x[:, 0]))
    weights = random.uniform(0.3, 3, 150)
    columns = {"x1": x[:, 0], "x2": x[:, 1], "x3": x[:, 2], "y": y, "w": weights}
    theirs = figures("regression", folder, people=table(columns))
    plain, partial = correlation(x[:, 0], y), correlation(x[:, 0], y, given=x[:, 1:2])
    apart = correlation_difference(x[:, 0], x[:, 1], y)
    slopes, weighted = least_squares(x, y), least_squares(x, y, weights=weights)
    assert plain is not None
    assert partial is not None
    assert apart is not None
    assert slopes is not None
    assert weighted is not None
    ours = {
        "r": plain.value,
        "r_low": plain.low,
        "r_high": plain.high,
        "r_p": plain.p,
        "partial": partial.value,
        "williams_p": apart.p,
        "slopes": slopes.slopes,
        "errors": slopes.errors,
        "r_squared": slopes.r_squared,
        "weighted_slopes": weighted.slopes,
        "relative_weights": relative_weights(np.corrcoef(np.column_stack([x, y]).T)[None])[0],
    }
    return compared("regression", ours, theirs)


SIMULATED: dict[str, Callable[[Path], list[Pair]]] = {
    "reliability": lambda folder: reliability(
        folder, [simulated_scale(missing=0), simulated_scale(missing=0.1)]
    ),
    "agreement": lambda folder: agreement(folder, [simulated_scale(missing=0)]),
    "weights": weighting,
    "comparisons": comparing,
    "shrinkage": shrinkage,
    "choices": choices,
    "regression": regression,
}
"""What is compared on data that are made up here."""

REAL: dict[str, Callable[[Path, Iterable[Scale]], list[Pair]]] = {
    "reliability": reliability,
    "agreement": agreement,
}
"""What is compared on the shared real answers."""
