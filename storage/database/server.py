"""What the server of a database says of itself: how old it is, where it is, and whether the way there is encrypted."""

from dataclasses import dataclass

import sqlalchemy as sa

from storage.database.engine import Tx


@dataclass(frozen=True)
class Server:
    """`version` is the first number of PostgreSQL's, and 0 of the embedded database. `is_here`: on this machine."""

    kind: str
    version: int = 0
    is_here: bool = True
    is_encrypted: bool = True


async def look(tx: Tx) -> Server:
    """Of the connection that this transaction has."""
    if tx.connection.dialect.name == "sqlite":
        return Server("sqlite")
    query = """SELECT current_setting('server_version_num')::int / 10000 AS version,
        inet_server_addr() IS NULL OR host(inet_server_addr()) IN ('127.0.0.1', '::1') AS is_here,
        COALESCE((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false) AS is_encrypted"""
    row = (await tx.connection.execute(sa.text(query))).one()
    return Server("postgresql", row.version, row.is_here, row.is_encrypted)
