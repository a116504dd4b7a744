"""'Lead WA-...' and 'ask co-worker WA-...': who makes an assessment. Names are picked from who is on file."""

from dialogs.casework.about import problem, which
from dialogs.interview.answers import Answers, Choices, one
from dialogs.interview.chat import Chat, OnlyQuestions, Then
from dialogs.interview.choice_form import Paper, text, words
from dialogs.interview.frame import Frame, known, note
from dialogs.interview.interview import Interview, Question
from dialogs.interview.parsing.dates import day_in_words
from dialogs.turn import Reply
from dialogs.words import reply, say
from storage.casework import assessments, leading
from storage.casework.assessments import Assessment
from storage.people import people
from storage.people.people import Role
from storage.problems import Problem
from storage.training import register, sessions
from storage.training.currency import Currency

OUTSIDE = "outside"
MOST = 12
"""People who are offered by name."""


def _offered(answers: Answers) -> list[str]:
    return list(answers.get("offered", []))


LEAD = Interview(
    "name_lead",
    (
        Question("who", Choices(_offered)),
        Question("although_lapsed", one("yes", "no"), lambda a: bool(a.get("lapsed"))),
    ),
)
OUTSIDER = Paper(lambda: (text("name", kind="text"), text("role", kind="text")), {"name": words(), "role": words()})
CO_WORKER = Interview(
    "co_worker",
    (
        Question("whom", Choices(_offered)),
        Question("outsider", OUTSIDER, lambda a: a.get("whom") == OUTSIDE, private=True),
        Question("appropriate_adult", one("yes", "no", "not_sure")),
    ),
)


async def _begin(chat: Chat, frame: Frame, command: str, *, outside: bool) -> tuple[Frame, Assessment] | Reply:
    """The assessment, and who is offered."""
    found = await which(chat, command, frame["about"])
    if isinstance(found, Reply):
        return found
    rows = [row for row in await leading.candidates(chat.tx, chat.person, found) if row[0].id != found.lead_id]
    titles = {
        person.id: say(f"name_lead.{'trained' if trained else 'untrained'}", name=person.name)
        for person, trained in rows[:MOST]
    }
    if outside:
        titles[OUTSIDE] = say("co_worker.outside")
    frame = note({**frame, "about": ""}, assessment=found.reference, offered=list(titles), titles=titles)
    return frame, found


async def _read(chat: Chat, frame: Frame) -> Assessment:
    return await assessments.read(chat.tx, chat.person, known(frame)["assessment"], action=None)


class LeadFlow(OnlyQuestions):
    """Who leads: somebody on the register, named by a manager, or by youth justice where it leads."""

    interview: Interview = LEAD
    roles: frozenset[Role] = frozenset({Role.MANAGER, Role.YOUTH_JUSTICE})

    async def opened(self, chat: Chat, frame: Frame) -> Then:
        """The assessment, and who may be named; it ends where this person may name nobody or nobody is there."""
        begun = await _begin(chat, frame, "lead", outside=False)
        if isinstance(begun, Reply):
            return Then(frame, [begun], ends=True)
        frame, found = begun
        if not await leading.may_name_lead(chat.tx, chat.person, found):
            return Then(frame, [reply("assessment.problems.not_allowed")], ends=True)
        if not known(frame)["offered"]:
            return Then(frame, [reply("name_lead.nobody", choices=("assessments",))], ends=True)
        return Then(frame, [reply("name_lead.opening", reference=found.reference)])

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        """The lead is named, or why not."""
        lapsed = frame["answers"].get("although_lapsed")
        if lapsed == "no":
            return Then(frame, [reply("assessment.nothing_kept")], ends=True)
        try:
            one = await leading.name_lead(
                chat.tx, chat.person, await _read(chat, frame), frame["answers"]["who"], although_lapsed=bool(lapsed)
            )
        except Problem as raised:
            return Then(frame, [problem(raised)], ends=True)
        who = (await people.get(chat.tx, str(one.lead_id))).name
        said = [reply("name_lead.named", reference=one.reference, who=who)]
        if lapsed:
            offered = await sessions.offer(chat.tx, str(one.lead_id))
            said.append(reply("name_lead.refresher_offered" if offered else "name_lead.no_refresher"))
        return Then(frame, said, ends=True)

    async def after(self, chat: Chat, frame: Frame, name: str) -> Then:
        """Lapsed training bars nobody: the manager confirms, and a refresher is offered (our own choice)."""
        entry = await register.of(chat.tx, frame["answers"]["who"]) if name == "who" else None
        if entry is None or entry.currency is not Currency.LAPSED or entry.until is None:
            return Then(frame)
        said = reply("name_lead.lapsed", who=entry.person.name, until=day_in_words(entry.until))
        return Then(note(frame, lapsed="yes"), [said])

    async def cancelled(self, chat: Chat, frame: Frame) -> list[Reply]:
        """That nothing was kept."""
        return [reply("assessment.nothing_kept")]


class CoWorkerFlow(OnlyQuestions):
    """Whom the lead asks directly: a colleague, who answers, or somebody from outside by name and role."""

    interview: Interview = CO_WORKER
    roles: frozenset[Role] = frozenset(Role)

    async def opened(self, chat: Chat, frame: Frame) -> Then:
        """The assessment, and which colleagues can be asked."""
        begun = await _begin(chat, frame, "ask_co_worker", outside=True)
        if isinstance(begun, Reply):
            return Then(frame, [begun], ends=True)
        frame, found = begun
        return Then(frame, [reply("co_worker.opening", reference=found.reference)])

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        """The colleague is asked, or somebody from outside noted; or why not."""
        answers = frame["answers"]
        outside = answers["whom"] == OUTSIDE
        try:
            one = await leading.ask_co_worker(
                chat.tx,
                chat.person,
                await _read(chat, frame),
                person_id="" if outside else answers["whom"],
                outsider=answers["outsider"] if outside else None,
                was_appropriate_adult=answers["appropriate_adult"] == "yes",
            )
        except Problem as raised:
            return Then(frame, [problem(raised)], ends=True)
        key = "co_worker.noted" if outside else "co_worker.asked"
        return Then(frame, [reply(key, reference=one.reference)], ends=True)

    async def cancelled(self, chat: Chat, frame: Frame) -> list[Reply]:
        """That nothing was kept."""
        return [reply("assessment.nothing_kept")]


async def co_work(chat: Chat, rest: str) -> list[Reply]:
    """'Co-work WA-... yes' or 'no': the answer of whoever was asked, who knows nothing of it but the reference."""
    asked = await assessments.asked_to_co_work(chat.tx, chat.person)
    named = [one for one in asked if one.reference in rest.upper()]
    answer = rest.split()[-1].casefold() if rest.split() else ""
    if len(named) != 1 or answer not in ("yes", "no"):
        return [reply("co_worker.not_asked", choices=("requests",))]
    one = await leading.answer_co_worker(chat.tx, chat.person, named[0], agrees=answer == "yes")
    return [reply(f"co_worker.you_said.{answer}", reference=one.reference)]
