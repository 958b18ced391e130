"""Concerns: what residents fear of a matter that is voted on, and what was answered."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "concerns",
        sa.Column("id", sa.String(length=10), nullable=False),
        sa.Column("compound_id", sa.String(length=10), sa.ForeignKey("places.id", name="fk_concerns_compound_id_places"), nullable=False),
        sa.Column("vote_id", sa.String(length=10), sa.ForeignKey("votes.id", name="fk_concerns_vote_id_votes"), nullable=False),
        sa.Column("person_id", sa.String(length=10), sa.ForeignKey("people.id", name="fk_concerns_person_id_people")),
        sa.Column("home_id", sa.String(length=10), sa.ForeignKey("homes.id", name="fk_concerns_home_id_homes")),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("band", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("identity", sa.String(length=8), nullable=False),
        sa.Column("raised_at", sa.DateTime(), nullable=False),
        sa.Column("answer_by", sa.DateTime(), nullable=False),
        sa.Column("escalated_at", sa.DateTime()),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.String(length=10)),
        sa.Column("answered_at", sa.DateTime()),
        sa.Column("posted_at", sa.DateTime()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ended_by", sa.String(length=10)),
        sa.Column("ended_at", sa.DateTime()),
        sa.PrimaryKeyConstraint("id", name="pk_concerns"),
    )
    op.create_index("ix_concerns_compound_id", "concerns", ["compound_id", "state", "answer_by"])
    op.create_index("ix_concerns_person_id", "concerns", ["person_id"])


def downgrade() -> None:
    op.drop_table("concerns")
