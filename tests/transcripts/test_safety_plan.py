"""A safety plan through a term, through the real process, everybody in a terminal of their own: from the decision to a
plan in force, a sheet that is read, two reviews with a new incident between them, and its end.

While the plan is written the process is killed after each answer (`kill -9`), and goes on where it was.
"""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.conversation import SCHOOL_CASE
from tests.dialogs.safeguarding.test_decision import DECISION
from tests.transcripts.cases import Case, Line, Talk
from tests.transcripts.play import Waymark, asked_by, written_down
from tests.transcripts.test_transcripts import APPROVED

NAME = "safety_plan_through_a_term"
NOT_ASKED = ("all_took_part", "told_them")
"""Questions that an ordinary amber case has an answer for, and isn't asked."""
TOLD = {name: said for name, said in {**SCHOOL_CASE, "noticed_on": "today"}.items() if name not in NOT_ASKED}
GAPS = {
    "supervised_times.text": "An adult walks with the child between lessons.",
    "breaks.text": "Plays on the near side of the field.",
    "after_school.text": "Homework club on Tuesdays.",
    "transport.text": "Front seat of the taxi.",
    "support_displayed.text": "Football, and a talk with the mentor each week.",
}
WHO = {
    "supervised_times.who": "the teaching assistant",
    "breaks.who": "the midday supervisors",
    "after_school.who": "the club leader",
    "transport.who": "the escort",
    "support_displayed.who": "the mentor",
}
AGREEMENT = {
    "parents": "in_part", "parents_words": "We would like clubs again after Christmas.", "child": "agrees",
    "child_words": "I want to play football.", "holders": "", "starts_on": "", "signed_name": "Jo Marlowe",
}  # fmt: skip
VIEWS = {"parents": "agrees", "parents_words": "", "child_words": "Break is better.", "signed_name": "Jo Marlowe"}


def held(words: str) -> dict[str, str]:
    return {"held_on": "", "there": "Head of year, parents", "working_words": words}


@dataclass(frozen=True)
class Scene:
    """Somebody at a moment; `{WM}` and `{SP}` in a line are the references that were shown last."""

    who: str
    at: str
    lines: Sequence[Line] | Case
    is_killed: bool = False


STORY: Sequence[Scene] = (
    Scene("worker", "2026-11-17T15:30", Case(TOLD)),
    Scene("dsl", "2026-11-17T16:00", Case({**DECISION, "safety_plan": "skip"}, opening=("decide {WM}",))),
    Scene(
        "dsl", "2026-11-18T09:00",
        ("safety plans", "safety plan {WM}", "Child A, who displayed the behaviour", GAPS,
         "every day, as the others do", WHO, "yes", "agree plan {SP}", AGREEMENT, "who needs what {SP}",
         "give sheet {SP} lunch", "Sam Fernley (demo)"),
        is_killed=True,
    ),
    Scene("worker2", "2026-11-18T10:00", ("my sheets", "sheet 1", "read sheet 1")),
    Scene(
        "dsl", "2026-12-02T15:00", ("review plan {SP}", held("Breaks are calm."), "it stays as it is", VIEWS)
    ),
    Scene("worker", "2026-12-03T14:00", Case(TOLD)),
    Scene(
        "dsl", "2026-12-04T09:00",
        ("safety plan {SP}", "review plan {SP}", held("It happened by the gate."), "something changes",
         "What happens at breaks and meals?",
         {"breaks.text": "Plays on the near side, and an adult stands by the gate.",
          "breaks.who": "the midday supervisors", "breaks.sees": "as_now"}, VIEWS),
    ),
    Scene("worker2", "2026-12-04T12:00", ("my sheets", "sheet 1", "read sheet 1")),
    Scene(
        "dsl", "2027-02-12T15:00",
        ("safety plans", "end plan {SP}",
         {"why": "no_longer_needed", "words": "Nothing new since December.", "who_agreed": "Parents, head of year"},
         "safety plan {SP} version 1"),
    ),
)  # fmt: skip


class Told:
    """The references that were shown last."""

    def __init__(self) -> None:
        self.seen = {"WM": "", "SP": ""}

    def put_in(self, line: Line) -> Line:
        return line.format(**self.seen) if isinstance(line, str) else line

    def hears(self, replies: list[dict[str, Any]]) -> None:
        for kind in self.seen:
            for reply in replies:
                if found := re.findall(rf"{kind}-\w{{4}}-\w{{2}}", reply["text"]):
                    self.seen[kind] = found[-1]


def played(scene: Scene, data: Path, told: Told) -> Iterator[tuple[Line, list[dict[str, Any]]]]:
    """Each turn of a scene."""
    talk = Talk(scene.lines if isinstance(scene.lines, Case) else Case({}, opening=list(scene.lines)))  # type: ignore[arg-type]
    waymark, asked = Waymark(data, scene.who, at=scene.at), ""
    try:
        while (line := talk.next(asked)) is not None:
            replies = waymark.says(told.put_in(line))
            told.hears(replies)
            yield line, replies
            asked = asked_by(replies) if isinstance(scene.lines, Case) else ""
            if scene.is_killed:
                waymark.__exit__()
                waymark = Waymark(data, scene.who, at=scene.at)
    finally:
        waymark.__exit__()


def test_a_plan_through_a_term_with_a_new_incident(tmp_path: Path) -> None:
    told, turns, keys = Told(), [], []
    for scene in STORY:
        turns.append(f"({scene.who}, {scene.at.replace('T', ' ')})\n")
        if isinstance(scene.lines, Case):
            turns.append("(An incident is told, or decided on, as in other conversations.)\n")
        for line, replies in played(scene, tmp_path, told):
            # how an incident is told and decided on stands in other conversations
            if not isinstance(scene.lines, Case):
                turns.append(written_down(line, replies))
            keys += [reply["key"] for reply in replies]
    written = re.sub(r"SP-[A-Z0-9]{4}-[A-Z0-9]{2}", "SP-XXXX-XX", "\n".join(turns))
    approved = APPROVED / f"{NAME}.txt"
    if os.environ.get("WAYMARK_APPROVE"):
        approved.write_text(written, "utf-8")
    assert not [key for key in keys if key.startswith(("refusals.", "problems."))], keys
    for wanted in (
        "agree_plan.in_force",
        "sheets.signed",
        "review_safety_plan.kept",
        "review_safety_plan.kept_changed",
    ):
        assert wanted in keys
    assert "It has happened before" in written
    assert written == approved.read_text("utf-8")
