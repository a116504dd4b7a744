"""The one row that says what this database is: demo or not, and which keys open it."""

import secrets

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.bound import Place
from storage.database.columns import insert_new, metadata
from storage.database.vault import Vault
from storage.problems import DatabaseProblem, WrongKey

CHECK = "waymark"
ALL_BOUND = "waymark, and all that is sealed is bound to its place"
"""The same of a database that never held anything else, or in which everything was sealed again."""
CHECK_PLACE: Place = ("installation", "check_sealed", "1")

installation = sa.Table(
    "installation",
    metadata,
    sa.Column("id", sa.Integer, sa.CheckConstraint("id = 1", name="one_row"), primary_key=True, autoincrement=False),
    sa.Column("is_demo", sa.Boolean, nullable=False),
    sa.Column("check_sealed", sa.LargeBinary, nullable=False),
    sa.Column("blind_key_sealed", sa.LargeBinary, nullable=False),
)


async def unlock(connection: AsyncConnection, vault: Vault) -> None:
    """Prove that the vault's keys are this database's, and hand it the blind key. Raises WrongKey.

    A database that has never been opened takes on the keys it is opened with first.
    """
    row = await _row(connection)
    if row is None:
        await insert_new(
            connection,
            installation,
            id=1,
            is_demo=False,
            check_sealed=vault.seal(ALL_BOUND),
            blind_key_sealed=vault.seal(secrets.token_hex(32)),
        )
        row = await _row(connection)
        assert row is not None  # noqa: S101 inserted by us or by another process just now
    if check(vault, row.check_sealed) == ALL_BOUND:
        vault.refuse_unbound()
    vault.use_blind_key(bytes.fromhex(vault.open(row.blind_key_sealed)))


def check(vault: Vault, sealed: bytes) -> str:
    """What the row says, as proof of the keys. Raises WrongKey, also where what stands there is no proof at all."""
    try:
        found = vault.open_at(sealed, CHECK_PLACE)
    except DatabaseProblem:
        raise WrongKey from None
    if found not in (CHECK, ALL_BOUND):
        raise WrongKey
    return found


async def all_is_bound(connection: AsyncConnection, vault: Vault) -> None:
    """Everything was sealed again: from now on nothing opens that is not bound to its place."""
    proof = {"check_sealed": vault.seal(ALL_BOUND)}
    await connection.execute(installation.update().where(installation.c.id == 1).values(**proof))
    vault.refuse_unbound()


async def is_demo(connection: AsyncConnection) -> bool:
    """Whether the database was marked as one of the demo organisation."""
    return bool(await connection.scalar(sa.select(installation.c.is_demo)))


async def mark_demo(connection: AsyncConnection) -> None:
    """From now on it is a demo database."""
    await connection.execute(installation.update().values(is_demo=True))


async def _row(connection: AsyncConnection) -> sa.Row[bool, bytes, bytes] | None:
    found = await connection.execute(
        sa.select(installation.c.is_demo, installation.c.check_sealed, installation.c.blind_key_sealed)
    )
    return found.first()
