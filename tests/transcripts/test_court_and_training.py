"""A court case that youth justice leads, and a training session, through the real process: killed after each answer
(`kill -9`), it goes on where it was.
"""

from pathlib import Path

from tests.transcripts.cases import Line
from tests.transcripts.test_groups_and_plans import MOMENT, Story, as_approved, played

CHILD: Line = {"name": "Oli Inventedname", "born": "2011-02-03", "sex": "boy", "school": "secondary"}
SHARE: Line = {"to": "social_care", "what": "summary", "why": "She plans with the family."}
SHOWN: Line = {"day": "2026-12-21", "not_shown": "", "disagreement": ""}
COURT: Story = (
    ("yj", MOMENT, (
        "ask for an assessment", CHILD, "for the criminal court", "it happened", "may plead not guilty",
        "social worker", "agrees", "no", "no", "no", {"day": "2027-01-14"}, "ask for it",
        "lead {WA}", "Ash Calloway (demo) (on the register)",
        "ask co-worker {WA}", "somebody from outside", {"name": "Ivy Made-Up", "role": "Social worker"}, "no",
        "stage {WA}", "stage {WA} interviews",
    )),
    ("yj", "2026-12-01T10:00", (
        "legal agreement {WA}", {"day": "2026-12-01"}, "stage {WA} interviews", "stage {WA}", "stage {WA}",
    )),
    ("manager", "2026-12-02T09:00", ("assessment {WA}",)),
    ("yj", "2026-12-21T10:00", (
        "complete {WA}", {"day": ""}, "shown to family {WA}", SHOWN,
        "share {WA}", SHARE, "review document {WA}", {"consultation": "no", "confidence": "3"},
    )),
)  # fmt: skip
SESSION: Line = {
    "kind": "refresher", "day": "2026-12-08", "starts": "10:00", "minutes": "90", "way": "video", "places": "10",
}  # fmt: skip
TRAINING: Story = (
    ("training", MOMENT, ("sessions", "hold one", SESSION)),
    ("social_worker", MOMENT, ("refresher", "2", "my training")),
    ("training", "2026-12-08T15:00", ("attended", "3", "1")),
    ("social_worker", "2026-12-09T09:00", ("my training",)),
)


def test_a_court_case_that_youth_justice_leads(tmp_path: Path) -> None:
    written, keys = played(tmp_path, COURT, is_killed=True)
    for wanted in ("ask_assessment.asked", "assessment.not_seen.legal_agreement", "complete_assessment.done",
                   "share_assessment.receipt", "review_document.written"):  # fmt: skip
        assert wanted in keys, (wanted, written)
    assert "youth justice, jointly with the social worker" in written
    assert "29 December 2026" in written, "six weeks, as the court day is later"
    assert "Oli" not in written
    as_approved("court_case", written)


def test_a_session_of_training_that_is_killed_between_all_its_turns(tmp_path: Path) -> None:
    written, keys = played(tmp_path, TRAINING, is_killed=True)
    for wanted in ("training.held", "training.taken", "training.noted"):
        assert wanted in keys, (wanted, written)
    assert "you were there" in written
    as_approved("training_session", written)
