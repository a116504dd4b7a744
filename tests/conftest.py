"""Fixtures for all tests: `database` runs a test on SQLite and again on PostgreSQL."""

import gc
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from bot.runtime import Runtime
from storage.database.engine import Database
from storage.database.vault import Vault, new_key
from tests.bot.pretend.fake_microsoft import FakeMicrosoft
from tests.conversation import LIBRARY, TUESDAY, demo_runtime
from tests.support.cluster import Cluster, no_postgresql, throw_away_cluster
from tests.support.compiled_once import compiled_once
from tests.support.databases import BOTH, Files, Filling
from tests.support.left_out import pytest_terminal_summary as pytest_terminal_summary
from tests.support.on_both import OnBoth

# the same examples every time; a busy machine is no failure
settings.register_profile("fixed", derandomize=True, deadline=None)
settings.load_profile("fixed")


# nothing that is imported is ever thrown away: no looking for it while all is imported, nor in it afterwards
gc.disable()


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(OnBoth())


def pytest_collection_finish() -> None:
    gc.enable()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)  # a test leaves little behind that needs it: a twentieth of the time went there


def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are processors: many tests wait for another process, a browser or a clock."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture(scope="session", autouse=True)
def statements() -> Iterator[None]:
    with compiled_once():
        yield


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster | None]:
    with throw_away_cluster() as running:
        yield running


@pytest.fixture(scope="module")
def microsoft(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakeMicrosoft]:
    """Microsoft's sign-in and connector, as far as they cannot exist here."""
    fake = FakeMicrosoft(tmp_path_factory.mktemp("microsoft"))
    yield fake
    fake.close()


@pytest.fixture(scope="session")
def sqlite_files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    return Files(tmp_path_factory.mktemp("templates"))


@pytest.fixture(scope="session")
def sqlite_template(sqlite_files: Files) -> Path:
    return sqlite_files.template()


@pytest.fixture
def filling(key: str, request: pytest.FixtureRequest) -> Filling | None:
    """What is in the tables when a test begins: the demo organisation where it asks for `runtime`, else nothing.

    A folder whose tests want something else has a fixture of this name.
    """
    return Filling(demo_runtime, key) if "runtime" in request.fixturenames else None


@pytest.fixture(params=BOTH)
def database_kind(request: pytest.FixtureRequest) -> str:
    """`sqlite`, then `postgresql`. A test for one of them only parametrises this, with indirect=True."""
    kind: str = request.param
    return kind


@pytest.fixture
def database_url(
    database_kind: str, filling: Filling | None, tmp_path: Path, sqlite_files: Files, request: pytest.FixtureRequest
) -> Iterator[str]:
    """The address of a database with all tables and the filling in them, for this test alone."""
    if database_kind == "sqlite":
        yield f"sqlite:///{shutil.copy(sqlite_files.template(filling), tmp_path / 'waymark.db')}"
        return
    cluster: Cluster | None = request.getfixturevalue("cluster")
    if cluster is None:
        no_postgresql()
    assert cluster is not None
    url = cluster.fresh(filling)
    yield url
    cluster.give_back(url)


@pytest.fixture(scope="session")
def key() -> str:
    return new_key()


@pytest.fixture
async def database(database_url: str, key: str) -> AsyncIterator[Database]:
    opened = Database(database_url, Vault([key]))
    yield opened
    await opened.close()


@pytest.fixture
def runtime(database: Database) -> Runtime:
    """The demo organisation on Tuesday 17 November 2026 at 15:30."""
    return Runtime(database, LIBRARY, lambda: TUESDAY)
