"""Property tests that play any steps in any order on a database that has the demo organisation in it."""

import asyncio
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, TypeVar

from hypothesis import HealthCheck, Phase, settings

from storage.administration import demo
from storage.database.engine import Database
from storage.database.vault import Vault
from tests.storage.conftest import NOW
from tests.support.cluster import Cluster, no_postgresql

Step = TypeVar("Step", contravariant=True)

EXAMPLES = settings(
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
"""How the examples are made: the same ones each time, and a failing one is shown as it is. How many is the test's."""


class Story(Protocol[Step]):
    async def take(self, step: Step) -> None: ...


def play(url: str, key: str, tell: Callable[[Database], Story[Step]], steps: Sequence[Step]) -> None:
    async def played() -> None:
        database = Database(url, Vault([key]))
        try:
            async with database.transaction(NOW) as tx:
                await demo.fill(tx)
            story = tell(database)
            for step in steps:
                await story.take(step)
        finally:
            await database.close()

    asyncio.run(played())


def on_sqlite(template: Path, folder: Path) -> str:
    """The address of a new database, in the place of the one before."""
    return f"sqlite:///{shutil.copy(template, folder / 'one.db')}"


@contextmanager
def on_postgresql(cluster: Cluster | None) -> Iterator[str]:
    """The address of a database for this example alone. Where there is no PostgreSQL, the test is left out."""
    if cluster is None:
        no_postgresql()
    assert cluster is not None
    url = cluster.fresh()
    try:
        yield url
    finally:
        cluster.give_back(url)
