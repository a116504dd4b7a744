"""Which of somebody's assessments or plans a message is about, what is said where it is none or cannot be done, and the
conversations that are one form about one of them.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, TypeVar

from dialogs.interview.answers import Reader
from dialogs.interview.chat import Chat, OnlyQuestions, Then
from dialogs.interview.frame import Frame, known, note
from dialogs.interview.interview import Interview, Question
from dialogs.turn import Choice, Reply
from dialogs.words import reply, say
from storage.casework.reference import REFERENCE
from storage.database.engine import Tx
from storage.people.people import Person, Role
from storage.problems import DatabaseProblem, NotFound, Problem

MOST = 8
"""Buttons of one list."""
SHEET = "sheet"
"""The one question of a conversation that is a form."""


def one_form(name: str, form: Reader) -> Interview:
    """An interview that is one form; nothing of it is shown in the chat."""
    return Interview(name, (Question(SHEET, form, private=True),))


class Named(Protocol):
    """What people call by its reference."""

    @property
    def reference(self) -> str:
        """Such as 'WA-2222-22'."""
        ...


One = TypeVar("One", bound=Named)


@dataclass(frozen=True)
class Theirs(Generic[One]):
    """One kind of thing that a case has. `words` is where its words stand: `not_found`, `none`, `which`, `about`,
    `nothing_kept`, `typed.<command>`, `buttons.<command>` and `problems.<reason>`; `choices` are what is offered
    beside a refusal.
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

    def about(self, one: One) -> Reply:
        """Which one it is, before the form."""
        return reply(f"{self.words}.about", reference=one.reference)

    def nothing_kept(self) -> Reply:
        """Said where the form is left."""
        return reply(f"{self.words}.nothing_kept")

    def next_steps(self, one: One, *commands: str) -> tuple[Choice, ...]:
        """Buttons that go on with it."""
        return tuple(
            Choice(f"{say(f'{self.words}.typed.{command}')} {one.reference}", say(f"{self.words}.buttons.{command}"))
            for command in commands
        )


def always(one: object) -> None:
    """There is no point at which it may not be begun."""


class FormAboutOne(OnlyQuestions, Generic[One]):
    """A conversation that is one form about one of them: which, whether it may be begun, and what is noted of it.

    Rights are those of the act: only members find it at all.
    """

    theirs: ClassVar[Theirs[Any]]

    if TYPE_CHECKING:

        @property
        def command(self) -> str:
            """What is typed before the reference, such as `change_plan`: a key of its words."""
            ...

        @property
        def check(self) -> Callable[[One], None]:
            """Raises the Problem for which the act would refuse, before anybody fills in the form in vain."""

    def problem(self, raised: Problem) -> Reply:
        """Why it could not be done."""
        return self.theirs.problem(raised)

    def seen(self, one: One) -> Mapping[str, Any]:
        """What is noted beside the answers when it is opened: which one it is, and what stood in it."""
        raise NotImplementedError

    async def opened(self, chat: Chat, frame: Frame) -> Then:
        """Which one is found by what was typed; a reason against it is said before the form."""
        found = await self.theirs.which(chat, self.command, frame["about"])
        if isinstance(found, Reply):
            return Then(frame, [found], ends=True)
        try:
            self.check(found)
        except Problem as raised:
            return Then(frame, [self.problem(raised)], ends=True)
        rest = REFERENCE.sub("", frame["about"]).strip()
        frame = note({**frame, "about": ""}, rest=rest, **self.seen(found))
        return Then(frame, [self.theirs.about(found)])

    async def cancelled(self, chat: Chat, frame: Frame) -> list[Reply]:
        """Nothing was kept."""
        return [self.theirs.nothing_kept()]


@dataclass(frozen=True)
class ActOnOne(FormAboutOne[One]):
    """The whole of it: which one, the form, and what comes of it. `act` is given what stands in the form, and as `rest`
    what was typed after the reference.
    """

    name: str
    command: str
    form: Reader
    act: Callable[[Chat, One, Mapping[str, str]], Awaitable[Reply]]
    check: Callable[[One], None] = always
    interview: Interview = field(init=False)
    roles: frozenset[Role] = frozenset(Role)

    def __post_init__(self) -> None:
        object.__setattr__(self, "interview", one_form(self.name, self.form))

    def seen(self, one: One) -> Mapping[str, Any]:
        """Which one it is."""
        return {self.theirs.words: one.reference}

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        """Done, or why not."""
        try:
            one = await self.theirs.read(chat.tx, chat.person, known(frame)[self.theirs.words], action=None)
            values = {**frame["answers"][SHEET], "rest": known(frame)["rest"]}
            return Then(frame, [await self.act(chat, one, values)], ends=True)
        except Problem as raised:
            return Then(frame, [self.problem(raised)], ends=True)
