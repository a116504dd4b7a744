"""Which conversations and commands there are. Filled once, by `dialogs.conversations`.

A flow (an interview with its talk) stands here by its name, a command by the name of its words in `text/commands.yaml`.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import cached_property

from dialogs.interview.answers import Answers
from dialogs.interview.chat import Chat, Command, Flow
from dialogs.interview.listener import Listener, listener
from dialogs.turn import Reply
from storage.people.people import Role


@dataclass
class Registry:
    """The one of this process is `registry`."""

    flows: dict[str, Flow] = field(default_factory=dict)
    starts: dict[str, str] = field(default_factory=dict)
    """The command that starts a flow."""
    what_next: Callable[[Chat, Answers | None], Awaitable[list[Reply]]] | None = None
    """What to do next, by what is known of the open incident (None where none is open)."""
    record_meant: Callable[[Chat, str, str], Awaitable[str | list[Reply]]] | None = None
    """Which record a command is about, by how people speak of it: its words as they are to be read, or what to say."""
    commands: dict[str, tuple[Command, frozenset[Role] | None]] = field(default_factory=dict)

    def flow(self, flow: Flow, *, command: str | None = None) -> None:
        """Add a conversation; `command` starts it."""
        self.flows[flow.interview.name] = flow
        if command:
            self.starts[command] = flow.interview.name

    only_for: dict[str, Callable[[Chat], Awaitable[bool]]] = field(default_factory=dict)
    """Commands whose words are looked up too, such as 'training': of everybody else, they are a question as before."""

    @cached_property
    def listener(self) -> Listener:
        """What people mean, at every question of the conversations. Made at the first message."""
        return listener(*(flow.interview for flow in self.flows.values()))

    def yields(self, name: str, is_theirs: Callable[[Chat], Awaitable[bool]]) -> None:
        """This command is one only for those; from anybody else, its words are looked up."""
        self.only_for[name] = is_theirs

    def command(self, name: str, answers: Command, roles: frozenset[Role] | None = None) -> None:
        """Add a command that is no interview; None as `roles` lets everybody use it."""
        self.commands[name] = (answers, roles)


registry = Registry()
