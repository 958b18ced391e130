"""What each account was refused last, so that whoever helps it reads the code."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "last_refusals",
        sa.Column("telegram_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.String(length=96), nullable=False),
        sa.Column("refused_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("telegram_id", name="pk_last_refusals"),
    )


def downgrade() -> None:
    op.drop_table("last_refusals")
