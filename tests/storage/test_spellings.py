"""Words that are stored keep their spelling: a new one would leave what is on file without a meaning."""

from enum import StrEnum

import pytest

from storage.consultations.tables import Ended, Mode
from storage.queues.jobs import JobKind
from storage.records.responsibility import Cause
from storage.records.safety_watch import After, WatchCause


@pytest.mark.parametrize(
    ("words", "stored"),
    [
        (Mode, "video in_person"),
        (Ended, "let_go expired declined cancelled cancelled_late withdrawn booked left missed month_over"),
        (Cause, "sent silence role_lost handed_over"),
        (WatchCause, "urgent_steps red_view"),
        (After, "silence cancel"),
        (
            JobKind,
            "safety_watch unread_record consultation_seats consultation_day consultation_reminder consultation_action"
            " consultation_invitation",
        ),
    ],
)
def test_stored_words_keep_their_spelling(words: type[StrEnum], stored: str) -> None:
    assert {word.value for word in words} == set(stored.split())
