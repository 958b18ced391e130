"""Votes: drafts, the frozen electorate, ballots and their sums."""

import sqlalchemy as sa
from alembic import op

TABLES = (
    "remembered_taps",
    "vote_drafts",
    "vote_practices",
    "votes",
    "ballots",
    "standing_choices",
    "vote_counts",
    "vote_extensions",
    "vote_groups",
    "vote_heads",
    "vote_homes",
    "vote_opinions",
    "vote_owners",
    "vote_participation",
)


def upgrade() -> None:
    op.create_table(
        "remembered_taps",
        sa.Column("telegram_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("vote_id", sa.String(length=10), nullable=False),
        sa.Column("choice", sa.String(length=8), nullable=False),
        sa.Column("tapped_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("telegram_id", name="pk_remembered_taps"),
    )

    op.create_table(
        "vote_drafts",
        sa.Column("id", sa.String(length=10), nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("compound_id", sa.String(length=10), nullable=False),
        sa.Column("draft", sa.Text(), nullable=False),
        sa.Column("aside", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_vote_drafts"),
    )
    op.create_index("ix_vote_drafts_telegram_id", "vote_drafts", ["telegram_id"])

    op.create_table(
        "vote_practices",
        sa.Column("id", sa.String(length=10), nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("compound_id", sa.String(length=10), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("home", sa.Text(), nullable=False),
        sa.Column("goes_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_vote_practices"),
    )

    op.create_table(
        "votes",
        sa.Column("id", sa.String(length=10), nullable=False),
        sa.Column("compound_id", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("matter", sa.String(length=16), nullable=False),
        sa.Column("place_id", sa.String(length=10), nullable=False),
        sa.Column("entrance", sa.String(length=32), nullable=True),
        sa.Column("parking", sa.Boolean(), nullable=True),
        sa.Column("threshold", sa.String(length=4), nullable=True),
        sa.Column("by_area_too", sa.Boolean(), nullable=False),
        sa.Column("change_policy", sa.String(length=12), nullable=False),
        sa.Column("scheme_sha256", sa.String(length=64), nullable=True),
        sa.Column("scheme_name", sa.String(length=128), nullable=True),
        sa.Column("scheme_is_photo", sa.Boolean(), nullable=False),
        sa.Column("drafted_by", sa.String(length=10), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("closes_at", sa.DateTime(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("roster_hash", sa.String(length=64), nullable=False),
        sa.Column("total_homes", sa.Integer(), nullable=False),
        sa.Column("total_heads", sa.Integer(), nullable=False),
        sa.Column("total_area_cm2m", sa.BigInteger(), nullable=False),
        sa.Column("receipts", sa.Integer(), nullable=False),
        sa.Column("outage_began_at", sa.DateTime(), nullable=True),
        sa.Column("outage_ended_at", sa.DateTime(), nullable=True),
        sa.Column("reminded_at", sa.DateTime(), nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.Column("tally", sa.Text(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["compound_id"], ["places.id"], name="fk_votes_compound_id_places"),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name="fk_votes_place_id_places"),
        sa.PrimaryKeyConstraint("id", name="pk_votes"),
    )
    op.create_index("ix_votes_compound_id", "votes", ["compound_id"])
    op.create_index("ix_votes_state", "votes", ["state", "closes_at"])

    op.create_table(
        "ballots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.String(length=10), nullable=False),
        sa.Column("compound_id", sa.String(length=10), nullable=False),
        sa.Column("head", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.String(length=10), nullable=False),
        sa.Column("channel", sa.String(length=5), nullable=False),
        sa.Column("by_proxy", sa.Boolean(), nullable=False),
        sa.Column("choice", sa.String(length=8), nullable=False),
        sa.Column("refused", sa.String(length=24), nullable=True),
        sa.Column("person_id", sa.String(length=10), nullable=True),
        sa.Column("update_id", sa.BigInteger(), nullable=True),
        sa.Column("receipt", sa.String(length=8), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["vote_id"], ["votes.id"], name="fk_ballots_vote_id_votes"),
        sa.PrimaryKeyConstraint("id", name="pk_ballots"),
        sa.UniqueConstraint("update_id", "vote_id", "head", "owner_id", name="uq_ballots_update_id_vote_id_head_owner_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_ballots_vote_id", "ballots", ["vote_id", "head"])

    op.create_table(
        "standing_choices",
        sa.Column("vote_id", sa.String(length=10), nullable=False),
        sa.Column("head", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("owner_id", sa.String(length=10), nullable=False),
        sa.Column("channel", sa.String(length=5), nullable=False),
        sa.Column("by_proxy", sa.Boolean(), nullable=False),
        sa.Column("choice", sa.String(length=8), nullable=True),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("receipt", sa.String(length=8), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("person_id", sa.String(length=10), nullable=True),
        sa.ForeignKeyConstraint(["vote_id"], ["votes.id"], name="fk_standing_choices_vote_id_votes"),
        sa.PrimaryKeyConstraint("vote_id", "head", "owner_id", "channel", "by_proxy", name="pk_standing_choices"),
    )

    op.create_table(
        "vote_counts",
        sa.Column("vote_id", sa.String(length=10), nullable=False),
        sa.Column("choice", sa.String(length=8), nullable=False),
        sa.Column("compound_id", sa.String(length=10), nullable=False),
        sa.Column("heads", sa.Integer(), nullable=False),
        sa.Column("area_cm2m", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["vote_id"], ["votes.id"], name="fk_vote_counts_vote_id_votes"),
        sa.PrimaryKeyConstraint("vote_id", "choice", name="pk_vote_counts"),
    )

    op.create_table(
        "vote_extensions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.String(length=10), nullable=False),
        sa.Column("compound_id", sa.String(length=10), nullable=False),
        sa.Column("former_closes_at", sa.DateTime(), nullable=False),
        sa.Column("closes_at", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("person_id", sa.String(length=10), nullable=False),
        sa.Column("extended_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["vote_id"], ["votes.id"], name="fk_vote_extensions_vote_id_votes"),
        sa.PrimaryKeyConstraint("id", name="pk_vote_extensions"),
    )
    op.create_index("ix_vote_extensions_vote_id", "vote_extensions", ["vote_id"])

    op.create_table(
        "vote_groups",
        sa.Column("vote_id", sa.String(length=10), nullable=False),
        sa.Column("group_id", sa.String(length=10), nullable=False),
        sa.Column("compound_id", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name="fk_vote_groups_group_id_groups"),
        sa.ForeignKeyConstraint(["vote_id"], ["votes.id"], name="fk_vote_groups_vote_id_votes"),
        sa.PrimaryKeyConstraint("vote_id", "group_id", name="pk_vote_groups"),
    )

    op.create_table(
        "vote_heads",
        sa.Column("vote_id", sa.String(length=10), nullable=False),
        sa.Column("head", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("compound_id", sa.String(length=10), nullable=False),
        sa.Column("area_cm2m", sa.BigInteger(), nullable=False),
        sa.Column("homes", sa.Integer(), nullable=False),
        sa.Column("developer", sa.Boolean(), nullable=False),
        sa.Column("designated_owner_id", sa.String(length=10), nullable=True),
        sa.Column("counted", sa.String(length=8), nullable=True),
        sa.ForeignKeyConstraint(["vote_id"], ["votes.id"], name="fk_vote_heads_vote_id_votes"),
        sa.PrimaryKeyConstraint("vote_id", "head", name="pk_vote_heads"),
    )

    op.create_table(
        "vote_homes",
        sa.Column("vote_id", sa.String(length=10), nullable=False),
        sa.Column("home_id", sa.String(length=10), nullable=False),
        sa.Column("compound_id", sa.String(length=10), nullable=False),
        sa.Column("head", sa.Integer(), nullable=False),
        sa.Column("building", sa.String(length=32), nullable=False),
        sa.Column("entrance", sa.String(length=32), nullable=False),
        sa.Column("room", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("area_cm2m", sa.Integer(), nullable=False),
        sa.Column("area_source", sa.String(length=8), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["home_id"], ["homes.id"], name="fk_vote_homes_home_id_homes"),
        sa.ForeignKeyConstraint(["vote_id"], ["votes.id"], name="fk_vote_homes_vote_id_votes"),
        sa.PrimaryKeyConstraint("vote_id", "home_id", name="pk_vote_homes"),
    )
    op.create_index("ix_vote_homes_head", "vote_homes", ["vote_id", "head"])

    op.create_table(
        "vote_opinions",
        sa.Column("vote_id", sa.String(length=10), nullable=False),
        sa.Column("person_id", sa.String(length=10), nullable=False),
        sa.Column("home_id", sa.String(length=10), nullable=False),
        sa.Column("compound_id", sa.String(length=10), nullable=False),
        sa.Column("choice", sa.String(length=8), nullable=False),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["vote_id"], ["votes.id"], name="fk_vote_opinions_vote_id_votes"),
        sa.PrimaryKeyConstraint("vote_id", "person_id", "home_id", name="pk_vote_opinions"),
    )

    op.create_table(
        "vote_owners",
        sa.Column("vote_id", sa.String(length=10), nullable=False),
        sa.Column("owner_id", sa.String(length=10), nullable=False),
        sa.Column("head", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["roster_owners.id"], name="fk_vote_owners_owner_id_roster_owners"),
        sa.ForeignKeyConstraint(["vote_id"], ["votes.id"], name="fk_vote_owners_vote_id_votes"),
        sa.PrimaryKeyConstraint("vote_id", "owner_id", "head", name="pk_vote_owners"),
    )

    op.create_table(
        "vote_participation",
        sa.Column("vote_id", sa.String(length=10), nullable=False),
        sa.Column("building", sa.String(length=32), nullable=False),
        sa.Column("entrance", sa.String(length=32), nullable=False),
        sa.Column("compound_id", sa.String(length=10), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("homes", sa.Integer(), nullable=False),
        sa.Column("area_cm2m", sa.BigInteger(), nullable=False),
        sa.Column("homes_in", sa.Integer(), nullable=False),
        sa.Column("area_in_cm2m", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["vote_id"], ["votes.id"], name="fk_vote_participation_vote_id_votes"),
        sa.PrimaryKeyConstraint("vote_id", "building", "entrance", name="pk_vote_participation"),
    )
