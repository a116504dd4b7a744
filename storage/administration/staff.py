"""Everyone who works here, and who has left, as whoever looks after Waymark needs to see them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage.database import row_seals
from storage.database.engine import Tx
from storage.names.folding import parts
from storage.people.addresses import addresses
from storage.people.people import GIVEN, Person, held, of_row, people, roles


@dataclass(frozen=True)
class Member:
    """One person. No mail address and no Entra id is told, only whether there is one; `opened` is whether Waymark
    reaches them in Teams.
    """

    person: Person
    opened: bool
    has_mail: bool
    is_linked: bool
    left_at: datetime | None = None

    @property
    def works_in(self) -> frozenset[str]:
        """The settings: their own, and those in which they have a role."""
        return frozenset({self.person.setting_id, *(place for _, place in self.person.posts)})


async def everyone(tx: Tx, *, left: bool = False) -> list[Member]:
    """By name; with `left`, those who have gone, the latest first."""
    given: dict[str, list[Any]] = {}
    for row in await tx.connection.execute(sa.select(roles.c.person_id, *GIVEN)):
        given.setdefault(row.person_id, []).append(row)
    gone = people.c.left_at.is_not(None) if left else people.c.left_at.is_(None)
    reached = addresses.c.chat_sealed.is_not(None).label("opened"), addresses.c.mail_sealed.is_not(None).label("mail")
    query = (
        sa.select(people, row_seals.seal_of(people), *reached)
        .outerjoin(addresses, addresses.c.person_id == people.c.id)
        .where(gone)
    )
    found = [
        Member(
            of_row(tx, row, held(tx, row.row_seal, given.get(row.id, ()))),
            opened=bool(row.opened),
            has_mail=bool(row.mail),
            is_linked=row.object_id is not None,
            left_at=row.left_at,
        )
        for row in await tx.connection.execute(query)
    ]
    by_name = sorted(found, key=lambda one: (one.person.name.casefold(), one.person.id))
    return sorted(by_name, key=lambda one: one.left_at or tx.now, reverse=True) if left else by_name


async def of_other_tenants(tx: Tx, tenants: Collection[str]) -> int:
    """How many people are of a tenant that is none of these: Waymark does not answer them."""
    other = people.c.tenant.is_not(None) & people.c.tenant.not_in(list(tenants)) & people.c.left_at.is_(None)
    return int(await tx.connection.scalar(sa.select(sa.func.count()).select_from(people).where(other)) or 0)


def named(members: Iterable[Member], typed: str) -> list[Member]:
    """Those whose name has a part that begins with each part of what was typed, however it is spelled with accents."""
    wanted = parts(typed)
    return [
        one
        for one in members
        if wanted and all(any(have.startswith(part) for have in parts(one.person.name)) for part in wanted)
    ]
