"""What is wrong with an answer, in the words of who answers: an instruction each, chosen by the error's reason."""

from __future__ import annotations

from dataclasses import dataclass

from questionnaires.answers import AnswerError
from survey.speech import Speech


@dataclass(frozen=True)
class Fault:
    """What is wrong with what stands in an input."""

    reason: str
    limit: float | None = None
    found: float | None = None


def fault_of(error: AnswerError) -> Fault:
    """Return the fault that an error tells of."""
    return Fault(error.reason, error.limit, error.found)


def message(fault: Fault, speech: Speech) -> str:
    """Return the instruction that mends a fault."""
    sentence = _sentences(speech).get(fault.reason) or speech.say("Choose or write another answer.")
    limit, found = (_number(value, speech) for value in (fault.limit, fault.found))
    return sentence.replace("{limit}", limit).replace("{found}", found)


def _sentences(speech: Speech) -> dict[str, str]:
    say = speech.say
    return {
        "required": say("Answer this question."),
        "option": say("Choose one of the answers shown."),
        "alone": say("Choose this answer alone, or the others without it."),
        "most": say("Choose {limit} at most; you chose {found}."),
        "long": say("Shorten your text to {limit} characters; it has {found}."),
        "range": say("Write a number that is allowed here; the limit is {limit}."),
        "decimals": say("Round the number to {limit} decimals."),
        "total": say("Share out exactly {limit} points; yours add up to {found}."),
        "same": say("Give each place to one answer only."),
        "order": say("Give a place to each answer, or to none."),
        "name": say("Write the goal, or leave its line empty."),
        "form": say("Choose or write another answer."),
    }


def _number(value: float | None, speech: Speech) -> str:
    return "" if value is None else speech.number(value)
