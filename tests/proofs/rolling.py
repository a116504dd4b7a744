"""Runs two versions at once across each migration, on PostgreSQL: `make prove-rolling` (FROM=0036), into
docs/proofs/rolling.md.

The old version is the commit before the one that brought a migration, the new one is that commit, each from a work tree
of its own with the packages of now. The old one serves; the new one brings the tables up to date beside it; the old one
goes on, both take turns at one conversation, the old one stops, and the new one checks everything.
"""

import argparse
import asyncio
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import ClientSession

from storage.database.signing_keys import new_signing_key
from storage.database.vault import new_key
from tests.bot.pretend.pretend_teams import Person, PretendTeams
from tests.bot.served import free_port
from tests.support.cluster import throw_away_cluster

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/proofs/rolling.md"
VERSIONS = "storage/database/migrations/versions"
BEFORE = ("report", "today", "lunch", "playground", "back", "save")
AFTER = ("carry on", "help", "book", "cancel", "my records", "carry on", "not sure", "back")
"""What is typed: whatever it is taken for, no turn may fail."""
LEADS = ("inbox", "register", "contacts")
WENT_WRONG = re.compile(r"Something went wrong|haven’t used your last message|can’t open what is kept")
SECONDS = 120
TEXT = """# Two versions at once, across each migration

`make prove-rolling FROM={first}`, {day}, on PostgreSQL. The old version is the last one before the migration; the new
one is the first that had it (“up to it”), or that of the day (“it and all since”). The old one serves; the tables are
brought up to date beside it; it goes on; both take turns at one conversation; the old one stops; the new one runs
`waymark audit verify`. Each turn that failed, each error in a log and each finding is named.

| migration | crossed | turns | survived |
| --- | --- | --- | --- |
{rows}

A process of the old version that is started anew once the tables are newer refuses them and says so: it is replaced,
not restarted.
"""


@dataclass
class Outcome:
    """`trouble`: what did not go well, in a few words each."""

    migration: str
    crossed: str
    turns: int = 0
    trouble: list[str] = field(default_factory=list)


class Version:
    """One commit, served from its own tree."""

    def __init__(self, name: str, tree: Path, folder: Path, variables: Mapping[str, str]) -> None:
        self.name, self._tree, self._log = name, tree, folder / f"{name}.log"
        self.port = free_port()
        kept = {key: value for key, value in os.environ.items() if not key.startswith("WAYMARK_")}
        self._environment = {**kept, **variables, "PYTHONPATH": str(tree), "WAYMARK_PORT": str(self.port)}
        self._process: subprocess.Popen[bytes] | None = None

    def does(self, *command: str) -> subprocess.CompletedProcess[str]:
        whole = [sys.executable, "-m", "bot", *command]
        return subprocess.run(whole, cwd=self._tree, env=self._environment, capture_output=True, text=True, check=False)

    def start(self) -> None:
        with self._log.open("ab") as log:
            command = [sys.executable, "-m", "bot", "serve"]
            self._process = subprocess.Popen(command, cwd=self._tree, env=self._environment, stdout=log, stderr=log)
        until = time.monotonic() + SECONDS
        while self.ready() != 200:
            if self._process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"{self.name} does not serve:\n{self._log.read_text()[-2000:]}")
            time.sleep(0.2)

    def ready(self) -> int:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as refused:
            return refused.code
        except OSError:
            return 0

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(60)

    @property
    def error_lines(self) -> list[str]:
        lines = self._log.read_text("utf-8", "replace").splitlines(keepends=True) if self._log.exists() else []
        return [line for line in lines if '"level": "error"' in line]

    @property
    def errors(self) -> int:
        return len(self.error_lines)


Says = Callable[[Version, str, str], Awaitable[None]]


async def across(outcome: Outcome, old: Version, new: Version) -> None:
    """Everything between the first start of the old version and the check by the new one."""
    teams = PretendTeams()
    server = await teams.start()
    try:
        async with ClientSession() as http:

            async def says(version: Version, who: str, text: str) -> None:
                person = Person(teams, http, f"http://127.0.0.1:{version.port}/api/messages", who)
                said = "\n".join(one.text for one in await person.says(text))
                outcome.turns += 1
                if person.status != 201 or WENT_WRONG.search(said):
                    outcome.trouble.append(f"{version.name} fails at “{text}”")

            await _both(outcome, old, new, says)
    finally:
        await server.close()
    for version in (old, new):
        await asyncio.to_thread(version.stop)
        if version.errors:
            outcome.trouble.append(f"{version.name} logs {version.errors} errors")
            sys.stderr.writelines(version.error_lines)
    checked = await asyncio.to_thread(new.does, "audit", "verify")
    if checked.returncode:
        outcome.trouble.append("“audit verify” finds something afterwards")


async def _both(outcome: Outcome, old: Version, new: Version, says: Says) -> None:
    await asyncio.to_thread(old.start)
    for text in BEFORE:
        await says(old, "demo-worker", text)
    done = await asyncio.to_thread(new.does, "db", "upgrade")
    if done.returncode:
        outcome.trouble.append("the tables cannot be brought up to date")
    for text in AFTER:
        await says(old, "demo-worker", text)
    for text in LEADS:
        await says(old, "demo-dsl", text)
    if old.ready() != 200:
        outcome.trouble.append("the old version is not ready any more")
    await asyncio.to_thread(new.start)
    for number, text in enumerate((*AFTER, *LEADS)):
        for version in (old, new) if number % 2 else (new, old):
            await says(version, "demo-worker" if text in AFTER else "demo-dsl", text)


@contextmanager
def work_tree(commit: str, folder: Path) -> Iterator[Path]:
    tree = folder / commit
    _git("worktree", "add", "--detach", "--force", str(tree), commit)
    try:
        yield tree
    finally:
        _git("worktree", "remove", "--force", str(tree))


def pairs(first: str) -> list[tuple[str, str, str, str]]:
    """Of each migration from `first` on: its name, what is crossed, and the commits before and after. The one before is
    the last that had all earlier ones and no other; a migration that was renumbered is where it stands now.
    """
    had = [(one, _migrations_of(one)) for one in _git("log", "--reverse", "--format=%h", "--", VERSIONS).split()]
    whole = [one for one in had if [int(name[:4]) for name in one[1]] == list(range(1, len(one[1]) + 1))]
    found, head = [], _git("rev-parse", "--short", "HEAD").strip()
    for name in _migrations_of(head):
        if name >= first:
            old = [commit for commit, names in whole if name not in names and len(names) == int(name[:4]) - 1][-1]
            new = next(commit for commit, names in whole if name in names)
            found += [(name, "up to it", old, new), (name, "it and all since", old, head)]
    return found


def _migrations_of(commit: str) -> list[str]:
    files = _git("ls-tree", "--name-only", commit, f"{VERSIONS}/").split()
    return sorted(Path(file).stem for file in files if Path(file).name[0].isdigit())


def _git(*command: str) -> str:
    return subprocess.run(["git", *command], cwd=ROOT, check=True, capture_output=True, text=True).stdout


def prove(first: str) -> list[Outcome]:
    outcomes = []
    with throw_away_cluster() as cluster:
        if cluster is None:
            raise SystemExit("PostgreSQL is not installed here: apt-get install postgresql")
        for name, crossed, parent, commit in pairs(first):
            outcome = Outcome(name, crossed)
            folder = Path(tempfile.mkdtemp(prefix="waymark-rolling-"))
            variables = {
                "WAYMARK_DATABASE_URL": cluster.empty(),
                "WAYMARK_DATA_DIR": str(folder),
                "WAYMARK_KEYS": new_key(),
                "WAYMARK_SIGNING_KEYS": new_signing_key(),
                "WAYMARK_MESSAGES_A_MINUTE": "10000",
            }
            try:
                with work_tree(parent, folder / "old") as before, work_tree(commit, folder / "new") as after:
                    old, new = (
                        Version(which, tree, folder, variables)
                        for which, tree in (("the old version", before), ("the new version", after))
                    )
                    try:
                        asyncio.run(across(outcome, old, new))
                    except RuntimeError as error:
                        outcome.trouble.append(str(error).splitlines()[0])
                        sys.stderr.write(f"{error}\n")
                    finally:
                        old.stop()
                        new.stop()
            finally:
                shutil.rmtree(folder, ignore_errors=True)
            sys.stdout.write(f"{name}, {crossed}: {outcome.turns} turns, {'; '.join(outcome.trouble) or 'survived'}\n")
            sys.stdout.flush()
            outcomes.append(outcome)
    return outcomes


def page(outcomes: list[Outcome], first: str) -> str:
    rows = []
    for one in outcomes:
        trouble = "; ".join(dict.fromkeys(one.trouble)) or "yes"
        rows.append(f"| `{one.migration}` | {one.crossed} | {one.turns} | {trouble} |")
    return TEXT.format(first=first, day=f"{datetime.now(UTC):%-d %B %Y}", rows="\n".join(rows))


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--from", dest="first", default="0036")
    first = parser.parse_args().first
    if not (ROOT / ".git").exists():
        raise SystemExit("This needs the history of the repository, which a release does not hold.")
    outcomes = prove(first)
    PAGE.write_text(page(outcomes, first), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
