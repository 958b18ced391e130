"""The terms of the legal profile that a vote was opened under."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    # Null: opened before there were profiles, and counted by the Civil Code itself.
    op.add_column("votes", sa.Column("terms", sa.Text()))


def downgrade() -> None:
    op.drop_column("votes", "terms")
