"""What this machine lacks is said, and under CI it is a failure."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import left_out

ROOT = Path(__file__).parents[2]
TESTS = """
import pytest
from tests.support.left_out import leave_out

@pytest.mark.parametrize("number", range(3))
def test_with_it(number):
    if number:
        leave_out("PostgreSQL", "apt-get install postgresql")

def test_of_another_kind():
    pytest.skip("on Sundays")
"""


@pytest.mark.parametrize("processes", [(), ("-n", "2")])
def test_what_is_missing_is_left_out_here_and_said(tmp_path: Path, processes: tuple[str, ...]) -> None:
    (tmp_path / "test_it.py").write_text(TESTS)
    quick = (
        "-q",
        "-p",
        "tests.support.left_out",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:asyncio",
        "-p",
        "no:hypothesispytest",
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *quick, *processes, f"--rootdir={tmp_path}", "-c", os.devnull, tmp_path],
        cwd=ROOT, env={**os.environ, "CI": ""}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert "LEFT OUT: 2 tests that need PostgreSQL (apt-get install postgresql)" in done.stdout.splitlines()
    assert done.returncode == 0


def test_where_nothing_is_missing_that_is_said() -> None:
    assert left_out.closing_lines([]) == ["Nothing was left out."]


def test_what_is_missing_fails_under_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "1")
    with pytest.raises(pytest.fail.Exception):
        left_out.leave_out("PostgreSQL", "apt-get install postgresql")
