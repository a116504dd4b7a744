"""Signing in by Entra ID: by authorization code with PKCE in the browser, by the token that Teams gives the tab.

MSAL, Microsoft's own library, speaks the protocol: it makes state, nonce and the code's proof, and exchanges the code.
It is maintained by Microsoft, and was here already for the bot's own token. It blocks, so it works in a thread. What it
brings back is checked again by `id_tokens.py`; the person is found by tenant and object id, as in the chat.
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import aiohttp
import msal
from aiohttp import web

from bot.desk import headers, requests
from bot.desk.desk import IN_TEAMS, LIBRARY, PREFIX, Desk, Refused, goes_on
from bot.desk.page import Shown
from bot.desk.sign_in.id_tokens import METADATA, IdTokens, NotBelieved, Who
from bot.registrations import Registration
from bot.settings import Settings
from bot.teams.authentication.signing_keys import KeysOutOfReach, SigningKeys, is_rsa
from bot.teams.transport import Pool
from bot.web.guards import Refusals
from storage.database.origin import DESK
from storage.people import people, sessions
from storage.people.sessions import SIGN_IN_MINUTES, Way

AUTHORITY = "https://login.microsoftonline.com"
COOKIE = "sign-in"
MICROSOFT_SECONDS = 20.0


def sign_in(of: Settings, to: str = "/") -> Shown:
    """The page on which one signs in, by a button for each registration; `to` is where one goes on to."""
    ways = []
    for one in of.every_registration:
        more = {"at": one.app_id} if one.name else {}
        ways.append({"name": one.name, "address": f"{PREFIX}/sign-in/microsoft?{urlencode({'to': to, **more})}"})
    return Shown("sign_in/entra", "sign_in.title", {"ways": ways, "refused": ""})


class EntraSignIn:
    """The addresses of signing in."""

    def __init__(self, desk: Desk, microsoft: "Microsoft | None" = None) -> None:
        self._desk = desk
        self._microsoft = microsoft or Microsoft(desk.settings)
        self._refusals = Refusals()

    def mount(self, app: web.Application) -> None:
        """Adds the four addresses to the application, and closes what is open when that ends."""
        app.router.add_get("/sign-in/microsoft", self._go)
        app.router.add_get("/sign-in/back", self._back)
        app.router.add_get("/tab", self._tab)
        app.router.add_post("/sign-in/teams", self._from_teams)
        app.on_cleanup.append(self._close)

    async def _close(self, _app: web.Application) -> None:
        await self._microsoft.close()

    # -- in the browser --------------------------------------------------------------------------------------------

    async def _go(self, request: web.Request) -> web.StreamResponse:
        """`GET /desk/sign-in/microsoft`: to Microsoft's page."""
        if not self._desk.takes_from(request):
            return self._desk.refuse(429, "too_fast")
        at = self._microsoft.one_of(request.query.get("at", ""))
        try:
            flow = await self._microsoft.begin(f"{self._desk.settings.desk_url}{PREFIX}/sign-in/back", at)
        except Unreachable:
            return self._desk.refuse(503, "no_microsoft", goes_on(request))
        runtime = self._desk.runtime
        async with runtime.database.transaction(runtime.clock(), DESK) as tx:
            secret = await sessions.begin_sign_in(tx, {"flow": flow, "at": at, "to": goes_on(request)})
        answer = web.Response(status=303, headers={"Location": flow["auth_uri"]})
        self._desk.cookies.keep(answer.headers, COOKIE, secret, int(SIGN_IN_MINUTES.total_seconds()))
        return answer

    async def _back(self, request: web.Request) -> web.StreamResponse:
        """`GET /desk/sign-in/back`: from Microsoft's page, with a code or a reason."""
        answer = await self._came_back(request)
        self._desk.cookies.keep(answer.headers, COOKIE, "", 0)
        return answer

    async def _came_back(self, request: web.Request) -> web.Response:
        if not self._desk.takes_from(request):
            return self._desk.refuse(429, "too_fast")
        runtime, asked = self._desk.runtime, await requests.read(request)
        secret = self._desk.cookies.secrets(request).get(COOKIE, "")
        async with runtime.database.transaction(runtime.clock(), DESK) as tx:
            begun = await sessions.end_sign_in(tx, secret) if secret else None
        if begun is None:
            return self._refused("not begun", 401, "over")
        flow, said = begun["flow"], {name: values[0] for name, values in asked.query.items()}
        if said.get("state") != flow["state"]:
            return self._refused("state", 401, "over", begun["to"])
        if said.get("error"):
            return self._refused("refused there", 403, "refused_there", begun["to"])
        try:
            token = await self._microsoft.exchange(flow, said, self._microsoft.one_of(begun.get("at", "")))
            who = await self._microsoft.tokens.of_sign_in(token, nonce_of(flow))
        except NotBelieved as refused:
            return self._refused(refused.reason, 401, "not_believed", begun["to"])
        except (Unreachable, KeysOutOfReach):
            return self._desk.refuse(503, "no_microsoft", begun["to"])
        secret = await self._begin(who, Way.BROWSER)
        if not secret:
            return self._refused("unknown", 403, "unknown", begun["to"])
        return self._desk.signed_in(secret, Way.BROWSER, begun["to"])

    # -- in Teams --------------------------------------------------------------------------------------------------

    async def _tab(self, request: web.Request) -> web.StreamResponse:
        """`GET /desk/tab`: what Teams shows first. Its script asks Teams for a token."""
        request[IN_TEAMS] = request[LIBRARY] = True
        data = {"to": f"{PREFIX}{goes_on(request) if 'to' in request.query else '/'}", "library": headers.TEAMS_LIBRARY,
                "hash": headers.TEAMS_LIBRARY_HASH}  # fmt: skip
        return self._desk.page(Shown("sign_in/tab", "sign_in.title", data))

    async def _from_teams(self, request: web.Request) -> web.StreamResponse:
        """`POST /desk/sign-in/teams`, by that script: a session for a token."""
        request[IN_TEAMS] = True
        if not self._desk.takes_from(request):
            return self._desk.refuse(429, "too_fast")
        asked = await requests.read(request)
        if not requests.is_from(request, self._desk.origin(request)):
            raise Refused("origin")
        try:
            who = await self._microsoft.tokens.of_teams(asked.typed("token"))
        except NotBelieved as refused:
            return self._refused(refused.reason, 401, "not_believed")
        except KeysOutOfReach:
            return self._desk.refuse(503, "no_microsoft")
        secret = await self._begin(who, Way.TEAMS)
        if not secret:
            return self._refused("unknown", 403, "unknown")
        return self._desk.signed_in(secret, Way.TEAMS)

    # -- either way ------------------------------------------------------------------------------------------------

    async def _begin(self, who: Who, way: Way) -> str:
        """A session for whoever that is here; '' where they are nobody."""
        runtime = self._desk.runtime
        async with runtime.database.transaction(runtime.clock(), DESK) as tx:
            person = await people.find_entra(tx, who.tenant, who.object_id)
            return await sessions.begin(tx, person.id, way) if person and person.roles else ""

    def _refused(self, reason: str, status: int, key: str, to: str = "/") -> web.Response:
        self._refusals.note(reason)
        return self._desk.refuse(status, key, to)


class Unreachable(Exception):
    """Microsoft cannot be asked just now."""


class Microsoft:
    """Entra as an app speaks to it. `http` is what MSAL sends its requests by (its own, where none is given)."""

    def __init__(
        self, of: Settings, *, http: Any = None, session: Callable[[], aiohttp.ClientSession] | None = None
    ) -> None:
        self._http, self._pool = http, Pool()
        self.registrations = {one.app_id: one for one in of.every_registration}
        self._clients: dict[str, Any] = {}
        keys = SigningKeys(session or self._pool.session, metadata=METADATA, counts=is_rsa)
        self.tokens = IdTokens({one.app_id: one.tenants for one in self.registrations.values()}, keys)

    def one_of(self, app_id: str) -> str:
        """That registration; the council's where it is none of ours."""
        return app_id if app_id in self.registrations else next(iter(self.registrations))

    def _client(self, app_id: str) -> Any:
        """Made in a thread: it asks Microsoft where to sign in. People of one tenant are asked by that tenant."""
        if app_id not in self._clients:
            self._clients[app_id] = self._made(self.registrations[app_id])
        return self._clients[app_id]

    def _made(self, of: Registration) -> Any:
        tenant = next(iter(of.tenants)) if len(of.tenants) == 1 else "organizations"
        return msal.ConfidentialClientApplication(  # type: ignore[attr-defined, no-untyped-call]
            of.app_id,
            client_credential=of.app_password.get_secret_value(),
            authority=f"{AUTHORITY}/{tenant}",
            instance_discovery=False,
            # nothing is done in anybody's name when they are away
            exclude_scopes=["offline_access"],
            http_client=self._http,
        )

    async def begin(self, back: str, app_id: str) -> dict[str, Any]:
        """A sign-in that begins: `auth_uri` is where to, the rest is kept until they come back. Raises Unreachable."""

        def begun() -> dict[str, Any]:
            flow: dict[str, Any] = self._client(app_id).initiate_auth_code_flow([], redirect_uri=back)
            return flow

        return dict(await self._in_thread(begun))

    async def exchange(self, flow: Mapping[str, Any], said: Mapping[str, str], app_id: str) -> str:
        """The id token for a code, by the registration with which the sign-in began.

        Raises NotBelieved where Microsoft or MSAL refuses, and Unreachable.
        """

        def exchanged() -> Any:
            try:
                return self._client(app_id).acquire_token_by_auth_code_flow(dict(flow), dict(said))
            except OSError:
                raise
            except Exception:  # MSAL's own for a wrong state or nonce, or what it stumbles over in an odd answer
                return None

        found = await self._in_thread(exchanged)
        token = found.get("id_token") if isinstance(found, dict) else None
        if not isinstance(token, str):
            raise NotBelieved("code")
        return token

    async def _in_thread(self, work: Callable[[], Any]) -> Any:
        try:
            async with asyncio.timeout(MICROSOFT_SECONDS):
                return await asyncio.to_thread(work)
        except (OSError, ValueError, TimeoutError, RuntimeError) as error:  # those of `requests` are OSErrors
            raise Unreachable from error

    async def close(self) -> None:
        """Ends what is under way in the background, and the connections."""
        await self.tokens.keys.close()
        await self._pool.close()


def nonce_of(flow: Mapping[str, Any]) -> str:
    """What the id token must repeat: MSAL sends a hash of its nonce, which stands in the address."""
    return next(iter(parse_qs(urlsplit(str(flow["auth_uri"])).query).get("nonce", ())), "")
