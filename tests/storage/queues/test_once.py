"""The names by which an alert is written only once: as they are stored, read back, and spelt in one module only."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.queues import once
from storage.queues.alerts import Alert
from storage.queues.once import Once

STORAGE = Path(once.__file__).parents[1]
READ = datetime(2026, 3, 3, 14, tzinfo=UTC)
STORED = [
    (once.submission("s1"), "submission:s1"),
    (once.state(Alert.RECORD_READ, "r1"), "record_read:r1"),
    (once.passed("r1", 2), "passed:r1:2"),
    (once.passed_on("r1", 2), "passed_on:r1:2"),
    (once.second_view("r1"), "second_view:r1"),
    (once.second_view("r1", "p1"), "second_view:r1:p1"),
    (once.look_alike("r1"), "look_alike:r1"),
    (once.handed_over("r1", "school"), "give:r1:school"),
    (once.safety("case/red_view"), "safety_watch:case/red_view"),
    (once.safety("case/red_view", 2), "safety_watch:case/red_view:2"),
    (once.asked_again("case/red_view", 2), "safety_asked_again:case/red_view:2"),
    (once.draft_ends("p1", READ), "draft_ends:p1:2026-03-03T14:00:00+00:00"),
    (once.slot_moved("b1", 3), "slot_moved:b1:3"),
    (once.slot_withdrawn("b1"), "slot_withdrawn:b1"),
    (once.slot_offered("o1"), "offer:o1"),
    (once.waiting_over("w1"), "waiting:w1"),
    (once.reminder("b1:two_days", 1), "consultation_reminder:b1:two_days:1"),
    (once.outcome(Alert.CONSULTATION_ADVICE, "b1", "p1"), "consultation_advice:b1:p1"),
    (
        once.clock_step("c1", Alert.ASSESSMENT_DUE, READ, "p1"),
        "clock:c1:assessment_due:2026-03-03T14:00:00+00:00:p1",
    ),
    (once.of_session(Alert.REFRESHER_OFFERED, "s1", "p1"), "refresher_offered:s1:p1"),
    (once.census(Alert.CENSUS_OPEN, 2027, "p1"), "census_open:2027:p1"),
    (once.training_year(Alert.PLAN_REFRESHER, "2027-03-01", "p1"), "plan_refresher:2027-03-01:p1"),
    (once.action_due("b1:1", "p1"), "consultation_action:b1:1:p1"),
]


def test_names_are_spelt_as_they_are_stored() -> None:
    """A name that changes its spelling would have people told a second time."""
    assert [name for name, stored in STORED if name != stored] == []
    assert len({name for name, _ in STORED}) == len(STORED)


def test_each_name_is_read_back_by_its_own_reader_only() -> None:
    assert once.read_handed_over(once.handed_over("r1", "school")) == ("r1", "school")
    assert once.read_safety(once.safety("case/red_view")) == ("case/red_view", 1)
    assert once.read_safety(once.safety("case/red_view", 3)) == ("case/red_view", 3)
    for name in [*(stored for _, stored in STORED), ""]:
        assert (once.read_handed_over(Once(name)) is not None) == name.startswith("give:")
        assert (once.read_safety(Once(name)) is not None) == name.startswith("safety_watch:")


def test_what_goes_along_with_a_record_is_what_earlier_ones_were_told() -> None:
    expected = {"submission:s1", "second_view:r1", "passed:r1:2", "passed:r1:3"}
    assert set(once.of_responsible("r1", "s1", 4)) == expected


@pytest.mark.parametrize("spelt", [r"\bonce=f?[\"']", r"\.once\.(split|startswith|removeprefix|partition)"])
def test_no_other_module_spells_or_takes_apart_a_name(spelt: str) -> None:
    others = [file for file in STORAGE.rglob("*.py") if file != Path(once.__file__)]
    assert [file.name for file in others if re.search(spelt, file.read_text())] == []
