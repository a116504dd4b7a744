"""What leaves more than one entry in the history: a search, what is shown beside a record, roles that change."""

import logging
import time
from collections import Counter
from collections.abc import Collection, Iterable, Sequence

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction, of_person
from storage.database.engine import Tx

logger = logging.getLogger("storage.security")
SECONDS_BETWEEN_LINES = 60.0

records = sa.table("records", sa.column("id"), sa.column("reference"))
"""Only to hold a row: the history stands below what it tells of."""


async def searched(tx: Tx, person_id: str, found: Collection[str]) -> None:
    """Somebody looked for a child's records: that they did and how many came up, and with each that came up (by id)
    that it did. The name that was looked for is kept nowhere.
    """
    ids = sorted(set(found))
    await audit.note(tx, of_person(person_id), person_id, AuditAction.SEARCHED, f"{len(ids)}")
    for record_id in ids:
        await audit.note(tx, record_id, person_id, AuditAction.FOUND_BY_NAME)


async def shown(tx: Tx, person_id: str, references: Iterable[str], *, within: str, by: str) -> None:
    """Other records were shown as part of the one with the reference `within`, by a command (`read`, `timeline`)."""
    others = set(references) - {within}
    ids = await tx.connection.scalars(sa.select(records.c.id).where(records.c.reference.in_(others)))
    for record_id in sorted(ids):
        await audit.note(tx, record_id, person_id, AuditAction.SHOWN_IN, by)


async def roles_changed(
    tx: Tx, person_id: str, setting_id: str, before: Collection[str], after: Collection[str]
) -> None:
    """Which roles somebody was given in a setting, and which were taken from them; nothing where they are the same."""
    for action, names in (
        (AuditAction.ROLES_GIVEN, _sorted(set(after) - set(before))),
        (AuditAction.ROLES_TAKEN, _sorted(set(before) - set(after))),
    ):
        if names:
            _said_of_roles.note(action, len(names))
            await audit.note(tx, of_person(person_id), None, action, f"{','.join(names)} {setting_id}")


def _sorted(names: Iterable[str]) -> Sequence[str]:
    return sorted(str(name) for name in names)


class _Line:
    """One line a minute at most, for whoever watches the log: how many roles changed, and neither whose nor where.

    A list of people that is only tried (`people import --dry-run`) counts as well.
    """

    def __init__(self) -> None:
        self._since: Counter[str] = Counter()
        self._said_at = float("-inf")

    def note(self, action: str, count: int) -> None:
        self._since[action] += count
        if time.monotonic() - self._said_at >= SECONDS_BETWEEN_LINES:
            given, taken = self._since[AuditAction.ROLES_GIVEN], self._since[AuditAction.ROLES_TAKEN]
            logger.info("roles changed since the last such line: %d given, %d taken", given, taken)
            self._since.clear()
            self._said_at = time.monotonic()


_said_of_roles = _Line()
