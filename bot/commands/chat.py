"""`waymark chat`: the same conversation in a terminal, with the demo organisation."""

import contextlib
import os
import signal
import sys
from typing import Annotated

import typer

from bot.cli.console import Clock, Json, open_runtime, real_clock, refused, run, settings


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
