"""Who was given the audit file of a vote."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0020"


def upgrade() -> None:
    op.create_table(
        "audit_handings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.String(length=10), nullable=False),
        sa.Column("vote_id", sa.String(length=10), sa.ForeignKey("votes.id", name="fk_audit_handings_vote_id_votes"), nullable=False),
        sa.Column("compound_id", sa.String(length=10), nullable=False),
        sa.Column("person_id", sa.String(length=10)),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("handed_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_handings"),
        sa.UniqueConstraint("asked_by", name="uq_audit_handings_asked_by"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_handings_vote_id", "audit_handings", ["vote_id"])


def downgrade() -> None:
    op.drop_table("audit_handings")
