"""The demo organisation in the middle of its work, in a conversation and on the command line."""

import shutil
from pathlib import Path

import pytest

from storage import decisions, people
from storage.engine import Database, sqlite_url
from storage.vault import Vault
from tests.bot.office import Office
from tests.bot.test_records_command import DECISION
from tests.conversation import demo_house
from tests.databases import outside_any_loop
from tests.roles.busy_month import busy_month


@pytest.fixture(scope="module")
def busy(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Office, str]:
    """An installation in its busy month, with a decision on the record; and the record's reference."""
    office = Office(tmp_path_factory.mktemp("busy_office"))
    shutil.copy(sqlite_template, office.file)

    async def fill() -> str:
        database = Database(sqlite_url(office.file), Vault([office.key]))
        house = await demo_house(database)
        reference = await busy_month(house)
        async with database.transaction(house.clock()) as tx:
            dsl = await people.get(tx, "demo-dsl")
            await decisions.decide(tx, dsl, reference, DECISION, signed_name="Jo Marlowe", seen=0)
        await database.close()
        return reference

    return office, outside_any_loop(fill())
