"""The command line: messages, exit codes, and nothing half done. Ids are those of tests/bad_inputs.yaml."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from questionnaires import load, to_yaml
from tests.catalogue import cases_of

Run = Callable[..., object]

SCRIPT = [sys.executable, "-c", "from survey.cli import main; main()"]
FORM = "barriers-full"


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty people in three units who answered the barrier survey at random: enough to score, too few to cluster."""
    import numpy as np

    items, random = [item.code for item in load(FORM).items], np.random.default_rng(4)
    path = tmp_path_factory.mktemp("answers") / "answers.csv"
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "unit", *items])
        for person in range(60):
            rows.writerow([person, ["Ops", "Sales", "Lab"][person % 3], *random.integers(1, 6, len(items))])
    return path


@pytest.fixture
def wave(tmp_path: Path, answers: Path, sightline: Run) -> Path:
    path = tmp_path / "wave.db"
    assert sightline("import-responses", FORM, answers, "-o", path, "--unit", "unit").code == 0
    return path


def refused(ended, *, wrong: str, mend: str = "") -> None:
    """Assert a refusal in our words: exit code 1, what and how to mend, no traceback."""
    assert ended.code == 1
    assert wrong in ended.err
    assert mend in ended.err
    assert "Traceback" not in ended.err


def test_cli_001_no_command_prints_help_and_is_wrong_usage(sightline: Run) -> None:
    ended = sightline()

    assert ended.code == 2
    assert "import-responses" in ended.out + ended.err


def test_cli_002_an_unknown_command_or_option_is_named_with_the_closest_one(sightline: Run) -> None:
    command, option = sightline("scor", "wave.db"), sightline("score", "wave.db", "--sead", 1)

    assert (command.code, option.code) == (2, 2)
    assert "score" in command.err
    assert "--seed" in option.err


@pytest.mark.parametrize("command", ["check", "score", "report"])
def test_cli_003_a_file_that_is_not_there_is_named(tmp_path: Path, sightline: Run, command: str) -> None:
    nowhere = tmp_path / "nowhere"
    output = ["-o", tmp_path / "x.pdf"] if command == "report" else []

    refused(sightline(command, nowhere, *output), wrong="nowhere")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["check", "score", "report"])
def test_cli_003_a_folder_in_place_of_a_file_is_refused(tmp_path: Path, sightline: Run, command: str) -> None:
    output = ["-o", tmp_path / "x.pdf"] if command == "report" else []

    refused(sightline(command, tmp_path, *output), wrong=str(tmp_path))


def test_cli_005_an_output_that_exists_is_kept_unless_told_otherwise(
    wave: Path, answers: Path, sightline: Run
) -> None:
    before = wave.read_bytes()
    again = ["import-responses", FORM, answers, "-o", wave]

    refused(sightline(*again), wrong="The file exists", mend="--force")
    assert wave.read_bytes() == before

    assert sightline(*again, "--force").code == 0
    assert wave.read_bytes() != before


def test_cli_005_a_report_that_exists_is_kept(wave: Path, tmp_path: Path, sightline: Run) -> None:
    old = tmp_path / "old.pdf"
    old.write_text("the board's only copy")
    sightline("score", wave)

    refused(sightline("report", wave, "-o", old), wrong="The file exists", mend="--force")

    assert old.read_text() == "the board's only copy"


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder with room for 64 KiB; only an administrator may make one."""
    folder = tmp_path / "full"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder], capture_output=True)  # noqa: S607
    if mounted.returncode:
        pytest.skip("a small disk can only be mounted by an administrator")
    yield folder
    subprocess.run(["umount", folder], check=True)  # noqa: S607


def test_cli_006_a_full_disk_leaves_no_half_dataset(full_disk: Path, answers: Path, sightline: Run) -> None:
    ended = sightline("import-responses", FORM, answers, "-o", full_disk / "wave.db", "--unit", "unit")

    refused(ended, wrong="disk is full")
    assert list(full_disk.iterdir()) == []


def test_cli_006_a_full_disk_leaves_no_half_report(full_disk: Path, wave: Path, sightline: Run) -> None:
    sightline("score", wave)
    (full_disk / "ballast").write_bytes(bytes(50_000))

    ended = sightline("report", wave, "-o", full_disk / "report.pdf")

    refused(ended, wrong="space")
    assert [path.name for path in full_disk.iterdir()] == ["ballast"]


def test_cli_006_a_read_only_folder_is_refused(tmp_path: Path, answers: Path, sightline: Run) -> None:
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o555)

    refused(sightline("import-responses", FORM, answers, "-o", folder / "wave.db"), wrong="read-only")

    assert list(folder.iterdir()) == []


def test_cli_015_a_terminal_that_knows_only_ascii_is_no_reason_to_stop(tmp_path: Path) -> None:
    form = tmp_path / "éé.yaml"
    form.write_text("id: é\n", encoding="utf-8")
    plain = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}

    ended = subprocess.run([*SCRIPT, "check", form], capture_output=True, env=plain, timeout=60)

    assert ended.returncode == 1
    assert b"Traceback" not in ended.stderr
    assert b"line 1: the questionnaire has no 'format:'" in ended.stderr


def test_cli_016_an_interrupted_score_leaves_the_dataset_as_it_was(wave: Path) -> None:
    before = wave.read_bytes()
    slow = (
        "import scoring.pipeline as p, time\n"
        "p.score_dataset = lambda *a, **k: print('now', flush=True) or time.sleep(60)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", f"{slow}\nfrom survey.cli import main\nmain()", "score", wave],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "now\n"

    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)

    assert process.returncode == 130
    assert "Interrupted" in err
    assert "Traceback" not in err
    assert wave.read_bytes() == before


def test_cli_016_a_reader_that_leaves_early_makes_no_noise(wave: Path) -> None:
    pipe = f"{sys.executable} -c 'from survey.cli import main; main()' score {wave} --json | head -1"

    ended = subprocess.run(["/bin/bash", "-c", pipe], capture_output=True, text=True, timeout=120)

    assert ended.stdout == "{\n"
    assert ended.stderr == ""


def test_check_prints_what_the_questionnaire_is(sightline: Run) -> None:
    ended = sightline("check", FORM)

    assert ended.code == 0
    assert "35 items in 8 dimensions" in ended.out


def test_check_takes_a_file_and_refuses_all_its_problems_at_once(tmp_path: Path, sightline: Run) -> None:
    good = to_yaml(load(FORM))
    form = tmp_path / "form.yaml"
    form.write_text(good.replace("dimension: impact", "dimension: impakt", 2), encoding="utf-8")

    ended = sightline("check", form)

    refused(ended, wrong="impakt")
    assert ended.err.count("impakt") >= 2
    assert str(form) in ended.err


def test_importing_says_what_was_used_dropped_and_left(tmp_path: Path, answers: Path, sightline: Run) -> None:
    ended = sightline("import-responses", FORM, answers, "-o", tmp_path / "wave.db")

    assert ended.code == 0
    assert "Dropped, never stored (persons, addresses, times): id." in ended.out
    assert "Not used: unit." in ended.out
    assert ended.out.endswith(f"60 responses in {tmp_path / 'wave.db'}\n")


def test_a_bad_file_of_answers_makes_no_dataset(tmp_path: Path, answers: Path, sightline: Run) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text(answers.read_text().replace(",1,", ",one,", 1))

    refused(
        sightline("import-responses", FORM, bad, "-o", tmp_path / "wave.db"),
        wrong="'one' (once)",
        mend="Use 1 to 5",
    )

    assert [path.name for path in tmp_path.iterdir()] == ["bad.csv"]


def test_fewer_answers_than_the_threshold_make_no_dataset(
    tmp_path: Path, answers: Path, sightline: Run
) -> None:
    few = tmp_path / "few.csv"
    few.write_text("".join(answers.read_text().splitlines(keepends=True)[:5]))

    refused(
        sightline("import-responses", FORM, few, "-o", tmp_path / "wave.db"), wrong="4 responses; below 5"
    )


def test_a_threshold_below_five_is_refused(tmp_path: Path, answers: Path, sightline: Run) -> None:
    ended = sightline("import-responses", FORM, answers, "-o", tmp_path / "wave.db", "--threshold", 4)

    refused(ended, wrong="threshold 4 is too low", mend="Use 5 or more")


def test_a_dataset_that_was_not_scored_gives_no_report(wave: Path, tmp_path: Path, sightline: Run) -> None:
    refused(
        sightline("report", wave, "-o", tmp_path / "r.pdf"), wrong="not been scored", mend="sightline score"
    )

    assert not (tmp_path / "r.pdf").exists()


def test_a_language_that_the_report_does_not_have_is_refused(
    wave: Path, tmp_path: Path, sightline: Run
) -> None:
    sightline("score", wave)

    refused(sightline("report", wave, "-o", tmp_path / "r.pdf", "--lang", "de"), wrong="de", mend="fr")


def test_score_prints_one_json_object(wave: Path, sightline: Run) -> None:
    ended = sightline("score", wave, "--json")

    found = json.loads(ended.out)
    assert found["n"] == 60
    assert set(found["dimensions"]["impact"]) >= {
        "n",
        "mean",
        "sd",
        "interval",
        "alpha",
        "omega",
        "item_rest",
    }
    assert found["profiles"]["status"] == "too_few"


def test_scoring_twice_leaves_the_same_results(wave: Path, sightline: Run) -> None:
    first, dump = sightline("score", wave, "--json").out, wave.read_bytes()

    again = sightline("score", wave, "--json").out

    assert again == first
    assert len(wave.read_bytes()) == len(dump)


def test_score_in_plain_words_is_three_lines(wave: Path, sightline: Run) -> None:
    ended = sightline("score", wave)

    assert len(ended.out.splitlines()) == 3
    assert ended.out.startswith("Answers: 60; 3 of 3 units shown.")


def test_neither_score_nor_report_loads_flask(wave: Path, tmp_path: Path) -> None:
    program = (
        "import sys\nfrom survey.cli import main\n"
        "for arguments in (['score', sys.argv[1]], ['report', sys.argv[1], '-o', sys.argv[2]]):\n"
        "    try: main(arguments)\n"
        "    except SystemExit as end: assert not end.code, end.code\n"
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'flask', 'werkzeug', 'sqlalchemy', 'huey'}))"
    )

    ended = subprocess.run(
        [sys.executable, "-c", program, wave, tmp_path / "r.pdf"], capture_output=True, text=True, timeout=120
    )

    assert ended.stdout.splitlines()[-1] == "[]"


def test_help_answers_without_the_heavy_parts(tmp_path: Path) -> None:
    program = (
        "import sys\nfrom survey.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "print(sorted({'numpy', 'sklearn', 'weasyprint', 'scipy'} & set(sys.modules)))"
    )

    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)

    assert ended.stdout.splitlines()[-1] == "[]"


def test_the_doctor_finds_this_machine_fit(sightline: Run) -> None:
    ended = sightline("doctor")

    assert ended.code == 0
    assert "Pango" in ended.out


def test_the_doctor_names_what_is_missing_and_the_line_that_brings_it(
    sightline: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("survey.doctor.PANGO", ("no-such-library",))

    refused(sightline("doctor"), wrong="lacks no-such-library", mend="apt-get install libpango")


HERE = {"CLI-001", "CLI-002", "CLI-003", "CLI-005", "CLI-006", "CLI-015", "CLI-016"}
WAITING = {
    "CLI-007": "organisations come with the office",
    "CLI-008": "organisations come with the office",
    "CLI-009": "backup and restore are not built yet",
    "CLI-011": "backup and restore are not built yet",
    "CLI-012": "backup and restore are not built yet",
    "CLI-013": "there is nothing to migrate yet",
    "CLI-014": "there is no server yet",
}


def test_no_case_of_the_catalogue_is_forgotten() -> None:
    named = {name.split("_")[2] for name in globals() if name.startswith("test_cli_")}

    assert {case.id for case in cases_of("cli")} == HERE | set(WAITING)
    assert {f"CLI-{number}" for number in named} == HERE
