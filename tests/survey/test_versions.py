"""`sightline check` and `sightline diff`: what they print, and how they end."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from questionnaires import available, load, to_yaml

Run = Callable[..., object]


@pytest.fixture
def versions(tmp_path: Path) -> Callable[..., tuple[Path, Path]]:
    """Save the pulse twice, the second time with some of its text replaced."""

    def save(*edits: tuple[str, str]) -> tuple[Path, Path]:
        before = after = to_yaml(load("barriers-pulse"))
        for old, new in edits:
            assert old in after
            after = after.replace(old, new, 1)
        paths = tmp_path / "before.yaml", tmp_path / "after.yaml"
        for path, text in zip(paths, (before, after), strict=True):
            path.write_text(text, encoding="utf-8")
        return paths

    return save


SLIP = ("I can see what {tools} bring", "I can see  what {tools} bring")
OTHER_WORDS = ("My manager encourages me", "My manager often encourages me")
REVERSED = ('code: "imp1"\n', 'code: "imp1"\n  reverse: true\n')


@pytest.mark.parametrize(
    ("edits", "code", "trend"),
    [
        ([], 0, "kept"),
        ([SLIP], 0, "kept"),
        ([SLIP, OTHER_WORDS], 3, "flagged"),
        ([SLIP, OTHER_WORDS, REVERSED], 4, "broken"),
    ],
)
def test_the_exit_code_says_how_the_trend_comes_through(
    versions: Run, sightline: Run, edits: list[tuple[str, str]], code: int, trend: str
) -> None:
    before, after = versions(*edits)

    ended = sightline("diff", before, after, "--json")

    told = json.loads(ended.out)
    assert (ended.code, told["trend"]) == (code, trend)
    assert len(told["changes"]) == len(edits)


def test_changes_are_a_table_with_the_worst_first_and_both_texts(versions: Run, sightline: Run) -> None:
    before, after = versions(SLIP, OTHER_WORDS, REVERSED)

    lines = sightline("diff", before, after).out.splitlines()

    assert [line.split()[0] for line in lines] == ["Trend", "broken", "flagged", "-", "+", "kept", "-", "+"]
    assert lines[3] == "    - My manager encourages me to use {tools}."
    assert lines[4] == "    + My manager often encourages me to use {tools}."


def test_two_equal_versions_have_no_change(sightline: Run) -> None:
    ended = sightline("diff", "barriers-full", "barriers-full")

    assert (ended.code, ended.out) == (0, "No change.\n")


def test_a_version_that_is_not_there_is_named(sightline: Run, tmp_path: Path) -> None:
    ended = sightline("diff", "barriers-full", tmp_path / "gone.yaml")

    assert ended.code == 1
    assert "gone.yaml" in ended.err
    assert "Traceback" not in ended.err


@pytest.mark.parametrize("name", available())
def test_every_form_of_the_library_passes_a_strict_check(name: str, sightline: Run) -> None:
    ended = sightline("check", name, "--strict")

    assert ended.code == 0
    assert "no remarks" in ended.out


def test_a_strict_check_refuses_what_a_plain_one_remarks_on(versions: Run, sightline: Run) -> None:
    _, doubtful = versions(("My manager encourages me", "My manager helps and encourages me"))

    plain, strict = sightline("check", doubtful), sightline("check", doubtful, "--strict")

    assert (plain.code, strict.code) == (0, 1)
    assert "Remark. item lead3: The en text may ask two things at once ('and')." in plain.err
    assert "item lead3: The en text may ask two things at once ('and')." in strict.err
    assert "1 remark." in plain.out
    assert strict.out == ""


@pytest.mark.parametrize(("language", "title"), [("en", "Where are we now?"), ("fr", "Où en sommes-nous ?")])
def test_a_preview_is_printed_in_the_language_asked_for(sightline: Run, language: str, title: str) -> None:
    ended = sightline("check", "barriers-pulse", "--preview", "--lang", language)

    assert ended.code == 0
    assert ended.out.startswith(title)


def test_a_language_that_the_questionnaire_does_not_speak_is_refused(sightline: Run) -> None:
    ended = sightline("check", "barriers-pulse", "--preview", "--lang", "de")

    assert ended.code == 1
    assert "does not speak 'de'" in ended.err
    assert "Use one of en, fr." in ended.err
