"""Straw polls and their answers."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "polls",
        sa.Column("id", sa.String(length=10), nullable=False),
        sa.Column("compound_id", sa.String(length=10), sa.ForeignKey("places.id", name="fk_polls_compound_id_places"), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=8)),
        sa.Column("per", sa.String(length=6)),
        sa.Column("named", sa.Boolean()),
        sa.Column("closes_at", sa.DateTime()),
        sa.Column("state", sa.String(length=9), nullable=False),
        sa.Column("created_by", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("ended_by", sa.String(length=10)),
        sa.Column("ended_at", sa.DateTime()),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_polls"),
    )
    op.create_index("ix_polls_compound_id", "polls", ["compound_id", "state", "created_at"])
    op.create_table(
        "poll_answers",
        sa.Column("poll_id", sa.String(length=10), sa.ForeignKey("polls.id", name="fk_poll_answers_poll_id_polls"), nullable=False),
        sa.Column("voice", sa.String(length=10), nullable=False),
        sa.Column("compound_id", sa.String(length=10), nullable=False),
        sa.Column("home_id", sa.String(length=10)),
        sa.Column("person_id", sa.String(length=10)),
        sa.Column("chosen", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("poll_id", "voice", name="pk_poll_answers"),
    )
    op.create_index("ix_poll_answers_person_id", "poll_answers", ["person_id"])


def downgrade() -> None:
    for table in ("poll_answers", "polls"):
        op.drop_table(table)
