"""`/metrics`: what is measured is there, and nobody can be told from it."""

import logging
import re
from datetime import timedelta

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from bot.runtime import Runtime
from bot.web.guards import Refusals
from bot.web.metrics import Metrics
from storage import traces
from storage.administration import organisation
from storage.people.people import Role
from storage.queues import jobs, outbox
from storage.queues.alerts import Alert
from storage.queues.jobs import JobKind
from tests.bot.conftest import Script, Someone
from tests.bot.pretend.pretend_teams import Person

PLANTED = ("Quixotry", "Zebedee", "trousers")
LABEL = re.compile(r'(\w+)="([^"]*)"')
WORDS = re.compile(r"message|card|opened|edited|unexpected|database_[a-z]+|[a-zA-Z ]{3,40}|[0-9.]+|\+Inf")
"""All that a label may be: a kind, a reason, the bound of a bucket."""


async def measured(bot: TestServer, http: aiohttp.ClientSession, **headers: str) -> tuple[int, str]:
    async with http.get(bot.make_url("/metrics"), headers=headers) as answer:
        return answer.status, await answer.text()


def value(page: str, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", page, re.MULTILINE)
    assert found, f"no {name} in\n{page}"
    return float(found[1])


async def test_a_conversation_is_counted_and_nothing_of_it_is_said(
    worker: Person, bot: TestServer, http: aiohttp.ClientSession, runtime: Runtime
) -> None:
    await worker.opens()
    for text in ("report", f"{PLANTED[0]} pulled down the {PLANTED[2]} of {PLANTED[1]}", "9", "help"):
        await worker.says(text)
    async with runtime.database.transaction(runtime.clock() - timedelta(hours=1)) as tx:
        await outbox.put(tx, "demo-dsl", Alert.RECORD_ARRIVED, {"count": 1}, due_at=tx.now + timedelta(days=9))
        await jobs.schedule(tx, JobKind.TRAINING_INVITATION, tx.now, "nobody:nowhere")
    status, page = await measured(bot, http)
    assert status == 200
    assert value(page, 'waymark_turns_total{kind="message"}') == 4
    assert value(page, 'waymark_turns_total{kind="opened"}') == 1
    assert value(page, "waymark_turn_seconds_count") == 5
    assert value(page, "waymark_database_wait_seconds_count") > 5
    assert value(page, "waymark_database_up") == 1
    assert value(page, "waymark_outbox_waiting") == 1
    assert value(page, "waymark_outbox_oldest_seconds") >= 3600
    known = {"demo", "worker", "dsl", "Larkfield", *PLANTED}
    assert [word for word in known if word.casefold() in page.casefold()] == []
    assert [label for _, label in LABEL.findall(page) if not WORDS.fullmatch(label)] == []


async def test_what_fails_is_counted_by_its_kind(
    worker: Person, bot: TestServer, http: aiohttp.ClientSession, script: Script
) -> None:
    def fails(*_: object) -> list[object]:
        raise ValueError(PLANTED[0])

    script(fails)  # type: ignore[arg-type]
    await worker.says("hello")
    _, page = await measured(bot, http)
    assert value(page, 'waymark_turns_failed_total{reason="unexpected"}') == 1
    assert PLANTED[0] not in page


async def test_nobody_asks_from_elsewhere(bot: TestServer, http: aiohttp.ClientSession) -> None:
    assert (await measured(bot, http, **{"X-Forwarded-For": "203.0.113.7"}))[0] == 404


async def test_refused_sign_ins_by_reason_and_a_database_that_is_away(runtime: Runtime) -> None:
    refusals = Refusals()
    for reason in ("tenant", "tenant", "ExpiredSignatureError"):
        refusals.note(reason)
    page = Metrics(runtime, refusals, lambda: 12.0, lambda: 29)
    text = {metric.name: metric for metric in page.collect()}
    assert {s.labels["reason"]: s.value for s in text["waymark_sign_ins_refused"].samples} == {
        "tenant": 2, "ExpiredSignatureError": 1,
    }  # fmt: skip
    assert [s.value for s in text["waymark_token_age_seconds"].samples] == [12.0]
    assert [s.value for s in text["waymark_secret_days"].samples] == [29]
    await runtime.database.close()
    assert runtime.database._file is not None
    runtime.database._file.unlink()
    assert [(one.name, one.samples[0].value) for one in await page._from_database()] == [("waymark_database_up", 0)]


async def test_roles_that_change_are_a_line_a_minute_without_a_name(
    runtime: Runtime, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, someone: Someone
) -> None:
    monkeypatch.setattr(traces, "_said_of_roles", traces._Line())
    with caplog.at_level(logging.INFO, "storage.security"):
        async with runtime.database.transaction(runtime.clock()) as tx:
            for roles in ([Role.DEPUTY], [Role.WORKER], [Role.WORKER, Role.DSL]):
                await organisation.set_roles(tx, "demo-worker2", "demo-school", roles)
    said = [record.getMessage() for record in caplog.records if record.name == "storage.security"]
    assert said == ["roles changed since the last such line: 1 given, 0 taken"]
