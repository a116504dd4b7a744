"""Signing in at the desk in a real browser: over Microsoft's page, and in a tab that Teams shows.

The browser believes that it is at https://waymark.example.org, at Microsoft and at Teams: what it asks of them is
answered by the bot, by the fake Entra, and by a page that speaks to Microsoft's own library as Teams does.
"""

import base64
import hashlib
import html
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route

from bot.desk import headers
from dialogs.words import say
from tests.bot.pretend.behind_microsoft import APP_ID, DSL, TENANT, Behind
from tests.bot.pretend.fake_microsoft import FakeMicrosoft
from tests.support.from_npm import from_npm

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PUBLIC = "https://waymark.example.org"
TEAMS = """<!doctype html><title>Teams</title>
<iframe name="tab" src="https://waymark.example.org/desk/tab" width="700" height="700"></iframe>
<script>
const said = [];
addEventListener("message", event => {
  const { id, uuid, uuidAsString, func } = event.data;
  said.push(func);
  const answers = {
    "initialize": ["content", "web", "", "2.0.1"],
    "authentication.getAuthToken": [true, "%s"],
  };
  if (answers[func]) event.source.postMessage({ id, uuid, uuidAsString, args: answers[func] }, event.origin);
});
</script>"""


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory, microsoft: FakeMicrosoft) -> Iterator[Behind]:
    served = Behind(tmp_path_factory.mktemp("bot"), microsoft, desk_url=PUBLIC)
    yield served
    served.served.stop()


def go(route: Route, address: str, **headers: str) -> None:
    """As a redirect does it: what a redirect leads to would be asked of the real internet."""
    page = f'<!doctype html><meta http-equiv="refresh" content="0;url={html.escape(address)}">'
    route.fulfill(body=page, headers={"Content-Type": "text/html", **headers})


@pytest.fixture
def context(browser: Browser, behind: Behind, microsoft: FakeMicrosoft) -> Iterator[BrowserContext]:
    opened = browser.new_context()

    def to_the_bot(route: Route) -> None:
        asked = route.request
        sent = asked.all_headers()
        address = asked.url.replace(PUBLIC, behind.served.url)
        answer = route.fetch(url=address, headers=sent, max_redirects=0)
        if asked.is_navigation_request() and answer.status == 303:
            cookies = [header["value"] for header in answer.headers_array if header["name"].lower() == "set-cookie"]
            go(route, answer.headers["location"], **({"Set-Cookie": "\n".join(cookies)} if cookies else {}))
        else:
            route.fulfill(response=answer)

    def at_microsoft(route: Route) -> None:
        go(route, microsoft.entra.signs_in(route.request.url, TENANT, DSL))

    def in_teams(route: Route) -> None:
        token = microsoft.entra.token(microsoft.entra.teams_claims(APP_ID, TENANT, DSL))
        route.fulfill(body=TEAMS % token, content_type="text/html")

    def library(route: Route) -> None:
        file = from_npm("@microsoft/teams-js/dist/umd/MicrosoftTeams.min.js")
        shared = {"Access-Control-Allow-Origin": "*", "Content-Type": "text/javascript"}
        route.fulfill(body=file.read_bytes(), headers=shared)

    def domains(route: Route) -> None:
        route.fulfill(json={"validOrigins": ["teams.microsoft.com"]}, headers={"Access-Control-Allow-Origin": "*"})

    opened.route("**/*", lambda route: route.abort())
    opened.route(f"{PUBLIC}/**", to_the_bot)
    opened.route("https://login.microsoftonline.com/**", at_microsoft)
    opened.route("https://teams.microsoft.com/", in_teams)
    opened.route(headers.TEAMS_LIBRARY, library)
    opened.route(headers.TEAMS_HOSTS, domains)
    yield opened
    opened.unroute_all(behavior="ignoreErrors")
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def test_over_microsofts_page_one_comes_to_the_page_that_one_asked_for(page: Page) -> None:
    page.goto(f"{PUBLIC}/desk/register")
    page.get_by_role("link", name=say("sign_in.go")).click()
    page.get_by_role("heading", name=say("register.title"), level=1).wait_for()
    assert page.url == f"{PUBLIC}/desk/register"
    cookie = next(one for one in page.context.cookies(PUBLIC) if "waymark-desk" in str(one.get("name")))
    assert (cookie.get("httpOnly"), cookie.get("secure"), cookie.get("sameSite")) == (True, True, "Lax")
    assert page.evaluate("document.cookie") == ""


def test_in_teams_one_is_signed_in_by_teams(page: Page) -> None:
    page.goto("https://teams.microsoft.com/")
    tab = page.frame_locator("iframe")
    tab.get_by_role("heading", name=say("today.title"), level=1).wait_for()
    tab.get_by_role("link", name=say("register.menu")).click()
    tab.get_by_role("heading", name=say("register.title"), level=1).wait_for()
    cookie = next(one for one in page.context.cookies(PUBLIC) if "waymark-tab" in str(one.get("name")))
    assert (cookie.get("httpOnly"), cookie.get("secure"), cookie.get("sameSite")) == (True, True, "None")


def test_nobody_but_teams_may_show_it(page: Page, context: BrowserContext) -> None:
    frame = f'<!doctype html><iframe src="{PUBLIC}/desk/tab"></iframe>'
    context.route("https://evil.example/", lambda route: route.fulfill(body=frame, content_type="text/html"))
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    page.goto("https://evil.example/")
    page.wait_for_timeout(500)
    assert any("frame-ancestors" in text for text in refused)


def test_the_library_is_the_one_that_its_hash_names() -> None:
    file = from_npm("@microsoft/teams-js/dist/umd/MicrosoftTeams.min.js")
    digest = base64.b64encode(hashlib.sha384(file.read_bytes()).digest()).decode()
    assert f"sha384-{digest}" == headers.TEAMS_LIBRARY_HASH
