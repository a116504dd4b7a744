"""Which of somebody's assessments or plans a message is about, and what is said where it is none or cannot be done."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from dialogs.interview.chat import Chat
from dialogs.turn import Choice, Reply
from dialogs.words import reply, say
from storage.casework.reference import REFERENCE
from storage.database.engine import Tx
from storage.people.people import Person
from storage.problems import DatabaseProblem, NotFound, Problem

MOST = 8
"""Buttons of one list."""


class Named(Protocol):
    """What people call by its reference."""

    @property
    def reference(self) -> str: ...


One = TypeVar("One", bound=Named)


@dataclass(frozen=True)
class Theirs(Generic[One]):
    """One kind of thing that a case has. `words` is where its words stand: `not_found`, `none`, `which`,
    `typed.<command>`, `buttons.<command>` and `problems.<reason>`; `choices` are what is offered beside a refusal.
    """

    words: str
    read: Callable[..., Awaitable[One]]
    """By transaction, person and reference; with `action=None` it is looked for, and not noted as read."""
    of_person: Callable[[Tx, Person], Awaitable[Sequence[One]]]
    choices: tuple[str, ...] = ()

    async def which(self, chat: Chat, command: str, rest: str) -> One | Reply:
        """The one that is named, or the only one there is; otherwise what to say. Looked for, not read."""
        named = REFERENCE.search(rest)
        if named:
            try:
                return await self.read(chat.tx, chat.person, named[0], action=None)
            except NotFound:
                return reply(f"{self.words}.not_found", choices=self.choices)
        mine = await self.of_person(chat.tx, chat.person)
        if len(mine) == 1:
            return mine[0]
        if not mine:
            return reply(f"{self.words}.none")
        start = say(f"{self.words}.typed.{command}")
        listed = tuple(Choice(f"{start} {one.reference}", f"{start} {one.reference}") for one in mine[:MOST])
        return Reply(f"{self.words}.which", say(f"{self.words}.which"), choices=listed)

    def problem(self, raised: Problem) -> Reply:
        """Why it could not be done, in words. A database that cannot be reached is for the whole turn to say."""
        if isinstance(raised, DatabaseProblem):
            raise raised
        return reply(f"{self.words}.problems.{raised.reason}", choices=self.choices)

    def next_steps(self, one: One, *commands: str) -> tuple[Choice, ...]:
        """Buttons that go on with it."""
        return tuple(
            Choice(f"{say(f'{self.words}.typed.{command}')} {one.reference}", say(f"{self.words}.buttons.{command}"))
            for command in commands
        )
