"""What every command needs: the settings, the open database, and one clear sentence where something is wrong."""

import asyncio
import contextlib
import json
import re
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

if TYPE_CHECKING:
    from bot.runtime import Runtime
    from bot.settings import Settings
    from storage.database.engine import Database
    from storage.database.origin import Origin

T = TypeVar("T")
CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # what moves the cursor or changes the colour
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # what turns the direction of reading
    "\u2028\u2029\ufeff\ufff9-\ufffb\ud800-\udfff]"  # other line ends, marks, halves of a sign
)
"""Signs that do something to a terminal, or to what is read in it, and that nobody sees."""
Clock = Callable[[], datetime]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, one value a line")]
As = Annotated[str, typer.Option("--as", help="Whose right it is: a login, or an id from 'people list'")]


def real_clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


def stop(sentence: str, code: int = 2) -> typer.Exit:
    """A clear sentence on standard error, and a non-zero exit: `raise stop(...)`."""
    sys.stderr.write(f"{harmless(sentence)}\n")
    return typer.Exit(code)


def refused(key: str, *, code: int = 2, **params: object) -> typer.Exit:
    """The same with a sentence from `dialogs/text/running/operations.yaml`."""
    from dialogs.words import say

    return stop(say(f"operations.{key}", **params), code)


def show(value: Any) -> None:
    """One JSON value on a line of its own."""
    sys.stdout.write(json_line(value) + "\n")


def json_line(value: Any, *, indent: int | None = None) -> str:
    """JSON in which signs that do something to a terminal are escapes: it parses back to the very same text."""
    return spelt_out(json.dumps(value, ensure_ascii=False, default=str, indent=indent))


def spelt_out(text: str) -> str:
    """JSON with its control signs as escapes. Outside strings JSON has none but line ends, which stay."""
    return CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def tell(line: str) -> None:
    """One line for a person."""
    sys.stdout.write(f"{harmless(line)}\n")


def harmless(text: str) -> str:
    """Without control signs: what somebody typed elsewhere must not move another person's cursor or colours."""
    return CONTROL.sub("\ufffd", text)


def settings() -> "Settings":
    """From the environment. Ends the command with a line for each gap where they cannot be used."""
    from bot.settings import SettingsProblem, load

    try:
        return load()
    except SettingsProblem as problem:
        raise stop(str(problem)) from None


def run(work: Callable[[], Awaitable[T]]) -> T:
    """Run it, and turn what a person can be told about into one sentence."""
    from bot.settings import SettingsProblem
    from storage.problems import Problem

    async def to_the_end() -> T:
        return await work()

    try:
        return asyncio.run(to_the_end())
    except Problem as problem:
        raise stop(sentence_for(problem.reason)) from None
    except SettingsProblem as problem:
        raise stop(str(problem)) from None
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def sentence_for(reason: str) -> str:
    """What whoever runs Waymark is told about a problem; a worker in a conversation is told something else."""
    from dialogs.words import has, say

    key = f"operations.problems.{reason}"
    return say(key) if has(key) else say("operations.problems.other", reason=reason)


def by_command() -> "Origin":
    """By the command line, and by whom: every entry that a command makes in the history says so."""
    from bot.cli.os_user import os_user
    from storage.database.origin import Origin, Via

    return Origin(Via.COMMAND_LINE, os_user())


@contextlib.asynccontextmanager
async def database(of: "Settings", origin: "Origin | None" = None) -> "AsyncIterator[Database]":
    """For a command; `origin` is what opens it otherwise."""
    from storage.database.engine import Database
    from storage.database.vault import Vault

    vault = Vault(of.vault_keys)
    opened = Database(of.url, vault, origin or by_command(), closed=of.closed_days, signer=of.signer)
    opened.left_out = _left_out
    try:
        yield opened
    finally:
        await opened.close()


def _left_out(unopened: "Sequence[str]") -> None:
    """On standard error, beside a list that stands."""
    from dialogs.words import say

    sys.stderr.write(f"{harmless(say('operations.problems.does_not_open', which=', '.join(unopened)))}\n")


@contextlib.asynccontextmanager
async def open_runtime(
    of: "Settings", *, demo: bool = False, clock: Clock = real_clock, origin: "Origin | None" = None
) -> "AsyncIterator[Runtime]":
    """The open database with the guidance. With `demo`, made and filled with the invented organisation if need be.

    `origin` is CHAT where people are heard in Teams; in a terminal it is a command.
    """
    from bot.job_kinds import Pace, Rules
    from bot.runtime import Runtime
    from dialogs.interview.chat import Library

    if demo:
        await prepare_demo(of, clock())
    async with database(of, origin) as opened:
        pace = Pace(of.pass_on_after_hours, of.pass_on_red_after_hours)
        yield Runtime(
            opened, Library(of.guidance_dir, of.lead_rule), clock, Rules(pace, of.second_refresher_month or None)
        )


async def prepare_demo(of: "Settings", now: datetime) -> None:
    """Tables up to date and the demo organisation in place. Raises NotDemo where the database is a real one.

    Asked before anything is changed: trying Waymark out never migrates or marks somebody's real database.
    """
    from storage import audit
    from storage.administration import demo, retention
    from storage.administration.demo_cases import every as demo_cases
    from storage.database.status import status
    from storage.database.upgrade import upgrade
    from storage.problems import DatabaseProblem

    if (await status(of.url)).is_real:
        raise demo.NotDemo
    await upgrade(of.url)
    async with database(of) as opened, opened.transaction(now) as tx:
        await demo.fill(tx)
    # what can only be read is met by the first turn, which says so
    with contextlib.suppress(DatabaseProblem):
        async with database(of) as opened, opened.transaction(now) as tx:
            await audit.begin_signing(tx)
            await demo_cases.fill(tx)
            await retention.tidy(tx, of.periods)


def reason_from(asks: str) -> str:
    """A line that somebody types, so that it is in no list of commands; `asks` is the key of what it is asked with."""
    from dialogs.words import say

    if sys.stdin.isatty():
        sys.stderr.write(f"{say(f'operations.{asks}')}: ")
        sys.stderr.flush()
    return sys.stdin.readline().strip()
