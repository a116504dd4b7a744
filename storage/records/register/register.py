"""The register: every record that a safeguarding lead may read, filed ones too, by what it is looked for.

A list shows nothing of what is in a record. What is sealed is found by its fingerprints (see `facets.py`). However many
records there are, only the first thousand of a list are looked at: with more than that, somebody narrows it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction
from storage.database import row_seals
from storage.database.each import each, name_of
from storage.database.engine import Tx
from storage.people import people, settings
from storage.people.people import Person, Role
from storage.people.responsible import LEADS
from storage.records.access import fresh, may_read, second_views_for
from storage.records.register.facets import Facet, record_facets, token
from storage.records.tables import BESIDE_SEAL, Status, handovers, not_filed, records, second_views
from storage.working_hours import LONDON

A_PAGE = 25
MOST = 1_000
"""Records of one list, over all its pages."""
COLOURS = ("red", "amber", "not_enough_information", "green")
"""Of a view, the most serious first."""


class Sort(StrEnum):
    """In what order a list is shown."""

    NEWEST = "newest"
    OLDEST = "oldest"
    VIEW = "view"
    """The most serious first, then the newest."""


@dataclass(frozen=True)
class Wanted:
    """What is looked for; empty means any. The days are those of signing, in London, both counted."""

    states: frozenset[Status] = frozenset()
    colours: frozenset[str] = frozenset()
    since: date | None = None
    until: date | None = None
    setting_id: str = ""
    responsible_id: str = ""
    facets: tuple[tuple[Facet, str], ...] = ()
    places: tuple[str, ...] = ()
    """Fingerprints of words of the place: what was typed stays out of addresses and saved lists."""
    sort: Sort = Sort.NEWEST


@dataclass(frozen=True)
class Row:
    """One record, without anything of what is in it. `colour` is that of the view that was signed; `looks_red` where a
    second view is red that this person may know of.
    """

    reference: str
    colour: str
    looks_red: bool
    status: Status
    signed_at: datetime
    from_name: str
    setting_name: str
    responsible_name: str
    is_mine: bool


@dataclass(frozen=True)
class Listed:
    """One page of a list. `count` is of all its pages, and `is_more` says that there are more than MOST."""

    rows: Sequence[Row]
    count: int
    is_more: bool
    page: int
    pages: int


@dataclass(frozen=True)
class Choices:
    """Of what somebody can choose: their settings and who is responsible there, by id and name."""

    settings: dict[str, str] = field(default_factory=dict)
    responsible: dict[str, str] = field(default_factory=dict)


async def listed(tx: Tx, person: Person, wanted: Wanted, page: int = 1) -> Listed:
    """A page of the list, counted from 1; the last where there are not so many. That it was looked at is noted."""
    await audit.note(tx, audit.of_person(person.id), person.id, AuditAction.REGISTER_SHOWN)
    person = await fresh(tx, person)
    found = await _found(tx, person, wanted)
    pages = max(1, -(-min(len(found), MOST) // A_PAGE))
    page = min(max(page, 1), pages)
    shown = found[: min(page * A_PAGE, MOST)][(page - 1) * A_PAGE :]
    return Listed(await _rows(tx, person, shown), min(len(found), MOST), len(found) > MOST, page, pages)


async def whole(tx: Tx, person: Person, wanted: Wanted) -> list[Row]:
    """The whole list, MOST at most, to be taken away: that stands in the person's history, with how many there are."""
    person = await fresh(tx, person)
    found = (await _found(tx, person, wanted))[:MOST]
    await audit.note(tx, audit.of_person(person.id), person.id, AuditAction.REGISTER_EXPORTED, f"{len(found)}")
    return await _rows(tx, person, found)


async def of_these(tx: Tx, person: Person, record_ids: Sequence[str]) -> list[Row]:
    """Rows of certain records, in this order, such as those found by a name; of what this person may read."""
    person = await fresh(tx, person)
    mine = sa.select(records.c.id).where(records.c.id.in_(record_ids), may_read(person))
    may = set((await tx.connection.execute(mine)).scalars())
    return await _rows(tx, person, [one for one in dict.fromkeys(record_ids) if one in may])


async def choices(tx: Tx, person: Person) -> Choices:
    """What the filters offer this person."""
    person = await fresh(tx, person)
    here = person.settings_as(*LEADS, Role.HEAD)
    named = sa.select(settings.settings.c.id, settings.settings.c.name).where(settings.settings.c.id.in_(here))
    by_name = {row.id: row.name for row in await tx.connection.execute(named.order_by(settings.settings.c.name))}
    found: dict[str, str] = {}
    for setting_id in by_name:
        for role in (*LEADS, Role.HEAD):
            found |= {one.id: one.name for one in await people.with_role(tx, role, setting_id)}
    return Choices(by_name, found)


async def _found(tx: Tx, person: Person, wanted: Wanted) -> list[str]:
    """The ids in order, one more than MOST at most.

    Each part of the query walks along one index, in the order of the list, and stops: one setting, one colour where the
    list is by view, one value of what is sealed. A single query over all settings would sort everything first.
    """
    tokens = await _rarest_first(tx, wanted, person)
    parts = [part for where in places_of(person) for part in _parts(person, wanted, where, tokens)]
    if not parts:
        return []
    every = sa.union_all(*(sa.select(part.subquery()) for part in parts)).subquery()
    order = [every.c.signed_at.asc() if wanted.sort is Sort.OLDEST else every.c.signed_at.desc(), every.c.reference]
    if wanted.sort is Sort.VIEW:
        order.insert(0, every.c.rank)
    found = (await tx.connection.execute(sa.select(every.c.id).order_by(*order))).scalars()
    return list(dict.fromkeys(found))[: MOST + 1]


def places_of(person: Person) -> list[tuple[str, sa.ColumnElement[bool]]]:
    """Where a person's records are, each a condition that an index answers, and its setting where it is one."""
    of = records.c
    leads, heads = person.settings_as(*LEADS), person.settings_as(Role.HEAD)
    places = [(one, of.setting_id == one) for one in sorted(leads)]
    # a head reads what has passed to them: few of many
    places += [("", (of.setting_id == one) & (of.responsible_id == person.id)) for one in sorted(heads - leads)]
    if leads:
        given = sa.select(handovers.c.record_id).where(handovers.c.to_setting_id.in_(leads))
        places.append(("", of.id.in_(given)))
    return places


async def _rarest_first(tx: Tx, wanted: Wanted, person: Person) -> list[tuple[Facet, str]]:
    """What is sealed and looked for: along the value that the fewest records have, the list is the shortest."""
    tokens = [(kind, token(tx, kind, value)) for kind, value in wanted.facets]
    tokens += [(Facet.PLACE, one) for one in wanted.places]
    if len(tokens) < 2:
        return tokens
    t, counted = record_facets.c, {}
    for kind, value in tokens:
        here = t.setting_id.in_(person.settings_as(*LEADS)) & (t.kind == kind.value) & (t.token == value)
        some = sa.select(t.record_id).where(here).limit(MOST + 1).subquery()
        counted[kind, value] = await tx.connection.scalar(sa.select(sa.func.count()).select_from(some)) or 0
    return sorted(counted, key=lambda one: counted[one])


def _parts(
    person: Person, wanted: Wanted, place: tuple[str, sa.ColumnElement[bool]], tokens: list[tuple[Facet, str]]
) -> list[sa.Select[Any]]:
    setting_id, where = place
    of, t = records.c, record_facets.c
    asked = [where, may_read(person), *_asked(wanted)]
    source: sa.FromClause = records
    signed_at = of.signed_at
    if tokens and setting_id:
        # along the first value; the others are looked up
        (kind, first), *tokens = tokens
        source = record_facets.join(records, of.id == t.record_id)
        asked += [t.setting_id == setting_id, t.kind == kind.value, t.token == first]
        signed_at = t.signed_at
    other = record_facets.alias()
    for kind, value in tokens:
        same = (other.c.record_id == of.id) & (other.c.kind == kind.value) & (other.c.token == value)
        asked.append(sa.exists(sa.select(other.c.record_id).where(same)))
    colours = sorted(wanted.colours or COLOURS, key=COLOURS.index)
    along = colours if wanted.sort is Sort.VIEW or wanted.colours else [""]
    found = []
    for rank, colour in enumerate(along):
        this = [*asked, of.colour == colour] if colour else asked
        query = sa.select(of.id, of.reference, signed_at.label("signed_at"), sa.literal(rank).label("rank"))
        order = signed_at.asc() if wanted.sort is Sort.OLDEST else signed_at.desc()
        found.append(query.select_from(source).where(*this).order_by(order).limit(MOST + 1))
    return found


def _asked(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    of = records.c
    asked: list[sa.ColumnElement[bool]] = []
    if wanted.states:
        asked.append(of.status.in_([state.value for state in wanted.states]))
        if Status.FILED not in wanted.states:
            asked.append(not_filed)
    if wanted.since:
        asked.append(of.signed_at >= midnight(wanted.since))
    if wanted.until:
        asked.append(of.signed_at < midnight(wanted.until + timedelta(days=1)))
    if wanted.setting_id:
        asked.append(of.setting_id == wanted.setting_id)
    if wanted.responsible_id:
        asked.append(of.responsible_id == wanted.responsible_id)
    return asked


async def _rows(tx: Tx, person: Person, ids: Sequence[str]) -> list[Row]:
    author, responsible = people.people.alias(), people.people.alias()
    red = sa.exists().where(
        second_views.c.record_id == records.c.id, second_views.c.colour == "red", second_views_for(person.id)
    )
    query = (
        sa.select(
            *BESIDE_SEAL,
            row_seals.seal_of(records),
            author.c.name_sealed.label("author_sealed"),
            responsible.c.name_sealed.label("responsible_sealed"),
            settings.settings.c.name.label("setting_name"),
            red.label("looks_red"),
        )
        .join(author, author.c.id == records.c.author_id)
        .join(responsible, responsible.c.id == records.c.responsible_id)
        .join(settings.settings, settings.settings.c.id == records.c.setting_id)
        .where(records.c.id.in_(ids))
    )
    rows = {row.id: row for row in each(tx, await tx.connection.execute(query), row_seals.checked)}
    return [
        Row(
            reference=row.reference,
            colour=row.colour,
            looks_red=row.looks_red and row.colour != "red",
            status=Status(row.status),
            signed_at=row.signed_at,
            from_name=name_of(tx, row.author_sealed, row.author_id),
            setting_name=row.setting_name,
            responsible_name=name_of(tx, row.responsible_sealed, row.responsible_id),
            is_mine=row.responsible_id == person.id,
        )
        for row in (rows[one] for one in ids if one in rows)
    ]


def midnight(day: date) -> datetime:
    """When a day begins in London."""
    return datetime.combine(day, time(), tzinfo=LONDON)
