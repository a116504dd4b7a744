"""The same child in other records, found by fingerprints without opening any of them (see `children.tokens`).

What is sure counts; what is likely counts and is said to be likely; what is uncertain counts once a person confirms it.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

import sqlalchemy as sa

from storage import audit
from storage.database.engine import Tx
from storage.database.statements import Statement
from storage.people.people import Person, Role
from storage.records.access import Which, fresh, may_know, may_read
from storage.records.register.child_index import ChildPart, nearby, surname_tokens, tokens
from storage.records.signing import Record
from storage.records.tables import child_index, child_matches, records
from storage.working_hours import LONDON

MOST = 200
"""Entries looked at, the newest first: more would be a name that half the school shares."""

FOUND_BY: Mapping[str, frozenset[str]] = {
    "name": frozenset({"name"}),
    "name_born": frozenset({"name_born"}),
    "ends": frozenset({"ends"}),
    "form": frozenset({"form"}),
    "initial": frozenset({"initial", "initial_last"}),
    "initial_last": frozenset({"initial"}),
    "initial_born": frozenset({"initial_born"}),
    "sole": frozenset({"sole", "first"}),
    "first": frozenset({"sole"}),
}
"""For each kind of fingerprint of a child, the kinds of another that it may meet."""

Tokens = Sequence[tuple[str, str]]


class Sureness(StrEnum):
    """How sure it is that two records are about one child. The values are stored: rename none."""

    SURE = "sure"
    """The same name and date of birth, or confirmed by a person."""
    LIKELY = "likely"
    """The same name; a date of birth is missing."""
    UNCERTAIN = "uncertain"


@dataclass(frozen=True)
class Match:
    """The child with the letter `label` in another record."""

    record_id: str
    reference: str
    label: str
    signed_at: datetime
    sureness: Sureness

    @property
    def counts(self) -> bool:
        """Whether the rules may count it: what is uncertain waits for a person's word."""
        return self.sureness is not Sureness.UNCERTAIN


async def matches(tx: Tx, record_id: str, label: str, which: Which) -> list[Match]:
    """Where the child `label` of a record appears elsewhere, oldest first, in the records of which `which` is true:
    what somebody may read, or may know of (see `access`).
    """
    mine = await tokens_of(tx, record_id, label)
    found = await _candidates(tx, mine, which & _other_than(record_id))
    said = await _said(tx, record_id, label)
    judged = [_judged(match, mine, theirs, said) for match, theirs in found]
    return sorted((m for m in judged if m), key=lambda m: (m.signed_at, m.reference, m.label))


async def about(tx: Tx, record_id: str, label: str, other_record_id: str, *, person: Person) -> Match | None:
    """How the child of one record appears in that of another incident, whatever was said of it before; None where not
    at all.
    """
    within = may_read(await fresh(tx, person)) & (records.c.id == other_record_id) & _other_than(record_id)
    mine = await tokens_of(tx, record_id, label)
    found = [_judged(match, mine, theirs, {}) for match, theirs in await _candidates(tx, mine, within)]
    return next((match for match in found if match), None)


class By(StrEnum):
    """What of a name was found by, the surest first."""

    NAME = "name"
    PART = "part"
    """Only one part was given, such as a surname."""
    SLIP = "slip"
    """Nothing has that name; this is one slip of the hand away."""


@dataclass(frozen=True)
class Found:
    """Newest first."""

    matches: list[Match]
    by: By = By.NAME


async def find(tx: Tx, person: Person, name: str, date_of_birth: str = "") -> Found:
    """Records in which this child appears, of those that this person may read: by the name as it sounds, by a first
    name or a surname alone, and only where that finds nothing, by a name that is nearly this one.
    """
    person = await fresh(tx, person)
    child = ChildPart("", name, date_of_birth)
    settings = sorted(person.settings_as(Role.DSL, Role.DEPUTY, Role.HEAD))
    mine = list({token for setting_id in settings for token in tokens(tx, child, setting_id)})
    of_surname = [token for setting_id in settings for token in surname_tokens(tx, name, setting_id)]
    found = await _judge(tx, person, mine, [*mine, *of_surname])
    if found or not mine:
        return Found(found, By.PART if of_surname else By.NAME)
    near = [nearby(tx, name, setting_id) for setting_id in settings]
    one_of = frozenset(token for one in near for token in one.one_of)
    searched = [token for one in near for token in one.tokens]
    return Found(await _judge(tx, person, mine, searched, one_of), By.SLIP)


async def _judge(tx: Tx, person: Person, mine: Tokens, searched: Tokens, one_of: Collection[str] = ()) -> list[Match]:
    """What these fingerprints find, and how sure it is by the child's own; with `one_of`, who has one of them."""
    candidates = await _candidates(tx, searched, may_read(person))
    judged = [
        _judged(match, mine, theirs, {})
        for match, theirs in candidates
        if not one_of or any(token in one_of for _, token in theirs)
    ]
    return sorted((m for m in judged if m), key=lambda m: (m.signed_at, m.reference, m.label), reverse=True)


async def same_day(tx: Tx, record: Record, person: Person) -> list[Match]:
    """What was signed on the same day in the same setting about a child of this record, of what this person may know:
    perhaps the same incident.
    """
    midnight = datetime.combine(record.signed_at.astimezone(LONDON).date(), time(), tzinfo=LONDON)
    that_day = (records.c.signed_at >= midnight) & (records.c.signed_at < midnight + timedelta(days=1))
    which = may_know(await fresh(tx, person)) & (records.c.setting_id == record.setting_id) & that_day
    labels = sa.select(child_index.c.label).where(child_index.c.record_id == record.id).distinct()
    found: dict[str, Match] = {}
    for label in (await tx.connection.execute(labels.order_by(child_index.c.label))).scalars():
        for match in await matches(tx, record.id, label, which):
            found.setdefault(match.record_id, match)
    return sorted(found.values(), key=lambda match: (match.signed_at, match.reference))


async def confirm(tx: Tx, person: Person, record_id: str, label: str, match: Match, *, is_same: bool) -> None:
    """A person says whether an uncertain match is the same child. The last word counts, and both records keep it."""
    here = (
        (child_matches.c.record_id == record_id)
        & (child_matches.c.label == label)
        & (child_matches.c.other_record_id == match.record_id)
        & (child_matches.c.other_label == match.label)
    )
    await tx.connection.execute(child_matches.delete().where(here))
    await tx.connection.execute(
        child_matches.insert().values(
            record_id=record_id,
            label=label,
            other_record_id=match.record_id,
            other_label=match.label,
            is_same=is_same,
            person_id=person.id,
            at=tx.now,
        )
    )
    for one in sorted((record_id, match.record_id)):
        said = audit.AuditAction.SAME_CHILD if is_same else audit.AuditAction.NOT_SAME_CHILD
        await audit.note(tx, one, person.id, said)


_TOKENS = Statement(
    sa.select(child_index.c.kind, child_index.c.token).where(
        child_index.c.record_id == sa.bindparam("record"), child_index.c.label == sa.bindparam("child")
    )
)


async def tokens_of(tx: Tx, record_id: str, label: str) -> Tokens:
    """The fingerprints that were kept for a child of a record, each with its kind."""
    return [(row.kind, row.token) for row in await _TOKENS.rows(tx, {"record": record_id, "child": label})]


def _other_than(record_id: str) -> Which:
    """The records of other incidents."""
    own = sa.select(records.c.submission_key).where(records.c.id == record_id).scalar_subquery()
    return records.c.submission_key != own


async def _candidates(tx: Tx, mine: Tokens, within: sa.ColumnElement[bool]) -> list[tuple[Match, Tokens]]:
    """Children who share a fingerprint, the newest first, each with all that theirs say."""
    of_kind: dict[str, list[str]] = defaultdict(list)
    for kind, token in mine:
        if kind in FOUND_BY:
            of_kind[kind].append(token)
    shared = [child_index.c.token.in_(some) & child_index.c.kind.in_(FOUND_BY[kind]) for kind, some in of_kind.items()]
    if not shared:
        return []
    query = (
        sa.select(records.c.id, records.c.reference, records.c.signed_at, child_index.c.label)
        .join(records, records.c.id == child_index.c.record_id)
        .where(sa.or_(*shared), within)
        .distinct()
        .order_by(records.c.signed_at.desc(), records.c.reference, child_index.c.label)
        .limit(MOST)
    )
    rows = (await tx.connection.execute(query)).all()
    every: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    theirs = sa.select(child_index).where(child_index.c.record_id.in_({row.id for row in rows}))
    for row in await tx.connection.execute(theirs):
        every[row.record_id, row.label].append((row.kind, row.token))
    return [
        (Match(row.id, row.reference, row.label, row.signed_at, Sureness.UNCERTAIN), every[row.id, row.label])
        for row in rows
    ]


def _judged(match: Match, mine: Tokens, theirs: Tokens, said: Mapping[tuple[str, str], bool]) -> Match | None:
    """How sure a match is; None where a person, or two different dates of birth, say that it is none."""
    word = said.get((match.record_id, match.label))
    if word is not None:
        return _with(match, Sureness.SURE) if word else None
    ours, others = dict(mine), dict(theirs)
    same_name = _meet(mine, theirs, {"name"})
    if _meet(mine, theirs, {"name_born"}):
        return _with(match, Sureness.SURE)
    if same_name and not ("name_born" in ours and "name_born" in others):
        return _with(match, Sureness.LIKELY)
    if not same_name and "born" in ours and "born" in others and not _meet(mine, theirs, {"born"}):
        return None
    return match


def _meet(mine: Tokens, theirs: Tokens, kinds: Collection[str]) -> bool:
    return bool({one for one in mine if one[0] in kinds} & {one for one in theirs if one[0] in kinds})


def _with(match: Match, sureness: Sureness) -> Match:
    return Match(match.record_id, match.reference, match.label, match.signed_at, sureness)


_t = child_matches.c
_record: sa.BindParameter[str] = sa.bindparam("record")
_child: sa.BindParameter[str] = sa.bindparam("child")
_SAID = Statement(
    sa.select(child_matches)
    .where(
        ((_t.record_id == _record) & (_t.label == _child))
        | ((_t.other_record_id == _record) & (_t.other_label == _child))
    )
    .order_by(_t.at)
)


async def _said(tx: Tx, record_id: str, label: str) -> dict[tuple[str, str], bool]:
    """What people have said of this child, asked from either record."""
    said = {}
    for row in await _SAID.rows(tx, {"record": record_id, "child": label}):
        from_here = row.record_id == record_id and row.label == label
        other = (row.other_record_id, row.other_label) if from_here else (row.record_id, row.label)
        said[other] = row.is_same
    return said
