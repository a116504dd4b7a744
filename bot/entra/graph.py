"""Microsoft Graph, as far as it is asked: the people in a group, those of groups in it too.

By application permission (`GroupMember.Read.All`, `User.Read.All`); nothing is ever written there. Graph gives a page
at a time, and asks to wait where it is asked too much: Microsoft's "Paging" and "Throttling guidance".
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

from bot.teams.transport import retry_after
from storage.people.entra import as_uuid

GRAPH = "https://graph.microsoft.com"
PEOPLE = "{graph}/v1.0/groups/{group}/transitiveMembers?$select=id,displayName,mail,accountEnabled&$top=999"
"""Transitive: somebody in a group that is in the group is in it."""
USER = "#microsoft.graph.user"
MOST_PAGES = 100
"""Of one group, which is then larger than any list that is taken (`MOST_ROWS` of people_import)."""
WAIT_AND_TRY = frozenset({429, 500, 502, 503, 504})
TRIES = 6
LONGEST_WAIT = 120.0
"""Seconds. It runs at night, and has time; where Graph asks for more, the next run tries again."""


class GraphProblem(Exception):
    """Nothing was taken. `reason` is the key of the sentence (`entra.problems`), `params` what stands in it."""

    def __init__(self, reason: str, **params: str) -> None:
        self.reason, self.params = reason, params
        super().__init__(reason)


@dataclass(frozen=True)
class Member:
    """Somebody in a group who can sign in. `mail` is '' where Entra has none."""

    object_id: str
    name: str
    mail: str


Token = Callable[[], str]
"""Blocks. Raises PermissionError where Entra gives none, and OSErrors where it is out of reach."""


class Graph:
    """For one tenant. `pause` waits so many seconds."""

    def __init__(
        self,
        session: Callable[[], aiohttp.ClientSession],
        token: Token,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._session, self._token, self._pause = session, token, pause

    async def members(self, group: str) -> list[Member]:
        """Everybody in it. Raises GraphProblem, whatever the reason is that not all of them can be told."""
        address: str = PEOPLE.format(graph=GRAPH, group=group)
        found: list[Member] = []
        for _ in range(MOST_PAGES):
            page = await self._page(address, group)
            found += [one for entry in page["value"] if (one := _member(entry, group))]
            following = page.get("@odata.nextLink")
            if following is None:
                return found
            # the token goes nowhere else, whoever wrote the answer
            if not isinstance(following, str) or not following.startswith(f"{GRAPH}/"):
                raise GraphProblem("odd_answer", group=group)
            address = following
        raise GraphProblem("too_many", group=group)

    async def _page(self, address: str, group: str) -> Mapping[str, Any]:
        wait = 0.0
        for tried in range(TRIES):
            if tried:
                await self._pause(wait)
            status, headers, body = await self._asked(address, group)
            if status not in WAIT_AND_TRY:
                break
            wait = max(retry_after(headers) or 0.0, float(2**tried))
            if wait > LONGEST_WAIT:
                raise GraphProblem("busy", group=group)
        if status in WAIT_AND_TRY:
            raise GraphProblem("busy", group=group)
        if status == 404:
            raise GraphProblem("group_gone", group=group)
        if status in (401, 403):
            raise GraphProblem("no_permission", group=group, code=_code(body))
        if status != 200 or not isinstance(body, dict) or not isinstance(body.get("value"), list):
            raise GraphProblem("odd_answer", group=group)
        return body

    async def _asked(self, address: str, group: str) -> tuple[int, Mapping[str, str], Any]:
        try:
            headers = {"Authorization": f"Bearer {await asyncio.to_thread(self._token)}"}
        except PermissionError as refused:
            raise GraphProblem("no_token", group=group, code=str(refused)) from None
        except Exception:  # requests' and MSAL's own, of many kinds
            raise GraphProblem("unreachable", group=group) from None
        try:
            async with self._session().get(address, headers=headers) as answer:
                status, said = answer.status, answer.headers
                try:
                    return status, said, await answer.json(content_type=None)
                except ValueError:
                    return status, said, None
        except (aiohttp.ClientError, OSError, TimeoutError):
            raise GraphProblem("unreachable", group=group) from None


def _member(entry: Any, group: str) -> Member | None:
    """None for what is nobody: a group, a device, an account that is switched off. Raises GraphProblem where Graph says
    that somebody is there, and nothing about them: so it does without `User.Read.All`.
    """
    if not isinstance(entry, dict):
        raise GraphProblem("odd_answer", group=group)
    if entry.get("@odata.type", USER) != USER or entry.get("accountEnabled") is False:
        return None
    object_id, name = as_uuid(str(entry.get("id"))), entry.get("displayName")
    if object_id is None:
        raise GraphProblem("odd_answer", group=group)
    if not name or entry.get("accountEnabled") is None:
        raise GraphProblem("no_names", group=group)
    return Member(object_id, str(name), str(entry.get("mail") or ""))


def _code(body: Any) -> str:
    """Graph's own name for why; the description may hold ids."""
    error = body.get("error") if isinstance(body, dict) else None
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, str) and re.fullmatch(r"[A-Za-z_.]{1,60}", code) else "-"
