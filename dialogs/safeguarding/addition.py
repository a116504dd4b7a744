"""'Add to WM-...': a later fact or a correction, by who signed the record or by who may read it."""

from dataclasses import replace

from dialogs.interview.chat import CASE_WORK, Chat, OnlyQuestions, Then
from dialogs.interview.frame import Frame
from dialogs.interview.interview import Interview, Question
from dialogs.interview.sheet import LONGEST, Sheet
from dialogs.turn import Choice, Field, Reply
from dialogs.words import choice, reply, say
from storage.problems import NotFound
from storage.records import addenda, inbox

FIELDS = (
    Field("text", "text", "long_text", required=True, error="wrong", max_length=LONGEST),
    Field("reason", "reason", "text", required=True, error="wrong", max_length=200),
)
ADDITION = Interview(
    "addition",
    (Question("addition", Sheet(lambda _answers: FIELDS, {"text": "needs_words", "reason": "needs_words"}),
              private=True),),
)  # fmt: skip


MOST_OFFERED = 3
"""Records, the latest first."""


async def forgot(chat: Chat, rest: str) -> list[Reply]:
    """'I forgot to say ...', after signing: to which of their own records it may be added."""
    sent = await inbox.sent_by(chat.tx, chat.person)
    if not sent:
        return [reply("record.mine_none", choices=("report",))]
    latest = sorted(sent, key=lambda one: one.when, reverse=True)[:MOST_OFFERED]
    add = (Choice(f"add to {one.reference}", say("addition.choice", reference=one.reference)) for one in latest)
    return [replace(reply("addition.forgot"), choices=(*add, choice("report")))]


class AdditionFlow(OnlyQuestions):
    """One form, and what was signed stays as it was."""

    interview: Interview = ADDITION
    roles = CASE_WORK

    async def opened(self, chat: Chat, frame: Frame) -> Then:
        """Which record; it ends where none is named, or they may not add to it."""
        if not frame["about"]:
            return Then(frame, [reply("addition.which", choices=("mine",))], ends=True)
        reference = await addenda.may_add(chat.tx, chat.person, frame["about"])
        if reference is None:
            return Then(frame, [reply("inbox.not_found")], ends=True)
        return Then({**frame, "about": reference}, [reply("addition.opening", reference=reference)])

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        """It is added below the record."""
        given = frame["answers"]["addition"]
        try:
            await addenda.addendum(chat.tx, chat.person, frame["about"], given["text"], given["reason"])
        except NotFound:
            return Then(frame, [reply("inbox.not_found")], ends=True)
        return Then(frame, [reply("addition.added", reference=frame["about"])], ends=True)

    async def cancelled(self, chat: Chat, frame: Frame) -> list[Reply]:
        """That nothing was added."""
        return [reply("addition.cancelled")]
