"""`make run` where something is missing. With everything there it is played in tests/e2e."""

import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

from dialogs.words import say
from tests.bot.pretend.behind_microsoft import APP_ID, TENANT
from tests.bot.served import free_port

ROOT = Path(__file__).parents[3]


def start(folder: Path, *around: str, **settings: str) -> "subprocess.Popen[str]":
    kept = {k: v for k, v in os.environ.items() if not k.startswith("WAYMARK_")}
    return subprocess.Popen(
        [*around, sys.executable, "-u", "-m", "bot.playground"],
        cwd=ROOT,
        env={**kept, "WAYMARK_DATA_DIR": str(folder), **settings},
        stdout=subprocess.PIPE,
        text=True,
    )


def test_without_node_it_runs_says_so_in_one_line_and_a_second_one_names_the_port(tmp_path: Path) -> None:
    """A script may have started it with interrupts ignored: it ends all the same."""
    port, ignoring = free_port(), ("/bin/sh", "-c", 'trap "" INT; exec "$@"', "sh")
    with start(tmp_path, *ignoring, WAYMARK_PORT=str(port), PATH=str(tmp_path)) as running:
        assert running.stdout is not None
        lines = []
        for line in running.stdout:
            lines.append(line)
            if "Ctrl-C" in line:
                break
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz") as answer:
            assert answer.status == 200
        with start(tmp_path, WAYMARK_PORT=str(port), PATH=str(tmp_path)) as second:
            said, _ = second.communicate(timeout=60)
        assert said.strip() == say("trying_out.port_taken", port=port)
        assert second.returncode == 2
        running.send_signal(signal.SIGINT)
        assert running.wait(30) == 0
    assert lines[0].strip() == say("trying_out.no_node", oldest=20)
    assert len(lines) <= 3


def test_a_real_bot_is_not_tried_out(tmp_path: Path) -> None:
    from storage.database.vault import new_key

    real = {"APP_ID": APP_ID, "APP_PASSWORD": "y", "TENANTS": TENANT, "KEYS": new_key()}
    with start(tmp_path, **{f"WAYMARK_{name}": value for name, value in real.items()}) as refused:
        said, _ = refused.communicate(timeout=60)
    assert said.strip() == say("trying_out.no_app_id")
    assert refused.returncode == 2
