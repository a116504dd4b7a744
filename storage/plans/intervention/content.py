"""What stands in an intervention plan: needs, what was said of the family, health and school, and whose words."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

VOICES = ("child_words", "parents_words")
PARTS = ("high_risk", "family_work", "family", "health", "education", "diversity", "other_plans", *VOICES)
"""Named as the fields of the forms are. `family_work` is work or none, `high_risk` yes, no or not_known."""


class State(StrEnum):
    """How far a plan has come. The values are stored: rename none."""

    DRAFT = "draft"
    AGREED = "agreed"
    IN_FORCE = "in_force"
    REVIEWED = "reviewed"
    ENDED = "ended"


class ActionState(StrEnum):
    """How far an action has come. The values are stored: rename none."""

    PLANNED = "planned"
    WAITING = "waiting"
    STARTED = "started"
    COMPLETED = "completed"
    """As intended: those who do not complete what was begun fare worse (HM-1.17)."""
    STOPPED = "stopped"


GOING = frozenset({ActionState.PLANNED, ActionState.WAITING, ActionState.STARTED})


@dataclass(frozen=True)
class Need:
    """`change`: what will be different. `know`: how we'll know. `domain` is a heading of `menu.yaml`."""

    number: int
    domain: str
    change: str
    know: str


@dataclass(frozen=True)
class Content:
    """`hints` are what was said when it was signed, and stays with it: each a check, or a check and a number."""

    needs: tuple[Need, ...] = ()
    parts: Mapping[str, str] = field(default_factory=dict)
    hints: tuple[str, ...] = ()
    signed_name: str = ""

    def part(self, name: str) -> str:
        """What was written under one of `PARTS`; '' where nothing was."""
        return self.parts.get(name, "")

    def with_need(self, domain: str, change: str, know: str) -> "Content":
        """One more, numbered after the last."""
        return replace(self, needs=(*self.needs, Need(len(self.needs) + 1, domain, change, know)))

    def with_parts(self, said: Mapping[str, str]) -> "Content":
        """With these instead of what stood there; what is no part is left out."""
        return replace(self, parts={**self.parts, **{name: said[name] for name in PARTS if name in said}})

    def as_json(self) -> dict[str, Any]:
        """Plain JSON, to be sealed."""
        return {**asdict(self), "parts": dict(self.parts)}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Content":
        """What `as_json` kept."""
        return cls(
            needs=tuple(Need(**need) for need in kept["needs"]),
            parts=dict(kept["parts"]),
            hints=tuple(kept["hints"]),
            signed_name=kept["signed_name"],
        )


@dataclass(frozen=True)
class Action:
    """`need` is the number of a need, None for none. `who` and `agency`: who does it. `sessions` as typed. `statutory`:
    it goes on where consent is withdrawn. `why` it was stopped.
    """

    number: int
    need: int | None
    menu: str
    component: str
    kind: str
    agency: str
    statutory: bool
    state: ActionState
    starts_on: date | None
    ends_on: date | None
    waiting_since: datetime | None
    waited_until: datetime | None
    panel_agreed_on: date | None
    what: str
    who: str
    sessions: str
    why: str
