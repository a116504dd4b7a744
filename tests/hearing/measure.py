"""How well people are understood: labelled lines asked of the understanding, and counted.

A line is {"at", "said", "takes", "or_ask", "never"}: the question, what was typed, what it means (empty where a
careful colleague would ask), and what must never be taken silently. 'Helped' is right, or asked with the right answer
among those offered. `examples` and `tune` are what the words were mended with in view, and what the second opinion
counts (they stand with the data); `sealed` was written before, in one go, and measured when all was done. `sealed_2` is
half of 296 lines over all questions, written later and measured once; the other half went into `tune`.
"""

import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dialogs import conversations  # noqa: F401  conversations register themselves
from dialogs.interview.listener import Listener, listener
from dialogs.menu.registry import registry
from dialogs.understanding.hearing import Heard
from dialogs.understanding.ranker import LINES

FOLDER = Path(__file__).parent
SETS = ("examples", "tune", "sealed", "sealed_2")
URGENT = frozenset({"urgent", "self_harm"})


@dataclass(frozen=True)
class Line:
    at: str
    said: str
    takes: frozenset[str]
    never: frozenset[str]


@dataclass
class Figures:
    """Counts, and milliseconds for each line."""

    lines: int = 0
    right: int = 0
    helped: int = 0
    wrong: list[tuple[Line, Heard]] = field(default_factory=list)
    dangerous: list[tuple[Line, Heard]] = field(default_factory=list)
    unsafe: list[tuple[Line, Heard]] = field(default_factory=list)
    missed_urgent: list[Line] = field(default_factory=list)
    false_urgent: list[Line] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)

    def share(self, count: int) -> float:
        return count / self.lines if self.lines else 0.0

    def percentile(self, share: float) -> float:
        return sorted(self.times)[min(int(len(self.times) * share), len(self.times) - 1)]


def everything() -> Listener:
    return listener(*(flow.interview for flow in registry.flows.values()))


def lines(name: str) -> Iterator[Line]:
    folder = FOLDER if name.startswith("sealed") else LINES
    for text in (folder / f"{name}.jsonl").read_text("utf-8").splitlines():
        one: dict[str, Any] = json.loads(text)
        yield Line(one["at"], one["said"], frozenset(one["takes"]), frozenset(one["never"]))


def measure(listener: Listener, asked: Iterable[Line]) -> dict[str, Figures]:
    """Figures by question, and for all under ''."""
    found: dict[str, Figures] = {"": Figures()}
    for line in asked:
        start = time.process_time()
        heard = listener.hear(line.at, line.said)
        taken = (time.process_time() - start) * 1_000
        for figures in (found[""], found.setdefault(line.at, Figures())):
            figures.times.append(taken)
            _count(figures, line, heard)
    return found


def _count(figures: Figures, line: Line, heard: Heard) -> None:
    took = frozenset(heard.took)
    figures.lines += 1
    figures.right += took == line.takes
    if took == line.takes or (not took and line.takes <= frozenset(heard.offered)):
        figures.helped += 1
    elif took:
        figures.wrong.append((line, heard))
    # where nobody is in danger, asking about danger is no harm
    if took & line.never and not (line.at == "danger_now" and line.takes == {"nobody"}):
        unsafe = line.at == "danger_now" and took == {"nobody"}
        (figures.unsafe if unsafe else figures.dangerous).append((line, heard))
    if line.at == "opening":
        urgent = bool(line.takes & URGENT)
        figures.counts["urgent"] += urgent
        figures.counts["not urgent"] += not urgent
        if urgent and not took & URGENT:
            figures.missed_urgent.append(line)
        if took & URGENT and not urgent:
            figures.false_urgent.append(line)
