"""`waymark backup` and `waymark restore`, as IT runs them."""

import shutil
from pathlib import Path

from storage.database.vault import new_key
from tests.bot.office import Office, signed_record

KEY = new_key()


def test_what_is_lost_comes_back_from_the_backup(office: Office, tmp_path: Path) -> None:
    reference = office.changes(signed_record).reference
    file = tmp_path / "waymark.backup"
    refused = office.says(f"backup --out {file}")
    assert (refused.code, "WAYMARK_BACKUP_KEY isn’t set" in refused.err) == (2, True)
    assert "has a key of its own" in office.says(f"backup --out {file}", WAYMARK_BACKUP_KEY=office.key).err
    assert "is not a key" in office.says(f"backup --out {file}", WAYMARK_BACKUP_KEY="short").err
    made = office.says(f"backup --out {file}", WAYMARK_BACKUP_KEY=KEY)
    assert (made.code, made.err) == (0, "")
    assert "sealed. It was opened again and counted." in made.out
    assert (office.folder / "last-backup").exists()
    assert office.says(f"backup --out {file}", WAYMARK_BACKUP_KEY=KEY).code == 2, "never over a file"

    for part in office.folder.glob("waymark.db*"):
        part.unlink()
    assert office.says("records list --as dsl").code == 2
    assert "isn’t the key" in office.says(f"restore {file} --out {tmp_path}/other", WAYMARK_BACKUP_KEY=new_key()).err
    opened = tmp_path / "opened.db"
    said = office.says(f"restore {file} --out {opened}", WAYMARK_BACKUP_KEY=KEY)
    assert "is the embedded database" in said.out
    shutil.copy(opened, office.file)
    assert reference in office.says("records list --as dsl").out
    assert office.says(f"restore {tmp_path}/none --out {tmp_path}/x", WAYMARK_BACKUP_KEY=KEY).code == 2
