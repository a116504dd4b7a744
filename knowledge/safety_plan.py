"""The skeleton of a setting's safety plan: its parts and their words, from `safety_plan.yaml`."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from knowledge.yaml_file import read

DAY = ("way_there", "arrival", "lessons", "breaks", "library", "after_school", "way_home")
"""The stretches of a day, in their order: each is covered by a part of the plan, or is a gap."""


@dataclass(frozen=True)
class PlanPart:
    """One part of the plan. `kind` is text, long_text or date.

    For the plan that lives on: `sees` are the staff groups that have it on their sheet, `day` the stretches of the day
    that it covers, `side` the only child whose plan it belongs to ('' for either), `family` whether parents see it.
    `sheet` are its words on a sheet, which say nothing of what happened (HM-3.15); it is on no sheet of the groups in
    `never`.
    """

    id: str
    kind: str
    label: str
    sheet: str
    hint: str
    cites: tuple[str, ...]
    project_rule: bool = False
    sees: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    day: tuple[str, ...] = ()
    side: str = ""
    family: bool = True


@cache
def safety_plan() -> tuple[PlanPart, ...]:
    """The parts in the order in which they are asked, offered after amber and red."""
    parts = read(Path(__file__).with_name("safety_plan.yaml"))
    lists = ("cites", "sees", "never", "day")
    return tuple(PlanPart(**{**part, **{name: tuple(part.get(name, ())) for name in lists}}) for part in parts)


def parts_for(side: str) -> tuple[PlanPart, ...]:
    """The parts of one child's plan: what is for the other child has no place in it (NY-1)."""
    return tuple(part for part in safety_plan() if part.side in ("", side))


def may_see(part: str, group: str) -> bool:
    """Whether a part may stand on the sheet of a staff group, whatever was chosen for it."""
    return not any(one.id == part and group in one.never for one in safety_plan())


def describes_behaviour(text: str) -> str:
    """The first word by which a line seems to say what a child did; '' where there is none. Such a line has no place
    on a sheet for staff, who need to know what to do and not why (HM-3.15).
    """
    found = _behaviour().search(text)
    return found[0] if found else ""


@cache
def _behaviour() -> re.Pattern[str]:
    words = read(Path(__file__).with_name("sheet_words.yaml"))
    return re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)
