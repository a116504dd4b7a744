"""The conversations about a case that are one form: who is let in and out, who holds it, how it ends."""

from collections.abc import Mapping

from dialogs.casework.about import OnCase
from dialogs.interview.chat import Chat
from dialogs.interview.choice_form import Paper, of_list, picked, text, words
from dialogs.turn import Reply
from dialogs.words import reply, say
from storage.administration import closing_cases
from storage.casework import handing_over, letting_in
from storage.casework.cases import Case
from storage.casework.letting_in import LET_IN
from storage.casework.parts import ClosedAs, Part
from storage.people import settings
from storage.problems import NotAllowed


def is_open(case: Case) -> None:
    """Raises CaseClosed."""
    case.check_open()


async def _let_in(chat: Chat, case: Case, said: Mapping[str, str]) -> Reply:
    why = said["why_in_both"]
    who = await letting_in.let_in(chat.tx, chat.person, case, said["name"], Part(said["part"]), why_in_both=why)
    return reply("case.let_in", reference=case.reference, who=who.name, part=say(f"case.parts.{said['part']}"))


async def _let_out(chat: Chat, case: Case, said: Mapping[str, str]) -> Reply:
    who = await letting_in.let_out(chat.tx, chat.person, case, said["name"])
    return reply("case.let_out", reference=case.reference, who=who.name)


async def _offer(chat: Chat, case: Case, said: Mapping[str, str]) -> Reply:
    to = await handing_over.offer(chat.tx, chat.person, case, said["name"], said["why"])
    where = (await settings.setting(chat.tx, to.setting_id)).name
    return reply("case.offered", reference=case.reference, who=to.name, where=where)


async def _close(chat: Chat, case: Case, said: Mapping[str, str]) -> Reply:
    try:
        await closing_cases.close(chat.tx, chat.person, case, ClosedAs(said["closed_as"]))
    except NotAllowed:
        if not await closing_cases.ask_to_close(chat.tx, chat.person, case):
            raise
        return reply("case.asked_to_close", reference=case.reference)
    return reply("case.closed", reference=case.reference, how=say(f"case.closed_as.{said['closed_as']}"))


CASE_FORMS = (
    OnCase(
        "let_into_case",
        "let_into_case",
        Paper(
            lambda: (
                text("name", kind="text"),
                of_list("part", LET_IN, "case.parts"),
                text("why_in_both", required=False),
            ),
            {"name": words(), "part": picked(LET_IN), "why_in_both": words(required=False)},
        ),
        _let_in,
        is_open,
    ),
    OnCase(
        "let_out_of_case",
        "let_out_of_case",
        Paper(lambda: (text("name", kind="text"),), {"name": words()}),
        _let_out,
        is_open,
    ),
    OnCase(
        "offer_case",
        "offer_case",
        Paper(lambda: (text("name", kind="text"), text("why")), {"name": words(), "why": words()}),
        _offer,
        is_open,
    ),
    OnCase(
        "close_case",
        "close_case",
        Paper(lambda: (of_list("closed_as", ClosedAs, "case.closed_as"),), {"closed_as": picked(ClosedAs)}),
        _close,
        is_open,
    ),
)
"""Each with the command that begins it."""
