"""The accepted ballots of a vote in their order, and the refused ones: a close reads these, however long the ledger is."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    for name, which in (("ix_ballots_ledger", sa.text("refused IS NULL")), ("ix_ballots_refused", sa.text("refused IS NOT NULL"))):
        op.create_index(name, "ballots", ["vote_id", "id"], sqlite_where=which, postgresql_where=which)


def downgrade() -> None:
    op.drop_index("ix_ballots_refused", "ballots")
    op.drop_index("ix_ballots_ledger", "ballots")
