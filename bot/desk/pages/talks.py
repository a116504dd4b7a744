"""Informal talks with youth justice at the desk: what waits and what is watched, one talk, and the chat's own questions
to answer it or to say how it is now. Who may know and who may read is asked in `storage/talks/access.py`.
"""

from functools import partial

from bot.desk import writing
from bot.desk.page import CASE_WORK, Answer, Goto, Page, Reader, Shown
from bot.desk.writing import Standing
from dialogs.talks import shown
from storage.people.people import Role
from storage.talks import access
from storage.talks.access import READS, Part
from storage.talks.talk import State

WHOSE = CASE_WORK | {Role.YOUTH_JUSTICE}
FLOWS = {"answer": "talk_outcome", "review": "talk_review"}
"""What can be done with a talk, and the conversation that does it."""
BY = {"answer": frozenset({Role.YOUTH_JUSTICE}), "review": CASE_WORK}


async def all_of_them(reader: Reader) -> Answer:
    """`GET /desk/talks`: the longest waiting first; nothing of what was asked."""
    chat = writing.chat_of(reader)
    listed = await access.known_to(reader.tx, reader.person)
    rows = [(one, await shown.row(chat, number, one)) for number, one in enumerate(listed, 1)]
    return Shown("talks/talks", "talks_page.title", {"rows": rows, "reads": READS})


async def one(reader: Reader) -> Answer:
    """`GET /desk/talks/{which}`: as in the chat. Somebody else's is answered as one that is not there."""
    which = reader.asked.parts["which"]
    found = next((one for one in await access.known_to(reader.tx, reader.person) if one.reference == which), None)
    if found is None:
        await access.asked_in_vain(reader.tx, reader.person, which)
        return Shown("talks/none", "talks_page.title", status=404)
    (said,) = await shown.talk(writing.chat_of(reader), which)
    may = {
        "answer": found.part is Part.DUTY and found.state is State.WAITING,
        "review": found.part in (Part.ASKER, Part.STANDS_IN) and found.state is State.WATCHED,
    }
    data = {"one": found, "said": said.text, "acts": [name for name, yes in may.items() if yes]}
    return Shown("talks/talk", "talks_page.one", data)


async def begin(what: str, reader: Reader) -> Answer:
    """`POST /desk/talks/{which}/answer/begin`, and the same of `review`: the questions, or where they stand."""
    standing = await writing.open_or_go_on(reader, FLOWS[what], reader.asked.parts["which"])
    return Goto(_address(what, reader)) if standing.is_open else _ended(standing)


async def question(what: str, reader: Reader) -> Answer:
    """`GET /desk/talks/{which}/answer`, and the same of `review`: the question that is open."""
    standing = await writing.go_on(reader, FLOWS[what], reader.asked.parts["which"])
    if standing is None:
        return Goto("/talks")
    data = {"standing": standing, "address": _address(what, reader), "home": "/talks"}
    return Shown("write/write", f"talks_page.{what}", data)


async def answer(what: str, reader: Reader) -> Answer:
    """`POST /desk/talks/{which}/answer`, and the same of `review`: its answer, or a step back."""
    if reader.asked.typed("act") == "drop":
        await writing.drop(reader, FLOWS[what], reader.asked.parts["which"])
        return Goto("/talks", "dropped")
    standing = await writing.take(reader, FLOWS[what], reader.asked.parts["which"])
    return Goto(_address(what, reader)) if standing is None or standing.is_open else _ended(standing)


def _address(what: str, reader: Reader) -> str:
    return f"/talks/{reader.asked.parts['which']}/{what}"


def _ended(standing: Standing) -> Answer:
    return Shown("write/ended", "write.ended", {"standing": standing, "home": "/talks"})


PAGES = (
    Page("/talks", WHOSE, all_of_them, menu="talks_page.menu"),
    Page("/talks/{which}", WHOSE, one),
    *(Page(f"/talks/{{which}}/{what}/begin", BY[what], partial(begin, what), changes=True) for what in FLOWS),
    *(Page(f"/talks/{{which}}/{what}", BY[what], partial(question, what)) for what in FLOWS),
    *(Page(f"/talks/{{which}}/{what}", BY[what], partial(answer, what), changes=True) for what in FLOWS),
)
