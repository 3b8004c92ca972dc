"""What a valid answer is: one place for the page that takes it, the file that brings it, the response it becomes.

An answer is JSON, under the code of the item, question or segment; a code without an answer is absent.

    item, single on a scale, check    a point as a number, or the code of an outside answer
    single with options, segment      a code, or {"chosen": code, "text": "…"} with words to "other"
    multiple                          {"chosen": [codes], "text"?: "…", "remarks"?: {code: "…"}}
    ranking                           {"ranked": [codes, the biggest first], "text"?: "…"}; without ranks "chosen"
    best_worst                        {"best": [code or null, a set each], "worst": […]}
    rating, number                    a number
    points                            {code: points} of all options
    text                              "…"
    goal_block                        {goal: {"rel": answer, CODE: answer, …}}
    goal_entry                        [{"name": "…", "weight": points, PART: answer}]

The trap: whatever a browser, a file or a draft sends comes here, of any type and any size. It is made canonical or
refused with an `AnswerError`; what is canonical comes back unchanged.
"""

from __future__ import annotations

from questionnaires import checking
from questionnaires.checking import Answer
from questionnaires.errors import AnswerError
from questionnaires.flow import pages_asked, reachable
from questionnaires.model import Questionnaire
from questionnaires.rows import Answers, row_of, segments_of, texts_of

__all__ = [
    "Answer",
    "AnswerError",
    "Answers",
    "asked_answers",
    "checked",
    "pages_asked",
    "reachable",
    "row_of",
    "segments_of",
    "texts_of",
]


def checked(questionnaire: Questionnaire, code: str, raw: object) -> Answer | None:
    """Return the canonical answer to `code`, or None where nothing was answered.

    Raises
    ------
    AnswerError
        When `raw` is no answer to it, or there is no such code.
    """
    question = questionnaire.question_of.get(code)
    if question is None:
        raise AnswerError(
            "There is no such question.", where=code, mend="Ask what the questionnaire asks.", reason="code"
        )
    return checking.checked(questionnaire, question, raw)


def asked_answers(questionnaire: Questionnaire, answers: Answers) -> dict[str, Answer]:
    """Return the answers to what is asked, without those to questions that conditions leave out."""
    return {code: answers[code] for code in reachable(questionnaire, answers) if code in answers}
