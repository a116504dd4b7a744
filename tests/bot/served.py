"""`waymark serve`, or another module that serves, as a process of its own, with its log."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path


class Served:
    """Started with these settings (without the prefix, in small letters). Listening once this returns.

    `module` is another one to run, with its arguments: it is given the port as its last.
    """

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
        with self._log.open("ab") as log:
            self.process = subprocess.Popen([sys.executable, "-m", *command], env=kept, stdout=log, stderr=log)
        self._wait()

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


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
