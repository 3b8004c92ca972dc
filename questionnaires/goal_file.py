"""A file of goals -> the goals of one organisation, which a campaign puts into its questionnaire.

    goals:
      g1: {name: {en: "Shorter delays", fr: "Des délais plus courts"}, weight: 40, owner: Operations, measure: Days}

It is read as strictly as a questionnaire, and in the questionnaire's languages: a goal must be named in each.
"""

from __future__ import annotations

from pathlib import Path

from questionnaires.errors import QuestionnaireError
from questionnaires.fields import Fields
from questionnaires.model import Goal, Questionnaire
from questionnaires.nodes import LARGEST_BYTES, parse_nodes
from questionnaires.parts import read_goals
from questionnaires.problems import Problems


def read_goal_file(path: Path, questionnaire: Questionnaire) -> tuple[Goal, ...]:
    """Return the goals in the file at `path`, named in each language of the questionnaire.

    Raises
    ------
    QuestionnaireError
        With every problem of the file, each with its line.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise QuestionnaireError(
            f"The file cannot be read ({error.strerror or error}).",
            where=str(path),
            mend="Check the path and its permissions.",
        ) from error
    problems = Problems(str(path))
    fields = Fields(parse_nodes(content, problems), "the file of goals", problems, known=("goals",))
    goals = read_goals(fields, questionnaire.languages)
    if not goals:
        fields.refuse("goals", "The file names no goal.", "Add goals: with a code and a name for each.")
    problems.raise_found()
    return goals
