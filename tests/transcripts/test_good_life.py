"""A Good Life plan from a secure home to the contacts after leaving, through the real process, which is killed after
each answer while the plan is written: then leaving, a contact by the clock, and a concern that goes before the next.
"""

import os
import re
from pathlib import Path

from tests.transcripts.play import written_down
from tests.transcripts.test_safety_plan import Scene, Told, played
from tests.transcripts.test_transcripts import APPROVED

FIRST = {
    "strengths": "Cooks for everybody\nStays calm when others argue",
    "what": "A place on the catering course", "why": "I want to work", "step": "Ring the college", "helps": "Wren",
    "by": "",
}  # fmt: skip
NOW_ON = {
    "deciding": "Who I go out with", "hard_times": "I ring my aunt", "skills": "Saying no", "sex_education": "no",
    "learning_support": "Short tasks", "copy_with": "My aunt",
}  # fmt: skip
LED_HERE = {
    "led_here": "", "family": "no", "supervising_officer": "no", "social_worker": "no", "health": "no",
    "next_home": "no",
}  # fmt: skip
CONTACT = {
    "day": "", "told_by": "his officer and his aunt", "compliance": "kept_to_it", "young_person": "4", "agencies": "5",
    "staff": "not_asked", "supervisor": "looked_at", "mental_health": "better", "behaviour": "better",
    "stability": "the_same", "whereabouts": "", "goal_1": "2", "words": "",
}  # fmt: skip
STORY = (
    Scene(
        "key_worker", "2026-11-17T15:30",
        ("good life plan", {"name": "Zed Inventedname", "born": "2010-05-01"}, "yes, together", FIRST,
         "from now on {WC}", NOW_ON, "what led here {WC}", LED_HERE,
         "sign life plan {WC}", {"young_person": "Zed", "worker": "Wren Oakley"},
         "step done {WC}", {"goal": "", "following": "Visit the kitchen"}, "good life plan {WC}"),
        is_killed=True,
    ),
    Scene(
        "key_worker", "2026-12-01T10:00",
        ("arrange {WC}", {"area": "accommodation", "how": "in_place", "who": "A room at his aunt’s", "on": ""},
         "leaving {WC}",
         "has left {WC}",
         {"day": "", "to": "community", "licence_from": "2026-12-01", "licence_until": "2027-05-31"}),
    ),
    Scene(
        "key_worker", "2026-12-29T10:00", ("contact {WC}", "yes", "none known", CONTACT, "tracking {WC}")
    ),
    Scene("key_worker", "2027-01-26T10:00", ("contact {WC}", "yes", "a sexual concern", "save and finish later")),
    Scene("programmes", "2027-01-26T11:00", ("outcomes",)),
)  # fmt: skip


def test_a_good_life_plan_from_the_home_to_the_contacts_after_leaving(tmp_path: Path) -> None:
    told, turns, keys = Told(), [], []
    told.seen = {"WC": ""}
    for scene in STORY:
        turns.append(f"({scene.who}, {scene.at.replace('T', ' ')})\n")
        for line, replies in played(scene, tmp_path, told):
            turns.append(written_down(line, replies))
            keys += [reply["key"] for reply in replies]
    written = re.sub(r"\b(W[A-Z])-[A-Z0-9]{4}-[A-Z0-9]{2}", r"\1-XXXX-XX", "\n".join(turns))
    approved = APPROVED / "good_life.txt"
    if os.environ.get("WAYMARK_APPROVE"):
        approved.write_text(written, "utf-8")
    assert not [key for key in keys if key.startswith(("refusals.", "problems."))], keys
    for wanted in ("good_life.signed", "tracking.left_on_licence", "contact.kept", "contact.report_first"):
        assert wanted in keys
    assert "by Tuesday 26 January 2027" in written
    assert written == approved.read_text("utf-8")
