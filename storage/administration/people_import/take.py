"""A list of people becomes what is so: who is new comes, who has changed changes, who is missing goes; or nothing does.

The list speaks of the settings that are in it. Whoever works in one of them and is not in the list has left, and roles
there are exactly those of the list. Settings that it does not name stay as they are, with everybody in them. The same
list again changes nothing.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import sqlalchemy as sa

from storage.administration import demo, organisation, staff
from storage.administration.organisation import Change
from storage.administration.people_import import rows as list_of_people
from storage.administration.people_import.matching import Known, Wanted, match
from storage.administration.people_import.rows import Fault, Wrong
from storage.database.engine import Tx
from storage.people import addresses, managers, people, settings
from storage.people.managers import NotTheirManager
from storage.people.people import Person
from storage.people.settings import Setting
from storage.problems import NotFound
from storage.records.responsibility import LastResponsible, Passed

MOST_LEAVERS = 0.1
"""Of the people who work in the list's settings; the project's own figure. More go only where that is said."""

Progress = Callable[[int, int], None]
"""How many steps are done, of how many. There may be more of them once it is known who goes."""


@dataclass(frozen=True)
class Wishes:
    """How a list is to be taken. `tenants`: those whose people may use Waymark. `many_leave`: more than a tenth may go.
    `by`: who does it at the desk; nobody changes their own roles.
    """

    tenants: Collection[str] = ()
    dry_run: bool = False
    many_leave: bool = False
    by: str | None = None


@dataclass
class Report:
    """What came of a list, or would have; people by name. `changed`: with what is different, each by a key."""

    faults: list[Fault] = field(default_factory=list)
    new_settings: list[str] = field(default_factory=list)
    joined: list[str] = field(default_factory=list)
    changed: list[tuple[str, Sequence[str]]] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    as_before: int = 0
    passed: list[tuple[Passed, Setting, Person]] = field(default_factory=list)
    elsewhere: int = 0
    """People who work in settings that the list does not name."""
    too_many_leave: bool = False
    stored: bool = False


class _Undone(Exception):
    """What was tried is taken back."""


async def take(
    tx: Tx, rows: Sequence[Mapping[str, str]], wishes: Wishes = Wishes(), progress: Progress = lambda done, of: None
) -> Report:
    """All of it, or nothing: where a row is wrong, where too many would leave, or with `dry_run`.

    It is tried as a whole in any case: only when everybody has changed does it show whether a record has nobody left.
    """
    matched = await match(tx, list_of_people.read(rows, wishes.tenants))
    report = Report(faults=matched.faults)
    if report.faults:
        return report
    with suppress(_Undone):
        async with tx.tried():
            await _Taking(tx, report, wishes, progress).everybody(matched.wanted, matched.new_settings)
            if report.faults or report.too_many_leave or wishes.dry_run:
                raise _Undone
            report.stored = True
    report.faults.sort(key=lambda fault: (fault.row or 0, fault.who))
    return report


class _Taking:
    """Everybody changes first, and only then do records pass on: from who goes to who stays or comes."""

    def __init__(self, tx: Tx, report: Report, wishes: Wishes, progress: Progress) -> None:
        self._tx, self._report, self._wishes, self._progress = tx, report, wishes, progress
        self._is_demo = False
        self._begun: list[tuple[Change, int | None, str]] = []
        self._what: dict[str, list[str]] = {}
        """By id: what is different about whoever is in the list."""

    async def everybody(self, wanted: Sequence[Wanted], new_settings: Mapping[str, str]) -> None:
        self._is_demo = await demo.is_demo(self._tx)
        before = {one.person.id: one.person for one in await staff.everyone(self._tx)}
        ids = await self._settings(new_settings)
        wanted = [one.with_settings(ids) for one in wanted]
        named = frozenset(place for one in wanted for place in one.posts)
        there: dict[str, Wanted] = {}
        for done, one in enumerate(wanted, start=1):
            there[await self._one(one, before, named)] = one
            self._progress(done, len(wanted))
        for person in before.values():
            if person.id not in there:
                await self._missing(person, named)
        await self._managers(there)
        await self._finish(len(wanted))
        self._tell(before, there, named)

    async def _settings(self, new: Mapping[str, str]) -> Mapping[str, str]:
        """Their ids, by name."""
        ids = {}
        for name, kind in new.items():
            ids[name] = (await settings.add_setting(self._tx, name, kind, {}, is_demo=self._is_demo)).id
        self._report.new_settings += ids
        return ids

    async def _one(self, one: Wanted, before: Mapping[str, Person], named: Collection[str]) -> str:
        """Their id."""
        tx, row, known = self._tx, one.row, one.known
        if known is None:
            given = one.posts[one.home]
            person = await people.add(tx, row.name, one.home, given, row.known_as, is_demo=self._is_demo)
            if row.mail:
                await addresses.first_mail(tx, person.id, row.mail)
            known = Known(person.id, person.login, one.entra, row.mail, has_left=False)
        elif known.has_left:
            await organisation.come_back(tx, known.id, one.home)
            person = await people.get(tx, known.id)
        else:
            person = before[known.id]
        self._what[person.id] = [*await self._known_as(one, known), *await self._about(one, known, person)]
        await self._posts(one, person, named)
        return person.id

    async def _known_as(self, one: Wanted, known: Known) -> list[str]:
        tx, what, login = self._tx, [], one.row.known_as.login
        if login and login != known.login:
            await organisation.set_login(tx, known.id, login)
            what.append("login")
        if one.entra and one.entra != known.entra:
            await organisation.link(tx, known.id, *one.entra)
            what.append("entra")
        return what

    async def _about(self, one: Wanted, known: Known, person: Person) -> list[str]:
        tx, row, what = self._tx, one.row, []
        if row.name != person.name:
            await organisation.rename(tx, person.id, row.name)
            what.append("name")
        if row.mail and row.mail != known.mail:
            await addresses.keep_mail(tx, person.id, row.mail)
            what.append("mail")
        if row.area and row.area != person.service_area:
            await managers.set_service_area(tx, person.id, row.area)
            what.append("area")
        return what

    async def _posts(self, one: Wanted, person: Person, named: Collection[str]) -> None:
        moved = one.home != person.setting_id
        old_home = {person.setting_id} if moved else set()
        has = {place: frozenset(role for role, where in person.posts if where == place) for _, place in person.posts}
        different = {
            place: one.posts.get(place, frozenset())
            for place in sorted({*one.posts, *(has.keys() & {*named, *old_home})})
            if one.posts.get(place, frozenset()) != has.get(place, frozenset())
        }
        self._what[person.id] += (["setting"] if moved else []) + (["roles"] if different else [])
        if moved or different:
            await self._begin(Change(person.id, different, one.home if moved else None), one.row.number, person.name)

    async def _managers(self, there: Mapping[str, Wanted]) -> None:
        """Once everybody is there: the one above may stand further down in the list."""
        names = await self._ids() if any(one.row.manager for one in there.values()) else {}
        for person_id, one in there.items():
            above = names.get(one.row.manager)
            if not one.row.manager or above == (await people.get(self._tx, person_id)).line_manager_id:
                continue
            try:
                # one who was named and is gone is none
                await managers.set_line_manager(self._tx, person_id, above or "")
                self._what[person_id].append("manager")
            except NotTheirManager:
                self._report.faults.append(Fault(one.row.number, Wrong.LINE, one.row.name))
            except NotFound:
                self._report.faults.append(Fault(one.row.number, Wrong.MANAGER, one.row.name))

    async def _ids(self) -> Mapping[str, str]:
        """Of everybody who is here now, by what a row may name a manager."""
        query = sa.select(people.people.c.id, people.people.c.login, people.people.c.object_id)
        found = await self._tx.connection.execute(query.where(people.people.c.left_at.is_(None)))
        return {name: row.id for row in found for name in (row.login, row.object_id) if name}

    async def _missing(self, person: Person, named: Collection[str]) -> None:
        """Somebody who is not in the list: gone where they work in one of its settings, else without roles there."""
        if person.setting_id in named:
            self._report.left.append(person.name)
            await self._begin(Change(person.id, has_left=True), None, person.name)
        elif lost := {place for _, place in person.posts} & {*named}:
            self._what[person.id] = ["roles"]
            await self._begin(Change(person.id, dict.fromkeys(sorted(lost), ())), None, person.name)

    async def _begin(self, change: Change, row: int | None, name: str) -> None:
        if change.person_id == self._wishes.by:
            self._report.faults.append(Fault(row, Wrong.OWN, name))
        await organisation.begin(self._tx, change)
        self._begun.append((change, row, name))

    async def _finish(self, steps: int) -> None:
        for done, (change, row, name) in enumerate(self._begun, start=steps + 1):
            try:
                passed = await organisation.finish(self._tx, change)
            except LastResponsible:
                self._report.faults.append(Fault(row, Wrong.LAST_RESPONSIBLE, name))
                continue
            for one in passed:
                place = await settings.setting(self._tx, one.setting_id)
                self._report.passed.append((one, place, await people.get(self._tx, one.to_id)))
            self._progress(done, steps + len(self._begun))

    def _tell(self, before: Mapping[str, Person], there: Mapping[str, Wanted], named: Collection[str]) -> None:
        report = self._report
        report.joined += sorted((one.row.name for id, one in there.items() if id not in before), key=str.casefold)
        stayed = [(before[id].name, what) for id, what in self._what.items() if id in before]
        report.changed += sorted((one for one in stayed if one[1]), key=lambda one: one[0].casefold())
        report.as_before = sum(not what for _, what in stayed)
        worked_there = sum(person.setting_id in named for person in before.values())
        report.elsewhere = sum(person.setting_id not in named and id not in there for id, person in before.items())
        too_many = len(report.left) > worked_there * MOST_LEAVERS
        report.too_many_leave = too_many and not self._wishes.many_leave
