"""Breaks the code at random places, one at a time, and names each break that no test notices; `make prove-tests`.

The rules have a proof of their own, which tries every place (mutants.py). Here it is the rest: bot, dialogs, storage
and the look-up. A copy of the tree is broken, never the checkout. The nearest tests run first, on SQLite, so that most
breaks are noticed in seconds; only what these miss costs a run of everything. A test that also fails in the unbroken
copy notices nothing.
"""

import argparse
import importlib
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pytest

from tests.proofs.breaks import Break, breaks_in, is_program

ROOT = Path(__file__).resolve().parents[2]
LOOK_UP = ("guidance", "search", "index", "likeness", "subject", "wording", "kept_words", "lookup/*")
"""Of `knowledge` only these: the rest are the rules."""
LEFT_OUT = ("migrations", "playground")
"""What has run once and is never changed, and what only `make run` needs."""
ENOUGH = 0.95
"""So much of what is broken has to be noticed."""
EVERYTHING = "tests"
NEVER_ENDED = "never ended"
MINUTES = 15
"""Of a processor. A run that takes more may go round for ever because of the break: noticed, if it ends without."""
MOST_HOURS = 3
"""By the clock: a run that waits for ever, or a machine that has much else to do."""
OURS = ("bot", "dialogs", "knowledge", "storage", "tests")
OF_OTHERS = ("aiohttp", "botbuilder.core", "jinja2", "pydantic_settings", "rich.console",
             "sqlalchemy.ext.asyncio", "typer", "yaml")  # fmt: skip
"""What most tests import."""


@dataclass(frozen=True)
class Outcome:
    """`by` is the test that failed, or why none could run; '' where everything passed."""

    broken: Break
    by: str
    seconds: float


def places(root: Path) -> list[Break]:
    """Everything that could be broken, in an order that does not change."""
    files = [path for folder in ("bot", "dialogs", "storage") for path in (root / folder).rglob("*.py")]
    files += [path for name in LOOK_UP for path in (root / "knowledge").glob(f"{name}.py")]
    kept = sorted(path for path in files if not set(LEFT_OUT) & set(path.relative_to(root).parts))
    return [one for path in kept for one in breaks_in(path.relative_to(root), path.read_bytes())]


def picked(root: Path, possible: Sequence[Break], number: int, by_lot: random.Random) -> list[Break]:
    """So many of those that leave a program, each as likely as any other."""
    drawn = by_lot.sample(possible, len(possible))
    programs = (one for one in drawn if is_program(one.into((root / one.file).read_bytes())))
    return list(islice(programs, number))


def copied(to: Path) -> Path:
    """What git knows of, and what is new and not ignored, as it is now."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, check=True
    ).stdout.decode()
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, to / name)
    return to


# -- which tests, in which order --------------------------------------------------------------------------------------


def nearest_first(root: Path, module: Path) -> Iterator[list[str]]:
    """The tests of the same name, or of its folder's; those that import the module; those of its folder; those that
    speak of it; those of its outermost folder; the conversations; everything. None comes twice but in everything, which
    uses both databases.
    """
    is_folder = module.stem in ("__init__", "__main__")
    folder, name = (module.parent.parent, module.parent.name) if is_folder else (module.parent, module.stem)
    dots = r"\.".join(folder.parts)
    imports = re.compile(rf"^ *from {dots}(\.{name} import|\b.* import .*\b{name}\b)", re.MULTILINE)
    speaks = re.compile(rf"^(from|import) .*\b{name}\b|\b{name}\.", re.MULTILINE)
    tests = sorted(path for path in (root / "tests").rglob("test_*.py") if "e2e" not in path.parts)
    text = {path: path.read_text("utf-8") for path in tests}
    groups = (
        [path for path in tests if path.stem in (f"test_{name}", f"test_{folder.name}")],
        [path for path in tests if imports.search(text[path])],
        [path for path in tests if path.is_relative_to(root / "tests" / module.parent)],
        [path for path in tests if speaks.search(text[path])],
        [path for path in tests if path.is_relative_to(root / "tests" / module.parts[0])],
        [path for path in tests if path.is_relative_to(root / "tests" / "dialogs")],
    )
    run: set[Path] = set()
    for group in groups:
        if new := [path for path in group if path not in run]:
            yield [str(path.relative_to(root)) for path in new]
        run.update(group)
    yield [EVERYTHING]


def failed(root: Path, tests: Sequence[str]) -> str:
    """The first test that fails, '' where all pass. Only what runs everything, or one test, uses both databases."""
    cores = ["--numprocesses=auto", "--dist=loadgroup"] if tests[0] == EVERYTHING else ["-n0"]
    if not ("::" in tests[0] or tests[0] == EVERYTHING):
        cores += ["-m", "not postgres"]
    with tempfile.TemporaryFile("w+") as said:
        code = in_a_copy(root, ["-x", "-q", "-p", "no:cacheprovider", "--tb=no", *cores, *tests], said.fileno())
        said.seek(0)
        found = re.search(r"^(?:FAILED|ERROR) (\S+(?:\[.*?\])?)(?= - |$)", said.read(), re.MULTILINE)
    if code in (0, 5):  # 5: there is no such test
        return ""
    return NEVER_ENDED if code is None else found[1] if found else "could not run"


def in_a_copy(root: Path, arguments: list[str], said: int) -> int | None:
    """How pytest ends in a copy of this process, which has imported what others wrote and nothing of ours; None where
    it takes more than its time. Starting anew would cost more than most tests.
    """
    for name in OF_OTHERS:
        importlib.import_module(name)
    copy = os.fork()
    if copy == 0:
        os.setpgid(0, 0)
        os.dup2(said, 1)
        os.dup2(said, 2)
        resource.setrlimit(resource.RLIMIT_CPU, (MINUTES * 60, MINUTES * 60 + 5))
        code = 70
        os.chdir(root)
        os.environ |= {"PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": ""}
        sys.path.insert(0, str(root))
        for name in [name for name in sys.modules if name.partition(".")[0] in OURS]:
            del sys.modules[name]
        try:
            code = int(pytest.main(arguments))
            sys.stdout.flush()
        finally:
            os._exit(code)
    until = time.monotonic() + MOST_HOURS * 3600
    ended = 0
    while not ended and time.monotonic() < until:
        time.sleep(0.05)
        ended, status = os.waitpid(copy, os.WNOHANG)
    if not ended:
        os.killpg(copy, signal.SIGKILL)
        _, status = os.waitpid(copy, 0)
    return os.WEXITSTATUS(status) if os.WIFEXITED(status) else None


def noticed_by(root: Path, broken: Break, quick: bool) -> str:
    """The test that fails with the break and passes without it; the file is put back whatever happens."""
    file, was = root / broken.file, (root / broken.file).read_bytes()
    for tests in nearest_first(root, broken.file):
        if quick and tests == [EVERYTHING]:
            break
        try:
            put(file, broken.into(was))
            by = failed(root, tests)
        finally:
            put(file, was)
        if by and not failed(root, [by] if "::" in by else tests):
            return by
    return ""


def put(file: Path, source: bytes) -> None:
    """Written, and what was compiled of it forgotten: within one second Python would not see the difference."""
    file.write_bytes(source)
    for compiled in file.parent.glob(f"__pycache__/{file.stem}.*"):
        compiled.unlink()


# -- the proof --------------------------------------------------------------------------------------------------------


def prove(root: Path, chosen: Sequence[Break], quick: bool) -> Iterator[Outcome]:
    for broken in chosen:
        began = time.monotonic()
        by = noticed_by(root, broken, quick)
        yield Outcome(broken, by, time.monotonic() - began)


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--number", type=int, default=100, help="how many breaks")
    asked.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6), help="the same breaks again")
    asked.add_argument("--quick", action="store_true", help="not everything: what its folder misses may be noticed yet")
    given = asked.parse_args()
    print_(f"seed {given.seed}")
    with tempfile.TemporaryDirectory(prefix="waymark-broken-") as folder:
        root = copied(Path(folder))
        possible = places(root)
        chosen = picked(root, possible, given.number, random.Random(given.seed))  # noqa: S311
        outcomes = []
        for number, outcome in enumerate(prove(root, chosen, given.quick), 1):
            outcomes.append(outcome)
            print_(f"{number:3} {outcome.seconds:4.0f} s  {outcome.broken}  {outcome.by or 'NOT NOTICED'}")
    missed = [outcome.broken for outcome in outcomes if not outcome.by]
    print_(f"{len(possible)} places; {len(chosen)} broken with seed {given.seed}: {len(missed)} not noticed")
    for broken in missed:
        print_(f"  {broken}")
    return 0 if len(missed) <= (1 - ENOUGH) * len(chosen) else 1


def print_(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
