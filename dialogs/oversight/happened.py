"""'strategy meeting WC-...' and 'it happened WC-...': what a case audit is filled from later, noted by a member of the
case when it happens. A day is kept as exactly as it is known.
"""

from collections.abc import Mapping
from datetime import datetime

from dialogs.interview.answers import Refusal
from dialogs.interview.chat import Chat, OnlyQuestions, Then
from dialogs.interview.choice_form import Paper, of_list, picked
from dialogs.interview.forms import Check
from dialogs.interview.frame import Frame, known, note
from dialogs.interview.which_one import SHEET, one_form
from dialogs.oversight.known_days import NO, a_known_day, as_known, known_in_words
from dialogs.turn import Field, Reply
from dialogs.words import reply, say
from storage.casework import cases, events, meetings
from storage.casework.meetings import AT_MEETING, Meeting, Seat
from storage.casework.parts import Happened, Precision, Source
from storage.casework.reference import REFERENCE
from storage.people.people import Role
from storage.problems import NotFound

KINDS = (
    *(Happened.EARLIER_SIGN, Happened.DISCLOSED, Happened.REFERRED, Happened.SCREENED, Happened.S47),
    *(Happened.CHARGED, Happened.PLEA_OR_FINDING, Happened.SENTENCED, Happened.COGNITIVE_ASSESSMENT),
    *(Happened.SERVICE_OFFERED_TARGETED, Happened.MOVED),
)
"""What Waymark cannot know by itself: assessments and plans note their own."""
SOURCES = (Source.FILE, Source.AGENCY, Source.FAMILY)


def _day(value: str, now: datetime) -> str | Refusal:
    """As `a_known_day`; what did not happen is not noted as having happened."""
    kept = a_known_day(value, now)
    return Refusal("known_day") if kept == NO else kept


def _when() -> Field:
    return Field("day", "day", "text", error="day_wanted", max_length=60)


EVENT = Paper(
    lambda: (of_list("kind", KINDS, "it_happened.kinds"), _when(), of_list("source", SOURCES, "it_happened.sources")),
    {"kind": picked(KINDS), "day": _day, "source": picked(SOURCES)},
)
_SEATS: Mapping[str, Check] = {agency: picked(Seat, required=False) for agency in AT_MEETING}
MEETING = Paper(
    lambda: (_when(), *(of_list(one, Seat, "case_audit.seats", required=False) for one in AT_MEETING)),
    {"day": _day, **_SEATS},
)


class OnCase(OnlyQuestions):
    """A conversation that is one form about a case, for its members."""

    roles: frozenset[Role] = frozenset(Role)

    def __init__(self, name: str, form: Paper) -> None:
        self.interview = one_form(name, form)

    async def opened(self, chat: Chat, frame: Frame) -> Then:
        """Which case; it ends where they are no member of one of that name."""
        named = REFERENCE.search(frame["about"])
        try:
            case = await cases.read(chat.tx, chat.person, named[0] if named else "")
        except NotFound:
            return Then(frame, [reply("it_happened.not_found")], ends=True)
        return Then(note({**frame, "about": ""}, case=case.reference))

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        """It is noted in the case, and said back."""
        try:
            case = await cases.read(chat.tx, chat.person, known(frame)["case"])
        except NotFound:
            return Then(frame, [reply("it_happened.not_found")], ends=True)
        said = frame["answers"][SHEET]
        return Then(frame, [await self.kept(chat, case, said)], ends=True)

    async def kept(self, chat: Chat, case: cases.Case, said: Mapping[str, str]) -> Reply:
        """What the form does."""
        raise NotImplementedError

    async def cancelled(self, chat: Chat, frame: Frame) -> list[Reply]:
        """That nothing was kept."""
        return [reply("it_happened.nothing_kept")]


class EventFlow(OnCase):
    """Something that happened in a case."""

    def __init__(self) -> None:
        super().__init__("it_happened", EVENT)

    async def kept(self, chat: Chat, case: cases.Case, said: Mapping[str, str]) -> Reply:
        """Notes what happened, with how exactly the day is known and from where. Raises StillToCome."""
        day, kind = as_known(said["day"]), Happened(said["kind"])
        precision = day.precision if day.day else Precision.NOT_KNOWN
        await events.note(chat.tx, case.id, chat.person.id, kind, day.day, precision, Source(said["source"]))
        what = say(f"it_happened.kinds.{kind}")
        return reply("it_happened.kept", what=what, when=known_in_words(day), reference=case.reference)


class MeetingFlow(OnCase):
    """A strategy meeting, with what each agency had of it."""

    def __init__(self) -> None:
        super().__init__("strategy_meeting", MEETING)

    async def kept(self, chat: Chat, case: cases.Case, said: Mapping[str, str]) -> Reply:
        """Notes the meeting; an agency of which nothing was said is not known. Raises StillToCome."""
        day = as_known(said["day"])
        seats = {agency: Seat(said[agency]) if said[agency] else Seat.NOT_KNOWN for agency in AT_MEETING}
        meeting = Meeting(day.day, day.precision if day.day else Precision.NOT_KNOWN, seats)
        await meetings.note(chat.tx, case.id, chat.person.id, meeting)
        return reply("strategy_meeting.kept", when=known_in_words(day), reference=case.reference)


__all__ = ["EventFlow", "MeetingFlow"]
