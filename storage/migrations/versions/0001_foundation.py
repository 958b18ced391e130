"""The foundation: every table of the first release."""

from alembic import op

from storage.migrations.foundation import people, places, running, voting

revision = "0001"
down_revision = None

# In the order in which their foreign keys need each other.
PARTS = (running, places, people, voting)


def upgrade() -> None:
    for part in PARTS:
        part.upgrade()


def downgrade() -> None:
    for part in reversed(PARTS):
        for table in reversed(part.TABLES):
            op.drop_table(table)
