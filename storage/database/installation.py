"""The one row that says what this database is: demo or not, and which keys open it."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.bound import Place, ToSeal
from storage.database.columns import insert_new, metadata
from storage.database.row_seals import coverage, take_over
from storage.database.vault import Vault
from storage.problems import DatabaseProblem, WrongKey

CHECK = "waymark"
"""What proved the keys before it said more (`Proof`)."""
ALL_BOUND = "waymark, and all that is sealed is bound to its place"
"""The same, for a while, of a database that held nothing unbound."""
CHECK_PLACE: Place = ("installation", "check_sealed", "1")


@dataclass(frozen=True)
class Proof:
    """Opens with the database's keys, and says what can be relied upon. `all_bound`: nothing in it is sealed without
    being bound to its row. `rows`: the columns that the seals of rows cover, by table.
    """

    all_bound: bool = True
    rows: Mapping[str, Sequence[str]] = field(default_factory=coverage)

    def sealed(self, vault: Vault) -> ToSeal:
        """As it is kept."""
        return vault.seal_json({"waymark": CHECK, "all_bound": self.all_bound, "rows": self.rows})


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
            check_sealed=Proof().sealed(vault),
            blind_key_sealed=vault.seal(secrets.token_hex(32)),
        )
        row = await _row(connection)
        assert row is not None  # noqa: S101 inserted by us or by another process just now
    proof = proof_of(vault, row.check_sealed)
    if proof.all_bound:
        vault.refuse_unbound()
    vault.use_blind_key(bytes.fromhex(vault.open(row.blind_key_sealed)))
    if proof.rows != coverage():
        await take_over(connection, vault.row_key, proof.rows)
        await _prove(connection, vault, Proof(proof.all_bound))


def proof_of(vault: Vault, sealed: bytes) -> Proof:
    """Raises WrongKey, also where what stands there is no proof at all."""
    try:
        found = vault.open_at(sealed, CHECK_PLACE)
        if found in (CHECK, ALL_BOUND):
            return Proof(all_bound=found == ALL_BOUND, rows={})
        said = json.loads(found)
        return Proof(said["all_bound"], said["rows"])
    except (DatabaseProblem, ValueError, KeyError, TypeError):
        raise WrongKey from None


async def all_is_bound(connection: AsyncConnection, vault: Vault) -> None:
    """Everything was sealed again: from now on nothing opens that is not bound to its place."""
    await _prove(connection, vault, Proof())
    vault.refuse_unbound()


async def _prove(connection: AsyncConnection, vault: Vault, proof: Proof) -> None:
    row = installation.update().where(installation.c.id == 1)
    await connection.execute(row.values(check_sealed=proof.sealed(vault)))


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
