"""Where a transaction has its connection from: PostgreSQL's pool, or the one that is kept open to SQLite's file.

Both commit at the end, and roll back where something is raised.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, Protocol

from sqlalchemy import exc
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.database import sqlite_driver
from storage.database.driver_errors import unreachable

Begun = tuple[AsyncConnection, sqlite_driver.Connection | None]
"""The connection of a transaction, and the driver's own where statements may go to it as they are."""


class Connections(Protocol):
    """Gives each transaction its connection."""

    def begun(self, durable: bool = True) -> Any:
        """A transaction, as an asynchronous context that gives a `Begun`. What is not `durable` is kept where this
        process is killed, and a loss of power may take it back.
        """

    async def close(self) -> None:
        """Give all connections back. The next transaction opens one again."""


class Pool:
    """As many as work at a time."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @asynccontextmanager
    async def begun(self, durable: bool = True) -> AsyncIterator[Begun]:
        """Durable in any case. Raises DatabaseProblem where the server cannot be reached or lets nobody in."""
        async with AsyncExitStack() as stack:
            with unreachable():
                connection = await stack.enter_async_context(self._engine.begin())
            yield connection, None

    async def close(self) -> None:
        """Give all connections back. The next transaction opens one again."""
        await self._engine.dispose()


class One:
    """SQLite's: every transaction is a writer, so one connection is all that can work at a time. It stays open between
    them, and they begin and end in the driver: through SQLAlchemy and its pool that takes longer than most of them.
    """

    def __init__(self, engine: AsyncEngine, wait_seconds: float) -> None:
        self._engine, self._wait_seconds = engine, wait_seconds
        self._free = asyncio.Lock()
        self._open: tuple[AsyncConnection, sqlite_driver.Connection] | None = None

    @asynccontextmanager
    async def begun(self, durable: bool = True) -> AsyncIterator[Begun]:
        """Waits for the transaction before it. Raises SQLAlchemy's TimeoutError where that takes too long."""
        await self._wait()
        try:
            connection, driver = self._open or await self._connected()
            with sqlite_driver.as_sqlalchemy("BEGIN IMMEDIATE"):
                await driver.begin_now(durable)
            try:
                yield connection, driver
                if connection.in_transaction():
                    await connection.commit()
                else:
                    with sqlite_driver.as_sqlalchemy("COMMIT"):
                        await driver.commit_now()
            except BaseException:
                await self._undo(connection, driver)
                raise
        finally:
            self._free.release()

    async def _undo(self, connection: AsyncConnection, driver: sqlite_driver.Connection) -> None:
        if connection.in_transaction():
            await connection.rollback()
        if connection.invalidated:
            # SQLAlchemy gives a connection up where a statement was broken off
            self._open = None
            await connection.close()
        else:
            driver.rollback()

    async def _wait(self) -> None:
        if not self._free.locked():
            await self._free.acquire()
            return
        try:
            await asyncio.wait_for(self._free.acquire(), self._wait_seconds)
        except TimeoutError:
            raise exc.TimeoutError from None

    async def _connected(self) -> tuple[AsyncConnection, sqlite_driver.Connection]:
        connection = await self._engine.connect()
        driver: Any = (await connection.get_raw_connection()).dbapi_connection
        self._open = connection, driver
        return self._open

    async def close(self) -> None:
        """After the transaction that is under way."""
        await self._wait()
        try:
            if self._open is not None:
                connection, self._open = self._open[0], None
                await connection.close()
            await self._engine.dispose()
        finally:
            self._free.release()
