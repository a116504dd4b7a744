"""What this installation is, and who is in it."""

import sqlalchemy as sa
from alembic import op

from storage.database.columns import Moment

revision = "0001_installation_and_people"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "installation",
        sa.Column(
            "id",
            sa.Integer,
            sa.CheckConstraint("id = 1", name="one_row"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("is_demo", sa.Boolean, nullable=False),
        sa.Column("check_sealed", sa.LargeBinary, nullable=False),
        sa.Column("blind_key_sealed", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "settings",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("contacts_sealed", sa.LargeBinary, nullable=False),
        sa.Column("is_demo", sa.Boolean, nullable=False),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("login", sa.String(64), unique=True),
        sa.Column("tenant", sa.String(64)),
        sa.Column("object_id", sa.String(64)),
        sa.Column("name_sealed", sa.LargeBinary, nullable=False),
        sa.Column("setting_id", sa.String(64), sa.ForeignKey("settings.id"), nullable=False, index=True),
        sa.Column("is_demo", sa.Boolean, nullable=False),
        sa.Column("added_at", Moment, nullable=False),
        sa.Column("left_at", Moment),
        sa.UniqueConstraint("tenant", "object_id"),
    )
    op.create_table(
        "roles",
        sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("setting_id", sa.String(64), sa.ForeignKey("settings.id"), primary_key=True),
        sa.Column("role", sa.String(32), primary_key=True),
    )
    op.create_index("ix_roles_setting_id_role", "roles", ["setting_id", "role"])
