"""Topics, statements and answers as they are kept."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from storage.base import PublicId, UtcDateTime, metadata

topics = Table(
    "topics",
    metadata,
    Column("id", PublicId, primary_key=True),
    Column("compound_id", PublicId, ForeignKey("places.id"), nullable=False),
    Column("title", Text, nullable=False),
    # What is said beside it, empty where there is nothing; this and the next two are null while a draft does not say them.
    Column("words", Text),
    # buildings, floors
    Column("division", String(9)),
    Column("closes_at", UtcDateTime),
    # draft, open, closed, cancelled
    Column("state", String(9), nullable=False),
    Column("created_by", PublicId, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("ended_by", PublicId),
    Column("ended_at", UtcDateTime),
    # As it was counted at the close: how many homes and people took part, and the rows; empty before.
    Column("homes", Integer, nullable=False),
    Column("people", Integer, nullable=False),
    Column("result", Text, nullable=False),
    Index("ix_topics_compound_id", "compound_id", "state", "created_at"),
)
statements = Table(
    "statements",
    metadata,
    Column("id", PublicId, primary_key=True),
    Column("topic_id", PublicId, ForeignKey("topics.id"), nullable=False),
    Column("compound_id", PublicId, nullable=False),
    # Whose it is; null once they have left.
    Column("person_id", PublicId, ForeignKey("people.id"), index=True),
    # Empty once it was taken back.
    Column("words", Text, nullable=False),
    # waiting, shown, refused, withdrawn
    Column("state", String(9), nullable=False),
    # personal, several, off_topic, said_before, rude, other; null where it was not refused
    Column("reason_kind", String(11)),
    # As it was typed, with `other`.
    Column("reason", Text, nullable=False),
    Column("given_at", UtcDateTime, nullable=False),
    Column("decided_by", PublicId),
    Column("decided_at", UtcDateTime),
    Index("ix_statements_topic_id", "topic_id", "state", "given_at"),
)
statement_answers = Table(
    "statement_answers",
    metadata,
    Column("statement_id", PublicId, ForeignKey("statements.id"), primary_key=True),
    # The person; of a topic that is closed, and of somebody who left, any id.
    Column("voice", PublicId, primary_key=True),
    Column("topic_id", PublicId, nullable=False),
    Column("compound_id", PublicId, nullable=False),
    # A building or a band of floors, as it was when it was answered.
    Column("part", Text, nullable=False),
    # Null where it must not lead to anybody any more.
    Column("home_id", PublicId),
    Column("person_id", PublicId, index=True),
    # agree, disagree, skip
    Column("stance", String(8), nullable=False),
    # Which of this person's answers to the topic it is, from 1: going back shows them in this order. 0 once it is nobody's.
    Column("place", Integer, nullable=False),
    Index("ix_statement_answers_topic_id", "topic_id", "voice"),
)
