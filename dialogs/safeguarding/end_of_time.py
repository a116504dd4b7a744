"""'What is due': records and cases at the end of their time. Kept on with a reason, or disposed of by two people."""

from collections.abc import Mapping

from dialogs.interview.chat import Chat, OnlyQuestions, Then
from dialogs.interview.choice_form import Paper, of_list, picked, text, words
from dialogs.interview.frame import Frame, note
from dialogs.interview.interview import Interview, Question
from dialogs.interview.parsing.days import moment_in_words
from dialogs.safeguarding import sure
from dialogs.turn import Choice, Reply
from dialogs.words import reply, say
from storage.administration.disposal import deciding
from storage.administration.disposal.deciding import Waiting
from storage.administration.disposal.rights import REVIEW
from storage.people import people
from storage.problems import Problem
from storage.retention_schedule.schedule import years_after

YEARS = ("1", "2", "5", "10", "25")
"""For how long something is kept on (our own choice)."""
MOST_OFFERED = 5


async def what_is_due(chat: Chat, rest: str) -> list[Reply]:
    """What waits for this person: to be reviewed, or for their yes."""
    waiting = await deciding.waiting(chat.tx, chat.person)
    if not waiting:
        return [reply("end_of_time.none")]
    rows = [await _row(chat, one) for one in waiting]
    choices = [choice for one in waiting[:MOST_OFFERED] for choice in _choices(one)]
    text_ = "\n".join([say("end_of_time.list", count=len(rows)), *(f"• {row}" for row in rows)])
    return [Reply("end_of_time.list", text_, choices=tuple(choices))]


async def agree(chat: Chat, rest: str) -> list[Reply]:
    """The second person's yes: asked once more, since it cannot be taken back."""
    reference, is_sure = sure.named(rest)
    try:
        one = await deciding.open_for(chat.tx, chat.person, reference)
        if not is_sure:
            row = await _row(chat, one)
            return sure.asked(chat, f"agree to dispose of {one.theirs.reference}", "end_of_time.sure", row=row)
        gone = await deciding.agree(chat.tx, chat.person, reference)
    except Problem as raised:
        return [problem(raised)]
    return [reply("end_of_time.disposed", reference=one.theirs.reference, count=gone.exports)]


class _Deciding(OnlyQuestions):
    """One form about something that is due."""

    interview: Interview
    opening: str
    """The key of what is said first."""
    roles = REVIEW

    async def opened(self, chat: Chat, frame: Frame) -> Then:
        """Which one it is, and the first words."""
        if not frame["about"]:
            return Then(frame, await what_is_due(chat, ""), ends=True)
        try:
            one = await deciding.open_for(chat.tx, chat.person, frame["about"])
        except Problem as raised:
            return Then(frame, [problem(raised)], ends=True)
        frame = {**note(frame, reference=one.theirs.reference), "about": ""}
        return Then(frame, [reply(self.opening, reference=one.theirs.reference)])

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        """Keep it, and say what came of it."""
        reference = str(frame["noted"]["reference"])
        try:
            return Then(frame, [await self.act(chat, reference, frame["answers"]["sheet"])], ends=True)
        except Problem as raised:
            return Then(frame, [problem(raised)], ends=True)

    async def act(self, chat: Chat, reference: str, said: Mapping[str, str]) -> Reply:
        """Keep what was decided."""
        raise NotImplementedError

    async def cancelled(self, chat: Chat, frame: Frame) -> list[Reply]:
        """Nothing was decided."""
        return [reply("end_of_time.cancelled")]


class KeepOnFlow(_Deciding):
    """For so many years, and why."""

    opening = "keep_on.opening"
    interview = Interview(
        "keep_on",
        (
            Question(
                "sheet",
                Paper(
                    lambda: (of_list("years", YEARS, "end_of_time.years"), text("why")),
                    {"years": picked(YEARS), "why": words()},
                ),
                private=True,
            ),
        ),
    )

    async def act(self, chat: Chat, reference: str, said: Mapping[str, str]) -> Reply:
        """It is looked at again after so many years, and that day is said. Raises as `deciding.keep_on`."""
        until = years_after(chat.today, int(said["years"]))
        await deciding.keep_on(chat.tx, chat.person, reference, until, said["why"])
        return reply("keep_on.kept", reference=reference, day=until.isoformat())


class DisposeFlow(_Deciding):
    """Why; then somebody else is asked."""

    opening = "dispose.opening"
    interview = Interview(
        "dispose", (Question("sheet", Paper(lambda: (text("why"),), {"why": words()}), private=True),)
    )

    async def act(self, chat: Chat, reference: str, said: Mapping[str, str]) -> Reply:
        """Those who may agree are asked. Raises as `deciding.ask`."""
        await deciding.ask(chat.tx, chat.person, reference, said["why"])
        return reply("dispose.asked", reference=reference)


def problem(raised: Problem) -> Reply:
    """Why it could not be done."""
    known = ("not_due", "on_hold", "still_in_use", "same_person")
    return reply(f"end_of_time.{raised.reason}" if raised.reason in known else "inbox.not_found")


async def _row(chat: Chat, one: Waiting) -> str:
    kind = say(f"end_of_time.kinds.{one.theirs.about.kind}")
    if one.asked is None:
        return say("end_of_time.row", kind=kind, reference=one.theirs.reference, when=moment_in_words(one.since))
    who = (await people.get(chat.tx, str(one.asked.person_id))).name
    return say(
        "end_of_time.asked_row", kind=kind, reference=one.theirs.reference, who=who, why=one.asked.why,
        when=moment_in_words(one.since),
    )  # fmt: skip


def _choices(one: Waiting) -> list[Choice]:
    reference = one.theirs.reference
    keep = Choice(f"keep on {reference}", say("end_of_time.keep", reference=reference))
    if one.asked is not None:
        return [Choice(f"agree to dispose of {reference}", say("end_of_time.agree", reference=reference)), keep]
    return [keep, Choice(f"dispose of {reference}", say("end_of_time.dispose", reference=reference))]
