"""The history as it is kept: its entries, and a signed head of it for each day. Both are only ever added to."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from storage.database.columns import Moment, metadata
from storage.database.origin import Via

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("subject_kind", sa.String(16), primary_key=True),
    sa.Column("subject_id", sa.String(64), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", Moment, nullable=False),
    # nobody, where whoever runs the server did it in nobody's name
    sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id")),
    sa.Column("action", sa.String(200), nullable=False),
    # unknown in entries from before migration 0013
    sa.Column("via", sa.String(16)),
    sa.Column("os_user", sa.String(128)),
    sa.Column("hash", sa.String(64), nullable=False),
    # the place in the chain of the whole installation; none in entries from before there was one
    sa.Column("position", sa.Integer),
    # none where no signing key was set
    sa.Column("key_id", sa.String(16)),
    sa.Column("signature", sa.LargeBinary),
    sa.Index("uq_audit_position", "position", unique=True),
)

heads = sa.Table(
    "audit_heads",
    metadata,
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
    sa.Column("at", Moment, nullable=False),
    # whether all of the history up to it had been verified, and was whole
    sa.Column("is_whole", sa.Boolean, nullable=False),
    sa.Column("key_id", sa.String(16), nullable=False),
    sa.Column("signature", sa.LargeBinary, nullable=False),
    # when it was written outside; the one column that changes
    sa.Column("sent_at", Moment),
)


@dataclass(frozen=True)
class Entry:
    """`action` is one of AuditAction, for some with a detail after a space (`passed_on silence`). `person_id` is who
    did it, or on the command line in whose name; `os_user` is then who was signed in to the machine.
    """

    number: int
    at: datetime
    person_id: str | None
    action: str
    via: str | None
    os_user: str | None
    hash: str
    position: int | None = None

    @property
    def what(self) -> str:
        """The action without its detail, by its stored name."""
        return self.action.partition(" ")[0]

    @property
    def detail(self) -> str:
        """What stands after the action: a role, a kind of file; '' where nothing does."""
        return self.action.partition(" ")[2]

    @property
    def as_somebody_else(self) -> bool:
        """Whether whoever was signed in to the machine did it in the name of `person_id`."""
        return self.via == Via.COMMAND_LINE and self.person_id is not None


def entry_of(row: sa.Row[tuple[object, ...]]) -> Entry:
    """A row of the table."""
    return Entry(**{name: getattr(row, name) for name in Entry.__dataclass_fields__})
