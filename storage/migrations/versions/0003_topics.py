"""Where a group is divided into topics, the one in which we are to speak."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("chats", sa.Column("thread_id", sa.BigInteger))


def downgrade() -> None:
    op.drop_column("chats", "thread_id")
