"""Microsoft Graph as it answers about groups: by page, with types, without what the app may not read, and throttled.

As the reference of Graph v1.0 has it: "List group members", "List group transitive members", "Paging", "Throttling
guidance", "Error responses", and "Limited information returned for inaccessible member objects".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

HOST = "graph.microsoft.com"
SCOPE = f"https://{HOST}/.default"
ALL = frozenset({"GroupMember.Read.All", "User.Read.All"})

Entry = Mapping[str, Any]


def user(object_id: str, name: str, **more: Any) -> Entry:
    mail = f"{object_id[:8]}@example.org"
    return {"@odata.type": "#microsoft.graph.user", "id": object_id, "displayName": name, "mail": mail,
            "accountEnabled": True, "userPrincipalName": mail, "jobTitle": "Teacher"} | more  # fmt: skip


def device(object_id: str) -> Entry:
    return {"@odata.type": "#microsoft.graph.device", "id": object_id, "displayName": "PC-7", "accountEnabled": True}


def group(object_id: str) -> Entry:
    """One that is in another."""
    return {"@odata.type": "#microsoft.graph.group", "id": object_id, "displayName": "A group", "mail": None}


@dataclass
class FakeGraph:
    """`groups`: by tenant and id, what is in them. `granted`: the application permissions. `busy`: so many requests
    are told to wait, `after` seconds. `mends` changes an answer.
    """

    groups: dict[tuple[str, str], list[Entry]] = field(default_factory=dict)
    granted: frozenset[str] = ALL
    page: int = 100
    busy: int = 0
    after: str = "0"
    asked: list[str] = field(default_factory=list)
    next_link: str = ""

    def answer(self, target: str, given_to: tuple[str, str] | None) -> tuple[int, dict[str, Any], dict[str, str]]:
        """Status, body and headers. `given_to`: tenant and scope of the token; None for a token that is none."""
        self.asked.append(target)
        if given_to is None or given_to[1] != SCOPE:
            return 401, _error("InvalidAuthenticationToken"), {}
        if self.busy:
            self.busy -= 1
            return 429, _error("TooManyRequests"), {"Retry-After": self.after}
        found = urlsplit(target)
        parts, query = found.path.strip("/").split("/"), parse_qs(found.query)
        if len(parts) != 4 or parts[:2] != ["v1.0", "groups"] or parts[3] not in ("members", "transitiveMembers"):
            return 400, _error("BadRequest"), {}
        if "GroupMember.Read.All" not in self.granted:
            return 403, _error("Authorization_RequestDenied"), {}
        if (given_to[0], parts[2]) not in self.groups:
            return 404, _error("Request_ResourceNotFound"), {}
        return 200, self._page(given_to[0], parts[2], parts[3] == "transitiveMembers", query), {}

    def _page(self, tenant: str, group_id: str, transitive: bool, query: Mapping[str, list[str]]) -> dict[str, Any]:
        everybody = list(self._in(tenant, group_id, transitive, set()).values())
        begin = int(query.get("$skiptoken", ["0"])[0])
        size = min(self.page, int(query.get("$top", ["100"])[0]))
        asked = query.get("$select", [""])[0].split(",")
        value = [self._seen(entry, asked) for entry in everybody[begin : begin + size]]
        said: dict[str, Any] = {"@odata.context": f"https://{HOST}/v1.0/$metadata#directoryObjects", "value": value}
        if begin + size < len(everybody):
            more = "&".join(f"{name}={quote(values[0])}" for name, values in query.items() if name != "$skiptoken")
            link = f"https://{HOST}/v1.0/groups/{group_id}/transitiveMembers?{more}&$skiptoken={begin + size}"
            said["@odata.nextLink"] = self.next_link or link
        return said

    def _in(self, tenant: str, group_id: str, transitive: bool, seen: set[str]) -> dict[str, Entry]:
        """Each once, also where groups are in one another in a circle."""
        found: dict[str, Entry] = {}
        seen.add(group_id)
        for entry in self.groups.get((tenant, group_id), []):
            found[entry["id"]] = entry
            if transitive and entry["@odata.type"].endswith("group") and entry["id"] not in seen:
                found |= self._in(tenant, entry["id"], transitive, seen)
        return found

    def _seen(self, entry: Entry, asked: list[str]) -> dict[str, Any]:
        may = "User.Read.All" in self.granted or not entry["@odata.type"].endswith("user")
        return {
            name: value if may or name in ("@odata.type", "id") else None
            for name, value in entry.items()
            if name in ("@odata.type", *asked)
        }


def _error(code: str) -> dict[str, Any]:
    return {"error": {"code": code, "message": "Words that name 00000000.", "innerError": {"request-id": "1"}}}
