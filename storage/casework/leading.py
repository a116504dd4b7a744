"""Who leads an assessment and who co-works it; and what becomes of it when the lead has gone."""

from collections.abc import Collection, Mapping

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction
from storage.casework import events, managing, members
from storage.casework.assessments import LEAD_NAMED, Assessment, NotNow, get, keep, step, steps_of
from storage.casework.parts import NOT_MADE_YET, OVER, STAGES, Happened, Part, State
from storage.casework.tables import assessments
from storage.clocks import running
from storage.clocks.running import Running
from storage.database.engine import Tx
from storage.people import courses, managers, people
from storage.people.people import Person, Role
from storage.problems import NotAllowed, Problem
from storage.queues import once, outbox
from storage.queues.alerts import Alert
from storage.working_hours import LONDON

CO_WORKER_ANSWERS = "co_worker_answers"


class NotTrained(Problem):
    """Whoever leads is on the register for AIM3."""

    reason = "not_trained"


class ManagerDecides(Problem):
    """Somebody who was the child's appropriate adult co-works only where a manager says so."""

    reason = "manager_decides"


async def may_name_lead(tx: Tx, person: Person, one: Assessment) -> bool:
    """A manager in the case; youth justice on duty where it leads."""
    if await members.manages(tx, person, one.case_id):
        return True
    leads = one.lead_agency == "youth_justice" and Role.YOUTH_JUSTICE in person.roles
    return leads and await members.is_in(tx, person, one.case_id)


async def candidates(tx: Tx, by: Person, one: Assessment) -> list[tuple[Person, bool]]:
    """Who may be asked to lead or co-work: the staff of `by`, and who works in the settings of both; and whether each
    is on the register. Trained ones first.
    """
    settings = {one.setting_id, by.setting_id, *by.settings_as(Role.MANAGER)}
    found = {person.id: person for person in await managers.staff_of(tx, by)}
    for setting_id in sorted(settings):
        found |= {person.id: person for person in await people.with_role(tx, Role.WORKER, setting_id)}
    trained = await courses.of_many(tx, list(found))
    rows = [
        (person, any(taken.course is courses.Course.AIM3 for taken in trained.get(person.id, [])))
        for person in found.values()
        if Role.WORKER in person.roles
    ]
    return sorted(rows, key=lambda row: (not row[1], row[0].name, row[0].id))


async def name_lead(
    tx: Tx, by: Person, one: Assessment, person_id: str, *, although_lapsed: bool = False
) -> Assessment:
    """This person leads from now on; who led before is out. Accepting is part of it, and stays where the person is
    refused. `although_lapsed`: whoever names them has confirmed it, which is kept. Raises NotAllowed, NotNow where it
    is made already, NotTrained.
    """
    if not await may_name_lead(tx, by, one):
        raise NotAllowed
    if one.state not in NOT_MADE_YET:
        raise NotNow(one.state)
    if one.state is State.ASKED:
        await step(tx, one, State.ACCEPTED, by.id)
    if not await courses.is_trained(tx, person_id):
        raise NotTrained
    await members.add(tx, one.case_id, person_id, Part.LEAD, by.id)
    if one.lead_id and one.lead_id != person_id:
        await members.end(tx, one.case_id, one.lead_id, by.id, Part.LEAD)
    await keep(tx, one, lead_id=person_id, lead_named_at=tx.now)
    await step(tx, one, await _where_it_was(tx, one), by.id)
    await events.note(tx, one.case_id, by.id, Happened.ASSESSMENT_ALLOCATED, tx.now.astimezone(LONDON).date())
    await running.stop(tx, LEAD_NAMED, one.about)
    if although_lapsed:
        await audit.note(tx, one.about, by.id, AuditAction.STATE_CHANGED, f"lead_although_lapsed {person_id}")
    if person_id != by.id:
        await outbox.put(tx, person_id, Alert.LEAD_NAMED, {"reference": one.reference})
    return await get(tx, one.id)


async def ask_co_worker(
    tx: Tx,
    by: Person,
    one: Assessment,
    *,
    person_id: str = "",
    outsider: Mapping[str, str] | None = None,
    was_appropriate_adult: bool = False,
) -> Assessment:
    """The lead asks a colleague, who answers; or names somebody from outside (`name`, `role`). A co-worker need not be
    trained. Raises NotAllowed, NotNow, ManagerDecides.
    """
    is_manager = await may_name_lead(tx, by, one)
    if by.id != one.lead_id and not is_manager:
        raise NotAllowed
    if one.state not in STAGES or person_id == one.lead_id:
        raise NotNow(one.state)
    if was_appropriate_adult and not is_manager:
        raise ManagerDecides
    await _let_co_worker_go(tx, by, one)
    if outsider is not None:
        await keep(
            tx, one, co_worker_id=None, co_worker_as="outside", outsider_sealed=tx.vault.seal_json(dict(outsider))
        )
        await audit.note(tx, one.about, by.id, AuditAction.STATE_CHANGED, "co_worker_outside")
        return await get(tx, one.id)
    await keep(tx, one, co_worker_id=person_id, co_worker_as="asked", outsider_sealed=None)
    await audit.note(tx, one.about, by.id, AuditAction.STATE_CHANGED, f"co_worker_asked {person_id}")
    await running.start(tx, CO_WORKER_ANSWERS, one.about, one.reference)
    await outbox.put(tx, person_id, Alert.CO_WORKER_ASKED, {"reference": one.reference})
    return await get(tx, one.id)


async def answer_co_worker(tx: Tx, by: Person, one: Assessment, *, agrees: bool) -> Assessment:
    """The colleague's yes or no; with the yes they are in the case. Raises NotNow where they are not asked."""
    if one.co_worker_id != by.id or one.co_worker_as != "asked":
        raise NotNow
    await running.stop(tx, CO_WORKER_ANSWERS, one.about)
    await audit.note(tx, one.about, by.id, AuditAction.STATE_CHANGED, "co_worker_yes" if agrees else "co_worker_no")
    if agrees:
        await members.add(tx, one.case_id, by.id, Part.CO_WORKER, one.lead_id)
        await keep(tx, one, co_worker_as="yes")
    else:
        await keep(tx, one, co_worker_id=None, co_worker_as=None)
    if one.lead_id:
        key = Alert.CO_WORKER_AGREES if agrees else Alert.CO_WORKER_DECLINES
        await outbox.put(tx, one.lead_id, key, {"reference": one.reference})
    return await get(tx, one.id)


async def led_by(tx: Tx, person: Person) -> list[str]:
    """The ids of the assessments that somebody leads and that go on."""
    going = assessments.c.state.not_in([state.value for state in OVER])
    query = sa.select(assessments.c.id).where(assessments.c.lead_id == person.id, going)
    return list((await tx.connection.execute(query)).scalars())


async def after_roles(tx: Tx, person_id: str) -> None:
    """Somebody's roles have changed. Who has none left is in no case any more; what they led needs a lead, and its
    limit stays where it was.
    """
    person = await people.get(tx, person_id)
    if person.roles & members.MAY_TAKE_PART:
        return
    mine = (assessments.c.lead_id == person_id) | (assessments.c.co_worker_id == person_id)
    going = assessments.c.state.not_in([state.value for state in OVER])
    found = (await tx.connection.execute(sa.select(assessments.c.id).where(mine, going))).scalars()
    for assessment_id in sorted(found):
        one = await get(tx, assessment_id)
        if one.co_worker_id == person_id:
            await _let_co_worker_go(tx, None, one)
        if one.lead_id == person_id:
            await _without_lead(tx, one)
    await members.end_all_of(tx, person_id)


async def _without_lead(tx: Tx, one: Assessment) -> None:
    lead = one.lead_id
    await keep(tx, one, lead_id=None)
    if one.state in NOT_MADE_YET:
        await step(tx, one, State.NEEDS_LEAD, None)
        await running.start(tx, LEAD_NAMED, one.about, one.reference)
    for manager in await members.with_part(tx, one.case_id, Part.LINE_MANAGER):
        name = once.state(Alert.LEAD_GONE, f"{one.id}:{lead}:{manager.id}")
        await outbox.put(tx, manager.id, Alert.LEAD_GONE, {"reference": one.reference}, once=name)


async def _let_co_worker_go(tx: Tx, by: Person | None, one: Assessment) -> None:
    if one.co_worker_id:
        await members.end(tx, one.case_id, one.co_worker_id, by.id if by else None, Part.CO_WORKER)
    await running.stop(tx, CO_WORKER_ANSWERS, one.about)
    await keep(tx, one, co_worker_id=None, co_worker_as=None, outsider_sealed=None)


async def _where_it_was(tx: Tx, one: Assessment) -> State:
    """The stage that it had reached under an earlier lead; at the beginning otherwise."""
    reached = [state for state, _ in await steps_of(tx, one) if state in STAGES]
    return reached[-1] if reached else State.LED


async def audience(tx: Tx, clock: Running, part: str) -> Collection[str]:
    """Who is told by a clock of an assessment. Whoever manages is let into the case with it: they are to act on it."""
    one = await get(tx, clock.about.id.partition("/")[0])
    if part == "lead":
        lead = await people.get(tx, one.lead_id) if one.lead_id else None
        return [lead.id] if lead and await members.is_in(tx, lead, one.case_id) else []
    whose = await people.get(tx, one.lead_id or one.asked_by)
    if part == "service_manager":
        return [person.id for person in await managing.let_in_above(tx, one.case_id, whose)]
    if part == "line_manager":
        return [person.id for person in await managing.let_in(tx, one.case_id, whose, None)]
    found = await members.with_part(tx, one.case_id, Part.LINE_MANAGER)
    if one.lead_agency == "youth_justice":
        found += await members.add_managers(tx, one.case_id, await people.with_role(tx, Role.YOUTH_JUSTICE), None)
    return [person.id for person in found]
