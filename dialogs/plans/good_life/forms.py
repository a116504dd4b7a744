"""The conversations about a Good Life plan that are one form each."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from dialogs.interview.answers import Refusal
from dialogs.interview.chat import Chat
from dialogs.interview.choice_form import FilledPaper, any_day, day_field, of_list, picked, text, words
from dialogs.interview.forms import a_name
from dialogs.interview.shown import number_in
from dialogs.plans.good_life.about import OnLife, next_steps
from dialogs.plans.good_life.beginning import GOAL_CHECKS, goal_fields, in_lines, some_strengths
from dialogs.turn import Field, Reply
from dialogs.words import say
from storage.casework.parts import Part
from storage.plans.good_life import arranging, key_worker, writing
from storage.plans.good_life.content import PARTS, Area, Arrangement, How, NoSuchGoal, Recipient
from storage.plans.good_life.plan import GoodLife

YES_NO = ("yes", "no")
SEX_EDUCATION = ("yes", "no", "not_known")


def _said(key: str, plan: GoodLife, *commands: str, **params: object) -> Reply:
    return Reply(key, say(key, reference=plan.reference, **params), choices=next_steps(plan, *commands))


# ---- what stands in it


async def _add_goal(chat: Chat, plan: GoodLife, said: Mapping[str, str]) -> Reply:
    content = plan.content.with_goal(*(said[name] for name in ("what", "why", "step", "helps", "by")))
    plan = await writing.write(chat.tx, chat.person, plan, content)
    number = len(plan.content.goals)
    return _said("good_life.goal_added", plan, "add_goal", "from_now_on", "sign_life_plan", number=number)


async def _keep_strengths(chat: Chat, plan: GoodLife, said: Mapping[str, str]) -> Reply:
    content = replace(plan.content, strengths=in_lines(said["strengths"]))
    plan = await writing.write(chat.tx, chat.person, plan, content)
    return _said("good_life.kept", plan, "add_goal", "good_life_plan")


async def _keep_parts(chat: Chat, plan: GoodLife, said: Mapping[str, str]) -> Reply:
    plan = await writing.write(chat.tx, chat.person, plan, plan.content.with_parts(said))
    return _said("good_life.kept", plan, "led_here", "sign_life_plan", "good_life_plan")


async def _keep_led_here(chat: Chat, plan: GoodLife, said: Mapping[str, str]) -> Reply:
    yes_for = [to for to in Recipient if said[to] == "yes"]
    plan = await writing.led_here(chat.tx, chat.person, plan, said["led_here"], yes_for)
    if not plan.content.led_here:
        return _said("good_life.led_here_out", plan, "sign_life_plan", "good_life_plan")
    names = ", ".join(say(f"good_life.recipients.{to}") for to in plan.content.led_here_for)
    return _said("good_life.led_here_kept", plan, "good_life_plan", to=names or say("good_life.nobody"))


def _led_here(plan: GoodLife) -> Mapping[str, str]:
    allowed = plan.content.led_here_for
    return {"led_here": plan.content.led_here, **{str(to): "yes" if to in allowed else "no" for to in Recipient}}


# ---- signing, and the steps


async def _sign(chat: Chat, plan: GoodLife, said: Mapping[str, str]) -> Reply:
    plan = await writing.sign(chat.tx, chat.person, plan, said["young_person"], said["worker"])
    return _said("good_life.signed", plan, "good_life_plan", "step_done")


def _a_goal(value: str, now: datetime) -> str | Refusal:
    return value if not value or number_in(value) else Refusal("need_number")


async def _step_done(chat: Chat, plan: GoodLife, said: Mapping[str, str]) -> Reply:
    open_ones = [goal.number for goal in plan.content.goals if goal.step]
    number = number_in(said["goal"] or said["rest"]) or (open_ones[0] if len(open_ones) == 1 else 0)
    if not number:
        raise NoSuchGoal
    plan = await writing.step_done(chat.tx, chat.person, plan, number, said["following"])
    return _said("good_life.step_is_done", plan, "step_done", "good_life_plan", number=number)


# ---- leaving, and who carries it on


async def _arrange(chat: Chat, plan: GoodLife, said: Mapping[str, str]) -> Reply:
    made = Arrangement(How(said["how"]), said["who"], said["on"])
    plan = await arranging.arrange(chat.tx, chat.person, plan, Area(said["area"]), made)
    area, how = say(f"good_life.areas.{said['area']}"), say(f"good_life.how.{said['how']}")
    return _said("good_life.arranged", plan, "arrange", "leaving", "has_left", area=area, how=how)


async def _hand_on(chat: Chat, plan: GoodLife, said: Mapping[str, str]) -> Reply:
    plan = await key_worker.hand_on(chat.tx, chat.person, plan, said["name"], Part(said["part"]))
    return _said("good_life.handed_on", plan, "good_life_plan")


FORMS = (
    OnLife("add_goal", "add_goal", FilledPaper(goal_fields, GOAL_CHECKS), _add_goal),
    OnLife(
        "strengths",
        "strengths",
        FilledPaper(lambda: (text("strengths"),), {"strengths": some_strengths}),
        _keep_strengths,
        there=lambda plan: {"strengths": "\n".join(plan.content.strengths)},
    ),
    OnLife(
        "from_now_on",
        "from_now_on",
        FilledPaper(
            lambda: (
                text("deciding", required=False),
                text("hard_times", required=False),
                text("skills", required=False),
                of_list("sex_education", SEX_EDUCATION, "good_life.sex_education", required=False),
                text("learning_support", required=False),
                text("copy_with", required=False, kind="text"),
            ),
            {
                **{name: words(required=False) for name in PARTS if name != "sex_education"},
                "sex_education": picked(SEX_EDUCATION, required=False),
            },
        ),
        _keep_parts,
        there=lambda plan: {name: plan.content.part(name) for name in PARTS},
    ),
    OnLife(
        "led_here",
        "led_here",
        FilledPaper(
            lambda: (
                text("led_here", required=False),
                *(of_list(str(to), YES_NO, "good_life.yes_no", required=False) for to in Recipient),
            ),
            {"led_here": words(required=False), **{str(to): picked(YES_NO, required=False) for to in Recipient}},
        ),
        _keep_led_here,
        there=_led_here,
    ),
    OnLife(
        "sign_life_plan",
        "sign_life_plan",
        FilledPaper(
            lambda: (
                Field("young_person", "young_person", "text", required=True, error="young_person_wanted"),
                Field("worker", "worker", "text", required=True, error="worker_wanted"),
            ),
            {"young_person": a_name("signature_missing"), "worker": a_name("signature_missing")},
        ),
        _sign,
        writing.check_may_sign,
    ),
    OnLife(
        "step_done",
        "step_done",
        FilledPaper(
            lambda: (
                Field("goal", "goal", "text", error="goal_wanted", max_length=4),
                text("following", required=False, kind="text"),
            ),
            {"goal": _a_goal, "following": words(required=False)},
        ),
        _step_done,
        GoodLife.check_signed,
    ),
    OnLife(
        "arrange",
        "arrange",
        FilledPaper(
            lambda: (
                of_list("area", Area, "good_life.areas"),
                of_list("how", How, "good_life.how"),
                text("who", kind="text"),
                day_field("on", required=False),
            ),
            {"area": picked(Area), "how": picked(How), "who": words(), "on": any_day()},
        ),
        _arrange,
        GoodLife.check_signed,
    ),
    OnLife(
        "hand_on",
        "hand_on",
        FilledPaper(
            lambda: (
                Field("name", "name", "text", required=True, error="name_wanted", max_length=120),
                of_list("part", key_worker.PARTS, "good_life.parts"),
            ),
            {"name": a_name("needs_words"), "part": picked(key_worker.PARTS)},
        ),
        _hand_on,
    ),
)
"""Every conversation about a Good Life plan that is one form, with the command that begins it."""
