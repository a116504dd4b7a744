"""An audited case and a self-audit that is half done, in the demo organisation. Nobody and nothing of it exists; both
stand on the teams and cases of `casework`.
"""

from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa

from storage.casework import cases, events, meetings
from storage.casework.meetings import AT_MEETING, Meeting, Seat
from storage.casework.parts import Agency, Happened, Precision, Source
from storage.casework.tables import cases as cases_table
from storage.database.engine import Tx
from storage.oversight.case_audits import auditing, filling
from storage.oversight.case_audits.auditing import Given, IsMember
from storage.oversight.case_audits.questions import Said, content
from storage.oversight.case_audits.tables import case_audits
from storage.oversight.self_audit import ratings, rounds
from storage.oversight.self_audit.ratings import Rating
from storage.people import people
from storage.working_hours import LONDON

AUDITOR, OPENED = "service_manager", "yj"
"""Logins: who audits, and whose oldest case it is."""
DAYS = ((Happened.DISCLOSED, 130), (Happened.REFERRED, 126))
"""What happened, and so many days ago."""
NO = {"siblings_considered": "before", "manager_challenged": "work"}
"""Answered with no, by chapter; of everything else that is open, nobody knows."""
WHY = {"before": "The younger brother is in no note.", "work": "Supervision is noted, and nothing of this work in it."}
RATED = (
    ("shared_from_disclosure", Rating.PARTLY, "Two of six cases had a meeting with school", "Invite schools each time"),
    ("early_help", Rating.IN_PLACE_UNCHECKED, "It is in the strategy since spring", "Look at ten early help cases"),
    ("assessed_in_time", Rating.IN_PLACE_CHECKED, "Five of six were within six weeks, by the board", ""),
    ("risk_explained", Rating.NOT_OURS, "It is for the national board", ""),
    ("health_assessed", Rating.NOT, "No cognitive assessment in six cases", "Agree a route with health"),
)


async def fill(tx: Tx) -> None:
    """Once; where there is such a case and somebody who may audit it."""
    auditor, opened = await people.find(tx, AUDITOR), await people.find(tx, OPENED)
    if auditor is None or opened is None or await tx.connection.scalar(sa.select(case_audits.c.case_id).limit(1)):
        return
    query = sa.select(cases_table.c.id).where(cases_table.c.opened_by == opened.id)
    case_id = await tx.connection.scalar(query.order_by(cases_table.c.opened_at).limit(1))
    if case_id is None:
        return
    reference = (await cases.get(tx, case_id)).reference
    today = tx.now.astimezone(LONDON).date()
    for kind, ago in DAYS:
        await events.note(tx, case_id, opened.id, kind, today - timedelta(days=ago), source=Source.FILE)
    seats = dict.fromkeys(AT_MEETING, Seat.NOT_INVITED) | dict.fromkeys((Agency.POLICE, Agency.SOCIAL_CARE), Seat.CAME)
    await meetings.note(tx, case_id, opened.id, Meeting(today - timedelta(days=120), Precision.DAY, seats))
    earlier = replace(tx, now=tx.now - timedelta(days=2))
    try:
        basis = await auditing.begin(earlier, auditor, reference)
    except IsMember:
        return
    answers = {one.name: Said.NO if one.name in NO else Said.NOT_KNOWN for one in content().questions.values()}
    open_ = {name: said for name, said in answers.items() if name not in filling.filled(basis)}
    await auditing.keep(earlier, auditor, reference, Given(open_, why=WHY))
    for item, rating, evidence, action in RATED:
        due = today + timedelta(days=100) if action else None
        owner = "The service manager" if action else ""
        await rounds.rate(earlier, auditor, item, ratings.Given(rating, evidence, owner, action, due))
