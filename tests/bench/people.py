"""How long `waymark people import` takes with ROWS people (3,000) of as many schools as that makes, on each database.

The whole command is measured, with the start of Python: the first list, the same one again, and one in which every
twentieth person of each school has gone and another has come.
"""

import csv
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from storage.database.vault import new_key
from tests.support.cluster import throw_away_cluster
from tests.support.databases import upgrade_now

ROWS = int(os.environ.get("ROWS", "3000"))
A_SCHOOL = 100
COLUMNS = ("name", "setting", "kind", "roles", "login", "mail")
LEADS = {0: "dsl worker", 1: "deputy worker", 2: "head manager"}


def write(file: Path, first: int) -> None:
    """People numbered from `first` on: who has a lower number than in the list before has gone."""
    with file.open("w", encoding="utf-8", newline="") as opened:
        rows = csv.writer(opened)
        rows.writerow(COLUMNS)
        for school in range(ROWS // A_SCHOOL):
            for number in range(A_SCHOOL):
                who = f"s{school}.p{number if number < len(LEADS) else number + first}"
                roles = LEADS.get(number, "worker")
                mail = f"{who}@example.org"
                rows.writerow((f"Invented {who}", f"School {school}", "primary_school", roles, who, mail))


def measure(kind: str, url: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder) / "before.csv", Path(folder) / "after.csv"
        write(before, 0)
        write(after, A_SCHOOL // 20)
        ours = {"WAYMARK_DATABASE_URL": url, "WAYMARK_KEYS": new_key(), "WAYMARK_DATA_DIR": folder}
        environment = {name: value for name, value in os.environ.items() if not name.startswith("WAYMARK_")} | ours
        for what, file in (("first", before), ("again", before), ("every twentieth", after)):
            command = [sys.executable, "-m", "bot", "people", "import", str(file)]
            begun, worked = time.monotonic(), _processor()
            done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
            took, work = time.monotonic() - begun, _processor() - worked
            sys.stdout.write(f"{kind:<10}  {what:<16} {took:5.1f} s, {work:5.1f} s of the processor  ")
            sys.stdout.write(f"{done.stdout.splitlines()[0]}\n")


def _processor() -> float:
    """Seconds that commands have used so far; not those of PostgreSQL's own processes."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'waymark.db'}"
        upgrade_now(url)
        measure("SQLite", url)
    with throw_away_cluster() as cluster:
        if cluster is None:
            sys.stdout.write("PostgreSQL is not installed here, and was left out\n")
        else:
            measure("PostgreSQL", cluster.fresh())
    return 0


if __name__ == "__main__":
    sys.exit(main())
