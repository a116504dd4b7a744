"""The register of the trained: who, in which area, under whom, when trained, what since, and whether that is current.

The training team sees everybody, a manager their own staff, and everybody themselves. Nothing here is about a child.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from storage.database import row_seals
from storage.database.engine import Tx
from storage.names.folding import normalised
from storage.people import courses, managers, people
from storage.people.courses import Course, Taken, courses_taken
from storage.people.managers import ServiceArea
from storage.people.people import Person, Role
from storage.problems import NotAllowed, NotFound
from storage.training import places, tracked
from storage.training.currency import Currency, currency, current_until, last_activity
from storage.working_hours import LONDON


@dataclass(frozen=True)
class Entry:
    """One person of the register. `last` is the newest day that counts; None for who has no AIM3."""

    person: Person
    courses: Sequence[Taken]
    last: date | None
    currency: Currency
    has_left: bool = False

    @property
    def area(self) -> ServiceArea | None:
        """Where they work, as figures are broken down by it."""
        return ServiceArea(self.person.service_area) if self.person.service_area else None

    @property
    def until(self) -> date | None:
        """The last day on which they are current."""
        return current_until(self.last) if self.last else None


async def seen_by(tx: Tx, person: Person) -> list[Entry]:
    """All of it for the training team, their own staff for a manager. Raises NotAllowed for anyone else."""
    if Role.TRAINING in person.roles:
        return await everybody(tx)
    if Role.MANAGER in person.roles:
        staff = {one.id for one in await managers.staff_of(tx, person)}
        return [entry for entry in await everybody(tx) if entry.person.id in staff]
    raise NotAllowed


async def everybody(tx: Tx, *, leavers: bool = False) -> list[Entry]:
    """Everybody who has taken any of the courses and works here, by name; with `leavers`, who has left too."""
    has_one = people.people.c.id.in_(sa.select(courses_taken.c.person_id))
    return await _entries(tx, has_one if leavers else has_one & people.people.c.left_at.is_(None))


async def of(tx: Tx, person_id: str) -> Entry:
    """One person's own; without courses where they have none."""
    (entry,) = await _entries(tx, people.people.c.id == person_id)
    return entry


async def named(tx: Tx, names: Iterable[str]) -> list[str]:
    """The ids of those on it who are of these names. Raises NotFound where nobody is, or more than one."""
    there: dict[str, list[str]] = {}
    for entry in await everybody(tx):
        there.setdefault(normalised(entry.person.name), []).append(entry.person.id)
    found = [there.get(normalised(name), []) for name in names]
    if any(len(ids) != 1 for ids in found):
        raise NotFound("name")
    return [ids[0] for ids in found]


async def trained(tx: Tx) -> list[Entry]:
    """Who has AIM3 and works here: whom the census asks, and who makes the staircase."""
    return [entry for entry in await everybody(tx) if entry.last is not None]


async def is_trained(tx: Tx, person: Person) -> bool:
    """Whether they have AIM3."""
    return await courses.is_trained(tx, person.id, Course.AIM3)


async def _entries(tx: Tx, where: sa.ColumnElement[bool]) -> list[Entry]:
    """In a few questions, however many there are."""
    today = tx.now.astimezone(LONDON).date()
    rows = (await tx.connection.execute(row_seals.select(people.people).where(where))).all()
    ids = [row.id for row in rows]
    posts = await _posts(tx, ids)
    taken = await courses.of_many(tx, ids)
    came = await places.attended(tx, ids)
    worked = await tracked.worked(tx, ids)
    entries = []
    for row in rows:
        own = taken.get(row.id, [])
        last = last_activity(own, [*(one.day for one in came.get(row.id, ())), *worked.get(row.id, ())], today)
        person = people.of_row(tx, row, people.held(tx, row.row_seal, posts.get(row.id, ())))
        entries.append(Entry(person, own, last, currency(last, today), row.left_at is not None))
    return sorted(entries, key=lambda entry: (entry.person.name, entry.person.id))


async def _posts(tx: Tx, ids: Collection[str]) -> Mapping[str, Iterable[Any]]:
    found: dict[str, list[Any]] = {}
    query = sa.select(people.roles.c.person_id, *people.GIVEN).where(people.roles.c.person_id.in_(ids))
    for row in await tx.connection.execute(query):
        found.setdefault(row.person_id, []).append(row)
    return found
