"""A safety plan in the demo organisation: of a child in foster care, in force, with a stretch of the day that nobody
covers yet, and a sheet that a carer has still to read. It stands on a record of its own. Nobody of it exists.
"""

from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa

from storage.administration.demo import HOME, SETTINGS
from storage.database.engine import Tx
from storage.people import people
from storage.plans import sheets, writing
from storage.plans.plan import Agreement, Agrees, Content, Row, Side, StaffGroup
from storage.records import inbox, signing
from storage.records.register.child_index import ChildPart
from storage.records.signing import Submission
from storage.records.tables import submissions
from storage.working_hours import LONDON

KEY = "demo-plan"
"""The submission of its record."""
ROWS = {
    "after_school": Row("In the living room with an adult until bedtime.", "the carer", (StaffGroup.NIGHT,)),
    "supervised_times": Row("A room of their own; the landing light stays on.", "the carer", (StaffGroup.NIGHT,)),
    "transport": Row("Front seat; nobody else under 16 in the car.", "the escort", (StaffGroup.TRANSPORT,)),
    "breaks": Row("Plays where an adult can see.", "the carer", (StaffGroup.CLUBS,)),
    "named_contact": Row("The supervising social worker.", "the team"),
    "support_displayed": Row("Swimming, and a weekly talk with the key worker.", "the key worker"),
}


async def fill(tx: Tx) -> None:
    """Once."""
    if await tx.connection.scalar(sa.select(submissions.c.key).where(submissions.c.key == KEY)) is not None:
        return
    earlier = replace(tx, now=tx.now - timedelta(days=8))
    lead, carer = await people.get(tx, "demo-foster_dsl"), await people.get(tx, "demo-foster")
    child = ChildPart("Child A", "Kip Inventedchild", "2014-02-11", content={"child_name": "Kip Inventedchild"})
    (record,) = await signing.submit(
        earlier,
        Submission(
            submission_key=KEY,
            author=carer,
            setting_id=HOME,
            responsible=lead,
            children=[child],
            content={"setting_name": SETTINGS[HOME][0], "child_label": "Child A", "place": "The landing"},
            view={"colour": "amber"},
            observations={},
            rules_version="demo",
            rules_hash="0" * 64,
            signed_name=carer.name,
        ),
    )
    await inbox.read(earlier, lead, record.reference)
    begun = replace(tx, now=tx.now - timedelta(days=7))
    plan = await writing.begin(begun, lead, record.id, "Child A", Side.DISPLAYED, Content(ROWS))
    says = Agreement(
        Agrees.IN_PART, "We would like clubs again by Easter.", Agrees.AGREES, "I like knowing who is there.",
        "The school has a plan of its own.", lead.name,
    )  # fmt: skip
    today = begun.now.astimezone(LONDON).date()
    await writing.agree(begun, lead, plan.reference, says, today, seen=1)
    await sheets.give(begun, lead, plan.reference, StaffGroup.NIGHT, carer)
