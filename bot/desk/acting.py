"""A conversation of the chat done at the desk: a button, then a page for each question.

The questions, the words and the rules are the chat's (`writing.py`).
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from bot.desk import writing
from bot.desk.page import Answer, Goto, Page, Reader, Show, Shown
from bot.desk.writing import Standing
from dialogs.menu.commands import as_command
from dialogs.menu.registry import registry
from dialogs.turn import Reply
from storage.people.people import Role
from storage.problems import NotFound


@dataclass(frozen=True)
class Act:
    """`home` is the list's address, `what` the last part of the open question's, `called` the key of its title; `flow`
    is the conversation, `by` who may do it.

    With `of_a_list` it is about one thing of the list, by its reference in the address; else about the list itself.
    `first` are questions that the button answers already, `filled` fields of a form that it fills in: both are sent
    under their names.
    """

    home: str
    what: str
    called: str
    flow: str
    by: frozenset[Role]
    of_a_list: bool = True
    first: tuple[str, ...] = ()
    filled: tuple[str, ...] = ()

    @property
    def pages(self) -> tuple[Page, ...]:
        """The button, the open question, and its answer."""
        address = f"{self.home}/{{which}}/{self.what}" if self.of_a_list else f"{self.home}/{self.what}"
        return (
            Page(f"{address}/begin", self.by, self.begin, changes=True),
            Page(address, self.by, self.question),
            Page(address, self.by, self.answer, changes=True),
        )

    def address_of(self, which: str) -> str:
        """Of the open question, about this one."""
        return f"{self.home}/{which}/{self.what}" if self.of_a_list else f"{self.home}/{self.what}"

    async def begin(self, reader: Reader) -> Answer:
        """`POST .../begin`: the questions, or where they stand."""
        return await self.begin_about(reader, _which(reader))

    async def begin_about(self, reader: Reader, which: str) -> Answer:
        """The same, where which one was said in a form."""
        form = reader.asked
        answers = {name: form.typed(name) for name in self.first if form.typed(name)}
        if answers:
            standing = await writing.begin_with(reader, self.flow, which, answers)
        else:
            standing = await writing.open_or_go_on(reader, self.flow, which)
        if not standing.is_open:
            return self._ended(which, standing)
        filled = urlencode({name: form.typed(name) for name in self.filled if form.typed(name)})
        return Goto(f"{self.address_of(which)}{'?' if filled else ''}{filled}")

    async def question(self, reader: Reader) -> Answer:
        """`GET ...`: the question that is open."""
        standing = await writing.go_on(reader, self.flow, _which(reader))
        if standing is None:
            return Goto(self._back_to(_which(reader)))
        filled = {name: reader.asked.chosen(name) for name in self.filled if reader.asked.chosen(name)}
        data = {
            "standing": standing,
            "filled": filled,
            "address": self.address_of(_which(reader)),
            "home": self._back_to(_which(reader)),
        }
        return Shown("write/write", self.called, data)

    async def answer(self, reader: Reader) -> Answer:
        """`POST ...`: its answer, or a step back."""
        if reader.asked.typed("act") == "drop":
            await writing.drop(reader, self.flow, _which(reader))
            return Goto(self._back_to(_which(reader)), "dropped")
        standing = await writing.take(reader, self.flow, _which(reader))
        if standing is None or standing.is_open:
            return Goto(self.address_of(_which(reader)))
        return self._ended(_which(reader), standing)

    def _back_to(self, which: str) -> str:
        """From where it was begun."""
        return f"{self.home}/{which}" if self.of_a_list else self.home

    def _ended(self, which: str, standing: Standing) -> Answer:
        return Shown("write/ended", "write.ended", {"standing": standing, "home": self._back_to(which)})


def pages_of(home: str, acts: Iterable[Act], by: frozenset[Role]) -> tuple[Page, ...]:
    """The pages of several conversations about one thing of the same list, which the same people may do."""
    known = {act.what: act for act in acts}

    def by_name(what: Callable[[Act, Reader], Awaitable[Answer]]) -> Show:
        async def show(reader: Reader) -> Answer:
            act = known.get(reader.asked.parts["what"])
            if act is None:
                raise NotFound("act")
            return await what(act, reader)

        return show

    address = f"{home}/{{which}}/{{what}}"
    return (
        Page(f"{address}/begin", by, by_name(Act.begin), changes=True),
        Page(address, by, by_name(Act.question)),
        Page(address, by, by_name(Act.answer), changes=True),
    )


def offered(acts: Iterable[Act], *replies: Reply) -> list[tuple[Act, str]]:
    """Those of these that the chat offers beside what it said, in its order, with the button's words."""
    by_flow = {act.flow: act for act in acts}
    found: dict[str, tuple[Act, str]] = {}
    for choice in (one for said in replies for one in said.choices):
        command = as_command(choice.value)
        flow = registry.starts.get(command[0], "") if command else ""
        if flow in by_flow:
            found.setdefault(flow, (by_flow[flow], choice.title))
    return list(found.values())


def _which(reader: Reader) -> str:
    return reader.asked.parts.get("which", "")
