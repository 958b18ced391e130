"""Tables of votes: drafts, the frozen electorate, the ledger of ballots, what stands, what counts, who has answered."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint, false, text

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
    Column("scheme_is_photo", Boolean, nullable=False),
    Column("drafted_by", PublicId, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("closes_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime),
    Column("roster_hash", String(64), nullable=False),
    Column("total_homes", Integer, nullable=False),
    Column("total_heads", Integer, nullable=False),
    Column("total_area_cm2m", BigInteger, nullable=False),
    # Receipts given so far: the next one's number, and the order of the card's versions.
    Column("receipts", Integer, nullable=False),
    # The silence near the close that the drafter was asked about, and that the result names (R14).
    Column("outage_began_at", UtcDateTime),
    Column("outage_ended_at", UtcDateTime),
    # When the last reminder went out.
    Column("reminded_at", UtcDateTime),
    Column("outcome", String(12)),
    # The Tally at the close, as JSON.
    Column("tally", Text),
    Column("end_reason", Text),
    # Of the chain of events: how many there are, and the hash of the last. Null for a vote from before there were chains.
    Column("chain_height", Integer),
    Column("chain_head", String(64)),
    # The Terms of the legal profile that it was opened under, as JSON. Null for a vote from before there were profiles.
    Column("terms", Text),
    # The clause of the community's own rules by which the silent join the majority (R10); null: they join nobody.
    Column("follow_clause", String(40)),
    # Which version of the scheme is asked about now, from 1; ballots on former ones are void (R15). When and why it was changed last.
    Column("scheme_version", Integer, nullable=False, server_default="1"),
    Column("scheme_changed_at", UtcDateTime),
    Column("scheme_reason", Text),
    # Of a matter that needs two votes at once (a lift): the id of that of its building, which of them this is (own, land), and on common
    # land whose building and entrance it is for.
    Column("pair_id", PublicId, index=True),
    Column("part", String(4)),
    Column("land_building", String(32)),
    Column("land_entrance", String(32)),
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
    # When somebody was registered to speak for it during the vote; null where the roster says so, which is not taken back.
    Column("designated_at", UtcDateTime),
)
vote_owners = Table(
    "vote_owners",
    metadata,
    Column("vote_id", PublicId, ForeignKey("votes.id"), primary_key=True),
    Column("owner_id", PublicId, ForeignKey("roster_owners.id"), primary_key=True),
    Column("head", Integer, primary_key=True, autoincrement=False),
    Column("position", Integer, nullable=False),
)
_ACCEPTED, _REFUSED, _STOOD_IN = text("refused IS NULL"), text("refused IS NOT NULL"), text("agent IS NOT NULL")
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
    Column("received_at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    # Its height in the vote's chain.
    Column("event", Integer),
    # Of a ballot from paper or by phone: who put it down, who confirmed it, and its photo. Then `person_id` is null.
    Column("entered_by", PublicId),
    Column("confirmed_by", PublicId),
    Column("photo_sha256", String(64)),
    # By whom the owner is stood in for (R11): an owner on the roster, or a name.
    Column("agent", String(64)),
    # The version of the scheme that it is about (R15).
    Column("scheme", Integer, nullable=False, server_default="1"),
    # One tap votes for every head of its owner: the same update has one row per head (R5).
    UniqueConstraint("update_id", "vote_id", "head", "owner_id"),
    Index("ix_ballots_vote_id", "vote_id", "head"),
    # What a close asks of the ledger must not take longer where people changed their minds a thousand times.
    Index("ix_ballots_ledger", "vote_id", "id", sqlite_where=_ACCEPTED, postgresql_where=_ACCEPTED),
    Index("ix_ballots_agent", "vote_id", "agent", sqlite_where=_STOOD_IN, postgresql_where=_STOOD_IN),
    Index("ix_ballots_refused", "vote_id", "id", sqlite_where=_REFUSED, postgresql_where=_REFUSED),
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
    # Those of the ballot that stands; a roster owner may have several accounts.
    Column("receipt", String(8), nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("person_id", PublicId),
    # A contradiction was settled for another channel of this owner (R13).
    Column("set_aside", Boolean, nullable=False, server_default=false()),
)
# The counters that ride with each ballot: per choice the heads and the area that count now. Read at the close and never before.
vote_counts = Table(
    "vote_counts",
    metadata,
    Column("vote_id", PublicId, ForeignKey("votes.id"), primary_key=True),
    Column("choice", String(8), primary_key=True),
    Column("compound_id", PublicId, nullable=False),
    Column("heads", Integer, nullable=False),
    Column("area_cm2m", BigInteger, nullable=False),
)
# Answers of family and tenants: kept, never counted (R7).
vote_opinions = Table(
    "vote_opinions",
    metadata,
    Column("vote_id", PublicId, ForeignKey("votes.id"), primary_key=True),
    Column("person_id", PublicId, primary_key=True),
    Column("home_id", PublicId, primary_key=True),
    Column("compound_id", PublicId, nullable=False),
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
# When somebody last asked for a picture of who has answered, in each group.
vote_pictures = Table(
    "vote_pictures",
    metadata,
    Column("vote_id", PublicId, ForeignKey("votes.id"), primary_key=True),
    Column("group_id", PublicId, ForeignKey("groups.id"), primary_key=True),
    Column("compound_id", PublicId, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
)
# Doors that a building's head has knocked at; a home that has answered since is on no list any more, whatever stands here.
door_knocks = Table(
    "door_knocks",
    metadata,
    Column("vote_id", PublicId, ForeignKey("votes.id"), primary_key=True),
    Column("home_id", PublicId, ForeignKey("homes.id"), primary_key=True),
    Column("compound_id", PublicId, nullable=False),
    Column("person_id", PublicId),
    Column("knocked_at", UtcDateTime, nullable=False),
)
# What a vote was extended by, by whom and why; announced before the close (R14).
vote_extensions = Table(
    "vote_extensions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("vote_id", PublicId, ForeignKey("votes.id"), nullable=False, index=True),
    Column("compound_id", PublicId, nullable=False),
    Column("former_closes_at", UtcDateTime, nullable=False),
    Column("closes_at", UtcDateTime, nullable=False),
    Column("reason", Text, nullable=False),
    Column("person_id", PublicId, nullable=False),
    Column("extended_at", UtcDateTime, nullable=False),
)
# Each change of a vote's scheme: what took whose place, by whom and why, and how many owners had answered before (R15).
vote_schemes = Table(
    "vote_schemes",
    metadata,
    Column("vote_id", PublicId, ForeignKey("votes.id"), primary_key=True),
    # The one from then on.
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("compound_id", PublicId, nullable=False),
    Column("former_sha256", String(64)),
    Column("former_name", String(128)),
    Column("reason", Text, nullable=False),
    Column("voided_heads", Integer, nullable=False),
    Column("person_id", PublicId, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
)
# The chain: what decided the vote, in order; each event names the hash of the one before it (bot/rules/proofs.py).
vote_events = Table(
    "vote_events",
    metadata,
    Column("vote_id", PublicId, ForeignKey("votes.id"), primary_key=True),
    Column("height", Integer, primary_key=True, autoincrement=False),
    Column("compound_id", PublicId, nullable=False),
    Column("type", String(12), nullable=False),
    # As it is hashed, so that nothing of how it was written then has to be known later.
    Column("payload", Text, nullable=False),
    # Opens its commitment, with `entry`, or with the row of the ledger that has this height.
    Column("salt", String(32)),
    Column("entry", Text),
    Column("happened_at", UtcDateTime, nullable=False),
)
# Drafts, as JSON of the rules' Draft; one that is put aside outlives the form.
vote_drafts = Table(
    "vote_drafts",
    metadata,
    Column("id", PublicId, primary_key=True),
    Column("telegram_id", BigInteger, nullable=False, index=True),
    Column("compound_id", PublicId, nullable=False),
    Column("draft", Text, nullable=False),
    Column("aside", Boolean, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
)
# Practice cards: what stands in the drafter's own chat until it goes.
vote_practices = Table(
    "vote_practices",
    metadata,
    Column("id", PublicId, primary_key=True),
    Column("telegram_id", BigInteger, nullable=False),
    Column("compound_id", PublicId, nullable=False),
    Column("card", Text, nullable=False),
    Column("home", Text, nullable=False),
    Column("goes_at", UtcDateTime, nullable=False),
)
