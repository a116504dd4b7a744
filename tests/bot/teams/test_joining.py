"""Somebody of the organisation whom Waymark does not know asks to be let in; the DSL lets them in with one button."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.runtime import Runtime
from dialogs.words import say
from storage import audit
from storage.administration import joining, organisation, retention
from storage.people import addresses, people
from storage.people.people import Role
from tests.bot.conftest import Someone
from tests.bot.pretend.pretend_teams import Person, PretendTeams

NEW = "nobody-here"


async def kept(runtime: Runtime) -> list[str]:
    """The names under which somebody waits."""
    async with runtime.database.transaction(runtime.clock()) as tx:
        return [one.name for one in await joining.waiting(tx, await people.get(tx, "demo-admin"))]


async def said(person: Person, *texts: str) -> str:
    """The last that the bot answers."""
    for text in texts:
        last = await person.says(text)
    return "\n".join(message.text for message in last)


async def test_they_say_who_they_are_and_where_they_work_and_the_dsl_lets_them_in(
    someone: Someone, runtime: Runtime, teams: PretendTeams
) -> None:
    stranger, dsl = someone(NEW), someone("demo-dsl")
    assert "Who wants to join" not in await said(dsl, "hello")
    first = await said(stranger, "a boy of 9 pulled down a girl's trousers")
    assert first == say("joining.not_known")
    assert "999" in first
    assert await kept(runtime) == []
    assert await said(stranger, "Ask to join") == say("joining.ask_name")
    assert await said(stranger, "Ira Newcomer") == say("joining.ask_setting", name="Ira Newcomer")
    assert await said(stranger, "Moon Base School") == say("joining.no_such_setting")
    assert "I have asked those who may let you in that Ira Newcomer, Larkfield Demo School" in await said(
        stranger, "larkfield"
    )
    assert await said(stranger, "report") == say("joining.waits"), "nothing about a case before that"
    assert await kept(runtime) == ["Ira Newcomer"]
    shown = await said(dsl, "who wants to join")
    assert "Ira Newcomer asks to use Waymark as a worker at Larkfield Demo School" in shown
    async with runtime.database.transaction(runtime.clock()) as tx:
        (request,) = await joining.waiting(tx, await people.get(tx, "demo-dsl"))
    assert "Ira Newcomer can use Waymark now" in await said(dsl, f"let them in {request.id}")
    assert say("joining.nobody_waits") in await said(dsl, f"let them in {request.id}")
    async with runtime.database.transaction(runtime.clock()) as tx:
        ira = await people.find_entra(tx, request.tenant, NEW)
        assert ira is not None
        assert (ira.name, ira.posts) == ("Ira Newcomer", frozenset({(Role.WORKER, "demo-school")}))
        assert (await addresses.get(tx, ira.id)).chat is not None
        added = (await audit.entries(tx, audit.of_person(ira.id)))[0]
        assert (added.what, added.person_id) == ("person_added", "demo-dsl")
    assert await kept(runtime) == []
    assert "First: is anyone in danger" in await said(stranger, "report"), "from now on they are a worker"


async def test_each_sees_only_who_asks_at_their_own_setting(someone: Someone, runtime: Runtime) -> None:
    await said(someone(NEW), "ask to join", "Ira Newcomer", "Demo Fostering Team")
    assert say("joining.nobody_waits") in await said(someone("demo-dsl"), "who wants to join")
    assert "Ira Newcomer" in await said(someone("demo-admin"), "who wants to join")
    assert say("menu.not_for_you") in await said(someone("demo-worker"), "who wants to join")


async def test_they_may_take_it_back_and_be_turned_away_and_nothing_of_it_stays(
    someone: Someone, runtime: Runtime
) -> None:
    stranger, admin = someone(NEW), someone("demo-admin")
    assert await said(stranger, "ask to join", "cancel") == say("joining.stopped")
    assert await said(stranger, "hello") == say("joining.not_known")
    await said(stranger, "ask to join", "Ira Newcomer", "Larkfield Demo School")
    async with runtime.database.transaction(runtime.clock()) as tx:
        (request,) = await joining.waiting(tx, await people.get(tx, "demo-admin"))
    assert "has not been let in" in await said(admin, f"turn them away {request.id}")
    assert await said(stranger, "hello") == say("joining.not_known")
    async with runtime.database.transaction(runtime.clock()) as tx:
        assert await tx.connection.scalar(sa.select(sa.func.count()).select_from(joining.join_requests)) == 0


async def test_what_teams_sends_twice_is_no_second_answer(someone: Someone, runtime: Runtime) -> None:
    stranger = someone(NEW)
    await said(stranger, "ask to join")
    name = stranger.activity(text="Ira Newcomer")
    first = [one.text for one in await stranger.posts(name)]
    assert [one.text for one in await stranger.posts(name)] in (first, [])
    assert "Larkfield Demo School" in await said(stranger, "larkfield"), "the name was not taken for a place as well"


async def test_somebody_who_was_added_meanwhile_is_not_added_twice(someone: Someone, runtime: Runtime) -> None:
    await said(someone(NEW), "ask to join", "Ira Newcomer", "Larkfield Demo School")
    async with runtime.database.transaction(runtime.clock()) as tx:
        (request,) = await joining.waiting(tx, await people.get(tx, "demo-admin"))
        await organisation.link(tx, "demo-worker2", request.tenant, NEW)
    assert say("joining.there_already") in await said(someone("demo-dsl"), f"let them in {request.id}")
    assert await kept(runtime) == []


@pytest.mark.parametrize(("days", "left"), [(29, ["Ira Newcomer"]), (31, [])])
async def test_what_nobody_answers_is_deleted_after_a_month(
    someone: Someone, runtime: Runtime, days: int, left: list[str]
) -> None:
    await said(someone(NEW), "ask to join", "Ira Newcomer", "Larkfield Demo School")
    async with runtime.database.transaction(runtime.clock() + timedelta(days=days)) as tx:
        await retention.tidy(tx)
    assert await kept(runtime) == left
