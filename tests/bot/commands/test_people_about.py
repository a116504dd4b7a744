"""`waymark people about`: what is held about a member of staff."""

import json
import stat
from pathlib import Path

from storage.administration import organisation
from storage.database.engine import Tx
from tests.bot.office import Office, signed_record

TENANT, OBJECT = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee", "aaaaaaaa-1111-4222-8333-444444444444"


def test_everything_about_them_is_found_and_nothing_of_a_child(office: Office, tmp_path: Path) -> None:
    office.changes(signed_record)
    office.says(f"people reach worker --mail robin@example.org --tenant {TENANT} --entra {OBJECT}")
    said = office.says("people about worker")
    assert said.out.startswith("Robin Ashdown (demo): here since ")
    assert "named in records.author_id: 1" in said.out
    assert "robin@example.org" not in said.out + office.says("people about worker --json").out
    file = tmp_path / "about.json"
    assert "Give it to them in person" in office.says(f"people about worker --out {file}").out
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    held = json.loads(file.read_text("utf-8"))
    assert (held["mail"], held["tenant"], held["entra"]) == ("robin@example.org", TENANT, OBJECT)
    assert {"submissions.author_id", "records.author_id", "addresses.person_id", "roles.person_id"} <= set(
        held["named_in"]
    )
    assert [entry["what"] for entry in held["history"]].count("history_read about") == 2, "asking leaves a trace"
    assert not [word for word in ("Example Child", "Quill", "Madeup", "bench") if word in file.read_text("utf-8")]


def test_of_somebody_who_has_left_by_their_id_and_of_nobody(office: Office) -> None:
    async def leave(tx: Tx) -> None:
        await organisation.leave(tx, "demo-worker2")

    office.changes(leave)
    assert "left: they work here" not in office.says("people about demo-worker2").out
    refused = office.says("people about nobody")
    assert (refused.code, refused.out) == (2, "")
