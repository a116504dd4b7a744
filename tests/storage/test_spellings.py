"""Words that are stored keep their spelling: a new one would leave what is on file without a meaning."""

import re
from enum import StrEnum
from pathlib import Path

import pytest

from storage.consultations.tables import Ended, Mode
from storage.queues.jobs import JobKind
from storage.records.responsibility import Cause
from storage.records.safety_watch import After, WatchCause

STORAGE = Path(__file__).parents[2] / "storage"


@pytest.mark.parametrize(
    ("words", "stored"),
    [
        (Mode, "video in_person"),
        (Ended, "let_go expired declined cancelled cancelled_late withdrawn booked left missed month_over"),
        (Cause, "sent silence role_lost handed_over concern"),
        (WatchCause, "urgent_steps red_view"),
        (After, "silence cancel not_reached record"),
        (
            JobKind,
            "safety_watch unread_record consultation_seats consultation_day consultation_reminder consultation_action"
            " consultation_invitation training_invitation training_year clock case_day put_away",
        ),
    ],
)
def test_stored_words_keep_their_spelling(words: type[StrEnum], stored: str) -> None:
    assert {word.value for word in words} == set(stored.split())


def test_no_row_crosses_functions_without_a_type() -> None:
    """`row: Any` says nothing of what is in it: what crosses functions has a type of its own."""
    untyped = re.compile(r"\b(row|slot|record|place): Any\b|\) -> Any:\n.*[Rr]ow")
    files = [file for file in STORAGE.rglob("*.py") if "versions" not in file.parts]
    found = {
        f"{file.relative_to(STORAGE)}: {match[0]}" for file in files for match in untyped.finditer(file.read_text())
    }
    assert found == set()
