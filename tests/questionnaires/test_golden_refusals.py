"""Each broken file with the whole message it is refused with, beside it in bad_files/.

The files named by an id are those of the catalogue, whose `expected` says why the message is right; those beyond 4 KB
are made when the test runs. The others break a condition each. A golden file is read and judged before it is saved.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from questionnaires import QuestionnaireError, parse
from tests.catalogue import Case, cases_of

FOLDER = Path(__file__).parent / "bad_files"
LARGEST_KEPT = 4_096
CASES = [
    case for case in cases_of("questionnaire_yaml") if case.kind == "refuse" and case.content is not None
]
CONDITIONS = sorted(path.stem for path in FOLDER.glob("condition-*.yaml"))


def as_bytes(case: Case) -> bytes:
    content = case.content
    return content if isinstance(content, bytes) else str(content).encode("utf-8", "surrogatepass")


def refusal(content: bytes, name: str) -> str:
    with pytest.raises(QuestionnaireError) as refused:
        parse(content, name=name)
    return f"{refused.value}\n"


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_file_of_the_catalogue_is_refused_in_these_words(case: Case) -> None:
    message = refusal(as_bytes(case), f"{case.id}.yaml")

    assert message == (FOLDER / f"{case.id}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_broken_file_lies_beside_its_message(case: Case) -> None:
    path = FOLDER / f"{case.id}.yaml"

    assert path.exists() is (len(as_bytes(case)) <= LARGEST_KEPT)
    assert not path.exists() or path.read_bytes() == as_bytes(case)


@pytest.mark.parametrize("name", CONDITIONS)
def test_a_broken_condition_is_refused_in_these_words(name: str) -> None:
    message = refusal((FOLDER / f"{name}.yaml").read_bytes(), f"{name}.yaml")

    assert message == (FOLDER / f"{name}.txt").read_text(encoding="utf-8")


def test_no_message_lies_there_without_its_case() -> None:
    assert {path.stem for path in FOLDER.glob("*.txt")} == {case.id for case in CASES} | {*CONDITIONS}
    assert len(CONDITIONS) == 6
