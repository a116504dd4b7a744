"""A running bot with the demo organisation, and Teams around it."""

import shutil
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from bot.runtime import Runtime
from bot.settings import Settings
from bot.web.app import build_app
from dialogs.interview.chat import Chat
from dialogs.turn import Reply, State
from knowledge.lookup.search import Guidance
from storage.administration import demo
from storage.database.engine import Database
from storage.database.vault import Vault
from tests.bot.office import Office
from tests.bot.pretend.post_office import PostOffice
from tests.bot.pretend.pretend_teams import Person, PretendTeams
from tests.conversation import LIBRARY
from tests.support.databases import Files, Filling

Someone = Callable[..., Person]
Script = Callable[[Callable[[Chat, State], Sequence[Reply]]], None]


READ = Guidance.load


@cache
def shipped() -> Guidance:
    """The guidance without a council's own cards."""
    return READ()


def settings_with(**parts: Any) -> Settings:
    return Settings.model_validate(parts)


@pytest.fixture(autouse=True)
def guidance_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands run in this process: each would read the same cards again, for more than a second."""
    monkeypatch.setattr(Guidance, "load", lambda overlay=None: READ(overlay) if overlay else shipped())


@pytest.fixture
def turn_seconds() -> float:
    """The longest that one turn may take: long, for a busy machine is no failure."""
    return 60


@pytest.fixture
def settings(tmp_path: Path, turn_seconds: float) -> Settings:
    return settings_with(data_dir=tmp_path, turn_seconds=turn_seconds)


async def fill(database: Database) -> None:
    async with database.transaction(datetime.now(UTC)) as tx:
        await demo.fill(tx)


@pytest.fixture
async def runtime(tmp_path: Path, sqlite_files: Files, key: str) -> AsyncIterator[Runtime]:
    file = shutil.copy(sqlite_files.template(Filling(fill, key)), tmp_path / "waymark.db")
    database = Database(f"sqlite:///{file}", Vault([key]))
    yield Runtime(database, LIBRARY)
    await database.close()


@pytest.fixture
async def teams() -> AsyncIterator[PretendTeams]:
    pretend = PretendTeams()
    server = await pretend.start()
    yield pretend
    await server.close()


@pytest.fixture
def post() -> Iterator[PostOffice]:
    office = PostOffice()
    yield office
    office.close()


@pytest.fixture
async def bot(settings: Settings, runtime: Runtime) -> AsyncIterator[TestServer]:
    server = TestServer(build_app(settings, runtime, round_seconds=0.05))
    await server.start_server()
    yield server
    await server.close()


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def someone(teams: PretendTeams, bot: TestServer, http: aiohttp.ClientSession) -> Someone:
    """`someone("demo-dsl")` is that person, in their private chat."""

    def make(object_id: str = "demo-worker", **parts: Any) -> Person:
        return Person(teams, http, str(bot.make_url("/api/messages")), object_id, **parts)

    return make


@pytest.fixture
def worker(someone: Someone) -> Person:
    return someone()


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Script:
    """Puts a tiny conversation in the place of Waymark's own: a function from a turn to its replies."""

    def put(says: Callable[[Chat, State], Sequence[Reply]]) -> None:
        async def answer(chat: Chat, state: State) -> tuple[State, list[Reply]]:
            replies = list(says(chat, state))
            return {**state, "turns": state.get("turns", 0) + 1}, replies

        monkeypatch.setattr("bot.turns.menu.answer", answer)

    return put


@pytest.fixture(scope="session")
def demo_office(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The demo organisation, filled once and copied for each test."""
    folder = tmp_path_factory.mktemp("demo_office")
    shutil.copy(sqlite_template, folder / "waymark.db")
    return Office(folder).open_demo()


@pytest.fixture
def office(demo_office: Office, tmp_path: Path) -> Office:
    """An installation with the demo organisation, for this test alone."""
    Path(shutil.copy(demo_office.file, tmp_path / "waymark.db")).chmod(0o600)
    return Office(tmp_path, demo_office.key)
