"""Opinions, the demands that staff make of them, and which homes support a demand."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from storage.base import PublicId, UtcDateTime, metadata

demands = Table(
    "demands",
    metadata,
    Column("id", PublicId, primary_key=True),
    Column("compound_id", PublicId, ForeignKey("places.id"), nullable=False),
    # Counted in its compound from 1; a button and a neighbour name it by this.
    Column("number", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("category", String(8), nullable=False),
    # collected, considered, planned, not_planned
    Column("state", String(11), nullable=False),
    Column("reason", Text, nullable=False),
    Column("created_by", PublicId, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    # Null while nobody but those who sort has read it.
    Column("published_at", UtcDateTime),
    # Its place on the card that stands in the groups; null where it is not on it.
    Column("card_place", Integer),
    Index("uq_demands_number", "compound_id", "number", unique=True),
)
opinions = Table(
    "opinions",
    metadata,
    Column("id", PublicId, primary_key=True),
    Column("compound_id", PublicId, ForeignKey("places.id"), nullable=False),
    # Whose it is, and at which home; null once they have left.
    Column("person_id", PublicId, ForeignKey("people.id"), index=True),
    Column("home_id", PublicId, ForeignKey("homes.id")),
    Column("category", String(8), nullable=False),
    # Empty once it was taken back, or its author has left.
    Column("words", Text, nullable=False),
    # draft, new, merged, rejected, withdrawn
    Column("state", String(9), nullable=False),
    Column("demand_id", PublicId, ForeignKey("demands.id"), index=True),
    Column("reason", Text, nullable=False),
    Column("given_at", UtcDateTime, nullable=False),
    Column("decided_by", PublicId),
    Column("decided_at", UtcDateTime),
    # Of a draft: the album whose photos came last, and the message that shows what was understood.
    Column("album", String(64)),
    Column("shown_in", BigInteger),
    Index("ix_opinions_compound_id", "compound_id", "state", "given_at"),
)
demand_supports = Table(
    "demand_supports",
    metadata,
    Column("demand_id", PublicId, ForeignKey("demands.id"), primary_key=True),
    Column("home_id", PublicId, ForeignKey("homes.id"), primary_key=True),
    Column("compound_id", PublicId, nullable=False),
    # Who tapped for the home; null once they have left.
    Column("person_id", PublicId, ForeignKey("people.id"), index=True),
    # It came with an opinion, and goes with it.
    Column("by_opinion", Boolean, nullable=False),
    Column("given_at", UtcDateTime, nullable=False),
)
