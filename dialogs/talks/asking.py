"""'informal talk': a worry without firm evidence, put to the duty worker of youth justice (PB-support, PB-roles).

Safety comes first, firm evidence leaves for the description of an incident, and nothing is sent before the line manager
has agreed. It can be about a draft or a record of the asker's own, so that talks about one matter are counted together.
"""

from datetime import date

from dialogs import concern, contacts, nearly_safe
from dialogs.interview.answers import NOT_SURE, Answers, Choices, one
from dialogs.interview.chat import CASE_WORK, Chat, OnlyQuestions, Then
from dialogs.interview.forms import Form, a_day, a_name, some_words
from dialogs.interview.frame import Frame, known, note
from dialogs.interview.interview import Interview, Question
from dialogs.interview.parsing.days import moment_in_words
from dialogs.interview.without_names import WithoutNames
from dialogs.talks import shown
from dialogs.turn import Choice, Field, Reply
from dialogs.words import choice, reply, say
from storage import conversations
from storage.people.people import Role
from storage.problems import NotFound
from storage.records import inbox, safety_watch
from storage.records.safety_watch import WatchCause
from storage.talks import asking
from storage.talks.asking import NobodyOnDuty
from storage.talks.talk import Asked

AGREEMENT = Form(
    (
        Field("manager_name", "manager_name", "text", required=True, error="manager_missing", max_length=120),
        Field("manager_agreed_on", "manager_agreed_on", "date", required=True, error="agreed_on_missing"),
    ),
    {"manager_name": a_name("manager_missing"), "manager_agreed_on": a_day("agreed_on_missing")},
)
REACH = Form(
    (Field("reach", "reach", "text", required=True, error="telephone_missing", max_length=120),),
    {"reach": some_words("telephone_missing", 120)},
)
MOST_RECORDS = 3
"""One's own records that a talk may be about, the latest first. Any other is named after the command."""
NEITHER = "neither"


def goes_on(answers: Answers) -> bool:
    """There is no firm evidence, as far as the asker knows."""
    return answers.get("evidence") == "only_a_worry" or answers.get("rather_report") == "go_on"


def agreed(answers: Answers) -> bool:
    """Whether the line manager has agreed."""
    return answers.get("manager") == "agreed"


TALK = Interview(
    "talk",
    (
        Question("danger_now", one("nobody", "danger", "hurt", NOT_SURE)),
        Question("evidence", one("firm", "not_clear", "only_a_worry")),
        Question("rather_report", one("describe", "go_on"), lambda a: a.get("evidence") == "not_clear"),
        Question(
            "linked", Choices(lambda a: (*a.get("mine", ()), NEITHER)), lambda a: goes_on(a) and bool(a.get("mine"))
        ),
        Question("side", one("displayed", "targeted", "both", NOT_SURE), goes_on),
        Question("manager", one("agreed", "not_yet"), goes_on),
        Question("agreement", AGREEMENT, lambda a: goes_on(a) and agreed(a), private=True),
        Question("age_band", one("under_10", "ten_or_eleven", "twelve_to_17", NOT_SURE), goes_on),
        Question("concern", WithoutNames(may_be_unknown=False, longest=2_000), goes_on),
        Question(
            "wanted",
            Choices(lambda _: ("what_to_watch", "who_can_help", "whether_to_refer", "to_think_aloud"), many=True),
            goes_on,
        ),
        Question("reach", REACH, goes_on, private=True),
        Question("send_talk", one("send_now", "not_now"), lambda a: goes_on(a) and agreed(a)),
    ),
)  # fmt: skip


class TalkFlow(OnlyQuestions):
    """From the safety question to the talk that is sent."""

    interview: Interview = TALK
    roles: frozenset[Role] = CASE_WORK

    async def opened(self, chat: Chat, frame: Frame) -> Then:
        """About which matter of their own, where one is named; otherwise all that it may be about."""
        if frame["about"]:
            try:
                case = await asking.case_of(chat.tx, chat.person, frame["about"])
            except NotFound:
                return Then(frame, [reply("inbox.not_found")], ends=True)
            return Then(note(frame, case=case), [reply("talk.opening_about", reference=frame["about"].upper())])
        titles = await _own(chat)
        return Then(note(frame, mine=list(titles), titles=titles), [reply("talk.opening")])

    async def before(self, chat: Chat, frame: Frame, name: str) -> Then:
        """The urgent steps where it is not clear that nobody is in danger, and at the end all that would be sent."""
        if kindly := nearly_safe.asked_kindly(frame, name):
            return kindly
        if name == "danger_now" and frame["again"] == name and "urgent_said" not in frame["noted"]:
            # anything but a clear 'safe': the urgent steps, and the question again
            return Then(note(frame, urgent_said="yes"), [contacts.urgent(chat)])
        return Then(frame, [_read_back(frame)] if name == "send_talk" else [])

    async def after(self, chat: Chat, frame: Frame, name: str) -> Then:
        """Danger ends it with the urgent steps, firm evidence leads to the description of an incident, and 'not now'
        keeps it.
        """
        answers = frame["answers"]
        if name == "danger_now" and answers[name] != "nobody":
            concerns = concern.of(known(frame))
            await safety_watch.shown(
                chat.tx, chat.person, frame["id"], WatchCause.URGENT_STEPS,
                concern_about_dsl=concern.passes_the_dsl_by(concerns), also=concern.others(concerns),
            )  # fmt: skip
            steps = reply("talk.danger", choices=("told_them", "not_reached", "report"))
            return Then(frame, [contacts.urgent(chat), steps], ends=True)
        if answers.get("evidence") == "firm" or answers.get("rather_report") == "describe":
            return Then(frame, [_leaves(frame, name)], ends=True)
        if name == "linked" and answers[name] != NEITHER:
            return Then(note(frame, case=await _case(chat, answers[name])))
        if name == "send_talk" and answers[name] == "not_now":
            return _kept(frame, "send_talk", "talk.not_sent")
        return Then(frame)

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        """The talk is sent, with the moment by which it is answered; or what is still missing."""
        answers = known(frame)
        if not agreed(answers):
            return _kept(frame, "manager", "talk.manager_first")
        wrong = TALK.not_right(answers, chat.turn.now)
        if wrong is not None:
            kept = {name: value for name, value in frame["answers"].items() if name != wrong.name}
            return Then({**frame, "answers": kept}, [reply("talk.check_again", label=TALK.label(wrong))])
        try:
            reference = await asking.ask(
                chat.tx, chat.person, said_in(answers), case_key=answers.get("case"), passes_by=_passes_by(answers)
            )
        except NobodyOnDuty:
            return _kept(frame, "send_talk", "talk.nobody_on_duty")
        by = moment_in_words(asking.due(chat.tx).over_at)
        return Then(frame, [reply("talk.sent", choices=("talks",), reference=reference, by=by)], ends=True)

    async def cancelled(self, chat: Chat, frame: Frame) -> list[Reply]:
        """That nothing was sent; the replies that repeat what was written are deleted too."""
        await conversations.forget_replies(chat.tx, chat.person.id)
        return [reply("talk.cancelled")]


def said_in(answers: Answers) -> Asked:
    """What is sent, of the answers."""
    agreement = answers["agreement"]
    return Asked(
        side=answers["side"],
        age_band=answers["age_band"],
        concern=answers["concern"],
        wanted=tuple(answers["wanted"]),
        wanted_words=" ".join(answers.get("wanted_words", [])),
        manager_name=agreement["manager_name"],
        manager_agreed_on=date.fromisoformat(agreement["manager_agreed_on"]),
        reach=answers["reach"]["reach"],
    )


def _leaves(frame: Frame, name: str) -> Reply:
    """What was heard, on which the talk ends, with the talk one tap away should it not have been meant."""
    key = "talk.report_it" if frame["answers"]["evidence"] == "firm" else "talk.report_first"
    heard = say("menu.heard", answer=TALK.shown(TALK.question(name), known(frame)))
    again = Choice(f"informal talk {frame['about']}".strip(), say("menu.choices.change"))
    return Reply(key, f"{heard}\n\n{say(key)}", choices=(choice("report"), again))


def _passes_by(answers: Answers) -> frozenset[Role]:
    """Whom the worry may be about or near, by what was said: they aren't told that there was a talk."""
    concerns = concern.of(answers)
    return concern.others(concerns) | ({Role.DSL} if concern.passes_the_dsl_by(concerns) else set())


def _kept(frame: Frame, name: str, why: str) -> Then:
    """Nothing is sent. All that was written is kept, and this question is asked again when the person goes on."""
    left = {key: value for key, value in frame["answers"].items() if key != name}
    return Then({**frame, "answers": left, "at": None}, [reply(why, choices=("resume",))], pauses=True)


def _read_back(frame: Frame) -> Reply:
    """What youth justice will read, word for word."""
    return Reply("talk.read_back", f"{say('talk.read_back')}\n\n{shown.asked(said_in(known(frame)))}")


async def _own(chat: Chat) -> dict[str, str]:
    """The asker's own unfinished descriptions and latest records, by id or reference, with their titles."""
    state = (await conversations.load(chat.tx, chat.person.id)).state
    stacks = [state.get("frames", []), *state.get("aside", [])]
    drafts = [frame["id"] for stack in stacks for frame in stack if frame["flow"] == "incident"]
    sent = await inbox.sent_by(chat.tx, chat.person, limit=MOST_RECORDS)
    return {
        **{draft: say("talk.about_draft") for draft in drafts[:1]},
        **{one.reference: say("talk.about_record", reference=one.reference) for one in sent},
    }


async def _case(chat: Chat, picked: str) -> str:
    """A record's submission; a draft's id, which its record has as its submission once it is signed."""
    return await asking.case_of(chat.tx, chat.person, picked) if picked.startswith("WM-") else picked


__all__ = ["TalkFlow", "said_in"]
