"""Waymark as a process of its own, begun as a copy of one that has imported and read everything already.

It is killed like any other, and shares nothing with who started it; only the seconds that imports and reading take are
saved. A whole `python -m bot` is started where the start itself is tested: tests/bot/process/test_process.py and
test_killed.py.
"""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import IO, Any

COPIES = get_context("forkserver")
COPIES.set_forkserver_preload(["bot.__main__", "tests.support.started", "tests.support.preloaded"])


class Started:
    """`waymark` with these arguments in this environment, and pipes to and from it."""

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        theirs_in, ours_in = COPIES.Pipe(duplex=False)
        ours_out, theirs_out = COPIES.Pipe(duplex=False)
        ours_err, theirs_err = COPIES.Pipe(duplex=False)
        theirs = (theirs_in, theirs_out, theirs_err)
        self._process = COPIES.Process(target=_waymark, args=(list(arguments), dict(environment), theirs), daemon=True)
        self._process.start()
        for end in theirs:
            end.close()
        self.stdin, self.stdout, self.stderr = _text(ours_in, "w"), _text(ours_out, "r"), _text(ours_err, "r")

    def kill(self) -> None:
        """At once, as `kill -9` does."""
        self._process.kill()
        self._process.join()

    def close(self) -> None:
        self.kill()
        for pipe in (self.stdin, self.stdout, self.stderr):
            pipe.close()


def copy_of(work: Callable[..., None], *given: Any) -> BaseProcess:
    """A copy that does this and ends. It is running once this returns."""
    process = COPIES.Process(target=work, args=given, daemon=True)
    process.start()
    return process


def as_waymark(arguments: Sequence[str], environment: Mapping[str, str]) -> None:
    """In a copy: as `python -m bot` with these arguments in this environment. Returns where that would end well."""
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["waymark", *arguments]
    from bot.__main__ import main

    main()


def _text(end: Connection, mode: str) -> IO[Any]:
    """A pipe's end as text. The connection gives its own up."""
    opened = os.fdopen(os.dup(end.fileno()), mode, encoding="utf-8")
    end.close()
    return opened


def _waymark(arguments: list[str], environment: dict[str, str], pipes: tuple[Connection, ...]) -> None:
    """In the new process: its own standard streams and environment, and then as `python -m bot` would."""
    for number, pipe in enumerate(pipes):
        os.dup2(pipe.fileno(), number)
        pipe.close()
    sys.stdin, sys.stdout, sys.stderr = (
        open(number, mode, encoding="utf-8", closefd=False)  # noqa: SIM115  open as long as the process is
        for number, mode in enumerate("rww")
    )
    as_waymark(arguments, environment)
