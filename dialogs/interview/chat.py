"""What a conversation may reach during one turn, and the shape that conversations share.

A `Flow` is an interview with what is said before and after its questions. Commands and flows register themselves with
`menu.py`; nothing else knows which there are.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from dialogs.interview.frame import Frame
from dialogs.interview.interview import Interview
from dialogs.interview.parsing.days import today
from dialogs.interview.shown import Shown
from dialogs.turn import Reply, Turn
from storage.database.engine import Tx
from storage.people.people import Person, Role
from storage.people.settings import Setting

if TYPE_CHECKING:
    from knowledge.lookup.kept_words import KeptWords
    from knowledge.lookup.search import Guidance
    from knowledge.which_assessment.route import LeadRule

CASE_WORK = frozenset({Role.WORKER, Role.DSL, Role.DEPUTY, Role.HEAD, Role.MANAGER})
"""Who may describe an incident: everyone who works with children."""
HOMES = frozenset({"secure", "residential"})
"""Kinds of settings that work with a young person who lives there."""
CASE_SETTINGS = frozenset({"social_care", "youth_justice", "early_help"})
"""Kinds of settings whose workers may judge that an assessment is relevant [DC-model]."""
SAFEGUARDING = frozenset({Role.DSL, Role.DEPUTY, Role.HEAD})


class Library:
    """The guidance, read at the first question: the conversation starts without waiting for it."""

    def __init__(self, overlay: Path | None = None, lead_rule: "LeadRule" = "agency") -> None:
        self._overlay = overlay
        self.lead_rule: LeadRule = lead_rule
        """Who leads an assessment out of court in this area, where two sources differ."""

    @cached_property
    def guidance(self) -> "Guidance":
        """The cards, with the partnership's own laid over them. Takes a second or two at first."""
        from knowledge.lookup.search import Guidance

        return Guidance.load(self._overlay)

    @property
    def kept_words(self) -> "KeptWords":
        """How a thing looked up in vain may be told of without what was typed."""
        return self.guidance.kept_words


@dataclass(frozen=True)
class Chat:
    """One turn: what was said, by whom, where they work, the open transaction, the guidance, and the lists that were
    shown.
    """

    turn: Turn
    tx: Tx
    person: Person
    setting: Setting
    library: Library
    shown: Shown = field(default_factory=Shown)
    desk: str = ""
    """The address of the desk's first page as a browser reaches it, no stroke at its end; '' where there is none."""

    @property
    def today(self) -> date:
        """The day of the turn, in London."""
        return today(self.turn.now)


@dataclass(frozen=True)
class Then:
    """What follows an answer: the frame as it now is, what to say, and whether to go on.

    `opens` starts another flow inside this one (a booking within an incident), with what was `told` for it. `ends`
    closes the interview, `pauses` keeps it for later.
    """

    frame: Frame
    replies: list[Reply] = field(default_factory=list)
    opens: str = ""
    ends: bool = False
    pauses: bool = False
    told: str = ""


@runtime_checkable
class HearsConcerns(Protocol):
    """A flow at whose questions somebody may tell, in own words, of something sexual that a child has done."""

    async def concern_told(self, chat: "Chat", frame: Frame, text: str) -> Then:
        """What follows, where that was typed in the place of an answer."""
        ...


class Flow(Protocol):
    """An interview and what is said around its questions."""

    @property
    def interview(self) -> Interview:
        """The questions, in order."""
        ...

    @property
    def roles(self) -> frozenset[Role]:
        """Who may begin it, and go on with it: asked at every turn."""
        ...

    async def opened(self, chat: Chat, frame: Frame) -> Then:
        """Before the first question."""
        ...

    async def before(self, chat: Chat, frame: Frame, name: str) -> Then:
        """Before a question is asked."""
        ...

    async def after(self, chat: Chat, frame: Frame, name: str) -> Then:
        """After a question is answered."""
        ...

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        """Everything is answered."""
        ...

    async def more(self, chat: Chat, frame: Frame) -> list[Reply]:
        """More of what was said last, such as the less pressing steps."""
        ...

    async def cancelled(self, chat: Chat, frame: Frame) -> list[Reply]:
        """The person has confirmed that what they wrote is to be deleted."""
        ...


class OnlyQuestions:
    """For a flow that says nothing of its own before or after a question, and no more afterwards: it has those of these
    that it does not write itself.
    """

    async def before(self, chat: Chat, frame: Frame, name: str) -> Then:
        """Nothing."""
        return Then(frame)

    async def after(self, chat: Chat, frame: Frame, name: str) -> Then:
        """Nothing."""
        return Then(frame)

    async def more(self, chat: Chat, frame: Frame) -> list[Reply]:
        """Nothing."""
        return []


Command = Callable[[Chat, str], Awaitable[list[Reply]]]
"""Answers a command; the text is what was typed after it, if anything."""
