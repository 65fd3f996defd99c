import re
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.bootstrap import steps
from deploy.bootstrap.steps import Counting, StepFailed, progress_text, run_step

ROOT = Path(steps.__file__).parents[2]


def test_a_step_writes_its_output_to_the_log_and_one_line_for_the_watcher(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "log" / "step.log"
    run_step("counting", [sys.executable, "-c", "print('one of many')"], log=log)
    assert "one of many" in log.read_text()
    assert capsys.readouterr().err.splitlines() == [f"counting (log: {log})"]


def test_a_failing_step_shows_the_end_of_its_own_output(tmp_path: Path) -> None:
    log = tmp_path / "step.log"
    log.write_text("of an earlier step\n")
    program = "import sys; [print('line', n) for n in range(100)]; sys.exit(7)"
    with pytest.raises(StepFailed) as failed:
        run_step("counting", [sys.executable, "-c", program], log=log)
    told = str(failed.value)
    assert told.startswith("counting failed (exit code 7)")
    assert told.endswith("    line 98\n    line 99")
    assert "line 50" not in told
    assert "earlier" not in told


def test_a_program_that_cannot_be_started_is_a_failed_step(tmp_path: Path) -> None:
    with pytest.raises(StepFailed, match="no-such-program"):
        run_step("starting", [tmp_path / "no-such-program"], log=tmp_path / "step.log")


def test_progress_has_rate_and_remaining_time_where_the_total_is_known() -> None:
    assert (
        progress_text(50, 200, 10.0) == "[####................] 50 of 200, 5.0/s, about 30 s left"
    )
    assert progress_text(210, 200, 10.0).endswith("200 of 200, 20.0/s, about 0 s left")
    assert progress_text(3, None, 61.2) == "61 s"


def test_the_total_may_be_told_by_the_program_itself() -> None:
    counting = Counting(
        re.compile("Get:|Unpacking "), total_in=re.compile(r"(\d+) newly installed"), per_item=2
    )
    progress = steps._Progress(counting)
    for line in ("0 upgraded, 3 newly installed, 0 to remove", "Get:1 a", "Get:2 b", "other"):
        progress.read(line)
    assert (progress.done, progress.total) == (2, 6)


def find_python(*, named: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "deploy/bootstrap/find-python.sh"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "PYTHON": named},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_new_enough_python_is_found() -> None:
    found = find_python(named=sys.executable)
    assert (found.returncode, found.stdout.strip()) == (0, sys.executable)


def test_an_old_python_is_answered_with_a_sentence(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\ncase "$2" in *exit*) exit 1;; *) echo 3.9.2;; esac\n')
    old.chmod(0o755)
    found = find_python(named=str(old))
    assert found.returncode == 1
    assert found.stdout == ""
    assert "Python 3.11 or newer is needed" in found.stderr
    assert f"{old} is 3.9.2" in found.stderr


def test_an_unknown_goal_is_answered_with_the_usage() -> None:
    called = [sys.executable, "-m", "deploy.bootstrap", "fly"]
    answer = subprocess.run(called, cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 2
    assert answer.stderr.startswith("usage: ")


def test_make_alone_lists_the_commands() -> None:
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in ("run", "test", "check", "fmt", "bench", "lock", "psql", "clean", "help"):
        assert re.search(rf"^make {name} +\S", listed, re.MULTILINE), name
