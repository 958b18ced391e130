"""When a picture of who has answered was last asked for in a group: at most once an hour."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "vote_pictures",
        sa.Column("vote_id", sa.String(length=10), sa.ForeignKey("votes.id", name="fk_vote_pictures_vote_id_votes"), nullable=False),
        sa.Column("group_id", sa.String(length=10), sa.ForeignKey("groups.id", name="fk_vote_pictures_group_id_groups"), nullable=False),
        sa.Column("compound_id", sa.String(length=10), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("vote_id", "group_id", name="pk_vote_pictures"),
    )


def downgrade() -> None:
    op.drop_table("vote_pictures")
