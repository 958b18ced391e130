"""Renovations that are asked three times, and the vote of each ask."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    of_compound = sa.ForeignKey("places.id", name="fk_renovations_compound_id_places")
    op.create_table(
        "renovations",
        sa.Column("id", sa.String(length=10), nullable=False),
        sa.Column("compound_id", sa.String(length=10), of_compound, nullable=False),
        sa.Column("title", sa.String(length=40), nullable=False),
        sa.Column("created_by", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_renovations"),
    )
    op.create_index("ix_renovations_compound_id", "renovations", ["compound_id", "created_at"])
    of_renovation = sa.ForeignKey("renovations.id", name="fk_asks_renovation_id_renovations")
    op.create_table(
        "asks",
        sa.Column("id", sa.String(length=10), nullable=False),
        sa.Column("renovation_id", sa.String(length=10), of_renovation, nullable=False),
        sa.Column("compound_id", sa.String(length=10), nullable=False),
        sa.Column("stage", sa.String(length=9), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.String(length=10), sa.ForeignKey("votes.id", name="fk_asks_vote_id_votes"), nullable=False),
        sa.Column("asked_by", sa.String(length=10), nullable=False),
        sa.Column("changes", sa.Text()),
        sa.Column("told_by", sa.String(length=10)),
        sa.Column("told_at", sa.DateTime()),
        sa.PrimaryKeyConstraint("id", name="pk_asks"),
    )
    op.create_index("ix_asks_renovation_id", "asks", ["renovation_id"])
    op.create_index("ix_asks_vote_id", "asks", ["vote_id"])


def downgrade() -> None:
    for table in ("asks", "renovations"):
        op.drop_table(table)
