"""A case that is audited by somebody who is no part of it, and an item of the self-audit: through the real process,
everybody in a terminal of their own, in the demo organisation.
"""

from pathlib import Path

from storage.oversight.case_audits.questions import content
from tests.transcripts.cases import Line
from tests.transcripts.test_groups_and_plans import MOMENT, Story, as_approved, played

DAYS = {"charged": "September 2026", "plea_or_finding": "no", "sentenced": "no", "service_offered_targeted": ""}


def chapter(name: str, why: str = "", **changed: str) -> Line:
    """Its open questions: not known, but for those that are named."""
    return {**{one.name: "not_known" for one in content().of_chapter(name)}, **changed, "why": why}


AUDIT: Story = (
    ("yj", MOMENT, ("intervention plans", "audit case {WC}")),
    ("manager", MOMENT, ("audit case {WC}",)),
    ("service_manager", MOMENT, (
        "audit case {WC}", {**DAYS, "charged": "soon"}, DAYS,
        chapter("before", siblings_considered="no"),
        chapter("before", "No note names his brother.", siblings_considered="no", earlier_signs="no"),
        chapter("targeted"), chapter("assessment"), chapter("work", manager_challenged="yes"), chapter("outcomes"),
        "rate 2", {"rating": "in_place_checked", "evidence": ""},
        {"rating": "in_place_checked", "evidence": "A bulletin each quarter; four on file."},
    )),
    ("yj", MOMENT, ("case audit {WC}",)),
)  # fmt: skip


def test_a_case_audit_and_an_item_of_the_self_audit(tmp_path: Path) -> None:
    written, keys = played(tmp_path, AUDIT, refused=True)
    for key in ("case_audit.member", "refusals.known_day", "refusals.audit_why", "case_audit.kept", "rate_item.kept"):
        assert key in keys, key
    assert "refusals.rating_without_evidence" in keys
    as_approved("case_audit", written)
