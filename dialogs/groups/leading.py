"""For the lead of a group: answering a referral, who came, and the end of a place."""

from collections.abc import Mapping
from datetime import date

from dialogs.groups import shown
from dialogs.groups.shown import LEADS
from dialogs.interview.answers import Answers, Choices, OwnWords, one
from dialogs.interview.chat import Chat, OnlyQuestions, Then
from dialogs.interview.forms import Form, a_day
from dialogs.interview.frame import Frame, known, note
from dialogs.interview.interview import Interview, Question
from dialogs.interview.parsing.days import day_in_words
from dialogs.turn import Field, Reply
from dialogs.words import reply
from storage.groups import access, answering, attending, directory
from storage.groups.access import Part
from storage.groups.answering import Answer, GroupFull, NotWaitingForAnswer
from storage.groups.referral import HAS_A_PLACE, Referral, State
from storage.people.people import Role
from storage.problems import NotFound

NOBODY = "nobody_came"
WORDS = OwnWords(may_be_unknown=False, longest=1_000)

ANSWER = Interview(
    "referral_answer",
    (
        Question("place_in_group", one("accepted", "waiting", "not_suitable")),
        Question("why_not", WORDS, lambda a: a.get("place_in_group") == "not_suitable"),
        Question("where_instead", WORDS, lambda a: a.get("place_in_group") == "not_suitable"),
    ),
)
END = Interview(
    "referral_end",
    (
        Question("how_ended", one("finished", "stopped")),
        Question("why_stopped", WORDS, lambda a: a.get("how_ended") == "stopped"),
    ),
)


class OnReferral(OnlyQuestions):
    """Which referral, and whether it is at the point for it; the conversations of a lead share this."""

    roles: frozenset[Role] = LEADS
    states: frozenset[State]
    opening: str

    async def opened(self, chat: Chat, frame: Frame) -> Then:
        """Which referral; it ends where it is not this lead's, or not at the point for it."""
        try:
            found, part = await access.read(chat.tx, chat.person, frame["about"], action=None)
        except NotFound:
            return Then(frame, [reply("groups.not_found", choices=("group",))], ends=True)
        if part is not Part.LEAD or found.state not in self.states:
            return Then(frame, [reply("referral_answer.not_now", choices=("group",))], ends=True)
        # it is about no record: what is typed after other commands is one's reference
        frame = {**note(frame, referral=found.reference), "about": ""}
        return Then(frame, [reply(self.opening, reference=found.reference)])

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        """It is done, and what was done is said. Where the group is full by now the place is asked again."""
        try:
            said = await self.act(chat, frame["noted"]["referral"], frame["answers"])
        except (NotWaitingForAnswer, NotFound):
            return Then(frame, [reply("referral_answer.not_now", choices=("group",))], ends=True)
        except GroupFull:
            left = {name: value for name, value in frame["answers"].items() if name != "place_in_group"}
            return Then({**frame, "answers": left}, [reply("referral_answer.full")])
        return Then(frame, [said], ends=True)

    async def act(self, chat: Chat, reference: str, answers: Mapping[str, str]) -> Reply:
        """What the answers do."""
        raise NotImplementedError

    async def cancelled(self, chat: Chat, frame: Frame) -> list[Reply]:
        """That nothing was kept."""
        return [reply("referral_answer.nothing_kept", choices=("group",))]


class AnswerFlow(OnReferral):
    """A place, a place in line, or not suitable: why, and where instead."""

    interview: Interview = ANSWER
    states = frozenset({State.SENT, State.WAITING})
    opening = "referral_answer.opening"

    async def act(self, chat: Chat, reference: str, answers: Mapping[str, str]) -> Reply:
        """Answers the referral, and says what was answered. Raises NotWaitingForAnswer, NotFound, GroupFull."""
        given = Answer(State(answers["place_in_group"]), answers.get("why_not", ""), answers.get("where_instead", ""))
        made = await answering.answer(chat.tx, chat.person, reference, given)
        return reply(f"referral_answer.kept.{made.state}", reference=made.reference, choices=("group",))


class EndFlow(OnReferral):
    """Finished as planned, or stopped and why."""

    interview: Interview = END
    states = HAS_A_PLACE
    opening = "referral_end.opening"

    async def act(self, chat: Chat, reference: str, answers: Mapping[str, str]) -> Reply:
        """Ends the place, and says so. Raises NotWaitingForAnswer, NotFound."""
        state = State(answers["how_ended"])
        made = await answering.end(chat.tx, chat.person, reference, state, answers.get("why_stopped", ""))
        return reply("referral_end.kept", reference=made.reference, choices=("group",))


def _which(answers: Answers) -> tuple[str, ...]:
    return tuple(answers.get("offered", ()))


CAME = Interview(
    "group_came",
    (
        Question("of_which_group", Choices(_which), lambda a: len(_which(a)) > 1),
        Question(
            "meeting_day",
            Form(
                (Field("day", "day", "date", required=True, error="day_wanted"),),
                {"day": a_day("day_gone_by")},
            ),
        ),
        Question(
            "who_came",
            Choices(
                lambda a: (*a.get("inside", {}).get(a.get("of_which_group") or (*_which(a), "")[0], ()), NOBODY),
                many=True, lone=frozenset({NOBODY}),
            ),
        ),
    ),
)  # fmt: skip


class CameFlow(OnlyQuestions):
    """Which meeting, and who of those with a place came to it."""

    interview: Interview = CAME
    roles: frozenset[Role] = LEADS

    async def opened(self, chat: Chat, frame: Frame) -> Then:
        """The groups that they lead, and who has a place in each; it ends where nobody has."""
        titles: dict[str, str] = {}
        inside: dict[str, list[str]] = {}
        for group in await directory.led_by(chat.tx, chat.person):
            rows: list[Referral] = await attending.with_a_place(chat.tx, group.id)
            if rows:
                inside[group.id] = [row.id for row in rows]
                titles |= {group.id: shown.group_in_words(group), **{row.id: row.referred.name for row in rows}}
        if not inside:
            return Then(frame, [reply("group_came.nobody_inside", choices=("group",))], ends=True)
        return Then(note({**frame, "about": ""}, offered=list(inside), inside=inside, titles=titles))

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        """Who came is kept, with how many they were."""
        answers = known(frame)
        group_id = answers.get("of_which_group") or answers["offered"][0]
        came = [one for one in answers["who_came"] if one != NOBODY]
        day = date.fromisoformat(answers["meeting_day"]["day"])
        try:
            count = await attending.note(chat.tx, chat.person, group_id, day, came)
        except NotFound:
            return Then(frame, [reply("groups.none_led")], ends=True)
        said = reply("group_came.kept", choices=("group",), count=count, day=day_in_words(day))
        return Then(frame, [said], ends=True)

    async def cancelled(self, chat: Chat, frame: Frame) -> list[Reply]:
        """That nothing was kept."""
        return [reply("referral_answer.nothing_kept", choices=("group",))]


__all__ = ["AnswerFlow", "CameFlow", "EndFlow"]
