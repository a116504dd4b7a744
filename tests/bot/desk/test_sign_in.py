"""Signing in by Entra: the bot as a council runs it, behind a Microsoft that speaks the real protocol.

The matrix: whatever is wrong with a token, a state or a cookie, nobody is signed in, and the page says what to do.
"""

import itertools
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from dialogs.words import say
from storage import audit
from storage.administration import organisation
from storage.database.engine import Tx
from storage.people import people, sessions
from storage.people.people import KnownAs, Role
from tests.bot.desk.visitor import Visitor
from tests.bot.pretend.behind_microsoft import APP_ID, DSL, TENANT, Behind
from tests.bot.pretend.fake_entra import Claims
from tests.bot.pretend.fake_microsoft import FakeMicrosoft
from tests.bot.pretend.tokens import signed

PUBLIC = "https://waymark.example.org"
OTHER_TENANT = "99999999-cccc-4777-8666-555555555555"
NOBODY = "bbbbbbbb-1111-4222-8333-444444444444"
WITHOUT_ROLE = "cccccccc-1111-4222-8333-444444444444"
SESSION_COOKIES = {"__Host-waymark-desk", "__Host-waymark-tab"}
ADDRESSES = (f"203.0.113.{number}" for number in itertools.cycle(range(1, 255)))


async def school(tx: Tx) -> str:
    return (await people.get(tx, "dsl")).setting_id


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory, microsoft: FakeMicrosoft) -> Iterator[Behind]:
    """Whatever came back, in the end none of it was an error of ours, and nothing of a token is in the log."""
    served = Behind(tmp_path_factory.mktemp("bot"), microsoft, desk_url=PUBLIC)
    known_as = KnownAs(tenant=TENANT, object_id=WITHOUT_ROLE)
    setting = served.changes(school)
    served.changes(lambda tx: people.add(tx, "Somebody", setting, [], known_as))
    yield served
    assert served.served.stop() == 0
    assert '"level": "error"' not in served.served.log
    assert "Traceback" not in served.served.log
    assert "eyJ" not in served.served.log


@pytest.fixture(autouse=True)
def as_it_was(microsoft: FakeMicrosoft) -> Iterator[None]:
    yield
    microsoft.entra.mends, microsoft.entra.signs, microsoft.entra.answers = dict, None, None
    microsoft.keys_are_out = False


@pytest.fixture
def visitor(behind: Behind) -> Visitor:
    return Visitor(behind.served.url, PUBLIC, next(ADDRESSES))


async def goes(visitor: Visitor, to: str = "") -> str:
    """To Microsoft's page, whose address that is."""
    await visitor.opens(f"/sign-in/microsoft{to}")
    assert visitor.status == 303
    return visitor.goes_to


def back(address: str) -> str:
    """The part of an address on the desk that begins after /desk."""
    assert address.startswith(f"{PUBLIC}/desk/")
    return address.removeprefix(f"{PUBLIC}/desk")


async def comes_back(visitor: Visitor, microsoft: FakeMicrosoft, who: str = DSL, tenant: str = TENANT) -> Visitor:
    return await visitor.opens(back(microsoft.entra.signs_in(await goes(visitor), tenant, who)))


def is_refused(visitor: Visitor, *statuses: int) -> None:
    """Nobody is signed in, and a clear page says so and lets them begin again."""
    assert visitor.status in (statuses or (401, 403)), visitor.text
    assert not SESSION_COOKIES & set(visitor.cookies)
    assert 'role="alert"' in visitor.text
    assert "/desk/sign-in/microsoft" in visitor.text
    assert visitor.headers["Cache-Control"] == "no-store"


# -- what is right -------------------------------------------------------------------------------------------------


async def test_somebody_signs_in_and_is_who_they_are_in_the_chat(
    behind: Behind, microsoft: FakeMicrosoft, visitor: Visitor
) -> None:
    assert (await visitor.opens("/")).status == 401
    await comes_back(visitor, microsoft)
    assert (visitor.status, visitor.goes_to) == (303, "/desk/")
    ours = next(cookie for cookie in visitor.set_cookies if "waymark-desk" in cookie)
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(ours.split("; "))
    assert set(visitor.cookies) == {"__Host-waymark-desk"}, "what the sign-in kept is gone"
    assert (await visitor.opens("/")).status == 200
    assert "A lead" in visitor.text
    assert "max-age" in visitor.headers["Strict-Transport-Security"]

    async def done(tx: Tx) -> list[str]:
        return [entry.action for entry in await audit.entries(tx, audit.of_person("dsl"))]

    assert "signed_in browser" in behind.changes(done)


async def test_one_goes_on_to_the_page_that_one_asked_for(microsoft: FakeMicrosoft, visitor: Visitor) -> None:
    await visitor.opens("/register")
    assert "/desk/sign-in/microsoft?to=%2Fregister" in visitor.text
    address = await goes(visitor, "?to=%2Fregister")
    await visitor.opens(back(microsoft.entra.signs_in(address, TENANT, DSL)))
    assert visitor.goes_to == "/desk/register"


@pytest.mark.parametrize("to", ["//evil.example", "https://evil.example", "/\\evil.example", "/..//x", "@evil", "/%0d"])
async def test_one_never_goes_on_to_elsewhere(microsoft: FakeMicrosoft, visitor: Visitor, to: str) -> None:
    await visitor.asks("GET", "/sign-in/microsoft", params={"to": to})
    await visitor.opens(back(microsoft.entra.signs_in(visitor.goes_to, TENANT, DSL)))
    assert visitor.goes_to == "/desk/"


async def test_the_tab_exchanges_teams_token_for_a_session_of_its_own(
    microsoft: FakeMicrosoft, visitor: Visitor
) -> None:
    await visitor.opens("/tab")
    policy = visitor.headers["Content-Security-Policy"]
    assert "frame-ancestors https://teams.microsoft.com https://*.teams.microsoft.com" in policy
    assert "X-Frame-Options" not in visitor.headers
    token = microsoft.entra.token(microsoft.entra.teams_claims(APP_ID, TENANT, DSL))
    await visitor.sends("/sign-in/teams", token=token)
    assert visitor.status == 303
    (cookie,) = visitor.set_cookies
    assert cookie.startswith("__Host-waymark-tab=")
    assert {"Secure", "HttpOnly", "SameSite=None", "Partitioned", "Path=/"} <= set(cookie.split("; "))
    await visitor.opens("/")
    assert visitor.status == 200
    assert "frame-ancestors https://teams.microsoft.com" in visitor.headers["Content-Security-Policy"]


async def test_in_the_tab_whoever_is_signed_out_is_signed_in_again_by_teams(visitor: Visitor) -> None:
    await visitor.opens("/register", **{"Sec-Fetch-Dest": "iframe"})
    assert (visitor.status, visitor.goes_to) == (303, "/desk/tab?to=%2Fregister")


# -- the matrix: an id token ---------------------------------------------------------------------------------------


def with_(**changed: Any) -> Callable[[Claims], Claims]:
    """A claim that is None is left out."""
    return lambda claims: {name: value for name, value in (claims | changed).items() if value is not None}


def now(seconds: int) -> int:
    return int(time.time()) + seconds


BAD_ID_TOKENS: dict[str, Callable[[Claims], Claims]] = {
    "another audience": with_(aud="22222222-aaaa-4333-8444-555555555555"),
    "several audiences": with_(aud=[APP_ID, "22222222-aaaa-4333-8444-555555555555"]),
    "audience as an address": with_(aud=f"api://{APP_ID}"),
    "no audience": with_(aud=None),
    "another tenant": with_(tid=OTHER_TENANT, iss=f"https://login.microsoftonline.com/{OTHER_TENANT}/v2.0"),
    "a tenant that the issuer is not of": with_(tid=OTHER_TENANT),
    "no tenant": with_(tid=None),
    "a tenant that is none": with_(tid="organizations"),
    "an issuer of another tenant": with_(iss=f"https://login.microsoftonline.com/{OTHER_TENANT}/v2.0"),
    "the issuer of version 1": with_(iss=f"https://sts.windows.net/{TENANT}/"),
    "an issuer that is nobody's": with_(iss="https://login.evil.example/v2.0"),
    "an issuer with more behind it": with_(iss=f"https://login.microsoftonline.com/{TENANT}/v2.0/"),
    "no issuer": with_(iss=None),
    "another nonce": with_(nonce="0" * 64),
    "an empty nonce": with_(nonce=""),
    "no nonce": with_(nonce=None),
    "expired": with_(exp=now(-600)),
    "expired long ago": with_(exp=0),
    "without an end": with_(exp=None),
    "an end that is none": with_(exp="soon"),
    "not yet": with_(nbf=now(3600)),
    "without a beginning": with_(nbf=None),
    "made in the future": with_(iat=now(3600)),
    "made nobody knows when": with_(iat=None),
    "of nobody": with_(oid=None),
    "of somebody by another name": with_(oid="somebody@example.org"),
    "of the other version": with_(ver="1.0"),
    "of no version": with_(ver=None),
}


@pytest.mark.parametrize("what", BAD_ID_TOKENS)
async def test_an_id_token_with_something_wrong_signs_nobody_in(
    microsoft: FakeMicrosoft, visitor: Visitor, what: str
) -> None:
    microsoft.entra.mends = BAD_ID_TOKENS[what]
    is_refused(await comes_back(visitor, microsoft), 401)


def signatures(microsoft: FakeMicrosoft) -> dict[str, Callable[[Claims], str]]:
    def by(key: Any, alg: str, **header: Any) -> Callable[[Claims], str]:
        return lambda claims: signed(json.dumps(claims).encode(), key, alg, header)

    entra, rogue = microsoft.entra, microsoft.rogue_key
    return {
        "nobody's key": by(rogue, "RS256", kid=entra.kid),
        "a key that is not published": by(rogue, "RS256", kid="unknown"),
        "no key": by(entra.key, "RS256"),
        "a key that is a number": by(entra.key, "RS256", kid=7),
        "no signature": by(entra.key, "none", kid=entra.kid),
        "the public key as the secret": by(entra.key, "HS256", kid=entra.kid),
        "another algorithm": by(entra.key, "RS512", kid=entra.kid),
        "its own key": by(rogue, "RS256", kid=entra.kid, jwk={"kty": "RSA", "n": "AQAB", "e": "AQAB"}),
        "a key from elsewhere": by(rogue, "RS256", kid=entra.kid, jku="https://evil.example/keys"),
        "nothing": lambda _: "",
        "no token": lambda _: "not.a.token",
        "two parts": lambda _: "eyJhbGciOiJSUzI1NiJ9.e30",
        "too much": lambda claims: entra_token_of_length(20_000, claims),
    }


def entra_token_of_length(length: int, claims: Claims) -> str:
    return f"eyJhbGciOiJSUzI1NiJ9.{'A' * length}.{len(claims)}"


@pytest.mark.parametrize("what", ["nobody's key", "a key that is not published", "no key", "a key that is a number",
    "no signature", "the public key as the secret", "another algorithm", "its own key", "a key from elsewhere",
    "nothing", "no token", "two parts", "too much"])  # fmt: skip
async def test_an_id_token_that_is_signed_otherwise_signs_nobody_in(
    microsoft: FakeMicrosoft, visitor: Visitor, what: str
) -> None:
    microsoft.entra.signs = signatures(microsoft)[what]
    is_refused(await comes_back(visitor, microsoft), 401)


# -- the matrix: who it is -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", [NOBODY, WITHOUT_ROLE])
async def test_somebody_who_is_nobody_here_is_told_so(microsoft: FakeMicrosoft, visitor: Visitor, who: str) -> None:
    is_refused(await comes_back(visitor, microsoft, who), 403)
    assert say("sign_in.unknown") in visitor.text


async def test_somebody_of_another_tenant_is_nobody_here(microsoft: FakeMicrosoft, visitor: Visitor) -> None:
    is_refused(await comes_back(visitor, microsoft, DSL, OTHER_TENANT), 401)


# -- the matrix: state, code and cookie ----------------------------------------------------------------------------

BAD_WAYS_BACK = {
    "another state": "?code={code}&state=" + "x" * 22,
    "no state": "?code={code}",
    "an empty state": "?code={code}&state=",
    "the state in capitals": "?code={code}&state={STATE}",
    "two states": "?code={code}&state=x&state={state}",
    "no code": "?state={state}",
    "an empty code": "?code=&state={state}",
    "another code": "?code=guessed&state={state}",
    "nothing": "",
    "refused there": "?error=access_denied&state={state}",
    "an error and a code": "?error=server_error&code={code}&state={state}",
    "odd signs": "?code=%00%ff&state={state}",
}


@pytest.mark.parametrize("what", BAD_WAYS_BACK)
async def test_a_way_back_with_something_wrong_signs_nobody_in(
    microsoft: FakeMicrosoft, visitor: Visitor, what: str
) -> None:
    address = microsoft.entra.signs_in(await goes(visitor), TENANT, DSL)
    query = dict(part.split("=", 1) for part in address.partition("?")[2].split("&"))
    asked = BAD_WAYS_BACK[what].format(code=query["code"], state=query["state"], STATE=query["state"].swapcase())
    is_refused(await visitor.opens(f"/sign-in/back{asked}"))


@pytest.mark.parametrize("cookie", [None, "", "guessed", "x" * 5_000, "%00", "a; b", "ü"])
async def test_a_way_back_in_another_browser_signs_nobody_in(
    microsoft: FakeMicrosoft, visitor: Visitor, cookie: str | None
) -> None:
    """Somebody was sent a link to the end of a sign-in that another has begun."""
    address = microsoft.entra.signs_in(await goes(visitor), TENANT, DSL)
    visitor.cookies = {} if cookie is None else {"__Host-waymark-sign-in": cookie}
    is_refused(await visitor.opens(back(address)), 401)


async def test_a_sign_in_of_somebody_else_is_not_ended_by_ours(
    behind: Behind, microsoft: FakeMicrosoft, visitor: Visitor
) -> None:
    other = Visitor(behind.served.url, PUBLIC, next(ADDRESSES))
    theirs = microsoft.entra.signs_in(await goes(other), TENANT, DSL)
    await goes(visitor)
    is_refused(await visitor.opens(back(theirs)), 401)


async def test_a_way_back_is_good_once(microsoft: FakeMicrosoft, visitor: Visitor) -> None:
    address = microsoft.entra.signs_in(await goes(visitor), TENANT, DSL)
    kept = dict(visitor.cookies)
    await visitor.opens(back(address))
    visitor.cookies = kept
    is_refused(await visitor.opens(back(address)), 401)


async def test_a_code_that_was_stolen_is_worth_nothing_without_its_proof(
    microsoft: FakeMicrosoft, behind: Behind, visitor: Visitor
) -> None:
    """A code of one sign-in in the way back of another: its proof (PKCE) is not that of the code."""
    other = Visitor(behind.served.url, PUBLIC, next(ADDRESSES))
    stolen = microsoft.entra.signs_in(await goes(other), TENANT, DSL).partition("code=")[2].partition("&")[0]
    mine = microsoft.entra.signs_in(await goes(visitor), TENANT, DSL)
    own = mine.partition("code=")[2].partition("&")[0]
    is_refused(await visitor.opens(back(mine.replace(own, stolen))), 401)


@pytest.mark.parametrize(
    "answer",
    [(400, {"error": "invalid_grant"}), (401, {"error": "invalid_client"}), (200, {}), (200, []), (200, "token"),
     (200, {"id_token": None}), (200, {"access_token": "only"}), (403, {"error": "access_denied"})],
)  # fmt: skip
async def test_an_answer_without_a_token_signs_nobody_in(
    microsoft: FakeMicrosoft, visitor: Visitor, answer: tuple[int, Any]
) -> None:
    microsoft.entra.answers = answer
    is_refused(await comes_back(visitor, microsoft), 401, 503)


@pytest.mark.parametrize(
    "cookie",
    ["", "guessed", "x" * 5_000, "%00", "ü", "91zgC51Sc6ZBnccYOg3FgyJyjRKMnGLGC1BtNdMWZ68", "a" * 43, "null", "0"],
)
async def test_a_session_cookie_that_is_none_lets_nobody_in(behind: Behind, visitor: Visitor, cookie: str) -> None:
    for name in SESSION_COOKIES:
        visitor.cookies = {name: cookie}
        assert (await visitor.opens("/")).status == 401


async def test_a_cookie_under_the_demos_name_is_none(behind: Behind, visitor: Visitor) -> None:
    secret = behind.changes(lambda tx: sessions.begin(tx, "dsl", sessions.Way.BROWSER))
    visitor.cookies = {"waymark-desk": secret}
    assert (await visitor.opens("/")).status == 401
    visitor.cookies = {"__Host-waymark-tab": secret}
    assert (await visitor.opens("/")).status == 401
    visitor.cookies = {"__Host-waymark-desk": secret}
    assert (await visitor.opens("/")).status == 200


async def test_there_is_no_demo_here(visitor: Visitor) -> None:
    await visitor.sends("/sign-in/demo", person="dsl")
    assert visitor.status in (404, 405)
    assert visitor.cookies == {}


# -- the matrix: what Teams gives ----------------------------------------------------------------------------------

BAD_TEAMS_TOKENS: dict[str, Callable[[Claims], Claims]] = {
    "of another app": with_(azp="33333333-aaaa-4333-8444-555555555555"),
    "of our own app": with_(azp=APP_ID),
    "of no app": with_(azp=None),
    "for something else": with_(scp="User.Read"),
    "for nothing": with_(scp=None),
    "for something like it": with_(scp="access_as_user2"),
    "another audience": with_(aud="22222222-aaaa-4333-8444-555555555555"),
    "audience as an address": with_(aud=f"api://waymark.example.org/{APP_ID}"),
    "expired": with_(exp=now(-600)),
    "another tenant": with_(tid=OTHER_TENANT, iss=f"https://login.microsoftonline.com/{OTHER_TENANT}/v2.0"),
    "another issuer": with_(iss="https://api.botframework.com"),
    "of the other version": with_(ver="1.0"),
    "of nobody": with_(oid=None),
}


@pytest.mark.parametrize("what", BAD_TEAMS_TOKENS)
async def test_a_token_of_teams_with_something_wrong_signs_nobody_in(
    microsoft: FakeMicrosoft, visitor: Visitor, what: str
) -> None:
    claims = BAD_TEAMS_TOKENS[what](microsoft.entra.teams_claims(APP_ID, TENANT, DSL))
    await visitor.sends("/sign-in/teams", token=microsoft.entra.token(claims))
    is_refused(visitor, 401)


async def test_other_tokens_of_microsoft_are_none_of_teams(
    behind: Behind, microsoft: FakeMicrosoft, visitor: Visitor
) -> None:
    tokens = {
        "an id token": microsoft.entra.token(microsoft.entra.id_claims(APP_ID, TENANT, DSL)),
        "the bot connector's": behind.token(),
        "nothing": "",
        "something": "x.y.z",
    }
    for token in tokens.values():
        await visitor.sends("/sign-in/teams", token=token)
        is_refused(visitor, 401)
    await visitor.sends("/sign-in/teams", token=microsoft.entra.token(
        microsoft.entra.teams_claims(APP_ID, TENANT, NOBODY)))  # fmt: skip
    is_refused(visitor, 403)


@pytest.mark.parametrize("headers", [{"Origin": "https://teams.microsoft.com"}, {"Origin": "null"}, {"Origin": None}])
async def test_a_good_token_from_another_page_signs_nobody_in(
    microsoft: FakeMicrosoft, visitor: Visitor, headers: dict[str, str | None]
) -> None:
    token = microsoft.entra.token(microsoft.entra.teams_claims(APP_ID, TENANT, DSL))
    await visitor.sends("/sign-in/teams", headers, token=token)
    assert (visitor.status, visitor.cookies) == (403, {})


# -- roles, and Microsoft away -------------------------------------------------------------------------------------


async def test_a_role_that_is_withdrawn_ends_it_in_the_midst(
    behind: Behind, microsoft: FakeMicrosoft, visitor: Visitor
) -> None:
    await comes_back(visitor, microsoft)
    assert (await visitor.opens("/register")).status == 200

    setting = behind.changes(school)
    behind.changes(lambda tx: organisation.set_roles(tx, "dsl", setting, [Role.WORKER]))
    assert (await visitor.opens("/register")).status == 403
    behind.changes(lambda tx: organisation.set_roles(tx, "dsl", setting, [Role.DSL]))
    assert (await visitor.opens("/register")).status == 200


async def test_somebody_who_goes_on_too_quickly_is_held_up_by_their_address(visitor: Visitor) -> None:
    statuses = [(await visitor.opens("/sign-in/microsoft")).status for _ in range(62)]
    assert statuses[0] == 303
    assert statuses[-1] == 429
