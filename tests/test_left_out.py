"""What this machine lacks is said, and under CI it is a failure."""

from collections import Counter

import pytest

from tests import left_out


def test_what_is_missing_is_left_out_here_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(left_out, "LEFT_OUT", Counter())
    monkeypatch.delenv("CI", raising=False)
    assert left_out.closing_lines() == ["Nothing was left out."]
    for _ in range(2):
        with pytest.raises(pytest.skip.Exception):
            left_out.leave_out("PostgreSQL", "apt-get install postgresql")
    assert left_out.closing_lines() == ["LEFT OUT: 2 tests that need PostgreSQL (apt-get install postgresql)"]


def test_what_is_missing_fails_under_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "1")
    with pytest.raises(pytest.fail.Exception):
        left_out.leave_out("PostgreSQL", "apt-get install postgresql")
