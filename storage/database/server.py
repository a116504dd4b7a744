"""What the server of a database says of itself: how old it is, where it is, and whether the way there is encrypted."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.engine import Tx


@dataclass(frozen=True)
class Server:
    """`version` is the first number of PostgreSQL's, and 0 of the embedded database; `full_version` is as it says it
    itself. `is_here`: on this machine. `tls` is such as TLSv1.3, '' where the way is not encrypted.
    """

    kind: str
    version: int = 0
    is_here: bool = True
    is_encrypted: bool = True
    full_version: str = ""
    tls: str = ""


async def look(tx: Tx) -> Server:
    """Of the connection that this transaction has."""
    return await look_at(tx.connection)


async def look_at(connection: AsyncConnection) -> Server:
    """Of this connection. The embedded database is always on this machine, and has no version to ask for."""
    if connection.dialect.name == "sqlite":
        return Server("sqlite")
    query = """SELECT current_setting('server_version_num')::int / 10000 AS version,
        inet_server_addr() IS NULL OR host(inet_server_addr()) IN ('127.0.0.1', '::1') AS is_here,
        current_setting('server_version') AS full_version,
        (SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl) AS tls"""
    row = (await connection.execute(sa.text(query))).one()
    return Server("postgresql", row.version, row.is_here, row.tls is not None, row.full_version, row.tls or "")
