"""When an owner was registered to speak for a head during the vote: that can be taken back, what the roster says cannot."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("vote_heads", sa.Column("designated_at", sa.DateTime()))


def downgrade() -> None:
    op.drop_column("vote_heads", "designated_at")
