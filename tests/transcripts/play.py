"""Plays lines to `waymark chat --json`, as a check or a script would, and writes down the conversation."""

import json
import os
import re
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

from tests.support.started import Started
from tests.transcripts.cases import Line

MOMENT = "2026-11-17T15:30"


class Waymark:
    """The real process, spoken to in JSON lines. `kill` is kill -9. A first start, with all its tables, is copied."""

    def __init__(self, data: Path, who: str = "worker", *, at: str = MOMENT, url: str = "") -> None:
        if not url and not (data / "waymark.db").exists():
            shutil.copytree(_first_started().name, data, dirs_exist_ok=True)
        environment = {**os.environ, "WAYMARK_DATA_DIR": str(data), "WAYMARK_DATABASE_URL": url, "NO_COLOR": "1"}
        self._process = Started(["chat", "--as", who, "--at", at, "--json"], environment)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.close()

    def says(self, line: Line, id: str = "") -> list[dict[str, Any]]:
        message: dict[str, Any] = {"text": line} if isinstance(line, str) else {"value": line}
        return self.sends(json.dumps(message | ({"id": id} if id else {})))

    def sends(self, raw: str) -> list[dict[str, Any]]:
        """One line as it is; the replies up to the end of the turn."""
        self._process.stdin.write(raw + "\n")
        self._process.stdin.flush()
        return list(self._replies())

    def _replies(self) -> Iterator[dict[str, Any]]:
        for line in self._process.stdout:
            reply = json.loads(line)
            if reply.get("end_of_turn"):
                return
            yield reply
        raise AssertionError(f"the process ended: {self._process.stderr.read()}")

    def kill(self) -> None:
        self._process.kill()


@cache
def _first_started() -> TemporaryDirectory[str]:
    """The data of a Waymark that was started, and ended before anybody said a word."""
    made = TemporaryDirectory(prefix="waymark-first-start-")
    with Waymark(Path(made.name), url=f"sqlite:///{made.name}/waymark.db") as waymark:
        waymark.sends("no line that means anything")
    return made


def asked_by(replies: list[dict[str, Any]]) -> str:
    """The name of the question that is open after these replies; '' where none is."""
    key = replies[-1]["key"] if replies else ""
    return str(key).split(".")[2] if ".questions." in key else ""


def written_down(line: Line, replies: list[dict[str, Any]]) -> str:
    """One turn as text, references made alike. What was typed into a form is left out: names are in it."""
    said = line if isinstance(line, str) else f"(form: {', '.join(line)})"
    rows = [f"You: {said}"]
    for reply in replies:
        rows.append(f"Waymark: {reply['text']}")
        rows += [f"    [{choice['title']}]" for choice in reply["choices"]]
        if reply["dialog"]:
            rows += [f"    <{field['label']}>" for field in reply["dialog"]["fields"]]
    return re.sub(r"WM-[A-Z0-9]{4}-[A-Z0-9]{2}", "WM-XXXX-XX", "\n".join(rows)) + "\n"
