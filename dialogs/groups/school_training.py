"""'training offer': which special schools were offered training, and which have had it (PB-targeted, PB-roles)."""

from collections.abc import Sequence
from datetime import date, datetime

from dialogs.interview.answers import Refusal
from dialogs.interview.chat import Chat, OnlyQuestions, Then
from dialogs.interview.forms import Form, a_day, a_name
from dialogs.interview.frame import Frame
from dialogs.interview.interview import Interview, Question
from dialogs.interview.parsing.days import LONDON, day_in_words
from dialogs.turn import Field, Reply
from dialogs.words import reply, say
from storage.groups import school_training
from storage.groups.school_training import Offer, TrainedTooEarly
from storage.people.people import Role

TEAM = frozenset({Role.TRAINING})
_DAY = a_day("day_gone_by")


def _day_or_none(value: str, now: datetime) -> str | Refusal:
    return _DAY(value, now) if value else ""


OFFER = Form(
    (
        Field("school", "school", "text", required=True, error="school_wanted", max_length=120),
        Field("offered_on", "offered_on", "date", required=True, error="offered_wanted"),
        Field("trained_on", "trained_on", "date", error="trained_error"),
    ),
    {"school": a_name("school_missing"), "offered_on": _DAY, "trained_on": _day_or_none},
)


class TrainingOfferFlow(OnlyQuestions):
    """The list of the year, and a form for one school."""

    interview: Interview = Interview("training_offer", (Question("school_offer", OFFER),))
    roles: frozenset[Role] = TEAM

    async def opened(self, chat: Chat, frame: Frame) -> Then:
        """The list of the year, before the form."""
        return Then({**frame, "about": ""}, [await _list(chat)])

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        """The offer is kept, and the list is as it is now. A training before its offer is asked again."""
        given = frame["answers"]["school_offer"]
        trained = date.fromisoformat(given["trained_on"]) if given["trained_on"] else None
        try:
            made = await school_training.offer(
                chat.tx, chat.person, given["school"], date.fromisoformat(given["offered_on"]), trained
            )
        except TrainedTooEarly:
            return Then({**frame, "answers": {}}, [reply("training_offer.too_early")])
        said = reply("training_offer.kept", school=made.school)
        return Then(frame, [said, await _list(chat)], ends=True)

    async def cancelled(self, chat: Chat, frame: Frame) -> list[Reply]:
        """That nothing was kept."""
        return [reply("training_offer.nothing_kept")]


async def _list(chat: Chat) -> Reply:
    """'7 of 12', with the names: schools, and no child."""
    year = chat.turn.now.astimezone(LONDON).year
    found = await school_training.of_year(chat.tx, year)
    if not found:
        return reply("training_offer.none", year=year)
    trained = sum(one.trained_on is not None for one in found)
    head = say("training_offer.uptake", trained=trained, of=len(found), year=year)
    return Reply("training_offer.uptake", "\n".join([head, *rows(found)]))


def rows(found: Sequence[Offer]) -> list[str]:
    """A line a school: offered on which day, or trained on which."""
    return [
        say(f"training_offer.{'trained' if one.trained_on else 'offered'}", school=one.school,
            day=day_in_words(one.trained_on or one.offered_on))
        for one in found
    ]  # fmt: skip


__all__ = ["TrainingOfferFlow"]
