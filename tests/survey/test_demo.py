"""The demo: a whole organisation from nothing, twice the same."""

from __future__ import annotations

from pathlib import Path

from scoring.dataset import read_release


def test_the_demo_ends_with_three_lines_and_the_path_of_a_report(tmp_path: Path, sightline) -> None:
    ended = sightline("demo", "--no-serve", "--dir", tmp_path / "demo")

    lines = ended.out.splitlines()
    assert ended.code == 0
    assert [line.split(":")[0] for line in lines[:3]] == ["Answers", "Scores (0-100)", "Profiles"]
    assert "the people are made up" in lines[0]
    assert lines[-1] == str(tmp_path / "demo" / "report-fr.pdf")
    assert all(Path(line).is_file() for line in lines[3:])


def test_the_demo_finds_the_profiles_it_made_up_and_hides_its_small_teams(tmp_path: Path, sightline) -> None:
    sightline("demo", "--no-serve", "--dir", tmp_path)

    release = read_release(tmp_path / "demo.db")

    assert [profile.archetype for profile in release.profiles.profiles] == [
        "sceptic",
        "equipped_no_point",
        "sees_lacks_means",
        "aligned",
    ]
    assert {cell.hidden for cell in release.units} == {None, "few", "complement"}


def test_the_same_seed_makes_the_same_organisation_and_may_be_made_again_in_place(
    tmp_path: Path, sightline
) -> None:
    first = sightline("demo", "--people", 100, "--seed", 5, "--dir", tmp_path).out

    again = sightline("demo", "--people", 100, "--seed", 5, "--dir", tmp_path).out

    assert again == first


def test_another_seed_makes_other_people(tmp_path: Path, sightline) -> None:
    one = sightline("demo", "--people", 100, "--seed", 5, "--dir", tmp_path).out.splitlines()[:3]

    assert sightline("demo", "--people", 100, "--seed", 6, "--dir", tmp_path).out.splitlines()[:3] != one
