"""Twenty-four invented cases whose counts are those that the joint inspection published of its sample of 2012.

Only the counts are the inspection's: which answer falls to which case is made up, and says nothing of any boy.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import partial

from storage.casework.meetings import AT_MEETING, Meeting, Seat
from storage.casework.parts import Agency, Happened, Precision, Side
from storage.oversight.board_report.facts import CaseFacts, of_case
from storage.oversight.board_report.period import Period
from storage.oversight.case_audits.days import on
from storage.oversight.case_audits.findings import AuditedCase
from storage.oversight.case_audits.questions import Said

PERIOD = Period(2026)
IN_ALL = 24
EIGHT_MONTHS = 243
"""Days."""

SAID: Mapping[str, Mapping[Said, int]] = {
    "earlier_signs": {Said.YES: 11, Said.NO: 13},
    "assessment_made": {Said.YES: 20, Said.NO: 4},
    "assessment_before_sentence": {Said.YES: 1, Said.NO: 19},
    "targeted_risk_managed": {Said.YES: 3, Said.NO: 20, Said.DOES_NOT_APPLY: 1},
    "reviewed_after_change": {Said.YES: 4, Said.NO: 14, Said.DOES_NOT_APPLY: 6},
    "safeguarding_managed": {Said.YES: 5, Said.NO: 17, Said.DOES_NOT_APPLY: 2},
    "convicted_again": {Said.YES: 1, Said.NO: 23},
    "meeting_held": {Said.YES: 9, Said.NO: 15},
}
"""HM-summary, HM-4.5, HM-6.4, HM-6.6, HM-6.7, HM-6.14. That a minority had a strategy meeting is HM-3.9; the nine are
invented.
"""
UNDER_16 = 10
"""HM-5.2."""


def cases() -> Iterator[CaseFacts]:
    for number in range(IN_ALL):
        age = 15 if number < UNDER_16 else 16
        yield of_case(audited(number), age_on=partial(_age, age), audited=True)


def _age(age: int, day: date) -> int:
    return age


def audited(number: int) -> AuditedCase:
    disclosed = date(2026, 4, 1) + timedelta(days=number)
    # a long and a short one in turn, so that the middle is the inspection's eight months
    sentenced = disclosed + timedelta(days=EIGHT_MONTHS + (number % 3 - 1) * 60)
    answers = {question: _answer(said, number) for question, said in SAID.items()}
    seats = {agency: Seat.CAME if agency in (Agency.POLICE, Agency.SOCIAL_CARE) else Seat.NOT_INVITED
             for agency in AT_MEETING}  # fmt: skip
    held = answers["meeting_held"] is Said.YES
    return AuditedCase(
        case_id=f"case{number}",
        reference=f"WC-{number:04}",
        number=1,
        side=Side.DISPLAYED,
        setting_id="demo-service",
        lead_agency="youth_justice",
        opened_on=disclosed,
        closed_on=None,
        auditor_id="auditor",
        audited_at=datetime(2027, 4, 5, 10, tzinfo=UTC),
        answers={name: said for name, said in answers.items() if said is not None},
        days={Happened.DISCLOSED: on(disclosed), Happened.SENTENCED: on(sentenced)},
        meetings=(Meeting(disclosed + timedelta(days=5), Precision.DAY, seats),) if held else (),
    )


def _answer(said: Mapping[Said, int], number: int) -> Said | None:
    """The first so many cases have the first answer, and so on; None for those of which it says nothing."""
    for answer, count in said.items():
        if number < count:
            return answer
        number -= count
    return None
