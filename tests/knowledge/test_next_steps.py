"""The next steps: what is said to whom, when; that each is short, sourced and free of blaming words."""

import re
from datetime import date, timedelta
from functools import cache
from itertools import product
from typing import Any

import pytest

from knowledge.citations import citation
from knowledge.criteria import HERE
from knowledge.next_steps import CIRCUMSTANCES, GROUPS, Situation, Step, Steps, next_steps, urgent_steps
from knowledge.observations import Child, Observations
from knowledge.safety_plan import safety_plan
from knowledge.traffic_light import assess
from knowledge.yaml_file import read
from tests.knowledge.cases import NO, YES, all_well, all_well_alone, incident
from tests.support.for_each import by_name, for_each

pytestmark = pytest.mark.xdist_group("next_steps")  # every situation is worked out once

FRIDAY = date(2026, 11, 20)
CONTACTS = {
    "dsl": "Jo Marlowe, 01632 960123",
    "deputy": "Kim Ashby, 01632 960124",
    "police": "101, or 999 in an emergency",
    "social_care": "the children's desk, 01632 960125",
    "out_of_hours": "the night desk, 01632 960126",
    "consultation": "the consultation team",
    "lado": "the LADO, 01632 960127",
    "line_manager": "your team manager",
}

RED = all_well((14,), (9,), touch_over_clothing=YES)
AMBER = all_well((8,), (8,), talk_or_gestures=YES, egged_on=YES)
TOUCHED = all_well(
    (13,),
    (13,),
    touch_over_clothing=YES,
    low_key_one_off=YES,
    mutual=NO,
    targeted_embarrassed=YES,
    targeted_comfortable=NO,
)
GROWING = all_well((13,), (13,), talk_or_gestures=YES, increasing=YES)
GREEN = all_well((5,), (5,), looking_or_showing=YES)
OPEN = Observations()
ONLINE = incident((15,), (14,), alone=NO, images_or_messages=YES, image_passed_on_without_agreement=YES)
COLOURS = {"red": RED, "amber": AMBER, "growing": GROWING, "green": GREEN, "open": OPEN}

DOCUMENT: dict[str, Any] = read(HERE / "next_steps.yaml")
FORBIDDEN = re.compile(r"\b(perpetrator|offender|victim|abuser|penis|vagina|genital contact)s?\b", re.IGNORECASE)


def working_days(day: date, count: int) -> date:
    """Monday to Friday, without bank holidays: the real calendar is the caller's."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def at(kind: str = "primary_school", /, **more: Any) -> Situation:
    given: dict[str, Any] = {"now": FRIDAY, "add_working_days": working_days, "setting_kind": kind}
    return Situation(**(given | more))


view_of = cache(assess)


def steps(observations: Observations, situation: Situation | None = None) -> Steps:
    return next_steps(view_of(observations), observations, situation or at())


def ids(found: Steps | tuple[Step, ...]) -> set[str]:
    return {step.id for step in (found.all if isinstance(found, Steps) else found)}


@cache
def every_situation() -> tuple[tuple[Observations, Situation, Steps], ...]:
    """Observations, a situation and the steps that follow, for all that the steps depend on."""
    kinds = ("primary_school", "residential", "foster", "health", "other")
    switches: tuple[dict[str, bool], ...] = (
        {},
        {"is_dsl": True},
        {"concern_about_dsl": True},
        {"court": True, "denial": True, "is_dsl": True},
        {"out_of_hours": True},
        {"out_of_hours": True, "is_dsl": True},
        {"out_of_hours": True, "concern_about_dsl": True},
    )
    pressing = [{name: True} for name in ("danger_now", "hurt", "only_a_hunch", "secrecy_asked", "self_harm")]
    extra = ("images_or_messages", "adult_involved", "child_disclosed", "same_home", "long_past", "exploitation_signs")
    seen = [*COLOURS.values(), all_well_alone(6, self_directed_public=YES)]
    seen += [RED.with_answers(**{name: YES}) for name in extra]
    seen += [ONLINE, incident((), (14,), adult_involved=YES)]
    return tuple(
        (observations, situation, steps(observations, situation))
        for observations, kind, switch, more in product(seen, kinds, switches, ({}, *pressing))
        if (situation := at(kind, contacts=CONTACTS, **switch, **more))
    )


# ---- the data


def test_every_circumstance_is_one_the_rules_know_and_each_is_used() -> None:
    named = {
        name for entry in DOCUMENT["steps"].values() for key in ("if", "any", "unless") for name in entry.get(key, ())
    }
    assert named == CIRCUMSTANCES


@for_each(by_name(DOCUMENT["steps"]))
def test_a_step_is_short_plain_and_sourced(name: str) -> None:
    entry = DOCUMENT["steps"][name]
    assert entry["group"] in GROUPS
    assert entry["priority"] in (1, 2, 3)
    assert set(entry) <= {
        *("group", "priority", "urgent", "if", "any", "unless", "text", "text_for_dsl", "text_alone"),
        *("cites", "due", "project_rule", "conflict", "always", "on_red"),
    }
    for cited in entry["cites"]:
        assert citation(cited).title
    for key in ("text", "text_for_dsl", "text_alone"):
        sentences = re.findall(r"[^.!?]+[.!?]['’]?(?=\s|$)", entry.get(key, "A."))
        assert 1 <= len(sentences) <= 2
        assert all(len(sentence.split()) <= 26 for sentence in sentences), sentences
        assert not FORBIDDEN.search(entry.get(key, ""))


def test_where_sources_differ_both_are_named() -> None:
    conflicts = {name: entry for name, entry in DOCUMENT["steps"].items() if entry.get("conflict")}
    assert set(conflicts) == {"conflict_age_11", "conflict_weeks", "conflict_admission", "conflict_stages"}
    assert all(len(entry["cites"]) == 2 for entry in conflicts.values())


def test_no_situation_leaves_a_gap_in_the_words_or_says_a_thing_twice() -> None:
    for _, _, found in every_situation():
        texts = [step.text for step in found.all]
        assert not [text for text in texts if "{" in text]
        assert len(texts) == len(set(texts))
        assert not [text for text in texts if re.search(r"(^|[.!?] )[a-z]", text)], "a sentence starts small"


# ---- order and length


def test_steps_come_in_the_order_of_their_groups() -> None:
    order = [GROUPS.index(step.group) for step in steps(RED).all]
    assert order == sorted(order)
    assert list(steps(RED).groups()) == [g for g in GROUPS if steps(RED).group(g)]


def test_the_first_steps_are_the_pressing_ones_and_nothing_is_lost() -> None:
    found = steps(RED, at(is_dsl=True))
    first, more = found.first(), found.more()
    at_once = found.at_once()
    assert {step.priority for step in at_once} == {1}
    assert {step.priority for step in first} <= {1, 2}
    assert ids(at_once) | ids(first) | ids(more) == ids(found)
    assert len(at_once) + len(first) + len(more) == len(found.all), "none twice"
    assert [step for step in found.all if step in first] == list(first)


def test_the_first_screen_holds_no_more_than_a_phone_does() -> None:
    for _, _, found in every_situation():
        first = found.first()
        assert len(first) <= 7
        assert sum(len(step.text.split()) for step in first) <= 190, [step.text for step in first]
        at_once = found.at_once()
        assert len(at_once) <= 9
        assert sum(len(step.text.split()) for step in at_once) <= 190, [step.text for step in at_once]


def test_a_red_begins_with_two_calls_apart_no_question_and_nothing_deleted() -> None:
    wanted = ["tell_dsl_now", "nobody_answers", "police_named", "keep_safe_say_little", "leave_as_it_is"]
    at_once = steps(RED).at_once()
    assert [step.id for step in at_once] == wanted
    assert sum(len(step.text.split()) for step in at_once) <= 90
    assert [step.id for step in steps(RED, at(is_dsl=True)).at_once()][:2] == ["two_referrals", "police_named"]
    night = [step.id for step in steps(RED, at(out_of_hours=True)).at_once()]
    assert night[:3] == ["ring_out_of_hours", "tell_dsl_at_night", "police_at_night"]


def test_after_it_come_medical_help_and_a_referral_for_each_child() -> None:
    touched = RED.with_answers(touch_under_clothing=YES)
    wanted = ["stop_and_separate", "medical_red", "two_referrals_by_the_dsl", "targeted_support_now"]
    wanted += ["displayed_is_a_child", "parents_dsl_decides", "record_now"]
    assert [step.id for step in steps(touched).first()] == wanted


@pytest.mark.parametrize("colour", ["amber", "growing", "green", "open"])
def test_nothing_but_a_red_has_a_screen_before_its_steps(colour: str) -> None:
    assert steps(COLOURS[colour], at(danger_now=True)).at_once() == ()


def test_whatever_else_is_said_whom_to_tell_comes_first() -> None:
    everything = {"danger_now": True, "hurt": True, "self_harm": True}
    worst = RED.with_answers(image_pressured=YES, adult_involved=YES, child_disclosed=YES, same_home=YES)
    for more in ({}, {"out_of_hours": True}, {"concern_about_dsl": True}):
        at_once = steps(worst, at("residential", **(everything | more))).at_once()
        assert {"danger_now", "self_harm", "medical_help", "images_leave_alone", "adult_police"} <= ids(at_once)
        assert {"tell_dsl_now", "ring_out_of_hours", "about_dsl"} & ids(at_once)


def test_few_pressing_steps_leave_room_for_the_next_ones() -> None:
    found = steps(GREEN)
    assert len(found.first(6)) == 6
    assert all(step.priority < 3 for step in found.first(6))
    assert found.first(0) == ()


def test_steps_can_be_kept_as_json() -> None:
    kept = steps(RED).as_json()
    told = next(step for step in kept if step["id"] == "tell_dsl_now")
    assert told["due"] == "2026-11-20"
    assert told["citations"] == ["NY-3.1", "KCSIE-2026"]
    assert next(step for step in kept if step["id"] == "keep_safe_say_little")["due"] is None


# ---- by view


def test_red_says_now_and_never_wait_and_nothing_about_talking_it_through() -> None:
    found = ids(steps(RED))
    assert {"tell_dsl_now", "keep_safe_say_little", "stop_and_separate", "record_now"} <= found
    assert not {"describe_touch", "impact", "remind_touch", "tell_dsl_today", "consultation"} & found


def test_amber_has_words_to_use_and_the_dsl_today() -> None:
    found = ids(steps(TOUCHED))
    assert {"describe_touch", "impact", "remind_touch", "tell_dsl_today", "consultation"} <= found
    assert not {"tell_dsl_now", "keep_safe_say_little", "two_referrals"} & found


def test_not_enough_information_has_the_first_steps_of_amber_and_asks_no_child() -> None:
    found = ids(steps(OPEN))
    assert {"tell_dsl_today", "supervise", "record_now", "nobody_to_question"} <= found
    assert not {"describe_touch", "impact"} & found


def test_where_little_is_known_three_steps_come_first_and_say_who_finds_out() -> None:
    assert ids(steps(OPEN).first()) == {"supervise", "nobody_to_question", "tell_dsl_today"}
    pressing = steps(OPEN, at(danger_now=True)).first()
    assert {"danger_now", "tell_dsl_now"} <= ids(pressing)


def test_something_serious_and_open_is_not_talked_through_either() -> None:
    assert "keep_safe_say_little" in ids(steps(incident((16,), (None,), sexual_activity=YES)))
    half_known = all_well((14,), (None,), sexual_activity=YES)
    for observations in (half_known, incident((16,), (None,), touch_under_clothing=YES)):
        found = ids(steps(observations))
        assert {"keep_safe_say_little", "tell_dsl_now"} <= found
        assert not {"describe_touch", "impact", "remind_touch", "calm_and_firm", "tell_dsl_today"} & found
    assert "keep_safe_say_little" not in ids(steps(OPEN))
    assert "keep_safe_say_little" not in ids(steps(all_well((15,), (15,), sexual_activity=YES)))


def test_green_still_records_talks_teaches_and_watches() -> None:
    found = ids(steps(GREEN))
    assert {"record_now", "record_minor_too", "talk_and_teach", "watch", "tell_dsl_green"} <= found
    assert not {"supervise", "parents_dsl_decides", "safety_plan"} & found


def test_a_hunch_goes_to_the_line_manager_first() -> None:
    found = ids(steps(OPEN, at(only_a_hunch=True)))
    assert {"hunch_manager", "hunch_informal", "hunch_outcomes", "record_hunch"} <= found
    assert not {"tell_dsl_today", "record_now", "stop_and_separate", "supervise"} & found


@pytest.mark.parametrize("seen", [RED, AMBER, GREEN, incident(talk_or_gestures=YES)])
def test_what_was_seen_after_all_is_no_hunch_any_more(seen: Observations) -> None:
    found = ids(steps(seen, at(only_a_hunch=True)))
    assert found == ids(steps(seen))
    assert {"tell_dsl_now", "tell_dsl_today", "tell_dsl_green"} & found


def test_every_situation_ends_with_a_word_for_the_worker() -> None:
    for _, _, found in every_situation():
        assert found.all[-1].id == "worker_wellbeing"


# ---- by role


def test_the_dsl_makes_two_separate_referrals_and_takes_advice_before_asking() -> None:
    found = ids(steps(RED, at(is_dsl=True)))
    assert {"two_referrals", "advice_before_enquiries", "targeted_enquiry", "displayed_enquiry"} <= found
    assert {"social_care_even_if_court", "same_procedures", "strategy_discussion", "other_professionals"} <= found
    assert not {"tell_dsl_now", "parents_dsl_decides"} & found


def test_the_dsl_has_the_whole_plan_for_amber() -> None:
    found = ids(steps(TOUCHED, at(is_dsl=True)))
    assert {"parents_amber", "amber_plan_advice", "amber_plan_both", "targeted_plan", "record_other_actions"} <= found


def test_a_worker_is_not_given_the_enquiries_of_the_dsl() -> None:
    assert not {"targeted_enquiry", "displayed_enquiry", "two_referrals", "mental_health"} & ids(steps(RED))


def test_the_words_for_the_dsl_do_not_send_the_dsl_to_the_dsl() -> None:
    for _, situation, found in every_situation():
        if situation.is_dsl and not situation.concern_about_dsl:
            for step in found.all:
                assert CONTACTS["dsl"] not in step.text, step.id


def test_a_concern_about_the_dsl_goes_to_the_deputy_and_never_to_the_dsl() -> None:
    found = steps(RED, at(concern_about_dsl=True, contacts=CONTACTS))
    assert "about_dsl" in ids(found)
    assert not [step.id for step in found.all if CONTACTS["dsl"] in step.text]
    assert "two_referrals" not in ids(steps(RED, at(concern_about_dsl=True, is_dsl=True)))


def test_who_decides_is_not_the_dsl_where_the_concern_is_about_the_dsl() -> None:
    for _, situation, found in every_situation():
        if situation.concern_about_dsl:
            for step in found.all:
                named = step.text.replace("deputy DSL", "")
                assert step.id == "about_dsl" or "DSL" not in named, step.text


def test_nobody_is_named_twice_in_one_step() -> None:
    called = [contact["called"] for contact in DOCUMENT["contacts"].values()]
    for _, _, found in every_situation():
        for step in found.all:
            assert not [name for name in called if step.text.count(name) > 1], step.text
            assert "or the head or" not in step.text


# ---- by the hour, and in a home


def test_out_of_hours_the_team_that_answers_comes_first() -> None:
    found = steps(RED, at(contacts=CONTACTS, out_of_hours=True))
    told = [step.id for step in found.group("tell")]
    assert told[0] == "ring_out_of_hours"
    assert CONTACTS["out_of_hours"] in found.group("tell")[0].text
    assert "tell_dsl_at_night" in told
    assert not {"tell_dsl_now", "nobody_answers"} & ids(found)
    assert not [step.text for step in found.all if "in person" in step.text or CONTACTS["social_care"] in step.text]
    assert "ring_out_of_hours" in ids(urgent_steps(OPEN, at(out_of_hours=True)))


def test_out_of_hours_amber_is_rung_through_tonight() -> None:
    found = ids(steps(TOUCHED, at(out_of_hours=True)))
    assert "tell_dsl_tonight" in found
    assert not {"tell_dsl_today", "ring_out_of_hours"} & found


@pytest.mark.parametrize("kind", ["residential", "foster"])
def test_at_night_a_home_has_steps_that_fit_a_home(kind: str) -> None:
    night = steps(RED, at(kind, out_of_hours=True))
    assert {"say_little_home", "home_on_call"} <= ids(night)
    assert not {"keep_safe_say_little", "supervise"} & ids(night)
    assert "keep_safe_say_little" in ids(steps(RED, at(kind)))
    assert not {"say_little_home", "home_on_call"} & ids(steps(RED, at(out_of_hours=True)))


def test_a_foster_home_has_no_night_worker() -> None:
    assert "home_tonight_foster" in ids(steps(RED, at("foster")))
    assert not [step.text for step in steps(RED, at("foster", out_of_hours=True)).all if "night worker" in step.text]
    assert "home_tonight_here" in ids(steps(RED, at("residential")))


# ---- by circumstance


def test_a_picture_alone_has_nothing_to_stop_and_nobody_to_part() -> None:
    found = steps(ONLINE)
    assert "say_little_online" in ids(found)
    assert not {"stop_and_separate", "keep_safe_say_little", "supervise", "consider_medical"} & ids(found)
    assert "stop_and_separate" not in ids(urgent_steps(ONLINE, at()))
    with_touch = ONLINE.with_answers(touch_over_clothing=YES)
    assert {"stop_and_separate", "keep_safe_say_little"} <= ids(steps(with_touch))


def test_where_an_adult_did_it_no_child_is_said_to_have() -> None:
    for by_whom in ((), (19,)):
        seen = incident(by_whom, (14,), adult_involved=YES)
        for situation in (at(), at(is_dsl=True), at("residential", out_of_hours=True)):
            found = steps(seen, situation)
            assert {"stop_adult", "say_little_adult"} <= ids(found)
            assert not {"displayed_is_a_child", "displayed_told_next", "stop_and_separate", "supervise"} & ids(found)
            assert not [step.text for step in found.all if "child who did this" in step.text]
    both = incident((14,), (14,), adult_involved=YES)
    assert "displayed_is_a_child" in ids(steps(both))
    assert "displayed_is_a_child" in ids(steps(incident((None,), (14,), adult_involved=YES)))


def test_a_child_who_wants_to_die_is_not_left_alone() -> None:
    for seen in (OPEN, GREEN, RED):
        found = steps(seen, at(self_harm=True))
        assert {"self_harm", "self_harm_help", "tell_dsl_now"} <= ids(found)
        assert "self_harm" in ids(found.at_once() or found.first())
        assert "self_harm" in ids(urgent_steps(seen, at(self_harm=True)))
    assert "if_a_child_despairs" in ids(steps(RED))
    assert "if_a_child_despairs" not in ids(steps(RED, at(self_harm=True)))


def test_more_steps_leave_out_what_cannot_apply() -> None:
    assert "fgm_duty" not in ids(steps(RED))
    assert "fgm_duty" in ids(steps(RED, at(fgm_concern=True)))
    small = all_well((4,), (4,), sexual_activity=YES, police_involved=YES)
    ten = all_well((10,), (4,), sexual_activity=YES, police_involved=YES)
    for_older = {"assess_who_leads", "assess_appropriate_adult", "assess_court", "denial_court", "denial_paper"}
    for_older |= {"nice_balance", "conflict_weeks", "conflict_admission", "social_care_even_if_court"}
    found = at(is_dsl=True, court=True, denial=True)
    assert not for_older & ids(steps(small, found))
    assert for_older <= ids(steps(ten, found))
    assert for_older <= ids(steps(all_well((4, None), (4,), sexual_activity=YES, police_involved=YES), found))
    assert "never_leave_school" not in ids(steps(RED, at("foster")))


def test_children_who_share_a_home_are_made_safe_tonight() -> None:
    together = RED.with_answers(siblings=YES)
    assert "home_tonight" in ids(steps(together))
    assert "siblings_elsewhere" in ids(steps(RED))
    assert "siblings_elsewhere" not in ids(steps(together))
    assert "home_tonight_here" in ids(steps(RED, at("residential")))
    assert "home_tonight_here" not in ids(steps(RED, at("youth")))


def test_an_adult_has_urgent_steps_of_their_own() -> None:
    adult = incident((14,), adult_involved=YES)
    assert {"adult_police", "adult_say_nothing", "adult_works_with_children"} <= ids(steps(adult))
    assert {"adult_police", "tell_dsl_now"} <= ids(urgent_steps(adult, at()))
    assert "referral_adult" in ids(steps(adult, at(is_dsl=True)))
    assert "two_referrals" not in ids(steps(adult, at(is_dsl=True)))


def test_a_picture_is_left_alone() -> None:
    for name in ("images_or_messages", "image_adult_behind", "image_passed_on_without_agreement"):
        assert "images_leave_alone" in ids(steps(incident((14,), (14,), **{name: YES})))
    assert "images_leave_alone" not in ids(steps(RED))


def test_a_child_who_tells_is_heard_and_promised_no_secret() -> None:
    told = incident((9,), (9,), child_disclosed=YES)
    assert {"child_tells_you", "no_secret"} <= ids(steps(told))
    assert "no_secret" in ids(steps(AMBER, at(secrecy_asked=True)))
    assert "no_secret" not in ids(steps(AMBER))


def test_something_long_past_is_passed_on_today_with_nothing_to_stop() -> None:
    found = ids(steps(incident((9,), (9,), child_disclosed=YES, long_past=YES)))
    assert "long_past_same" in found
    assert "stop_and_separate" not in found


def test_denial_pauses_nothing_and_is_known_from_either_place() -> None:
    assert "denial_no_pause" in ids(steps(AMBER.with_answers(denies=YES)))
    assert "denial_no_pause" in ids(steps(AMBER, at(denial=True)))
    assert "denial_no_pause" not in ids(steps(AMBER))
    assert "denial_court" in ids(steps(RED, at(denial=True, court=True)))
    assert "denial_court" not in ids(steps(RED, at(denial=True)))


def test_a_learning_disability_has_its_own_steps_for_each_child() -> None:
    assert "learning_disability" in ids(steps(AMBER.with_answers(learning_disability_displayed=YES)))
    by_stage = all_well((Child(9, 7),), (Child(9),), talk_or_gestures=YES)
    assert "learning_disability" in ids(steps(by_stage))
    assert "targeted_disability" in ids(steps(all_well((9,), (Child(9, 8),), talk_or_gestures=YES)))
    ahead = all_well((Child(8, 9),), (Child(8, 9),), talk_or_gestures=YES, egged_on=YES)
    assert not {"learning_disability", "targeted_disability"} & ids(steps(ahead))


def test_a_school_never_asks_a_child_to_leave_and_asks_to_be_at_the_meeting() -> None:
    assert "never_leave_school" in ids(steps(RED, at("special_school")))
    assert "keep_in_place" in ids(steps(RED, at("youth")))
    assert "strategy_discussion" in ids(steps(RED, at("secondary_school", is_dsl=True)))
    assert "strategy_discussion_setting" in ids(steps(RED, at("foster", is_dsl=True)))


def test_a_child_with_knowledge_far_beyond_their_age_may_have_been_harmed() -> None:
    assert "may_have_been_harmed" in ids(steps(all_well((5,), (5,), talk_or_gestures=YES, beyond_stage=YES)))


def test_amber_that_may_grow_asks_for_an_assessment() -> None:
    assert "amber_escalating" in ids(steps(GROWING))
    assert "amber_escalating" not in ids(steps(AMBER))
    assert "assess_who_leads" in ids(steps(GROWING, at(is_dsl=True)))
    assert "assess_who_leads" not in ids(steps(AMBER, at(is_dsl=True)))


def test_each_child_has_their_own_steps_where_there_are_several() -> None:
    group = all_well((13, 14), (13, 13), touch_over_clothing=YES, went_on_after_no=YES)
    assert {"several_displayed", "several_targeted"} <= ids(steps(group))
    assert not {"several_displayed", "several_targeted"} & ids(steps(RED))


def test_one_child_alone_has_no_steps_about_another() -> None:
    alone = all_well_alone(6, self_directed_public=YES)
    found = steps(alone)
    assert not found.group("targeted_child")
    assert {"stop_alone", "supervise_alone"} <= ids(found)
    assert "say_little_alone" in ids(steps(alone.with_answers(police_involved=YES)))
    assert "stop_and_separate" not in ids(found)
    assert "one_referral" in ids(steps(alone.with_answers(police_involved=YES), at(is_dsl=True)))


@pytest.mark.parametrize(
    ("age", "wanted", "unwanted"),
    [
        (4, {"assess_primary"}, {"assess_10_to_12", "assess_12_to_18", "conflict_age_11"}),
        (9, {"assess_primary"}, {"assess_10_to_12", "assess_12_to_18", "conflict_age_11"}),
        (10, {"assess_primary", "assess_10_to_12"}, {"assess_12_to_18", "conflict_age_11"}),
        (11, {"assess_primary", "assess_10_to_12", "conflict_age_11"}, {"assess_12_to_18"}),
        (12, {"assess_10_to_12", "assess_12_to_18", "conflict_stages"}, {"assess_primary", "conflict_age_11"}),
        (13, {"assess_12_to_18", "assess_female"}, {"assess_10_to_12", "assess_primary"}),
        (17, {"assess_12_to_18"}, {"assess_10_to_12", "assess_primary"}),
    ],
)
def test_the_assessment_fits_the_age(age: int, wanted: set[str], unwanted: set[str]) -> None:
    found = ids(steps(all_well((age,), (age,), talk_or_gestures=YES, force_or_coercion=YES), at(is_dsl=True)))
    assert wanted <= found
    assert not unwanted & found


@pytest.mark.parametrize(("age", "shown"), [(4, True), (5, False)])
def test_small_children_without_clothes_are_a_matter_of_age(age: int, shown: bool) -> None:
    found = ids(steps(all_well((age,), (age,), looking_or_showing=YES)))
    assert ("small_children_clothes" in found) is shown


@pytest.mark.parametrize(("age", "wanted"), [(9, "police_under_10"), (10, "police_named")])
def test_the_police_are_named_where_a_crime_is_likely_and_not_for_a_child_under_ten(age: int, wanted: str) -> None:
    found = ids(steps(all_well((age,), (age,), touch_over_clothing=YES, force_or_coercion=YES, mutual=NO)))
    assert found & {"police_under_10", "police_named"} == {wanted}


def test_a_couple_of_13_to_15_is_met_without_alarm() -> None:
    assert "couple_under_16" in ids(steps(all_well((15,), (15,), sexual_activity=YES)))
    worrying = all_well((15,), (15,), sexual_activity=YES, planned=YES, kept_secret=YES)
    assert "couple_under_16" not in ids(steps(worrying))
    assert "targeted_reassure" not in ids(steps(all_well((15,), (15,), sexual_activity=YES)))


# ---- contacts and time limits


def test_the_settings_own_contacts_are_in_the_words() -> None:
    told = next(step for step in steps(RED, at(contacts=CONTACTS)).all if step.id == "tell_dsl_now")
    assert CONTACTS["dsl"] in told.text
    without = next(step for step in steps(RED).all if step.id == "tell_dsl_now")
    assert without.text.startswith("Tell the DSL now, in person or by phone. ")


def test_a_contact_with_a_note_stands_in_one_pair_of_brackets() -> None:
    noted = {"dsl": "Jo Marlowe, 01632 960123 (until four)"}
    told = next(step for step in steps(RED, at(contacts=noted)).all if step.id == "tell_dsl_now")
    assert "(Jo Marlowe, 01632 960123, until four)" in told.text


def test_the_police_are_named_by_their_public_numbers_where_a_setting_says_nothing() -> None:
    adult = incident((14,), adult_involved=YES)
    told = next(step for step in urgent_steps(adult, at()) if step.id == "adult_police")
    assert "(999 in an emergency, otherwise 101)" in told.text


def test_time_limits_are_dates_on_working_days() -> None:
    by_id = {step.id: step for step in steps(RED, at(is_dsl=True)).all}
    assert by_id["one_working_day"].due == date(2026, 11, 23)
    assert "Monday 23 November 2026" in by_id["one_working_day"].text
    assert by_id["two_referrals"].due == FRIDAY
    assert "Friday 18 December 2026" in by_id["conflict_weeks"].text
    assert "Friday 1 January 2027" in by_id["conflict_weeks"].text


# ---- urgent


def test_urgent_steps_come_before_any_view() -> None:
    nothing = urgent_steps(OPEN, at())
    assert ids(nothing) == {"stop_and_separate", "tell_dsl_now"}
    assert "danger_now" in ids(urgent_steps(OPEN, at(danger_now=True)))
    assert "medical_help" in ids(urgent_steps(OPEN, at(hurt=True)))
    assert urgent_steps(OPEN, at(danger_now=True))[0].id == "danger_now"


@pytest.mark.parametrize("pressing", ["danger_now", "hurt"])
def test_danger_and_hurt_are_told_at_once_whatever_the_colour(pressing: str) -> None:
    found = ids(steps(GREEN, at(**{pressing: True})))
    assert {"tell_dsl_now", "nobody_answers"} <= found
    assert "tell_dsl_today" not in found


# ---- the safety plan


def test_the_safety_plan_has_every_part_with_a_source() -> None:
    parts = {part.id: part for part in safety_plan()}
    wanted = {"supervised_times", "breaks", "after_school", "library_and_computers", "transport", "seating", "online"}
    wanted |= {"who_knows", "named_contact", "parents_part", "support_displayed", "support_targeted", "review_date"}
    assert wanted <= set(parts)
    assert parts["review_date"].kind == "date"
    for part in parts.values():
        assert part.label.endswith("?")
        assert part.kind in ("text", "long_text", "date")
        assert all(citation(cited).title for cited in part.cites)


def test_a_safety_plan_is_offered_after_amber_and_red_only() -> None:
    assert all("safety_plan" in ids(steps(seen)) for seen in (RED, AMBER))
    assert all("safety_plan" not in ids(steps(seen)) for seen in (GREEN, OPEN))
