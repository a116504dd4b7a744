"""How many messages a whole incident takes in own words, against the questions that it asks: `make bench-hearing`.

Each of the twelve incidents of `tests/transcripts/own_words.py` is told to the real process. By taps it takes one
message to begin and one for each question that was asked; in own words every message counts, also what was asked again.
"""

import tempfile
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from tests.transcripts.own_words import TOLD, WHO
from tests.transcripts.play import Waymark, asked_by


def told(name: str) -> tuple[int, int]:
    """Messages in own words, and by taps."""
    left = {question: [*answers] for question, answers in TOLD[name].items()}
    begins = left.pop("begins", ["report"])
    messages, questions, asked = 0, set[str](), ""
    with tempfile.TemporaryDirectory() as folder, Waymark(Path(folder), WHO.get(name, "worker")) as waymark:
        while begins or asked:
            line = left[asked].pop(0) if asked else begins.pop(0)
            asked = asked_by(waymark.says(line))
            messages += 1
            questions |= {asked} if asked else set()
    return messages, len(questions) + 1


def main() -> None:
    table = Table("told by", "in own words", "by taps", "ratio")
    ratios = []
    for name in TOLD:
        own, taps = told(name)
        ratios.append(own / taps)
        table.add_row(name.replace("_", " "), str(own), str(taps), f"{own / taps:.2f}")
    table.add_row("median", "", "", f"{median(ratios):.2f}")
    Console().print(table)


if __name__ == "__main__":
    main()
