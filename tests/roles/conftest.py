"""The demo organisation in the middle of its work, in a conversation and on the command line."""

import shutil
from pathlib import Path

import pytest

from storage.database.engine import Database, sqlite_url
from storage.database.vault import Vault
from storage.oversight.board_report import editions
from storage.oversight.board_report.period import Period
from storage.people import people
from storage.records import decisions
from storage.training import census, reports
from tests.bot.commands.test_records_command import DECISION
from tests.bot.office import Office
from tests.conversation import demo_runtime
from tests.roles.busy_month import busy_month
from tests.support.databases import outside_any_loop


@pytest.fixture(scope="module")
def busy(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Office, str]:
    """An installation in its busy month, with a decision on the record; and the record's reference."""
    office = Office(tmp_path_factory.mktemp("busy_office"))
    shutil.copy(sqlite_template, office.file)

    async def fill() -> str:
        database = Database(sqlite_url(office.file), Vault([office.key]))
        runtime = await demo_runtime(database)
        reference = await busy_month(runtime)
        async with database.transaction(runtime.clock()) as tx:
            dsl = await people.get(tx, "demo-dsl")
            await decisions.decide(tx, dsl, reference, DECISION, signed_name="Jo Marlowe", seen=0)
            team = await people.get(tx, "demo-training")
            await census.open_round(tx, 2026, tx.now)
            await reports.sign(tx, team, 2026, await reports.draft(tx, team, 2026), "Only training")
            manager, year = await people.get(tx, "demo-manager"), Period(2024)
            shown = editions.mark(await editions.draft(tx, manager, year))
            await editions.sign(tx, manager, year, shown, text="", signed_name="A manager")
        await database.close()
        return reference

    return office, outside_any_loop(fill())
