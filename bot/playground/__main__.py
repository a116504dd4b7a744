"""`make run`: the bot, and a Playground each for the worker and the DSL. Ctrl-C ends all of them.

Imports are few: the bot is started before anything else is read.
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from bot.cli.console import tell
from bot.settings import Settings, SettingsProblem, load
from dialogs.words import say

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PACKAGE = ROOT / "node_modules" / "@microsoft" / "m365agentsplayground"
OLDEST_NODE = 20
FIRST_PORT = 56150
START_SECONDS = 60
WHO = {"worker": "demo-worker", "dsl": "demo-dsl"}


@dataclass
class Started:
    """A program of ours that is running, and where its words go."""

    name: str
    process: "subprocess.Popen[bytes]"
    log: Path


def main() -> int:
    """0 after Ctrl-C, 1 where one of the programs ended by itself, 2 where a setting is wrong."""
    for number in (signal.SIGTERM, signal.SIGINT):  # a script's background jobs begin with SIGINT ignored
        signal.signal(number, _as_ctrl_c)
    running: list[Started] = []
    try:
        settings = load()
        folder = settings.data_dir.resolve() / "playground"
        folder.mkdir(parents=True, exist_ok=True)
        # all at once, since each takes a second or two
        bot = _bot(settings, folder)
        running.append(bot)
        playgrounds: dict[str, tuple[Started, int]] = {}
        if _node_is_here() and _playground_is_here():
            for who in WHO:
                playgrounds[who] = _playground(settings, folder, who)
                running.append(playgrounds[who][0])
        _wait_for(bot, f"http://127.0.0.1:{settings.port}/healthz")
        for who, (playground, port) in playgrounds.items():
            _wait_for(playground, f"http://127.0.0.1:{port}/")
            tell(say(f"trying_out.{who}", address=f"http://127.0.0.1:{port}", name=_names()[WHO[who]]))
        tell(say("trying_out.desk", address=f"http://127.0.0.1:{settings.port}/desk/"))
        tell(say("trying_out.running", bot=f"{settings.host}:{settings.port}", logs=folder))
        _until_one_ends(running)
    except SettingsProblem as problem:
        tell(str(problem))
        return 2
    except Ended as ended:
        tell(say("trying_out.ended", what=ended.started.name, log=ended.started.log))
        return 1
    except KeyboardInterrupt:
        tell("")
    finally:
        _end(running)
    return 0


class Ended(Exception):
    """Something that we started has ended by itself."""

    def __init__(self, started: Started) -> None:
        super().__init__(started.name)
        self.started = started


def _as_ctrl_c(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


# -- the bot -------------------------------------------------------------------------------------------------------


def _bot(settings: Settings, folder: Path) -> Started:
    if settings.app_id:
        raise SettingsProblem(say("trying_out.no_app_id"))
    if not _is_free(settings.port):
        raise SettingsProblem(say("trying_out.port_taken", port=settings.port))
    return _start("waymark serve", [sys.executable, "-m", "bot", "serve"], folder / "bot.log", {})


# -- the Playgrounds -----------------------------------------------------------------------------------------------


def _node_is_here() -> bool:
    version = ""
    if node := shutil.which("node"):
        version = subprocess.run(  # noqa: S603  our own words
            [node, "--version"], capture_output=True, text=True, check=False
        ).stdout
    found = re.match(r"v(\d+)", version)
    if found and int(found[1]) >= OLDEST_NODE:
        return True
    tell(say("trying_out.no_node", oldest=OLDEST_NODE))
    return False


def _playground_is_here() -> bool:
    """Installed as the lock file says, once."""
    wanted = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    wanted = wanted[f"node_modules/{PACKAGE.parent.name}/{PACKAGE.name}"]["version"]
    installed = PACKAGE / "package.json"
    if installed.exists() and json.loads(installed.read_text("utf-8"))["version"] == wanted:
        return True
    npm = shutil.which("npm")
    if npm:
        tell(say("trying_out.installing"))
        command = [npm, "ci", "--omit=dev", "--ignore-scripts", "--loglevel=error"]
        if subprocess.run(command, cwd=ROOT, check=False).returncode == 0:  # noqa: S603  our own words
            return True
    tell(say("trying_out.no_playground"))
    return False


def _playground(settings: Settings, folder: Path, who: str) -> tuple[Started, int]:
    """That of the worker or the DSL, and its port."""
    port = next(p for p in range(FIRST_PORT + 10 * list(WHO).index(who), 65535) if _is_free(p))
    config = folder / f"{who}.yml"
    config.write_text(_config(who), "utf-8")
    command = [
        "node",
        "--require",
        str(HERE / "bind_loopback.cjs"),
        str(PACKAGE / "cli.js"),
        "start",
        *("--app-endpoint", f"http://127.0.0.1:{settings.port}/api/messages"),
        *("--channel-id", "msteams"),
        *("--port", str(port)),
        *("--service-url", f"http://127.0.0.1:{port}/_connector"),
        "--disable-telemetry",
    ]
    environment = {"TEAMSAPPTESTER_BROWSER": "none", "M365_AGENTS_PLAYGROUND_CONFIG_PATH": str(config)}
    return _start(say(f"trying_out.playground.{who}"), command, folder / f"{who}.log", environment, cwd=folder), port


def _config(who: str) -> str:
    from jinja2 import Environment, FileSystemLoader

    from storage.administration import demo

    templates = Environment(loader=FileSystemLoader(HERE), autoescape=False)  # noqa: S701  YAML, and our own words
    names = _names()
    return templates.get_template("people.yml.j2").render(
        tenant=demo.TENANT,
        object_id=WHO[who],
        name=names.pop(WHO[who]),
        others=dict(list(names.items())[:5]),
        started=int(time.time()),
    )


def _names() -> dict[str, str]:
    """The people of the demo organisation, by id."""
    from storage.administration import demo

    return {f"demo-{login}": name for login, (name, *_) in demo.PEOPLE.items()}


# -- programs ------------------------------------------------------------------------------------------------------


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _start(name: str, command: list[str], log: Path, environment: dict[str, str], cwd: Path | None = None) -> Started:
    """In a group of its own: Ctrl-C comes to us, and we end it."""
    with log.open("wb") as words:
        process = subprocess.Popen(  # noqa: S603  our own words
            command,
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=words,
            env={**os.environ, **environment},
            cwd=cwd,
            start_new_session=True,
        )
    return Started(name, process, log)


def _wait_for(started: Started, address: str) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if started.process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address, timeout=1):  # noqa: S310  http, on this machine
                return
        except OSError:
            time.sleep(0.05)
    raise Ended(started)


def _until_one_ends(running: list[Started]) -> None:
    while True:
        for started in running:
            if started.process.poll() is not None:
                raise Ended(started)
        time.sleep(0.3)


def _end(running: list[Started]) -> None:
    for started in running:
        started.process.terminate()
    for started in running:
        try:
            started.process.wait(10)
        except subprocess.TimeoutExpired:
            started.process.kill()
            started.process.wait()


if __name__ == "__main__":
    sys.exit(main())
