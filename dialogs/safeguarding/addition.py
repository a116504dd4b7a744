"""'Add to WM-...': a later fact or a correction, by who signed the record or by who may read it."""

from dialogs.interview.chat import CASE_WORK, Chat, Then
from dialogs.interview.frame import Frame
from dialogs.interview.interview import Interview, Question
from dialogs.interview.sheet import LONGEST, Sheet
from dialogs.turn import Field, Reply
from dialogs.words import reply
from storage.problems import NotFound
from storage.records import addenda

FIELDS = (
    Field("text", "text", "long_text", required=True, error="wrong", max_length=LONGEST),
    Field("reason", "reason", "text", required=True, error="wrong", max_length=200),
)
ADDITION = Interview(
    "addition",
    (Question("addition", Sheet(lambda _answers: FIELDS, {"text": "needs_words", "reason": "needs_words"}),
              private=True),),
)  # fmt: skip


class AdditionFlow:
    """One form, and what was signed stays as it was."""

    interview: Interview = ADDITION
    roles = CASE_WORK

    async def opened(self, chat: Chat, frame: Frame) -> Then:
        if not frame["about"]:
            return Then(frame, [reply("addition.which", choices=("mine",))], ends=True)
        reference = await addenda.may_add(chat.tx, chat.person, frame["about"])
        if reference is None:
            return Then(frame, [reply("inbox.not_found")], ends=True)
        return Then({**frame, "about": reference}, [reply("addition.opening", reference=reference)])

    async def before(self, chat: Chat, frame: Frame, name: str) -> Then:
        return Then(frame)

    async def after(self, chat: Chat, frame: Frame, name: str) -> Then:
        return Then(frame)

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        given = frame["answers"]["addition"]
        try:
            await addenda.addendum(chat.tx, chat.person, frame["about"], given["text"], given["reason"])
        except NotFound:
            return Then(frame, [reply("inbox.not_found")], ends=True)
        return Then(frame, [reply("addition.added", reference=frame["about"])], ends=True)

    async def more(self, chat: Chat, frame: Frame) -> list[Reply]:
        return []

    async def cancelled(self, chat: Chat, frame: Frame) -> list[Reply]:
        return [reply("addition.cancelled")]
