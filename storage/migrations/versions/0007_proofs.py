"""The chain of a vote: an event for everything that decides it, the salt that opens each ballot's commitment."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    # Null: opened before there were chains, and without one for good.
    op.add_column("votes", sa.Column("chain_height", sa.Integer()))
    op.add_column("votes", sa.Column("chain_head", sa.String(length=64)))
    op.add_column("ballots", sa.Column("event", sa.Integer()))
    op.create_table(
        "vote_events",
        sa.Column("vote_id", sa.String(length=10), sa.ForeignKey("votes.id", name="fk_vote_events_vote_id_votes"), nullable=False),
        sa.Column("height", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("compound_id", sa.String(length=10), nullable=False),
        sa.Column("type", sa.String(length=12), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(length=32)),
        sa.Column("entry", sa.Text()),
        sa.Column("happened_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("vote_id", "height", name="pk_vote_events"),
    )


def downgrade() -> None:
    op.drop_table("vote_events")
    op.drop_column("ballots", "event")
    op.drop_column("votes", "chain_head")
    op.drop_column("votes", "chain_height")
