"""`waymark serve`, or another module that serves, as a process of its own, with its log."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.support.started import as_waymark, copy_of


class Served:
    """Started with these settings (without the prefix, in small letters). Listening once this returns.

    `module` is another one to run, with its arguments: it is given the port as its last.
    """

    process: "subprocess.Popen[bytes] | _Copy"

    def __init__(
        self, folder: Path, environment: dict[str, str] | None = None, *, module: Sequence[str] = (), **settings: str
    ) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.messages = f"{self.url}/api/messages"
        self._log = folder / "log.jsonl"
        kept = {k: v for k, v in os.environ.items() if not k.startswith("WAYMARK_") and "proxy" not in k.lower()}
        given = {"data_dir": str(folder), "port": str(self.port), **settings}
        kept |= {f"WAYMARK_{name.upper()}": value for name, value in given.items()} | (environment or {})
        command = [*module, str(self.port)] if module else ["bot", "serve"]
        self.process = self._begun(command, kept)
        self._wait()

    def _begun(self, command: Sequence[str], environment: Mapping[str, str]) -> "subprocess.Popen[bytes] | _Copy":
        with self._log.open("ab") as log:
            return subprocess.Popen([sys.executable, "-m", *command], env=environment, stdout=log, stderr=log)

    def _wait(self) -> None:
        for _ in range(1200):
            if self.process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=1):  # noqa: S310  http, on this machine
                    return
            except OSError:
                time.sleep(0.05)
        raise AssertionError(f"not listening:\n{self.log}")

    @property
    def log(self) -> str:
        return self._log.read_text("utf-8")

    def kill(self) -> None:
        """At once, as when the power goes."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(15)


class ServedCopy(Served):
    """`waymark serve` as a copy of a process that has imported everything: see `tests/support/started.py`."""

    def _begun(self, command: Sequence[str], environment: Mapping[str, str]) -> "_Copy":
        return _Copy(environment, self._log)


class _Copy:
    """As much of `subprocess.Popen` as is asked of it."""

    def __init__(self, environment: Mapping[str, str], log: Path) -> None:
        self._process = copy_of(_serve, dict(environment), log)

    @property
    def pid(self) -> int:
        return self._process.pid or 0

    def poll(self) -> int | None:
        return self._process.exitcode

    def kill(self) -> None:
        self._process.kill()

    def wait(self, seconds: float | None = None) -> int:
        self._process.join(seconds)
        ended = self._process.exitcode
        if ended is None:
            raise TimeoutError
        return ended

    def send_signal(self, number: int) -> None:
        os.kill(self.pid, number)


def _serve(environment: Mapping[str, str], log: Path) -> None:
    with log.open("ab") as opened:
        for stream in (1, 2):
            os.dup2(opened.fileno(), stream)
    as_waymark(["serve"], environment)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
