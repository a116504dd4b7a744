"""The numbers: as they are for who may read each record, and with small ones joined where they are passed on."""

import csv
import io
from datetime import date, timedelta

import pytest
from aiohttp.test_utils import TestServer

from bot.desk.pages.overview import periods
from bot.runtime import Runtime
from dialogs.words import say
from storage import audit
from tests.bot.desk.visitor import Visitor
from tests.roles.busy_month import SECRETS


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))


async def test_the_numbers_of_this_year_lead_to_the_records(dsl: Visitor, reference: str) -> None:
    await dsl.opens("/overview")
    assert say("overview.one") in dsl.text
    assert say("overview.by.view") in dsl.text
    assert say("overview.not_to_pass_on") in dsl.text
    assert not [word for word in SECRETS if word in dsl.text]
    link = "/register?view=amber&since=2026-01-01&until=2026-12-31"
    assert link.replace("&", "&amp;") in dsl.text
    await dsl.opens(link)
    assert reference in dsl.text


async def test_each_view_and_month_is_shown_and_of_acts_only_those_there_were(dsl: Visitor, reference: str) -> None:
    await dsl.opens("/overview")
    for colour in ("green", "not_enough_information", "amber", "red"):
        assert say(f"view.colours.{colour}") in dsl.text
    assert say("incident.questions.acts.choices.touch_over_clothing") in dsl.text
    assert say("incident.questions.acts.choices.kissing_or_hugging") not in dsl.text


async def test_another_setting_has_none_of_it(server: TestServer, reference: str) -> None:
    foster = await (await Visitor(server).signs_in("foster_dsl")).opens("/overview")
    assert say("overview.nothing") in foster.text


async def test_what_is_not_over_is_not_passed_on(dsl: Visitor, runtime: Runtime) -> None:
    await dsl.opens("/overview?period=2026")
    assert say("overview.take_later") in dsl.text
    await dsl.opens("/overview?period=2025")
    assert dsl.status == 200
    await dsl.sends("/overview.csv", period="2026")
    assert rows(dsl.text)[1] == [say("overview.csv.period"), say("overview.year", year="2025"), ""]


async def test_one_record_is_too_few_to_be_passed_on(dsl: Visitor, runtime: Runtime, reference: str) -> None:
    later = runtime.clock() + timedelta(days=60)
    runtime.clock = lambda: later
    await dsl.signs_in("dsl")
    await dsl.opens("/overview?period=2026")
    await dsl.sends("/overview.csv", period="2026")
    assert dsl.headers["Content-Disposition"].endswith('waymark-numbers-2026.csv"')
    assert rows(dsl.text)[1:] == [
        [say("overview.csv.period"), say("overview.year", year="2026"), ""],
        [say("overview.csv.total"), say("overview.csv.too_few"), ""],
    ]
    async with runtime.database.transaction(runtime.clock()) as tx:
        noted = await audit.entries(tx, audit.of_person("demo-dsl"))
    assert "overview_exported 2026-01-01 2026-12-31" in [entry.action for entry in noted]


@pytest.mark.parametrize("period", ["", "1999", "2026-Q9", "<script>", "2026"])
async def test_a_period_that_there_is_not_is_this_year(dsl: Visitor, period: str) -> None:
    await dsl.opens(f"/overview?period={period}")
    assert dsl.status == 200
    assert f"<h2>{say('overview.year', year='2026')}" in dsl.text


def test_periods_are_whole_and_say_whether_they_are_over() -> None:
    found = {one.name: one for one in periods(date(2026, 3, 31))}
    assert list(found) == ["2026", "2025", "2024", "2026-Q1", "2025-Q4", "2025-Q3", "2025-Q2", "2025-Q1"]
    assert not found["2026-Q1"].is_over
    assert found["2025-Q4"].is_over
    assert (found["2025-Q4"].period.since, found["2025-Q4"].period.until) == (date(2025, 10, 1), date(2025, 12, 31))
    assert {one.name: one for one in periods(date(2026, 4, 1))}["2026-Q1"].is_over
