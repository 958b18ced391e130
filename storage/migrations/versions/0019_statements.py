"""Topics, statements and how they were answered."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        "topics",
        sa.Column("id", sa.String(length=10), nullable=False),
        sa.Column("compound_id", sa.String(length=10), sa.ForeignKey("places.id", name="fk_topics_compound_id_places"), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("words", sa.Text()),
        sa.Column("division", sa.String(length=9)),
        sa.Column("closes_at", sa.DateTime()),
        sa.Column("state", sa.String(length=9), nullable=False),
        sa.Column("created_by", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("ended_by", sa.String(length=10)),
        sa.Column("ended_at", sa.DateTime()),
        sa.Column("homes", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_topics"),
    )
    op.create_index("ix_topics_compound_id", "topics", ["compound_id", "state", "created_at"])
    op.create_table(
        "statements",
        sa.Column("id", sa.String(length=10), nullable=False),
        sa.Column("topic_id", sa.String(length=10), sa.ForeignKey("topics.id", name="fk_statements_topic_id_topics"), nullable=False),
        sa.Column("compound_id", sa.String(length=10), nullable=False),
        sa.Column("person_id", sa.String(length=10), sa.ForeignKey("people.id", name="fk_statements_person_id_people")),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=9), nullable=False),
        sa.Column("reason_kind", sa.String(length=11)),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.Column("decided_by", sa.String(length=10)),
        sa.Column("decided_at", sa.DateTime()),
        sa.PrimaryKeyConstraint("id", name="pk_statements"),
    )
    op.create_index("ix_statements_person_id", "statements", ["person_id"])
    op.create_index("ix_statements_topic_id", "statements", ["topic_id", "state", "given_at"])
    op.create_table(
        "statement_answers",
        sa.Column(
            "statement_id",
            sa.String(length=10),
            sa.ForeignKey("statements.id", name="fk_statement_answers_statement_id_statements"),
            nullable=False,
        ),
        sa.Column("voice", sa.String(length=10), nullable=False),
        sa.Column("topic_id", sa.String(length=10), nullable=False),
        sa.Column("compound_id", sa.String(length=10), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("home_id", sa.String(length=10)),
        sa.Column("person_id", sa.String(length=10)),
        sa.Column("stance", sa.String(length=8), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("statement_id", "voice", name="pk_statement_answers"),
    )
    op.create_index("ix_statement_answers_person_id", "statement_answers", ["person_id"])
    op.create_index("ix_statement_answers_topic_id", "statement_answers", ["topic_id", "voice"])


def downgrade() -> None:
    for table in ("statement_answers", "statements", "topics"):
        op.drop_table(table)
