"""What people write, as themes: words that occur together, how many comments hold them, and excerpts.

Comments are clustered in each language apart, without anything downloaded: TF-IDF over stems and a non-negative
factorisation. The trap: a factorisation always finds as many themes as it is asked for. So the number of themes is
the one at which all of them come back most surely in both halves of the comments; else no theme is told.
Texts have been masked when they were frozen; excerpts are taken only from themes above the comment threshold.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.random import SeedSequence
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from sklearn.decomposition import NMF
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfVectorizer

from scoring.words import LANGUAGES, STEM, Language, content_words, folded, language_of, written_words

Matrix = NDArray[np.float64]
ThemeStatus = Literal["themes", "too_few", "no_themes"]
"""`too_few`: fewer comments than two themes need. `no_themes`: none that comes back in both halves."""

MOST_THEMES = 8
MOST_TERMS = 1000
STABLE = 0.60
"""Share of the top words that two halves must have in common, for every theme: comments about a few things have .8
and more, words drawn at random .1 to .5, the more the fewer words there are."""

SPLITS = 10
LARGEST_HALF = 2000
TOP_WORDS = 10
WORDS_SHOWN = 6
EXCERPTS = 3
SHORTEST_EXCERPT, LONGEST_EXCERPT = 20, 240
GREATER_PART = 0.5
"""A comment belongs to a theme that has more than this share of it."""

COMMONEST = 0.5
"""A word in more than this share of comments tells no theme."""


@dataclass(frozen=True)
class Theme:
    """Words as people wrote them, the most telling first; `n` comments; how surely it comes back; excerpts."""

    words: tuple[str, ...]
    n: int
    share: float
    stability: float
    excerpts: tuple[str, ...]


@dataclass(frozen=True)
class Themes:
    """The comments of one language: `n` that say something, `other` in no theme, `empty` such as "none"."""

    language: Language
    status: ThemeStatus
    n: int
    themes: tuple[Theme, ...]
    other: int
    empty: int


def themes_of(
    comments: Sequence[str], *, threshold: int, seed: int, default: Language = "en"
) -> tuple[Themes, ...]:
    """Return the themes of the comments on one question, by language, those with most comments first.

    Parameters
    ----------
    comments : sequence of str
        One a respondent, masked.
    threshold : int
        The fewest comments that a theme must hold to be told.
    seed : int
        Of the halves.
    default : Language
        Where the small words do not tell.

    References
    ----------
    Lee & Seung (1999), Nature 401, 788-791: the factorisation; Greene, O'Callaghan & Cunningham (2014), ECML PKDD,
    498-513: the number of themes by stability.
    """
    words = [written_words(comment) for comment in comments]
    languages = [language_of(map(folded, of_comment), default=default) for of_comment in words]
    found = []
    for language, own_seed in zip(LANGUAGES, SeedSequence(seed).spawn(len(LANGUAGES)), strict=True):
        places = [place for place, own in enumerate(languages) if own == language]
        content = [content_words(words[place], language) for place in places]
        saying = [
            _Comment(comments[place], of_comment)
            for place, of_comment in zip(places, content, strict=True)
            if of_comment
        ]
        if places:
            found.append(_of_language(language, saying, len(places) - len(saying), threshold, own_seed))
    return tuple(sorted(found, key=lambda themes: -themes.n))


@dataclass(frozen=True)
class _Comment:
    text: str
    words: Sequence[str]


def _of_language(
    language: Language, comments: Sequence[_Comment], empty: int, threshold: int, seed: SeedSequence
) -> Themes:
    n = len(comments)
    if n < 2 * threshold:
        return Themes(language, "too_few", n, (), n, empty)
    stems = [[STEM[language](folded(word)) for word in comment.words] for comment in comments]
    chosen = _chosen(stems, threshold, seed)
    if chosen is None:
        return Themes(language, "no_themes", n, (), n, empty)
    written = _as_written(comments, stems)
    largest_first: list[int] = np.argsort(-chosen.sizes, kind="stable").tolist()
    themes = tuple(_theme(chosen, number, written, comments) for number in largest_first)
    return Themes(language, "themes", n, themes, n - sum(theme.n for theme in themes), empty)


@dataclass(frozen=True)
class _Factors:
    """Themes by term, and comments by theme; rows of `loadings` add up to 1, or to 0 for a comment in none."""

    terms: tuple[str, ...]
    weights: Matrix
    loadings: Matrix
    stability: Matrix

    @property
    def theme_of(self) -> NDArray[np.intp]:
        """The theme of each comment, −1 where none has the greater part of it."""
        return np.where(self.loadings.max(axis=1) > GREATER_PART, self.loadings.argmax(axis=1), -1)

    @property
    def sizes(self) -> NDArray[np.intp]:
        """How many comments each theme holds."""
        own = self.theme_of
        return np.bincount(own[own >= 0], minlength=len(self.weights))


def _chosen(stems: Sequence[list[str]], threshold: int, seed: SeedSequence) -> _Factors | None:
    """Return the themes of the number that comes back most surely, among those whose themes all do and are large."""
    fewest = max(2, threshold // 4)
    in_comments = Counter(stem for comment in stems for stem in set(comment))
    if sum(fewest <= count <= COMMONEST * len(stems) for count in in_comments.values()) < 2 * TOP_WORDS:
        return None
    vectors = TfidfVectorizer(
        analyzer=lambda comment: comment,
        min_df=fewest,
        max_df=COMMONEST,
        max_features=MOST_TERMS,
        sublinear_tf=True,
    )
    matrix = vectors.fit_transform(stems)
    terms = tuple(vectors.get_feature_names_out().tolist())
    halves = _halves(len(stems), seed)
    best: _Factors | None = None
    for count in range(2, min(MOST_THEMES, len(stems) // threshold) + 1):
        loadings, weights = _factorised(matrix, count)
        back = [
            _comes_back(weights, *(_factorised(matrix[rows], count)[1] for rows in pair)) for pair in halves
        ]
        found = _Factors(terms, weights, _shares(loadings), np.mean(back, axis=0))
        holds = found.stability.min() >= STABLE and found.sizes.min() >= threshold
        if holds and (best is None or found.stability.mean() >= best.stability.mean()):
            best = found
    return best


def _factorised(matrix: Matrix, count: int) -> tuple[Matrix, Matrix]:
    model = NMF(count, init="nndsvda", max_iter=200, tol=1e-3, random_state=0)
    with warnings.catch_warnings():
        # A factorisation that is not quite at its optimum still names the same words; stability is what decides.
        warnings.simplefilter("ignore", ConvergenceWarning)
        loadings = model.fit_transform(matrix)
    return loadings, model.components_


def _halves(n: int, seed: SeedSequence) -> list[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Return random pairs of halves that share no comment: noise in one does not come back in the other."""
    size = min(n // 2, LARGEST_HALF)
    orders = [np.random.default_rng(each).permutation(n) for each in seed.spawn(SPLITS)]
    return [(np.sort(order[:size]), np.sort(order[size : 2 * size])) for order in orders]


def _comes_back(whole: Matrix, one: Matrix, other: Matrix) -> Matrix:
    """Return, for each theme of the whole, how many of its top words two halves have in common, 0 to 1."""
    first, second = (_top(half)[_partners(whole, half)] for half in (one, other))
    return np.array([len(np.intersect1d(a, b)) / len(a) for a, b in zip(first, second, strict=True)])


def _partners(whole: Matrix, half: Matrix) -> NDArray[np.intp]:
    """Return the theme of the half that stands for each theme of the whole, by their top words."""
    shared = [[len(np.intersect1d(a, b)) for b in _top(half)] for a in _top(whole)]
    return np.asarray(linear_sum_assignment(-np.array(shared))[1])


def _top(weights: Matrix) -> NDArray[np.intp]:
    return np.argsort(-weights, axis=1, kind="stable")[:, :TOP_WORDS]


def _shares(loadings: Matrix) -> Matrix:
    total = loadings.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(loadings, total, out=np.zeros_like(loadings), where=total > 0))


def _theme(found: _Factors, number: int, written: dict[str, str], comments: Sequence[_Comment]) -> Theme:
    own: list[int] = np.flatnonzero(found.theme_of == number).tolist()
    top = np.argsort(-found.weights[number], kind="stable")[:WORDS_SHOWN]
    return Theme(
        words=tuple(written[found.terms[term]] for term in top if found.weights[number, term] > 0),
        n=len(own),
        share=len(own) / len(comments),
        stability=float(found.stability[number]),
        excerpts=_excerpts([comments[place].text for place in own], found.loadings[own, number]),
    )


def _excerpts(texts: Sequence[str], loadings: Matrix) -> tuple[str, ...]:
    """Return the purest comments that are long enough to say something, cut where they are too long."""
    order: list[int] = np.argsort(-loadings, kind="stable").tolist()
    chosen = dict.fromkeys(_cut(" ".join(texts[place].split())) for place in order)
    return tuple([text for text in chosen if len(text) >= SHORTEST_EXCERPT][:EXCERPTS])


def _cut(text: str) -> str:
    if len(text) <= LONGEST_EXCERPT:
        return text
    return text[:LONGEST_EXCERPT].rsplit(" ", 1)[0].rstrip(" ,;:.") + " …"


def _as_written(comments: Sequence[_Comment], stems: Sequence[list[str]]) -> dict[str, str]:
    """Return the form of each stem that people wrote most often."""
    forms: dict[str, Counter[str]] = {}
    for comment, of_comment in zip(comments, stems, strict=True):
        for word, stem in zip(comment.words, of_comment, strict=True):
            forms.setdefault(stem, Counter())[word] += 1
    return {stem: min(count, key=lambda word: (-count[word], word)) for stem, count in forms.items()}
