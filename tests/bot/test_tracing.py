"""OpenTelemetry: a turn with what it waited for and what was sent for it, and nobody can be told from it."""

import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Any

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestServer

from bot import tracing
from bot.measures import Measures
from bot.runtime import Runtime
from bot.settings import Settings, SettingsProblem
from bot.web.app import build_app
from dialogs.words import say
from tests.bot.conftest import settings_with
from tests.bot.pretend.pretend_teams import Person, PretendTeams
from tests.support.left_out import leave_out

Spans = Callable[[], Sequence[Any]]
PLANTED = ("Quixotry", "Zebedee", "trousers")
VALUES = re.compile(r"message|card|opened|edited|unexpected|database_[a-z_]+|unreachable|[1-5][0-9][0-9]")
"""All that an attribute may be: a kind, a reason, a status."""


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Spans:
    """What was exported, by OpenTelemetry's own exporter to memory."""
    if find_spec("opentelemetry.sdk") is None:
        leave_out("OpenTelemetry", "pip install --require-hashes -r requirements-traces.lock")
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    measures = tracing.Traces(Measures(), provider.get_tracer("test"))
    monkeypatch.setattr("bot.tracing.begin", lambda *_: (measures, provider.shutdown))
    return exporter.get_finished_spans


async def test_a_turn_its_waits_and_what_was_sent_are_one_trace_without_a_word(
    spans: Spans, settings: Settings, runtime: Runtime, teams: PretendTeams, http: ClientSession
) -> None:
    server = TestServer(build_app(settings, runtime, round_seconds=3600))
    await server.start_server()
    worker = Person(teams, http, str(server.make_url("/api/messages")), "demo-worker")
    await worker.says("report")
    await worker.says(f"{PLANTED[0]} pulled down the {PLANTED[2]} of {PLANTED[1]}")
    await server.close()
    done = spans()
    turns = [span for span in done if span.name == "turn"]
    assert [dict(span.attributes) for span in turns] == [{"waymark.kind": "message"}] * 2
    for turn in turns:
        inside = [one for one in done if one.parent and one.parent.span_id == turn.context.span_id]
        assert {"database wait", "send to Teams"} <= {one.name for one in inside}
        assert all(one.context.trace_id == turn.context.trace_id for one in inside)
    said = [value for span in done for value in (span.attributes or {}).values()]
    assert [value for value in said if not VALUES.fullmatch(str(value))] == []
    whole = " ".join(span.to_json() for span in done).casefold()
    assert [word for word in (*PLANTED, "demo-", "a:demo") if word.casefold() in whole] == []


async def test_rounds_leave_no_trace_and_what_is_sent_in_them_one_of_its_own(spans: Spans) -> None:
    measures, _ = tracing.begin("http://127.0.0.1:4318", Measures())
    measures.waited(0.1)
    assert spans() == ()
    measures.sent(0.1, 0)
    (sent,) = spans()
    assert (sent.name, dict(sent.attributes), sent.parent) == ("send to Teams", {"error.type": "unreachable"}, None)


def test_without_a_collector_nothing_is_traced() -> None:
    measures = Measures()
    assert tracing.begin("", measures)[0] is measures


def test_where_it_is_not_installed_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracing, "find_spec", lambda _name: None)
    with pytest.raises(SettingsProblem) as refused:
        tracing.begin("http://127.0.0.1:4318", Measures())
    assert str(refused.value) == say("settings.no_opentelemetry")
    assert settings_with(traces="http://127.0.0.1:4318").traces
    with pytest.raises(ValueError, match="traces"):
        settings_with(traces="collector")


def test_a_bot_without_it_does_not_import_it() -> None:
    code = "import sys, bot.web.app; print([name for name in sys.modules if name.startswith('opentelemetry')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
