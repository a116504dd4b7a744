"""OpenTelemetry traces, where `WAYMARK_TRACES` names a collector: a turn, what it waited for, and what was sent for it.

A span has kinds, reasons and seconds, as what is measured has: no id, name or word of anybody is in one.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

from bot.logs import turn_reference
from bot.measures import Measures
from bot.settings import SettingsProblem
from dialogs.words import say

MOST_TURNS = 256
"""That are under way, or whose replies are on their way, and so have spans to come."""
NANO = 1_000_000_000


class Traces(Measures):
    """Beside what is measured. `tracer` is OpenTelemetry's, `clock` the time in nanoseconds."""

    def __init__(self, measures: Measures, tracer: Any, clock: Callable[[], int] = time.time_ns) -> None:
        self._measures, self._tracer, self._clock = measures, tracer, clock
        self._waits: OrderedDict[str, list[tuple[int, int]]] = OrderedDict()
        self._turns: OrderedDict[str, Any] = OrderedDict()

    def turn(self, kind: str, seconds: float, failure: str) -> None:
        """A span of its own, with its waits in it."""
        self._measures.turn(kind, seconds, failure)
        end = self._clock()
        attributes = {"waymark.kind": kind, **({"waymark.failure": failure} if failure else {})}
        parent = self._span("turn", (end - int(seconds * NANO), end), None, attributes)
        reference = turn_reference.get()
        for wait in self._waits.pop(reference, ()):
            self._span("database wait", wait, parent, {})
        _keep(self._turns, reference, parent)

    def waited(self, seconds: float) -> None:
        """Kept until the turn is over."""
        self._measures.waited(seconds)
        # of a turn alone: the rounds in between are no trace
        if reference := turn_reference.get():
            end = self._clock()
            _keep(self._waits, reference, [*self._waits.get(reference, ()), (end - int(seconds * NANO), end)])

    def sent(self, seconds: float, status: int) -> None:
        """In its turn, where it was sent for one."""
        self._measures.sent(seconds, status)
        end = self._clock()
        attributes = {"http.response.status_code": status} if status else {"error.type": "unreachable"}
        parent = self._turns.get(turn_reference.get())
        self._span("send to Teams", (end - int(seconds * NANO), end), parent, attributes)

    def _span(self, name: str, between: tuple[int, int], parent: Any, attributes: dict[str, Any]) -> Any:
        from opentelemetry.trace import set_span_in_context

        context = set_span_in_context(parent) if parent is not None else None
        span = self._tracer.start_span(name, context, start_time=between[0], attributes=attributes)
        span.end(between[1])
        return span


def begin(collector: str, measures: Measures) -> tuple[Measures, Callable[[], None]]:
    """What is measured and traced from now on, and how that ends; nothing more without a collector. Raises
    SettingsProblem where OpenTelemetry is not installed.
    """
    if not collector:
        return measures, lambda: None
    if find_spec("opentelemetry") is None or find_spec("opentelemetry.sdk") is None:
        raise SettingsProblem(say("settings.no_opentelemetry"))
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import SERVICE_NAME, Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource.create({SERVICE_NAME: "waymark"}), shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(f"{collector.rstrip('/')}/v1/traces")))
    return Traces(measures, provider.get_tracer("waymark")), provider.shutdown


def _keep(kept: OrderedDict[str, Any], reference: str, value: Any) -> None:
    if reference:
        kept[reference] = value
        while len(kept) > MOST_TURNS:
            kept.popitem(last=False)
