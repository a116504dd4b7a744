"""What an audited case says, and what follows from it. Pure; sources are in `audit.yaml`.

What is not known is a column of its own in every count, and never a no.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from storage.casework.meetings import AT_MEETING, Meeting, Seat
from storage.casework.parts import Agency, Happened, Side
from storage.oversight.case_audits.days import UNKNOWN, Days, Delay, Known, between
from storage.oversight.case_audits.questions import Said, content

MANY_WORKERS = 3
"""Changes of worker from which it is a finding: the project's own, for what HM-5.4 found."""
TWO = frozenset({Agency.POLICE, Agency.SOCIAL_CARE})


@dataclass(frozen=True)
class Finding:
    """`agency` where it is about one."""

    name: str
    cites: tuple[str, ...]
    agency: Agency | None = None


@dataclass(frozen=True)
class AuditedCase:
    """What one audit of a case says: no name of a child, and none of a worker but who audited.

    `number` counts the audits of the case: the newest is what counts. `answers` has each question that applies;
    `filled` are those that Waymark knew by itself. `earlier_signs` and `worker_changes` are how many Waymark holds;
    what it does not hold may have been all the same. `why` is what was written to a chapter.
    """

    case_id: str
    reference: str
    number: int
    side: Side
    setting_id: str
    lead_agency: str
    opened_on: date
    closed_on: date | None
    auditor_id: str
    audited_at: datetime
    answers: Mapping[str, Said]
    filled: frozenset[str] = frozenset()
    days: Days = field(default_factory=dict)
    meetings: tuple[Meeting, ...] = ()
    earlier_signs: int = 0
    worker_changes: int = 0
    why: Mapping[str, str] = field(default_factory=dict)

    def said(self, question: str) -> Said:
        """Its answer; not_known where there is none, and does_not_apply where another answer rules it out."""
        return said(self.answers, question)

    def day(self, kind: Happened) -> Known:
        """When that happened; not known where the audit says nothing of it."""
        return self.days.get(kind, UNKNOWN)

    @property
    def delays(self) -> Mapping[str, Delay | None]:
        """By stage, None where it cannot be said."""
        return {one.name: between(self.day(one.start), self.day(one.end)) for one in content().stages.values()}

    def seat(self, agency: Agency) -> Seat | None:
        """The most that an agency took part in any strategy meeting; None where no meeting is known."""
        seats = [meeting.seats.get(agency, Seat.NOT_KNOWN) for meeting in self.meetings]
        return next((seat for seat in Seat if seat in seats), None)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """In the order of the questions, then who was at the meetings, then the numbers."""
        return tuple(_findings(self))


def said(answers: Mapping[str, Said], question: str) -> Said:
    """As `AuditedCase.said`, of answers that are not whole yet."""
    for other, wanted in content().questions[question].when.items():
        there = said(answers, other)
        if there is not wanted:
            return Said.NOT_KNOWN if there is Said.NOT_KNOWN else Said.DOES_NOT_APPLY
    return answers.get(question, Said.NOT_KNOWN)


def _findings(case: AuditedCase) -> Iterator[Finding]:
    cites = content().cites
    for name, question in content().questions.items():
        if finding := question.finds.get(case.said(name)):
            yield Finding(finding, cites[finding])
    yield from _of_meetings(case)
    if case.worker_changes >= MANY_WORKERS:
        yield Finding("many_workers", cites["many_workers"])


def _of_meetings(case: AuditedCase) -> Iterator[Finding]:
    cites = content().cites
    seats = {agency: seat for agency in AT_MEETING if (seat := case.seat(agency)) is not None}
    came = {agency for agency, seat in seats.items() if seat is Seat.CAME}
    if came == TWO and all(seats[agency] is not Seat.NOT_KNOWN for agency in AT_MEETING if agency not in TWO):
        yield Finding("limited_to_two", cites["limited_to_two"])
    for agency, name in _NOT_INVITED.items():
        if seats.get(agency) is Seat.NOT_INVITED:
            yield Finding(name, cites[name], agency)
    for agency, seat in seats.items():
        if seat is Seat.INVITED:
            yield Finding("invited_and_absent", cites["invited_and_absent"], agency)


_NOT_INVITED = {
    Agency.SCHOOL: "education_not_invited",
    Agency.HEALTH: "health_not_invited",
    Agency.YOUTH_JUSTICE: "youth_justice_not_invited",
}
