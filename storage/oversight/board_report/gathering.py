"""The facts of all cases, some at a time, so that a report of ten thousand needs no more room than one of a hundred.

For figures only: asks nobody's right, and gives out nothing by which a case could be told. Of a case that was audited
counts what the newest audit says; of the others what their events say by themselves.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime

from storage.casework import cases, events, meetings
from storage.casework.cases import Case
from storage.casework.events import Event
from storage.casework.meetings import Meeting
from storage.casework.parts import Happened
from storage.database.engine import Tx
from storage.oversight.board_report.facts import CaseFacts, of_case
from storage.oversight.board_report.figures import Figures, Tally
from storage.oversight.board_report.period import Period
from storage.oversight.case_audits import auditing, filling
from storage.oversight.case_audits.filling import Basis
from storage.oversight.case_audits.findings import AuditedCase
from storage.working_hours import LONDON

AT_ONCE = 500
"""Cases that are held at a time."""


async def figures_of(tx: Tx, period: Period) -> Figures:
    """As they are now."""
    tally = Tally(period)
    async for case in facts(tx):
        tally.add(case)
    return tally.figures()


async def facts(tx: Tx) -> AsyncIterator[CaseFacts]:
    """Of every case there is."""
    last = ""
    while found := await cases.after(tx, last, AT_ONCE):
        last = found[-1].id
        audited = await auditing.of_cases(tx, [case.id for case in found])
        others = [case.id for case in found if case.id not in audited]
        happened, met = await events.of_cases(tx, others), await meetings.of_cases(tx, others)
        for case in found:
            if case.id in audited:
                yield of_case(audited[case.id], age_on=case.child.age_on, audited=True)
            else:
                by_itself = _by_itself(case, happened.get(case.id, ()), met.get(case.id, ()), tx.now)
                yield of_case(by_itself, age_on=case.child.age_on, audited=False)


def _by_itself(case: Case, happened: Sequence[Event], met: Sequence[Meeting], now: datetime) -> AuditedCase:
    """What the events of a case say that nobody has audited: the rest stays not known."""
    basis = Basis(
        case_id=case.id,
        reference=case.reference,
        side=case.side,
        setting_id=case.setting_id,
        lead_agency=case.lead_agency,
        opened_on=case.opened_at.astimezone(LONDON).date(),
        closed_on=None,
        days=filling.days_of(happened),
        meetings=tuple(met),
        changes=_days(happened, Happened.SIGNIFICANT_CHANGE),
        reviews=_days(happened, Happened.PLAN_REVIEWED),
        sign_events=sum(one.kind is Happened.EARLIER_SIGN for one in happened),
        today=now.astimezone(LONDON).date(),
    )
    return AuditedCase(
        case_id=case.id, reference=case.reference, number=0, side=case.side, setting_id=case.setting_id,
        lead_agency=case.lead_agency, opened_on=basis.opened_on, closed_on=None, auditor_id="", audited_at=now,
        answers=filling.filled(basis), days=basis.days, meetings=basis.meetings,
    )  # fmt: skip


def _days(happened: Sequence[Event], kind: Happened) -> tuple[date, ...]:
    return tuple(one.day for one in happened if one.kind is kind and one.day is not None)
