"""What people leave behind: drafts that nobody goes on with, and what is kept of those who have gone.

That something urgent or a red view was shown stays either way (`safety_watch`), and so does whom the DSL heard from.
"""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from storage.conversations import conversations, turns
from storage.database.engine import Tx
from storage.people.addresses import addresses
from storage.people.courses import courses_taken
from storage.people.desk_drafts import desk_drafts
from storage.people.people import people
from storage.people.posts import posts
from storage.people.sessions import sessions
from storage.queues import once, outbox
from storage.queues.alerts import Alert
from storage.records.register.saved_filters import saved_filters
from storage.training.tables import census_answers, census_asked, training_places

NOTICE = timedelta(days=7)
"""Before a draft is deleted, whoever wrote it is told: it was said to be kept."""


async def end_drafts(tx: Tx, kept: timedelta) -> int:
    """Delete conversations in which nothing was said for so long, with what was open in them; how many.

    Before that comes a notice, once, and the time runs on from the notice where that was late.
    """
    await _give_notice(tx, kept)
    noticed = sa.select(outbox.outbox.c.once).where(outbox.outbox.c.key == Alert.DRAFT_ENDS.value)
    still = set((await tx.connection.execute(noticed.where(outbox.outbox.c.created_at > tx.now - NOTICE))).scalars())
    old = sa.select(conversations.c.person_id, conversations.c.changed_at)
    gone = 0
    for row in (await tx.connection.execute(old.where(conversations.c.changed_at < tx.now - kept))).all():
        if once.draft_ends(row.person_id, row.changed_at) in still:
            continue
        # unless something was said just now
        this = (conversations.c.person_id == row.person_id) & (conversations.c.changed_at == row.changed_at)
        gone += (await tx.connection.execute(conversations.delete().where(this))).rowcount
    return gone


async def forget_leavers(tx: Tx, kept: timedelta) -> int:
    """Of those who left so long ago: where they were reached, how they were known, what they had open; how many.

    The name stays as long as a record, a case, its history or a booking names them, and goes with the last trace then.
    """
    known = people.c.login.is_not(None) | people.c.object_id.is_not(None)
    reached = people.c.id.in_(sa.select(addresses.c.person_id))
    found = sa.select(people.c.id).where(people.c.left_at < tx.now - kept, known | reached)
    gone = list((await tx.connection.execute(found)).scalars())
    for person_id in gone:
        for table in (addresses, conversations, turns, saved_filters, sessions, desk_drafts):
            await tx.connection.execute(table.delete().where(table.c.person_id == person_id))
        await tx.connection.execute(
            people.update().where(people.c.line_manager_id == person_id).values(line_manager_id=None)
        )
        await tx.connection.execute(
            people.update().where(people.c.id == person_id).values(login=None, tenant=None, object_id=None)
        )
        await _delete_if_unnamed(tx, person_id)
    return len(gone)


async def forget_training(tx: Tx, kept: timedelta) -> int:
    """Of those who left so long ago: their courses, the sessions they were at, what was said in a census about them;
    how many rows. What they were counted in stays: a signed report names nobody but its signer.
    """
    gone, left = 0, sa.select(people.c.id).where(people.c.left_at < tx.now - kept)
    for column in (courses_taken.c.person_id, training_places.c.person_id, census_asked.c.person_id,
                   census_answers.c.about_id):  # fmt: skip
        gone += (await tx.connection.execute(column.table.delete().where(column.in_(left)))).rowcount
    return gone


async def _give_notice(tx: Tx, kept: timedelta) -> None:
    near = sa.select(conversations).where(conversations.c.changed_at < tx.now - kept + NOTICE)
    for row in (await tx.connection.execute(near)).all():
        # of what a conversation keeps, only this is known here: whether something is open in it
        state = tx.vault.open_json(row.state_sealed)
        if state.get("frames") or state.get("aside"):
            until = max(row.changed_at + kept, tx.now + NOTICE)
            name = once.draft_ends(row.person_id, row.changed_at)
            await outbox.put(tx, row.person_id, Alert.DRAFT_ENDS, {"until": until.isoformat()}, once=name)


async def _delete_if_unnamed(tx: Tx, person_id: str) -> None:
    """The database knows what names somebody: it refuses."""
    try:
        async with tx.tried():
            await tx.connection.execute(posts.delete().where(posts.c.person_id == person_id))
            await tx.connection.execute(people.delete().where(people.c.id == person_id))
    except IntegrityError:
        return
