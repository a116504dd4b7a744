"""Who has read something: every way in which its words, or that it is there, came before somebody's eyes."""

from storage.audit.actions import AuditAction, Subject
from storage.audit.chain import entries
from storage.audit.tables import Entry
from storage.database.engine import Tx

READING = frozenset(
    {
        AuditAction.READ, AuditAction.OPENED, AuditAction.EXPORTED, AuditAction.READ_IN_STORY, AuditAction.SHOWN_IN,
        AuditAction.PACK_READ, AuditAction.FOUND_BY_NAME, AuditAction.REFUSED_READ, AuditAction.READ_BY_GLASS,
    }
)  # fmt: skip
"""All of it, also asked in vain, and by a search alone."""


async def who_read(tx: Tx, about: Subject | str) -> list[Entry]:
    """Oldest first."""
    return [one for one in await entries(tx, about) if one.what in READING]
