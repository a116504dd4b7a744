"""The next steps: from a view, the observations and the worker's situation to what to do, in order.

The words, sources and circumstances of each step are in `next_steps.yaml`. Pure: the day, the setting's
contacts and the working-day calendar are passed in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from knowledge.circumstances import CIRCUMSTANCES, AddWorkingDays, Situation, circumstances, known_before_view
from knowledge.observations import Observations
from knowledge.view import Colour, View
from knowledge.yaml_file import read

__all__ = [
    "CIRCUMSTANCES",
    "GROUPS",
    "AddWorkingDays",
    "Situation",
    "Step",
    "Steps",
    "next_steps",
    "urgent_steps",
]

GROUPS = ("now", "tell", "targeted_child", "displayed_child", "parents", "record", "after")
MOST_AT_FIRST = 7
"""Steps on the first screen."""
MOST_LITTLE_KNOWN = 3
"""The same, where so little is known that there is no view yet: whom to tell, and who finds out."""
BEFORE_ANY_CALL = ("danger_now", "self_harm", "medical_help")
"""Steps that come before whom to ring."""


@dataclass(frozen=True)
class Step:
    """One thing to do, in at most two short sentences."""

    id: str
    group: str
    priority: int
    """1 is shown first, 3 only when more is asked for."""
    text: str
    citations: tuple[str, ...]
    due: date | None = None
    project_rule: bool = False
    conflict: bool = False
    """Two sources differ. It is shown, not settled."""
    always: bool = False
    """It keeps its place on the first screen before any other step."""
    on_red: bool = False
    """It stands on the one screen that a red view begins with."""


@dataclass(frozen=True)
class Steps:
    """Steps in the order of GROUPS; within a group in the order of the file."""

    all: tuple[Step, ...]
    is_red: bool = False
    most: int = MOST_AT_FIRST
    """How many are shown at first."""

    def group(self, name: str) -> tuple[Step, ...]:
        """The steps of one of GROUPS, in the order of the file."""
        return tuple(step for step in self.all if step.group == name)

    def groups(self) -> dict[str, tuple[Step, ...]]:
        """The groups that have a step, in order."""
        return {name: steps for name in GROUPS if (steps := self.group(name))}

    def at_once(self) -> tuple[Step, ...]:
        """What a red view begins with, whom to ring first; nothing after another view."""
        pressing = [step for step in self.all if self.is_red and step.on_red]
        return tuple(sorted(pressing, key=lambda step: step.group == "now" and step.id not in BEFORE_ANY_CALL))

    def first(self, most: int | None = None) -> tuple[Step, ...]:
        """What to show next, at most this many, in the order of the groups: a phone holds no more.

        What must never be left out comes before priority 1, that before 2; priority 3 waits for `more`.
        """
        at_once = self.at_once()
        left = [step for step in self.all if step.priority < 3 and step not in at_once]
        pressing = sorted(left, key=lambda s: (not s.always, s.priority))
        shown = pressing[: self.most if most is None else most]
        return tuple(step for step in self.all if step in shown)

    def more(self, most: int | None = None) -> tuple[Step, ...]:
        """What neither `at_once` nor `first` says."""
        shown = (*self.at_once(), *self.first(most))
        return tuple(step for step in self.all if step not in shown)

    def as_json(self) -> list[dict[str, Any]]:
        """Plain JSON, all of them in their order; days as '2026-02-01', or None."""
        return [
            {**step.__dict__, "citations": list(step.citations), "due": step.due and step.due.isoformat()}
            for step in self.all
        ]


def next_steps(view: View, observations: Observations, situation: Situation) -> Steps:
    """Everything to do after a view."""
    given = circumstances(view, observations, situation)
    found = tuple(_step(entry, situation, given) for entry in _entries() if _fits(entry, given))
    most = MOST_LITTLE_KNOWN if "little_known" in given else MOST_AT_FIRST
    return Steps(found, is_red=view.colour is Colour.RED, most=most)


def urgent_steps(observations: Observations, situation: Situation) -> tuple[Step, ...]:
    """What cannot wait for the questions, or for a view."""
    given = known_before_view(observations, situation)
    urgent = (entry for entry in _entries() if entry.get("urgent") and _fits(entry, given))
    return tuple(_step(entry, situation, given) for entry in urgent)


# ---- the steps


def _fits(entry: Mapping[str, Any], given: frozenset[str]) -> bool:
    wanted, one_of, unless = entry.get("if", ()), entry.get("any", ()), entry.get("unless", ())
    return given.issuperset(wanted) and (not one_of or not given.isdisjoint(one_of)) and given.isdisjoint(unless)


def _step(entry: Mapping[str, Any], situation: Situation, given: frozenset[str]) -> Step:
    due = _due(entry.get("due"), situation)
    return Step(
        id=entry["id"],
        group=entry["group"],
        priority=entry["priority"],
        text=_wording(entry, situation, given).format_map(_words(situation)),
        citations=tuple(entry["cites"]),
        due=due,
        project_rule=entry.get("project_rule", False),
        conflict=entry.get("conflict", False),
        always=entry.get("always", False),
        on_red=entry.get("on_red", False),
    )


def _wording(entry: Mapping[str, Any], situation: Situation, given: frozenset[str]) -> str:
    """Some steps are worded differently for the DSL, who is told to tell the DSL by nobody, and of one child alone."""
    of_one = entry.get("text_alone") if "alone" in given else None
    for_dsl = entry.get("text_for_dsl") if situation.acts_as_dsl else None
    wording: str = for_dsl or of_one or entry["text"]
    return wording


def _words(situation: Situation) -> dict[str, str]:
    """What may stand in a step: who each contact is called, how to reach them, and dates."""
    contacts: dict[str, dict[str, str]] = _read("next_steps.yaml")["contacts"]
    words = {name: contact["called"] for name, contact in contacts.items()}
    reached = {name: situation.contacts.get(name, contact.get("at", "")) for name, contact in contacts.items()}
    if situation.setting_kind == "social_care":
        words["social_care"] = contacts["social_care"]["called_in_social_care"]
    words["deputy"] = situation.instead_of_dsl or words["deputy"]
    if situation.passes_the_dsl_by:
        words["dsl"], reached["dsl"] = words["deputy"], reached["deputy"]
    lead = situation.adult_goes_to or "dsl"
    words["adult_lead"], reached["adult_lead"] = words[lead], reached[lead]
    if situation.out_of_hours:
        # nobody is at the desk: who answers for social care now is the out-of-hours team
        words["social_care"], reached["social_care"] = words["out_of_hours"], reached["out_of_hours"]
    words |= {f"{name}_at": _in_brackets(text) for name, text in reached.items()}
    at_a_start = {name.capitalize(): text[:1].upper() + text[1:] for name, text in words.items()}
    return (
        words
        | at_a_start
        | {
            "one_working_day": _said(situation.add_working_days(situation.now, 1)),
            "in_28_days": _said(situation.now + timedelta(days=28)),
            "in_six_weeks": _said(situation.now + timedelta(weeks=6)),
        }
    )


def _in_brackets(text: str) -> str:
    inside = text.replace(" (", ", ").replace(")", "")
    return f" ({inside})" if inside else ""


def _said(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


def _due(limit: str | None, situation: Situation) -> date | None:
    if limit is None or limit == "today":
        return situation.now if limit else None
    count, unit = limit.split(maxsplit=1)
    if unit != "working day":
        raise ValueError(f"a time limit is 'today' or '1 working day', not {limit!r}")
    return situation.add_working_days(situation.now, int(count))


@cache
def _entries() -> tuple[Mapping[str, Any], ...]:
    """Every step, in the order of the groups."""
    entries = [{"id": name, **entry} for name, entry in _read("next_steps.yaml")["steps"].items()]
    return tuple(sorted(entries, key=lambda entry: GROUPS.index(entry["group"])))


@cache
def _read(name: str) -> Any:
    return read(Path(__file__).with_name(name))
