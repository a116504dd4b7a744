"""No number from 1 to 4 is passed on, or can be worked out: of one edition, of two, or of tables within tables."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.casework.parts import Side
from storage.oversight.board_report import figures, passing_on
from storage.oversight.board_report.facts import CaseFacts, Reached
from storage.oversight.board_report.figures import Figures
from storage.oversight.board_report.measures import Measures, measures
from storage.oversight.board_report.passing_on import PassedOn, Said
from storage.reporting.small_numbers import may_be_said
from tests.storage.oversight.board_report.test_figures import YEAR, case
from tests.support.examples import PROVING, examples

STAYS_OPEN = 4
"""How many values at least remain possible for every small number."""


def every(out: PassedOn) -> Iterator[tuple[str, Said]]:
    yield "displayed", out.displayed
    yield "targeted", out.targeted
    yield from out.tables.items()
    yield from ((f"stage {name}", said) for name, said in out.stages.items())


@st.composite
def a_case(draw: st.DrawFn) -> CaseFacts:
    side = draw(st.sampled_from([Side.DISPLAYED] * 5 + [Side.TARGETED]))
    columns = {name: draw(st.sampled_from(one.columns)) for name, one in measures().measures.items()}
    days = draw(st.none() | st.integers(0, 400))
    return replace(case(side=side), columns=columns, reached={"to_charge": Reached(YEAR.first, days)})


SOME = st.lists(a_case(), max_size=9).flatmap(
    lambda kinds: st.lists(st.sampled_from(kinds), max_size=60) if kinds else st.just([])
)
"""Few kinds of case, many of each: so that whole groups come and go between two editions."""


@examples(25, 3000)
@given(st.lists(SOME, min_size=1, max_size=3))
def test_no_small_number_in_any_edition_nor_between_two(editions: list[list[CaseFacts]]) -> None:
    earlier: PassedOn | None = None
    for number, cases in enumerate(editions, start=1):
        of = figures.of_cases(cases, YEAR)
        out = passing_on.of(of, number, earlier)
        for name, said in every(out):
            assert all(may_be_said(group.count) for group in said.groups), name
            assert said.median is None or said.groups
        for name, measure in measures().measures.items():
            told = _cases(out, name)
            if measure.internal:
                assert name not in out.tables
            elif out.tables[name].edition == number and out.tables[name].groups:
                assert out.tables[name].total == told, f"{name} tells how many cases there are"
        if earlier is not None:
            _differ_by_nothing_small(earlier, out)
        earlier = out


def _cases(out: PassedOn, name: str) -> int | None:
    within = measures().measures[name].within
    return out.tables[within[0]].count_of(within[1]) if within else out.displayed.count_of(["all"])


def _differ_by_nothing_small(earlier: PassedOn, later: PassedOn) -> None:
    before = dict(every(earlier))
    for name, said in every(later):
        was = before[name]
        assert not was.groups or said.groups, f"{name}: what was said is not taken back"
        for group in said.groups if was.groups else ():
            count = was.count_of(group.labels)
            assert count is not None, f"{name}: what was joined is taken apart"
            assert may_be_said(abs(group.count - count)), f"{name}: {count} and then {group.count}"


TWO = ("yes", "no")


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A report of one table and one within it, so that every report that there can be is tried."""
    known = measures().measures
    signs = replace(known["earlier_signs"], columns=TWO)
    acted_on = replace(known["signs_acted_on"], columns=TWO)
    small = Measures((), {"earlier_signs": signs, "signs_acted_on": acted_on}, {}, 10)
    monkeypatch.setattr(passing_on, "measures", lambda: small)


def report(yes: int, no: int, acted: int = 0) -> Figures:
    tables = {"earlier_signs": {"yes": yes, "no": no}, "signs_acted_on": {"yes": acted, "no": yes - acted}}
    return Figures(YEAR, yes + no, 0, tables, {}, {})


def pinned(seen: Mapping[Any, list[dict[str, int]]], most: int) -> list[tuple[str, int, Any]]:
    """Small numbers for which fewer than `STAYS_OPEN` values would give the same reports. Worlds at the edge of what is
    tried are left out: their neighbours are missing.
    """
    found = []
    for out, worlds in seen.items():
        if any(max(map(abs, world.values())) > most for world in worlds):
            continue
        for name in worlds[0]:
            values = {world[name] for world in worlds}
            if len(values) < STAYS_OPEN and any(not may_be_said(abs(value)) for value in values):
                found.append((name, min(values), out))
    return found


def told(out: PassedOn) -> tuple[Any, ...]:
    return tuple((name, said.groups, said.edition) for name, said in every(out))


@pytest.mark.usefixtures("few")
def test_no_two_editions_tell_a_small_number_or_a_small_change() -> None:
    most = 17 if PROVING else 11
    reports = [(yes, no) for yes in range(most + 6) for no in range(most + 6 - yes)]
    seen: dict[Any, list[dict[str, int]]] = defaultdict(list)
    for yes, no in reports:
        if yes + no > most:
            continue
        first = passing_on.of(report(yes, no))
        for later, other in reports:
            second = passing_on.of(report(later, other), 2, first)
            world = {"yes": yes, "no": no, "later yes": later, "later no": other, "all": yes + no,
                     "later all": later + other, "more yes": later - yes, "more no": other - no,
                     "more": later + other - yes - no}  # fmt: skip
            seen[told(first), told(second)].append(world)
    assert pinned(seen, most) == []


@pytest.mark.usefixtures("few")
def test_no_table_within_a_table_tells_a_small_number() -> None:
    seen: dict[Any, list[dict[str, int]]] = defaultdict(list)
    most = 30 if PROVING else 20
    for yes in range(most):
        for no in range(most - yes):
            for acted in range(yes + 1):
                out = told(passing_on.of(report(yes, no, acted)))
                seen[out].append({"yes": yes, "no": no, "all": yes + no, "acted": acted, "not": yes - acted})
    assert pinned(seen, most) == []


def test_only_a_year_is_passed_on() -> None:
    quarter = next(YEAR.quarters())
    with pytest.raises(ValueError, match="only a year"):
        passing_on.of(figures.of_cases([], quarter))


def test_what_was_joined_stays_joined_and_what_moves_too_little_stays_as_it_was() -> None:
    """Scenario 9 of the design: a case added, or five."""
    cases = [case(school_told="yes")] * 6 + [case(school_told="no")] * 3 + [case(school_told="not_known")] * 6
    first = passing_on.of(figures.of_cases(cases, YEAR))
    assert [group.labels for group in first.tables["school_told"].groups][:2] == [("yes",), ("no", "not_known")]
    one_more = passing_on.of(figures.of_cases([*cases, case(school_told="no")], YEAR), 2, first)
    assert (one_more.displayed, one_more.tables) == (first.displayed, first.tables)
    more = [*cases, *[case(school_told="no")] * 5]
    third = passing_on.of(figures.of_cases(more, YEAR), 3, one_more)
    assert third.displayed.total == 20
    assert third.tables["school_told"].count_of(["no", "not_known"]) == 14
    assert third.tables["school_told"].count_of(["no"]) is None, "eight by now, and still joined"
