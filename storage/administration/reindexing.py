"""Fingerprints of older records made anew, where names are folded otherwise now, a list of short forms was corrected,
or records are found by something more.

Names are sealed in the records, so a migration cannot do it. It is done after one, by `waymark db upgrade`, and by
`waymark serve` for what is left: a few records at a time, so that it can be stopped anywhere and gone on with.
"""

import sqlalchemy as sa

from storage.database.driver_errors import troubles_of
from storage.database.engine import Tx, make_engine
from storage.problems import DatabaseProblem
from storage.records import signing
from storage.records.register import facets
from storage.records.register.child_index import ChildPart, keep_tokens, rules
from storage.records.tables import child_index, children, records

AT_A_TIME = 50


async def left(tx: Tx) -> int:
    """How many records have fingerprints by other rules than those of now."""
    return await tx.connection.scalar(_HOW_MANY, {"rules": rules()}) or 0


async def left_in(url: str) -> int:
    """The same, asked without a key."""
    engine = make_engine(url)
    try:
        with troubles_of(engine.dialect.name, None):
            async with engine.begin() as connection:
                return await connection.scalar(_HOW_MANY, {"rules": rules()}) or 0
    finally:
        await engine.dispose()


async def some(tx: Tx, after: str = "") -> tuple[int, str]:
    """Make those of the next few records anew: how many were, and the record to go on after; '' at the end.

    A record that cannot be opened is passed over: it stays among those that are left, and `verify` says what it has.
    """
    query = sa.select(children.c.record_id).where(children.c.names_by != rules(), children.c.record_id > after)
    ids = list((await tx.connection.scalars(query.distinct().order_by(children.c.record_id).limit(AT_A_TIME))).all())
    done = 0
    for record_id in ids:
        done += await _again(tx, record_id)
    return done, ids[-1] if ids else ""


async def _again(tx: Tx, record_id: str) -> bool:
    here = (children.c.record_id == record_id) & (children.c.names_by != rules())
    # held until the end, so that two processes do not do the same
    labels = set((await tx.connection.scalars(sa.select(children.c.label).where(here).with_for_update())).all())
    row = (await tx.connection.execute(sa.select(*signing.WHOLE).where(records.c.id == record_id))).one()
    try:
        record = signing.opened(tx, row)
    except DatabaseProblem:
        return False
    for child in record.children:
        if child["label"] not in labels:
            continue
        this = (child_index.c.record_id == record_id) & (child_index.c.label == child["label"])
        await tx.connection.execute(child_index.delete().where(this))
        part = ChildPart(child["label"], str(child["name"]), str(child["date_of_birth"]))
        await keep_tokens(tx, record_id, record.setting_id, part)
    await facets.keep(
        tx,
        record_id,
        {
            "setting_id": record.setting_id,
            "signed_at": record.signed_at.isoformat(),
            "content": record.content,
            "observations": record.observations,
            "children": record.children,
            "child_label": record.child_label,
        },
    )
    await tx.connection.execute(children.update().where(here).values(names_by=rules()))
    return bool(labels)


_HOW_MANY = sa.select(sa.func.count(children.c.record_id.distinct())).where(
    children.c.names_by != sa.bindparam("rules")
)
