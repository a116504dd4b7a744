"""Sixty situations from `situations.yaml`, with the view and the steps that follow from each."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from knowledge.next_steps import Situation, Steps, next_steps
from knowledge.observations import Observations
from knowledge.traffic_light import assess
from knowledge.view import View
from knowledge.yaml_file import read
from tests.knowledge.cases import NO, YES, all_well, all_well_alone, incident

FRIDAY = date(2026, 11, 20)


@dataclass(frozen=True)
class Told:
    """One situation, in the words of whoever tells it, and what comes of it."""

    name: str
    what: str
    verdict: str
    observations: Observations
    situation: Situation

    @cached_property
    def view(self) -> View:
        return assess(self.observations)

    @cached_property
    def steps(self) -> Steps:
        return next_steps(self.view, self.observations, self.situation)


def working_days(day: date, count: int) -> date:
    """Monday to Friday, without bank holidays: the real calendar is the caller's."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def situations() -> list[Told]:
    told = read(Path(__file__).with_suffix(".yaml"))
    return [_told(name, entry) for name, entry in told.items()]


def _told(name: str, entry: dict[str, Any]) -> Told:
    at = {"now": FRIDAY, "add_working_days": working_days, "setting_kind": "primary_school"} | entry.get("at", {})
    return Told(name, entry["what"], entry["verdict"], _observations(entry), Situation(**at))


def _observations(entry: dict[str, Any]) -> Observations:
    known = dict.fromkeys(entry.get("seen", ()), YES) | dict.fromkeys(entry.get("ruled_out", ()), NO)
    displayed, targeted = ([None if age == "?" else age for age in entry.get(s, ())] for s in ("displayed", "targeted"))
    if not entry.get("well"):
        return incident(displayed, targeted, **known)
    if entry.get("alone"):
        return all_well_alone(displayed[0], **known)
    return all_well(displayed, targeted, **known)
