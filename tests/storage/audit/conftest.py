"""The demo organisation with a history that is signed, and somebody who can write in the database but has no key."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import sqlalchemy as sa

from storage.audit import chain
from storage.audit.actions import Kind, Subject
from storage.audit.tables import audit
from storage.database.engine import Database, Tx
from storage.database.signing_keys import Signer, new_signing_key
from storage.database.vault import Vault
from storage.records import addenda, decisions, handovers, inbox, signing
from tests.storage.conftest import NOW, who
from tests.storage.records.test_records import submit


@pytest.fixture(scope="session")
def signing_key() -> str:
    return new_signing_key()


@pytest.fixture
async def signed(at: Callable[..., Any], database_url: str, key: str, signing_key: str) -> AsyncIterator[Database]:
    """Everything in it is done by those who may."""
    opened = Database(database_url, Vault([key]), signer=Signer([signing_key]))
    yield opened
    await opened.close()


async def a_life(tx: Tx) -> signing.Record:
    """A record that was read, added to, decided on and handed over; and another one."""
    (record,) = await submit(tx)
    await submit(tx, key="case-2")
    dsl = await who(tx, "dsl")
    await inbox.read(tx, dsl, record.reference)
    await addenda.addendum(tx, dsl, record.reference, "seen today", "to be complete")
    await decisions.decide(tx, dsl, record.reference, {"rows": []}, signed_name="Jo Marlowe", seen=0)
    await handovers.give(tx, dsl, record.reference, "demo-foster", "moves there")
    return record


async def unprotect(tx: Tx) -> None:
    """Drop every trigger, as who can write in the database can."""
    if tx.driver is None:
        found = await tx.connection.execute(
            sa.text("SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                    "WHERE NOT t.tgisinternal")
        )  # fmt: skip
        for name, table in found.all():
            await tx.connection.execute(sa.text(f"DROP TRIGGER {name} ON {table}"))
        return
    found = await tx.connection.execute(sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
    for (name,) in found.all():
        await tx.connection.execute(sa.text(f"DROP TRIGGER {name}"))


async def rewrite(tx: Tx, change: Callable[[list[dict[str, Any]]], None]) -> None:
    """Change the history as far as one can without the key: every place, number and hash fits again afterwards."""
    query = sa.select(audit).where(audit.c.position.is_not(None)).order_by(audit.c.position)
    rows = [dict(row._mapping) for row in await tx.connection.execute(query)]
    change(rows)
    await tx.connection.execute(audit.delete().where(audit.c.position.is_not(None)))
    before: Any = None
    ends: dict[Subject, tuple[int, str]] = {}
    for position, values in enumerate(rows, start=1):
        about = Subject(Kind(values["subject_kind"]), values["subject_id"])
        number, hashed = ends.get(about, (0, about.beginning))
        new = chain._New(**{**values, "position": position, "number": number + 1})
        new.hash = chain.hash_of(new, chain.link(before), hashed)
        before, ends[about] = new, (new.number, new.hash)
        await tx.connection.execute(audit.insert().values(**vars(new)))


__all__ = ["NOW", "a_life", "rewrite", "signed", "unprotect"]
