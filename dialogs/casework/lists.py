"""What there is: one's assessments, one of them, what is asked of one, what is in the way. And the stages.

No child is named here: who it is about stands in the case.
"""

from collections.abc import AsyncIterator, Iterator

from dialogs.casework.about import problem, which
from dialogs.casework.rerouting import facts_of
from dialogs.interview.chat import Chat
from dialogs.interview.parsing.dates import day_in_words
from dialogs.interview.parsing.days import moment_in_words
from dialogs.turn import Choice, Reply
from dialogs.words import reply, say
from knowledge.which_assessment.route import route
from storage import audit
from storage.casework import (
    assessments,
    barriers,
    birthdays,
    board,
    cases,
    finishing,
    handing_over,
    information,
    joining,
)
from storage.casework.assessments import LIMIT, MARK, Assessment
from storage.casework.barriers import Barrier
from storage.casework.parts import STAGES, State, next_stage
from storage.casework.reference import REFERENCE
from storage.clocks import running
from storage.people import people
from storage.problems import NotFound, Problem

MOST = 20


async def mine(chat: Chat, rest: str) -> list[Reply]:
    """'Assessments': a line each, the one with the fewest days left first."""
    rows = await board.rows(chat.tx, chat.person)
    if not rows:
        return [reply("assessment.none")]
    lines = [_line(row) for row in rows[:MOST]]
    more = [say("assessment.and_more", count=len(rows) - MOST)] if len(rows) > MOST else []
    choices = tuple(_see(row.assessment) for row in rows[:6])
    return [Reply("assessment.list", "\n".join([say("assessment.list"), *lines, *more]), choices=choices)]


def _see(one: Assessment) -> Choice:
    return Choice(f"assessment {one.reference}", say("assessment.see", reference=one.reference))


def _line(row: board.Row) -> str:
    one = row.assessment
    parts = [say("assessment.row", reference=one.reference, state=say(f"assessment.states.{one.state}"))]
    parts += [_in_days(row.days_left)] if row.days_left is not None else []
    parts += [say("assessment.led_by", who=row.lead_name)] if row.lead_name else []
    parts += [say("assessment.in_the_way", count=len(row.in_the_way))] if row.in_the_way else []
    return "; ".join(parts)


def _in_days(left: int) -> str:
    return say("assessment.left", count=left) if left >= 0 else say("assessment.past", count=-left)


async def one_of_them(chat: Chat, rest: str) -> list[Reply]:
    """'Assessment WA-...': one screen. That it was read is kept in its history."""
    found = await which(chat, "assessment", rest)
    if isinstance(found, Reply):
        return [found]
    await audit.note(chat.tx, found.about, chat.person.id, audit.AuditAction.READ)
    lines = [
        *[line async for line in _head(chat, found)],
        *[_barrier(barrier) for barrier in await barriers.of_assessment(chat.tx, found)],
        *[line async for line in _rest(chat, found)],
    ]
    return [Reply("assessment.title", "\n".join(lines), choices=tuple(_next(found)))]


async def _head(chat: Chat, one: Assessment) -> AsyncIterator[str]:
    title = "assessment.title_limited" if one.limited else "assessment.title"
    yield say(title, reference=one.reference, tool=say(f"assessment.tools.{one.tool}"))
    yield say("assessment.case", reference=(await cases.get(chat.tx, one.case_id)).reference)
    yield say("assessment.state", state=say(f"assessment.states.{one.state}"))
    if goes_on := await _taken_over_by(chat, one):
        yield say("assessment.superseded_by", reference=goes_on)
    for line in (*_asked(one), *await _of_age(chat, one)):
        yield line
    async for line in _who(chat, one):
        yield line
    if one.is_made:
        return
    for name, key in ((MARK, "assessment.mark"), (LIMIT, "assessment.limit")):
        clock = await running.find(chat.tx, name, one.about)
        if clock is not None:
            yield say(key, day=day_in_words(clock.limit(chat.today, chat.tx.closed).day))
        if clock is not None and name == LIMIT:
            yield _in_days((clock.limit(chat.today, chat.tx.closed).day - chat.today).days)
    if one.court_day:
        yield say("assessment.court", day=day_in_words(one.court_day))
    if one.route.get("interview") != "allowed" and not one.legal_agreement_on:
        yield say(f"assessment.not_seen.{one.route.get('interview')}")
    if not one.route.get("facts", {}).get("safety_plan"):
        yield say("assessment.safety_plan_today")


async def _who(chat: Chat, one: Assessment) -> AsyncIterator[str]:
    if one.lead_id:
        yield say("assessment.lead", who=(await people.get(chat.tx, one.lead_id)).name)
    if one.co_worker_id:
        who = (await people.get(chat.tx, one.co_worker_id)).name
        yield say(f"assessment.co_worker.{one.co_worker_as}", who=who)
    if one.outsider:
        yield say("assessment.outsider")


async def _of_age(chat: Chat, one: Assessment) -> list[str]:
    """What a birthday changes, or will."""
    child = (await cases.get(chat.tx, one.case_id)).child
    if one.is_made:
        return []
    if child.age_on(chat.today) >= birthdays.ADULT:
        return [say("assessment.is_adult")]
    return [say("assessment.soon_adult")] if birthdays.is_soon_adult(child, chat.today) else []


def _asked(one: Assessment) -> Iterator[str]:
    yield say("assessment.asked_on", day=moment_in_words(one.asked_at))
    if as_whom := one.route.get("asked_as"):
        yield say("assessment.asked_as", who=say(f"ask_assessment.questions.asked_as.choices.{as_whom}"))
    if follows := one.said.get("follows"):
        because = say(f"ask_assessment.questions.because.choices.{one.said['because']}")
        yield say("assessment.edition", edition=one.edition, reference=follows, because=because)


async def _rest(chat: Chat, one: Assessment) -> AsyncIterator[str]:
    for asked in await information.of_case(chat.tx, one.case_id):
        key = "assessment.information_here" if asked.answered_at else "assessment.information_asked"
        yield say(key, number=asked.number, agency=say(f"assessment.agencies.{asked.agency}"), answer=asked.answer)
    if one.completed_on:
        yield say("assessment.completed_on", day=day_in_words(one.completed_on))
    if one.shown_on:
        yield say("assessment.shown_on", day=day_in_words(one.shown_on))
    for share in await finishing.shares_of(chat.tx, one):
        to, what = say(f"assessment.agencies.{share.to_whom}"), say(f"assessment.what.{share.what}")
        yield say("assessment.shared", number=share.number, to=to, what=what, when=moment_in_words(share.shared_at))


def _barrier(barrier: Barrier) -> str:
    kind = say(f"assessment.barriers.{barrier.kind}")
    if barrier.answered_at:
        return say("assessment.barrier_answered", number=barrier.number, kind=kind, answer=barrier.answer)
    return say("assessment.barrier_open", number=barrier.number, kind=kind)


def _next(one: Assessment) -> Iterator[Choice]:
    """What can be done with it now, as buttons."""
    commands: dict[State, tuple[str, ...]] = {
        State.ASKED: ("lead", "barrier"),
        State.ACCEPTED: ("lead", "barrier"),
        State.NEEDS_LEAD: ("lead", "barrier"),
        State.REPORT: ("complete", "barrier", "ask_information"),
        State.COMPLETED: ("shown_to_family", "share"),
        State.SHARED: ("share", "review_document"),
    }
    stages = ("stage", "ask_co_worker", "ask_information", "barrier")
    for command in commands.get(one.state, stages if one.state in STAGES else ()):
        start = say(f"assessment.typed.{command}")
        yield Choice(f"{start} {one.reference}", start)


async def stage(chat: Chat, rest: str) -> list[Reply]:
    """'Stage WA-... interviews': on to the next stage, the one that is named or the one that follows."""
    found = await which(chat, "stage", rest)
    if isinstance(found, Reply):
        return [found]
    last = rest.split()[-1].casefold() if rest.split() else ""
    wanted = State(last) if last in set(STAGES) else None
    try:
        one = await finishing.advance(chat.tx, chat.person, found, wanted)
    except Problem as raised:
        following = next_stage(found.state, paper_only=found.paper_only)
        told = [reply("assessment.stage_next", state=say(f"assessment.states.{following}"))] if following else []
        return [problem(raised), *told]
    return [reply("assessment.stage", reference=one.reference, state=say(f"assessment.states.{one.state}"))]


async def on_paper(chat: Chat, rest: str) -> list[Reply]:
    """'On paper WA-...': it is made without seeing the child."""
    found = await which(chat, "on_paper", rest)
    if isinstance(found, Reply):
        return [found]
    try:
        one = await finishing.on_paper(chat.tx, chat.person, found)
    except Problem as raised:
        return [problem(raised)]
    return [reply("assessment.on_paper", reference=one.reference)]


async def join(chat: Chat, rest: str) -> list[Reply]:
    """'Join WA-... WA-...': two requests about one child. Both must be theirs to name a lead for."""
    named = REFERENCE.findall(rest.upper())
    if len(set(named)) != 2:
        return [reply("assessment.join_which")]
    try:
        both = [await assessments.read(chat.tx, chat.person, one, action=None) for one in named]
        goes_on = await joining.join(chat.tx, chat.person, *both)
    except NotFound:
        return [reply("assessment.not_found", choices=("assessments",))]
    except Problem as raised:
        return [problem(raised)]
    over = next(one.reference for one in both if one.reference != goes_on.reference)
    return [reply("assessment.joined", reference=goes_on.reference, over=over)]


async def _taken_over_by(chat: Chat, one: Assessment) -> str:
    """Which one goes on, for who is part of that one too; '' for anybody else."""
    goes_on = one.said.get("superseded_by", "")
    theirs = {each.reference for each in await assessments.of_person(chat.tx, chat.person)} if goes_on else set()
    return goes_on if goes_on in theirs else ""


async def plan_in_place(chat: Chat, rest: str) -> list[Reply]:
    """'Safety plan in place WA-...': it is no longer asked for on each card."""
    found = await which(chat, "plan_in_place", rest)
    if isinstance(found, Reply):
        return [found]
    one = await finishing.plan_in_place(chat.tx, chat.person, found)
    return [reply("assessment.plan_in_place", reference=one.reference)]


async def child_agrees(chat: Chat, rest: str) -> list[Reply]:
    """'The child agrees WA-...': they have been asked by now. The rest of the route decides still."""
    found = await which(chat, "child_agrees", rest)
    if isinstance(found, Reply):
        return [found]
    interview = str(route(facts_of({**found.route["facts"], "takes_part": "agrees"})).interview)
    try:
        one = await finishing.agrees_now(chat.tx, chat.person, found, interview)
    except Problem as raised:
        return [problem(raised)]
    first = reply("assessment.child_agrees", reference=one.reference)
    return [first] if interview == "allowed" else [first, reply(f"assessment.not_seen.{interview}")]


async def requests(chat: Chat, rest: str) -> list[Reply]:
    """'Requests': what others have asked of one, and what one has asked of other agencies."""
    lines, choices = [], []
    for one in await assessments.asked_to_co_work(chat.tx, chat.person):
        lines.append(say("assessment.asked_to_co_work", reference=one.reference))
        for answer in ("yes", "no"):
            title = say(f"assessment.co_work.{answer}", reference=one.reference)
            choices.append(Choice(f"co-work {one.reference} {answer}", title))
    for one in await assessments.of_person(chat.tx, chat.person):
        for asked in await information.of_case(chat.tx, one.case_id):
            if asked.answered_at is None:
                lines.append(_open_request(one, asked))
                value = f"answered {one.reference} {asked.number}"
                choices.append(Choice(value, value))
    for reference, _ in await handing_over.offered_to(chat.tx, chat.person):
        lines.append(say("assessment.case_offered", reference=reference))
        for answer in ("yes", "no"):
            title = say(f"assessment.take_over.{answer}", reference=reference)
            choices.append(Choice(f"take over case {reference} {answer}", title))
    if not lines:
        return [reply("assessment.no_requests")]
    return [Reply("assessment.requests", "\n".join([say("assessment.requests"), *lines]), choices=tuple(choices[:6]))]


def _open_request(one: Assessment, asked: information.Request) -> str:
    return say(
        "assessment.open_request", reference=one.reference, number=asked.number,
        agency=say(f"assessment.agencies.{asked.agency}"), when=moment_in_words(asked.asked_at),
    )  # fmt: skip


async def in_the_way(chat: Chat, rest: str) -> list[Reply]:
    """'Barriers': what no manager has answered, the oldest first."""
    lines, choices = [], []
    for one, barrier in await barriers.waiting_for(chat.tx, chat.person):
        kind, when = say(f"assessment.barriers.{barrier.kind}"), moment_in_words(barrier.reported_at)
        row = say("assessment.barrier_row", reference=one.reference, number=barrier.number, kind=kind, when=when)
        lines.append(f"{row} {barrier.words}".strip())
        value = f"answer barrier {one.reference} {barrier.number}"
        choices.append(Choice(value, value))
    if not lines:
        return [reply("assessment.no_barriers_open")]
    listed = "\n".join([say("assessment.barrier_list"), *lines])
    return [Reply("assessment.barrier_list", listed, choices=tuple(choices[:6]))]
