"""Votes: drafts, the frozen electorate, the ledger of ballots, what stands, what counts, and the running participation."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from storage.base import PublicId, UtcDateTime, metadata

votes = Table(
    "votes",
    metadata,
    Column("id", PublicId, primary_key=True),
    Column("compound_id", PublicId, ForeignKey("places.id"), nullable=False, index=True),
    # open, closed, cancelled, retracted, undecided (Linli was away near the close: the drafter decides)
    Column("state", String(10), nullable=False),
    Column("title", String(64), nullable=False),
    Column("body", Text, nullable=False),
    Column("matter", String(16), nullable=False),
    # The place whose homes vote: a compound or a building; with `entrance` one entrance of that building.
    Column("place_id", PublicId, ForeignKey("places.id"), nullable=False),
    Column("entrance", String(32)),
    Column("parking", Boolean),
    Column("threshold", String(4)),
    Column("by_area_too", Boolean, nullable=False),
    Column("change_policy", String(12), nullable=False),
    Column("scheme_sha256", String(64)),
    Column("scheme_name", String(128)),
    Column("drafted_by", PublicId, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("closes_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime),
    Column("roster_hash", String(64), nullable=False),
    Column("total_homes", Integer, nullable=False),
    Column("total_heads", Integer, nullable=False),
    Column("total_area_cm2m", BigInteger, nullable=False),
    Column("outcome", String(12)),
    # The Tally at the close, as JSON.
    Column("tally", Text),
    Column("end_reason", Text),
    Index("ix_votes_state", "state", "closes_at"),
)
vote_homes = Table(
    "vote_homes",
    metadata,
    Column("vote_id", PublicId, ForeignKey("votes.id"), primary_key=True),
    Column("home_id", PublicId, ForeignKey("homes.id"), primary_key=True),
    Column("compound_id", PublicId, nullable=False),
    Column("head", Integer, nullable=False),
    Column("building", String(32), nullable=False),
    Column("entrance", String(32), nullable=False),
    Column("room", String(32), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("area_cm2m", Integer, nullable=False),
    Column("area_source", String(8), nullable=False),
    Column("position", Integer, nullable=False),
    Index("ix_vote_homes_head", "vote_id", "head"),
)
vote_heads = Table(
    "vote_heads",
    metadata,
    Column("vote_id", PublicId, ForeignKey("votes.id"), primary_key=True),
    Column("head", Integer, primary_key=True, autoincrement=False),
    Column("compound_id", PublicId, nullable=False),
    Column("area_cm2m", BigInteger, nullable=False),
    Column("homes", Integer, nullable=False),
    Column("developer", Boolean, nullable=False),
    Column("designated_owner_id", PublicId),
    # agree, against, abstain, disputed, or null: nothing counted. One counted choice per (vote, head), R12.
    Column("counted", String(8)),
)
vote_owners = Table(
    "vote_owners",
    metadata,
    Column("vote_id", PublicId, ForeignKey("votes.id"), primary_key=True),
    Column("owner_id", PublicId, ForeignKey("roster_owners.id"), primary_key=True),
    Column("head", Integer, primary_key=True, autoincrement=False),
)
# The ledger: append-only, every version kept, refusals too (R12).
ballots = Table(
    "ballots",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("vote_id", PublicId, ForeignKey("votes.id"), nullable=False),
    Column("compound_id", PublicId, nullable=False),
    Column("head", Integer, nullable=False),
    Column("owner_id", PublicId, nullable=False),
    Column("channel", String(5), nullable=False),
    Column("by_proxy", Boolean, nullable=False),
    # agree, against, abstain, retract
    Column("choice", String(8), nullable=False),
    # Null when accepted, else the reason of section 8 (late, change_refused, …).
    Column("refused", String(24)),
    Column("person_id", PublicId),
    Column("update_id", BigInteger),
    Column("receipt", String(8), nullable=False),
    Column("replaces_id", Integer),
    Column("received_at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    # One tap votes for every head of its owner: the same update has one row per head (R5).
    UniqueConstraint("update_id", "vote_id", "head"),
    Index("ix_ballots_vote_id", "vote_id", "head"),
    sqlite_autoincrement=True,
)
# One standing choice per (vote, head, owner, channel, own-or-proxy), R12.
standing_choices = Table(
    "standing_choices",
    metadata,
    Column("vote_id", PublicId, ForeignKey("votes.id"), primary_key=True),
    Column("head", Integer, primary_key=True, autoincrement=False),
    Column("owner_id", PublicId, primary_key=True),
    Column("channel", String(5), primary_key=True),
    Column("by_proxy", Boolean, primary_key=True),
    Column("choice", String(8)),
    Column("changes", Integer, nullable=False),
    Column("ballot_id", Integer, nullable=False),
)
# Answers of family and tenants: kept, never counted (R7).
vote_opinions = Table(
    "vote_opinions",
    metadata,
    Column("vote_id", PublicId, ForeignKey("votes.id"), primary_key=True),
    Column("person_id", PublicId, primary_key=True),
    Column("compound_id", PublicId, nullable=False),
    Column("home_id", PublicId, nullable=False),
    Column("choice", String(8), nullable=False),
    Column("given_at", UtcDateTime, nullable=False),
)
# Running participation by entrance: homes with an accepted, undisputed ballot, and their area (section 6).
vote_participation = Table(
    "vote_participation",
    metadata,
    Column("vote_id", PublicId, ForeignKey("votes.id"), primary_key=True),
    Column("building", String(32), primary_key=True),
    Column("entrance", String(32), primary_key=True),
    Column("compound_id", PublicId, nullable=False),
    Column("position", Integer, nullable=False),
    Column("homes", Integer, nullable=False),
    Column("area_cm2m", BigInteger, nullable=False),
    Column("homes_in", Integer, nullable=False),
    Column("area_in_cm2m", BigInteger, nullable=False),
)
# The groups a vote was sent to, each card updated on its own.
vote_groups = Table(
    "vote_groups",
    metadata,
    Column("vote_id", PublicId, ForeignKey("votes.id"), primary_key=True),
    Column("group_id", PublicId, ForeignKey("groups.id"), primary_key=True),
    Column("compound_id", PublicId, nullable=False),
)
