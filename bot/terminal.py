"""The same conversation without Teams: in a terminal, or as JSON lines for checks and scripts.

JSON lines in: `{"text": "..."}` or `{"value": {...}}`, with an optional `"id"`: the same id again is the same message
again. Out: one object for each reply, `{"key", "text", "card", "choices", "dialog", "links"}`, then
`{"end_of_turn": true}`.
"""

import asyncio
import contextlib
import json
import sys
import threading
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, TextIO

from bot.cli.console import harmless, json_line
from bot.runtime import Runtime
from bot.turns import run_due_jobs, take
from dialogs.alerts import reply_of
from dialogs.cards import said_by
from dialogs.conversations import read_ahead
from dialogs.interview.typed_signs import readable
from dialogs.turn import Dialog, Field, Reply
from dialogs.words import say
from knowledge.lookup.cards import GuidanceProblem
from storage.people.people import Person
from storage.problems import Problem
from storage.queues import outbox

FIELDS_IN = frozenset({"text", "value", "id", "attachments"})
LONGEST_LINE = 200_000
"""Characters of one JSON line: more than any message that is taken, so that the refusal can say why."""


class BadLine(ValueError):
    """A line that is not a message. The text says what is wanted, and repeats nothing that was typed."""


def read_line(line: str) -> dict[str, Any]:
    """A JSON line as `take` wants it: text or value, activity id, attachments. Raises BadLine."""
    if len(line) > LONGEST_LINE:
        raise BadLine(say("terminal.line_too_long", longest=f"{LONGEST_LINE:,}"))
    try:
        data = json.loads(line, parse_constant=_no_number)
        # half a character, or bytes that are no text: nothing could keep it
        json.dumps(data, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise BadLine(say("terminal.not_json")) from None
    if not isinstance(data, dict):
        raise BadLine(say("terminal.not_an_object"))
    unknown = set(data) - FIELDS_IN
    if unknown:
        raise BadLine(say("terminal.unknown_fields", allowed=", ".join(sorted(FIELDS_IN))))
    text, value, identifier = data.get("text"), data.get("value"), data.get("id")
    attachments = data.get("attachments", 0)
    if (text is None) == (value is None):
        raise BadLine(say("terminal.text_or_value"))
    well = (
        (text is None or isinstance(text, str))
        and (value is None or isinstance(value, dict))
        and (identifier is None or (isinstance(identifier, str) and 0 < len(identifier) <= 200))
        and (isinstance(attachments, int) and not isinstance(attachments, bool) and 0 <= attachments <= 100)
    )
    if not well:
        raise BadLine(say("terminal.wrong_kind"))
    return {"activity_id": identifier or uuid.uuid4().hex, "text": text, "value": value, "attachments": attachments}


def _no_number(name: str) -> None:
    raise ValueError(name)


def as_line(reply: Reply) -> dict[str, Any]:
    """A reply as a JSON line. A form is always `dialog` with its fields, however Teams shows it."""
    data = reply.as_json()
    return {name: data[name] for name in ("key", "text", "card", "choices", "dialog", "links")} | {
        "many": reply.many,
        "asked": reply.asked,
    }


async def json_lines(runtime: Runtime, person: Person, lines: TextIO, out: TextIO) -> None:
    """Answer each line; a bad line gets a sentence and changes nothing."""
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, _next_line, lines):
        if not line.strip():
            continue
        try:
            message = read_line(line)
        except BadLine as problem:
            replies = [Reply("terminal.bad_line", str(problem))]
        else:
            replies = await _answer(runtime, person, **message)
        for reply in replies:
            print(json_line(as_line(reply)), file=out)
        print(json_line({"end_of_turn": True}), file=out, flush=True)


def _next_line(lines: TextIO) -> str:
    """One line, of which no more is kept than it takes to refuse it."""
    line = lines.readline(LONGEST_LINE + 2)
    rest = line
    while rest and not rest.endswith("\n"):
        rest = lines.readline(LONGEST_LINE)
    return line


async def _answer(runtime: Runtime, person: Person, activity_id: str, **message: Any) -> list[Reply]:
    # where the database is in trouble, the turn meets the same trouble and says so
    with contextlib.suppress(Problem):
        await run_due_jobs(runtime)
    return await take(runtime, person, activity_id, **message)


class Terminal:
    """A person at a keyboard: replies as text, choices numbered, forms asked field by field."""

    def __init__(self, runtime: Runtime, person: Person) -> None:
        from rich.console import Console

        self._runtime = runtime
        self._person = person
        self._console = Console(highlight=False, soft_wrap=False)
        self._offered: Sequence[str] = ()

    async def run(self) -> None:
        """Until the input ends."""
        from rich.markup import escape

        loop = asyncio.get_running_loop()
        self._console.rule(say("terminal.name"))
        self._console.print(escape(harmless(say("terminal.title", who=self._person.name))))
        replies = await self._take(value={"event": "opened"})
        # while the first question is being read; the program's end waits for it: cut off in the middle, it may abort
        threading.Thread(target=self._read_ahead).start()
        while True:
            form = self._show(replies)
            if form:
                answers = await loop.run_in_executor(None, self._fill_in, form)
                if answers is not None:
                    replies = await self._take(value=answers)
                    continue
            try:
                text = await loop.run_in_executor(None, self._read)
            except EOFError:
                self._console.print(say("terminal.goodbye"))
                return
            replies = await self._take(text=self._pressed(text))

    async def _take(self, **message: Any) -> list[Reply]:
        replies = await _answer(self._runtime, self._person, uuid.uuid4().hex, **message)
        with contextlib.suppress(Problem):
            return [*await self._told(), *replies]
        return replies

    async def _told(self) -> list[Reply]:
        """What Waymark had to say of its own accord: here it waits until the person is at the keyboard."""
        async with self._runtime.database.transaction(self._runtime.clock()) as tx:
            waiting = await outbox.waiting_for(tx, self._person.id)
            for message in waiting:
                await outbox.delivered(tx, message)
        return [reply_of(m.key, m.params) for m in waiting]

    def _read_ahead(self) -> None:
        # what cannot be read is met again by whoever asks for it, and told then
        with contextlib.suppress(GuidanceProblem):
            read_ahead(self._runtime.library)

    def _read(self) -> str:
        sys.stdout.write(f"\n{say('terminal.you')} ")
        sys.stdout.flush()
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        return line.rstrip("\n")

    def _show(self, replies: Sequence[Reply]) -> Dialog | None:
        from rich.markup import escape

        self._offered = ()
        for reply in replies:
            self._console.print()
            self._console.print(f"[bold cyan]{say('terminal.name')}:[/] {escape(harmless(reply.text))}")
            for number, choice in enumerate(reply.choices, start=1):
                self._console.print(f"   [bold]{number}[/] {escape(harmless(choice.title))}")
            for link in reply.links:
                self._console.print(f"   {escape(harmless(link.title))}: {link.address}")
            if reply.asked and reply.choices and not reply.words_wanted:
                self._console.print(f"   [dim]{say('terminal.many_hint' if reply.many else 'terminal.one_hint')}[/]")
            if reply.note:
                self._console.print(f"   [dim]{escape(reply.note)}[/]")
            if reply.words_wanted:
                self._console.print(f"   [dim]{say('terminal.words_hint')}[/]")
            if reply.choices and not reply.asked:
                self._offered = [said_by(choice) for choice in reply.choices]
            if reply.asked:
                self._offered = ()
        return replies[-1].dialog if replies else None

    def _pressed(self, text: str) -> str:
        """A number stands for what was offered under it, where the offer was not a question of the interview."""
        offered = {str(number): said for number, said in enumerate(self._offered, start=1)}
        return offered.get(readable(text).strip(), text)

    def _fill_in(self, form: Dialog) -> Mapping[str, str] | None:
        """Field by field; '/leave' goes back to the chat without sending it."""
        from rich.markup import escape

        self._console.print(f"\n[bold]{escape(harmless(form.title))}[/]\n{escape(harmless(form.intro))}")
        self._console.print(f"[dim]{escape(say('terminal.leave_form'))}[/]")
        answers = {"dialog": form.name, "asked": form.asked}
        for field in form.fields:
            for number, one in enumerate(field.choices, start=1):
                sys.stdout.write(f"    {number}. {harmless(one.title)}\n")
            stands = next((one.title for one in field.choices if one.value == field.value), field.value)
            now = say("terminal.stands", value=harmless(stands)) if stands else ""
            sys.stdout.write(f"  {harmless(field.label)}{now}: ")
            sys.stdout.flush()
            line = sys.stdin.readline()
            if not line or line.strip() == "/leave":
                return None
            answers[field.name] = _of_list(line.strip(), field) or field.value
        return answers


def _of_list(typed: str, field: Field) -> str:
    """In a field with a list, a number or a title stands for what is picked by it; anything else as it was typed."""
    for number, one in enumerate(field.choices, start=1):
        if typed.casefold() in (str(number), one.title.casefold()):
            return one.value
    return typed
