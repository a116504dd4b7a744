"""The register of the trained, and a list of courses that is taken into it."""

from datetime import date

import pytest

from storage import audit
from storage.database.engine import Tx
from storage.people import courses, people
from storage.people.courses import Course, Mode, Taken
from storage.people.people import KnownAs, Person, Role
from storage.problems import NotAllowed
from storage.training import imports, register
from storage.training.currency import Currency
from storage.training.imports import Fault, Wrong
from tests.storage.conftest import At, who

ROWS = [
    {"person": "worker", "course": "aim3", "trained_on": "2025-03-04", "mode": "online", "area": "social_care",
     "manager": "manager"},
    {"person": "worker2", "course": "aim2", "trained_on": "04/03/2014"},
    {"person": "demo-dsl", "course": "aim3", "trained_on": "2023-01-10"},
]  # fmt: skip


async def test_three_rows_with_one_bad_date_are_refused_and_the_register_is_as_it_was(at: At) -> None:
    """Scenario 9 of the design; on a row that is right otherwise, and beside other faults all at once."""
    async with at() as tx:
        team = await _training(tx)
        bad = [{**ROWS[0], "trained_on": "2025-13-04"}, *ROWS[1:]]
        assert (await imports.take(tx, team, bad)).faults == [Fault(2, Wrong.DAY)]
        worse = [bad[0], {"person": "nobody", "course": "aim", "trained_on": "2031-01-01", "mode": "by post",
                          "area": "the moon", "manager": "former"}, ROWS[2]]  # fmt: skip
        found = await imports.take(tx, team, worse)
        every = [wrong for wrong in Wrong if wrong not in (Wrong.DAY, Wrong.LINE)]
        assert found.faults == [Fault(2, Wrong.DAY), *(Fault(3, wrong) for wrong in every)]
        assert await register.everybody(tx) == []
        assert (await who(tx, "worker")).service_area is None


async def test_a_list_is_taken_in_once_and_tried_without_a_trace(at: At) -> None:
    async with at() as tx:
        team = await _training(tx)
        tried = await imports.take(tx, team, ROWS, dry_run=True)
        assert (tried.new, tried.there_already) == (3, 0)
        assert await register.everybody(tx) == []
        assert (await imports.take(tx, team, ROWS)).new == 3
        again = await imports.take(tx, team, ROWS)
        assert (again.new, again.there_already, again.faults) == (0, 3, [])
        robin = await register.of(tx, "demo-worker")
        assert robin.courses == [Taken("demo-worker", Course.AIM3, date(2025, 3, 4), Mode.ONLINE)]
        assert (robin.person.service_area, robin.person.line_manager_id) == ("social_care", "demo-manager")
        states = {entry.person.id: entry.currency for entry in await register.everybody(tx)}
        assert states == {"demo-worker": Currency.CURRENT, "demo-worker2": Currency.NOT_TRAINED,
                          "demo-dsl": Currency.LAPSED}  # fmt: skip
        assert [one.person.id for one in await register.trained(tx)] == ["demo-dsl", "demo-worker"]
        noted = [entry.what for entry in await audit.entries(tx, audit.of_person(team.id))]
        assert noted.count("courses_imported") == 2, "each list that was taken, none that was tried"


async def test_a_line_of_managers_that_closes_on_itself_is_a_fault_of_its_row(at: At) -> None:
    async with at() as tx:
        team = await _training(tx)
        rows = [{**ROWS[0], "manager": "dsl"}, {**ROWS[2], "manager": "worker"}]
        assert (await imports.take(tx, team, rows)).faults == [Fault(3, Wrong.LINE)]
        assert (await who(tx, "worker")).line_manager_id is None


async def test_each_sees_what_is_theirs(at: At) -> None:
    async with at() as tx:
        team = await _training(tx)
        await imports.take(tx, team, ROWS)
        assert [one.person.id for one in await register.seen_by(tx, await who(tx, "manager"))] == ["demo-worker"]
        assert len(await register.seen_by(tx, team)) == 3
        for login in ("worker", "dsl", "admin"):
            with pytest.raises(NotAllowed):
                await register.seen_by(tx, await who(tx, login))
            with pytest.raises(NotAllowed):
                await imports.take(tx, await who(tx, login), ROWS)


async def test_who_has_left_is_on_it_only_where_leavers_are_asked_for(at: At) -> None:
    async with at() as tx:
        await courses.put(tx, None, Taken("demo-foster", Course.AIM3, date(2025, 3, 4)))
        await tx.connection.execute(
            people.people.update().where(people.people.c.id == "demo-foster").values(left_at=tx.now)
        )
        assert await register.trained(tx) == []
        (entry,) = await register.everybody(tx, leavers=True)
        assert entry.has_left


async def _training(tx: Tx) -> Person:
    return await people.add(
        tx, "Tess Inventedname", "demo-service", [Role.TRAINING], KnownAs(login="tess"), id="demo-tess"
    )
