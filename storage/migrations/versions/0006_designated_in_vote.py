"""When an owner was registered to speak for a head in the vote, which is taken back; a morning letter for roles that exist already."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

MORNING = "residents.morning"


def upgrade() -> None:
    op.add_column("vote_heads", sa.Column("designated_at", sa.DateTime()))
    # 08:00 in Shanghai is midnight in UTC.
    midnight = datetime.now(UTC).replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    due = sa.table("due", *(sa.column(name) for name in ("kind", "target")), sa.column("due_at", sa.DateTime()))
    appointments = sa.table("appointments", sa.column("person_id"), sa.column("state"))
    people = sa.table("people", sa.column("id"), sa.column("telegram_id", sa.BigInteger()))
    held = sa.select(people.c.telegram_id).distinct().join(appointments, appointments.c.person_id == people.c.id)
    accounts = op.get_bind().execute(held.where(appointments.c.state == "active", people.c.telegram_id.is_not(None))).scalars().all()
    # Who was appointed by a program between the two has one.
    planned = set(op.get_bind().execute(sa.select(due.c.target).where(due.c.kind == MORNING)).scalars())
    rows = [{"kind": MORNING, "target": str(account), "due_at": midnight} for account in accounts if str(account) not in planned]
    if rows:
        op.bulk_insert(due, rows)


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM due WHERE kind = 'residents.morning'"))
    op.drop_column("vote_heads", "designated_at")
