"""The `waymark` command. Each command imports what it needs when it runs, so that each starts quickly."""

import asyncio
import contextlib
import json
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.turns import House
    from storage.engine import Database

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None,
                  help="Waymark: a calm colleague for people who work with children.")  # fmt: skip
T = TypeVar("T")
Json = Annotated[bool, typer.Option("--json", help="Print JSON, one value a line")]


def stop(sentence: str) -> typer.Exit:
    """A clear sentence on standard error, and a non-zero exit."""
    sys.stderr.write(f"{sentence}\n")
    return typer.Exit(2)


def settings() -> "Settings":
    from bot.settings import SettingsProblem, load

    try:
        return load()
    except SettingsProblem as problem:
        raise stop(str(problem)) from None


def run(work: Callable[[], Awaitable[T]]) -> T:
    """Run it, and turn what a person can be told about into one sentence."""
    from dialogs.words import has, say
    from storage.problems import Problem

    try:
        return asyncio.run(work())  # type: ignore[arg-type]
    except Problem as problem:
        key = f"problems.{problem.reason}"
        raise stop(say(key if has(key) else "problems.unexpected", reference=problem.reason)) from None
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


@contextlib.asynccontextmanager
async def database(of: "Settings") -> "AsyncIterator[Database]":
    from storage.engine import Database
    from storage.vault import Vault

    opened = Database(of.url, Vault(of.vault_keys))
    try:
        yield opened
    finally:
        await opened.close()


@contextlib.asynccontextmanager
async def house(
    of: "Settings", *, demo: bool = False, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> "AsyncIterator[House]":
    """The open database with the guidance. With `demo`, made and filled with the invented organisation if need be."""
    from bot.turns import House
    from dialogs.chat import Library

    if demo:
        await prepare_demo(of, clock())
    async with database(of) as opened:
        yield House(opened, Library(of.guidance_dir), clock)


async def prepare_demo(of: "Settings", now: datetime) -> None:
    """Tables up to date and the demo organisation in place. Raises NotDemo where the database is a real one."""
    from storage import demo
    from storage.engine import upgrade

    if not of.database_url:
        of.data_dir.mkdir(parents=True, exist_ok=True)
    await upgrade(of.url)
    async with database(of) as opened, opened.transaction(now) as tx:
        await demo.fill(tx)


def show(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")


@app.command()
def chat(
    who: Annotated[str, typer.Option("--as", help="Who is talking: worker, dsl, deputy, consultation ...")] = "",
    role: Annotated[str, typer.Option(help="The same, by role")] = "",
    at: Annotated[str, typer.Option(help="Pretend that it is this moment, such as 2026-11-17T15:30")] = "",
    as_json: Json = False,
) -> None:
    """Talk to Waymark in this terminal. On demo data only."""
    from bot.terminal import Terminal, json_lines
    from storage import demo, people

    of = settings()
    login = who or role or "worker"
    clock = _clock(at)

    async def talk() -> None:
        async with house(of, demo=True, clock=clock) as opened:
            async with opened.database.transaction(clock()) as tx:
                if not await demo.is_demo(tx):
                    raise demo.NotDemo
                person = await people.find(tx, login)
                known = [p.login for p in await people.everyone(tx) if p.login] if person is None else []
            if person is None:
                raise stop(f"There is no {login} in the demo. Choose one of: {', '.join(sorted(known))}.")
            if as_json:
                await json_lines(opened, person, sys.stdin, sys.stdout)
            else:
                await Terminal(opened, person).run()

    signal.signal(signal.SIGINT, _leave_quietly)
    run(talk)


def _clock(at: str) -> Callable[[], datetime]:
    """The real clock, or one that stands still at a moment of London time."""
    if not at:
        return lambda: datetime.now(UTC)
    from dialogs.when import LONDON

    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        raise stop("--at wants a moment such as 2026-11-17T15:30.") from None
    moment = (moment if moment.tzinfo else moment.replace(tzinfo=LONDON)).astimezone(UTC)
    return lambda: moment


def _leave_quietly(*_: object) -> None:
    # a thread is waiting for the keyboard; everything acknowledged is on disk already
    sys.stdout.write("\n")
    sys.stdout.flush()
    import os

    os._exit(130)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="A question; '-' reads one a line from standard input")],
    limit: Annotated[int, typer.Option(min=1, max=20)] = 3,
    as_json: Json = False,
) -> None:
    """Look something up in the guidance."""
    from knowledge.search import Guidance
    from knowledge.search import as_json as listed

    of = settings()
    guidance = Guidance.load(of.guidance_dir)
    for one in (line.rstrip("\n") for line in sys.stdin) if question == "-" else [question]:
        found = listed(guidance.ask(one, limit))
        if as_json:
            show(found)
            sys.stdout.flush()
            continue
        for answer in found:
            sources = ", ".join(s.get("section") or s.get("edition", "") for s in answer["sources"])
            sys.stdout.write(f"{answer['title']}\n\n{answer['text'].strip()}\n\nSource: {sources}\n\n")
        if not found:
            sys.stdout.write("There is no guidance on that. Ask your DSL.\n")


@app.command()
def assess(
    schema: Annotated[bool, typer.Option("--schema", help="The vocabulary of observations")] = False,
    as_json: Json = False,
) -> None:
    """A view from observations (JSON on standard input), with reasons, sources, unknowns and what would change it."""
    from knowledge.observations import ObservationRefused, Observations
    from knowledge.observations import schema as vocabulary
    from knowledge.traffic_light import assess as view_of

    if schema:
        sys.stdout.write(json.dumps(vocabulary(), ensure_ascii=False, indent=None if as_json else 2) + "\n")
        return
    try:
        seen = Observations.from_json(json.loads(sys.stdin.read()))
    except ObservationRefused as refused:
        raise stop(str(refused)) from None
    except (ValueError, RecursionError):
        raise stop('That is not JSON. Send one object, such as {"displayed": [{"age": 9}], "mutual": "yes"}.') from None
    view = view_of(seen)
    if as_json:
        show(view.as_json())
        return
    from dialogs.view import show as in_words

    sys.stdout.write(in_words(view).text + "\n")


def main() -> None:
    from bot import commands

    commands.register(app)
    app()


if __name__ == "__main__":
    main()
