"""The settings (a school, a home, a team) that people work in, each with its own contacts."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction
from storage.database.columns import metadata
from storage.database.engine import Tx
from storage.database.statements import Statement
from storage.problems import NotFound

SCHOOLS = frozenset({"primary_school", "secondary_school", "special_school"})


SETTING_KINDS = SCHOOLS | {
    *("youth", "residential", "foster", "health", "social_care", "other"),
    *("youth_justice", "early_help", "secure"),
}


CONTACTS = ("dsl", "deputy", "police", "social_care", "out_of_hours", "consultation", "lado")
"""Those that every setting should have."""
ON_CALL = "on_call"
EVERY_CONTACT = (*CONTACTS, "line_manager", ON_CALL)
"""Those that it may have: a line manager that all share, and who is on call at night and at weekends."""


settings = sa.Table(
    "settings",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("kind", sa.String(32), nullable=False),
    sa.Column("contacts_sealed", sa.LargeBinary, nullable=False),
    sa.Column("is_demo", sa.Boolean, nullable=False),
)


_BY_ID = Statement(sa.select(settings).where(settings.c.id == sa.bindparam("setting_id")))


@dataclass(frozen=True)
class Setting:
    """`contacts`: one of EVERY_CONTACT -> {"name", "phone", "note"}, each of them optional; whoever is on call may have
    a "mail" too, to which alerts go (`on_call.py`).
    """

    id: str
    name: str
    kind: str
    contacts: Mapping[str, Mapping[str, str]]
    is_demo: bool = False


async def add_setting(
    tx: Tx,
    name: str,
    kind: str,
    contacts: Mapping[str, Mapping[str, str]],
    *,
    id: str | None = None,
    is_demo: bool = False,
) -> Setting:
    """Add a school, a home or a team with whom its workers are given to ring. Raises ValueError for a kind or a contact
    that there is not.
    """
    if kind not in SETTING_KINDS:
        raise ValueError(f"not a kind of setting: {kind}")
    if unknown := set(contacts) - set(EVERY_CONTACT):
        raise ValueError(f"not contacts: {sorted(unknown)}")
    new = Setting(id or uuid.uuid4().hex, name, kind, contacts, is_demo)
    await tx.connection.execute(
        settings.insert().values(
            id=new.id, name=name, kind=kind, contacts_sealed=tx.vault.seal_json(contacts), is_demo=is_demo
        )
    )
    await audit.note(tx, audit.of_setting(new.id), None, AuditAction.SETTING_ADDED)
    return new


async def setting(tx: Tx, setting_id: str) -> Setting:
    """Raises NotFound."""
    found = await _BY_ID.rows(tx, {"setting_id": setting_id})
    if not found:
        raise NotFound(f"setting {setting_id}")
    return of_row(tx, found[0])


def of_row(tx: Tx, row: sa.Row[Any] | SimpleNamespace) -> Setting:
    """A row with what is sealed in it."""
    return Setting(row.id, row.name, row.kind, tx.vault.open_json(row.contacts_sealed), row.is_demo)
