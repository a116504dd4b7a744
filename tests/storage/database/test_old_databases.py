"""A database of an earlier version opens, and what was in it goes on where it was.

`version_0012` was written by the version whose newest migration is 0012, as tests/roles/busy_month.py writes one: the
demo organisation in the middle of its work, then a second record that the DSL has read and begun a decision on, and an
incident that the worker put away at its question `context`. It is kept as it was; a later version adds a folder.
"""

import gzip
import json
from pathlib import Path

import asyncpg
import pytest

from bot.runtime import Runtime
from knowledge.observations import Observations
from knowledge.replay import replay
from knowledge.view import View
from storage import audit
from storage.database.engine import Database, is_current
from storage.database.upgrade import upgrade
from storage.database.vault import Vault
from storage.records import integrity, signing
from tests.conversation import LIBRARY, SCHOOL_CASE, TUESDAY, someone
from tests.support.cluster import Cluster, no_postgresql

HERE = Path(__file__).parent / "version_0012"
KEY = "b2xkLWRhdGFiYXNlcy1maXh0dXJlLWtleS0wMDAwMSE="
"""Of this file alone: there is nothing in it but what was invented."""


@pytest.fixture
async def url(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    if database_kind == "sqlite":
        file = tmp_path / "waymark.db"
        file.write_bytes(gzip.decompress((HERE / "waymark.db.gz").read_bytes()))
        return f"sqlite:///{file}"
    cluster: Cluster | None = request.getfixturevalue("cluster")
    if cluster is None:
        no_postgresql()
    assert cluster is not None
    url = cluster.empty()
    connection = await asyncpg.connect(url)  # type: ignore[no-untyped-call]
    await connection.execute(gzip.decompress((HERE / "waymark.sql.gz").read_bytes()).decode())
    await connection.close()
    return url


@pytest.fixture
def references(database_kind: str) -> dict[str, str]:
    found: dict[str, str] = json.loads((HERE / "references.json").read_text())[database_kind]
    return found


async def test_it_is_brought_up_to_date_and_everything_in_it_goes_on(url: str, references: dict[str, str]) -> None:
    assert (await upgrade(url))[0].startswith("0013")
    assert await is_current(url)
    database = Database(url, Vault([KEY]))
    runtime = Runtime(database, LIBRARY, lambda: TUESDAY)

    async with database.transaction(TUESDAY) as tx:
        for reference in references.values():
            record = await signing.by_reference(tx, reference)
            assert record.content["child_name"] == "Zed Inventedname"
            assert await audit.verify(tx, record.id), "the history of before is whole"
            assert (await integrity.verify(tx, reference)).whole
            again = replay(Observations.from_json(record.observations), View.from_json(record.view))
            assert (record.rules_version, again.as_signed) == ("1.0", True), "the rules it was signed with are here"

    dsl = await someone(runtime, "dsl")
    await dsl.says("carry on")
    assert dsl.asked == "enquiry_displayed", dsl.transcript
    await dsl.says("cancel")
    await dsl.says("yes")
    await dsl.says(f"read {references['first']}")
    assert "Zed" in dsl.text

    worker = await someone(runtime)
    await worker.says("carry on")
    assert worker.asked == "context", worker.transcript
    await worker.answers(SCHOOL_CASE)
    assert worker.last("record.signed")
    await database.close()
