"""Informal talks with youth justice at the desk: what waits and what is watched, one talk, and the chat's own questions
to answer it or to say how it is now. Who may know and who may read is asked in `storage/talks/access.py`.
"""

from bot.desk import writing
from bot.desk.acting import Act
from bot.desk.page import CASE_WORK, Answer, Page, Reader, Shown
from dialogs.talks import shown
from storage.people.people import Role
from storage.talks import access
from storage.talks.access import READS, Part
from storage.talks.talk import State

WHOSE = CASE_WORK | {Role.YOUTH_JUSTICE}
ACTS = (
    Act("/talks", "answer", "talks_page.answer", "talk_outcome", frozenset({Role.YOUTH_JUSTICE})),
    Act("/talks", "review", "talks_page.review", "talk_review", CASE_WORK),
)
"""What can be done with one of them."""


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


PAGES = (
    Page("/talks", WHOSE, all_of_them, menu="talks_page.menu"),
    Page("/talks/{which}", WHOSE, one),
    *(page for act in ACTS for page in act.pages),
)
