"""The cookies of the desk: a secret each, which no script can read. What belongs to it is in the database.

The browser and the tab in Teams have one each. The tab stands in a page of Teams, so its cookie must be sent from there
(`SameSite=None`), and is kept apart from every other page that may show ours (`Partitioned`).
"""

from aiohttp import web
from multidict import CIMultiDict

from storage.people.sessions import Way

LONGEST_SECRET = 100


class Cookies:
    """`secure`: over https, where a browser sends them back by https only and from this host only (`__Host-`)."""

    def __init__(self, *, secure: bool) -> None:
        self._secure = secure

    def secrets(self, request: web.Request) -> dict[str, str]:
        """What a request brings, by name: `tab` for the tab in Teams, `desk` for the browser, `sign-in` for a sign-in
        that is under way.
        """
        found = {name: request.cookies.get(self._name(name), "") for name in ("tab", "desk", "sign-in")}
        return {name: secret for name, secret in found.items() if secret and len(secret) <= LONGEST_SECRET}

    def keep(self, headers: CIMultiDict[str], name: str, secret: str, seconds: int) -> None:
        """Set it; with no secret, take it away."""
        lasts = seconds if secret else 0
        same_site = "None; Partitioned" if name == "tab" and self._secure else "Lax"
        secure = "; Secure" if self._secure else ""
        cookie = f"{self._name(name)}={secret}; Path=/; Max-Age={lasts}; HttpOnly{secure}; SameSite={same_site}"
        headers.add("Set-Cookie", cookie)

    def _name(self, name: str) -> str:
        return f"__Host-waymark-{name}" if self._secure else f"waymark-{name}"


def name_for(way: Way) -> str:
    """The cookie of a session that began in this way."""
    return "tab" if way is Way.TEAMS else "desk"
