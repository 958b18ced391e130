"""Which homes a vote has reached, home by home, and the clause by which silence follows the majority."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0013"


def upgrade() -> None:
    op.add_column("votes", sa.Column("follow_clause", sa.String(length=40)))
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.String(length=10), nullable=False),
        sa.Column("compound_id", sa.String(length=10), nullable=False),
        sa.Column("head", sa.Integer(), nullable=False),
        sa.Column("home_id", sa.String(length=10), nullable=False),
        sa.Column("way", sa.String(length=6), nullable=False),
        sa.Column("person_id", sa.String(length=10)),
        sa.Column("delivered_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_deliveries_home", "deliveries", ["vote_id", "home_id"])
    by_chat = sa.text("way = 'chat'")
    op.create_index("ix_deliveries_chat", "deliveries", ["vote_id", "head"], unique=True, sqlite_where=by_chat, postgresql_where=by_chat)


def downgrade() -> None:
    op.drop_table("deliveries")
    op.drop_column("votes", "follow_clause")
