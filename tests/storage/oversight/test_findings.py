"""What an audited case says, without a database: delays, meetings, findings, and that 'not known' is never a no."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.casework.meetings import AT_MEETING, Meeting, Seat
from storage.casework.parts import Agency, Happened, Precision, Side
from storage.oversight.case_audits import questions
from storage.oversight.case_audits.days import UNKNOWN, Known, between, in_month, is_before, on, out_of_order
from storage.oversight.case_audits.filling import Basis, filled, gaps
from storage.oversight.case_audits.findings import AuditedCase
from storage.oversight.case_audits.questions import Said, content
from storage.yaml_file import read
from tests.support.examples import examples

CASE = AuditedCase(
    case_id="c1",
    reference="WC-7K2P-QX",
    number=1,
    side=Side.DISPLAYED,
    setting_id="demo-school",
    lead_agency="social_care",
    opened_on=date(2026, 3, 2),
    closed_on=None,
    auditor_id="demo-manager",
    audited_at=datetime(2026, 11, 17, 15, 30, tzinfo=UTC),
    answers={},
)
BASIS = Basis("c1", "WC-7K2P-QX", Side.DISPLAYED, "demo-school", "social_care", date(2026, 3, 2), None)
DISCLOSED, SENTENCED = Happened.DISCLOSED, Happened.SENTENCED
SERVICE, CONVICTED = Happened.SERVICE_OFFERED_TARGETED, Happened.PLEA_OR_FINDING


def case(answers: Mapping[str, Said] | None = None, **changed: Any) -> AuditedCase:
    return replace(CASE, answers=answers or {}, **changed)


def basis(**changed: Any) -> Basis:
    return replace(BASIS, **changed)


def names(audited: AuditedCase) -> list[str]:
    return [finding.name for finding in audited.findings]


def meeting(*came: Agency, **others: Seat) -> Meeting:
    seats = dict.fromkeys(AT_MEETING, Seat.NOT_INVITED) | dict.fromkeys(came, Seat.CAME)
    return Meeting(date(2026, 3, 2), Precision.DAY, seats | {Agency(name): seat for name, seat in others.items()})


def test_from_one_month_to_another_it_is_a_range_and_enters_no_median() -> None:
    """Scenario 1 (HM-3.15)."""
    audited = case(days={DISCLOSED: in_month(2010, 6), SENTENCED: in_month(2011, 9)})
    delay = audited.delays["to_sentence"]
    assert delay is not None
    assert (delay.least, delay.most, delay.exact) == (428, 486, None)
    assert audited.delays["to_charge"] is None


def test_from_day_to_day_it_is_exact() -> None:
    """Scenario 2."""
    delay = case(days={DISCLOSED: on(date(2026, 3, 2)), SENTENCED: on(date(2026, 11, 2))}).delays["to_sentence"]
    assert delay is not None
    assert delay.exact == 245


def test_a_meeting_of_police_and_social_care_only() -> None:
    """Scenario 3."""
    audited = case(meetings=(meeting(Agency.POLICE, Agency.SOCIAL_CARE),))
    found = {finding.name: finding.cites for finding in audited.findings}
    assert found["limited_to_two"] == ("HM-3.5",)
    assert "HM-3.14" in found["education_not_invited"]
    assert {"health_not_invited", "youth_justice_not_invited"} < found.keys()


def test_who_was_invited_and_did_not_come_and_whom_nobody_knows_of() -> None:
    absent = case(meetings=(meeting(Agency.POLICE, Agency.SOCIAL_CARE, school=Seat.INVITED),))
    assert "education_not_invited" not in names(absent)
    assert ("invited_and_absent", Agency.SCHOOL) in [(one.name, one.agency) for one in absent.findings]
    unknown = dict.fromkeys(("school", "health", "youth_justice"), Seat.NOT_KNOWN)
    assert names(case(meetings=(meeting(Agency.POLICE, Agency.SOCIAL_CARE, **unknown),))) == []
    later = (meeting(Agency.POLICE, Agency.SOCIAL_CARE), meeting(*AT_MEETING))
    assert names(case(meetings=later)) == [], "a later meeting brought in the others"


@pytest.mark.parametrize(
    ("offered", "finding", "kept"),
    [
        (date(2026, 7, 1), ["service_after_conviction"], Said.NO),
        (date(2026, 4, 1), [], Said.YES),
        (None, [], Said.NOT_KNOWN),
    ],
)
def test_a_service_offered_after_conviction_before_or_nobody_knows(
    offered: date | None, finding: list[str], kept: Said
) -> None:
    """Scenario 4."""
    days = {CONVICTED: on(date(2026, 6, 1)), SERVICE: on(offered) if offered else Known(Said.YES)}
    known = filled(basis(days=days))
    asked = [question.name for question in gaps(basis(days=days), {})]
    assert ("service_before_conviction" in asked) is (offered is None)
    audited = case({**known, "service_before_conviction": known.get("service_before_conviction", Said.NOT_KNOWN)})
    assert names(audited) == finding
    assert audited.said("service_before_conviction") is kept


def test_without_a_conviction_when_the_service_was_offered_does_not_matter() -> None:
    days = {SERVICE: on(date(2026, 7, 1)), CONVICTED: Known(Said.NO), SENTENCED: Known(Said.NO)}
    assert filled(basis(days=days))["service_before_conviction"] is Said.DOES_NOT_APPLY


def test_three_earlier_records_are_counted_and_only_what_came_of_them_is_asked() -> None:
    """Scenario 5."""
    three = (date(2025, 1, 2), date(2025, 6, 3), date(2025, 9, 4))
    held = basis(record_days=three, days={DISCLOSED: on(date(2026, 2, 1))})
    assert held.earlier_signs == 3
    asked = [question.name for question in gaps(held, {})]
    assert "earlier_signs" not in asked
    assert "signs_acted_on" in asked
    assert "signs_acted_on" not in [question.name for question in gaps(basis(), {})], "not before there was any"


def test_the_record_that_a_case_began_with_is_no_earlier_sign() -> None:
    days = (date(2025, 1, 2), date(2026, 2, 1))
    assert basis(record_days=days).earlier_signs == 1
    assert basis(record_days=days, knows_incident=True).earlier_signs == 2
    assert basis(record_days=days, days={DISCLOSED: on(date(2026, 2, 1))}).earlier_signs == 1
    assert basis(record_days=days, sign_events=2).earlier_signs == 3


def test_a_change_is_followed_by_a_review_within_a_week() -> None:
    changed = (date(2026, 3, 2),)
    assert filled(basis(changes=changed, reviews=(date(2026, 3, 5),)))["reviewed_after_change"] is Said.YES
    assert filled(basis(changes=changed, today=date(2026, 3, 20)))["reviewed_after_change"] is Said.NO
    assert "reviewed_after_change" not in filled(basis(changes=changed, today=date(2026, 3, 4)))


@pytest.mark.parametrize(("ended", "said"), [(date(2026, 4, 13), Said.YES), (date(2026, 4, 14), Said.NO)])
def test_six_weeks_to_the_day(ended: date, said: Said) -> None:
    days = {Happened.ASSESSMENT_ASKED: on(date(2026, 3, 2)), Happened.ASSESSMENT_COMPLETED: on(ended)}
    assert filled(basis(days=days))["assessment_in_time"] is said


def test_days_that_cannot_both_be_right() -> None:
    assert out_of_order({DISCLOSED: on(date(2026, 3, 2)), SENTENCED: on(date(2026, 3, 1))}) == (DISCLOSED, SENTENCED)
    assert out_of_order({DISCLOSED: on(date(2026, 3, 20)), SENTENCED: in_month(2026, 3)}) is None
    assert out_of_order({DISCLOSED: on(date(2026, 3, 20))}) is None


DAYS = st.dates(date(2009, 1, 1), date(2026, 12, 31))
KNOWN = st.one_of(DAYS.map(on), DAYS.map(lambda day: in_month(day.year, day.month)), st.just(UNKNOWN))


@examples(50, 2000)
@given(KNOWN, KNOWN)
def test_a_range_holds_every_pair_of_days_that_it_may_be(start: Known, end: Known) -> None:
    found = between(start, end)
    if not (start.earliest and start.latest and end.earliest and end.latest):
        assert found is None
        assert is_before(start, end) is Said.NOT_KNOWN
        return
    pairs = [(one, other) for one in (start.earliest, start.latest) for other in (end.earliest, end.latest)]
    possible = [(other - one).days for one, other in pairs if one <= other]
    if not possible:
        assert found is None
        return
    assert found is not None
    assert found.most == max(possible)
    assert found.least <= min(possible)
    order = {(one > other) - (one < other) for one, other in pairs}
    assert is_before(start, end) is {-1: Said.YES, 1: Said.NO}.get(sum(order) if len(order) == 1 else 0, Said.NOT_KNOWN)


ANSWERS = st.fixed_dictionaries({name: st.sampled_from(Said) for name in content().questions})


@examples(50, 2000)
@given(ANSWERS, st.sampled_from(sorted(content().questions)))
def test_what_is_not_known_is_no_finding_and_what_becomes_known_takes_none_away(
    answers: dict[str, Said], name: str
) -> None:
    assert names(case(dict.fromkeys(answers, Said.NOT_KNOWN))) == []
    assert case({}).said(name) in (Said.NOT_KNOWN, Said.DOES_NOT_APPLY)
    unknown = set(names(case({**answers, name: Said.NOT_KNOWN})))
    for finding in unknown - set(names(case(answers))):
        pytest.fail(f"{finding} came of what is not known")


def test_every_question_stage_and_finding_has_its_source_and_its_chapter() -> None:
    rows: dict[str, Any] = read(questions.FILE)
    assert set(content().questions) == set(rows["questions"])
    for name, row in rows["questions"].items():
        assert row["cites"], name
        assert set(row) <= {"chapter", "filled", "if", "where_yes", "where_no", "cites", "project_rule"}, name
    assert all(question.chapter in content().chapters for question in content().questions.values())
    assert {question.chapter for question in content().questions.values()} == set(content().chapters)
    can_be_filled = {name for name, question in content().questions.items() if question.filled}
    everything = {kind: on(date(2026, 3, 1 + number)) for number, kind in enumerate(Happened)}
    done = frozenset({"met_about_it", "health_worked", "education_worked", "family_worked"})
    held = basis(days=everything, sign_events=1, done=done, changes=(date(2026, 3, 2),), today=date(2026, 5, 2))
    assert set(filled(held)) == can_be_filled
