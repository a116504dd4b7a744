"""What a unit learns of those it worked with: exact for those who run it, and without small numbers to pass on.

Only figures that do not add up with each other are passed on: how many have left is none of them, since with those who
are in the community it would give away who is in hospital.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

import sqlalchemy as sa

from storage.database.engine import Tx
from storage.plans.good_life import plan as plans
from storage.plans.good_life.plan import GoodLife, Whereabouts
from storage.plans.good_life.tables import good_life_plans
from storage.reporting.small_numbers import Group, breakdown, may_be_said, share
from storage.tracking import contacts, kinds
from storage.tracking.ending import LOST_TOUCH
from storage.tracking.running_contacts import lane
from storage.tracking.schedule import Stands
from storage.working_hours import LONDON

YEARS = 3
"""How far back those worked with are counted: the source looks at three years (OF-practice)."""


@dataclass(frozen=True)
class Figures:
    """Exact. `sexual` and `not_sexual`: young people of whom further behaviour of that kind is known. Of `due_contacts`
    `kept_contacts` took place.
    """

    whereabouts: Mapping[str, int]
    left: int
    sexual: int
    not_sexual: int
    lost_touch: int
    kept_contacts: int
    due_contacts: int

    @property
    def total(self) -> int:
        """Everybody worked with, lost touch or not."""
        return sum(self.whereabouts.values())


@dataclass(frozen=True)
class PassedOn:
    """Without small numbers: None where a number is left out. `groups` is empty where all are too few to break down."""

    total: int | None
    groups: tuple[Group, ...]
    sexual: int | None
    not_sexual: int | None
    lost_touch: int | None
    contacts: tuple[int, int] | None

    def as_json(self) -> dict[str, Any]:
        """Plain JSON, to be kept with the edition."""
        groups = [[list(group.labels), group.count] for group in self.groups]
        return {**vars(self), "groups": groups, "contacts": list(self.contacts) if self.contacts else None}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "PassedOn":
        """What `as_json` kept."""
        groups = tuple(Group(tuple(labels), count) for labels, count in kept["groups"])
        both = tuple(kept["contacts"]) if kept["contacts"] else None
        return cls(**{**kept, "groups": groups, "contacts": both})


async def of_unit(tx: Tx, setting_id: str, until: date) -> Figures:
    """Of everybody whose plan was signed in the `YEARS` years before that day. Exact: never passed on."""
    found = await _plans(tx, setting_id, until)
    where = dict.fromkeys((str(one) for one in Whereabouts), 0)
    sexual = not_sexual = lost = kept = due = 0
    for plan in found:
        where[plan.whereabouts] += 1
        made = await contacts.of_plan(tx, plan)
        sexual += any(one.is_sexual for one in made)
        not_sexual += any(one.answers.get(kinds.FURTHER) == "not_sexual" for one in made)
        lost += plan.ended_as == LOST_TOUCH
        stood = [stands for _, stands in lane(tx, plan, contacts.reached_on(made), until)]
        kept += stood.count(Stands.DONE)
        due += len(stood) - stood.count(Stands.TO_COME)
    left = sum(plan.left_on is not None for plan in found)
    return Figures(where, left, sexual, not_sexual, lost, kept, due)


def passed_on(exact: Figures) -> PassedOn:
    """What of it may be passed on. Pure."""

    def said(count: int) -> int | None:
        return count if may_be_said(count) else None

    return PassedOn(
        total=said(exact.total),
        groups=breakdown(exact.whereabouts),
        sexual=said(exact.sexual),
        not_sexual=said(exact.not_sexual),
        lost_touch=said(exact.lost_touch),
        contacts=share(exact.kept_contacts, exact.due_contacts),
    )


async def _plans(tx: Tx, setting_id: str, until: date) -> list[GoodLife]:
    end = datetime.combine(until, time(), tzinfo=LONDON).astimezone(UTC)
    since = datetime.combine(date(until.year - YEARS, until.month, 1), time(), tzinfo=LONDON).astimezone(UTC)
    agreed = good_life_plans.c.agreed_at
    these = (good_life_plans.c.setting_id == setting_id) & (agreed >= since) & (agreed < end)
    ids = list(await tx.connection.scalars(sa.select(good_life_plans.c.id).where(these).order_by(good_life_plans.c.id)))
    return [await plans.get(tx, plan_id) for plan_id in ids]
