"""`waymark export-everything`: all there is into a folder; stopped halfway it goes on, and nothing is left behind."""

import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.exports import everything as exports
from storage.administration import everything
from storage.administration.demo_cases import every as demo_cases
from storage.database.engine import Tx
from storage.database.signing_keys import new_signing_key
from tests.bot.office import Office, signed_record


@pytest.fixture
def office(tmp_path: Path, sqlite_template: Path) -> Office:
    """The demo with a case of each kind, and a record of two children."""
    (tmp_path / "waymark.db").write_bytes(sqlite_template.read_bytes())
    made = Office(tmp_path, WAYMARK_SIGNING_KEYS=new_signing_key()).open_demo()

    async def fill(tx: Tx) -> None:
        await demo_cases.fill(tx)
        await signed_record(tx)

    made.changes(fill)
    return made


def test_everything_is_there_can_be_checked_and_is_listed(office: Office, tmp_path: Path) -> None:
    out = tmp_path / "out"
    said = office.says(f"export-everything {out} --as admin --json")
    (value,) = said.values
    matters = office.changes(everything.matters)
    assert value["count"] == len(matters) > 3
    assert (said.code, said.err, value["without"]) == (0, "", [])
    rows = exports.listed(out)
    assert {(row["kind"], row["reference"]) for row in rows} == {(one.kind, one.reference) for one in matters}
    assert len({one.kind for one in matters}) >= 4
    record = next(row for row in rows if row["kind"] == "record" and "Fernley" not in row["files"])
    files = [out / name for name in record["files"].split()]
    assert [file.suffix for file in files] == [".pdf", ".json", ".zip"]
    assert office.says(f"records verify {files[1]}").code == 0
    assert "Example Child" in json.dumps([json.loads((out / row["files"].split()[-1].replace(".zip", ".json"))
                                                     .read_text("utf-8")) for row in rows])  # fmt: skip
    assert sorted(file.stem for file in (out / "tables").iterdir()) == everything.tables()
    assert all(file.stat().st_mode & 0o077 == 0 for file in out.rglob("*") if file.is_file())
    people = [json.loads(line) for line in (out / "tables" / "people.jsonl").read_text("utf-8").splitlines()]
    assert "Robin Ashdown (demo)" in {one["name_sealed"] for one in people}
    assert "does_not_open" not in "".join(file.read_text("utf-8") for file in (out / "tables").iterdir())
    assert "everything_exported" in office.says("db history --json").out
    assert record["reference"] in (out / "list.csv").read_text("utf-8")
    assert "exported" in office.says(f"records history {record['reference']} --json").out


def test_stopped_halfway_it_goes_on_where_it_was(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, made = tmp_path / "out", []
    whole = exports._made

    async def stops(*given: object) -> object:
        made.append(given[2])
        if len(made) == 3:
            raise KeyboardInterrupt
        return await whole(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(exports, "_made", stops)
    assert office.says(f"export-everything {out} --as admin").code == 130
    assert len(exports.listed(out)) == 2
    with (out / "list.csv").open("a") as opened:
        opened.write("record,WM-BROKEN")
    gone = out / exports.listed(out)[0]["files"].split()[0]
    gone.unlink()
    monkeypatch.setattr(exports, "_made", whole)
    (value,) = office.says(f"export-everything {out} --as admin --json").values
    assert value["from_before"] == 1, "what was deleted meanwhile is made again"
    assert gone.exists()
    assert len({row["reference"] for row in exports.listed(out)}) == len(
        {m.reference for m in office.changes(everything.matters)}
    )


def test_what_nobody_may_read_is_named_and_another_folder_is_left_alone(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nobodys(tx: Tx) -> list[everything.Matter]:
        return [everything.Matter("record", "WM-2222-22", "demo-school", "", "", ("demo-worker",))]

    monkeypatch.setattr(everything, "matters", nobodys)
    said = office.says(f"export-everything {tmp_path / 'out'} --as admin")
    assert said.code == 1
    assert "WM-2222-22 has no document of its own" in said.err
    assert (tmp_path / "out" / "tables" / "records.jsonl").exists()
    refused = office.says(f"export-everything {tmp_path} --as admin")
    assert (refused.code, "holds something else" in refused.err) == (2, True)
    assert office.says(f"export-everything {tmp_path / 'other'} --as dsl").code == 2


def test_outside_the_demo_records_are_there_too(office: Office, tmp_path: Path) -> None:
    """Nobody reads one record in another's name there; that everything was taken out is a deed of its own."""

    async def real(tx: Tx) -> None:
        await tx.connection.execute(sa.text("UPDATE installation SET is_demo = false"))

    office.changes(real)
    (value,) = office.says(f"export-everything {tmp_path / 'out'} --as admin --json").values
    assert value["without"] == []
    record = next(row["reference"] for row in exports.listed(tmp_path / "out") if row["kind"] == "record")
    assert "refused" not in office.says(f"records history {record} --json").out
