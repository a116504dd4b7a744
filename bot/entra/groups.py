"""The council's table of groups: who is in one of them has these roles in this setting. And the list that it makes.

The list has the rows of `storage/administration/people_import`, so what becomes of it is decided there alone: the same
rules for who has left, the same guard, the same receipt.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from bot.entra.graph import Member
from storage.administration.people_import.rows import BETWEEN
from storage.people import entered
from storage.people.entered import NotTaken
from storage.people.entra import as_uuid
from storage.people.people import Role

NEEDED = ("group", "setting", "roles")
ALSO = ("tenant", "kind", "area")
PASSED_OVER = ("note",)
"""A column for people."""

Progress = Callable[[int, int], None]
MembersOf = Callable[[str, str], Awaitable[Sequence[Member]]]
"""Those of a group, by its tenant and its id. Raises GraphProblem."""


@dataclass(frozen=True)
class Group:
    """A row of the table: `number` as a spreadsheet counts."""

    number: int
    id: str
    tenant: str
    setting: str
    roles: Sequence[str]
    kind: str = ""
    area: str = ""


@dataclass(frozen=True)
class Wrong:
    """Why a row can't be taken: `why` is the key of the sentence (`entra.wrong`)."""

    number: int
    why: str


@dataclass
class Gathered:
    """The rows of a tenant's list, and the groups in which nobody is."""

    rows: list[dict[str, str]] = field(default_factory=list)
    empty: list[Group] = field(default_factory=list)


def read(rows: Sequence[Mapping[str, str]], tenants: Collection[str]) -> tuple[list[Group], list[Wrong]]:
    """`tenants`: those whose people may use Waymark; with one of them, a row need not name it. A setting is of one
    tenant: else the list of each would make those of the other leave.
    """
    groups, wrong = [], []
    tenant_of: dict[str, str] = {}
    only = next(iter(tenants)) if len(tenants) == 1 else ""
    for number, row in enumerate(rows, start=2):
        cells = {name: " ".join(row.get(name, "").split()) for name in (*NEEDED, *ALSO)}
        if not any(cells.values()):
            continue
        group, tenant = as_uuid(cells["group"]), as_uuid(cells["tenant"]) if cells["tenant"] else only
        roles = cells["roles"].lower().translate(BETWEEN).split()
        if group is None:
            wrong.append(Wrong(number, "group"))
        if not tenant or tenant not in tenants:
            wrong.append(Wrong(number, "tenant"))
        if not cells["setting"]:
            wrong.append(Wrong(number, "setting"))
        elif tenant and tenant_of.setdefault(cells["setting"].casefold(), tenant) != tenant:
            wrong.append(Wrong(number, "two_tenants"))
        if not roles or set(roles) - set(Role):
            wrong.append(Wrong(number, "roles"))
        groups.append(Group(number, group or "", tenant or "", cells["setting"], roles, cells["kind"], cells["area"]))
    return groups, wrong


async def gather(groups: Sequence[Group], members_of: MembersOf, progress: Progress) -> dict[str, Gathered]:
    """By tenant. Somebody in several groups of a setting has the roles of all of them; they work in the setting of the
    first, and are of its area. Raises GraphProblem: where one group can't be told, there is no list.
    """
    asked: dict[tuple[str, str], Sequence[Member]] = {}
    people: dict[tuple[str, str, str], dict[str, str]] = {}
    found: dict[str, Gathered] = {}
    kinds = {group.setting.casefold(): group.kind for group in groups if group.kind}
    areas: dict[tuple[str, str], str] = {}
    for done, group in enumerate(groups, start=1):
        of_tenant = found.setdefault(group.tenant, Gathered())
        if (group.tenant, group.id) not in asked:
            asked[group.tenant, group.id] = await members_of(group.tenant, group.id)
        members = asked[group.tenant, group.id]
        if not members:
            of_tenant.empty.append(group)
        for one in members:
            area = areas.setdefault((group.tenant, one.object_id), group.area)
            key = (group.tenant, one.object_id, group.setting.casefold())
            if key not in people:
                people[key] = {
                    "name": one.name, "setting": group.setting, "kind": kinds.get(key[2], ""), "roles": "",
                    "mail": _mail(one.mail), "tenant": group.tenant, "entra": one.object_id, "area": area,
                }  # fmt: skip
                of_tenant.rows.append(people[key])
            people[key]["roles"] = " ".join(sorted({*people[key]["roles"].split(), *group.roles}))
        progress(done, len(groups))
    return found


def _mail(text: str) -> str:
    """'' for what is no address that is written to: that alone keeps nobody out."""
    try:
        return entered.mail(text) or ""
    except NotTaken:
        return ""
