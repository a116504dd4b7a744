"""Logs never hold a typed word; health says what is wrong in a word; too much at once is turned away."""

import asyncio
import gc
import io
import json
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import BaseTestServer, TestServer

from bot import logs
from bot.runtime import Runtime
from bot.settings import Settings, SettingsProblem
from bot.web import guards
from bot.web.app import build_app
from bot.web.health import Health
from dialogs.interview.chat import Chat
from dialogs.turn import Reply, State
from dialogs.words import say
from knowledge.lookup.cards import Fault, GuidanceProblem
from storage import conversations
from storage.administration import reindexing
from storage.database.vault import new_key
from storage.records.tables import children
from tests.bot.conftest import Script, Someone, settings_with
from tests.bot.office import signed_record
from tests.bot.pretend.behind_microsoft import APP_ID, TENANT
from tests.bot.pretend.pretend_teams import Person, PretendTeams

PLANTED = "Quixotry-Zebedee-4417"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that is logged, at the most talkative level."""
    root, heard = logging.getLogger(), io.StringIO()
    before, level = list(root.handlers), root.level
    logs.set_up("DEBUG", to=heard)
    root.setLevel(logging.DEBUG)
    yield heard
    root.handlers[:] = before
    root.setLevel(level)
    logging.captureWarnings(False)


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


async def test_a_typed_word_is_in_no_log_and_in_no_file(
    worker: Person, script: Script, teams: PretendTeams, log: io.StringIO, tmp_path: Path
) -> None:
    def fails_now_and_then(chat: Chat, state: State) -> Sequence[Reply]:
        if "boom" in (chat.turn.text or ""):
            raise RuntimeError(f"could not use {chat.turn.text}")
        return [Reply("heard", f"Heard {chat.turn.text or chat.turn.value}.")]

    async def refuse(_method: str, activity: dict[str, Any]) -> web.Response:
        return web.json_response({"error": {"code": "X", "message": str(activity)}}, status=500)

    script(fails_now_and_then)
    await worker.says(f"hello {PLANTED}")
    await worker.says(f"boom {PLANTED}")
    await worker.posts(worker.activity(value={"asked": "x", "answer": PLANTED, "words": PLANTED}))
    teams.answers = refuse
    await worker.says(f"refused {PLANTED}")
    assert any(PLANTED in m.text for m in worker.chat)
    logging.getLogger("somebody.else").error("failed on %s", PLANTED)
    assert any(line["level"] == "error" for line in lines(log))
    assert PLANTED not in log.getvalue()
    files = contents(tmp_path)
    assert files.keys() >= {"waymark.db", "waymark.db-wal"}
    assert not [name for name, content in files.items() if PLANTED.encode() in content]


async def test_a_failed_turn_is_found_by_the_reference_that_the_person_was_told(
    worker: Person, script: Script, log: io.StringIO
) -> None:
    """Whatever is said of that turn, where it is taken and where its replies are sent, has the one reference."""

    def fails(_chat: Chat, _state: State) -> Sequence[Reply]:
        logging.getLogger("bot.teams").warning("on the way")
        raise RuntimeError

    script(fails)
    [sorry] = await worker.says("hello")
    [again] = await worker.says("hello")
    said, next_time = (shown.text.split("Reference ")[1].rstrip(") \n") for shown in (sorry, again))
    assert said != next_time
    of_turns = [(line["message"], line["turn"]) for line in lines(log) if "turn" in line]
    assert of_turns == [(what, turn) for turn in (said, next_time) for what in ("on the way", "turn failed")]


def test_of_others_only_the_pattern_is_logged(log: io.StringIO) -> None:
    logging.getLogger("asyncio").error("Task exception was never retrieved\nfuture: %s", PLANTED)
    assert lines(log)[-1]["message"] == "Task exception was never retrieved"


def test_an_error_is_logged_by_kind_and_place(log: io.StringIO) -> None:
    try:
        try:
            raise KeyError(PLANTED)
        except KeyError as error:
            raise ValueError(PLANTED) from error
    except ValueError:
        logging.getLogger("bot.test").exception("that went wrong")
    line = lines(log)[-1]
    assert line["error"] == "ValueError"
    assert "KeyError" in line["where"]
    assert "test_an_error_is_logged_by_kind_and_place" in line["where"]
    assert PLANTED not in log.getvalue()


async def get(http: aiohttp.ClientSession, bot: BaseTestServer, path: str) -> tuple[int, dict[str, Any]]:
    async with http.get(bot.make_url(path)) as response:
        return response.status, await response.json()


async def test_health_of_a_bot_that_is_well(bot: TestServer, http: aiohttp.ClientSession) -> None:
    assert await get(http, bot, "/healthz") == (200, {"status": "ok"})
    ready = {"ready": True, "database": "ok", "guidance": "ok", "alerts": "ok", "teams": "ok"}
    assert await get(http, bot, "/readyz") == (200, ready)


@pytest.mark.parametrize(
    ("goes_wrong", "said"),
    [(None, "being_read"), (GuidanceProblem([Fault(path=Path("x.md"), line=1, reason="no title")]), "cannot_be_used")],
)
async def test_nobody_is_sent_here_before_the_guidance_is_read(
    settings: Settings,
    runtime: Runtime,
    http: aiohttp.ClientSession,
    monkeypatch: pytest.MonkeyPatch,
    goes_wrong: Exception | None,
    said: str,
) -> None:
    """And whoever writes meanwhile is answered: it is read in a thread."""
    go_on = threading.Event()

    def read_ahead(_: object) -> None:
        if goes_wrong:
            raise goes_wrong
        go_on.wait()

    monkeypatch.setattr("bot.web.app.read_ahead", read_ahead)
    monkeypatch.setattr("bot.web.health.READING_SECONDS", 0.1)
    async with TestServer(build_app(settings, runtime)) as bot:
        assert await get(http, bot, "/healthz") == (200, {"status": "ok"})
        status, parts = await get(http, bot, "/readyz")
        assert (status, parts["guidance"]) == (503, said)
        go_on.set()
        monkeypatch.setattr("bot.web.health.READING_SECONDS", 60)
        assert (await get(http, bot, "/readyz"))[0] == (503 if goes_wrong else 200)


# the driver forgets to close a connection that it could not open
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
async def test_health_says_what_is_wrong(
    bot: TestServer, http: aiohttp.ClientSession, tmp_path: Path, runtime: Runtime
) -> None:
    await runtime.database.close()
    (tmp_path / "waymark.db").rename(tmp_path / "away.db")
    status, said = await get(http, bot, "/readyz")
    assert (status, said["ready"], said["database"]) == (503, False, "database_gone")
    (tmp_path / "away.db").rename(tmp_path / "waymark.db")
    assert (await get(http, bot, "/readyz"))[0] == 200
    gc.collect()


# what is left behind is a connection to a file that is no more
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("how", [Path.unlink, Path.touch])
async def test_a_database_that_goes_while_it_runs_is_not_ready(
    bot: TestServer, http: aiohttp.ClientSession, tmp_path: Path, how: Callable[[Path], None]
) -> None:
    assert (await get(http, bot, "/readyz"))[0] == 200
    (tmp_path / "waymark.db").unlink()
    if how is Path.touch:
        how(tmp_path / "waymark.db")
    status, said = await get(http, bot, "/readyz")
    assert (status, said["database"]) == (503, "database_gone")
    gc.collect()


async def test_the_rounds_delete_what_is_past_its_time(settings: Settings, runtime: Runtime) -> None:
    async with runtime.database.transaction(runtime.clock() - timedelta(days=8)) as tx:
        await conversations.keep_turn(tx, "demo-worker", "old", [])
    server = TestServer(build_app(settings, runtime, round_seconds=0.05))
    await server.start_server()
    for _ in range(100):
        async with runtime.database.transaction(runtime.clock()) as tx:
            if await conversations.stored_turn(tx, "demo-worker", "old") is None:
                break
        await asyncio.sleep(0.05)
    else:
        pytest.fail("it was kept")
    await server.close()


async def test_the_rounds_make_anew_what_older_records_are_found_by(settings: Settings, runtime: Runtime) -> None:
    async with runtime.database.transaction(runtime.clock()) as tx:
        await signed_record(tx)
        await tx.connection.execute(children.update().values(names_by=""))
    server = TestServer(build_app(settings, runtime, round_seconds=0.05))
    await server.start_server()
    for _ in range(100):
        async with runtime.database.transaction(runtime.clock()) as tx:
            if not await reindexing.left(tx):
                break
        await asyncio.sleep(0.05)
    else:
        pytest.fail("it was left as it was")
    await server.close()


async def test_a_secret_that_has_run_out_shows(runtime: Runtime) -> None:
    health = Health(runtime)
    health.went_round("no_token")
    answer = await health.ready(None)  # type: ignore[arg-type]  # the request is not looked at
    assert answer.status == 503
    assert json.loads(str(answer.text))["teams"] == "no_token"


async def test_a_body_that_is_too_large_is_refused(bot: TestServer, http: aiohttp.ClientSession) -> None:
    body = b'{"type": "message", "text": "' + b"x" * 300_000 + b'"}'
    headers = {"Content-Type": "application/json"}
    async with http.post(bot.make_url("/api/messages"), data=body, headers=headers) as response:
        assert response.status == 413


class TestManyMessages:
    @pytest.fixture
    def settings(self, tmp_path: Path) -> Settings:
        return settings_with(data_dir=tmp_path, messages_a_minute=3)

    async def test_too_many_in_a_minute_are_turned_away_in_words(self, someone: Someone, script: Script) -> None:
        script(lambda _chat, _state: [Reply("ok", "Ok.")])
        worker = someone()
        said = [(await worker.says(f"message {n}"))[0].text for n in range(4)]
        assert said == ["Ok."] * 3 + [say("edge.too_fast")]
        assert [m.text for m in await someone("demo-dsl").says("hello")] == ["Ok."]


def test_the_pace_is_counted_over_the_last_minute() -> None:
    pace = guards.Pace(2)
    assert [pace.takes("a", second) for second in (0.0, 30.0, 59.0, 60.0, 61.0, 90.0)] == [
        True,
        True,
        False,
        True,
        False,
        True,
    ]


def test_people_long_silent_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guards, "MOST_REMEMBERED", 2)
    pace = guards.Pace(1)
    for person in ("a", "b", "c"):
        assert pace.takes(person, 0.0)
    assert pace.takes("a", 1.0)
    assert not pace.takes("c", 1.0)


def test_demo_data_and_an_app_id_do_not_go_together() -> None:
    real = settings_with(app_id=APP_ID, app_password="y", keys=new_key(), tenants=TENANT)
    guards.refuse_demo_data(real, demo_data=False)
    guards.refuse_demo_data(settings_with(), demo_data=True)
    with pytest.raises(SettingsProblem):
        guards.refuse_demo_data(real, demo_data=True)
