"""`/metrics`: what Prometheus asks for, on this machine alone. No label holds an id, a name or a word that was typed.

The names of what is measured are what alert rules and boards go by (`deploy/prometheus/`, `deploy/grafana/`).
"""

import asyncio
import time
from collections.abc import Callable, Iterable
from datetime import timedelta

from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from bot.measures import Measures
from bot.runtime import Runtime
from bot.settings import LOOPBACK
from bot.web.guards import Refusals
from storage.problems import Problem
from storage.queues import jobs, outbox

SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20)
DATABASE_SECONDS = 5
BY_A_PROXY = ("X-Forwarded-For", "X-Forwarded-Proto", "Forwarded", "Via")
"""What comes with one of these was asked from elsewhere, though the proxy is on this machine."""


class Metrics(Measures, Collector):
    """`refusals`: those of the sign-in, where it is checked. `token_age`: seconds since our token was fetched."""

    def __init__(
        self,
        runtime: Runtime,
        refusals: Refusals | None = None,
        token_age: Callable[[], float | None] = lambda: None,
        days_left: Callable[[], int | None] = lambda: None,
    ) -> None:
        self._runtime, self._refusals, self._token_age, self._days_left = runtime, refusals, token_age, days_left
        self._registry = CollectorRegistry()
        self._turns = Counter("waymark_turns", "Turns answered", ["kind"], registry=self._registry)
        self._failed = Counter("waymark_turns_failed", "Turns that failed", ["reason"], registry=self._registry)
        self._seconds = Histogram(
            "waymark_turn_seconds", "From message to answer", buckets=SECONDS, registry=self._registry
        )
        self._waits = Histogram(
            "waymark_database_wait_seconds", "Until a transaction began", buckets=SECONDS, registry=self._registry
        )
        self._waiting: list[Metric] = []
        self._registry.register(self)

    def turn(self, kind: str, seconds: float, failure: str) -> None:
        """Counts one turn of that kind, with how many seconds it took; `failure` is '' where it went well."""
        self._turns.labels(kind).inc()
        self._seconds.observe(seconds)
        if failure:
            self._failed.labels(failure).inc()

    def waited(self, seconds: float) -> None:
        """Counts how many seconds passed until a transaction began."""
        self._waits.observe(seconds)

    async def page(self, request: web.Request) -> web.Response:
        """`GET /metrics`. From elsewhere there is no such page."""
        if request.remote not in LOOPBACK or any(name in request.headers for name in BY_A_PROXY):
            raise web.HTTPNotFound
        self._waiting = await self._from_database()
        return web.Response(body=generate_latest(self._registry), headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})

    def collect(self) -> Iterable[Metric]:
        """What is asked for each time, instead of counted as it happens."""
        yield from self._waiting
        refused = CounterMetricFamily("waymark_sign_ins_refused", "Requests not from Teams", labels=["reason"])
        for reason, count in (self._refusals.by_reason if self._refusals else {}).items():
            refused.add_metric([reason], count)
        yield refused
        for name, says, value in (
            ("waymark_token_age_seconds", "Since the bot's own token was fetched", self._token_age()),
            ("waymark_secret_days", "Until the bot's secret or certificate ends", self._days_left()),
        ):
            if value is not None:
                yield GaugeMetricFamily(name, says, value)

    async def _from_database(self) -> list[Metric]:
        """What waits. Where the database does not answer, only that it does not."""
        begun, clock = time.monotonic(), self._runtime.clock()
        try:
            async with asyncio.timeout(DATABASE_SECONDS), self._runtime.database.transaction(clock) as tx:
                backlog = await outbox.backlog(tx, tx.now)
                late = await jobs.overdue(tx, tx.now - timedelta(minutes=1))
        except (Problem, TimeoutError):
            return [_gauge("waymark_database_up", "Whether the database answers", 0)]
        oldest = (clock - backlog.oldest).total_seconds() if backlog.oldest else 0
        return [
            _gauge("waymark_database_up", "Whether the database answers", 1),
            _gauge("waymark_database_answer_seconds", "How long it took just now", time.monotonic() - begun),
            _gauge("waymark_outbox_waiting", "Messages not delivered yet", backlog.late),
            _gauge("waymark_outbox_oldest_seconds", "Age of the oldest of them", max(oldest, 0)),
            _gauge("waymark_outbox_given_up", "Messages that are not tried any more", backlog.given_up),
            _gauge("waymark_jobs_overdue", "Jobs due for more than a minute", late),
        ]


def _gauge(name: str, says: str, value: float) -> Metric:
    return GaugeMetricFamily(name, says, value)
