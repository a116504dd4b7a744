"""What whoever runs Waymark changes and asks: settings, who is who in Teams, how old the database is, what waits."""

from datetime import timedelta
from pathlib import Path

import pytest

from storage.administration import organisation
from storage.administration.organisation import Taken, every_setting, link, not_linked, refuse_taken, set_contacts
from storage.database.engine import newest_migration, sqlite_url
from storage.database.status import Status, status
from storage.people import people, settings
from storage.people.people import KnownAs, Role
from storage.problems import NotFound
from storage.queues import jobs, outbox
from storage.queues.alerts import Alert
from storage.queues.jobs import JobKind
from tests.storage.conftest import NOW, At
from tests.support.cluster import Cluster, no_postgresql

LATER = NOW + timedelta(hours=1)


async def test_settings_by_name_with_their_contacts(at: At) -> None:
    async with at() as tx:
        names = [setting.name for setting in await every_setting(tx)]
    assert names == ["Demo Consultation Service", "Demo Fostering Team", "Larkfield Demo School"]


async def test_one_contact_changes_and_one_goes(at: At) -> None:
    async with at() as tx:
        before = (await settings.setting(tx, "demo-school")).contacts
        await set_contacts(tx, "demo-school", {"dsl": {"name": "Somebody"}, "lado": {}})
    async with at() as tx:
        after = (await settings.setting(tx, "demo-school")).contacts
        with pytest.raises(ValueError, match="king"):
            await set_contacts(tx, "demo-school", {"king": {}})
        with pytest.raises(NotFound):
            await set_contacts(tx, "nowhere", {})
    assert after == {key: given for key, given in before.items() if key != "lado"} | {"dsl": {"name": "Somebody"}}


async def test_an_entra_id_is_one_persons(at: At) -> None:
    async with at() as tx:
        await link(tx, "demo-worker", "tenant", "object")
        await link(tx, "demo-worker", "tenant", "object")
        with pytest.raises(Taken):
            await link(tx, "demo-dsl", "tenant", "object")
        await link(tx, "demo-dsl", "another-tenant", "object")
        found = await people.find_entra(tx, "tenant", "object")
    assert found is not None
    assert found.id == "demo-worker"


async def test_an_entra_id_in_capitals_is_not_another_persons(at: At) -> None:
    tenant, object_id = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee", "aaaaaaaa-1111-4222-8333-444444444444"
    async with at() as tx:
        await link(tx, "demo-worker", tenant.upper(), object_id.upper())
        with pytest.raises(Taken):
            await link(tx, "demo-dsl", tenant, object_id)
        found = await people.find_entra(tx, tenant, object_id)
    assert found is not None
    assert found.id == "demo-worker"


async def test_a_login_is_one_persons_even_after_they_left(at: At) -> None:
    async with at() as tx:
        await organisation.leave(tx, "demo-worker2")
        with pytest.raises(Taken):
            await refuse_taken(tx, KnownAs(login="worker2", tenant=None, object_id=None))
        await refuse_taken(tx, KnownAs(login="worker3", tenant=None, object_id=None))
        await refuse_taken(tx, KnownAs(login=None, tenant=None, object_id=None))


async def test_who_teams_does_not_know(at: At) -> None:
    async with at() as tx:
        assert await not_linked(tx) == 0
        await people.add(tx, "New Worker", "demo-school", [Role.WORKER])
        assert await not_linked(tx) == 1


async def test_what_has_not_arrived(at: At) -> None:
    async with at() as tx:
        assert await outbox.backlog(tx, LATER) == outbox.Backlog(0, None, 0)
        await outbox.put(tx, "demo-dsl", Alert.RECORD_ARRIVED, {"count": 1})
        await outbox.put(tx, "demo-dsl", Alert.RECORD_ARRIVED, {"count": 2})
    async with at(LATER) as tx:
        assert await outbox.backlog(tx, NOW) == outbox.Backlog(0, None, 0)
        assert await outbox.backlog(tx, LATER) == outbox.Backlog(2, NOW, 0)
        first, second = await outbox.claim(tx)
        await outbox.delivered(tx, first)
        await outbox.failed(tx, second, "NoWay", None)
        assert await outbox.backlog(tx, LATER) == outbox.Backlog(0, None, 1)


async def test_what_is_overdue(at: At) -> None:
    async with at() as tx:
        await jobs.schedule(tx, JobKind.SAFETY_WATCH, NOW, "case-1")
        await jobs.schedule(tx, JobKind.SAFETY_WATCH, LATER, "case-2")
        assert await jobs.overdue(tx, NOW) == 0
        assert await jobs.overdue(tx, LATER) == 1
        await jobs.cancel(tx, JobKind.SAFETY_WATCH, "case-1")
        assert await jobs.overdue(tx, LATER) == 0


async def test_the_status_of_a_demo(at: At, database_url: str, database_kind: str) -> None:
    async with at():
        pass
    found = await status(database_url)
    newest = newest_migration()
    assert found == Status(database_kind, newest, newest, is_demo=True, is_empty=False, server=found.server)
    assert (found.state, found.is_real) == ("current", False)


async def test_the_status_of_tables_with_nothing_in_them(database_url: str) -> None:
    found = await status(database_url)
    assert (found.state, found.is_demo, found.is_empty, found.is_real) == ("current", None, True, False)


async def test_the_status_of_nothing(tmp_path: Path) -> None:
    found = await status(sqlite_url(tmp_path / "none.db"))
    assert (found.state, found.is_real) == ("missing", False)
    assert not (tmp_path / "none.db").exists()


@pytest.mark.postgres
async def test_the_status_of_an_empty_postgresql_database(cluster: Cluster | None) -> None:
    if cluster is None:
        no_postgresql()
    assert cluster is not None
    url = cluster.empty()
    assert (await status(url)).state == "missing"
    cluster.drop(url)


def test_a_real_one_is_real_from_its_first_setting_on() -> None:
    assert Status("sqlite", "2", "1", is_demo=False, is_empty=False).is_real
    assert Status("sqlite", "2", "1", is_demo=None, is_empty=False).is_real
    assert not Status("sqlite", "2", "1", is_demo=False, is_empty=True).is_real
