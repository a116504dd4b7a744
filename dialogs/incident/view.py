"""From answers to observations, and from the rules' view to what the worker reads."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from dialogs.incident.questions import INCIDENT, is_adult, picked, picked_ages, took_part_together
from dialogs.incident.words_and_answers import settled
from dialogs.interview.answers import NOT_KNOWN, NOT_SURE, Answers
from dialogs.interview.interview import SKIPPED
from dialogs.turn import Card, Reply
from dialogs.words import say
from knowledge.observations import ACTS, FLAGS, Observations, meanings
from knowledge.traffic_light import assess
from knowledge.view import Balance, Change, Colour, Reason, View

YES, NO = "yes", "no"

AS_PICKED = {
    "image_how": ("image_made", "image_passed_on_without_agreement", "image_pressured", "image_exchanged_willingly",
                  "image_asked_once_accepted_no", "image_of_under_13", "image_adult_behind"),
    "self_directed_how": ("self_directed_private", "self_directed_public", "self_directed_excessive"),
    "pornography_how": ("pornography_shown_unwilling", "pornography_disproportionate"),
    "context": ("planned", "kept_secret", "force_or_coercion", "went_on_after_no", "unable_to_choose", "egged_on"),
    "relationship": ("normally_associate", "authority_or_care", "several_against_one", "dominance",
                     "strength_or_ability_gap", "lesser_power_difference", "targeted_stronger", "siblings",
                     "same_home"),
    "needs": ("learning_disability_displayed", "learning_disability_targeted"),
    "targeted_response": ("targeted_comfortable", "targeted_embarrassed", "targeted_anxious",
                          "targeted_fear_or_distress", "targeted_avoiding", "targeted_injured"),
    "displayed_response": ("denies", "displayed_anger", "displayed_blames"),
    "boundary_response": ("went_on_when_told", "hard_to_distract", "compulsive", "persists_despite_plan"),
    "before": ("repeated", "increasing", "several_children"),
    "other_worries": ("beyond_stage", "cruelty_fire_violence", "exploitation_signs", "adult_involved",
                      "child_disclosed", "child_said_unwanted", "told_of_harm", "police_involved", "long_past",
                      "pornography_disproportionate"),
}  # fmt: skip
"""Observations that bear the name of a choice: picked is yes; shown and not picked is no, unless 'not sure about the
rest'."""

ONLY_IF_PICKED = frozenset({"takes_responsibility", "no_intent", "understands"})
"""Not picked says nothing: a child may simply not have been asked."""


def observe(answers: Answers) -> Observations:
    """The observations that follow from a worker's answers. What was not asked is not known."""
    seen = before_settling(answers)
    settling = settled(answers, seen)
    return Observations.from_json(seen.as_json() | settling) if settling else seen


def before_settling(answers: Answers) -> Observations:
    """The same without the answer to the question that holds the worker's words against what they picked."""
    seen: dict[str, str] = {}
    for name, listed in AS_PICKED.items():
        shown = INCIDENT.question(name).reader.choices(answers)
        _as_picked(seen, picked(answers, name), [one for one in listed if one in shown])
    _acts(seen, answers)
    _alone(seen, answers)
    _derived(seen, answers)
    children: dict[str, Any] = {side: _children(answers, side) for side in ("displayed", "targeted")}
    return Observations.from_json(children | {k: v for k, v in seen.items() if k in FLAGS})


def _as_picked(seen: dict[str, str], chosen: frozenset[str], listed: Iterable[str]) -> None:
    """Nothing chosen is not known. A yes from one question is never undone by another."""
    if not chosen or chosen == {SKIPPED}:
        return
    for name in listed:
        if name in chosen:
            seen[name] = YES
        elif NOT_SURE not in chosen:
            seen.setdefault(name, NO)


def _acts(seen: dict[str, str], answers: Answers) -> None:
    chosen, reader = picked(answers, "acts"), INCIDENT.question("acts").reader
    if not chosen:
        return
    _as_picked(seen, chosen, (*reader.choices({"about": "alone"}), *reader.choices({"about": "with_another"})))
    if seen.get("self_directed") == NO:
        seen |= dict.fromkeys(AS_PICKED["self_directed_how"], NO)
    seen.pop("self_directed", None)
    if "no_image" in picked(answers, "image_how"):
        seen["images_or_messages"] = NO
    looking = answers.get("looking_how")
    if looking in ("both_looked", "exposure_aimed"):
        seen["exposure_aimed"] = YES if looking == "exposure_aimed" else NO


def _alone(seen: dict[str, str], answers: Answers) -> None:
    """Whether another child was there follows from what it is about."""
    if answers.get("about") in ("alone", "with_another"):
        seen["alone"] = YES if answers["about"] == "alone" else NO


def _derived(seen: dict[str, str], answers: Answers) -> None:
    if answers.get("mutual") in (YES, NO):
        seen["mutual"] = answers["mutual"]
    if is_adult(answers):
        seen["adult_involved"] = YES
    if len(picked_ages(answers, "displayed")) == 1 or took_part_together(answers):
        seen["several_against_one"] = NO
    for name, observation in (("child_said", "child_disclosed"), ("child_said_unwanted", "child_said_unwanted")):
        if answers.get(name) in (YES, NO):
            seen[observation] = answers[name]
    if answers.get("all_took_part") in (YES, NO):
        seen["all_took_part"] = answers["all_took_part"]
    told = answers.get("parents_told")
    if told in ("told_supportive", "told_unsure"):
        seen["parents_supportive"] = YES if told == "told_supportive" else NO
    for name in ONLY_IF_PICKED & picked(answers, "displayed_response"):
        seen[name] = YES
    _between_choices(seen, answers)
    _ordinary(seen, answers)
    _low_key(seen, answers)


def _between_choices(seen: dict[str, str], answers: Answers) -> None:
    """What one choice says about another of the same list."""
    if "spontaneous" in picked(answers, "context"):
        seen.setdefault("planned", NO)
    if YES in (seen.get("increasing"), seen.get("several_children")):
        seen["repeated"] = YES
    if "similar" in picked(answers, "relationship"):
        for name in ("strength_or_ability_gap", "lesser_power_difference", "targeted_stronger"):
            seen.setdefault(name, NO)
    if "nothing_done" in picked(answers, "boundary_response"):
        # nobody has tried yet, so nothing is known of how the child takes it
        for name in AS_PICKED["boundary_response"]:
            if seen.get(name) == NO and name != "went_on_when_told":
                del seen[name]


def _ordinary(seen: dict[str, str], answers: Answers) -> None:
    """What is to be expected at that age: the worker's own judgement, asked among the other worries."""
    worries = picked(answers, "other_worries")
    if worries & {"not_ordinary", "beyond_stage"}:
        seen["age_appropriate"] = NO
    elif worries and NOT_SURE not in worries:
        seen["age_appropriate"] = YES


def _low_key(seen: dict[str, str], answers: Answers) -> None:
    """One slight touch over clothing that stopped at once, for the first time (NY-2.2)."""
    over, before = seen.get("touch_over_clothing"), picked(answers, "before")
    stopped = "stopped" in picked(answers, "boundary_response")
    if over == NO or seen.get("mutual") == YES or seen.get("repeated") == YES:
        seen["low_key_one_off"] = NO
    elif over == YES and stopped and "first" in before:
        seen["low_key_one_off"] = YES


def _children(answers: Answers, side: str) -> list[dict[str, int | None]]:
    ages = answers.get(f"{side}_ages") or []
    stages = answers.get(f"{side}_stages") or []
    stages = stages if isinstance(stages, list) else []
    stages = [*stages, *[NOT_KNOWN] * len(ages)]
    return [{"age": _number(a), "stage": _number(s)} for a, s in zip(ages, stages, strict=False)]


def _number(value: Any) -> int | None:
    return int(value) if isinstance(value, str) and value.isdecimal() else None


def fingerprint(view: View) -> str:
    """Changes when the view or its reasons change: an opinion is about one view."""
    shown = [view.colour, *(reason.criterion for reason in view.reasons)]
    return hashlib.sha256(json.dumps(shown).encode()).hexdigest()[:16]


def mark(answers: Answers) -> str:
    """Changes when any answer changes."""
    return hashlib.sha256(json.dumps(answers, sort_keys=True).encode()).hexdigest()[:16]


def view_of(answers: Answers) -> View:
    """What the rules make of the answers as they are now."""
    return assess(observe(answers))


def show(view: View, *, concern_about_dsl: bool = False, to_dsl: bool = False) -> Reply:
    """The view in words: colour, reasons with their sources, balancing factors, unknowns, and who decides. The colour
    of a red has been said before (`next_steps.at_once`): its reasons come after whom to ring.
    """
    who = "who_decides_instead" if concern_about_dsl else "who_decides_you" if to_dsl else "who_decides"
    colour = say(f"view.colours.{view.colour}")
    sections = [
        _section("reasons", [_sourced(r) for r in view.reasons]),
        _section("balancing", [_balance(b) for b in view.balancing]),
        _section(_who_finds_out(view, concern_about_dsl=concern_about_dsl), _first(unknowns(view))),
        _section("would_change", [] if _little_known(view) else _first([_would_be(c) for c in view.would_change])),
        _section("who_decides", [say(f"view.{who}")]),
    ]
    shown = [s for s in sections if s["rows"]]
    key = "view.why_red" if view.colour is Colour.RED else f"view.lead.{view.colour}"
    text = [say(key, colour=colour)]
    if view.take_advice_today:
        text.append(say("view.take_advice_today"))
    lead = "\n".join(text)
    for section in shown:
        rows = [row["text"] for row in section["rows"]]
        text.append("\n".join([section["title"], *(f"• {row}" for row in rows)]))
    data = {"colour": view.colour.value, "colour_words": colour, "title": say("view.title"), "text": lead}
    card = Card("view", {**data, "sections": shown})
    return Reply(key, "\n\n".join(text), card=card)


def _section(name: str, rows: list[str]) -> dict[str, Any]:
    return {"title": say(f"view.sections.{name}"), "rows": [{"text": row} for row in rows]}


def unknowns(view: View) -> list[str]:
    """What is not known, in plain words. Where no kind of behaviour is known, that is one thing, not twelve."""
    if not _little_known(view):
        return [say_unknown(name) for name in view.unknowns]
    return [say("view.which_act"), *(say_unknown(name) for name in view.unknowns if name not in ACTS)]


def _little_known(view: View) -> bool:
    """Not even the kind of behaviour: then nobody is told all that it might turn out to be."""
    return view.colour is Colour.NOT_ENOUGH_INFORMATION and len(set(view.unknowns) & set(ACTS)) > 1


def _who_finds_out(view: View, *, concern_about_dsl: bool) -> str:
    if view.colour is not Colour.NOT_ENOUGH_INFORMATION:
        return "unknowns"
    return "finds_out_instead" if concern_about_dsl else "finds_out"


def _first(rows: list[str], most: int = 4) -> list[str]:
    """The most worrying come first; nobody sets out to answer forty lines. The record keeps them all."""
    return rows if len(rows) <= most + 1 else [*rows[:most], say("view.and_more")]


def _would_be(change: Change) -> str:
    return say("view.would_be", text=change.text, colour=say(f"view.colours.{change.colour}"))


def _sourced(reason: Reason) -> str:
    """The sources of the feature, or that the rule is our own. The form says both; a phone has room for one."""
    return f"{reason.text} ({', '.join(reason.citations) or say('view.project_rule')})"


def _balance(balance: Balance) -> str:
    """What helps, and what it means for the plan."""
    return f"{balance.text} {balance.plan} ({', '.join(balance.citations)})"


def say_unknown(name: str) -> str:
    """What is not known, in the observation's own plain words."""
    return str(meanings()[name]["open"])
