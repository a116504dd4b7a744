"""Who hears of an informal talk: the duty of youth justice and its manager, whoever asked, the line manager, and the
setting's safeguarding lead. Looked up each time, by the roles that people have now.
"""

from collections.abc import Collection, Iterable
from contextlib import suppress

import sqlalchemy as sa

from storage.clocks.running import Running
from storage.database.engine import Tx
from storage.people import managers, people
from storage.people.people import Person, Role
from storage.people.responsible import NoOneResponsible, responsible_for
from storage.people.settings import settings
from storage.queues import outbox
from storage.queues.alerts import Alert
from storage.records import access, safety_watch
from storage.records.tables import BESIDE_SEAL, RecordRow, records
from storage.talks.tables import TalkRow, talks

YOUTH_JUSTICE = "youth_justice"
"""The kind of setting whose managers hear, also where nobody is on duty any more."""

ASKS = frozenset({Alert.TALK_ASKED, Alert.TALK_WAITS, Alert.TALK_NOBODY})
"""Alerts by which somebody is asked to answer, or to see that it is answered."""


async def on_duty(tx: Tx, asker_id: str) -> list[Person]:
    """Whoever may answer: the duty workers of youth justice, never whoever asked."""
    return [one for one in await people.with_role(tx, Role.YOUTH_JUSTICE) if one.id != asker_id]


async def duty_managers(tx: Tx) -> list[Person]:
    """The managers of those on duty, and those of the settings of youth justice, each once."""
    found = [by for one in await people.with_role(tx, Role.YOUTH_JUSTICE) for by in await managers.of_person(tx, one)]
    theirs = sa.select(settings.c.id).where(settings.c.kind == YOUTH_JUSTICE).order_by(settings.c.id)
    for setting_id in (await tx.connection.scalars(theirs)).all():
        found += await people.with_role(tx, Role.MANAGER, setting_id)
    return _each_once(found)


async def answered(tx: Tx, reference: str) -> None:
    """Somebody has answered: what has not reached the others, that it waits, is taken back."""
    for one in _each_once([*await people.with_role(tx, Role.YOUTH_JUSTICE), *await duty_managers(tx)]):
        for message in await outbox.waiting_for(tx, one.id):
            if message.key in ASKS and message.params.get("reference") == reference:
                await outbox.withdraw(tx, message)


async def audience(tx: Tx, running: Running, part: str) -> Collection[str]:
    """Who is told by the clocks of a talk."""
    row = (await tx.connection.execute(sa.select(talks).where(talks.c.id == running.about.id))).first()
    if row is None:
        return []
    if part == "duty":
        found = await on_duty(tx, row.asker_id)
    elif part == "duty_manager":
        found = await duty_managers(tx)
    elif part == "asker":
        found = await managers.who_goes_on(tx, row.asker_id)
    else:
        found = await _above(tx, row.asker_id)
    return [one.id for one in found]


async def record_about(tx: Tx, case_key: str | None) -> RecordRow | None:
    """The first record of what a talk is about, where it has been signed."""
    query = sa.select(*BESIDE_SEAL).where(records.c.submission_key == case_key).order_by(records.c.position)
    row = None if case_key is None else (await tx.connection.execute(query)).first()
    return None if row is None else RecordRow.of(row)


async def lead_for(tx: Tx, row: TalkRow, record: RecordRow | None) -> tuple[Person | None, bool]:
    """Which safeguarding lead is told of a talk, and whether no other of them may know. Never whoever asked, and where
    the talk is about a record, only who may know of that; None where there is nobody.
    """
    watch = None if row.case_key is None else await safety_watch.get(tx, row.case_key)
    passes = {*row.passes_by.split(), *(watch.also_about.split() if watch else ())}
    also = [Role(role) for role in passes if role != Role.DSL]
    about_dsl = Role.DSL in passes or any(one.concern_about_dsl for one in (record, watch) if one is not None)
    # what was said now may be of the very person who answers for the record
    found = [] if record is None or passes else [await people.get(tx, record.responsible_id)]
    with suppress(NoOneResponsible):
        by = await responsible_for(tx, row.setting_id, author_id=row.asker_id, concern_about_dsl=about_dsl, also=also)
        found.append(by)
    for one in found:
        if one.roles and one.id != row.asker_id and (record is None or await access.knows(tx, one, record.id)):
            return one, about_dsl or bool(also)
    return None, about_dsl or bool(also) or record is not None


async def _above(tx: Tx, asker_id: str) -> list[Person]:
    """The line manager of whoever goes on with it; where none is on file, the duty of youth justice."""
    asker = await people.get(tx, asker_id)
    above = await (managers.of_person if asker.roles else managers.above)(tx, asker)
    return above or await on_duty(tx, asker_id)


def _each_once(found: Iterable[Person]) -> list[Person]:
    return list({one.id: one for one in found}.values())
