"""A conversation of the chat done at the desk about one thing of a list: a button, then a page for each question.

The questions, the words and the rules are the chat's (`writing.py`).
"""

from dataclasses import dataclass

from bot.desk import writing
from bot.desk.page import Answer, Goto, Page, Reader, Shown
from bot.desk.writing import Standing
from storage.people.people import Role


@dataclass(frozen=True)
class Act:
    """`home` is the list's address, `words` its words file, `what` the last part of the address and the button's words;
    `flow` is the conversation, `by` who may do it.
    """

    home: str
    words: str
    what: str
    flow: str
    by: frozenset[Role]

    @property
    def pages(self) -> tuple[Page, ...]:
        """The button, the open question, and its answer."""
        address = f"{self.home}/{{which}}/{self.what}"
        return (
            Page(f"{address}/begin", self.by, self._begin, changes=True),
            Page(address, self.by, self._question),
            Page(address, self.by, self._answer, changes=True),
        )

    async def _begin(self, reader: Reader) -> Answer:
        """`POST .../begin`: the questions, or where they stand."""
        standing = await writing.open_or_go_on(reader, self.flow, reader.asked.parts["which"])
        return Goto(self._address(reader)) if standing.is_open else self._ended(standing)

    async def _question(self, reader: Reader) -> Answer:
        """`GET ...`: the question that is open."""
        standing = await writing.go_on(reader, self.flow, reader.asked.parts["which"])
        if standing is None:
            return Goto(self.home)
        data = {"standing": standing, "address": self._address(reader), "home": self.home}
        return Shown("write/write", f"{self.words}.{self.what}", data)

    async def _answer(self, reader: Reader) -> Answer:
        """`POST ...`: its answer, or a step back."""
        if reader.asked.typed("act") == "drop":
            await writing.drop(reader, self.flow, reader.asked.parts["which"])
            return Goto(self.home, "dropped")
        standing = await writing.take(reader, self.flow, reader.asked.parts["which"])
        return Goto(self._address(reader)) if standing is None or standing.is_open else self._ended(standing)

    def _address(self, reader: Reader) -> str:
        return f"{self.home}/{reader.asked.parts['which']}/{self.what}"

    def _ended(self, standing: Standing) -> Answer:
        return Shown("write/ended", "write.ended", {"standing": standing, "home": self.home})
