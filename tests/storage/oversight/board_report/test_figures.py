"""The figures of a period: exact, not known apart, delays counted where they end."""

import json
from dataclasses import replace
from datetime import date

import pytest

from storage.casework.parts import Happened, Side
from storage.database.vault import canonical
from storage.oversight.board_report import figures, passing_on, period
from storage.oversight.board_report.facts import CaseFacts, Reached, of_case
from storage.oversight.board_report.figures import Figures
from storage.oversight.board_report.measures import measures
from storage.oversight.board_report.period import NoSuchPeriod, NotOver, Period
from storage.oversight.case_audits.days import Delay, in_month, on
from tests.storage.oversight.board_report import inspected

YEAR = Period(2026)
DISCLOSED, SENTENCED = Happened.DISCLOSED, Happened.SENTENCED


def case(began: date = date(2026, 5, 4), side: Side = Side.DISPLAYED, *, sentenced: Reached | None = None,
         **columns: str) -> CaseFacts:  # fmt: skip
    """A case of which nothing else is known."""
    unknown = {one.name: "not_known" for one in measures().measures.values()}
    known = {"quarter": "q1", "lead_agency": "social_care", "audited": "no", "age": "from_12"}
    return CaseFacts(side, began, {**unknown, **known, **columns}, {"to_sentence": sentenced} if sentenced else {})


def test_the_inspections_sample_gives_the_inspections_figures() -> None:
    """Scenario 6 of the design: 24 cases, each published count."""
    of = figures.of_cases(inspected.cases(), inspected.PERIOD)
    assert of.displayed == 24
    for name, measure in measures().measures.items():
        for published in measure.inspection:
            table = of.tables[name]
            known = sum(table.values()) - table.get("does_not_apply", 0) - table.get("not_known", 0)
            assert (sum(table[column] for column in published.columns), known) == (published.part, published.of), name
    assert of.stages["to_sentence"] == figures.Stage(24, 24, 240)
    assert measures().stages["to_sentence"].days == 244


def test_passed_on_the_single_reconviction_is_left_out() -> None:
    of = figures.of_cases(inspected.cases(), inspected.PERIOD)
    assert of.tables["convicted_again"]["yes"] == 1
    out = passing_on.of(of)
    assert out.tables["convicted_again"].count_of(["yes"]) is None
    assert out.tables["earlier_signs"].count_of(["yes"]) == 11
    assert out.tables["assessment_made"].count_of(["yes"]) is None, "the other four would be told"
    assert out.tables["assessment_before_sentence"].groups == (), "and with their number those of its parts"
    assert out.stages["to_sentence"].median == 240


def test_what_is_not_known_is_never_a_no() -> None:
    of = figures.of_cases([case(), case(school_told="no"), case(school_told="yes")], YEAR)
    assert of.tables["school_told"] == {"yes": 1, "no": 1, "not_known": 1, "does_not_apply": 0}


def test_a_part_counts_only_the_cases_that_it_is_a_part_of() -> None:
    held = case(meeting_held="yes", at_school="not_invited")
    of = figures.of_cases([held, case(meeting_held="no", at_school="not_known"), case()], YEAR)
    assert of.tables["at_school"] == {"came": 0, "invited": 0, "not_invited": 1, "not_known": 0}


def test_a_case_counts_when_it_became_known_and_a_delay_when_it_ended() -> None:
    slow = case(date(2025, 7, 1), sentenced=Reached(date(2026, 9, 1), 427))
    by_month = case(sentenced=Reached(date(2027, 1, 1), None))
    of = figures.of_cases([slow, by_month, case(side=Side.TARGETED)], YEAR)
    assert (of.displayed, of.targeted) == (1, 1)
    assert of.stages["to_sentence"] == figures.Stage(reached=2, base=1, median=None)
    assert sum(of.tables["school_told"].values()) == 1


def test_days_known_to_the_month_enter_no_median() -> None:
    """Scenarios 1 and 2 of the design."""
    by_day = replace(inspected.audited(0), days={DISCLOSED: on(date(2026, 3, 2)), SENTENCED: on(date(2026, 11, 2))})
    by_month = replace(by_day, days={DISCLOSED: in_month(2010, 6), SENTENCED: in_month(2011, 9)})
    known, range_only = (of_case(one, age_on=lambda day: 14, audited=True) for one in (by_day, by_month))
    assert known.reached["to_sentence"] == Reached(date(2026, 11, 2), 245)
    assert by_month.delays["to_sentence"] == Delay(428, 486)
    assert range_only.reached["to_sentence"] == Reached(date(2011, 9, 1), None)
    assert figures.of_cases([range_only], Period(2011)).stages["to_sentence"] == figures.Stage(1, 0, None)


def test_a_median_needs_five_and_is_rounded_to_ten_days() -> None:
    days = [245, 236, 251, 238, 900]
    of = figures.of_cases([case(sentenced=Reached(date(2026, 11, 2), each)) for each in days], YEAR)
    assert of.stages["to_sentence"].median == 240
    few = figures.of_cases([case(sentenced=Reached(date(2026, 11, 2), each)) for each in days[1:]], YEAR)
    assert few.stages["to_sentence"].median is None


def test_figures_are_kept_and_read_again() -> None:
    of = figures.of_cases(inspected.cases(), inspected.PERIOD)
    sealed = json.loads(canonical(of.as_json()))
    assert Figures.from_json(sealed) == of
    assert str(Figures.from_json(sealed)) == str(of), "in the same order"
    out = passing_on.of(of)
    assert passing_on.PassedOn.from_json(out.as_json()) == out


def test_periods_are_years_from_april_and_their_quarters() -> None:
    assert str(period.read("2026/27")) == "2026-27"
    assert period.read("2026-27 q2") == Period(2026, 2)
    assert period.quarter_of(date(2027, 3, 31)) == Period(2026, 4)
    assert [str(one.first) for one in YEAR.quarters()] == ["2026-04-01", "2026-07-01", "2026-10-01", "2027-01-01"]
    assert [one.end for one in YEAR.quarters()][-1] == YEAR.end == date(2027, 4, 1)
    assert period.last_year(date(2026, 12, 1)) == Period(2025)
    for wrong in ("2026", "2026-28", "2026-27 q5", "last year", ""):
        with pytest.raises(NoSuchPeriod):
            period.read(wrong)
    period.check_over(YEAR, date(2027, 4, 1))
    with pytest.raises(NotOver):
        period.check_over(YEAR, date(2027, 3, 31))
