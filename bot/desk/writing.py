"""An interview at the desk: the same questions, rules and words as in the chat, a page for each question.

The questions are asked and heard by the functions that ask and hear in the chat (`dialogs/menu/listening/`); here is
only where an interview stands between two pages. It is kept after each answer, sealed, apart from what the same person
has open in the chat (`storage/people/desk_drafts.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.desk.page import Reader
from dialogs.interview.chat import Chat
from dialogs.interview.frame import Frame, known
from dialogs.interview.interview import SKIPPED
from dialogs.menu import dispatch, listening, rights, state
from dialogs.menu.registry import registry
from dialogs.turn import JSON, Dialog, Reply, Turn
from storage.people import desk_drafts
from storage.people.desk_drafts import Draft
from storage.problems import NotAllowed, NotFound

OURS = frozenset({"token", "act", "change", "asked", "answer", "dialog"})
"""Fields of the page's own form; all others are those of the question's form."""


@dataclass(frozen=True)
class Standing:
    """Where an interview stands: what was said last (the question last of all, while one is open), what was answered,
    what was typed and not taken, and how far it has come.
    """

    said: Sequence[Reply]
    is_open: bool
    answered: Sequence[tuple[str, str]] = ()
    """The name and the label of each question that was answered, in order."""
    typed: Mapping[str, str] = field(default_factory=dict)
    picked: Sequence[str] = ()
    may_skip: bool = False
    number: int = 0
    of: int = 0
    name: str = ""
    """Of the question that is open."""

    @property
    def question(self) -> Reply:
        """The open one."""
        return self.said[-1]

    @property
    def form(self) -> Dialog | None:
        """Its form, where it has one."""
        return self.question.dialog if self.is_open else None


async def open_or_go_on(reader: Reader, flow: str, about: str) -> Standing:
    """Begin, or go on where it stands; `about` is a record's reference. Raises NotAllowed and NotFound."""
    draft = await desk_drafts.load(reader.tx, reader.person, _name(flow, about))
    if draft.version:
        return await _as_it_stands(reader, draft)
    chat = chat_of(reader)
    blank = {**state.NOTHING_YET, "frames": [dispatch.new_frame(chat, flow, about)]}
    begun, said = await listening.begin(chat, blank, registry.flows)
    if any(reply.key == "inbox.not_found" for reply in said):
        raise NotFound("record")
    return await _keep(reader, draft, begun, said)


async def begin_with(reader: Reader, flow: str, about: str, answers: Mapping[str, str]) -> Standing:
    """Begin anew, with what the page knew already: the answers to the first questions, by name, as somebody would have
    picked them. One that is not asked, or is not among the choices any more, is asked as always.
    """
    await drop(reader, flow, about)
    standing = await open_or_go_on(reader, flow, about)
    chat = chat_of(reader)
    for name, value in answers.items():
        draft = await desk_drafts.load(reader.tx, reader.person, _name(flow, about))
        if not draft.version:
            break
        if standing.name != name:
            continue
        before = state.read(draft.state["state"])
        picked = {"asked": standing.question.asked, "answer": [value]}
        standing = await _keep(reader, draft, *(await listening.hear(chat, before, picked, registry.flows)))
    return standing


async def go_on(reader: Reader, flow: str, about: str) -> Standing | None:
    """Where it stands, or None where nothing was begun."""
    draft = await desk_drafts.load(reader.tx, reader.person, _name(flow, about))
    return await _as_it_stands(reader, draft) if draft.version else None


async def take(reader: Reader, flow: str, about: str) -> Standing | None:
    """One form that was sent: an answer, or a step back, over or to another question. None where nothing is open."""
    draft = await desk_drafts.load(reader.tx, reader.person, _name(flow, about))
    if not draft.version:
        return None
    chat, before = await _checked(reader, draft)
    form = reader.asked
    act, change = form.typed("act"), form.typed("change")
    if change:
        after, said = await listening.command(chat, before, "change", change, registry.flows)
    elif act in ("skip", "back"):
        after, said = await listening.command(chat, before, act, "", registry.flows)
    else:
        value = _value(reader)
        if not listening.is_current(before, value, registry.flows):
            return await _as_it_stands(reader, draft)
        after, said = await listening.hear(chat, before, value, registry.flows)
        refused = any(reply.key.startswith("refusals.") for reply in said)
        return await _keep(reader, draft, after, said, typed=value if refused else {})
    return await _keep(reader, draft, after, said)


async def drop(reader: Reader, flow: str, about: str) -> None:
    """What was written is deleted."""
    await desk_drafts.delete(reader.tx, reader.person, _name(flow, about))


def _name(flow: str, about: str) -> str:
    return f"{flow} {about}"


def chat_of(reader: Reader) -> Chat:
    """What the chat's own functions want: nothing was said, somebody pressed something."""
    turn = Turn(reader.person.id, reader.now)
    return Chat(turn, reader.tx, reader.person, reader.setting, reader.library)


async def _checked(reader: Reader, draft: Draft) -> tuple[Chat, dict[str, JSON]]:
    """The state of a draft, where the roles still allow it. Raises NotAllowed."""
    chat, kept = chat_of(reader), state.read(draft.state["state"])
    if not await rights.may_go_on(chat, kept, registry.flows):
        raise NotAllowed
    return chat, kept


async def _keep(
    reader: Reader,
    draft: Draft,
    after: dict[str, JSON],
    said: Sequence[Reply],
    *,
    typed: Mapping[str, Any] | None = None,
) -> Standing:
    """Keep where it stands now; what has come to its end is kept no longer."""
    if not after["frames"]:
        await desk_drafts.delete(reader.tx, reader.person, draft.name)
        return Standing(said, is_open=False)
    kept = {"state": after, "said": [reply.as_json() for reply in said], "typed": dict(typed or {})}
    await desk_drafts.save(reader.tx, reader.person, draft, kept)
    return _standing(after, said, typed or {})


async def _as_it_stands(reader: Reader, draft: Draft) -> Standing:
    _, kept = await _checked(reader, draft)
    said = [Reply.from_json(one) for one in draft.state["said"]]
    return _standing(kept, said, draft.state["typed"])


def _standing(kept: Mapping[str, JSON], said: Sequence[Reply], typed: Mapping[str, Any]) -> Standing:
    frame: Frame = kept["frames"][-1]
    interview = registry.flows[frame["flow"]].interview
    question = interview.asked(frame)
    answers = known(frame)
    before = answers.get(question.name)
    applies = [one.name for one in interview.that_apply(answers)]
    given = typed or (before if isinstance(before, dict) else {})
    picked = typed.get("answer", before)
    return Standing(
        said=said,
        is_open=True,
        answered=[(one.name, interview.label(one)) for one in interview.answered(frame) if one is not question],
        typed={name: str(value) for name, value in given.items() if isinstance(value, str)},
        picked=[picked] if isinstance(picked, str) and picked != SKIPPED else list(picked or ()),
        may_skip=question.may_skip,
        number=applies.index(question.name) + 1,
        of=len(applies),
        name=question.name,
    )


def _value(reader: Reader) -> dict[str, JSON]:
    """A form as a card or a dialog would send it."""
    form = reader.asked.form
    value: dict[str, JSON] = {name: values[0].strip() for name, values in form.items() if name not in OURS}
    value["asked"] = reader.asked.typed("asked")
    if reader.asked.typed("dialog"):
        return value | {"dialog": reader.asked.typed("dialog")}
    return value | {"answer": list(form.get("answer", ()))}
