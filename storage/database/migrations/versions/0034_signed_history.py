"""The history is one chain for the installation as well, and signed; what is there is never changed in any column."""

import sqlalchemy as sa
from alembic import op

from storage.database.columns import Moment

revision = "0034_signed_history"
down_revision = "0033_intervention_plans"

HEAD = ("day", "position", "hash", "at", "is_whole", "key_id", "signature")


def upgrade() -> None:
    op.create_table(
        "audit_heads",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("is_whole", sa.Boolean, nullable=False),
        sa.Column("key_id", sa.String(16), nullable=False),
        sa.Column("signature", sa.LargeBinary, nullable=False),
        sa.Column("sent_at", Moment),
    )
    op.add_column("audit", sa.Column("position", sa.Integer))
    op.add_column("audit", sa.Column("key_id", sa.String(16)))
    op.add_column("audit", sa.Column("signature", sa.LargeBinary))
    op.create_index("uq_audit_position", "audit", ["position"], unique=True)
    if op.get_bind().dialect.name == "postgresql":
        _keep_postgresql()
    else:
        _keep_sqlite()


def _keep_sqlite() -> None:
    refuse = "BEGIN SELECT RAISE(ABORT, 'what was signed is never changed'); END"
    op.execute("DROP TRIGGER audit_stay")
    op.execute(f"CREATE TRIGGER audit_stay BEFORE UPDATE ON audit {refuse}")
    named = ", ".join(HEAD)
    op.execute(f"CREATE TRIGGER audit_heads_stay BEFORE UPDATE OF {named} ON audit_heads {refuse}")
    op.execute(f"CREATE TRIGGER audit_heads_never_go BEFORE DELETE ON audit_heads {refuse}")
    there = "WHEN EXISTS (SELECT 1 FROM audit_heads WHERE day = NEW.day)"
    op.execute(f"CREATE TRIGGER audit_heads_not_replaced BEFORE INSERT ON audit_heads {there} {refuse}")


def _keep_postgresql() -> None:
    refuse = "EXECUTE FUNCTION signed_stays()"
    op.execute("DROP TRIGGER audit_stay ON audit")
    op.execute(f"CREATE TRIGGER audit_stay BEFORE UPDATE ON audit FOR EACH ROW {refuse}")
    named = ", ".join(f'"{column}"' for column in HEAD)
    op.execute(f"CREATE TRIGGER audit_heads_stay BEFORE UPDATE OF {named} ON audit_heads FOR EACH ROW {refuse}")
    op.execute(f"CREATE TRIGGER audit_heads_never_go BEFORE DELETE ON audit_heads FOR EACH ROW {refuse}")
    op.execute(f"CREATE TRIGGER audit_heads_never_emptied BEFORE TRUNCATE ON audit_heads FOR EACH STATEMENT {refuse}")
