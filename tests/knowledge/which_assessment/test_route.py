"""The route to an assessment: whole over every combination of answers, cited, and careful with what is not known."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import product
from typing import Any

import pytest

from knowledge.citations import citation
from knowledge.which_assessment.route import (
    HOLDS,
    Court,
    Facts,
    Interview,
    Lead,
    Route,
    Tool,
    rows,
    words,
    would_change,
)
from knowledge.which_assessment.route import route as route_of

YES_NO_OPEN = (True, False, None)
ALLOWS = list(Interview)
"""From the most to the least that is allowed."""
route = cache(route_of)


@cache
def deciding() -> tuple[Facts, ...]:
    """Every combination of what decides tool, lead and interview; one age on each side of every limit."""
    return tuple(
        Facts(age, school, established, court, for_court, worker, help_, part)  # type: ignore[arg-type]
        for age, school, established, court, for_court, worker, help_, part in product(
            (9, 10, 11, 12, 17, 18, None), ("primary", "secondary", None),
            ("strong_reason", "not_clear", None), (*Court, None),
            YES_NO_OPEN, YES_NO_OPEN, YES_NO_OPEN, ("agrees", "not_asked", "does_not_agree", None),
        )
    )  # fmt: skip


def cautions() -> Iterator[Facts]:
    for age, girl, ability, done, disorder, plan in product(
        (9, 11, 14, 18), YES_NO_OPEN, ("mainstream", "learning_difficulty", None), YES_NO_OPEN, YES_NO_OPEN, YES_NO_OPEN
    ):
        yield Facts(
            age, established="happened", court=Court.NO_CASE, girl=girl, ability=ability,  # type: ignore[arg-type]
            cognitive_done=done, mental_disorder=disorder, safety_plan=plan,
        )  # fmt: skip


def ids(found: Route) -> set[str]:
    return {row.id for row in found.rows}


def what_is_made(found: Route) -> tuple[Any, ...]:
    return found.tools, found.lead, found.jointly


BOY = Facts(
    14, "secondary", "happened", Court.NO_CASE, for_the_court=False, social_worker=True, early_help=False,
    takes_part="agrees", girl=False, ability="mainstream", safety_plan=True,
)  # fmt: skip


def test_every_combination_has_a_route_with_words_and_sources() -> None:
    for facts in deciding():
        found = route(facts)
        assert found.tools, facts
        assert found.rows, facts
        assert (found.lead is None) == (not facts.is_assessed), facts
        assert found.person_decides == (len(set(found.tools) - {Tool.AIM_UNDER_12}) > 1), facts


def test_a_case_at_court_never_allows_an_interview_that_was_not_allowed() -> None:
    for facts in deciding():
        if facts.court is Court.NO_CASE:
            without = ALLOWS.index(route(facts).interview)
            for court in Court:
                assert ALLOWS.index(route(replace(facts, court=court)).interview) >= without, (facts, court)


def test_nobody_sees_a_child_who_may_plead_not_guilty_without_their_lawyer() -> None:
    for facts in deciding():
        if facts.court in (Court.MAY_DENY, Court.CHARGED, Court.INVESTIGATED, None):
            assert route(facts).interview is not Interview.ALLOWED, facts


def test_denial_raises_nothing() -> None:
    """Between a child who was charged and one who may deny it, only the row on denial and the interview may differ."""
    for facts in deciding():
        if facts.court is Court.CHARGED:
            charged, denied = route(facts), route(replace(facts, court=Court.MAY_DENY))
            assert what_is_made(denied) == what_is_made(charged), facts
            assert ids(denied) - ids(charged) <= {"may_deny", "denial"}, facts


def test_what_is_not_known_is_never_read_as_the_harmless_answer() -> None:
    assert route(replace(BOY, court=None)).interview is Interview.NOT_YET
    assert route(replace(BOY, takes_part=None)).interview is Interview.NOT_YET
    assert route(replace(BOY, established=None)).tools == (Tool.NOT_YET,)
    assert route(replace(BOY, age=None)).tools == (Tool.NOT_YET,)
    assert "no_safety_plan" in ids(route(replace(BOY, safety_plan=None)))
    assert "learning_open" in ids(route(replace(BOY, ability=None)))


def test_where_an_area_has_chosen_youth_justice_leads_every_aim_assessment_and_nothing_else_changes() -> None:
    """Two sources differ over who leads out of court; both are shown whichever is chosen."""
    for facts in deciding():
        by_agency, chosen = route(facts), route(replace(facts, lead_rule="youth_justice"))
        assert (chosen.tools, chosen.interview, chosen.jointly) == (
            by_agency.tools, by_agency.interview, by_agency.jointly
        ), facts  # fmt: skip
        assert (chosen.lead is Lead.YOUTH_JUSTICE) == facts.is_aim or chosen.lead is by_agency.lead, facts
        if facts.is_aim and not facts.court_leads:
            assert chosen.lead is Lead.YOUTH_JUSTICE, facts
            assert "youth_justice_says_pb" in ids(by_agency)
            assert ids(chosen) - ids(by_agency) == {"youth_justice_leads_all"}


def test_every_row_has_its_rule_words_and_sources_and_holds_somewhere() -> None:
    assert set(rows()) == set(HOLDS)
    for row in rows().values():
        assert row.words
        assert row.citations, row.id
        assert all(citation(one) for one in row.citations)
    here = replace(BOY, lead_rule="youth_justice")
    seen = set().union(*(ids(route(facts)) for facts in (*deciding(), *cautions(), here)))
    assert seen == set(rows())


def test_everything_a_route_may_name_has_its_words() -> None:
    assert all(words("tools", one) for one in Tool)
    assert all(words("leads", one) for one in Lead)
    assert all(words("interviews", one) for one in Interview)


def test_cautions_never_change_what_is_made() -> None:
    plain = {age: route(Facts(age, established="happened", court=Court.NO_CASE)) for age in (9, 11, 14, 18)}
    for facts in cautions():
        assert what_is_made(route(facts)) == what_is_made(plain[facts.age or 0])
        assert route(facts).interview is plain[facts.age or 0].interview


@pytest.mark.parametrize(
    ("facts", "tools", "lead", "jointly"),
    [
        pytest.param(BOY, ["aim3"], "social_care", False, id="a boy of 14 with a social worker"),
        pytest.param(replace(BOY, for_the_court=True), ["aim3"], "youth_justice", True, id="the same for a court"),
        pytest.param(
            replace(BOY, court=Court.CHARGED), ["aim3", "pre_sentence_report"], "youth_justice", True, id="charged"
        ),
        pytest.param(
            replace(BOY, social_worker=False, early_help=True), ["aim3"], "early_help", False, id="early help"
        ),
        pytest.param(replace(BOY, social_worker=False), ["aim3"], "nobody_yet", False, id="nobody holds it"),
        pytest.param(
            replace(BOY, age=9, school="primary"), ["core_assessment", "aim_under_12"], "social_care", False, id="nine"
        ),
        pytest.param(
            replace(BOY, age=11), ["core_assessment", "aim3"], "social_care", False, id="eleven, at secondary school"
        ),
        pytest.param(replace(BOY, established="not_clear"), ["talk_first"], None, False, id="not established"),
        pytest.param(replace(BOY, age=18), ["adult_pathway"], None, False, id="eighteen"),
    ],
)
def test_routes(facts: Facts, tools: list[str], lead: str | None, jointly: bool) -> None:
    found = route(facts)
    assert (list(found.tools), found.lead, found.jointly) == (tools, lead, jointly)


def test_at_nine_there_is_no_aim3_and_youth_justice_advises() -> None:
    found = route(replace(BOY, age=9, school="primary"))
    assert {"primary", "under_twelve_model", "social_care_leads"} <= ids(found)
    assert "six_weeks" not in ids(found)


def test_at_eleven_in_year_seven_both_sources_are_shown_and_a_person_decides() -> None:
    found = route(replace(BOY, age=11))
    assert found.person_decides
    assert rows()["secondary_but_eleven"].citations == ("PB-assessment", "NY-6")
    assert "secondary_but_eleven" in ids(found)


def test_on_paper_where_the_child_does_not_agree() -> None:
    found = route(replace(BOY, takes_part="does_not_agree"))
    assert found.interview is Interview.ON_PAPER
    assert "does_not_agree" in ids(found)


def test_what_would_change_it_is_named_by_the_open_answer() -> None:
    open_ = replace(BOY, court=None, for_the_court=None, girl=None)
    changes = {(one.fact, one.value) for one in would_change(open_)}
    assert ("for_the_court", True) in changes
    assert ("court", Court.MAY_DENY) in changes
    assert not [one for one in changes if one[0] == "girl"]
    assert would_change(BOY) == ()
