"""The frame around every page: who is reading, whether the page is theirs, one transaction, and an answer that tells
nobody else anything.

A record that somebody may not know of and one that is not there are told apart by nobody: both are a page that is not
there, and the refusal is in the record's history.
"""

import asyncio
import logging
import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.desk import headers, rendering, requests
from bot.desk.page import Asked, Export, File, Goto, Nothing, Page, Reader, Ready, Shown, SignOut
from bot.desk.pages import PAGES
from bot.desk.sign_in.cookies import Cookies, name_for
from bot.desk.sign_in.form_token import form_token, is_form_token
from bot.exports.exporting import Exported, noted
from bot.logs import kind_and_place
from bot.logs import turn as turn_in_log
from bot.runtime import Runtime
from bot.settings import Settings
from bot.web.guards import Pace
from dialogs.words import has, say
from storage.database.engine import Tx
from storage.database.origin import DESK
from storage.people import people, sessions, settings
from storage.people.sessions import Session
from storage.problems import DatabaseProblem, NotAllowed, NotFound, Problem
from storage.records import access

log = logging.getLogger("waymark.desk")

A_MINUTE = 240
"""Pages and changes for each person; somebody who works quickly has thirty."""
A_MINUTE_SIGNED_OUT = 60
"""For each address from which somebody asks who is not signed in: a whole school may have one."""
PREFIX = "/desk"
ADDRESS = re.compile(r"(/[A-Za-z0-9._-]{1,60}){1,6}")
"""What the address of a page may look like: nothing that leads elsewhere."""
NO_PAGES = ("/sign-in", "/tab", "/static")
IN_TEAMS = web.RequestKey("in_teams", bool)
"""Whether Teams may show the answer as a tab."""
LIBRARY = web.RequestKey("library", bool)
"""Whether the page speaks to Teams by Microsoft's library."""


class SignedOut(Exception):
    """Nobody is signed in, or not any more."""


class Refused(Exception):
    """A change that came from no form of ours. `reason` is a word of ours for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Desk:
    """One process has one. `sign_in` fills the page on which somebody signs in, from the address they go on to."""

    def __init__(self, of: Settings, runtime: Runtime, sign_in: Callable[[str], Shown]) -> None:
        self.settings, self.runtime = of, runtime
        self.secure = of.desk_url.startswith("https:")
        self.cookies = Cookies(secure=self.secure)
        self.limits = of.desk_limits
        self._sign_in = sign_in
        self._by_person, self._by_address = Pace(A_MINUTE), Pace(A_MINUTE_SIGNED_OUT)

    def application(self) -> web.Application:
        """The part of the application that stands under /desk; whoever signs people in adds addresses of their own."""
        desk = web.Application(middlewares=[self._frame])
        desk.router.add_get("/static/{name}", self._static)
        desk.router.add_get("/sign-in", self.sign_in_page)
        for page in PAGES:
            add = desk.router.add_post if page.changes else desk.router.add_get
            add(page.path, self._of(page))
        return desk

    # -- around everything -----------------------------------------------------------------------------------------

    @web.middleware
    async def _frame(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        with turn_in_log() as reference:
            try:
                answer = await handler(request)
            except web.HTTPException as refused:
                answer = self._message(refused.status, "no_such_page" if refused.status == 404 else "bad_request")
            except SignedOut:
                answer = self.sign_in_page_for(request)
            except Refused as refused:
                log.warning("a change was refused", extra={"reason": refused.reason})
                answer = self._message(403, "not_from_here")
            except NotFound:
                answer = self._message(404, "no_such_page")
            except NotAllowed:
                answer = self._message(403, "not_yours")
            except TimeoutError:
                answer = self._message(503, "too_slow", reference=reference)
            except Problem as problem:
                log.warning("a page failed", extra={"reason": problem.reason})
                answer = self._of_problem(problem, reference)
            except Exception as error:
                log.error("a page failed", extra={"reason": kind_and_place(error)})
                answer = self._message(500, "failed", reference=reference)
        in_teams, library = request.get(IN_TEAMS, False), request.get(LIBRARY, False)
        headers.protect(answer.headers, in_teams=in_teams, secure=self.secure, library=library)
        return answer

    def _of_problem(self, problem: Problem, reference: str) -> web.Response:
        status = 503 if isinstance(problem, DatabaseProblem) else 409
        key = f"problems.{problem.reason}" if has(f"problems.{problem.reason}") else "problems.unexpected"
        return self._html(Shown("message", "desk.sorry", {"text": say(key, reference=reference)}, status))

    def _message(self, status: int, key: str, **params: Any) -> web.Response:
        return self._html(Shown("message", "desk.sorry", {"text": say(f"desk.messages.{key}", **params)}, status))

    async def _static(self, request: web.Request) -> web.StreamResponse:
        found = rendering.static(request.match_info["name"])
        if found is None:
            raise web.HTTPNotFound
        content, kind, _ = found
        kept = {"Cache-Control": f"public, max-age={365 * headers.DAY}, immutable"}
        return web.Response(body=content, content_type=kind, charset="utf-8", headers=kept)

    # -- one page --------------------------------------------------------------------------------------------------

    def _of(self, page: Page) -> Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            asked = await requests.read(request)
            try:
                async with asyncio.timeout(self.settings.turn_seconds):
                    return await self._answer(page, request, asked)
            except (NotFound, NotAllowed):
                await self._note_refusal(request, asked)
                raise

        return handle

    async def _answer(self, page: Page, request: web.Request, asked: Asked) -> web.StreamResponse:
        async with self.runtime.database.transaction(self.runtime.clock(), DESK) as tx:
            session, secret = await self.session(tx, request)
            request[IN_TEAMS] = name_for(session.way) == "tab"
            if not self._by_person.takes(session.person_id):
                return self._message(HTTPStatus.TOO_MANY_REQUESTS, "too_fast")
            reader = await self._reader(tx, session, secret, asked)
            if page.changes:
                self._check(request, reader, secret)
            if not reader.is_one_of(page.roles):
                raise NotAllowed("no role" if not reader.person.roles else "")
            answer = await page.show(reader)
            if isinstance(answer, SignOut):
                await (sessions.end_all(tx, reader.person.id) if answer.everywhere else sessions.end(tx, secret))
        return self._response(await self._exported(answer, reader) if isinstance(answer, Export) else answer, reader)

    async def _exported(self, wanted: Export, reader: Reader) -> File:
        """Made outside any transaction, then noted, then given. Raises NotFound where the role is gone meanwhile."""
        made = Exported(await asyncio.to_thread(wanted.make))
        async with self.runtime.database.transaction(self.runtime.clock(), DESK) as tx:
            await noted(tx, wanted.record, reader.person, wanted.detail, made)
        return File(made.content, wanted.kind, wanted.name)

    async def session(self, tx: Tx, request: web.Request) -> tuple[Session, str]:
        """Whose cookie this is. Raises SignedOut; then the address from which it comes has its limit."""
        for name, secret in self.cookies.secrets(request).items():
            if name == "sign-in":
                continue
            found = await sessions.find(tx, secret, self.limits)
            if found is not None and name_for(found.way) == name:
                return found, secret
        raise SignedOut

    async def _reader(self, tx: Tx, session: Session, secret: str, asked: Asked) -> Reader:
        person = await people.get(tx, session.person_id)
        return Reader(
            person=person,
            setting=await settings.setting(tx, person.setting_id),
            tx=tx,
            asked=asked,
            library=self.runtime.library,
            settings=self.settings,
            session=session,
            form_token=form_token(secret),
        )

    def _check(self, request: web.Request, reader: Reader, secret: str) -> None:
        if not requests.is_from(request, self.origin(request)):
            raise Refused("origin")
        if not is_form_token(secret, reader.asked.typed("token")):
            raise Refused("token")

    def origin(self, request: web.Request) -> str:
        """Ours, as a browser says it. Without an app id only this machine is listened to, whatever it is called."""
        return self.settings.desk_url or f"http://{request.headers.get('Host', '')}"

    async def _note_refusal(self, request: web.Request, asked: Asked) -> None:
        """Somebody asked for a record that isn't theirs: what was noted went with the transaction."""
        if "reference" not in asked.parts:
            return
        async with self.runtime.database.transaction(self.runtime.clock(), DESK) as tx:
            session, _ = await self.session(tx, request)
            person = await people.get(tx, session.person_id)
            await access.note_refusal(tx, person, asked.parts["reference"])

    # -- answers ---------------------------------------------------------------------------------------------------

    def _response(self, answer: Ready, reader: Reader) -> web.Response:
        if isinstance(answer, Nothing):
            return web.Response(status=204)
        if isinstance(answer, SignOut):
            gone = web.Response(status=303, headers={"Location": f"{PREFIX}/sign-in"})
            self.cookies.keep(gone.headers, name_for(reader.session.way), "", 0)
            return gone
        if isinstance(answer, Goto):
            said = f"{'&' if '?' in answer.address else '?'}done={answer.said}" if answer.said else ""
            # what somebody typed into the address may come back in it: a sign that ends a line would end the answer
            to = quote(f"{answer.address}{said}", safe="/?=&%+")
            return web.Response(status=303, headers={"Location": f"{PREFIX}{to}"})
        if isinstance(answer, File):
            taken = {"Content-Type": answer.kind, "Content-Disposition": f'attachment; filename="{answer.name}"'}
            return web.Response(body=answer.content, headers=taken)
        return self._html(answer, reader)

    def _html(self, shown: Shown, reader: Reader | None = None) -> web.Response:
        unopened = reader.tx.unopened if reader else ()
        data = {
            **shown.data,
            "title": say(shown.title),
            "reader": reader,
            "now": self.runtime.clock(),
            "menu": _menu(reader),
            "done": _done(reader),
            "left_out": say("problems.does_not_open", which=", ".join(unopened)) if unopened else "",
            "idle_seconds": int(self.limits.idle.total_seconds()),
        }
        return web.Response(text=rendering.page(shown.template, data), content_type="text/html", status=shown.status)

    # -- signing in ------------------------------------------------------------------------------------------------

    async def sign_in_page(self, request: web.Request) -> web.StreamResponse:
        """`GET /desk/sign-in`."""
        return self.sign_in_page_for(request, asked=True)

    def sign_in_page_for(self, request: web.Request, *, asked: bool = False) -> web.Response:
        """401, but for whoever came to sign in."""
        if not self._by_address.takes(requests.address_of(request)):
            return self._message(HTTPStatus.TOO_MANY_REQUESTS, "too_fast")
        if request.headers.get("Sec-Fetch-Dest") == "iframe" and self.secure:
            # the tab in Teams, where Microsoft's own page cannot be shown: Teams says again who it is
            return web.Response(status=303, headers={"Location": f"{PREFIX}/tab?{urlencode({'to': goes_on(request)})}"})
        shown = self._sign_in(goes_on(request))
        return self._html(Shown(shown.template, shown.title, shown.data, 200 if asked else 401))

    def page(self, shown: Shown) -> web.Response:
        """For whoever is not signed in."""
        return self._html(shown)

    def refuse(self, status: int, key: str, to: str = "/") -> web.Response:
        """A page that says why nobody was signed in, and from which they can try again."""
        shown = self._sign_in(to)
        return self._html(Shown(shown.template, shown.title, {**shown.data, "refused": say(f"sign_in.{key}")}, status))

    def signed_in(self, secret: str, way: sessions.Way, to: str = "/") -> web.Response:
        """On to a page of the desk, with the session's cookie."""
        answer = web.Response(status=303, headers={"Location": f"{PREFIX}{to}"})
        self.cookies.keep(answer.headers, name_for(way), secret, int(self.limits.longest.total_seconds()))
        return answer

    def takes_from(self, request: web.Request) -> bool:
        """Whether one more may come from this address now, who is not signed in."""
        return self._by_address.takes(requests.address_of(request))


def goes_on(request: web.Request) -> str:
    """To which page of ours somebody goes on once they are signed in: the one that they asked for."""
    asked = request.query.get("to", "") or request.path.removeprefix(PREFIX)
    is_page = ADDRESS.fullmatch(asked) and not asked.startswith(NO_PAGES) and request.method in ("GET", "HEAD")
    return asked if is_page else "/"


def _menu(reader: Reader | None) -> list[dict[str, Any]]:
    if reader is None:
        return []
    here = urlsplit(reader.asked.path).path.removeprefix(PREFIX)
    mine = [page for page in PAGES if page.menu and reader.is_one_of(page.roles)]
    return [{"address": f"{PREFIX}{page.path}", "title": say(page.menu), "here": page.path == here} for page in mine]


def _done(reader: Reader | None) -> str:
    """What was done just now: one of our own sentences, whatever stands in the address."""
    key = f"desk.done.{reader.asked.chosen('done')}" if reader else ""
    return say(key) if key and has(key) else ""
