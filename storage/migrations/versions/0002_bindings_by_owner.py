"""Bindings are found by their roster owner: reminders of a large compound held the writer for seconds."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_index("ix_bindings_owner_id", "bindings", ["owner_id", "state"], if_not_exists=True)


def downgrade() -> None:
    op.drop_index("ix_bindings_owner_id", table_name="bindings")
