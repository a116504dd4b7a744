"""A command that writes a file is killed while it does: there may be an entry without a file, never a file without."""

import os
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from bot.cli import new_file
from tests.bot.commands.test_records_command import decided
from tests.bot.office import Office, signed_record
from tests.support.started import as_waymark, copy_of


def killed_at_the_file(arguments: Sequence[str], environment: Mapping[str, str], when: str) -> None:
    """The command, in a process of its own that is killed before the file is written, or after."""
    written = new_file.write

    def die() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def write(out: Path, content: bytes) -> None:
        if when == "before":
            die()
        written(out, content)
        die()

    new_file.write = write
    as_waymark(arguments, environment)


EXPORTS = {
    "records export {reference} --as dsl --out {out}": ("records history {reference}", "exported"),
    "records export {reference} --as dsl --pdf --out {out}": ("records history {reference}", "exported"),
    "records export {reference} --as dsl --json --out {out}": ("records history {reference}", "exported"),
    "records referral {reference} --as dsl --child A --out {out}": ("records history {reference}", "exported"),
    "records story {reference} --as dsl --out {out}": ("records history {reference}", "exported"),
    "slots export --as consultation --out {out}": ("people history consultation", "month_exported"),
}


def killed(office: Office, line: str, when: str) -> int | None:
    process = copy_of(killed_at_the_file, line.split(), dict(office.environment()), when)
    process.join(60)
    return process.exitcode


@pytest.mark.parametrize("line", EXPORTS)
def test_the_history_has_it_before_the_file_is_there(office: Office, line: str) -> None:
    reference = office.changes(signed_record).reference
    decided(office, reference)
    history, action = EXPORTS[line]
    for number, when in enumerate(("before", "after"), start=1):
        out = office.folder / f"{when}.csv"
        command = line.format(reference=reference, out=out)
        assert killed(office, command, when) == -signal.SIGKILL
        rows = office.says(f"{history.format(reference=reference)} --json").values
        assert [row["action"] for row in rows].count(action) == number, when
        assert out.exists() == (when == "after")


def test_where_there_is_no_room_for_the_file_the_history_says_so(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = office.changes(signed_record).reference
    out = office.folder / "record.html"

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as changed:
        changed.setattr("bot.cli.new_file.os.fsync", full)
        said = office.says(f"records export {reference} --as dsl --out {out}")
    assert (said.code, out.exists()) == (2, False)
    assert "No space left on device" in said.err
    rows = office.says(f"records history {reference} --json").values
    assert [row["action"] for row in rows] == ["signed", "read", "exported", "not_written", "history_read"]


def test_a_folder_that_is_not_there_is_refused_before_anything_is_done(office: Office) -> None:
    for line in (
        "slots export --as consultation",
        f"records export {office.changes(signed_record).reference} --as dsl",
    ):
        out = Path(office.folder / "no" / "month.csv")
        assert "couldn’t write" in office.says(f"{line} --out {out}").err
    with_out = [row["action"] for row in office.says("people history consultation --json").values]
    assert "month_exported" not in with_out
