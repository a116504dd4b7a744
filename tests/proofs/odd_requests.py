"""Asks the desk for anything: `make prove-desk` (NUMBER=50000).

Every page and every change, by each of the demo's people and by somebody who is not signed in, with parts of the
address, fields, bodies and headers that are wrong, almost right, or right. No answer may be an error of ours (5xx), and
whoever may read no record never sees a word of one. Each thousand begins on a fresh copy of the demo, in its busy month
and with its cases by turns, so that what was changed does not stop the rest. A run prints its seed: `SEED=...` makes
the same requests again. `DATABASE=postgresql` asks over a throw-away PostgreSQL cluster in place of SQLite.
"""

import argparse
import asyncio
import logging
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import quote, urlencode

import sqlalchemy as sa
from aiohttp import ClientError, ClientResponseError, ClientSession, DummyCookieJar, TCPConnector
from aiohttp.test_utils import TestServer

from bot.desk.page import Page
from bot.desk.pages import PAGES, life, plans
from bot.desk.sign_in.form_token import form_token
from bot.runtime import Runtime
from bot.web.app import build_app
from storage.administration import demo
from storage.administration.demo_cases import casework, every, good_life, groups, training
from storage.consultations import bookings
from storage.database.columns import metadata
from storage.database.engine import Database
from storage.database.vault import Vault, new_key
from storage.people import people, sessions
from storage.people.sessions import Way
from storage.records.tables import records
from tests.bot.conftest import settings_with
from tests.conversation import LIBRARY, TUESDAY, at, demo_runtime, someone
from tests.dialogs.incident.test_record import signed
from tests.roles.busy_month import in_its_busy_month
from tests.support.cluster import throw_away_cluster
from tests.support.databases import KINDS, Files, Filling

A_ROUND = 1_000
"""Requests on one copy of the demo."""
ODD = ["", " ", "0", "-1", "9" * 30, "1e9", "null", "true", "[]", "{}", "' OR 1=1 --", "<script>x</script>", "../../x",
       "%00", "\x00", "\u202e", "ü" * 50, "😀", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
       "A" * 5_000, "2026-13-45", "WM-2222-22", "{{7*7}}", "\r\nSet-Cookie: a=b", "\u2028", "0" * 300, "٣"]  # fmt: skip
MEANT = [
    "yes", "decide", "worker", "dsl", "demo-worker", "demo-dsl", "demo-school", "demo-foster", "2026-12-01", "10:00",
    "amber", "signed", "pdf", "html", "json", "record", "referral", "own_file", "story", "A", "1", "add_slot",
    "move_slot", "add_pattern", "close_day", "came", "back", "skip", "drop", "concerning", "Zed Inventedname", "60",
    "video", "residential", "somebody@example.org", "00000000-0000-0000-0000-000000000001", "health", "2026",
]  # fmt: skip
"""What a field may well hold, in any field."""
FIELDS = (
    "token name born place act asked answer dialog change what kind child seen reason id query other same booking "
    "since until view state sort page to task which number month setting role mail tenant entra login area manager "
    "never attended advice what_1 who_1 due_1 sequence displayed_views signed_name text dsl_phone period"
).split()
PEOPLE = (
    "dsl", "deputy", "head", "worker", "consultation", "admin", "manager", "foster_dsl", "foster", "yj", "group_lead",
    "early_help", "training", "service_manager", "key_worker", "head_of_service", "",
)  # fmt: skip
"""Logins; '' is somebody who is not signed in."""
NEVER_TOLD = frozenset(PEOPLE) - {"dsl", "deputy", "head"}
"""Who may read no record of the school."""
IN_A_RECORD = ("corridor", "get off")
"""Words of the record; its names stand in cases too, which some of them may read."""
ROLES = {
    **{login: frozenset(of[2]) for login, of in (demo.PEOPLE | casework.STAFF | groups.STAFF | training.STAFF).items()},
    **{login: frozenset(roles) for login, (_, roles) in good_life.STAFF.items()},
}
REFERENCED = ("cases", "safety_plans", "group_referrals", "talks", "assessments", "adult_notes")
"""Tables of what is called by a reference in an address."""
ACTS = tuple(act.what for act in (*plans.OF_INTERVENTION, *life.ACTS))
"""What may be done with a plan."""
HEADERS: tuple[dict[str, str], ...] = (
    *({} for _ in range(20)),
    {"Accept": "?"}, {"Range": "bytes=0-1"}, {"X-Forwarded-For": "x" * 3_000}, {"Cookie": ";;;="},
    {"Sec-Fetch-Dest": "iframe"}, {"If-None-Match": "*"}, {"Origin": "null"}, {"Expect": "100-continue"},
)  # fmt: skip
TOO_LARGE = b"token=" + b"A" * 300_000
BODIES = [b"", b"%", b"\xff\xfe", b"&" * 2_000, b"a=b&" * 600, TOO_LARGE]


@dataclass
class Request:
    """One request; `path` begins after /desk. `odd_body` is sent in place of the fields."""

    who: str
    method: str
    path: str
    fields: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    odd_body: bytes | None = None


def requests_of(chance: random.Random, number: int, reference: str, others: Sequence[str] = ()) -> Iterator[Request]:
    """So many, some of them almost right. `others`: references of plans, cases, talks and groups."""
    for _ in range(number):
        page = chance.choice(PAGES)
        names = chance.sample(FIELDS, chance.randint(0, 8))
        fields = {name: _value(chance, reference) for name in names}
        path, who, headers = _path(chance, page, reference, others), _who(chance, page), dict(chance.choice(HEADERS))
        if page.changes and chance.random() < 0.85:
            odd = chance.choice(BODIES) if chance.random() < 0.05 else None
            yield Request(who, "POST", path, fields, headers, odd)
        else:
            query = f"?{urlencode(fields)}" if fields else ""
            method = "GET" if chance.random() < 0.9 else chance.choice(["HEAD", "PUT", "DELETE", "OPTIONS"])
            yield Request(who, method, f"{path}{query}", {}, headers)


def _who(chance: random.Random, page: Page) -> str:
    """Mostly somebody whose page it is, where one of them has a role for it."""
    theirs = [login for login in PEOPLE if page.roles & ROLES.get(login, frozenset())]
    return chance.choice(theirs if theirs and chance.random() < 0.8 else PEOPLE)


def _value(chance: random.Random, reference: str) -> str:
    return chance.choice([chance.choice(ODD), chance.choice(MEANT), reference])


def _path(chance: random.Random, page: Page, reference: str, others: Sequence[str]) -> str:
    odd = quote(chance.choice(ODD), safe="")
    path = page.path.replace("{reference}", reference if chance.random() < 0.8 else odd)
    path = path.replace("{letter}", "A" if chance.random() < 0.8 else odd)
    path = path.replace("{which}", chance.choice(others) if others and chance.random() < 0.8 else odd)
    path = path.replace("{what}", chance.choice(ACTS) if chance.random() < 0.8 else odd)
    return f"{path}/{odd}" if chance.random() < 0.02 else path


@dataclass
class Found:
    """How many answers of each status, and what was wrong with one."""

    statuses: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


async def ask(server: TestServer, runtime: Runtime, asked: Iterator[Request], reference: str) -> Found:
    """All of them, one after another, each by somebody who has just signed in where they were signed out."""
    found, origin = Found(), str(server.make_url("/")).rstrip("/")
    secrets: dict[str, str] = {}
    # each on a connection of its own: one that is cut off is then no other's
    async with ClientSession(cookie_jar=DummyCookieJar(), connector=TCPConnector(force_close=True)) as http:
        for number, one in enumerate(asked):
            if number % 50 == 0:
                secrets = {login: await _signs_in(runtime, login) for login in PEOPLE if login}
            secret = secrets.get(one.who, "")
            headers = {"Origin": origin, **({"Cookie": f"waymark-desk={secret}"} if secret else {}), **one.headers}
            more: dict[str, Any] = {}
            if one.method == "POST":
                # a form of theirs, unless the odd thing about it is its token
                given = {**one.fields, "token": form_token(secret)} if number % 10 else one.fields
                more["data"] = given if one.odd_body is None else one.odd_body
                if one.odd_body is not None:
                    headers["Content-Type"] = "application/x-www-form-urlencoded"
            address = f"{origin}/desk{one.path}"
            try:
                async with http.request(one.method, address, headers=headers, allow_redirects=False, **more) as answer:
                    status, text = answer.status, (await answer.read()).decode("utf-8", "replace")
            except ClientResponseError as refused:
                # a line that is too long is refused before it is known to be a HEAD, and with words
                status, text = refused.status, ""
            except ClientError:
                # of what is larger than the bot takes, the rest is not heard
                status, text = (413 if one.odd_body is TOO_LARGE else 599), ""
            found.statuses[status] += 1
            if status >= 500:
                found.wrong.append(f"{status}: {one}")
            if one.who in NEVER_TOLD and any(word in text for word in IN_A_RECORD if word not in str(one.fields)):
                found.wrong.append(f"told of a record: {one}")
    return found


async def _signs_in(runtime: Runtime, login: str) -> str:
    async with runtime.database.transaction(runtime.clock()) as tx:
        person = await people.find(tx, login)
        return await sessions.begin(tx, person.id, Way.DEMO) if person else ""


async def with_its_cases(database: Database) -> None:
    """The demo with its invented cases (plans, groups, talks, training, audits, the board report) and one record."""
    runtime = await demo_runtime(database)
    async with database.transaction(TUESDAY) as tx:
        await every.fill(tx)
    await signed(await someone(runtime))


async def _references(runtime: Runtime) -> tuple[str, list[str]]:
    """The worker's record, and everything else that is called by one; it is the day after the second slot."""
    async with runtime.database.transaction(TUESDAY) as tx:
        _, second, *_ = await bookings.slots_in(tx, 2026, 11)
        theirs = sa.select(records.c.reference).where(records.c.author_id == "demo-worker")
        reference = str(await tx.connection.scalar(theirs.order_by(records.c.signed_at.desc()).limit(1)))
        tables = [metadata.tables[name] for name in REFERENCED]
        found = [await tx.connection.scalars(sa.select(one.c.reference).order_by(one.c.reference)) for one in tables]
        others = [str(one) for rows in found for one in rows]
    at(runtime, second.starts_at + timedelta(hours=3))
    return reference, others


async def round_of(url: str, key: str, seed: str, number: int) -> Found:
    """On a database of its own."""
    with tempfile.TemporaryDirectory(prefix="waymark-odd-") as folder:
        database = Database(url, Vault([key]))
        runtime = Runtime(database, LIBRARY, lambda: TUESDAY)
        reference, others = await _references(runtime)
        too_many = 10**9  # the limits on haste have tests of their own
        with (
            mock.patch("bot.desk.desk.A_MINUTE", too_many),
            mock.patch("bot.desk.desk.A_MINUTE_SIGNED_OUT", too_many),
        ):
            server = TestServer(build_app(settings_with(data_dir=Path(folder)), runtime, round_seconds=3600))
        await server.start_server()
        try:
            chance = random.Random(seed)  # noqa: S311 the same each time
            return await ask(server, runtime, requests_of(chance, number, reference, others), reference)
        finally:
            await server.close()
            await database.close()


Copy = Callable[[Filling], AbstractContextManager[str]]
"""The address of a copy of the demo, for as long as it is wanted."""


@contextmanager
def copies(kind: str) -> Iterator[Copy]:
    """Of the demo, in one of the two databases. Raises RuntimeError where PostgreSQL is not there."""
    if kind == "sqlite":
        with tempfile.TemporaryDirectory(prefix="waymark-odd-") as folder:
            files = Files(Path(folder))

            @contextmanager
            def of_file(filling: Filling) -> Iterator[str]:
                template = files.template(filling)
                with tempfile.TemporaryDirectory(prefix="waymark-odd-") as own:
                    yield f"sqlite:///{shutil.copy(template, Path(own) / 'waymark.db')}"

            yield of_file
        return
    with throw_away_cluster() as cluster:
        if cluster is None:
            raise RuntimeError("PostgreSQL is not installed")

        @contextmanager
        def of_cluster(filling: Filling) -> Iterator[str]:
            url = cluster.fresh(filling)
            yield url
            cluster.drop(url)

        yield of_cluster


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--number", type=int, default=50_000)
    parser.add_argument("--database", choices=KINDS, default="sqlite")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))  # noqa: S311 printed, to have it again
    of = parser.parse_args()
    _tell(
        f"seed {of.seed}, {of.number:,} requests, {len(PAGES)} pages and changes, {len(PEOPLE)} people, {of.database}"
    )
    logging.disable(logging.CRITICAL)
    statuses: Counter[int] = Counter()
    wrong: list[str] = []
    began = time.monotonic()
    key = new_key()
    fillings = cycle([Filling(in_its_busy_month, key), Filling(with_its_cases, key)])
    with copies(of.database) as copy:
        for start in range(0, of.number, A_ROUND):
            number = min(A_ROUND, of.number - start)
            with copy(next(fillings)) as url:
                found = asyncio.run(round_of(url, key, f"{of.seed}.{start}", number))
            statuses += found.statuses
            wrong += found.wrong
            for one in found.wrong:
                _tell(f"  wrong: {one[:400]}")
            _tell(f"  {start + number:,} after {time.monotonic() - began:.0f} s")
    _tell(f"answers: {', '.join(f'{status}: {count:,}' for status, count in sorted(statuses.items()))}")
    _tell(f"wrong: {len(wrong)}; {time.monotonic() - began:.0f} s")
    return 1 if wrong else 0


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
