"""The one row that says what this database is: demo or not, and which keys open it."""

import secrets

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.columns import insert_new, metadata
from storage.database.vault import Vault
from storage.problems import WrongKey

CHECK = "waymark"

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
            check_sealed=vault.seal(CHECK),
            blind_key_sealed=vault.seal(secrets.token_hex(32)),
        )
        row = await _row(connection)
        assert row is not None  # noqa: S101 inserted by us or by another process just now
    if vault.open(row.check_sealed) != CHECK:
        raise WrongKey
    vault.use_blind_key(bytes.fromhex(vault.open(row.blind_key_sealed)))


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
