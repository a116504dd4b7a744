"""The first page and the register, as somebody uses them."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp.test_utils import TestServer

from bot import job_kinds
from bot.runtime import Runtime
from dialogs.words import say
from storage import audit
from storage.administration.demo_cases import casework as demo_casework
from storage.casework import board
from storage.people import people
from storage.records import inbox
from tests.bot.desk.visitor import Visitor
from tests.conversation import TUESDAY
from tests.roles.busy_month import SECRETS
from tests.roles.test_withdrawn import roles


async def test_today_shows_what_is_unread_and_since_when(runtime: Runtime, dsl: Visitor, reference: str) -> None:
    await dsl.opens("/")
    assert say("today.unread", count=1) in dsl.text
    assert reference in dsl.text
    assert say("today.due", count=1) in dsl.text
    assert not [word for word in SECRETS if word in dsl.text]
    async with runtime.database.transaction(runtime.clock()) as tx:
        await inbox.read(tx, await people.get(tx, "demo-dsl"), reference)
    await dsl.opens("/")
    assert say("today.undecided", count=1) in dsl.text
    assert say("today.unread", count=1) not in dsl.text


async def test_today_of_a_worker_is_what_they_sent_and_how_far_it_has_come(server: TestServer, reference: str) -> None:
    worker = await (await Visitor(server).signs_in("worker")).opens("/")
    assert reference in worker.text
    assert say("record.status.signed") in worker.text
    assert f"/desk/record/{reference}" not in worker.text
    colleague = await (await Visitor(server).signs_in("worker2")).opens("/")
    assert reference not in colleague.text


async def test_what_was_begun_is_there_to_go_on_with_and_says_when_it_is_deleted(
    server: TestServer, runtime: Runtime, dsl: Visitor, reference: str
) -> None:
    await dsl.opens(f"/record/{reference}")
    await dsl.sends(f"/record/{reference}/decide/begin")
    await dsl.opens("/")
    begun = dsl.text.partition('id="begun"')[2]
    assert f'href="/desk/record/{reference}/decide"' in begun
    assert "It is deleted on" not in begun
    assert 'id="begun"' not in (await (await Visitor(server).signs_in("deputy")).opens("/")).text
    for days, said in ((75, False), (77, True), (89, True)):
        moment = TUESDAY + timedelta(days=days + 7)
        runtime.clock = lambda: moment  # noqa: B023 used before the next one
        await (await dsl.signs_in("dsl")).opens("/")
        assert ("It is deleted on" in dsl.text) is said, days
    await roles(runtime, "demo-dsl")
    await (await dsl.signs_in("dsl")).opens("/")
    assert 'id="begun"' not in dsl.text, "whose role is gone is not led there"


async def test_it_says_who_is_away_and_takes_it_from_whoever_is(
    server: TestServer, runtime: Runtime, dsl: Visitor
) -> None:
    deputy = await (await Visitor(server).signs_in("deputy")).opens("/")
    assert say("today.nobody_away") in deputy.text
    await dsl.opens("/")
    await dsl.sends("/away", back_on=(runtime.clock() + timedelta(days=3)).date().isoformat())
    assert dsl.goes_to == "/desk/?done=away"
    assert "Jo Marlowe (demo), back on" in (await deputy.opens("/")).text
    await dsl.opens("/?done=away")
    assert say("desk.done.away") in dsl.text
    assert "You are away, and back on" in dsl.text
    await dsl.sends("/away", back_on="2020-01-01")
    assert dsl.goes_to == "/desk/?done=not_a_day_to_come"
    await dsl.opens("/")
    await dsl.sends("/back")
    assert dsl.goes_to == "/desk/?done=back"
    assert "Jo Marlowe (demo), back on" not in (await deputy.opens("/")).text


async def test_the_limits_of_what_somebody_leads_stand_there(server: TestServer, runtime: Runtime) -> None:
    async with runtime.database.transaction(runtime.clock()) as tx:
        await demo_casework.fill(tx)
        rows = await board.rows(tx, await people.get(tx, "demo-manager"))
        led = next(row.assessment for row in rows if row.assessment.lead_id and row.days_left is not None)
        person = await people.get(tx, led.lead_id or "")
        limits = await job_kinds.limits_of(tx, person)
    lead = await (await Visitor(server).signs_in(person.login or "")).opens("/")
    assert say("today.clocks", count=len(limits)) in lead.text
    assert led.reference in lead.text
    worker = await (await Visitor(server).signs_in("worker")).opens("/")
    assert led.reference not in worker.text


async def test_the_service_sees_its_week(server: TestServer, runtime: Runtime) -> None:
    moment = runtime.clock() + timedelta(days=7)
    runtime.clock = lambda: moment
    service = await (await Visitor(server).signs_in("consultation")).opens("/")
    assert service.status == 200
    assert "Zed" not in service.text


async def test_the_register_is_narrowed_by_what_is_chosen(dsl: Visitor, reference: str) -> None:
    there = {
        "": True,
        "view=amber": True,
        "view=red": False,
        "state=filed&state=read": False,
        "since=2026-11-01&until=2026-11-30": True,
        "year=9": False,
        "act=touch_over_clothing": True,
        "view=purple&state=odd&sort=up&page=x": True,
        "since=yesterday": True,
    }
    for query, is_there in there.items():
        await dsl.opens(f"/register?{query}")
        assert dsl.status == 200
        assert (reference in dsl.text) is is_there, query
    assert say("register.no_day") in dsl.text


async def test_a_child_is_found_by_a_name_that_stands_nowhere_afterwards(
    runtime: Runtime, dsl: Visitor, reference: str, caplog: pytest.LogCaptureFixture
) -> None:
    await dsl.opens("/register")
    await dsl.sends("/register/child", name="Zedd Inventedname")
    assert dsl.status == 200
    assert reference in dsl.text
    assert say("search.sureness.uncertain") in dsl.text
    assert "Zedd" not in dsl.text + caplog.text + str(dsl.headers)
    async with runtime.database.transaction(runtime.clock()) as tx:
        entries = await audit.entries(tx, audit.of_person("demo-dsl"))
    assert entries[-1].action == "searched 1"


@pytest.mark.parametrize("fields", [{"none": ""}, {"name": ""}, {"name": "7"}, {"name": "Zed", "born": "the 40th"}])
async def test_what_cannot_be_searched_for_is_said(dsl: Visitor, fields: dict[str, Any]) -> None:
    await dsl.opens("/register")
    await dsl.sends("/register/child", **fields)
    assert dsl.status == 422
    assert 'role="alert"' in dsl.text


async def test_a_place_is_found_and_the_address_does_not_say_which(dsl: Visitor, reference: str) -> None:
    await dsl.opens("/register")
    await dsl.sends("/register/place", place="the Corridor", view="amber")
    query = parse_qs(urlsplit(dsl.goes_to).query)
    assert query["view"] == ["amber"]
    assert "orridor" not in dsl.goes_to
    await dsl.opens(dsl.goes_to.removeprefix("/desk"))
    assert reference in dsl.text
    await dsl.sends("/register/place", place="canteen")
    assert reference not in (await dsl.opens(dsl.goes_to.removeprefix("/desk"))).text


async def test_a_list_is_kept_under_a_name_and_deleted(dsl: Visitor) -> None:
    await dsl.opens("/register")
    await dsl.sends("/register/save", name="<b>Kept so</b>", view="red", state="signed", sort="view")
    assert dsl.goes_to == "/desk/register?state=signed&view=red&sort=view&done=saved"
    await dsl.opens("/register")
    assert "&lt;b&gt;Kept so&lt;/b&gt;" in dsl.text
    assert "/desk/register?state=signed&amp;view=red&amp;sort=view" in dsl.text
    kept = dsl.text.partition('name="id" value="')[2].partition('"')[0]
    await dsl.sends("/register/forget", id=kept)
    assert "Kept so" not in (await dsl.opens("/register")).text


async def test_the_list_is_taken_away_as_a_table_without_a_word_of_a_record(dsl: Visitor, reference: str) -> None:
    await dsl.opens("/register")
    await dsl.sends("/register.csv")
    assert dsl.headers["Content-Type"].startswith("text/csv")
    assert dsl.headers["Content-Disposition"] == 'attachment; filename="waymark-register.csv"'
    assert reference in dsl.text
    assert not [word for word in SECRETS if word in dsl.text]
