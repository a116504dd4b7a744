"""Who is asked above somebody: their line manager, or whoever manages their setting."""

import pytest

from storage.administration import organisation
from storage.database.engine import Tx
from storage.people import managers, people
from storage.people.managers import NotTheirManager, ServiceArea
from storage.people.people import Role
from storage.problems import NotFound
from tests.storage.conftest import At, who


async def asked(tx: Tx, login: str) -> tuple[list[str], list[str]]:
    """Whom somebody's matter goes to first, and then."""
    person = await who(tx, login)
    first, then = await managers.of_person(tx, person), await managers.above(tx, person)
    return [one.id for one in first], [one.id for one in then]


async def test_without_a_line_manager_the_managers_of_the_setting_are_asked(at: At) -> None:
    async with at() as tx:
        assert await asked(tx, "consultation") == (["demo-manager"], [])
        assert await asked(tx, "worker") == ([], [])
        await organisation.set_roles(tx, "demo-head", "demo-school", [Role.MANAGER])
        assert await asked(tx, "worker") == (["demo-head"], [])
        await managers.set_line_manager(tx, "demo-worker", "demo-manager")
        assert await asked(tx, "worker") == (["demo-manager"], ["demo-head"])
        manager, head = await who(tx, "manager"), await who(tx, "head")
        assert "demo-worker" in {one.id for one in await managers.staff_of(tx, manager)}
        assert "demo-worker" not in {one.id for one in await managers.staff_of(tx, head)}
        assert "demo-worker2" in {one.id for one in await managers.staff_of(tx, head)}
        assert await managers.is_manager_of(tx, head, await who(tx, "worker")), "from above"
        assert not await managers.is_manager_of(tx, await who(tx, "dsl"), await who(tx, "worker"))


async def test_a_manager_who_has_gone_is_asked_no_more(at: At) -> None:
    async with at() as tx:
        await organisation.set_roles(tx, "demo-head", "demo-school", [Role.MANAGER])
        await managers.set_line_manager(tx, "demo-worker", "demo-manager")
        await organisation.leave(tx, "demo-manager")
        assert await asked(tx, "worker") == (["demo-head"], [])
        with pytest.raises(NotFound):
            await managers.set_line_manager(tx, "demo-worker2", "demo-manager")


async def test_nobody_stands_above_themselves(at: At) -> None:
    async with at() as tx:
        await managers.set_line_manager(tx, "demo-worker", "demo-head")
        await managers.set_line_manager(tx, "demo-worker2", "demo-worker")
        for below, above in (("demo-worker", "demo-worker"), ("demo-head", "demo-worker2")):
            with pytest.raises(NotTheirManager):
                await managers.set_line_manager(tx, below, above)
        assert (await managers.set_line_manager(tx, "demo-worker2", None)).line_manager_id is None


async def test_somebody_works_in_one_service_area(at: At) -> None:
    async with at() as tx:
        assert (await people.get(tx, "demo-worker")).service_area is None
        now = await managers.set_service_area(tx, "demo-worker", ServiceArea.EARLY_HELP)
        assert now.service_area == "early_help"
        assert (await managers.set_service_area(tx, "demo-worker", None)).service_area is None
