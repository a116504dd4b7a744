"""A call-back outside the slots: for what is urgent. The service is told at once; it never takes the place of 999."""

from dialogs.consultations.slot_words import service
from dialogs.interview.chat import CASE_WORK, Chat, OnlyQuestions, Then
from dialogs.interview.forms import Form, some_words
from dialogs.interview.frame import Frame
from dialogs.interview.interview import Interview, Question
from dialogs.interview.parsing.days import moment_in_words
from dialogs.interview.shown import Item, Stale
from dialogs.turn import Choice, Field, Reply
from dialogs.words import reply, say
from storage.consultations import call_backs
from storage.consultations.call_backs import NobodyToCall
from storage.people import people, settings
from storage.people.people import Role
from storage.problems import NotFound

NUMBER = Form(
    (
        Field("telephone", "telephone", "text", required=True, error="telephone_missing", max_length=60),
        Field("help_wanted", "help_wanted", "long_text", required=True, error="help_missing", max_length=500),
    ),
    {"telephone": some_words("telephone_missing", 60), "help_wanted": some_words("help_missing", 500)},
)
CALL_BACKS = "call_backs"
"""The list of those who wait to be called."""
CALL_BACK = Interview("call_back", (Question("number", NUMBER, private=True),))


class CallBackFlow(OnlyQuestions):
    """Where to reach the worker, and what is needed."""

    interview: Interview = CALL_BACK
    roles: frozenset[Role] = CASE_WORK

    async def opened(self, chat: Chat, frame: Frame) -> Then:
        """That for danger it is 999, and what is asked."""
        return Then(frame, [reply("call_back.opening")])

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        """The service is told; or that nobody is there to be told."""
        try:
            await call_backs.ask(chat.tx, chat.person, **frame["answers"]["number"])
        except NobodyToCall:
            return Then(frame, [reply("call_back.nobody", service=service(chat))], ends=True)
        return Then(frame, [reply("call_back.asked", service=service(chat))], ends=True)

    async def cancelled(self, chat: Chat, frame: Frame) -> list[Reply]:
        """That nobody was asked."""
        return [reply("call_back.not_asked")]


async def waiting(chat: Chat, rest: str) -> list[Reply]:
    """'call backs': who waits to be called, the longest first. For the service."""
    rows, choices = [], []
    asked = await call_backs.waiting(chat.tx, chat.person)
    chat.shown.keep(CALL_BACKS, (Item(one.id) for one in asked))
    for number, one in enumerate(asked, 1):
        who = await people.get(chat.tx, one.person_id)
        setting = await settings.setting(chat.tx, who.setting_id)
        rows.append(
            say("call_back.row", number=number, who=who.name, setting=setting.name, telephone=one.telephone,
                help=one.help_wanted, when=moment_in_words(one.asked_at))
        )  # fmt: skip
        choices.append(Choice(f"called {Item(one.id)}", say("call_back.called", number=number)))
    if not rows:
        return [reply("call_back.none", choices=("month",))]
    return [Reply("call_back.list", "\n".join([say("call_back.list"), *rows]), choices=tuple(choices[:6]))]


async def called(chat: Chat, rest: str) -> list[Reply]:
    """'called 1': somebody has been called, by their number in the list as it was shown last."""
    asked = {Item(one.id): one for one in await call_backs.waiting(chat.tx, chat.person)}
    meant = chat.shown.meant(CALL_BACKS, rest, asked)
    if meant is None:
        return await waiting(chat, "")
    if isinstance(meant, Stale):
        return [reply(f"call_back.stale.{meant}", choices=("call_backs",))]
    try:
        await call_backs.answered(chat.tx, meant.id, chat.person)
    except NotFound:
        return [reply("call_back.stale.gone", choices=("call_backs",))]
    who = await people.get(chat.tx, asked[meant].person_id)
    return [reply("call_back.done", choices=("call_backs", "month"), who=who.name)]


__all__ = ["CallBackFlow", "called", "waiting"]
