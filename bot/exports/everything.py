"""All there is into one folder, for the day on which an installation ends; what is there from before is gone on with.

Each document is made by the right of whoever answers for it, as every export is, and stands in its history. A row of
the list is written once its files are whole: what has none is made again.
"""

import csv
import hashlib
import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import typer

from bot.cli import new_file
from bot.cli.acting_as import named
from bot.cli.console import database, json_line, real_clock, refused
from bot.exports import assessment, good_life, group_referral, intervention, plan, sealed, talk, verify
from bot.exports import record as record_export
from bot.exports.exporting import Exported, Wanted, noted
from bot.settings import Settings
from dialogs.words import say
from storage.administration import everything, organisation
from storage.administration.everything import Matter
from storage.audit import AuditAction
from storage.database.engine import Database
from storage.documents import FormProblem
from storage.people import people
from storage.problems import Problem
from storage.records import inbox

LIST = "list.csv"
COLUMNS = ("kind", "reference", "setting", "state", "since", "files", "sha256")
VERIFY = Path(verify.__file__).read_bytes()
"""What anybody checks a signed file with."""
ALL = Wanted("json", None, "everything")
OTHERS: dict[str, Callable[[Settings, str, str], Awaitable[Exported]]] = {
    "assessment": lambda of, name, who: assessment.export(of, name, who, ALL),
    "safety_plan": lambda of, name, who: plan.export(of, name, who, plan.Wanted("json", None, "everything")),
    "talk": lambda of, name, who: talk.export(of, name, who, ALL),
    "group_referral": lambda of, name, who: group_referral.export(of, name, who, ALL),
    "intervention_plan": lambda of, name, who: intervention.export(of, name, who, ALL),
    "good_life_plan": lambda of, name, who: good_life.export(
        of, name, who, good_life.Wanted("json", None, "everything")
    ),
}

Progress = Callable[[int, int], None]


@dataclass
class TakenOut:
    """How many matters there are; how many were there from before; and those without a document, with why."""

    count: int = 0
    before: int = 0
    without: list[tuple[str, str]] = field(default_factory=list)


async def take_out(of: Settings, who: str, folder: Path, progress: Progress) -> TakenOut:
    """Everything but the tables. Ends the command where the folder holds something else."""
    async with database(of) as opened:
        async with opened.transaction(real_clock()) as tx:
            await everything.begin(tx, await named(tx, who))
        done = _begun(folder)
        async with opened.transaction(real_clock()) as tx:
            matters = await everything.matters(tx)
            settings = {one.id: one.name for one in await organisation.every_setting(tx)}
        found = TakenOut(len(matters))
        for number, one in enumerate(matters, start=1):
            if (one.kind, one.reference) in done:
                found.before += 1
            else:
                place = folder / ("records" if one.kind == "record" else "others") / _as_name(settings[one.setting_id])
                place.mkdir(parents=True, exist_ok=True, mode=0o700)
                files, why = await _documents(of, opened, one, place)
                if why:
                    found.without.append((one.reference, why))
                else:
                    _note(folder, one, settings[one.setting_id], files)
            progress(number, len(matters))
    return found


async def write_tables(of: Settings, folder: Path, progress: Progress) -> None:
    """Each whole, or not there; anew each time. And what the rest is."""
    place, names = folder / "tables", everything.tables()
    place.mkdir(exist_ok=True, mode=0o700)
    async with database(of) as opened:
        for number, name in enumerate(names, start=1):
            begun = place / f".{name}"
            begun.unlink(missing_ok=True)
            new_file.write(begun, b"")
            start = 0
            while True:
                async with opened.transaction(real_clock()) as tx:
                    lines = [json_line(dict(row)) async for row in everything.rows(tx, name, start)]
                with begun.open("a", encoding="utf-8") as file:
                    file.writelines(f"{line}\n" for line in lines)
                start += len(lines)
                if len(lines) < everything.AT_ONCE:
                    break
            begun.replace(place / f"{name}.jsonl")
            progress(number, len(names))
    day = real_clock().date().isoformat()
    keys = "\n".join(of.signer.public_keys) if of.signer else ""
    for name, text in (("read-me.txt", say("operations.everything.read_me", day=day)), ("public-keys.txt", keys)):
        _anew(folder / name, f"{text}\n".encode())
    _anew(folder / "verify.py", VERIFY)


async def _documents(of: Settings, opened: Database, one: Matter, place: Path) -> tuple[list[Path], str]:
    """The files, or why there are none. By the right of the first who has it."""
    _clear(place, one.reference)
    why = say("operations.everything.nobody")
    for who in one.theirs:
        try:
            made = dict(await _made(of, opened, one, who))
        except (Problem, FormProblem, typer.Exit) as problem:
            why = getattr(problem, "reason", "") or why
            continue
        for name, content in made.items():
            new_file.write(place / name, content)
        return [place / name for name in made], ""
    return [], why


async def _made(of: Settings, opened: Database, one: Matter, who: str) -> list[tuple[str, bytes]]:
    if one.kind != "record":
        exported = await OTHERS[one.kind](of, one.reference, who)
        return [(f"{one.reference}-{one.kind}.json", exported.content)]
    # that everything is taken out is the admin's own deed, in the history of the installation: no glass is broken here
    async with opened.transaction(real_clock()) as tx:
        person = await people.get(tx, who)
        record = await inbox.open_for(tx, person, one.reference, AuditAction.READ)
        whole = await record_export.gathered(tx, person, record, own_file=True)
        signed = await sealed.around(tx, person, record.id) if tx.signer and tx.signer.can_sign else None
    made = {kind: record_export.in_format(whole, kind) for kind in ("pdf", "json")}
    if signed is not None:
        made["zip"] = record_export.in_one_file(whole, signed)
    async with opened.transaction(real_clock()) as tx:
        for kind, content in made.items():
            await noted(tx, record, person, f"own_file_{kind}", Exported(content))
    return [(f"{one.reference}.{kind}", content) for kind, content in made.items()]


def _begun(folder: Path) -> set[tuple[str, str]]:
    """What is in the list already. A new folder gets an empty one."""
    file = folder / LIST
    if folder.exists() and not file.exists() and any(folder.iterdir()):
        raise refused("everything.not_ours", folder=folder)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not file.exists():
        new_file.write(file, f"{','.join(COLUMNS)}\n".encode())
        return set()
    with file.open(encoding="utf-8", newline="") as opened:
        rows = list(_whole(opened.read().splitlines(keepends=True)))
    # a row that was broken off is taken away, and its files are made again
    file.write_text("".join(rows), "utf-8")
    listed = csv.DictReader(rows)
    return {
        (row["kind"], row["reference"]) for row in listed if all((folder / n).exists() for n in row["files"].split())
    }


def _anew(file: Path, content: bytes) -> None:
    file.unlink(missing_ok=True)
    new_file.write(file, content)


def _clear(place: Path, reference: str) -> None:
    """What a run left that ended in the middle of it."""
    for file in place.glob(f"{reference}*"):
        file.unlink()


def _whole(lines: list[str]) -> Iterator[str]:
    yield from (line for line in lines if line.endswith("\n"))


def _note(folder: Path, one: Matter, setting: str, files: list[Path]) -> None:
    checksums = " ".join(hashlib.sha256(file.read_bytes()).hexdigest() for file in files)
    names = " ".join(str(file.relative_to(folder)) for file in files)
    with (folder / LIST).open("a", encoding="utf-8", newline="") as opened:
        csv.writer(opened, lineterminator="\n").writerow(
            (one.kind, one.reference, setting, one.state, one.since, names, checksums)
        )


def _as_name(setting: str) -> str:
    """For a folder, on any machine."""
    return re.sub(r"[^A-Za-z0-9]+", "-", setting).strip("-") or "setting"


def listed(folder: Path) -> list[dict[str, str]]:
    """The rows of the list."""
    with (folder / LIST).open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))
