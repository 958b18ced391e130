"""Which scheme a vote asks about, and its ballots and deliveries are about; and matters that need two votes at once."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
BY_CHAT = sa.text("way = 'chat'")


def upgrade() -> None:
    op.add_column("votes", sa.Column("scheme_version", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("votes", sa.Column("scheme_changed_at", sa.DateTime()))
    op.add_column("votes", sa.Column("scheme_reason", sa.Text()))
    op.add_column("votes", sa.Column("pair_id", sa.String(length=10)))
    op.add_column("votes", sa.Column("part", sa.String(length=4)))
    op.add_column("votes", sa.Column("land_building", sa.String(length=32)))
    op.add_column("votes", sa.Column("land_entrance", sa.String(length=32)))
    op.create_index("ix_votes_pair_id", "votes", ["pair_id"])
    op.add_column("ballots", sa.Column("scheme", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("deliveries", sa.Column("scheme", sa.Integer(), nullable=False, server_default="1"))
    _index_deliveries("vote_id", "head", "scheme")
    op.create_table(
        "vote_schemes",
        sa.Column("vote_id", sa.String(length=10), sa.ForeignKey("votes.id", name="fk_vote_schemes_vote_id_votes"), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("compound_id", sa.String(length=10), nullable=False),
        sa.Column("former_sha256", sa.String(length=64)),
        sa.Column("former_name", sa.String(length=128)),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("voided_heads", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=10), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("vote_id", "version", name="pk_vote_schemes"),
    )


def downgrade() -> None:
    op.drop_table("vote_schemes")
    # Of a head one letter is enough again: those about the first scheme stay.
    op.execute("DELETE FROM deliveries WHERE scheme > 1")
    _index_deliveries("vote_id", "head")
    op.drop_index("ix_votes_pair_id", table_name="votes")
    for table, column in (
        ("deliveries", "scheme"),
        ("ballots", "scheme"),
        ("votes", "land_entrance"),
        ("votes", "land_building"),
        ("votes", "part"),
        ("votes", "pair_id"),
        ("votes", "scheme_reason"),
        ("votes", "scheme_changed_at"),
        ("votes", "scheme_version"),
    ):
        op.drop_column(table, column)


def _index_deliveries(*columns: str) -> None:
    op.drop_index("ix_deliveries_chat", table_name="deliveries")
    op.create_index("ix_deliveries_chat", "deliveries", list(columns), unique=True, sqlite_where=BY_CHAT, postgresql_where=BY_CHAT)
