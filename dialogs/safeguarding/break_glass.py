"""'Break glass WM-...': an admin asks to be let in to a record, and a second person agrees."""

from dialogs.interview.chat import Chat, OnlyQuestions, Then
from dialogs.interview.choice_form import Paper, text, words
from dialogs.interview.frame import Frame, note
from dialogs.interview.interview import Interview, Question
from dialogs.interview.parsing.days import moment_in_words
from dialogs.safeguarding import sure
from dialogs.turn import Reply
from dialogs.words import reply
from storage.people import people
from storage.problems import NotFound
from storage.records import break_glass
from storage.records.break_glass import BySomebodyElse
from storage.records.reference import first_reference


class BreakGlassFlow(OnlyQuestions):
    """Why; then a second person is asked."""

    interview: Interview = Interview(
        "break_glass", (Question("sheet", Paper(lambda: (text("why"),), {"why": words()}), private=True),)
    )
    roles = break_glass.ASKS

    async def opened(self, chat: Chat, frame: Frame) -> Then:
        """Which one it is, and the first words."""
        reference = first_reference(frame["about"] or "")
        if reference is None:
            return Then(frame, [reply("break_glass.which")], ends=True)
        frame = {**note(frame, reference=reference), "about": ""}
        return Then(frame, [reply("break_glass.opening")])

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        """Keep it, and say what came of it."""
        reference = str(frame["noted"]["reference"])
        try:
            await break_glass.ask(chat.tx, chat.person, reference, frame["answers"]["sheet"]["why"])
        except NotFound:
            return Then(frame, [reply("inbox.not_found")], ends=True)
        return Then(frame, [reply("break_glass.asked", reference=reference)], ends=True)

    async def cancelled(self, chat: Chat, frame: Frame) -> list[Reply]:
        """Nothing was decided."""
        return [reply("break_glass.cancelled")]


async def agree(chat: Chat, rest: str) -> list[Reply]:
    """The second person's yes, asked once more with the reason before them."""
    reference, is_sure = sure.named(rest)
    try:
        one = await break_glass.waiting(chat.tx, chat.person, reference)
        who = (await people.get(chat.tx, one.asked_by)).name
        if not is_sure:
            why = {"who": who, "reference": one.reference, "why": one.why}
            return sure.asked(chat, f"agree to break glass {one.reference}", "break_glass.sure", **why)
        opened = await break_glass.agree(chat.tx, chat.person, reference)
    except NotFound:
        return [reply("inbox.not_found")]
    except BySomebodyElse:
        return [reply("break_glass.somebody_else")]
    until = moment_in_words(opened.until or chat.tx.now)
    return [reply("break_glass.agreed", reference=opened.reference, who=who, until=until)]
