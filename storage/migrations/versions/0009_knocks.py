"""Doors that a building's head has knocked at: which, who and when."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "door_knocks",
        sa.Column("vote_id", sa.String(length=10), sa.ForeignKey("votes.id", name="fk_door_knocks_vote_id_votes"), nullable=False),
        sa.Column("home_id", sa.String(length=10), sa.ForeignKey("homes.id", name="fk_door_knocks_home_id_homes"), nullable=False),
        sa.Column("compound_id", sa.String(length=10), nullable=False),
        sa.Column("person_id", sa.String(length=10)),
        sa.Column("knocked_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("vote_id", "home_id", name="pk_door_knocks"),
    )


def downgrade() -> None:
    op.drop_table("door_knocks")
