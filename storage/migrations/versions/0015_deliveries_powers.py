"""Which homes a vote has reached, the clause by which silence follows the majority, and written powers."""

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
    op.add_column("ballots", sa.Column("agent", sa.String(length=64)))
    op.create_index(
        "ix_ballots_agent",
        "ballots",
        ["vote_id", "agent"],
        sqlite_where=sa.text("agent IS NOT NULL"),
        postgresql_where=sa.text("agent IS NOT NULL"),
    )
    op.add_column("entries", sa.Column("power_id", sa.String(length=10)))
    op.add_column("entries", sa.Column("batch", sa.String(length=10)))
    of_table = sa.text("batch IS NOT NULL")
    op.create_index("ix_entries_batch", "entries", ["batch"], sqlite_where=of_table, postgresql_where=of_table)
    op.create_table(
        "powers",
        sa.Column("id", sa.String(length=10), nullable=False),
        sa.Column("compound_id", sa.String(length=10), sa.ForeignKey("places.id", name="fk_powers_compound_id_places"), nullable=False),
        sa.Column("vote_id", sa.String(length=10), sa.ForeignKey("votes.id", name="fk_powers_vote_id_votes"), nullable=False),
        sa.Column("home_id", sa.String(length=10), nullable=False),
        sa.Column("head", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.String(length=10), nullable=False),
        sa.Column("agent_name", sa.String(length=64), nullable=False),
        sa.Column("agent_owner_id", sa.String(length=10)),
        sa.Column("until", sa.DateTime()),
        sa.Column("state", sa.String(length=9), nullable=False),
        sa.Column("photo_file_id", sa.Text()),
        sa.Column("photo_sha256", sa.String(length=64)),
        sa.Column("entered_by", sa.String(length=10), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("ended_by", sa.String(length=10)),
        sa.Column("ended_at", sa.DateTime()),
        sa.PrimaryKeyConstraint("id", name="pk_powers"),
    )
    op.create_index("ix_powers_vote_id", "powers", ["vote_id", "state"])


def downgrade() -> None:
    op.drop_table("powers")
    op.drop_index("ix_entries_batch", "entries")
    op.drop_column("entries", "batch")
    op.drop_column("entries", "power_id")
    op.drop_index("ix_ballots_agent", "ballots")
    op.drop_column("ballots", "agent")
    op.drop_table("deliveries")
    op.drop_column("votes", "follow_clause")
