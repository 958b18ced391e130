"""Ballots from paper and by phone: who entered and confirmed them, their photos, and how contradictions were settled."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column("ballots", sa.Column("entered_by", sa.String(length=10)))
    op.add_column("ballots", sa.Column("confirmed_by", sa.String(length=10)))
    op.add_column("ballots", sa.Column("photo_sha256", sa.String(length=64)))
    op.add_column("standing_choices", sa.Column("set_aside", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "entries",
        sa.Column("id", sa.String(length=10), nullable=False),
        sa.Column("compound_id", sa.String(length=10), sa.ForeignKey("places.id", name="fk_entries_compound_id_places"), nullable=False),
        sa.Column("vote_id", sa.String(length=10), sa.ForeignKey("votes.id", name="fk_entries_vote_id_votes"), nullable=False),
        sa.Column("home_id", sa.String(length=10), nullable=False),
        sa.Column("head", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.String(length=10), nullable=False),
        sa.Column("channel", sa.String(length=5), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("choice", sa.String(length=8)),
        sa.Column("photo_file_id", sa.Text()),
        sa.Column("photo_sha256", sa.String(length=64)),
        sa.Column("entered_by", sa.String(length=10), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("ended_by", sa.String(length=10)),
        sa.Column("ended_at", sa.DateTime()),
        sa.Column("receipt", sa.String(length=8), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_entries"),
    )
    op.create_index("ix_entries_vote_id", "entries", ["vote_id", "state"])
    op.create_table(
        "settlements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.String(length=10), sa.ForeignKey("votes.id", name="fk_settlements_vote_id_votes"), nullable=False),
        sa.Column("compound_id", sa.String(length=10), nullable=False),
        sa.Column("head", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.String(length=10), nullable=False),
        sa.Column("channel", sa.String(length=5), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("person_id", sa.String(length=10), nullable=False),
        sa.Column("settled_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_settlements"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_settlements_vote_id", "settlements", ["vote_id", "head"])


def downgrade() -> None:
    op.drop_table("settlements")
    op.drop_table("entries")
    op.drop_column("standing_choices", "set_aside")
    op.drop_column("ballots", "photo_sha256")
    op.drop_column("ballots", "confirmed_by")
    op.drop_column("ballots", "entered_by")
