"""The table of letters: storage/outbox.py is what is done with it."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table, Text, text

from storage.base import UtcDateTime, metadata

# In literals, so that both databases see that the partial index answers it.
WAITS = text("state IN ('pending', 'retry', 'deferred')")
HAS_WORDS = text("facts <> ''")

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(160), nullable=False, unique=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("card", String(64), nullable=False),
    Column("facts", Text, nullable=False),
    Column("lane", String(8), nullable=False),
    Column("state", String(12), nullable=False),
    Column("not_before", UtcDateTime),
    Column("expires_at", UtcDateTime),
    Column("coalesce_key", String(96)),
    Column("live_key", String(96)),
    Column("pin", Boolean, nullable=False),
    Column("night_waits", Boolean, nullable=False),
    Column("on_unknown", String(8), nullable=False),
    Column("request", Text),
    Column("tries", Integer, nullable=False),
    # Sends whose answer never came; those that failed are counted in `tries`.
    Column("unanswered", Integer, nullable=False),
    Column("error", Text),
    Column("message_id", BigInteger),
    Column("created_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
    Index("ix_outbox_waiting", "state", "not_before"),
    Index("ix_outbox_lane", "lane", "id", sqlite_where=WAITS, postgresql_where=WAITS),
    Index("ix_outbox_words", "created_at", sqlite_where=HAS_WORDS, postgresql_where=HAS_WORDS),
    Index("ix_outbox_coalesce_key", "coalesce_key"),
    Index("ix_outbox_chat_id", "chat_id", "message_id"),
    sqlite_autoincrement=True,
)
