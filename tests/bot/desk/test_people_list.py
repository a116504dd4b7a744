"""A list of everybody at the desk: tried, with a receipt, then stored; by the rules of `waymark people import`."""

import html

import pytest
from aiohttp.test_utils import TestServer

from bot.runtime import Runtime
from storage import audit
from storage.people import people
from tests.bot.desk.visitor import Visitor

HEAD = "name\tsetting\troles\tlogin\tkind\n"
LIST = (
    HEAD
    + "Example Lead\tHarbour Lane School\tdsl worker\tlead\tprimary_school\n"
    + "Ada Invented\tHarbour Lane School\tworker\tada\t\n"
)


@pytest.fixture
async def admin(server: TestServer) -> Visitor:
    return await (await Visitor(server).signs_in("admin")).opens("/people/list")


def shown(visitor: Visitor) -> str:
    return html.unescape(visitor.text)


async def test_it_is_tried_first_and_then_stored_in_the_admins_name(admin: Visitor, runtime: Runtime) -> None:
    await admin.sends("/people/list", list=LIST)
    assert "With this list 2 people would be new" in shown(admin)
    assert "New setting: Harbour Lane School" in shown(admin)
    async with runtime.database.transaction(runtime.clock()) as tx:
        assert await people.find(tx, "lead") is None
    await admin.sends("/people/list", list=LIST, sure="yes")
    assert "The list is stored: 2 people are new" in shown(admin)
    async with runtime.database.transaction(runtime.clock()) as tx:
        lead = await people.find(tx, "lead")
        assert lead is not None
        added = (await audit.entries(tx, audit.of_person(lead.id)))[0]
    assert (added.what, added.person_id, added.via) == ("person_added", "demo-admin", "desk")


async def test_each_fault_is_named_and_many_leave_only_where_that_is_said(admin: Visitor, runtime: Runtime) -> None:
    await admin.sends("/people/list", list=HEAD + "A\tNowhere\tking\ta b\t\n", sure="yes")
    assert admin.status == 422
    assert "Row 2, A: roles has a word that I don’t know" in shown(admin)
    await admin.sends("/people/list", list="name\tpassword\n")
    assert (admin.status, "has no column setting, roles" in shown(admin)) == (422, True)
    await admin.sends("/people/list", list=LIST, sure="yes")
    await admin.opens("/people/list")
    fewer = HEAD + "Example Lead\tHarbour Lane School\tdsl worker\tlead\t\n"
    await admin.sends("/people/list", list=fewer, sure="yes")
    assert 'name="many"' in admin.text
    async with runtime.database.transaction(runtime.clock()) as tx:
        assert await people.find(tx, "ada")
    await admin.sends("/people/list", list=fewer, sure="yes", many="yes")
    assert "The list is stored" in shown(admin)
    async with runtime.database.transaction(runtime.clock()) as tx:
        assert await people.find(tx, "ada") is None


async def test_nobody_takes_their_own_roles_or_leaves_by_it(admin: Visitor) -> None:
    await admin.sends("/people/list", list=HEAD + "A New One\tdemo-service\tworker\tnewone\t\n", sure="yes", many="yes")
    assert "nobody changes their own roles" in shown(admin)
