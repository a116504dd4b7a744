"""A full group, an intervention plan from the first tap to its signature, and one whose lead leaves: through the real
process, everybody in a terminal of their own, in the demo organisation.

The process is killed after each answer (`kill -9`), and goes on where it was.
"""

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.dialogs.plans.intervention.planning import ACTION, NEED, PARTS
from tests.transcripts.cases import Line
from tests.transcripts.play import Waymark, written_down
from tests.transcripts.test_transcripts import APPROVED

Story = Sequence[tuple[str, str, Sequence[Line]]]
MOMENT = "2026-11-17T15:30"
CHILD: Line = {
    "name": "Zed Inventedname", "born": "2013-05-01", "strengths": "Draws for hours; funny with people he knows",
    "needs": "Somewhere to be with others who like making things", "reach": "01632 960171",
}  # fmt: skip
FULL_GROUP: Story = (
    ("worker", MOMENT, (
        "refer to a group", "nothing that I know of", "both agreed", "13", "autism, isolated", "none of them", "2",
        "1", CHILD, "send it", "my referrals",
    )),
    ("group_lead", MOMENT, ("group", "answer referral {WR}", "yes, a place", "later, they wait")),
    ("group_lead", "2026-12-07T10:00", ("came", {"day": "2026-12-07"}, "Nobody", "group")),
    ("worker", "2026-12-07T11:00", ("my referrals",)),
)  # fmt: skip
LEAD_LEAVES: Story = (
    ("yj", MOMENT, ("intervention plans", "plan {WC}")),
    ("manager", "2026-11-18T09:00", ("plan {WC}", "lead passes {WC}", "1", "significant change {WC}",
                                      {"day": "", "what": "His worker has left the service."})),
    ("manager", "2026-11-24T09:00", ("review plan {WC}",
                                      {"day": "", "level": "child_protection", "note": "Goes on, more closely."},
                                      "plan {WC}")),
)  # fmt: skip
PLAN_MADE: Story = (
    ("social_worker", MOMENT, (
        "my assessments", "assessment {WA}", "make a plan {WC}", "Early help", "Nia Harrowby (demo)",
        "add need {WC}", {**NEED, **ACTION, "change": "Two friends whom he sees each week outside school"},
        "plan parts {WC}", PARTS,
        "their words {WC}", {"child_words": "I want to draw", "parents_words": "We come along"},
        "sign plan {WC}", {"signed_name": "Nia Harrowby"}, "plan {WC}",
    )),
)  # fmt: skip


def test_a_full_group(tmp_path: Path) -> None:
    written, keys = played(tmp_path, FULL_GROUP, is_killed=True)
    assert "group_referral.waits" in keys
    assert "referral_answer.full" in keys
    as_approved("full_group", written)


def test_an_intervention_plan_from_the_first_tap_to_its_signature(tmp_path: Path) -> None:
    written, keys = played(tmp_path, PLAN_MADE, is_killed=True)
    for wanted in ("make_plan.made", "intervention.signed"):
        assert wanted in keys
    as_approved("plan_made", written)


def test_an_intervention_plan_whose_lead_leaves(tmp_path: Path) -> None:
    written, keys = played(tmp_path, LEAD_LEAVES, leaves="yj", is_killed=True)
    assert "lead_passes.passed" in keys
    assert "Nobody leads it just now" in written
    assert "Core Group" in written or "core group" in written
    as_approved("plan_whose_lead_leaves", written)


def played(
    data: Path, story: Story, *, leaves: str = "", refused: bool = False, is_killed: bool = False
) -> tuple[str, list[str]]:
    """What was said, and its keys. `leaves`: who has gone after the first of them has spoken. `refused`: it shows what
    is refused too. `is_killed`: each answer is the last of its process.
    """
    turns, keys = [], []
    for at, (who, moment, lines) in enumerate(story):
        turns.append(f"({who}, {moment.replace('T', ' ')})\n")
        for life in [[line] for line in lines] if is_killed else [lines]:
            with Waymark(data, who, at=moment) as waymark:
                for line in life:
                    typed = line.format(**_references("\n".join(turns))) if isinstance(line, str) else line
                    replies = waymark.says(typed)
                    turns.append(written_down(typed, replies))
                    keys += [reply["key"] for reply in replies]
        if leaves and at == 0:
            turns.append(f"({leaves} has left.)\n")
            command = [sys.executable, "-m", "bot", "people", "leave", leaves]
            subprocess.run(command, check=True, env={**os.environ, "WAYMARK_DATA_DIR": str(data)}, capture_output=True)
    assert refused or not [key for key in keys if key.startswith(("refusals.", "problems."))], keys
    return re.sub(r"\b(W[CGRA])-[A-Z0-9]{4}-[A-Z0-9]{2}", r"\1-XXXX-XX", "\n".join(turns)), keys


def as_approved(name: str, written: str) -> None:
    approved = APPROVED / f"{name}.txt"
    if os.environ.get("WAYMARK_APPROVE"):
        approved.write_text(written, "utf-8")
    assert written == approved.read_text("utf-8")


def _references(said: str) -> dict[str, str]:
    """The newest reference of each kind that was named."""
    return {found[:2]: found for found in re.findall(r"W[CRA]-[A-Z0-9]{4}-[A-Z0-9]{2}", said)}
