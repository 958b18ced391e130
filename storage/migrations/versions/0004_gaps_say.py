"""A gap keeps what its file says where the area should be: the clerk judges it without the file."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("roster_gaps", sa.Column("said", sa.String(64)))


def downgrade() -> None:
    op.drop_column("roster_gaps", "said")
