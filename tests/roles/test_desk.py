"""Every page of the desk and every role, as `desk.txt` says. A page that is new fails here until it has a row."""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qsl

import pytest
from aiohttp.test_utils import TestServer

from bot.desk.pages import PAGES
from bot.desk.sign_in.form_token import form_token
from bot.runtime import Runtime
from bot.web.app import build_app
from storage.people import people, sessions
from storage.people.sessions import Way
from tests.bot.conftest import settings_with
from tests.bot.desk.visitor import Visitor
from tests.roles.busy_month import SECRETS, afterwards, in_its_busy_month
from tests.roles.tables import NO, NONE, PEOPLE, YES, Row, rows
from tests.support.databases import KINDS, Filling
from tests.support.examples import PROVING

TABLE = rows("desk")
SHOWS_CONTENT = {"dsl", "deputy"}
CELLS = {200: YES, 204: YES, 303: YES, 403: NO, 404: NONE}


def who_is_shown_everything() -> list[str]:
    """Few people to whom, between them, each page is shown that is shown to anybody."""
    left, found = {row.command for row in TABLE if YES in row.may.values()}, list[str]()
    while left:
        seen = {column: {row.command for row in TABLE if row.may[column] == YES} & left for column in PEOPLE}
        found.append(max(seen, key=lambda column: len(seen[column])))
        left -= seen[found[-1]]
    return found


EVERYBODY: list[Any] = [(KINDS[0], column) for column in PEOPLE]
# whose a page is stands in code, what it shows comes by SQL: so on PostgreSQL each page is shown and refused, to few
EVERYBODY += [
    pytest.param(KINDS[1], column, marks=pytest.mark.postgres)
    for column in (PEOPLE if PROVING else who_is_shown_everything())
]


@pytest.fixture
def filling(key: str) -> Filling:
    return Filling(in_its_busy_month, key)


@pytest.fixture
async def reference(runtime: Runtime) -> str:
    return await afterwards(runtime)


@pytest.fixture
async def server(runtime: Runtime, reference: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[TestServer]:
    """Nothing comes due by itself while it is looked at."""

    async def no_rounds(*_: object) -> None:
        return None

    monkeypatch.setattr("bot.web.app.go_round", no_rounds)
    running = TestServer(build_app(settings_with(), runtime, round_seconds=3600))
    await running.start_server()
    yield running
    await running.close()


async def visitor(server: TestServer, runtime: Runtime, column: str) -> Visitor:
    """Somebody who is signed in, also where they have no role any more."""
    async with runtime.database.transaction(runtime.clock()) as tx:
        person = await people.find(tx, PEOPLE[column])
        assert person is not None
        secret = await sessions.begin(tx, person.id, Way.DEMO)
    return Visitor(server, cookies={"waymark-desk": secret})


async def asked(who: Visitor, row: Row, reference: str) -> str:
    method, path = row.command.split()
    path = path.replace("{reference}", reference).replace("{letter}", "A").replace("{which}", "WA-2222-22")
    path = path.replace("{what}", "step_done" if path.startswith("/life") else "plan_review")
    if method == "get":
        await who.opens(path)
    else:
        (secret,) = who.cookies.values()
        fields: dict[str, Any] = dict(parse_qsl(row.typed.format(reference=reference)))
        await who.sends(path, token=form_token(secret), **fields)
    return CELLS.get(who.status, f"{who.status}")


@pytest.mark.parametrize(("database_kind", "column"), EVERYBODY, indirect=["database_kind"])
async def test_each_may_what_the_table_says_and_no_more(
    server: TestServer, runtime: Runtime, reference: str, column: str
) -> None:
    found = {}
    for row in TABLE:
        who = await visitor(server, runtime, column)
        found[row.command] = await asked(who, row, reference)
        if found[row.command] != YES:
            assert reference not in who.text
        if column not in SHOWS_CONTENT:
            assert not [word for word in SECRETS if word in who.text], f"{column}: {row.command}"
    assert found == {row.command: row.may[column] for row in TABLE}


def test_every_page_has_a_row_and_every_row_a_page() -> None:
    pages = {f"{'post' if page.changes else 'get'} {page.path}" for page in PAGES}
    assert {row.command for row in TABLE} == pages
