"""What stands in a Good Life plan: strengths and goals first, then what the young person decides from now on.

Nothing in it asks what happened: the plan is made with a young person who denies it too (HM-4.16, HM-5.14). What led
here is theirs to write or to leave out, and goes to nobody to whom they have not said yes.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

from storage.problems import Problem

MOST_GOALS = 5
PARTS = ("deciding", "hard_times", "skills", "sex_education", "learning_support", "copy_with")
"""Named as the fields of the form are. `sex_education` is yes, no or not_known; `copy_with`: who outside keeps one."""


class State(StrEnum):
    """How far a plan has come. The values are stored: rename none."""

    OFFERED = "offered"
    DRAFTING = "drafting"
    AGREED = "agreed"
    IN_USE = "in_use"
    LEAVING = "leaving"
    TRACKING = "tracking"
    ENDED = "ended"


SIGNED = frozenset({State.AGREED, State.IN_USE, State.LEAVING, State.TRACKING})
"""Both have signed, and it goes on."""


class Area(StrEnum):
    """What is arranged before somebody leaves (OF-overview, OF-practice, OF-outcomes). Stored: rename none."""

    ACCOMMODATION = "accommodation"
    EDUCATION = "education"
    LEISURE = "leisure"
    THERAPY = "therapy"
    COLLEGE_LEAD = "college_lead"
    FAMILY = "family"
    SUPERVISING_OFFICER = "supervising_officer"


class How(StrEnum):
    """How far an arrangement has come. Stored: rename none."""

    PLANNED = "planned"
    AGREED = "agreed"
    IN_PLACE = "in_place"
    NOT_POSSIBLE = "not_possible"


class Recipient(StrEnum):
    """Who may be given what led here, each only with the young person's yes. Stored: rename none."""

    FAMILY = "family"
    SUPERVISING_OFFICER = "supervising_officer"
    SOCIAL_WORKER = "social_worker"
    HEALTH = "health"
    NEXT_HOME = "next_home"


class TooManyGoals(Problem):
    """Five goals are as many as one page and one person can hold."""

    reason = "good_life_too_many_goals"


class NoSuchGoal(Problem):
    """There is no goal of that number, or its step is done already."""

    reason = "good_life_no_such_goal"


@dataclass(frozen=True)
class Goal:
    """`by` and `done_on` are ISO days, '' for none. `step` is the next one; `done` those that were taken."""

    number: int
    what: str
    why: str
    step: str
    helps: str
    by: str = ""
    done: tuple[str, ...] = ()


@dataclass(frozen=True)
class Arrangement:
    """`who` sees to it, `on` is an ISO day or ''."""

    how: How
    who: str
    on: str = ""


@dataclass(frozen=True)
class Content:
    """Everything that was typed. `led_here_for`: who may be given what led here -> the ISO day of the yes."""

    strengths: tuple[str, ...] = ()
    goals: tuple[Goal, ...] = ()
    parts: Mapping[str, str] = field(default_factory=dict)
    led_here: str = ""
    led_here_for: Mapping[Recipient, str] = field(default_factory=dict)
    arrangements: Mapping[Area, Arrangement] = field(default_factory=dict)
    signed_young_person: str = ""
    signed_worker: str = ""

    def part(self, name: str) -> str:
        """What was written under one of `PARTS`; '' where nothing was."""
        return self.parts.get(name, "")

    def with_goal(self, what: str, why: str, step: str, helps: str, by: str = "") -> "Content":
        """One more, numbered after the last. Raises TooManyGoals."""
        if len(self.goals) >= MOST_GOALS:
            raise TooManyGoals
        return replace(self, goals=(*self.goals, Goal(len(self.goals) + 1, what, why, step, helps, by)))

    def with_step_done(self, number: int, following: str) -> "Content":
        """The step of a goal is done, and this comes next ('' for nothing yet). Raises NoSuchGoal."""
        found = next((goal for goal in self.goals if goal.number == number and goal.step), None)
        if found is None:
            raise NoSuchGoal
        new = replace(found, step=following, done=(*found.done, found.step))
        return replace(self, goals=tuple(new if goal is found else goal for goal in self.goals))

    def with_parts(self, said: Mapping[str, str]) -> "Content":
        """With these instead of what stood there; what is no part is left out."""
        return replace(self, parts={**self.parts, **{name: said[name] for name in PARTS if name in said}})

    def with_arrangement(self, area: Area, made: Arrangement) -> "Content":
        """With this for one area, instead of what was arranged there."""
        return replace(self, arrangements={**self.arrangements, area: made})

    def led_here_to(self, recipient: Recipient | None) -> str:
        """What led here, for somebody to whom the young person has said yes; '' for everybody else."""
        return self.led_here if recipient is not None and recipient in self.led_here_for else ""

    @property
    def not_arranged(self) -> tuple[Area, ...]:
        """What nothing is known of yet, in order."""
        return tuple(area for area in Area if area not in self.arrangements)

    def as_json(self) -> dict[str, Any]:
        """Plain JSON, to be sealed."""
        plain = asdict(self)
        arrangements = {str(area): asdict(one) for area, one in self.arrangements.items()}
        return {
            **plain,
            "parts": dict(self.parts),
            "led_here_for": dict(self.led_here_for),
            "arrangements": arrangements,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Content":
        """What `as_json` kept."""
        return cls(
            strengths=tuple(kept["strengths"]),
            goals=tuple(Goal(**{**goal, "done": tuple(goal["done"])}) for goal in kept["goals"]),
            parts=dict(kept["parts"]),
            led_here=kept["led_here"],
            led_here_for={Recipient(to): day for to, day in kept["led_here_for"].items()},
            arrangements={
                Area(area): Arrangement(How(one["how"]), one["who"], one["on"])
                for area, one in kept["arrangements"].items()
            },
            signed_young_person=kept["signed_young_person"],
            signed_worker=kept["signed_worker"],
        )
