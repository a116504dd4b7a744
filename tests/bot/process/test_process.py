"""The command as a process of its own: odd lines, a reader that goes away, and no page of code whatever happens."""

import json
import signal
import subprocess
import sys
from typing import Any

import pytest

from tests.bot.office import Office

ODD_LINES = [
    b"not json",
    b'{"text": "cut off',
    b"[1, 2]",
    b'"text"',
    b"null",
    b"{}",
    b'{"text": "a", "value": {}}',
    b'{"text": "a", "colour": "red"}',
    b'{"text": 5}',
    b'{"value": []}',
    b'{"value": {"x": NaN}}',
    b'{"text": "a", "id": ""}',
    b'{"text": "half a sign \\ud800"}',
    b'{"text": "no text \xff\xfe"}',
    b"[" * 50_000,
    b'{"text": "' + b"a" * 250_000 + b'"}',
]


def waymark(office: Office, *arguments: str, typed: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments], input=typed, env=office.environment(), capture_output=True,
        timeout=60, check=False,
    )  # fmt: skip


def turns(out: bytes) -> list[list[dict[str, Any]]]:
    """The replies of each turn."""
    found: list[list[dict[str, Any]]] = [[]]
    for value in map(json.loads, out.splitlines()):
        if value == {"end_of_turn": True}:
            found.append([])
        else:
            found[-1].append(value)
    assert found[-1] == [], "the last turn ended"
    return found[:-1]


def test_odd_lines_are_refused_one_by_one_and_the_conversation_goes_on(office: Office) -> None:
    long = json.dumps({"text": "hush " * 20_000}).encode()
    good = [long, b"   ", '{"text": "🙂 مرحبا"}'.encode(), b'{"text": "where"}']
    lines = [b'{"text": "report"}', *ODD_LINES, *good]
    done = waymark(office, "chat", "--json", typed=b"\n".join(lines))
    assert (done.returncode, done.stderr) == (0, b"")
    first, *refused, of_100_kb, emoji, last = turns(done.stdout)
    assert len(refused) == len(ODD_LINES)
    assert {reply["key"] for turn in refused for reply in turn} == {"terminal.bad_line"}
    assert "terminal.bad_line" not in {reply["key"] for turn in (first, of_100_kb, emoji, last) for reply in turn}
    assert of_100_kb
    assert b"hush hush" not in done.stdout, "nothing of it comes back"


def test_a_reader_that_goes_away(office: Office) -> None:
    """Nothing is said about it, and what was acknowledged is there at the next start."""
    command = f"{sys.executable} -m bot chat --json | head -n 1"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"], input=b'{"text": "report"}\n' * 50,
        env=office.environment(), capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert done.stderr == b""
    (replies,) = turns(waymark(office, "chat", "--json", typed=b'{"value": {"event": "opened"}}').stdout)
    assert replies


def test_ctrl_c_ends_it_at_once_and_it_goes_on_where_it_was(office: Office) -> None:
    running = subprocess.Popen(
        [sys.executable, "-m", "bot", "chat", "--json"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, env=office.environment(),
    )  # fmt: skip
    with running:
        assert running.stdin is not None
        assert running.stdout is not None
        running.stdin.write(b'{"text": "report"}\n')
        running.stdin.flush()
        while json.loads(running.stdout.readline()) != {"end_of_turn": True}:
            pass
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=30)
    assert (running.returncode, out.strip(), err) == (130, b"", b"")
    (replies,) = turns(waymark(office, "chat", "--json", typed=b'{"text": "where"}').stdout)
    assert "incident" in str(replies)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["chat", "--as", "nobody", "--json"], "Choose one of"),
        (["chat", "--at", "soon"], "--at"),
        (["slots", "add", "soon"], "isn’t a time"),
        (["assess", "--json"], "not JSON"),
        (["nonsense"], "No such command"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(office: Office, arguments: list[str], says: str) -> None:
    done = waymark(office, *arguments, typed=b"not json \xff")
    assert (done.returncode, done.stdout) == (2, b"")
    assert says in done.stderr.decode()
    assert b"Traceback" not in done.stderr


def test_whatever_the_terminal_speaks_what_is_typed_is_utf_8(office: Office) -> None:
    """A Windows console, or a cron job, may promise another alphabet; ours needs its own."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", "ask", "-"], input="knickers € ☃\nwhat is sexting?".encode(),
        env={**office.environment(), "PYTHONIOENCODING": "ascii:strict"}, capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_mistake_of_ours_is_a_sentence_too_and_repeats_nothing(office: Office) -> None:
    broken = (
        "import sys, bot.doctor.examine as d\n"
        "async def examine(now, *, live): raise RuntimeError('what somebody typed')\n"
        "d.examine = examine\n"
        "sys.argv = ['waymark', 'doctor']\n"
        "from bot.__main__ import main; main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", broken], env=office.environment(), capture_output=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (70, b"")
    assert b"RuntimeError at <string>" in done.stderr
    assert b"Traceback" not in done.stderr
    assert b"typed" not in done.stderr


def test_the_command_starts_without_its_heavy_parts() -> None:
    heavy = "sqlalchemy aiohttp botbuilder dateparser holidays rich yaml pydantic".split()
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\nfrom bot.__main__ import app\nfrom bot.commands import register\n"
         f"register(app)\nprint([name for name in {heavy} if name in sys.modules])"],
        capture_output=True, timeout=60, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == b"[]"
