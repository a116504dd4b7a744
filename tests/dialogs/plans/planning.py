"""A safety plan from the record to the day it is in force, by the questions' names."""

import re
from typing import Any

import sqlalchemy as sa

from bot.runtime import Runtime
from storage.plans.tables import safety_plans
from tests.conversation import Conversation, someone
from tests.dialogs.incident.test_record import signed
from tests.dialogs.safeguarding.test_decision import decided

ROWS: dict[str, str] = {
    "supervised_times": "With an adult at arrival and in lessons.",
    "breaks": "Stays on the near side of the field.",
    "after_school": "Homework club on Tuesdays only.",
    "library_and_computers": "Sits by the desk.",
    "transport": "Front seat, next to the escort.",
    "seating": "In the first row.",
    "online": "Phone stays in the office.",
    "who_knows": "The form tutor and the head of year.",
    "named_contact": "The head of year.",
    "parents_part": "Ring the head of year on Fridays.",
    "support_displayed": "Football, and a weekly talk with the mentor.",
    "other_children": "A talk about boundaries for the whole year group.",
    "if_it_happens_again": "Move apart, tell the DSL.",
}
PLAN: dict[str, Any] = {
    "child": "Child A, who displayed the behaviour",
    "gaps": {f"{part}.text": text for part, text in ROWS.items()},
    "attendance": "Every day, as the others do",
    "doing": {f"{part}.who": "the head of year" for part in (*ROWS, "support_targeted")},
    "sees_right": "yes",
}
AGREED: dict[str, Any] = {
    "agreement": {
        "parents": "agrees", "parents_words": "", "child": "in_part", "child_words": "I want to play on the far side.",
        "holders": "", "starts_on": "", "signed_name": "Jo Marlowe",
    },
}  # fmt: skip
REVIEWED: dict[str, Any] = {
    "held": {"held_on": "", "there": "The head of year, the parents", "working_words": "Breaks are calm."},
    "working": "it stays as it is",
    "views": {
        "parents": "agrees", "parents_words": "", "child_words": "It is fine by now.", "signed_name": "Jo Marlowe",
    },
}  # fmt: skip


async def planned(lead: Conversation, record: str, **changed: Any) -> str:
    """A lead writes a plan from a record; its reference."""
    await lead.says(f"safety plan {record}")
    await lead.answers(PLAN, **changed)
    return plan_in(lead.last("safety_plan.begun").text)


async def in_force(lead: Conversation, record: str, **changed: Any) -> str:
    """The same, agreed and in force from today."""
    reference = await planned(lead, record, **changed)
    await lead.says(f"agree plan {reference}")
    await lead.answers(AGREED)
    assert "agree_plan.in_force" in lead.keys, lead.transcript
    return reference


async def a_case(runtime: Runtime, **changed: Any) -> tuple[Conversation, str]:
    """A record that was signed and called harmful today; its DSL, and its reference."""
    worker = await someone(runtime)
    reference = await signed(worker, **changed)
    dsl = await someone(runtime, "dsl")
    await decided(dsl, reference, safety_plan="skip")
    return dsl, reference


def plan_in(text: str) -> str:
    found = re.search(r"SP-\w{4}-\w{2}", text)
    assert found, text
    return found[0]


async def plans_in(runtime: Runtime) -> list[str]:
    """Every plan's reference."""
    async with runtime.database.transaction(runtime.clock()) as tx:
        return list(await tx.connection.scalars(sa.select(safety_plans.c.reference).order_by(safety_plans.c.begun_at)))
