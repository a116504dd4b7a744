"""'refer to a group': a child is referred to targeted prevention, by strengths and needs (PB-targeted).

Whether anything sexual has happened comes first: then it is for the DSL, and nothing is sent here. Parents and child
have agreed before a name is asked for; the name comes last.
"""

from collections.abc import Mapping
from datetime import date, datetime

from dialogs.groups import shown
from dialogs.interview.answers import NOT_KNOWN, NOT_SURE, Answers, Choices, Heard, Refusal, Spellings, one
from dialogs.interview.chat import CASE_WORK, Chat, OnlyQuestions, Then
from dialogs.interview.forms import Check, Form, a_name
from dialogs.interview.frame import Frame, known, note
from dialogs.interview.interview import Interview, Question
from dialogs.interview.parsing.ages import Ages
from dialogs.interview.parsing.days import day_in_words, read_birth
from dialogs.turn import JSON, Field, Reply
from dialogs.words import reply, say
from storage import conversations
from storage.groups import directory, referring
from storage.groups.directory import Group
from storage.groups.referral import KnownTo, Reason, Referred, Route, age_on, suggested
from storage.groups.referring import AgeOutside, NobodyLeads, ReferredAlready
from storage.people.people import Role
from storage.problems import NotFound

REFERS = CASE_WORK | {Role.YOUTH_JUSTICE}


class OneAge(Ages):
    """The age of one child in whole years: which groups there are for them depends on it."""

    def read(
        self, name: str, said: str | Mapping[str, JSON], answers: Answers, spellings: Spellings, now: datetime
    ) -> Heard | Refusal:
        """Refuses several ages, and 'not known'."""
        heard = super().read(name, said, answers, spellings, now)
        if isinstance(heard, Refusal) or len(heard.answers[name]) != 1 or NOT_KNOWN in heard.answers[name]:
            return Refusal("one_childs_age")
        return heard


def _birth(value: str, now: datetime) -> str | Refusal:
    born = read_birth(value)
    return born.isoformat() if born and born <= now.date() else Refusal("childs_birth_wrong")


def _said(longest: int) -> Check:
    """Some words; more than fit are refused, never cut."""

    def check(value: str, now: datetime) -> str | Refusal:
        if len(value) > longest:
            return Refusal("too_long", {"longest": f"{longest:,}"})
        return value if any(c.isalnum() for c in value) else Refusal("fill_in_each")

    return check


CHILD = Form(
    (
        Field("name", "name", "text", required=True, error="name_wanted", max_length=120),
        Field("born", "born", "date", required=True, error="born_wanted"),
        Field("strengths", "strengths", "long_text", required=True, error="strengths_wanted", max_length=1_000),
        Field("needs", "needs", "long_text", required=True, error="needs_wanted", max_length=1_000),
        Field("reach", "reach", "text", required=True, error="reach_wanted", max_length=120),
    ),
    {
        "name": a_name("child_name_missing"),
        "born": _birth,
        "strengths": _said(1_000),
        "needs": _said(1_000),
        "reach": _said(120),
    },
)


def goes_on(answers: Answers) -> bool:
    """Whether nothing sexual has happened, and parents and child have both agreed."""
    return answers.get("sexual_behaviour") == "no" and answers.get("agreed_by") == "both"


ALONE = frozenset({str(KnownTo.NONE), str(KnownTo.NOT_KNOWN)})
REFERRAL = Interview(
    "group_referral",
    (
        Question("sexual_behaviour", one("no", "yes", NOT_SURE)),
        Question("agreed_by", one("both", "not_both"), lambda a: a.get("sexual_behaviour") == "no"),
        Question("child_age", OneAge(may_be_unknown=False, most=1), goes_on),
        Question("reasons_for", Choices(lambda _: tuple(map(str, Reason)), many=True), goes_on),
        Question("agencies_knowing", Choices(lambda _: tuple(map(str, KnownTo)), many=True, lone=ALONE), goes_on),
        Question("which_group", Choices(lambda a: a.get("offered", ())), goes_on),
        Question("group_route", one(*map(str, Route)), goes_on),
        Question("referred_child", CHILD, goes_on, private=True),
        Question("send_referral", one("send_now", "not_now"), goes_on),
    ),
)  # fmt: skip


class ReferralFlow(OnlyQuestions):
    """From the question what has happened to the referral that is sent."""

    interview: Interview = REFERRAL
    roles: frozenset[Role] = REFERS

    async def opened(self, chat: Chat, frame: Frame) -> Then:
        """What a group is for; it ends where there is none."""
        frame = {**frame, "about": ""}
        if not await directory.every(chat.tx):
            return Then(frame, [reply("group_referral.no_groups")], ends=True)
        return Then(frame, [reply("group_referral.opening")])

    async def before(self, chat: Chat, frame: Frame, name: str) -> Then:
        """The groups for that age, the way that is suggested, and at the end all that would be sent."""
        if name == "which_group":
            return Then(await _offering(chat, frame))
        if name == "group_route":
            answers = known(frame)
            way = suggested(_known_to(answers), _reasons(answers))
            way_in_words = say(f"group_referral.questions.group_route.choices.{way}")
            return Then(frame, [reply("group_referral.suggested", route=way_in_words)])
        if name == "send_referral":
            return Then(frame, [await _read_back(chat, frame)])
        return Then(frame)

    async def after(self, chat: Chat, frame: Frame, name: str) -> Then:
        """Ends where it is for the DSL, waits where somebody has to agree first, and asks again where the group does
        not fit.
        """
        answer = frame["answers"][name]
        if name == "sexual_behaviour" and answer != "no":
            key = "group_referral.report_it" if answer == "yes" else "group_referral.dsl_first"
            return Then(frame, [reply(key, choices=("report",))], ends=True)
        if name == "agreed_by" and answer != "both":
            return _kept(frame, name, "group_referral.ask_first")
        if name == "reasons_for" and Reason.EXPLOITATION in answer:
            return Then(frame, [reply("group_referral.exploitation")])
        if name in ("which_group", "referred_child"):
            return await self._fits(chat, frame, name)
        if name == "send_referral" and answer == "not_now":
            return _kept(frame, name, "group_referral.not_sent")
        return Then(frame)

    async def _fits(self, chat: Chat, frame: Frame, name: str) -> Then:
        """Whether the group takes a child of that age; the date of birth says it for certain."""
        group = await directory.get(chat.tx, frame["answers"]["which_group"])
        age = _age(chat, frame)
        if group.is_for(age):
            return Then(frame)
        others = directory.for_age([one for one in await directory.every(chat.tx) if one.id != group.id], age)
        fits = bool(others) and others[0].is_for(age)
        key = "group_referral.other_age_next" if fits else "group_referral.other_age"
        said = reply(key, group=group.name, youngest=group.youngest, oldest=group.oldest, age=age,
                     next=shown.group_in_words(others[0]) if fits else "")  # fmt: skip
        return Then(_without(frame, "which_group"), [said])

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        """The referral is sent, or why not; what has changed meanwhile is asked again."""
        wrong = REFERRAL.not_right(known(frame), chat.turn.now)
        if wrong is not None:
            return Then(_without(frame, wrong.name), [reply("group_referral.check_again", label=REFERRAL.label(wrong))])
        answers = frame["answers"]
        try:
            made = await referring.refer(chat.tx, chat.person, answers["which_group"], said_in(answers), agreed=True)
        except ReferredAlready:
            return Then(frame, [reply("group_referral.already", choices=("my_referrals",))], ends=True)
        except (AgeOutside, NotFound):
            return Then(_without(frame, "which_group", "send_referral"), [reply("group_referral.group_changed")])
        except NobodyLeads:
            return _kept(frame, "send_referral", "group_referral.nobody_leads")
        group = await directory.get(chat.tx, made.group_id)
        key = "group_referral.waits" if made.waits else "group_referral.sent"
        by = day_in_words(referring.due(chat.tx).day)
        return Then(
            frame, [reply(key, choices=("my_referrals",), reference=made.reference, group=group.name, by=by)], ends=True
        )

    async def cancelled(self, chat: Chat, frame: Frame) -> list[Reply]:
        """That nothing was sent; the replies that repeat what was written are deleted too."""
        await conversations.forget_replies(chat.tx, chat.person.id)
        return [reply("group_referral.cancelled")]


def said_in(answers: Answers) -> Referred:
    """What is sent, of the answers."""
    child = answers["referred_child"]
    return Referred(
        name=child["name"],
        born=date.fromisoformat(child["born"]),
        reasons=_reasons(answers),
        known_to=_known_to(answers),
        route=Route(answers["group_route"]),
        strengths=child["strengths"],
        needs=child["needs"],
        reach=child["reach"],
    )


def _reasons(answers: Answers) -> tuple[Reason, ...]:
    return tuple(one for one in Reason if one in answers["reasons_for"])


def _known_to(answers: Answers) -> tuple[KnownTo, ...]:
    return tuple(one for one in KnownTo if one in answers["agencies_knowing"])


def _age(chat: Chat, frame: Frame) -> int:
    """By the date of birth, once that is given; as it was said before."""
    answers = frame["answers"]
    if "referred_child" in answers:
        return age_on(date.fromisoformat(answers["referred_child"]["born"]), chat.turn.now.date())
    return int(answers["child_age"][0])


async def _offering(chat: Chat, frame: Frame) -> Frame:
    """The groups, those for the child's age first; kept with the frame, so that a number keeps its meaning."""
    age = _age(chat, frame)
    listed: list[Group] = directory.for_age(await directory.every(chat.tx), age)
    titles = {one.id: shown.group_in_words(one) for one in listed}
    return note(frame, offered=list(titles), titles=titles)


async def _read_back(chat: Chat, frame: Frame) -> Reply:
    """What the group's lead will read, but for the name and the date of birth, which are not repeated."""
    group = await directory.get(chat.tx, frame["answers"]["which_group"])
    lines = shown.referred(said_in(frame["answers"]))
    return Reply("group_referral.read_back", "\n".join([say("group_referral.read_back", group=group.name), *lines]))


def _kept(frame: Frame, name: str, why: str) -> Then:
    """Nothing is sent. What was answered is kept, and this question is asked again when the person goes on."""
    return Then({**_without(frame, name), "at": None}, [reply(why, choices=("resume",))], pauses=True)


def _without(frame: Frame, *names: str) -> Frame:
    left = {key: value for key, value in frame["answers"].items() if key not in names}
    return {**frame, "answers": left}


__all__ = ["REFERS", "ReferralFlow", "said_in"]
