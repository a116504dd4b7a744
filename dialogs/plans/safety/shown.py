"""'safety plans' and 'safety plan SP-...': what is due, one plan on one screen, and an old version of it."""

import re
from collections.abc import AsyncIterator, Iterable
from datetime import date

from dialogs.interview.chat import Chat
from dialogs.interview.parsing.days import day_in_words, moment_in_words, today
from dialogs.plans.safety import in_words
from dialogs.plans.safety.which import meant, without_reference
from dialogs.turn import Choice, Reply
from dialogs.words import reply, say
from storage import audit
from storage.audit import AuditAction
from storage.clocks.running import Running
from storage.history import chronology
from storage.history.patterns import Pattern, patterns
from storage.people import people
from storage.plans import access, behaviour, due, reviewing, sheets
from storage.plans.plan import Content, Plan, StaffGroup, State, state_of, subject
from storage.plans.tables import PlanRow
from storage.records import access as records_access
from storage.records import signing

MOST_ROWS = 20
MOST_BUTTONS = 6
VERSION = re.compile(r"\bversion ([0-9]{1,4})\b", re.IGNORECASE)


def button(command: str, reference: str) -> Choice:
    """What can be done with a plan, by the command's first spelling."""
    start = say(f"plans.typed.{command}")
    return Choice(f"{start} {reference}", say(f"plans.buttons.{command}"))


async def plans(chat: Chat, rest: str) -> list[Reply]:
    """'safety plans': who has none yet, and each plan with the day on which it is due, the soonest first."""
    needed, plans = await listed(chat)
    if not plans and not needed:
        return [reply("plans.none")]
    lines = [*(line for _, line in needed), *(line for _, line in plans[:MOST_ROWS])]
    buttons = [Choice(f"safety plan {ref}", say("plans.begin", reference=ref)) for ref, _ in needed]
    buttons += [Choice(f"safety plan {ref}", say("plans.see", reference=ref)) for ref, _ in plans]
    return [Reply("plans.list", "\n".join([say("plans.list"), *lines]), choices=tuple(buttons[:MOST_BUTTONS]))]


async def listed(chat: Chat) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Records whose child has no plan yet, then plans that have not ended, the soonest due first: the reference of
    each, and a line. That they were listed is in the history of whoever looks.
    """
    await audit.note(chat.tx, audit.of_person(chat.person.id), chat.person.id, AuditAction.SAFETY_PLANS_LISTED)
    needed = [
        (one.reference, say("plans.needed", reference=one.reference, day=day_in_words(_last(chat, one))))
        for one in await due.without_plan(chat.tx, chat.person)
    ]
    rows = [row for row in await access.rows_for(chat.tx, chat.person) if row.ended_at is None]
    found = sorted([(await due_on(chat, row), row.reference, await _row(chat, row)) for row in rows])
    return needed, [(reference, line) for _, reference, line in found]


async def due_on(chat: Chat, row: PlanRow) -> str:
    """The day (ISO) on which something is to be done about a plan; a late one for none."""
    clocks = await due.clocks_for(chat.tx, chat.person, row.id)
    return min((_last(chat, one).isoformat() for one in clocks), default="9999")


async def _row(chat: Chat, row: PlanRow) -> str:
    state = state_of(row.agreed_at, row.starts_on, row.ended_at, today(chat.turn.now))
    owner = await people.get(chat.tx, row.owner_id)
    child = await access.child_of(chat.tx, row)
    parts = [
        say(
            "plans.row", reference=row.reference, child=child.name or child.label, side=say(f"plans.sides.{row.side}"),
            state=in_words.standing(state, row.version, row.starts_on), owner=owner.name,
        ),
        *[line async for line in _when(chat, row)],
    ]  # fmt: skip
    return " ".join(parts)


async def _when(chat: Chat, row: PlanRow) -> AsyncIterator[str]:
    """What is due, and whether it is late."""
    for one in await due.clocks_for(chat.tx, chat.person, row.id):
        day = _last(chat, one)
        late = "late" if day < today(chat.turn.now) else "due"
        yield say(f"plans.{late}.{one.clock.name}", day=day_in_words(day))


def _last(chat: Chat, one: Running) -> date:
    return one.limit(today(chat.turn.now), chat.tx.closed).day


async def plan(chat: Chat, rest: str) -> list[Reply]:
    """'safety plan SP-...': the whole plan; with 'version 1' after it, as it was then. The list where none is named."""
    if not rest:
        return await plans(chat, "")
    found = await meant(chat, "safety_plan", rest)
    if isinstance(found, Reply):
        return [found]
    await audit.note(chat.tx, subject(found.id), chat.person.id, AuditAction.READ)
    wanted = VERSION.search(without_reference(rest))
    if wanted:
        return [await _old(chat, found, int(wanted[1]))]
    lines = [line async for line in _whole(chat, found)]
    return [Reply("plans.head", "\n".join(lines), choices=tuple(_next(chat, found)))]


async def _whole(chat: Chat, one: Plan) -> AsyncIterator[str]:
    child = await access.child_of(chat.tx, one)
    content = one.version.content
    state = one.state(today(chat.turn.now))
    yield say(
        "plans.head", reference=one.reference, child=child.name or child.label, side=say(f"plans.sides.{one.side}"),
        state=in_words.standing(state, one.version.number, one.starts_on),
    )  # fmt: skip
    yield say("plans.owner", who=(await people.get(chat.tx, one.owner_id)).name)
    row = await access.get(chat.tx, one.id)
    for line in [line async for line in _when(chat, row)]:
        yield line
    for line in await since(chat, one):
        yield line
    for line in in_words.lines(content, one.side):
        yield line
    for line in in_words.open_lines(content) or [say("safety_plan.no_gaps")]:
        yield line
    if content.agreement:
        for line in in_words.agreed(in_words.by_now(content.agreement, await reviewing.reviews(chat.tx, one.id))):
            yield line
    if one.ending is not None:
        yield say("plans.ended", why=say(f"plans.why_ended.{one.ending.why}"), words=one.ending.words,
                  who=one.ending.who_agreed)  # fmt: skip
    for line in [line async for line in _history(chat, one)]:
        yield line


async def since(chat: Chat, one: Plan) -> list[str]:
    """What has come up since it was looked at last, of what this person may know: each record, and what they show
    together with the earlier ones. A pointer, not a finding.
    """
    found = []
    for record_id, label in await due.not_looked_at(chat.tx, one.id):
        if not await records_access.knows(chat.tx, chat.person, record_id):
            continue
        record = await signing.by_id(chat.tx, record_id)
        story = await chronology.of(chat.tx, record, label, person=chat.person)
        found.append(say("plans.new_record", reference=record.reference, day=moment_in_words(record.signed_at)))
        together = "; ".join(map(_pattern, patterns(story.entries)))
        found += [say("plans.pattern", shows=together)] if together else []
    return list(dict.fromkeys(found))


def _pattern(found: Pattern) -> str:
    shared = say(f"timeline.parts_of_day.{found.shared}") if found.kind == "same_time" else found.shared
    return say(f"timeline.patterns.{found.kind}", shared=shared)


async def _history(chat: Chat, one: Plan) -> AsyncIterator[str]:
    """Its reviews and versions, and who has signed its sheets."""
    for review in await reviewing.reviews(chat.tx, one.id):
        who = (await people.get(chat.tx, review.by_id)).name
        yield say("plans.reviewed", day=day_in_words(review.held_on), who=who, words=review.said.working)
        if review.said.parents_words:
            yield say("plans.reviewed_parents", words=review.said.parents_words)
        if review.said.child_words:
            yield say("plans.reviewed_child", words=review.said.child_words)
    versions = await access.versions(chat.tx, one.id)
    if len(versions) > 1:
        listed = [
            say("plans.version", number=v.number, when=moment_in_words(v.at), cause=say(f"plans.causes.{v.cause}"))
            for v in versions
        ]
        yield say("plans.versions", versions="; ".join(listed), reference=one.reference)
    given = await sheets.of_plan(chat.tx, await access.get(chat.tx, one.id))
    if given:
        unread = sum(not sheet.is_read for sheet in given)
        yield say("plans.sheets_out", count=len(given), unread=unread)
    made = await behaviour.newest(chat.tx, one.id)
    if made is not None:
        yield say("plans.has_behaviour_draft" if made.is_draft else "plans.has_behaviour")


async def _old(chat: Chat, one: Plan, number: int) -> Reply:
    """A version as it stood."""
    found = next((v for v in await access.versions(chat.tx, one.id) if v.number == number), None)
    if found is None:
        return reply("plans.no_such_version", reference=one.reference, count=one.version.number)
    who = (await people.get(chat.tx, found.by_id)).name
    head = say("plans.old", reference=one.reference, number=number, who=who, when=moment_in_words(found.at))
    lines = [head, *in_words.lines(found.content, one.side)]
    return Reply("plans.old", "\n".join(lines), choices=(button("safety_plan", one.reference),))


def _next(chat: Chat, one: Plan) -> Iterable[Choice]:
    """What can be done with it now, as buttons."""
    state = one.state(today(chat.turn.now))
    commands = {
        State.FIRST: ("agree_plan", "change_plan", "who_needs_what"),
        State.AGREED: ("change_plan", "who_needs_what", "end_plan"),
        State.IN_FORCE: ("review_safety_plan", "change_plan", "who_needs_what", "end_plan"),
        State.ENDED: (),
    }[state]
    return [button(command, one.reference) for command in commands]


def sheets_of(content: Content, side: str) -> Reply:
    """Which rows each staff group will see."""
    lines = []
    for group in StaffGroup:
        rows = in_words.on_sheet(content, group)
        if rows:
            names = in_words.labels(part.id for part, _ in in_words.in_order(content, side) if part.id in rows)
            lines.append(say("safety_plan.group_sees", group=say(f"safety_plan.groups.{group}"), rows=names))
    own = [part.id for part, row in in_words.in_order(content, side) if not row.sees]
    if own:
        lines.append(say("safety_plan.group_sees", group=say("safety_plan.leads_only"), rows=in_words.labels(own)))
    return Reply("safety_plan.sheets", "\n".join([say("safety_plan.sheets"), *lines]))
