"""How well people are understood, measured: `make bench-hearing`.

Prints, for each set of tests/hearing, the share of lines taken rightly, taken rightly or asked with the right answer
offered, taken wrongly, and taken in a way that must never be; unsafe answers taken as safe; urgent first messages
found; and the time a line takes. `--by-question` shows the same for each question, `--wrong` each line that was taken
wrongly (not of `sealed`).
"""

import argparse

from rich.console import Console
from rich.table import Table

from tests.hearing.measure import SETS, Figures, everything, lines, measure


def row(name: str, of: Figures) -> list[str]:
    found, urgent = of.counts["urgent"] - len(of.missed_urgent), of.counts["urgent"]
    false, others = len(of.false_urgent), of.counts["not urgent"]
    return [
        name, str(of.lines),
        f"{of.share(of.right):.3f}", f"{of.share(of.helped):.3f}", f"{of.share(len(of.wrong)):.3f}",
        f"{of.share(len(of.dangerous)):.3f}", str(len(of.unsafe)), f"{found}/{urgent}", f"{false}/{others}",
        f"{of.percentile(0.5):.2f}", f"{of.percentile(0.99):.2f}",
    ]  # fmt: skip


def main() -> None:
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("sets", nargs="*", default=SETS)
    wanted.add_argument("--by-question", action="store_true")
    wanted.add_argument("--wrong", action="store_true")
    given = wanted.parse_args()
    listener = everything()
    table = Table("set", "lines", "right", "or rightly asked", "wrong", "dangerous", "unsafe as safe", "urgent found",
                  "false", "p50 ms", "p99 ms")  # fmt: skip
    wrong: list[str] = []
    for name in given.sets:
        found = measure(listener, lines(name))
        table.add_row(*row(name, found[""]))
        if given.by_question:
            for question in sorted(set(found) - {""}):
                table.add_row(*row(f"  {question}", found[question]))
        if given.wrong and not name.startswith("sealed"):
            wrong += [
                f"{line.at}: {line.said} | {sorted(line.takes)} | {heard.took}" for line, heard in found[""].wrong
            ]
    console = Console(width=150)
    console.print(table)
    for one in wrong:
        console.print(one, markup=False)


if __name__ == "__main__":
    main()
