"""All there is, for the day on which an installation ends: what is to be taken out, and every row of every table.

This asks for nobody's right but that of whoever looks after Waymark; it is for the command that takes everything out.
"""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction
from storage.casework.tables import assessments, cases
from storage.database.columns import metadata
from storage.database.engine import Tx
from storage.database.sealed import ENDING
from storage.groups.tables import group_referrals
from storage.people.people import Person, Role
from storage.plans.good_life.tables import good_life_plans
from storage.plans.intervention.tables import intervention_plans
from storage.plans.tables import safety_plans
from storage.problems import DatabaseProblem, NotAllowed
from storage.records.tables import records
from storage.talks.tables import talks

OWN_KEY = f"own_key{ENDING}"
NOT_OUT = frozenset({"alembic_version", "desk_sessions", "desk_sign_ins"})
"""Nothing of anybody's work: who is signed in just now."""
AT_ONCE = 500
"""Rows in one transaction."""


@dataclass(frozen=True)
class Matter:
    """Something with documents of its own. `theirs`: by whose right they are made, the first who has it; ids."""

    kind: str
    reference: str
    setting_id: str
    state: str
    since: str
    theirs: tuple[str, ...]


async def begin(tx: Tx, person: Person) -> None:
    """That it was begun stands in the history of the installation. Raises NotAllowed for who does not look after it."""
    if Role.ADMIN not in person.roles:
        raise NotAllowed
    await audit.note(tx, audit.INSTALLATION, person.id, AuditAction.EVERYTHING_EXPORTED)


async def matters(tx: Tx) -> list[Matter]:
    """Every record, assessment, plan, talk and referral, by kind and reference."""
    of_case = cases.c.id
    queries = {
        "record": _query(records, "status", "signed_at", "responsible_id"),
        "assessment": _query(assessments, "state", "asked_at", "lead_id", "asked_by"),
        "safety_plan": _query(safety_plans, None, "begun_at", "owner_id", "begun_by"),
        "talk": _query(talks, None, "asked_at", "asker_id", "lead_id"),
        "group_referral": _query(group_referrals, "state", "sent_at", "referrer_id"),
        "intervention_plan": _query(intervention_plans, "state", "made_at", "lead_id", "made_by").join(
            cases, of_case == intervention_plans.c.case_id
        ),
        "good_life_plan": _query(good_life_plans, "state", "made_at", "key_worker_id", "made_by").join(
            cases, of_case == good_life_plans.c.case_id
        ),
    }
    found = []
    for kind, query in queries.items():
        for reference, setting_id, state, since, *theirs in await tx.connection.execute(query):
            by = tuple(dict.fromkeys(one for one in theirs if one))
            found.append(Matter(kind, reference, setting_id, state or "", since.isoformat() if since else "", by))
    return sorted(found, key=lambda one: (one.kind, one.reference))


def _query(table: sa.Table, state: str | None, since: str, *theirs: str) -> sa.Select[Any]:
    """What a plan of a case is called, and where it belongs, its case says."""
    reference = table.c.reference if "reference" in table.c else cases.c.reference
    setting = table.c.setting_id if "setting_id" in table.c else cases.c.setting_id
    standing = table.c[state] if state else sa.literal("")
    columns = [reference, setting, standing.label("standing"), table.c[since], *(table.c[name] for name in theirs)]
    return sa.select(*columns).select_from(table)


def tables() -> list[str]:
    """The names of those that are written out."""
    return sorted(set(metadata.tables) - NOT_OUT)


async def rows(tx: Tx, name: str, start: int) -> AsyncIterator[Mapping[str, Any]]:
    """As plain values, opened, from that number on; AT_ONCE of them at most. What does not open is said."""
    table = metadata.tables[name]
    query = sa.select(table).order_by(*table.primary_key.columns).offset(start).limit(AT_ONCE)
    for row in (await tx.connection.execute(query)).mappings():
        own_key = row.get(OWN_KEY)
        yield {column: _plain(tx, column, value, own_key) for column, value in row.items() if column != OWN_KEY}


def _plain(tx: Tx, column: str, value: Any, own_key: bytes | None) -> Any:
    if column.endswith(ENDING) and value:
        return _opened(tx, value, own_key)
    if isinstance(value, bytes):
        return value.hex()
    return value.isoformat() if hasattr(value, "isoformat") else value


def _opened(tx: Tx, value: bytes, own_key: bytes | None) -> Any:
    try:
        if own_key:
            return tx.vault.open_for_good(own_key, value)
        text = tx.vault.open(value)
    except DatabaseProblem:
        return {"does_not_open": True}
    try:
        return json.loads(text)
    except ValueError:
        return text
