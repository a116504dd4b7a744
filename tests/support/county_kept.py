"""The invented county as rows of the database, without the doors on the way: for figures over many cases."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from storage.casework.tables import case_events, case_meetings, cases
from storage.database.engine import Tx
from storage.oversight.case_audits import auditing
from storage.oversight.case_audits.tables import case_audits
from tests.support.county import Invented

NOTED = datetime(2027, 4, 5, 9, tzinfo=UTC)


async def put(tx: Tx, these: Sequence[Invented]) -> None:
    """As they would be stored, without the doors on the way."""
    await tx.connection.execute(cases.insert(), [_case(tx, one) for one in these])
    for table, rows in (
        (case_events, [row for one in these for row in _events(one)]),
        (case_meetings, [row for one in these for row in _meetings(one)]),
        (case_audits, [_audit(tx, one) for one in these if one.audited]),
    ):
        if rows:
            await tx.connection.execute(table.insert(), rows)


def _case(tx: Tx, one: Invented) -> dict[str, Any]:
    born = one.case.opened_on.replace(year=one.case.opened_on.year - one.age, day=1)
    child = {"name": f"Child {one.case.reference}", "born": born.isoformat(), "sex": "", "school": "", "needs": []}
    return {
        "id": one.case.case_id,
        "reference": one.case.reference,
        "side": one.case.side.value,
        "setting_id": one.case.setting_id,
        "lead_agency": one.case.lead_agency,
        "opened_by": one.case.auditor_id,
        "opened_at": datetime.combine(one.case.opened_on, datetime.min.time(), tzinfo=UTC),
        "child_sealed": tx.vault.seal_json(child),
    }


def _events(one: Invented) -> list[dict[str, Any]]:
    return [
        {
            "case_id": one.case.case_id, "number": number, "kind": kind.value, "day": known.day,
            "precision": known.precision.value, "source": "file", "person_id": one.case.auditor_id, "at": NOTED,
        }
        for number, (kind, known) in enumerate(one.case.days.items(), start=1)
    ]  # fmt: skip


def _meetings(one: Invented) -> list[dict[str, Any]]:
    return [
        {
            "case_id": one.case.case_id, "number": number, "day": met.day, "precision": met.precision.value,
            "seats": met.as_json()["seats"], "person_id": one.case.auditor_id, "at": NOTED,
        }
        for number, met in enumerate(one.case.meetings, start=1)
    ]  # fmt: skip


def _audit(tx: Tx, one: Invented) -> dict[str, Any]:
    sealed = tx.vault.seal_json(auditing.as_json(one.case))
    return {"case_id": one.case.case_id, "number": 1, "auditor_id": one.case.auditor_id, "at": one.case.audited_at,
            "questions_hash": "0" * 16, "said_sealed": sealed}  # fmt: skip
