"""Who has been DSL where and when, and whom each second view may be shown to: for who may know of a record.

Who was DSL before this was not kept: whoever is DSL now counts as having been so since they came. What a second view
from before rests on is sealed, and a migration has no key: it is shared where its setting had no concern about the DSL
that it could rest on, and otherwise shown to nobody, and made again for whoever reads the record.
"""

import sqlalchemy as sa
from alembic import op

from storage.database.columns import Moment

revision = "0015_may_know"
down_revision = "0014_names"


def upgrade() -> None:
    op.create_table(
        "dsl_posts",
        sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("setting_id", sa.String(64), sa.ForeignKey("settings.id"), primary_key=True),
        sa.Column("since", Moment, primary_key=True),
        sa.Column("until", Moment),
    )
    op.add_column("second_views", sa.Column("is_shared", sa.Boolean))
    # written out: Alembic would add the reference afterwards, which SQLite cannot
    op.execute("ALTER TABLE second_views ADD COLUMN person_id VARCHAR(64) REFERENCES people (id)")
    op.execute(
        "INSERT INTO dsl_posts (person_id, setting_id, since)"
        " SELECT p.id, r.setting_id, p.added_at FROM roles r JOIN people p ON p.id = r.person_id WHERE r.role = 'dsl'"
    )
    op.execute(
        "UPDATE second_views SET is_shared = true WHERE NOT EXISTS (SELECT 1 FROM records r JOIN records o"
        " ON o.setting_id = r.setting_id AND o.concern_about_dsl AND o.id <> r.id"
        " WHERE r.id = second_views.record_id AND o.signed_at <= second_views.made_at)"
    )
