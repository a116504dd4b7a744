"""A school, a home and a service in the middle of their work, so that every command has something to find.

The worker's record is signed and unread. They have had one consultation about it, with advice and an action, and have
another to come, for which a summary was sent. A colleague's consultation is over and has no outcome, and a seat is kept
for them. Somebody waits to be called. The worker is on the register of training; a session of it has begun, and another
is to come. Somebody who is not known here asks to be let in at the school.
"""

from datetime import date, timedelta

import sqlalchemy as sa

from bot.runtime import Runtime
from storage.administration import joining
from storage.administration.joining import Request, Step
from storage.consultations import bookings, call_backs, outcomes, summaries, waiting_list
from storage.consultations.outcomes import Action
from storage.consultations.seats import BookingDetails
from storage.database.engine import Database
from storage.groups import answering as group_answering
from storage.groups import directory, referring
from storage.groups.directory import NewGroup
from storage.groups.referral import Referred, Route, State
from storage.people import courses, people
from storage.people.courses import Course, Taken
from storage.people.people import KnownAs, Role
from storage.plans import sheets, writing
from storage.plans.plan import Content, Row, Side, StaffGroup
from storage.records import signing
from storage.records.tables import records
from storage.talks import answering, asking
from storage.talks.access import known_to
from storage.talks.talk import Answer, Asked, Outcome, Watch
from storage.training import sessions
from storage.training.sessions import Wanted
from storage.training.tables import SessionKind, Way
from tests.conversation import TUESDAY, at, demo_runtime, someone
from tests.dialogs.incident.test_record import signed

WORRY = Asked(
    "displayed",
    "twelve_to_17",
    "Stands very close at break",
    ("what_to_watch",),
    "",
    "Val Manager",
    date(2026, 11, 16),
    "01",
)
SECRETS = ("Zed", "Inventedname", "Quill", "Madeup", "corridor", "get off")
"""What the worker wrote in the record, names and own words."""
AGREED = BookingDetails("Val Manager", date(2026, 11, 16), "Planning breaks")


async def in_its_busy_month(database: Database) -> None:
    """For a database that is filled once and copied; `afterwards` finds one's way in a copy."""
    await busy_month(await demo_runtime(database))


async def afterwards(runtime: Runtime) -> str:
    """The record's reference, and the day after the second slot, in a database that is in its busy month already."""
    async with runtime.database.transaction(TUESDAY) as tx:
        _, second, *_ = await bookings.slots_in(tx, 2026, 11)
        (reference,) = (await tx.connection.execute(sa.select(records.c.reference))).scalars()
    at(runtime, second.starts_at + timedelta(hours=3))
    return str(reference)


async def busy_month(runtime: Runtime) -> str:
    """Fill the demo organisation; the record's reference. Afterwards it is the day after the second slot."""
    reference = await signed(await someone(runtime))
    async with runtime.database.transaction(TUESDAY) as tx:
        worker, colleague = await people.get(tx, "demo-worker"), await people.get(tx, "demo-worker2")
        case = await summaries.case_of(tx, worker, reference)
        first, second, *_ = await bookings.slots_in(tx, 2026, 11)
        december = await bookings.slots_in(tx, 2026, 12)
        had = await bookings.book(tx, first.id, worker, AGREED, case_key=case)
        await bookings.book(tx, second.id, colleague, AGREED, case_key="their case")
        to_come = await bookings.book(tx, december[0].id, worker, AGREED, case_key=case)
        await summaries.send(tx, to_come, worker, ["Ages: 13 to 15"])
        await call_backs.ask(tx, worker, telephone="01632 960199", help_wanted="Two children in one class")
        await people.add(
            tx, "Somebody Without A Role", "demo-school", [], id="demo-former", known_as=KnownAs(login="former")
        )
        for role in (Role.TRAINING, Role.YOUTH_JUSTICE, Role.GROUP_LEAD, Role.READER):
            login = "yj_duty" if role is Role.YOUTH_JUSTICE else str(role)
            known_as = KnownAs(login=login)
            await people.add(tx, f"Only {role}", "demo-service", [role], id=f"demo-{login}", known_as=known_as)
        for person in ("demo-worker", "demo-training"):
            await courses.put(tx, None, Taken(person, Course.AIM3, date(2025, 3, 4)))
        team = await people.get(tx, "demo-training")
        for starts_at in (TUESDAY + timedelta(hours=1), december[0].starts_at):
            wanted = Wanted(SessionKind.REFRESHER, starts_at, 60, Way.VIDEO, 12)
            await sessions.add(tx, team, wanted)
        asked = Request("a-tenant", "somebody-new", "join-1", Step.SENT, {}, "Ira Newcomer", "demo-school")
        await joining.keep(tx, asked)
    await _talks(runtime)
    await _group(runtime)
    await _plan(runtime, reference)
    at(runtime, second.starts_at + timedelta(hours=3))
    async with runtime.database.transaction(runtime.clock()) as tx:
        service = await people.get(tx, "demo-consultation")
        todo = [Action(1, "Watch at break", "The deputy", date(2026, 12, 4))]
        await outcomes.record(tx, had, service, attended=True, advice="Keep them in their clubs.", to_do=todo)
        await waiting_list.join(tx, colleague, case_key="another case", details=AGREED, carried=True)
    return reference


async def _group(runtime: Runtime) -> None:
    """Somebody leads a group, and whom the worker referred to it has a place."""
    async with runtime.database.transaction(TUESDAY) as tx:
        worker, lead = await people.get(tx, "demo-worker"), await people.get(tx, "demo-group_lead")
        group = await directory.add(tx, NewGroup("Stepping Stones", 11, 14, "Larkfield Hall", 4), lead.id)
        child = Referred("Ivy Notreal", date(2013, 5, 1), (), (), Route.CAF, "Draws", "Friends", "01632 960171")
        made = await referring.refer(tx, worker, group.id, child, agreed=True)
        await group_answering.answer(tx, lead, made.reference, group_answering.Answer(State.ACCEPTED))


async def _talks(runtime: Runtime) -> None:
    """The worker has asked for two talks; one is answered, and watched."""
    async with runtime.database.transaction(TUESDAY) as tx:
        worker, duty = await people.get(tx, "demo-worker"), await people.get(tx, "demo-yj_duty")
        await asking.ask(tx, worker, WORRY)
        (first,) = await known_to(tx, duty)
        watch = Watch("how close they stand", "the tutor", date(2026, 12, 15))
        await answering.answer(tx, duty, first.id, Answer((Outcome.MONITORING,), watch, ""))
    async with runtime.database.transaction(TUESDAY + timedelta(hours=1)) as tx:
        await asking.ask(tx, worker, WORRY)


async def _plan(runtime: Runtime, reference: str) -> None:
    """The DSL has begun a safety plan for the child who displayed the behaviour; nobody has agreed it yet. A colleague
    has the lunch supervisors' sheet.
    """
    async with runtime.database.transaction(TUESDAY) as tx:
        dsl = await people.get(tx, "demo-dsl")
        record = await signing.by_reference(tx, reference)
        rows = {"breaks": Row("By the wall.", "the midday supervisors", (StaffGroup.LUNCH,))}
        plan = await writing.begin(tx, dsl, record.id, record.child_label, Side.DISPLAYED, Content(rows))
        colleague = await people.get(tx, "demo-worker2")
        await sheets.give(tx, dsl, plan.reference, StaffGroup.LUNCH, colleague)
