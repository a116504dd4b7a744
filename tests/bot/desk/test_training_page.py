"""Training at the desk: the team keeps its sessions and notes who came, a manager sees their own staff, and everybody
themselves.
"""

import pytest
from aiohttp.test_utils import TestServer

from bot.runtime import Runtime
from storage.training import sessions
from tests.bot.desk.test_record import field
from tests.bot.desk.visitor import Visitor

NEW = {"kind": "skills", "day": "2026-12-03", "starts": "14:00", "minutes": "60", "way": "video", "places": "6"}


@pytest.fixture
async def runtime(whole_demo: Runtime) -> Runtime:
    return whole_demo


async def test_the_team_sees_the_register_and_who_will_be_current_when(server: TestServer) -> None:
    team = await (await Visitor(server).signs_in("training")).opens("/training")
    for words in ("Tam Dunholme (demo)", "lapsed", "refresher due", "If nobody comes to a refresher", "now: 5"):
        assert words in team.text
    assert team.text.index("Tam Dunholme") < team.text.index("Fen Aldwark (demo)</th>"), "who has lapsed comes first"


async def test_the_team_holds_a_session_and_cancels_it(server: TestServer, runtime: Runtime) -> None:
    team = await (await Visitor(server).signs_in("training")).opens("/training")
    await team.sends("/training/sessions/begin", session_task="hold_one")
    assert team.goes_to == "/desk/training/sessions"
    await team.opens("/training/sessions")
    asked, dialog = field(team.text, "asked"), field(team.text, "dialog")
    await team.sends("/training/sessions", None, asked=asked, dialog=dialog, **NEW)
    assert "Skills session, Thursday 3 December 2026, 14:00" in team.text
    async with runtime.database.transaction(runtime.clock()) as tx:
        (held,) = [one for one in await sessions.coming(tx) if one.kind == "skills"]
    await team.opens("/training")
    await team.sends("/training/sessions/begin", session_task="cancel_one", which=held.id)
    assert "Cancelled." in team.text
    await team.opens("/training")
    assert "Skills session" not in team.text


async def test_the_team_notes_who_came_and_finds_it_with_the_session(server: TestServer, runtime: Runtime) -> None:
    async with runtime.database.transaction(runtime.clock()) as tx:
        (begun,) = await sessions.begun(tx)
    team = await (await Visitor(server).signs_in("training")).opens("/training")
    assert "Who came is still to be noted (1)" in team.text
    await team.sends("/training/came/begin", session=begun.id)
    await team.opens("/training/came")
    assert "Ivo Brackley (demo)" in team.text
    await team.sends("/training/came", asked=field(team.text, "asked"), answer="demo-assessor2")
    await team.opens("/training")
    assert "still to be noted" not in team.text
    assert "1 of 1 came" in team.text


async def test_a_manager_sees_their_own_staff_and_no_session(server: TestServer) -> None:
    manager = await (await Visitor(server).signs_in("manager")).opens("/training")
    assert "Fen Aldwark (demo)" in manager.text
    assert "Sessions to come" not in manager.text
    other = await (await Visitor(server).signs_in("service_manager")).opens("/training")
    assert "Fen Aldwark" not in other.text


async def test_everybody_sees_their_own_and_takes_a_place(server: TestServer) -> None:
    worker = await (await Visitor(server).signs_in("worker")).opens("/training/mine")
    assert "You aren’t on the register" in worker.text
    assert "<button>Take a place" not in worker.text
    await worker.opens("/mine")
    assert "/desk/training/mine" in worker.text


async def test_a_long_register_comes_in_pages(server: TestServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.desk.pages.training.A_PAGE", 3)
    team = await (await Visitor(server).signs_in("training")).opens("/training?page=2")
    assert "Page 2 of 2" in team.text
    assert "Tam Dunholme" not in team.text
