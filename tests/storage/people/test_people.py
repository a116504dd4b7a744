"""Who is who, and who takes responsibility for a record."""

from datetime import timedelta

import pytest

from storage.administration import organisation
from storage.people import people, settings
from storage.people import responsible as who_is_responsible
from storage.people.people import KnownAs, Role
from storage.people.responsible import NoOneResponsible
from storage.problems import NotFound
from tests.storage.conftest import NOW, At, who


async def test_people_are_found_by_login_with_their_roles(at: At) -> None:
    async with at() as tx:
        dsl = await who(tx, "dsl")
        assert dsl.name == "Jo Marlowe (demo)"
        assert dsl.roles == {Role.DSL, Role.WORKER}
        assert dsl.settings_as(Role.DSL) == {"demo-school"}
        assert await people.find(tx, "nobody") is None
        with pytest.raises(NotFound):
            await people.get(tx, "nobody")


async def test_how_many_are_known_is_asked_at_once(at: At) -> None:
    async with at() as tx:
        await organisation.leave(tx, "demo-worker2")
        known = await people.names(tx, ["demo-dsl", "demo-worker2", "nobody"])
        assert known == {one: (await people.get(tx, one)).name for one in ("demo-dsl", "demo-worker2")}


async def test_people_are_found_by_what_teams_says_of_them(at: At) -> None:
    async with at() as tx:
        await people.add(
            tx, "A. Newcomer", "demo-school", [Role.WORKER], known_as=KnownAs(tenant="council", object_id="o-1")
        )
        found = await people.find_entra(tx, "council", "o-1")
        assert found is not None
        assert found.name == "A. Newcomer"
        assert await people.find_entra(tx, "another-council", "o-1") is None


async def test_an_id_of_entras_is_the_same_however_it_is_spelled(at: At) -> None:
    tenant, object_id = "aaaaaaaa-BBBB-4ccc-8ddd-eeeeeeeeeeee", "AAAAAAAA-1111-4222-8333-444444444444"
    async with at() as tx:
        added = await people.add(
            tx, "N. Ew", "demo-school", [Role.WORKER], known_as=KnownAs(tenant=tenant, object_id=object_id)
        )
        for spelled in (str.upper, str.lower, "{{{}}}".format):
            assert await people.find_entra(tx, spelled(tenant), spelled(object_id)) == added


async def test_a_setting_has_its_own_contacts(at: At) -> None:
    async with at() as tx:
        school = await settings.setting(tx, "demo-school")
        home = await settings.setting(tx, "demo-foster")
    assert school.kind == "secondary_school"
    assert school.contacts["dsl"]["phone"] == "01632 960110"
    assert home.contacts["dsl"]["phone"] == "01632 960120"


async def test_roles_are_set_for_one_setting_at_a_time(at: At) -> None:
    async with at() as tx:
        await organisation.set_roles(tx, "demo-dsl", "demo-foster", [Role.DEPUTY])
        await organisation.set_roles(tx, "demo-dsl", "demo-school", [Role.WORKER])
        dsl = await people.get(tx, "demo-dsl")
    assert dsl.posts == {(Role.DEPUTY, "demo-foster"), (Role.WORKER, "demo-school")}


@pytest.mark.parametrize(
    ("author", "concern_about_dsl", "responsible"),
    [
        ("worker", False, "dsl"),
        ("worker", True, "deputy"),
        ("dsl", False, "deputy"),
        ("deputy", False, "dsl"),
        ("deputy", True, "head"),
        ("foster", False, "foster_dsl"),
    ],
)
async def test_a_record_goes_to_the_dsl_or_past_them(
    at: At, author: str, concern_about_dsl: bool, responsible: str
) -> None:
    async with at() as tx:
        writing = await who(tx, author)
        found = await who_is_responsible.responsible_for(
            tx, writing.setting_id, author_id=writing.id, concern_about_dsl=concern_about_dsl
        )
    assert found.login == responsible


async def test_a_second_dsl_does_not_get_what_is_about_the_first(at: At) -> None:
    async with at() as tx:
        await organisation.set_roles(tx, "demo-deputy", "demo-school", [Role.DEPUTY, Role.DSL])
        worker = await who(tx, "worker")
        found = await who_is_responsible.responsible_for(tx, "demo-school", author_id=worker.id, concern_about_dsl=True)
    assert found.login == "head"


async def test_what_one_dsl_signs_goes_to_the_other(at: At) -> None:
    async with at() as tx:
        await people.add(tx, "Example Second", "demo-school", [Role.DSL], id="second-dsl")
        found = await who_is_responsible.responsible_for(tx, "demo-school", author_id="demo-dsl")
        assert found.id == "second-dsl"
        about_the_dsl = await who_is_responsible.responsible_for(
            tx, "demo-school", author_id="demo-dsl", concern_about_dsl=True
        )
        assert about_the_dsl.login == "deputy"


async def test_a_record_is_never_without_a_person_responsible(at: At) -> None:
    async with at() as tx:
        await organisation.leave(tx, "demo-dsl")
        worker = await who(tx, "worker")
        assert (await who_is_responsible.responsible_for(tx, "demo-school", author_id=worker.id)).login == "deputy"
        await organisation.leave(tx, "demo-deputy")
        await organisation.leave(tx, "demo-head")
        with pytest.raises(NoOneResponsible):
            await who_is_responsible.responsible_for(tx, "demo-school", author_id=worker.id)


async def test_someone_who_left_is_not_found_but_keeps_what_they_signed(at: At) -> None:
    async with at(NOW + timedelta(days=1)) as tx:
        await organisation.leave(tx, "demo-worker")
        assert await people.find(tx, "worker") is None
        assert (await people.get(tx, "demo-worker")).roles == frozenset()
        assert "demo-worker" not in [person.id for person in await people.everyone(tx)]
