"""What the figures need of one case, and nothing by which it could be told: no name, no reference, no day."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from storage.casework.meetings import AT_MEETING, Seat
from storage.casework.parts import Agency, Happened, Side
from storage.oversight.board_report.measures import measures
from storage.oversight.board_report.period import quarter_of
from storage.oversight.case_audits.findings import AuditedCase
from storage.oversight.case_audits.questions import Said, content

AGES = {10: "under_10", 12: "from_10", 16: "from_12", 18: "from_16"}
"""The name of each band by the age below which it ends (12 is AIM's boundary)."""
LEAD_AGENCIES = frozenset({"social_care", "youth_justice", "early_help"})


@dataclass(frozen=True)
class Reached:
    """A stage that a case has reached. `days`: None where they are not known to the day; a month enters no median."""

    on: date
    days: int | None


@dataclass(frozen=True)
class CaseFacts:
    """`began`: when it became known: the day of disclosure, else of referral, else on which it was opened here.

    `columns` says in which column of each measure it stands, `reached` when each stage ended.
    """

    side: Side
    began: date
    columns: Mapping[str, str]
    reached: Mapping[str, Reached]


def of_case(case: AuditedCase, *, age_on: Callable[[date], int], audited: bool) -> CaseFacts:
    """As it is known now. `age_on` gives the child's age on a day, in whole years."""
    began = case.day(Happened.DISCLOSED).day or case.day(Happened.REFERRED).day or case.opened_on
    columns = {name: case.said(name).value for name in measures().measures if name in content().questions}
    columns |= {f"at_{agency}": _seat(case, agency).value for agency in AT_MEETING}
    columns["quarter"] = f"q{quarter_of(began).quarter}"
    columns["age"] = _band(age_on(began))
    columns["lead_agency"] = case.lead_agency if case.lead_agency in LEAD_AGENCIES else "other"
    columns["audited"] = (Said.YES if audited else Said.NO).value
    return CaseFacts(case.side, began, columns, _reached(case, began))


def _seat(case: AuditedCase, agency: Agency) -> Seat:
    return case.seat(agency) or Seat.NOT_KNOWN


def _band(age: int) -> str:
    return next((name for below, name in AGES.items() if age < below), "from_18")


def _reached(case: AuditedCase, began: date) -> dict[str, Reached]:
    """A stage that ended on a day nobody knows stands where the case began: it is counted, and enters no median."""
    found = {}
    for name, stage in content().stages.items():
        end = case.day(stage.end)
        if end.happened is Said.YES or end.day is not None:
            delay = case.delays[name]
            found[name] = Reached(end.day or began, delay.exact if delay else None)
    return found
