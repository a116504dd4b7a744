"""The bot as a web application: Teams' activities, health, and the rounds that deliver alerts."""

import asyncio
import contextlib
import logging
import signal
from collections.abc import AsyncIterator, Sequence
from functools import partial

from aiohttp import web

from bot import desk, tracing, turns
from bot.delivery import history_heads, invitations
from bot.delivery.outbox import deliver_due
from bot.delivery.retention_review import RetentionReview
from bot.reindexing import LittleByLittle
from bot.runtime import Runtime
from bot.settings import Settings, SettingsProblem
from bot.teams.endpoint import Channel
from bot.web.guards import refuse_demo_data, refuse_web_pages
from bot.web.health import Health
from bot.web.metrics import Metrics
from bot.web.pages import Pages
from dialogs.conversations import read_ahead
from dialogs.words import say
from knowledge.lookup.cards import GuidanceProblem
from storage import conversations
from storage.administration import demo, endings, retention
from storage.problems import Problem
from storage.records.register.child_index import rules

logger = logging.getLogger(__name__)

LARGEST_BODY = 256 * 1024
"""Bytes. Teams' own limit for a message is about 100 KB."""
ROUND_SECONDS = 2.0
ROUNDS_BETWEEN_LATE = 15
"""Replies that could not be sent are looked for every so many rounds."""
ROUNDS_BETWEEN_TIDYING = 1800
"""What is past its time is deleted at the start, and about once an hour."""
SECONDS_TO_FINISH = 20.0
"""For turns that have begun when it is asked to stop. systemd waits 90 seconds before it kills."""
SECONDS_TO_FINISH_ROUND = 10.0
"""For what is on its way then: what has been sent is marked as sent, and does not go out again at the next start."""


def build_app(settings: Settings, runtime: Runtime, *, round_seconds: float = ROUND_SECONDS) -> web.Application:
    """The application, not yet running. The runtime is the caller's to close, after it."""
    signed = bool(settings.app_id)
    app = web.Application(client_max_size=LARGEST_BODY, middlewares=[] if signed else [refuse_web_pages])
    door = Channel(settings, runtime)
    days_left = partial(endings.days_left, settings.proof_ends)
    health = Health(runtime, door.sign_ins, days_left)
    app.router.add_post("/api/messages", door.messages)
    app.router.add_get("/healthz", health.alive)
    app.router.add_get("/readyz", health.ready)
    metrics = Metrics(runtime, door.refusals, door.token_age, lambda: days_left(runtime.clock()))
    app.router.add_get("/metrics", metrics.page)
    app.router.add_get("/about/{name}", Pages(settings.pages_dir).page)
    runtime.measures, end_traces = tracing.begin(settings.traces, metrics)
    runtime.database.waited = runtime.measures.waited
    door.tell_of_sending(runtime.measures.sent)
    runtime.database.left_out = _left_out
    desk.mount(app, settings, runtime)
    runtime.desk = settings.desk_pages

    async def rounds(_app: web.Application) -> AsyncIterator[None]:
        await _begin(settings, runtime)
        health.reading = asyncio.create_task(_read_ahead(runtime))
        stop = asyncio.Event()
        task = asyncio.create_task(go_round(settings, runtime, door, health, round_seconds, stop))
        yield
        stop.set()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(task, SECONDS_TO_FINISH_ROUND)
        with contextlib.suppress(Problem):
            await door.write_down()
        await door.close()
        await asyncio.to_thread(end_traces)

    app.cleanup_ctx.append(rounds)
    return app


async def go_round(
    settings: Settings, runtime: Runtime, door: Channel, health: Health, seconds: float, stop: asyncio.Event
) -> None:
    """Until `stop`: do what has come due, deliver alerts, and now and then replies that came to nothing before."""
    number, found_anew, retention_review = 0, LittleByLittle(runtime), RetentionReview()
    if health.reading is not None:
        await asyncio.wait([health.reading])
    while not stop.is_set():
        try:
            door.renew_keys()
            await turns.run_due_jobs(runtime)
            await deliver_due(runtime, settings, door.to_chat)
            await invitations.send_due(runtime, settings)
            await door.put_away()
            await door.write_down()
            if number % ROUNDS_BETWEEN_LATE == 0:
                await door.deliver_what_is_late()
            if number % ROUNDS_BETWEEN_TIDYING == 0:
                await _tidy(settings, runtime)
                await history_heads.go_on(runtime, settings)
                await retention_review.go_on(runtime)
                found_anew.begin()
            await found_anew.go_on()
            health.went_round(door.trouble)
        except Exception:
            logger.exception("a round came to nothing, the next one follows")
        number += 1
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), seconds)


def is_ours(record: logging.LogRecord) -> bool:
    """Whether what the web server logs may be a mistake of ours.

    It calls it an error when the rest of a request that was answered is packed badly. Anybody may send such a thing.
    """
    return not (record.exc_info and isinstance(record.exc_info[1], web.RequestPayloadError))


async def serve(settings: Settings, runtime: Runtime) -> None:
    """Listen until asked to stop (Ctrl-C, SIGTERM); then finish the turns that have begun."""
    logging.getLogger("aiohttp.server").addFilter(is_ours)
    runner = web.AppRunner(build_app(settings, runtime), access_log=None, shutdown_timeout=SECONDS_TO_FINISH)
    await runner.setup()
    stop = asyncio.Event()
    for asked in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(asked, stop.set)
    try:
        try:
            await web.TCPSite(runner, settings.host, settings.port).start()
        except OSError:
            raise SettingsProblem(say("settings.cannot_listen", host=settings.host, port=settings.port)) from None
        logger.info("listening on %s:%s", settings.host, settings.port)
        await stop.wait()
    finally:
        await runner.cleanup()


def _left_out(unopened: Sequence[str]) -> None:
    """Who asked was told which; a log says no more than that there are some."""
    logger.error("something does not open and was left out of a list", extra={"count": len(unopened)})


async def _begin(settings: Settings, runtime: Runtime) -> None:
    """Raises SettingsProblem or DatabaseProblem where there is no beginning."""
    async with runtime.database.transaction(runtime.clock()) as tx:
        refuse_demo_data(settings, demo_data=await demo.is_demo(tx))
        await conversations.clear_send_claims(tx)


async def _read_ahead(runtime: Runtime) -> str:
    """In a thread, so that whoever writes meanwhile is answered; in a word, how it went."""
    try:
        await asyncio.to_thread(read_ahead, runtime.library)
        await asyncio.to_thread(rules)
    except GuidanceProblem as problem:
        logger.error("%s of the guidance cards cannot be used: see 'waymark doctor'", len(problem.faults))
        return "cannot_be_used"
    return "ok"


async def _tidy(settings: Settings, runtime: Runtime) -> None:
    async with runtime.database.transaction(runtime.clock()) as tx:
        await retention.tidy(tx, settings.periods)
        await endings.tell_admins(tx, settings.proof_ends)
