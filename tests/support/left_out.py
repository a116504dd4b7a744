"""Tests that need something this machine may lack are left out, and said so; under CI nothing is left out."""

import os
from collections import Counter
from collections.abc import Iterable
from typing import NoReturn

import pytest

NEEDS = "Skipped: needs "
"""How pytest words the reason of a test that `leave_out` skipped, in whichever process that was."""


def under_ci() -> bool:
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


def leave_out(what: str, how: str) -> NoReturn:
    """Skip this test because `what` is missing; under CI, fail it. `how` says how to get it."""
    if under_ci():
        pytest.fail(f"{what} is missing, and under CI nothing is left out: {how}", pytrace=False)
    pytest.skip(f"needs {what} ({how})")


def closing_lines(skipped: Iterable[pytest.TestReport]) -> list[str]:
    """What to say at the end about the tests that were skipped."""
    reasons = [report.longrepr[2] for report in skipped if isinstance(report.longrepr, tuple)]
    left_out = Counter(reason.removeprefix(NEEDS) for reason in reasons if reason.startswith(NEEDS))
    if not left_out:
        return ["Nothing was left out."]
    return [f"LEFT OUT: {count} tests that need {what}" for what, count in left_out.items()]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for line in closing_lines(terminalreporter.stats.get("skipped", [])):
        terminalreporter.write_line(line)
