"""The `waymark` command. Each command imports what it needs when it runs, so that each starts quickly."""

import contextlib
import io
import json
import os
import signal
import sys
from typing import Annotated

import typer

from bot.cli.console import (
    Clock,
    Json,
    json_line,
    open_runtime,
    real_clock,
    refused,
    run,
    sentence_for,
    settings,
    show,
    stop,
    tell,
)
from bot.logs import kind_and_place

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None,
                  help="Waymark: a calm colleague for people who work with children.")  # fmt: skip


@app.command()
def chat(
    who: Annotated[str, typer.Option("--as", help="Who is talking: worker, dsl, deputy, consultation ...")] = "",
    role: Annotated[str, typer.Option(help="The same, by role")] = "",
    at: Annotated[str, typer.Option(help="Pretend that it is this moment, such as 2026-11-17T15:30")] = "",
    as_json: Json = False,
) -> None:
    """Talk to Waymark in this terminal. On demo data only."""
    from bot import logs
    from bot.terminal import Terminal, json_lines
    from storage.administration import demo
    from storage.people import people

    of = settings()
    if of.app_id:
        raise refused("chat.not_here")
    login = who or role or "worker"
    clock = _clock(at)

    async def talk() -> None:
        async with open_runtime(of, demo=True, clock=clock) as opened:
            async with opened.database.transaction(clock()) as tx:
                if not await demo.is_demo(tx):
                    raise demo.NotDemo
                person = await people.find(tx, login)
                known = [p.login for p in await people.everyone(tx) if p.login] if person is None else []
            if person is None:
                raise refused("chat.nobody", login=login, known=", ".join(sorted(known)))
            if as_json:
                await json_lines(opened, person, sys.stdin, sys.stdout)
            else:
                await Terminal(opened, person).run()

    signal.signal(signal.SIGINT, _leave_quietly)
    with logs.to_file(of.data_dir / "waymark.log"):
        run(talk)


def _clock(at: str) -> Clock:
    """The real clock, or one that stands still at a moment of London time."""
    if not at:
        return real_clock
    from bot.cli.times import clock_from

    moment = clock_from(at)
    return lambda: moment


def _leave_quietly(*_: object) -> None:
    # a thread is waiting for the keyboard; everything acknowledged is on disk already
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.write("\n")
        sys.stdout.flush()
    os._exit(130)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="A question; '-' reads one a line from standard input")],
    limit: Annotated[int, typer.Option(min=1, max=20, help="How many answers at most")] = 3,
    as_json: Json = False,
) -> None:
    """Look something up in the guidance."""
    from dialogs.words import say
    from knowledge.lookup.cards import GuidanceProblem
    from knowledge.lookup.search import Guidance
    from knowledge.lookup.search import as_json as listed

    of = settings()
    try:
        guidance = Guidance.load(of.guidance_dir)
    except GuidanceProblem as problem:
        raise stop(str(problem)) from None
    for one in (line.rstrip("\n") for line in sys.stdin) if question == "-" else [question]:
        found = guidance.find(one, limit)
        answers = listed(found.answers) if found.is_sure else []
        if as_json:
            show(answers)
            sys.stdout.flush()
            continue
        for answer in answers:
            sources = ", ".join(s.get("section") or s.get("edition", "") for s in answer["sources"])
            tell(f"{answer['title']}\n\n{answer['text'].strip()}\n\n{say('operations.ask.source', sources=sources)}\n")
        if not found.answers:
            tell(say("operations.ask.none"))
        elif not found.is_sure:
            near = "".join(f"\n- {answer.card.title}" for answer in found.answers)
            tell(f"{say('operations.ask.nearest')}{near}\n{say('operations.ask.none_fits')}")


@app.command()
def assess(
    schema: Annotated[bool, typer.Option("--schema", help="The vocabulary of observations")] = False,
    record: Annotated[str, typer.Option("--replay", metavar="REF", help="The view of a signed record again")] = "",
    who: Annotated[str, typer.Option("--as", help="Whose right it is to read that record: a login, or an id")] = "",
    as_json: Json = False,
) -> None:
    """A view from observations (JSON on standard input), with reasons, sources, unknowns and what would change it."""
    if record:
        _replay(record, who, as_json)
        return
    from knowledge.observations import ObservationRefused, Observations
    from knowledge.observations import schema as vocabulary
    from knowledge.traffic_light import assess as view_of

    if schema:
        sys.stdout.write(json_line(vocabulary(), indent=None if as_json else 2) + "\n")
        return
    try:
        seen = Observations.from_json(json.loads(sys.stdin.read()))
    except ObservationRefused as wrong:
        raise stop(str(wrong)) from None
    except (ValueError, RecursionError):
        raise refused("assess.not_json") from None
    view = view_of(seen)
    if as_json:
        show(view.as_json())
        return
    from dialogs.incident.view import show as in_words

    tell(in_words(view).text)


def _replay(record: str, who: str, as_json: bool) -> None:
    """Whether the rules it was signed with give that view again, and what those of now give."""
    from bot.commands.replay import replay
    from dialogs.words import say

    if not who:
        raise refused("assess.as_whom")
    found = replay(record, who)
    if as_json:
        show(found)
        return
    keys = [{True: "as_signed", False: "not_as_signed", None: "rules_not_here"}[found["as_signed"]]]
    keys += ["same" if found["same_view"] else "changed"]
    differ = ", ".join(change["criterion"] for change in found["changed"]) or "-"
    rules = {"then": found["rules_then"]["version"], "now": found["rules_now"]["version"]}
    colours = {name: found[name] for name in ("colour_then", "colour_now")}
    for key in keys:
        tell(say(f"operations.assess.{key}", reference=found["reference"], differ=differ, **rules, **colours))


@app.command()
def serve() -> None:
    """The bot for Teams, with /healthz and /readyz. Without an app id: on this machine only, with demo data only."""
    from bot import logs
    from bot.app import serve as listen
    from storage.database.origin import CHAT

    of = settings()
    logs.set_up()

    async def until_stopped() -> None:
        async with open_runtime(of, demo=not of.app_id, origin=CHAT) as opened:
            await listen(of, opened)

    run(until_stopped)


def main() -> None:
    """Run a command. Whatever goes wrong ends in a sentence, never in a page of code."""
    from bot import commands

    commands.register(app)
    # bytes that are no text become signs that are refused where they matter, rather than stopping the program
    for stream, errors in ((sys.stdin, "surrogateescape"), (sys.stdout, "replace"), (sys.stderr, "backslashreplace")):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors=errors)
    try:
        app()
    except Exception as error:
        with contextlib.suppress(OSError):
            sys.stderr.write(f"{sentence_for(kind_and_place(error))}\n")
        sys.exit(70)


if __name__ == "__main__":
    main()
