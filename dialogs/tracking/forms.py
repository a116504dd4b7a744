"""Leaving and ending, each in one form: the day they left and their licence, lost touch, the end of the plan."""

from collections.abc import Mapping

from dialogs.interview.chat import Chat
from dialogs.interview.choice_form import FilledPaper, any_day, day_field, day_of, of_list, picked, text, words
from dialogs.interview.forms import a_name
from dialogs.interview.parsing.days import day_in_words
from dialogs.plans.good_life.about import OnLife, next_steps
from dialogs.turn import Field, Reply
from dialogs.words import say
from storage.plans.good_life.plan import GoodLife, Whereabouts
from storage.tracking import contacts, ending, leaving
from storage.tracking.leaving import WENT_TO, Left


async def _left(chat: Chat, plan: GoodLife, said: Mapping[str, str]) -> Reply:
    licence = (day_of(said["licence_from"]), day_of(said["licence_until"]))
    left = Left(day_of(said["day"]) or chat.today, Whereabouts(said["to"]), licence)
    plan = await leaving.leave(chat.tx, chat.person, plan, left)
    due = await contacts.next_of(chat.tx, plan)
    missing = ", ".join(say(f"good_life.areas.{area}") for area in plan.content.not_arranged)
    key = "tracking.left_on_licence" if plan.period == "licence" else "tracking.left_without"
    lines = [
        say(
            key,
            reference=plan.reference,
            until=day_in_words(plan.last_day) if plan.last_day else "",
            day=day_in_words(due.day) if due else "",
        )
    ]
    if missing:
        lines.append(say("tracking.not_arranged", missing=missing))
    return Reply(key, "\n".join(lines), choices=next_steps(plan, "leaving", "hand_on", "contact"))


async def _lost(chat: Chat, plan: GoodLife, said: Mapping[str, str]) -> Reply:
    plan = await ending.lost_touch(chat.tx, chat.person, plan, said["signed_name"], said["why"])
    return Reply("tracking.lost", say("tracking.lost", reference=plan.reference))


async def _end(chat: Chat, plan: GoodLife, said: Mapping[str, str]) -> Reply:
    plan = await ending.end(chat.tx, chat.person, plan, said["ended_as"], said["why"])
    how = say(f"tracking.ends.{plan.ended_as}")
    return Reply("tracking.ended", say("tracking.ended", reference=plan.reference, how=how))


FORMS = (
    OnLife(
        "has_left",
        "has_left",
        FilledPaper(
            lambda: (
                day_field("day", required=False),
                of_list("to", WENT_TO, "tracking.whereabouts"),
                day_field("licence_from", required=False),
                day_field("licence_until", required=False),
            ),
            {"day": any_day(), "to": picked(WENT_TO), "licence_from": any_day(), "licence_until": any_day()},
        ),
        _left,
        GoodLife.check_signed,
    ),
    OnLife(
        "lost_touch",
        "lost_touch",
        FilledPaper(
            lambda: (
                text("why"),
                Field("signed_name", "signed_name", "text", required=True, error="signed_name_wanted"),
            ),
            {"why": words(), "signed_name": a_name("signature_missing")},
        ),
        _lost,
        GoodLife.check_signed,
    ),
    OnLife(
        "end_life_plan",
        "end_life_plan",
        FilledPaper(
            lambda: (of_list("ended_as", ending.ENDS, "tracking.ends"), text("why")),
            {"ended_as": picked(ending.ENDS), "why": words()},
        ),
        _end,
    ),
)
"""Every conversation about leaving and ending that is one form, with the command that begins it."""
