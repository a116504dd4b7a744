"""'Find a child's records': by a name typed into a form, for the safeguarding roles. Nothing of it is echoed."""

from datetime import datetime

from dialogs.interview.answers import Refusal
from dialogs.interview.chat import SAFEGUARDING, Chat, OnlyQuestions, Then
from dialogs.interview.forms import Form, a_name
from dialogs.interview.frame import Frame
from dialogs.interview.interview import Interview, Question
from dialogs.interview.parsing.days import moment_in_words, read_birth
from dialogs.turn import Choice, Field, Reply
from dialogs.words import reply, say
from storage import traces
from storage.history import matching
from storage.history.matching import By, Found


def _a_birth(value: str, now: datetime) -> str | Refusal:
    born = read_birth(value) if value else None
    if value and (born is None or born > now.date()):
        return Refusal("needs_day")
    return born.isoformat() if born else ""


CHILD = Form(
    (
        Field("name", "name", "text", required=True, error="name_wanted", max_length=120),
        Field("born", "born", "date", error="born_wanted"),
    ),
    {"name": a_name("needs_words"), "born": _a_birth},
)
SEARCH = Interview("search", (Question("child", CHILD, private=True),))


class SearchFlow(OnlyQuestions):
    """One form; the records that were found, by reference."""

    interview: Interview = SEARCH
    roles = SAFEGUARDING

    async def opened(self, chat: Chat, frame: Frame) -> Then:
        """Nothing: the form comes at once."""
        return Then(frame)

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        """Which records were found; that they were searched is kept, without the name."""
        child = frame["answers"]["child"]
        found = await matching.find(chat.tx, chat.person, child["name"], child["born"])
        await traces.searched(chat.tx, chat.person.id, {match.record_id for match in found.matches})
        return Then(frame, [_found(found)], ends=True)

    async def cancelled(self, chat: Chat, frame: Frame) -> list[Reply]:
        """That nothing was searched."""
        return [reply("search.cancelled")]


def _found(found: Found) -> Reply:
    if not found.matches:
        return reply("search.nothing")
    rows = [
        say("search.row", reference=one.reference, when=moment_in_words(one.signed_at),
            sure=say(f"search.sureness.{one.sureness}"))
        for one in found.matches
    ]  # fmt: skip
    choices = tuple(
        Choice(f"timeline {one.reference}", say("search.timeline", reference=one.reference))
        for one in found.matches[:5]
    )
    lines = [say("search.found", count=len(found.matches)), *how_sure(found), *rows]
    return Reply("search.found", "\n".join(lines), choices=choices)


def how_sure(found: Found) -> list[str]:
    """What must be said above what was found, where it was not found by the whole name as it was typed."""
    return [say(f"search.by.{found.by}")] if found.by is not By.NAME else []
