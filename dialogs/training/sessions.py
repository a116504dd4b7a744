"""Sessions in chat: the training team holds them and notes who came; whoever is on the register takes a place."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from dialogs.interview.answers import Answers, Choices, Refusal
from dialogs.interview.chat import Chat, OnlyQuestions, Then
from dialogs.interview.forms import Check, Form, a_day_from, a_time, one_of
from dialogs.interview.frame import Frame, ask_again, known, note
from dialogs.interview.interview import Interview, Question
from dialogs.interview.parsing.days import LONDON, moment_in_words
from dialogs.turn import Choice, Field, Reply
from dialogs.words import reply, say
from storage.people import people
from storage.people.people import Role
from storage.problems import NotFound, Problem
from storage.training import places, register, sessions
from storage.training.places import Session
from storage.training.sessions import Wanted
from storage.training.tables import SessionKind, Way

TEAM = frozenset({Role.TRAINING})
FURTHEST = timedelta(days=550)
HELD, MOVED, CANCELLED = "hold_one", "move_one", "cancel_one"
NOBODY, NONE, WITHOUT_PLACE = "nobody_came", "none_of_them", "somebody_else"


def in_words(session: Session) -> str:
    """'Refresher, Tuesday 9 March 2027, 10:00, by video: 3 of 12 places taken'."""
    return say(
        "training.session", what=say(f"training.kinds.{session.kind}"), when=moment_in_words(session.starts_at),
        way=say(f"training.ways.{session.way}"), taken=session.taken, places=session.places,
    )  # fmt: skip


def _number(refusal: Refusal, least: int, most: int) -> Check:
    return lambda value, now: value if value.isdecimal() and least <= int(value) <= most else refusal


def some_names(value: str, now: datetime) -> str | Refusal:
    """One name a line."""
    lines = [line.strip() for line in value.splitlines() if any(map(str.isalpha, line))]
    return "\n".join(lines) if lines else Refusal("needs_words")


def _pick(name: str, words: str, listed: Sequence[str]) -> Field:
    choices = tuple(Choice(value, say(f"training.{words}.{value}")) for value in listed)
    return Field(name, name, "choice", required=True, error=f"{name}_error", choices=choices)


NEW = Form(
    (
        _pick("kind", "kinds", tuple(SessionKind)),
        Field("day", "day", "date", required=True, error="day_error"),
        Field("starts", "starts", "text", required=True, error="starts_error", max_length=8),
        Field("minutes", "minutes", "text", required=True, error="minutes_error", max_length=3),
        _pick("way", "ways", tuple(Way)),
        Field("places", "places", "text", required=True, error="places_error", max_length=3),
    ),
    {
        "kind": one_of(tuple(SessionKind)),
        "day": a_day_from("day_to_come", first=0, last=FURTHEST.days),
        "starts": a_time,
        "minutes": _number(Refusal("minutes_long"), 10, 480),
        "way": one_of(tuple(Way)),
        "places": _number(Refusal("how_many_places"), 1, 500),
    },
)

WHEN = Form(
    (
        Field("day", "day", "date", required=True, error="day_error"),
        Field("starts", "starts", "text", required=True, error="starts_error", max_length=8),
    ),
    {"day": a_day_from("day_to_come", first=0, last=FURTHEST.days), "starts": a_time},
)
WALK_INS = Form((Field("names", "names", "long_text", required=True, error="names_error", max_length=1_000),),
                {"names": some_names})  # fmt: skip


def _moment(given: Mapping[str, str]) -> datetime:
    wall = datetime.combine(date.fromisoformat(given["day"]), time.fromisoformat(given["starts"]), tzinfo=LONDON)
    return wall.astimezone(UTC)


KEEPING = Interview(
    "training_sessions",
    (
        Question("session_task", Choices(lambda _: (HELD, MOVED, CANCELLED, NONE))),
        Question("new", NEW, applies=lambda a: a.get("session_task") == HELD, private=True),
        Question(
            "which",
            Choices(lambda a: (*a.get("offered", ()), NONE)),
            applies=lambda a: a.get("session_task") in (MOVED, CANCELLED),
        ),
        Question(
            "moved_to",
            WHEN,
            applies=lambda a: a.get("session_task") == MOVED and a.get("which", NONE) != NONE,
            private=True,
        ),
    ),
)


class Plain(OnlyQuestions):
    """What flows of training share: nothing is said around single questions."""

    async def cancelled(self, chat: Chat, frame: Frame) -> list[Reply]:
        """That nothing was done."""
        return [reply("training.nothing_done")]


class SessionsFlow(Plain):
    """For the training team: what is to come, and one to hold, to move or to cancel."""

    interview: Interview = KEEPING
    roles: frozenset[Role] = TEAM

    async def opened(self, chat: Chat, frame: Frame) -> Then:
        """The sessions to come."""
        coming = await sessions.coming(chat.tx)
        rows = [f"• {in_words(one)}" for one in coming] or [f"• {say('training.none_coming')}"]
        said = Reply("training.sessions", "\n".join([say("training.sessions"), *rows]))
        return Then(_offering(frame, coming), [said])

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        """One is held or cancelled, or why not."""
        answers = frame["answers"]
        if answers["session_task"] == NONE or answers.get("which") == NONE:
            return Then(frame, [reply("training.nothing_done")], ends=True)
        try:
            said = await self._do(chat, answers)
        except (sessions.ClosedDay, sessions.SessionOver, sessions.SessionThere, NotFound) as problem:
            said = _refused(problem)
        return Then(frame, [said], ends=True)

    async def _do(self, chat: Chat, answers: Answers) -> Reply:
        if answers["session_task"] == MOVED:
            moved = await sessions.move(chat.tx, chat.person, answers["which"], _moment(answers["moved_to"]))
            return reply("training.moved", session=in_words(moved))
        if answers["session_task"] == CANCELLED:
            told = await sessions.cancel(chat.tx, chat.person, answers["which"])
            return reply("training.cancelled", count=len(told))
        given = answers["new"]
        wanted = Wanted(SessionKind(given["kind"]), _moment(given), int(given["minutes"]), Way(given["way"]),
                        int(given["places"]))  # fmt: skip
        return reply("training.held", session=in_words(await sessions.add(chat.tx, chat.person, wanted)))


ATTENDED = Interview(
    "attended",
    (
        Question("session", Choices(lambda a: (*a.get("offered", ()), NONE))),
        Question(
            "came",
            Choices(
                lambda a: (*a.get("had_places", {}).get(a.get("session"), ()), WITHOUT_PLACE, NOBODY), many=True,
                lone=frozenset({NOBODY}),
            ),
            applies=lambda a: a.get("session") != NONE,
        ),
        Question("walk_ins", WALK_INS, applies=lambda a: WITHOUT_PLACE in a.get("came", ()), private=True),
    ),
)  # fmt: skip


class AttendedFlow(Plain):
    """For the training team: a session that has begun, and who of those with a place came."""

    interview: Interview = ATTENDED
    roles: frozenset[Role] = TEAM

    async def opened(self, chat: Chat, frame: Frame) -> Then:
        """The sessions that have begun, and who has a place in each; it ends where there are none."""
        begun = await sessions.begun(chat.tx)
        if not begun:
            return Then(frame, [reply("training.none_begun")], ends=True)
        titles: dict[str, str] = {}
        had: dict[str, list[str]] = {}
        for session in begun:
            had[session.id] = await places.who_has_one(chat.tx, session.id)
            titles |= {one: (await people.get(chat.tx, one)).name for one in had[session.id]}
        return Then(_offering(frame, begun, had_places=had, names=titles))

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        """Who came is noted."""
        answers = frame["answers"]
        if answers["session"] == NONE:
            return Then(frame, [reply("training.nothing_done")], ends=True)
        came = [one for one in answers["came"] if one not in (NOBODY, WITHOUT_PLACE)]
        names = answers["walk_ins"]["names"].splitlines() if WITHOUT_PLACE in answers["came"] else []
        try:
            walk_ins = await register.named(chat.tx, names)
        except NotFound:
            return Then(ask_again(frame, "walk_ins"), [reply("training.no_such_name")])
        try:
            await sessions.note_attendance(chat.tx, chat.person, answers["session"], came, walk_ins)
        except NotFound as problem:
            return Then(frame, [_refused(problem)], ends=True)
        return Then(frame, [reply("training.noted", count=len({*came, *walk_ins}))], ends=True)


REFRESHER = Interview("refresher", (Question("session", Choices(lambda a: (*a.get("offered", ()), NONE))),))


class RefresherFlow(Plain):
    """For whoever is on the register: take a place in a session, or give one up."""

    interview: Interview = REFRESHER
    roles: frozenset[Role] = frozenset(Role)

    async def opened(self, chat: Chat, frame: Frame) -> Then:
        """The sessions with a free place, and those in which they have one; it ends where there are none."""
        coming = await sessions.coming(chat.tx)
        mine = {one.id for one in await places.of_person(chat.tx, chat.person.id)}
        open_to_me = [one for one in coming if one.id in mine or not one.is_full]
        if not open_to_me:
            return Then(frame, [reply("training.none_open")], ends=True)
        titles = {one.id: say("training.yours", session=in_words(one)) for one in coming if one.id in mine}
        return Then(_offering(frame, open_to_me, names=titles, mine=sorted(mine)))

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        """They have a place, or have given theirs up; or why not."""
        answers = known(frame)
        which = answers["session"]
        if which == NONE:
            return Then(frame, [reply("training.nothing_done")], ends=True)
        try:
            if which in answers.get("mine", ()):
                session = await sessions.give_up_place(chat.tx, chat.person, which)
                said = reply("training.given_up", when=moment_in_words(session.starts_at))
            else:
                session = await sessions.take_place(chat.tx, chat.person, which)
                said = reply("training.taken", when=moment_in_words(session.starts_at))
        except (NotFound, sessions.NotOnRegister, sessions.SessionOver, sessions.SessionFull,
                sessions.DoubleBooked) as problem:  # fmt: skip
            said = _refused(problem)
        return Then(frame, [said], ends=True)


def _offering(frame: Frame, found: Sequence[Session], names: dict[str, str] | None = None, **more: object) -> Frame:
    """Kept with the frame, so that a number keeps its meaning."""
    titles = {one.id: in_words(one) for one in found} | (names or {})
    return note(frame, offered=[one.id for one in found], titles=titles, **more)


def _refused(problem: Problem) -> Reply:
    """Why not, as it can be expected; nothing was changed."""
    return reply(f"training.refused.{problem.reason}")
