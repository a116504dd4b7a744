"""`census`: how many assessments somebody completed, has open, or was not able to do, and why; in February.

What the tracker holds is offered with one button. A manager may answer for somebody who is away; where the two differ,
the training team sees both and settles it.
"""

from collections.abc import Mapping
from datetime import datetime

from dialogs.interview.answers import Answers, Choices, Heard, Refusal
from dialogs.interview.chat import Chat, Then
from dialogs.interview.forms import Check, Form
from dialogs.interview.frame import Frame, known, note
from dialogs.interview.interview import Interview, Question
from dialogs.interview.looks_like_a_name import may_hold_a_name
from dialogs.interview.parsing.days import today
from dialogs.training.in_words import day
from dialogs.training.sessions import Plain
from dialogs.turn import JSON, Field, Reply
from dialogs.words import reply, say
from storage.people import people
from storage.people.people import Role
from storage.problems import NotAllowed, NotFound
from storage.training import census
from storage.training.census import MOST, Answer, As, CensusClosed, How, NeedsWhy
from storage.training.tracked import Counts

FITS, CHANGE, LATER = "that_is_right", "change_it", "not_now"
LONGEST_WHY = 300


def _number(value: str, now: datetime) -> str | Refusal:
    value = value or "0"
    return str(int(value)) if value.isdecimal() and int(value) <= MOST else Refusal("how_many_assessments")


def _why(value: str, now: datetime) -> str | Refusal:
    if may_hold_a_name(value):
        return Refusal("no_names_here")
    return value[:LONGEST_WHY]


class Numbers(Form):
    """Three numbers, and why where any could not be done."""

    def filled_in(self, name: str, said: Mapping[str, JSON], answers: Answers, now: datetime) -> Heard | Refusal:
        """Refused where some could not be done and nobody says why."""
        heard = super().filled_in(name, said, answers, now)
        if isinstance(heard, Heard):
            given = heard.answers[name]
            if int(given["not_able"]) and not given["why"]:
                return Refusal("why_not_able")
        return heard


NUMBER: Check = _number
NUMBERS = Numbers(
    (
        Field("completed", "completed", "text", error="number_error", max_length=3),
        Field("ongoing", "ongoing", "text", error="number_error", max_length=3),
        Field("not_able", "not_able", "text", error="number_error", max_length=3),
        Field("why", "why_not", "long_text", error="why_error", max_length=LONGEST_WHY),
    ),
    {"completed": NUMBER, "ongoing": NUMBER, "not_able": NUMBER, "why": _why},
)

CENSUS = Interview(
    "census",
    (
        Question("whom", Choices(lambda a: (*a.get("offered", ()), LATER)), lambda a: len(a.get("offered", ())) > 1),
        Question("fits", Choices(lambda _: (FITS, CHANGE, LATER)), lambda a: a.get("whom") != LATER),
        Question("numbers", NUMBERS, lambda a: a.get("fits") == CHANGE, private=True),
    ),
)


class CensusFlow(Plain):
    """One person's year; for the training team, how far it has come."""

    interview: Interview = CENSUS
    roles: frozenset[Role] = frozenset(Role)

    async def opened(self, chat: Chat, frame: Frame) -> Then:
        """Whom they may answer for in the open census, and for the training team how far it has come; it ends where
        there is nobody.
        """
        year = await _year(chat)
        if year is None:
            return Then(frame, [reply("census.none")], ends=True)
        said = await _progress(chat, year) if Role.TRAINING in chat.person.roles else []
        offered = await census.may_answer(chat.tx, chat.person, year)
        if not offered:
            return Then(frame, said or [reply("census.not_asked")], ends=True)
        standing = {one.person_id: one for one in await census.standing(chat.tx, year)}
        titles = {}
        for one in offered:
            name = say("census.yourself") if one == chat.person.id else (await people.get(chat.tx, one)).name
            key = "answered" if standing[one].answer else "waits"
            titles[one] = say(f"census.{key}", name=name)
        return Then(note(frame, year=year, offered=list(offered), titles=titles), said)

    async def before(self, chat: Chat, frame: Frame, name: str) -> Then:
        """What the tracker holds is said before it is to be confirmed."""
        if name != "fits":
            return Then(frame)
        answers = known(frame)
        whom, year = _whom(answers), answers["year"]
        held = await census.held(chat.tx, year, whom)
        frame = note(frame, held=vars(held), shown_for=whom)
        who = say("census.of_you") if whom == chat.person.id else (await people.get(chat.tx, whom)).name
        first, last = (day(one) for one in census.period(year))
        return Then(frame, [reply("census.held", who=who, first=first, last=last, **vars(held))])

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        """The answer is kept beside any other one; the numbers of whom was chosen since are shown first."""
        answers = known(frame)
        if LATER in (answers.get("whom"), answers.get("fits")):
            return Then(frame, [reply("census.later")], ends=True)
        whom, year = _whom(answers), answers["year"]
        if answers["shown_for"] != whom:
            # somebody else was chosen since: their numbers are shown first
            return Then({**frame, "answers": {name: one for name, one in frame["answers"].items() if name == "whom"}})
        if answers["fits"] == FITS:
            counts, why, how = Counts(**answers["held"]), "", How.CONFIRMED
        else:
            given = answers["numbers"]
            counts = Counts(*(int(given[part]) for part in ("completed", "ongoing", "not_able")))
            why, how = given["why"], How.TYPED
        said = Answer(chat.person.id, As.SELF, counts, why, how, chat.turn.now)
        try:
            given_as = await census.answer(chat.tx, chat.person, year, whom, said)
        except NeedsWhy:
            # what the tracker holds says that one was not able, and a reason is the person's to give
            kept = {name: value for name, value in frame["answers"].items() if name != "fits"}
            return Then({**frame, "answers": {**kept, "fits": CHANGE}}, [reply("census.why_first")])
        except (CensusClosed, NotFound, NotAllowed):
            return Then(frame, [reply("census.closed_meanwhile")], ends=True)
        (one,) = [one for one in await census.standing(chat.tx, year) if one.person_id == whom]
        key = "census.settled" if given_as is As.TRAINING else "census.kept_differs" if one.differs else "census.kept"
        return Then(frame, [reply(key, **vars(counts))], ends=True)


def _whom(answers: Answers) -> str:
    offered = answers["offered"]
    return str(answers["whom"] if len(offered) > 1 else offered[0])


async def _year(chat: Chat) -> int | None:
    """The census that is open; for the training team the last one too, since they settle what differs."""
    if Role.TRAINING in chat.person.roles:
        return await census.last_year(chat.tx)
    return await census.open_year(chat.tx)


async def _progress(chat: Chat, year: int) -> list[Reply]:
    """How many answered, who has not, and what differs."""
    standing = await census.standing(chat.tx, year)
    answered = [one for one in standing if one.answer]
    closes, now = census.closes(year), today(chat.turn.now)
    lines = [
        say(f"census.progress.{'open' if now <= closes else 'closed'}", year=year, closes=day(closes)),
        f"• {say('census.progress.answered', answered=len(answered), asked=len(standing))}",
    ]
    silent = [(await people.get(chat.tx, one.person_id)).name for one in standing if not one.answer][:40]
    lines += [f"• {say('census.progress.silent', names=', '.join(silent))}"] if silent else []
    for one in standing:
        if one.differs:
            said = {part: say("census.numbers", **vars(one.answers[part].counts)) for part in (As.SELF, As.MANAGER)}
            name = (await people.get(chat.tx, one.person_id)).name
            lines.append(f"• {say('census.progress.differs', name=name, own=said[As.SELF], manager=said[As.MANAGER])}")
    return [Reply("census.progress", "\n".join(lines))]


async def concerned(chat: Chat) -> bool:
    """Whether the census is anything to them: the training team, who is trained, and whoever manages them."""
    if Role.TRAINING in chat.person.roles:
        return True
    year = await census.open_year(chat.tx)
    return year is not None and bool(await census.may_answer(chat.tx, chat.person, year))
