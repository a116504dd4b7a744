"""A contact after somebody has left: what was answered, by kind, sealed whole; and the tries that reached nobody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction
from storage.casework import managing
from storage.database.engine import Tx
from storage.people.people import Person
from storage.plans.good_life.content import State
from storage.plans.good_life.plan import GoodLife, Whereabouts, keep
from storage.plans.good_life.tables import good_life_plans
from storage.problems import Problem
from storage.queues import outbox
from storage.queues.alerts import Alert
from storage.tracking import kinds, running_contacts
from storage.tracking.schedule import Due
from storage.tracking.tables import tracking_contacts
from storage.working_hours import LONDON

TRIES = 3
"""After so many in a row that reached nobody a manager is asked to look (our own choice)."""


class NotTracked(Problem):
    """Only who has left is tracked."""

    reason = "tracking_not_left"


class ContactWrongDay(Problem):
    """A contact before they left, or on a day to come."""

    reason = "tracking_contact_wrong_day"


@dataclass(frozen=True)
class Contact:
    """One contact or try. `answers`: by the name of a kind; beside them `told_by`, `words`, `whereabouts`, and
    `goal_1` to `goal_5`. `numbers` is worked out: young people worked with and tracked by the unit on that day.
    """

    number: int
    day: date
    reached: bool
    answers: Mapping[str, str]
    numbers: Mapping[str, int]
    by_id: str
    at: datetime

    @property
    def kinds(self) -> Mapping[str, str | Mapping[str, int]]:
        """All ten, by name."""
        return {name: self.numbers if name == kinds.NUMBERS else self.answers[name] for name in kinds.kinds()}

    @property
    def is_sexual(self) -> bool:
        """Whether further sexual behaviour was told of, a worry or an offence."""
        return self.answers.get(kinds.FURTHER) in kinds.SEXUAL


async def keep_contact(tx: Tx, by: Person, plan: GoodLife, day: date, answers: Mapping[str, str]) -> Contact:
    """Somebody was reached; the next is due by the clock. Raises NotTracked, ContactWrongDay, OutsideItsScale."""
    _check(tx, plan, day)
    kinds.check(answers)
    for number in range(1, len(plan.content.goals) + 1):
        score = kinds.number_in(answers.get(f"goal_{number}", ""))
        if score is not None and not kinds.GOAL_SCALE[0] <= score <= kinds.GOAL_SCALE[1]:
            raise kinds.OutsideItsScale(f"goal_{number}")
    await _put(tx, by, plan, day, reached=True, answers=answers)
    if answers.get("whereabouts"):
        plan = await keep(tx, plan, whereabouts=Whereabouts(answers["whereabouts"]).value)
    found = await of_plan(tx, plan)
    await running_contacts.start_next(tx, plan, reached_on(found))
    return found[-1]


async def keep_try(tx: Tx, by: Person, plan: GoodLife, day: date, words: str) -> int:
    """Nobody was reached; how often in a row by now. With the third the managers hear. Raises NotTracked,
    ContactWrongDay.
    """
    _check(tx, plan, day)
    await _put(tx, by, plan, day, reached=False, answers={"words": words})
    tries = tries_in_a_row(await of_plan(tx, plan))
    if tries == TRIES:
        for manager_id in await managing.managers_of(tx, plan.case_id, by.id):
            await outbox.put(tx, manager_id, Alert.TRACKING_THREE_TRIES, {"reference": plan.reference})
    return tries


def tries_in_a_row(contacts: Sequence[Contact]) -> int:
    """Since somebody was last reached."""
    count = 0
    for one in reversed(contacts):
        if one.reached:
            break
        count += 1
    return count


def reached_on(contacts: Sequence[Contact]) -> list[date]:
    """The days on which somebody was reached, in the same order."""
    return [one.day for one in contacts if one.reached]


async def of_plan(tx: Tx, plan: GoodLife) -> list[Contact]:
    """All, in the order in which they were kept."""
    query = sa.select(tracking_contacts).where(tracking_contacts.c.plan_id == plan.id)
    return [_contact(tx, row) for row in await tx.connection.execute(query.order_by(tracking_contacts.c.number))]


async def next_of(tx: Tx, plan: GoodLife) -> Due | None:
    """The contact that is due next."""
    return running_contacts.next_of(tx, plan, reached_on(await of_plan(tx, plan)))


async def _put(tx: Tx, by: Person, plan: GoodLife, day: date, *, reached: bool, answers: Mapping[str, str]) -> None:
    last = sa.select(sa.func.max(tracking_contacts.c.number)).where(tracking_contacts.c.plan_id == plan.id)
    kept = {"answers": dict(answers), "numbers": await _numbers(tx, plan.setting_id)}
    await tx.connection.execute(
        tracking_contacts.insert().values(
            plan_id=plan.id,
            number=(await tx.connection.scalar(last) or 0) + 1,
            day=day,
            reached=reached,
            answers_sealed=tx.vault.seal_json(kept),
            by_id=by.id,
            at=tx.now,
        )
    )
    await audit.note(tx, plan.about, by.id, AuditAction.CONTACT_NOTED, "reached" if reached else "not_reached")


async def _numbers(tx: Tx, setting_id: str) -> dict[str, int]:
    """The kind that is worked out: how many young people the unit has worked with, and how many it tracks now."""
    signed = (good_life_plans.c.setting_id == setting_id) & good_life_plans.c.agreed_at.is_not(None)
    count = sa.select(sa.func.count()).select_from(good_life_plans)
    tracked = good_life_plans.c.state == State.TRACKING.value
    return {
        "worked_with": int(await tx.connection.scalar(count.where(signed)) or 0),
        "tracked": int(await tx.connection.scalar(count.where(signed, tracked)) or 0),
    }


def _check(tx: Tx, plan: GoodLife, day: date) -> None:
    plan.check_goes_on()
    if plan.state is not State.TRACKING or plan.left_on is None:
        raise NotTracked
    if not plan.left_on <= day <= tx.now.astimezone(LONDON).date():
        raise ContactWrongDay


def _contact(tx: Tx, row: sa.Row[Any]) -> Contact:
    kept = tx.vault.open_json(row.answers_sealed)
    return Contact(row.number, row.day, row.reached, kept["answers"], kept["numbers"], row.by_id, row.at)
