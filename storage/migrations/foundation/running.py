"""What the process keeps of itself: updates, letters, forms, jobs, what is due, who leads."""

import sqlalchemy as sa
from alembic import op

TABLES = (
    "chats",
    "dead_letters",
    "due",
    "forms",
    "heartbeats",
    "intakes",
    "jobs",
    "leases",
    "live_messages",
    "outages",
    "outbox",
    "seen_updates",
)


def upgrade() -> None:
    op.create_table(
        "chats",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("is_group", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("reachable", sa.Boolean(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name="pk_chats"),
    )

    op.create_table(
        "dead_letters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("died_at", sa.DateTime(), nullable=False),
        sa.Column("replayed_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_dead_letters"),
    )

    op.create_table(
        "due",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("target", sa.String(length=64), nullable=False),
        sa.Column("compound_id", sa.String(length=10), nullable=True),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("leased_until", sa.DateTime(), nullable=True),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_due"),
        sa.UniqueConstraint("kind", "target", "due_at", name="uq_due_kind_target_due_at"),
    )
    op.create_index("ix_due_waiting", "due", ["done_at", "due_at"])

    op.create_table(
        "forms",
        sa.Column("telegram_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=48), nullable=False),
        sa.Column("step", sa.String(length=48), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("telegram_id", name="pk_forms"),
    )

    op.create_table(
        "heartbeats",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("beat_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_heartbeats"),
    )

    op.create_table(
        "intakes",
        sa.Column("process", sa.String(length=10), nullable=False),
        sa.Column("finished_until", sa.DateTime(), nullable=False),
        sa.Column("reported_at", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("process", name="pk_intakes"),
    )

    op.create_table(
        "jobs",
        sa.Column("id", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("compound_id", sa.String(length=10), nullable=True),
        sa.Column("chat_id", sa.BigInteger(), nullable=True),
        sa.Column("arguments", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("leased_until", sa.DateTime(), nullable=True),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
    )
    op.create_index("ix_jobs_state", "jobs", ["state", "created_at"])

    op.create_table(
        "leases",
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("holder", sa.String(length=10), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("role", name="pk_leases"),
    )

    op.create_table(
        "live_messages",
        sa.Column("live_key", sa.String(length=96), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("live_key", name="pk_live_messages"),
    )
    op.create_index("ix_live_messages_chat_id", "live_messages", ["chat_id", "message_id"])

    op.create_table(
        "outages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outages"),
    )

    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("card", sa.String(length=64), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("lane", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("not_before", sa.DateTime(), nullable=True),
        sa.Column("expires_at", sa.DateTime(), nullable=True),
        sa.Column("coalesce_key", sa.String(length=96), nullable=True),
        sa.Column("live_key", sa.String(length=96), nullable=True),
        sa.Column("pin", sa.Boolean(), nullable=False),
        sa.Column("night_waits", sa.Boolean(), nullable=False),
        sa.Column("on_unknown", sa.String(length=8), nullable=False),
        sa.Column("request", sa.Text(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("unanswered", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_chat_id", "outbox", ["chat_id", "message_id"])
    op.create_index("ix_outbox_coalesce_key", "outbox", ["coalesce_key"])
    op.create_index(
        "ix_outbox_lane",
        "outbox",
        ["lane", "id"],
        sqlite_where=sa.text("state IN ('pending', 'retry', 'deferred')"),
        postgresql_where=sa.text("state IN ('pending', 'retry', 'deferred')"),
    )
    op.create_index("ix_outbox_waiting", "outbox", ["state", "not_before"])
    op.create_index(
        "ix_outbox_words",
        "outbox",
        ["created_at"],
        sqlite_where=sa.text("facts <> ''"),
        postgresql_where=sa.text("facts <> ''"),
    )

    op.create_table(
        "seen_updates",
        sa.Column("update_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("update_id", name="pk_seen_updates"),
    )
    op.create_index("ix_seen_updates_seen_at", "seen_updates", ["seen_at"])
