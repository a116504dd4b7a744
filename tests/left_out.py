"""Tests that need something this machine may lack are left out, and said so; under CI nothing is left out."""

import os
from collections import Counter
from typing import NoReturn

import pytest

LEFT_OUT: Counter[str] = Counter()


def under_ci() -> bool:
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


def leave_out(what: str, how: str) -> NoReturn:
    """Skip this test because `what` is missing; under CI, fail it. `how` says how to get it."""
    if under_ci():
        pytest.fail(f"{what} is missing, and under CI nothing is left out: {how}", pytrace=False)
    LEFT_OUT[f"{what} ({how})"] += 1
    pytest.skip(f"needs {what}: {how}")


def closing_lines() -> list[str]:
    if not LEFT_OUT:
        return ["Nothing was left out."]
    return [f"LEFT OUT: {count} tests that need {what}" for what, count in LEFT_OUT.items()]
