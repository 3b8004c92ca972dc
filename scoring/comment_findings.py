"""Comments behind their own gate: themes over everybody, and the lists of those blocks that have enough people.

The trap: lists subtract exactly. Blocks are disjoint by construction (`comment_blocks`), so each is shown or not by
itself: enough people who answered belong to it, and enough of them wrote. Texts were masked when they were frozen;
addresses and numbers are masked again, for files that come from elsewhere.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from questionnaires.model import Questionnaire
from scoring.comment_blocks import comment_blocks
from scoring.comments import Themes, themes_of
from scoring.disclosure import FEWEST_COMMENTS, WHOLE_THRESHOLD, item_threshold
from scoring.masking import masked
from scoring.release_findings import CommentBlock, CommentsFound, CommentTheme, QuestionComments
from scoring.responses import Comment, Path, Responses
from scoring.words import LANGUAGES

NO_NAMES: frozenset[str] = frozenset()


def comments_found(
    questionnaire: Questionnaire,
    responses: Responses,
    comments: Sequence[Comment],
    *,
    threshold: int,
    seed: int,
) -> CommentsFound:
    """Return the comments on every question to which somebody wrote."""
    if len(responses) < WHOLE_THRESHOLD:
        return CommentsFound("few")
    by_question: dict[str, list[Comment]] = defaultdict(list)
    for comment in comments:
        by_question[comment.question].append(comment)
    if not by_question:
        return CommentsFound("not_asked")
    people = _people_of(responses, comments, threshold)
    order = [question.code for question in questionnaire.questions if question.code in by_question]
    return CommentsFound(
        None,
        tuple(
            _question(questionnaire, code, by_question[code], people, threshold, [seed, place])
            for place, code in enumerate(order)
        ),
    )


def _people_of(responses: Responses, comments: Sequence[Comment], threshold: int) -> Mapping[Path, int]:
    """Return how many people who answered belong to each block, as the blocks were made when comments were frozen."""
    if all(comment.block == () for comment in comments):
        return {(): len(responses)}
    blocks = comment_blocks(responses.units, threshold)
    return Counter(block for block in blocks if block is not None)


def _question(
    questionnaire: Questionnaire,
    code: str,
    comments: Sequence[Comment],
    people: Mapping[Path, int],
    threshold: int,
    seed: Sequence[int],
) -> QuestionComments:
    smallest = item_threshold(threshold)
    if len(comments) < smallest:
        return QuestionComments(code, None, "few")
    texts = [masked(comment.text, NO_NAMES) for comment in comments]
    spoken = [language for language in LANGUAGES if language in questionnaire.languages] or list(LANGUAGES)
    found = themes_of(texts, threshold=smallest, seed=_one(seed), default=spoken[0])
    lists: dict[Path, list[str]] = defaultdict(list)
    for comment, text in zip(comments, texts, strict=True):
        lists[comment.block].append(text)
    return QuestionComments(
        code,
        len(comments),
        None,
        tuple(theme for language in found for theme in _themes(language)),
        tuple(
            CommentBlock(block, tuple(sorted(written)))
            for block, written in sorted(lists.items())
            if people.get(block, 0) >= smallest and len(written) >= FEWEST_COMMENTS
        ),
    )


def _one(seed: Sequence[int]) -> int:
    """Return one seed of several numbers, so that questions draw apart."""
    return seed[0] * 1_000 + seed[1]


def _themes(found: Themes) -> list[CommentTheme]:
    return [
        CommentTheme(found.language, theme.words, theme.n, theme.share, theme.stability, theme.excerpts)
        for theme in found.themes
    ]
