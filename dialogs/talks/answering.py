"""'talk outcome 1': the duty worker of youth justice answers with one or more of the five outcomes (PB-support)."""

from datetime import date, datetime, timedelta

from dialogs.interview.answers import Answers, Choices, OwnWords, Refusal
from dialogs.interview.chat import Chat, OnlyQuestions, Then
from dialogs.interview.forms import Form, a_day_from, a_name, some_words
from dialogs.interview.frame import Frame, note
from dialogs.interview.interview import SKIPPED, Interview, Question
from dialogs.interview.parsing.days import day_in_words, today
from dialogs.interview.shown import Stale
from dialogs.talks import shown, which
from dialogs.turn import Field, Reply
from dialogs.words import choice, passing_the_dsl_by, reply, say
from storage.people.people import Role
from storage.problems import NotFound
from storage.talks import answering
from storage.talks.access import Part
from storage.talks.answering import FIRST_REVIEW, LAST_REVIEW, AnsweredAlready
from storage.talks.talk import Answer, Outcome, State, Watch

DUTY = frozenset({Role.YOUTH_JUSTICE})
_DAY = a_day_from("review_day", first=FIRST_REVIEW.days, last=LAST_REVIEW.days)


def _review_day(value: str, now: datetime) -> str | Refusal:
    """Between one week and four from today; left empty, four weeks."""
    return _DAY(value, now) if value else (today(now) + timedelta(weeks=4)).isoformat()


WATCH = Form(
    (
        Field("what", "what", "text", required=True, error="what_missing", max_length=300),
        Field("who", "who", "text", required=True, error="who_missing", max_length=80),
        Field("review_on", "review_on", "date", error="day_error"),
    ),
    {
        "what": some_words("watch_what_missing", 300),
        "who": a_name("watch_who_missing", 80),
        "review_on": _review_day,
    },
)


def watches(answers: Answers) -> bool:
    """Whether one of the outcomes is to watch."""
    return Outcome.MONITORING in answers.get("outcomes", ())


TALK_OUTCOME = Interview(
    "talk_outcome",
    (
        Question("outcomes", Choices(lambda _: tuple(map(str, Outcome)), many=True)),
        Question("watch", WATCH, watches, private=True),
        Question("talk_advice", OwnWords(may_be_unknown=False, longest=2_000), may_skip=True),
    ),
)


class TalkOutcomeFlow(OnlyQuestions):
    """Outcomes, what is watched by whom until when, and a few words."""

    interview: Interview = TALK_OUTCOME
    roles: frozenset[Role] = DUTY

    async def opened(self, chat: Chat, frame: Frame) -> Then:
        """Which talk; it ends where it does not wait for this person's answer."""
        found = await which.meant(chat, frame["about"])
        if found is None:
            return Then(frame, await shown.talks(chat, ""), ends=True)
        if isinstance(found, Stale):
            return Then(frame, [reply(f"talks.stale.{found}", choices=("talks",))], ends=True)
        if found.part is not Part.DUTY or found.state is not State.WAITING:
            return Then(frame, [reply("talk_outcome.not_waiting", choices=("talks",))], ends=True)
        # it is about no record: what is typed after other commands is one's reference
        frame = {**note(frame, talk=found.id, reference=found.reference, passes=found.passes_the_dsl_by), "about": ""}
        return Then(frame, [reply("talk_outcome.opening", reference=found.reference)])

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        """The answer is sent, with what each outcome means next. A day to look again that does not fit any more is
        asked again.
        """
        given = said_in(frame["answers"])
        try:
            await answering.answer(chat.tx, chat.person, frame["noted"]["talk"], given)
        except (AnsweredAlready, NotFound):
            return Then(frame, [reply("talk_outcome.not_waiting", choices=("talks",))], ends=True)
        except answering.NotWholeAnswer:
            # a day that was near enough when it was typed, and is not any more
            kept = {name: value for name, value in frame["answers"].items() if name != "watch"}
            return Then({**frame, "answers": kept}, [reply("talk_outcome.look_again")])
        said = say("talk_outcome.answered", reference=frame["noted"]["reference"])
        with passing_the_dsl_by(frame["noted"]["passes"]):
            text = "\n".join([said, *shown.follow_on(given)])
        if given.watch is not None:
            text += "\n\n" + say("talk_outcome.watched_until", day=day_in_words(given.watch.review_on))
        # the duty worker may ask for it at once; of a referral to a group there is nothing to open yet
        opens = ("ask_for_assessment",) if Outcome.AIM in given.outcomes else ()
        buttons = tuple(map(choice, (*opens, "talks")))
        return Then(frame, [Reply("talk_outcome.answered", text, choices=buttons)], ends=True)

    async def cancelled(self, chat: Chat, frame: Frame) -> list[Reply]:
        """That nothing was answered."""
        return [reply("talk_outcome.cancelled", choices=("talks",))]


def said_in(answers: Answers) -> Answer:
    """What is kept, of the answers. The outcomes stand in the source's order."""
    watch = answers.get("watch")
    advice = answers.get("talk_advice", "")
    return Answer(
        outcomes=tuple(one for one in Outcome if one in answers["outcomes"]),
        watch=Watch(watch["what"], watch["who"], date.fromisoformat(watch["review_on"])) if watch else None,
        advice="" if advice == SKIPPED else advice,
    )


__all__ = ["DUTY", "TalkOutcomeFlow"]
