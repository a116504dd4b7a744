"""The frame around every page: who is let in, for how long, what a form needs, and what the browser is told."""

import re
from datetime import timedelta

import pytest
from aiohttp.test_utils import TestServer

from bot.desk import mount
from bot.desk.desk import A_MINUTE, A_MINUTE_SIGNED_OUT, Desk
from bot.desk.pages import PAGES
from bot.desk.sign_in import demo as demo_sign_in
from bot.runtime import Runtime
from bot.settings import Settings
from bot.web.app import build_app
from dialogs.words import say
from storage import audit
from storage.administration import organisation
from storage.people import sessions
from storage.people.people import Role
from storage.people.sessions import Way
from tests.bot.conftest import settings_with
from tests.bot.desk.visitor import Visitor
from tests.bot.pretend.behind_microsoft import APP_ID, TENANT
from tests.roles.busy_month import SECRETS

OPEN = [page.path for page in PAGES if not page.changes and "{" not in page.path]
ADDRESSES = [*OPEN, "/sign-in", "/no-such-page", "/record/WM-2222-22", "/%00", "/register?page=2&page=%ff"]


async def later(runtime: Runtime, by: timedelta) -> None:
    moment = runtime.clock() + by
    runtime.clock = lambda: moment


@pytest.mark.parametrize("path", ADDRESSES)
async def test_every_answer_says_that_it_is_kept_nowhere_and_runs_nothing_of_others(dsl: Visitor, path: str) -> None:
    await dsl.opens(path)
    policy = dsl.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert dsl.headers["Cache-Control"] == "no-store"
    assert dsl.headers["Referrer-Policy"] == "same-origin"
    assert dsl.headers["X-Content-Type-Options"] == "nosniff"
    assert dsl.status in (200, 303, 403, 404)
    for inline in ("<style", " style=", " onclick=", "javascript:", "<script>"):
        assert inline not in dsl.text


@pytest.mark.parametrize("path", OPEN)
async def test_who_is_not_signed_in_is_asked_to_and_told_nothing(server: TestServer, path: str) -> None:
    visitor = await Visitor(server).opens(path)
    assert visitor.status == 401
    assert say("sign_in.title") in visitor.text
    assert "WM-" not in visitor.text


async def test_the_cookie_is_for_no_script_and_for_no_other_site(server: TestServer) -> None:
    visitor = await Visitor(server).signs_in()
    (cookie,) = visitor.set_cookies
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert visitor.goes_to == "/desk/"


async def test_nobody_knows_the_secret_from_the_database(runtime: Runtime, dsl: Visitor) -> None:
    (secret,) = dsl.cookies.values()
    async with runtime.database.transaction(runtime.clock()) as tx:
        rows = await tx.connection.execute(sessions.sessions.select())
        assert secret not in str(rows.all())
        entries = await audit.entries(tx, audit.of_person("demo-dsl"))
    assert (entries[-1].action, entries[-1].via) == ("signed_in demo", "desk")


async def test_a_session_ends_when_nothing_is_done_in_it(runtime: Runtime, settings: Settings, dsl: Visitor) -> None:
    for _ in range(3):
        await later(runtime, settings.desk_limits.idle - timedelta(seconds=1))
        assert (await dsl.opens("/")).status == 200
    await later(runtime, settings.desk_limits.idle)
    assert (await dsl.opens("/")).status == 401


async def test_a_session_ends_after_some_hours_whatever_is_done(
    runtime: Runtime, settings: Settings, dsl: Visitor
) -> None:
    begun = runtime.clock()
    while runtime.clock() + timedelta(minutes=15) < begun + settings.desk_limits.longest:
        await later(runtime, timedelta(minutes=15))
        assert (await dsl.opens("/register")).status == 200
    await later(runtime, timedelta(minutes=15))
    assert (await dsl.opens("/register")).status == 401


async def test_signing_out_here_leaves_the_other_browser_signed_in(server: TestServer, dsl: Visitor) -> None:
    other = await Visitor(server).signs_in()
    await dsl.opens("/")
    await dsl.sends("/sign-out")
    assert (dsl.goes_to, dsl.cookies) == ("/desk/sign-in", {})
    assert (await dsl.opens("/")).status == 401
    assert (await other.opens("/")).status == 200


async def test_signing_out_everywhere_ends_every_session_of_this_person_and_no_other(server: TestServer) -> None:
    here, there = await Visitor(server).signs_in(), await Visitor(server).signs_in()
    deputy = await Visitor(server).signs_in("deputy")
    await here.opens("/")
    await here.sends("/sign-out", everywhere="yes")
    assert (await there.opens("/")).status == 401
    assert (await deputy.opens("/")).status == 200


async def test_a_cookie_that_was_signed_out_lets_nobody_in_again(server: TestServer, dsl: Visitor) -> None:
    kept = dict(dsl.cookies)
    await dsl.opens("/")
    await dsl.sends("/sign-out")
    assert (await Visitor(server, cookies=kept).opens("/")).status == 401


BAD_FORMS: list[tuple[dict[str, str | None], str | None]] = [
    ({}, None),
    ({}, ""),
    ({}, "0" * 64),
    ({}, "ünïcode"),
    ({"Origin": "https://evil.example"}, "theirs"),
    ({"Origin": "null"}, "theirs"),
    ({"Origin": "http://127.0.0.1:1"}, "theirs"),
    ({"Origin": ""}, "theirs"),
    ({"Origin": None}, "theirs"),
    ({"Origin": None, "Sec-Fetch-Site": "cross-site"}, "theirs"),
]


@pytest.mark.parametrize(("headers", "token"), BAD_FORMS)
async def test_a_form_from_anywhere_else_changes_nothing(
    runtime: Runtime, dsl: Visitor, headers: dict[str, str | None], token: str | None
) -> None:
    await dsl.opens("/register")
    await dsl.sends("/register/save", headers, name="Kept so", token=dsl.token if token == "theirs" else token)
    assert dsl.status == 403
    assert "Kept so" not in (await dsl.opens("/register")).text


async def test_the_token_of_one_session_is_none_of_another(server: TestServer, dsl: Visitor) -> None:
    await dsl.opens("/register")
    other = await (await Visitor(server).signs_in()).opens("/")
    await other.sends("/register/save", name="Kept so", token=dsl.token)
    assert other.status == 403


async def test_a_change_is_never_a_link(dsl: Visitor) -> None:
    shown = {page.path for page in PAGES if not page.changes}
    for page in PAGES:
        if page.changes and page.path not in shown:
            assert (await dsl.opens(re.sub(r"{[a-z]+}", "x", page.path))).status in (404, 405), page.path


async def test_a_role_that_was_withdrawn_ends_what_it_allowed_at_once(runtime: Runtime, dsl: Visitor) -> None:
    assert (await dsl.opens("/register")).status == 200
    async with runtime.database.transaction(runtime.clock()) as tx:
        await organisation.set_roles(tx, "demo-dsl", "demo-school", [Role.WORKER])
    assert (await dsl.opens("/register")).status == 403
    assert say("desk.messages.not_yours") in dsl.text
    assert "/desk/register" not in (await dsl.opens("/")).text


async def test_somebody_who_has_left_is_shown_nothing_any_more(runtime: Runtime, dsl: Visitor) -> None:
    async with runtime.database.transaction(runtime.clock()) as tx:
        await organisation.leave(tx, "demo-dsl")
    for path in OPEN:
        assert (await dsl.opens(path)).status == 403
        assert "WM-" not in dsl.text


async def test_too_many_pages_in_a_minute_are_refused_and_others_go_on(server: TestServer, dsl: Visitor) -> None:
    statuses = [(await dsl.sends("/still-here", token="0")).status for _ in range(A_MINUTE + 1)]
    assert statuses[-1] == 429
    assert (await (await Visitor(server).signs_in("deputy")).opens("/")).status == 200


async def test_too_many_from_one_address_without_signing_in_are_refused(server: TestServer, dsl: Visitor) -> None:
    stranger = Visitor(server)
    for _ in range(A_MINUTE_SIGNED_OUT):
        await stranger.opens("/")
    assert (await stranger.opens("/")).status == 429
    assert (await dsl.opens("/")).status == 200, "who is signed in is not held up by others at the same address"
    behind = await stranger.opens("/", **{"X-Forwarded-For": "203.0.113.7, 198.51.100.4"})
    assert behind.status == 401, "a proxy on this machine says whom it asks for"


@pytest.mark.parametrize("login", ["nobody", "", "DSL", "former", "demo-dsl"])
async def test_in_the_demo_one_is_one_of_its_people_or_nobody(server: TestServer, login: str) -> None:
    visitor = await Visitor(server).signs_in(login)
    assert (visitor.status, visitor.cookies) == (404, {})


async def test_another_page_signs_nobody_in(server: TestServer) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        visitor = await Visitor(server).asks("POST", "/sign-in/demo", headers=headers, data={"person": "dsl"})
        assert (visitor.status, visitor.cookies) == (403, {})


def test_the_demos_sign_in_is_refused_wherever_there_is_an_app_id(runtime: Runtime) -> None:
    real = settings_with(app_id=APP_ID, app_password="secret", tenants=TENANT, keys="A" * 43 + "=")
    desk = Desk(real, runtime, demo_sign_in.sign_in)
    with pytest.raises(ValueError, match="for the demo"):
        demo_sign_in.DemoSignIn(desk).mount(desk.application(), real)
    app = build_app(real, runtime)
    mount(app, real, runtime)
    assert not [route for route in app.router.resources() if "demo" in str(route)]


async def test_a_file_of_ours_is_kept_by_the_browser_and_no_other_is_served(dsl: Visitor) -> None:
    await dsl.opens("/static/style.css")
    assert "immutable" in dsl.headers["Cache-Control"]
    for name in ("desk.py", "..%2fdesk.py", "%2e%2e%2fdesk.py", "none.css", "%00", "a" * 500):
        assert (await dsl.opens(f"/static/{name}")).status in (400, 404)


async def test_no_title_and_no_address_says_a_childs_name(dsl: Visitor) -> None:
    for path in OPEN:
        await dsl.opens(path)
        title = dsl.text.partition("<title>")[2].partition("</title>")[0]
        assert title.endswith(f"– {say('desk.title')}")
        assert not [word for word in SECRETS if word in title]


async def test_what_was_done_is_one_of_our_own_sentences(dsl: Visitor) -> None:
    assert say("desk.done.saved") in (await dsl.opens("/?done=saved")).text
    for said in ("<b>", "..messages.failed", "saved.x", "messages"):
        assert 'class="done"' not in (await dsl.opens(f"/?done={said}")).text


async def test_a_session_of_the_tab_is_not_taken_from_the_browsers_cookie(server: TestServer, runtime: Runtime) -> None:
    async with runtime.database.transaction(runtime.clock()) as tx:
        secret = await sessions.begin(tx, "demo-dsl", Way.TEAMS)
    assert (await Visitor(server, cookies={"waymark-desk": secret}).opens("/")).status == 401
    tab = await Visitor(server, cookies={"waymark-tab": secret}).opens("/")
    assert tab.status == 200
    assert "https://teams.microsoft.com" in tab.headers["Content-Security-Policy"]
