"""A list of courses, as a spreadsheet has it, into the register: all rows or none.

A row is a person (login or id), a course and its day, and may say how it was held, their service area and their line
manager. Every row that cannot be taken is named, with why; then nothing is stored.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from storage import audit
from storage.audit import AuditAction
from storage.database.engine import Tx
from storage.people import courses, managers, people
from storage.people.courses import Course, Mode, Taken
from storage.people.managers import NotTheirManager, ServiceArea
from storage.people.people import Person, Role
from storage.problems import NotAllowed
from storage.training import year
from storage.working_hours import LONDON

NEEDED = ("person", "course", "trained_on")
ALSO = ("mode", "area", "manager")
PASSED_OVER = ("name", "left")
"""Columns of the export that are there for people: an import takes nothing from them."""
MOST_ROWS = 20_000
DAYS = ("%Y-%m-%d", "%d/%m/%Y")


class Wrong(StrEnum):
    """Why a row cannot be taken: the keys of what is said."""

    PERSON = "person"
    COURSE = "course"
    DAY = "day"
    FUTURE = "future"
    MODE = "mode"
    AREA = "area"
    MANAGER = "manager"
    LINE = "line"
    """Nobody is their own manager, nor that of somebody above them."""


@dataclass(frozen=True)
class Fault:
    """`row` as a spreadsheet counts: the headings are row 1."""

    row: int
    wrong: Wrong


@dataclass(frozen=True)
class Imported:
    """What came of it, or would with `--dry-run`: how many courses are new and were there already, or all faults."""

    new: int
    there_already: int
    faults: Sequence[Fault] = ()


@dataclass(frozen=True)
class _Line:
    row: int
    taken: Taken
    area: ServiceArea | None
    manager_id: str | None


class _Undone(Exception):
    """What was tried is taken back."""


async def take(tx: Tx, by: Person, rows: Sequence[Mapping[str, str]], *, dry_run: bool = False) -> Imported:
    """Into the register, for the training team. Raises NotAllowed. With a fault or `dry_run`, nothing is stored."""
    if Role.TRAINING not in by.roles:
        raise NotAllowed
    lines, faults = await _read(tx, rows)
    new = 0
    try:
        # tried as a whole: whether a line of managers closes on itself shows only when the rows before it are in
        async with tx.tried():
            for line in lines:
                try:
                    new += await _put(tx, by, line)
                except NotTheirManager:
                    faults.append(Fault(line.row, Wrong.LINE))
            if faults or dry_run:
                raise _Undone
            await year.begin(tx)
            await audit.note(tx, audit.of_person(by.id), by.id, AuditAction.COURSES_IMPORTED, str(len(lines)))
    except _Undone:
        pass
    return Imported(new, len(lines) - new, sorted(faults, key=lambda fault: fault.row))


async def _put(tx: Tx, by: Person, line: _Line) -> bool:
    who = line.taken.person_id
    now = await people.get(tx, who)
    if line.area is not None and now.service_area != line.area:
        await managers.set_service_area(tx, who, line.area)
    if line.manager_id is not None and now.line_manager_id != line.manager_id:
        await managers.set_line_manager(tx, who, line.manager_id)
    return await courses.put(tx, by.id, line.taken)


async def _read(tx: Tx, rows: Sequence[Mapping[str, str]]) -> tuple[list[_Line], list[Fault]]:
    everyone = await people.everyone(tx)
    known = {one.id: one for one in everyone} | {one.login: one for one in everyone if one.login}
    today = tx.now.astimezone(LONDON).date()
    lines, faults = [], []
    for number, row in enumerate(rows, start=2):
        said = {name: row.get(name, "").strip() for name in (*NEEDED, *ALSO)}
        wrong = list(_wrong(said, known, today))
        faults += [Fault(number, one) for one in wrong]
        if wrong:
            continue
        day = _day(said["trained_on"]) or today
        mode = Mode(said["mode"]) if said["mode"] else Mode.NOT_KNOWN
        taken = Taken(known[said["person"]].id, Course(said["course"]), day, mode)
        area = ServiceArea(said["area"]) if said["area"] else None
        lines.append(_Line(number, taken, area, known[said["manager"]].id if said["manager"] else None))
    return lines, faults


def _wrong(said: Mapping[str, str], known: Mapping[str, Person], today: date) -> Sequence[Wrong]:
    """All that is wrong in a row."""
    day = _day(said["trained_on"])
    manager = said["manager"]
    checks = (
        (Wrong.PERSON, said["person"] in known),
        (Wrong.COURSE, said["course"] in set(Course)),
        (Wrong.DAY, day is not None),
        (Wrong.FUTURE, day is None or day <= today),
        (Wrong.MODE, not said["mode"] or said["mode"] in set(Mode)),
        (Wrong.AREA, not said["area"] or said["area"] in set(ServiceArea)),
        (Wrong.MANAGER, not manager or (manager in known and bool(known[manager].roles))),
    )
    return [wrong for wrong, is_right in checks if not is_right]


def _day(text: str) -> date | None:
    for form in DAYS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 a day, no moment
        except ValueError:
            continue
    return None
