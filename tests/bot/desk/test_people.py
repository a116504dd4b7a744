"""Everyone who works here, for whoever looks after Waymark: what `waymark people` does, and in whose name."""

import html
from datetime import timedelta

import pytest
from aiohttp.test_utils import TestServer

from bot.runtime import Runtime
from dialogs.words import say
from storage import audit
from storage.people import addresses, people, settings
from storage.people.people import Person, Role
from storage.queues import outbox
from storage.records import signing
from tests.bot.desk.visitor import Visitor
from tests.roles.busy_month import SECRETS

UUID = "00000000-0000-0000-0000-00000000000"


@pytest.fixture
async def admin(server: TestServer) -> Visitor:
    return await (await Visitor(server).signs_in("admin")).opens("/people")


async def person(runtime: Runtime, id: str) -> Person:
    async with runtime.database.transaction(runtime.clock()) as tx:
        return await people.get(tx, id)


async def history(runtime: Runtime, id: str) -> list[str]:
    async with runtime.database.transaction(runtime.clock()) as tx:
        entries = await audit.entries(tx, audit.of_person(id))
    return [f"{entry.action} by {entry.person_id} {entry.via}" for entry in entries]


async def test_everybody_is_listed_and_found_by_a_part_of_their_name(admin: Visitor, reference: str) -> None:
    assert "Robin Ashdown (demo)" in admin.text
    assert not [word for word in (*SECRETS, reference) if word in admin.text]
    await admin.sends("/people", name="ashd")
    assert "Robin Ashdown" in admin.text
    assert "Jo Marlowe" not in admin.text
    await admin.opens("/people?setting=demo-foster")
    assert "Pat Wrenfield" in admin.text
    assert "Robin Ashdown" not in admin.text


async def test_who_has_never_opened_it_is_told_apart(admin: Visitor, runtime: Runtime) -> None:
    async with runtime.database.transaction(runtime.clock()) as tx:
        await addresses.keep_chat(tx, "demo-worker", {"conversation": "1"})
    await admin.opens("/people?never=yes")
    assert "Robin Ashdown" not in admin.text
    assert "Sam Fernley" in admin.text


async def test_somebody_is_added_given_roles_and_moved_by_name(admin: Visitor, runtime: Runtime) -> None:
    await admin.sends("/people/add", name="Ira Newcomer", setting="demo-school", role="worker", mail="ira@example.org",
                      tenant=UUID + "1", entra=UUID + "2")  # fmt: skip
    id = admin.goes_to.partition("id=")[2].partition("&")[0]
    await admin.opens(f"/people/person?id={id}")
    assert "Ira Newcomer" in admin.text
    assert "ira@example.org" not in admin.text
    await admin.sends("/people/person/roles", id=id, setting="demo-school", role="deputy")
    assert (await person(runtime, id)).posts == {(Role.DEPUTY, "demo-school")}
    await admin.opens(f"/people/person?id={id}")
    await admin.sends("/people/person/move", id=id, setting="demo-foster", role="worker")
    assert (await person(runtime, id)).posts == {(Role.WORKER, "demo-foster")}
    await admin.opens(f"/people/person?id={id}")
    await admin.sends("/people/person/line", id=id, manager="demo-manager", area="health")
    now = await person(runtime, id)
    assert (now.line_manager_id, now.service_area) == ("demo-manager", "health")
    told = await history(runtime, id)
    assert "person_added demo-school by demo-admin desk" in told
    assert "moved demo-foster by demo-admin desk" in told
    assert not [one for one in told if " by None" in one]


async def test_whoever_was_responsible_passes_on_with_a_receipt_and_is_told(
    admin: Visitor, runtime: Runtime, reference: str
) -> None:
    await admin.opens("/people/person?id=demo-dsl")
    await admin.sends("/people/person/leave", id="demo-dsl")
    assert reference in admin.text
    assert "Ali Penhale" in admin.text
    assert not [word for word in SECRETS if word in admin.text]
    async with runtime.database.transaction(runtime.clock()) as tx:
        record = await signing.by_reference(tx, reference)
        assert record.responsible_id == "demo-deputy"
        assert await outbox.waiting_for(tx, "demo-deputy")
    assert "left by demo-admin desk" in await history(runtime, "demo-dsl")
    await admin.opens("/people")
    assert "Jo Marlowe" in admin.text.partition('id="gone"')[2]


async def test_the_last_who_could_take_a_record_stays(admin: Visitor, runtime: Runtime) -> None:
    for gone in ("demo-deputy", "demo-head"):
        await admin.opens(f"/people/person?id={gone}")
        await admin.sends("/people/person/leave", id=gone)
    await admin.opens("/people/person?id=demo-dsl")
    await admin.sends("/people/person/leave", id="demo-dsl")
    assert admin.status == 409
    assert say("problems.last_responsible", reference="x").split("\n")[0][:30] in html.unescape(admin.text)
    assert (await person(runtime, "demo-dsl")).roles


@pytest.mark.parametrize("what", ["roles", "move", "leave"])
async def test_nobody_changes_their_own(admin: Visitor, runtime: Runtime, what: str) -> None:
    await admin.opens("/people/person?id=demo-admin")
    assert say("people_page.oneself") in html.unescape(admin.text)
    await admin.sends(f"/people/person/{what}", id="demo-admin", setting="demo-school", role="dsl")
    assert admin.status == 403
    assert (await person(runtime, "demo-admin")).posts == {(Role.ADMIN, "demo-service")}


@pytest.mark.parametrize(
    ("path", "fields", "refused"),
    [
        ("/people/add", {"name": " ", "setting": "demo-school", "role": "worker"}, "not_a_name"),
        ("/people/add", {"name": "Ira <b>", "setting": "demo-school"}, "no_role_picked"),
        ("/people/add", {"name": "Ira <b>", "setting": "demo-school", "role": "worker", "mail": "x"}, "not_a_mail"),
        ("/people/add", {"name": "Ira <b>", "setting": "demo-school", "role": "dsl", "entra": "x"}, "not_an_entra_id"),
        ("/people/person/move", {"id": "demo-worker", "setting": "demo-school", "role": "dsl"}, "there_already"),
        ("/people/person/reach", {"id": "demo-worker"}, "nothing_given"),
        ("/people/setting/add", {"name": "A home", "kind": "castle"}, "not_a_kind"),
        ("/people/setting", {"id": "demo-school", "dsl_name": "J" * 301}, "too_long"),
    ],
)
async def test_what_cannot_be_used_is_said_and_kept(
    admin: Visitor, runtime: Runtime, path: str, fields: dict[str, str], refused: str
) -> None:
    before = await history(runtime, "demo-worker")
    await admin.sends(path, None, **fields)
    assert admin.status == 422
    said = say(f"people_page.refused.{refused}", longest=300 if refused == "too_long" else 200)
    assert said in html.unescape(admin.text)
    typed = fields.get("dsl_name", fields.get("name", "")).strip()
    assert typed in html.unescape(admin.text)
    assert "<b>" not in admin.text
    assert await history(runtime, "demo-worker") == before


async def test_an_id_of_somebody_else_is_refused(admin: Visitor, runtime: Runtime) -> None:
    for who in ("demo-worker", "demo-worker2"):
        await admin.opens(f"/people/person?id={who}")
        await admin.sends("/people/person/reach", id=who, tenant=UUID + "1", entra=UUID + "2")
    assert admin.status == 409
    assert "already" in admin.text


async def test_contacts_are_changed_and_one_that_is_emptied_is_removed(admin: Visitor, runtime: Runtime) -> None:
    await admin.opens("/people/setting?id=demo-school")
    assert "01632 960110" in admin.text
    async with runtime.database.transaction(runtime.clock()) as tx:
        before = (await settings.setting(tx, "demo-school")).contacts
    kept = {f"{key}_{part}": text for key, given in before.items() for part, text in given.items() if key != "deputy"}
    await admin.sends("/people/setting", None, **{**kept, "id": "demo-school", "dsl_phone": "01632 960999"})
    async with runtime.database.transaction(runtime.clock()) as tx:
        now = (await settings.setting(tx, "demo-school")).contacts
        entries = await audit.entries(tx, audit.of_setting("demo-school"))
    assert now == {**{key: dict(given) for key, given in before.items() if key != "deputy"},
                   "dsl": {"name": "Jo Marlowe (demo)", "phone": "01632 960999"}}  # fmt: skip
    assert entries[-1].action == "contacts_changed deputy,dsl"
    assert entries[-1].person_id == "demo-admin"


async def test_who_has_gone_is_no_longer_changed(admin: Visitor, runtime: Runtime) -> None:
    await admin.opens("/people/person?id=demo-foster")
    await admin.sends("/people/person/leave", id="demo-foster")
    assert "done=left" in admin.goes_to
    later = runtime.clock() + timedelta(minutes=1)
    runtime.clock = lambda: later
    await admin.opens("/people")
    await admin.sends("/people/person/roles", id="demo-foster", setting="demo-school", role="dsl")
    assert admin.status == 404
