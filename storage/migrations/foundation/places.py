"""Places, homes, rosters and the groups of a compound."""

import sqlalchemy as sa
from alembic import op

TABLES = (
    "places",
    "roster_changes",
    "roster_owner_changes",
    "groups",
    "homes",
    "roster_gaps",
    "roster_imports",
    "roster_owners",
    "roster_revisions",
    "separated_names",
    "home_owners",
)


def upgrade() -> None:
    op.create_table(
        "places",
        sa.Column("id", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("parent_id", sa.String(length=10), nullable=True),
        sa.Column("compound_id", sa.String(length=10), nullable=True),
        sa.Column("path", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["places.id"], name="fk_places_parent_id_places"),
        sa.PrimaryKeyConstraint("id", name="pk_places"),
        sa.UniqueConstraint("parent_id", "name", name="uq_places_parent_id_name"),
    )
    op.create_index("ix_places_compound_id", "places", ["compound_id"])

    op.create_table(
        "roster_changes",
        sa.Column("import_id", sa.String(length=10), nullable=False),
        sa.Column("home_id", sa.String(length=10), nullable=False),
        sa.Column("compound_id", sa.String(length=10), nullable=False),
        sa.Column("area_cm2m", sa.Integer(), nullable=False),
        sa.Column("area_source", sa.String(length=8), nullable=False),
        sa.Column("designated_owner_id", sa.String(length=10), nullable=True),
        sa.Column("developer", sa.Boolean(), nullable=False),
        sa.Column("retired_at", sa.DateTime(), nullable=True),
        sa.Column("retired_reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("import_id", "home_id", name="pk_roster_changes"),
    )
    op.create_index("ix_roster_changes_compound_id", "roster_changes", ["compound_id"])

    op.create_table(
        "roster_owner_changes",
        sa.Column("import_id", sa.String(length=10), nullable=False),
        sa.Column("home_id", sa.String(length=10), nullable=False),
        sa.Column("owner_id", sa.String(length=10), nullable=False),
        sa.Column("adds", sa.Boolean(), nullable=False),
        sa.Column("compound_id", sa.String(length=10), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("import_id", "home_id", "owner_id", "adds", name="pk_roster_owner_changes"),
    )
    op.create_index("ix_roster_owner_changes_compound_id", "roster_owner_changes", ["compound_id"])

    op.create_table(
        "groups",
        sa.Column("id", sa.String(length=10), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(length=128), nullable=False),
        sa.Column("place_id", sa.String(length=10), nullable=True),
        sa.Column("compound_id", sa.String(length=10), nullable=True),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("is_admin", sa.Boolean(), nullable=False),
        sa.Column("can_pin", sa.Boolean(), nullable=False),
        sa.Column("hears_only_addressed", sa.Boolean(), nullable=False),
        sa.Column("added_by", sa.BigInteger(), nullable=True),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.Column("bound_by", sa.String(length=10), nullable=True),
        sa.Column("bound_at", sa.DateTime(), nullable=True),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["compound_id"], ["places.id"], name="fk_groups_compound_id_places"),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name="fk_groups_place_id_places"),
        sa.PrimaryKeyConstraint("id", name="pk_groups"),
        sa.UniqueConstraint("chat_id", name="uq_groups_chat_id"),
    )
    op.create_index("ix_groups_compound_id", "groups", ["compound_id"])

    op.create_table(
        "homes",
        sa.Column("id", sa.String(length=10), nullable=False),
        sa.Column("compound_id", sa.String(length=10), nullable=False),
        sa.Column("building_id", sa.String(length=10), nullable=False),
        sa.Column("building", sa.String(length=32), nullable=False),
        sa.Column("entrance", sa.String(length=32), nullable=False),
        sa.Column("room", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("area_cm2m", sa.Integer(), nullable=False),
        sa.Column("area_source", sa.String(length=8), nullable=False),
        sa.Column("designated_owner_id", sa.String(length=10), nullable=True),
        sa.Column("developer", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.String(length=10), nullable=True),
        sa.Column("retired_at", sa.DateTime(), nullable=True),
        sa.Column("retired_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["building_id"], ["places.id"], name="fk_homes_building_id_places"),
        sa.ForeignKeyConstraint(["compound_id"], ["places.id"], name="fk_homes_compound_id_places"),
        sa.PrimaryKeyConstraint("id", name="pk_homes"),
        sa.UniqueConstraint("compound_id", "building", "entrance", "room", "kind", name="uq_homes_compound_id_building_entrance_room_kind"),
    )
    op.create_index("ix_homes_building_id", "homes", ["building_id"])

    op.create_table(
        "roster_gaps",
        sa.Column("id", sa.String(length=10), nullable=False),
        sa.Column("compound_id", sa.String(length=10), nullable=False),
        sa.Column("building", sa.String(length=32), nullable=False),
        sa.Column("entrance", sa.String(length=32), nullable=False),
        sa.Column("room", sa.String(length=32), nullable=False),
        sa.Column("problem", sa.String(length=16), nullable=False),
        sa.Column("file_name", sa.String(length=128), nullable=False),
        sa.Column("sheet", sa.String(length=64), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("owners", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("area_cm2m", sa.Integer(), nullable=True),
        sa.Column("area_source", sa.String(length=8), nullable=False),
        sa.Column("designated", sa.String(length=64), nullable=False),
        sa.Column("developer", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("import_id", sa.String(length=10), nullable=True),
        sa.Column("closed_by", sa.String(length=10), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("home_id", sa.String(length=10), nullable=True),
        sa.Column("settled_by", sa.String(length=10), nullable=True),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["compound_id"], ["places.id"], name="fk_roster_gaps_compound_id_places"),
        sa.PrimaryKeyConstraint("id", name="pk_roster_gaps"),
    )
    op.create_index("ix_roster_gaps_compound_id", "roster_gaps", ["compound_id"])

    op.create_table(
        "roster_imports",
        sa.Column("id", sa.String(length=10), nullable=False),
        sa.Column("compound_id", sa.String(length=10), nullable=False),
        sa.Column("file_name", sa.String(length=128), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("imported_by", sa.String(length=10), nullable=True),
        sa.Column("imported_at", sa.DateTime(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("undo", sa.Text(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["compound_id"], ["places.id"], name="fk_roster_imports_compound_id_places"),
        sa.PrimaryKeyConstraint("id", name="pk_roster_imports"),
    )
    op.create_index("ix_roster_imports_compound_id", "roster_imports", ["compound_id"])

    op.create_table(
        "roster_owners",
        sa.Column("id", sa.String(length=10), nullable=False),
        sa.Column("compound_id", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("apart_at", sa.String(length=128), nullable=False),
        sa.ForeignKeyConstraint(["compound_id"], ["places.id"], name="fk_roster_owners_compound_id_places"),
        sa.PrimaryKeyConstraint("id", name="pk_roster_owners"),
        sa.UniqueConstraint("compound_id", "name", "apart_at", name="uq_roster_owners_compound_id_name_apart_at"),
    )

    op.create_table(
        "roster_revisions",
        sa.Column("compound_id", sa.String(length=10), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("held_by", sa.String(length=10), nullable=True),
        sa.Column("held_until", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["compound_id"], ["places.id"], name="fk_roster_revisions_compound_id_places"),
        sa.PrimaryKeyConstraint("compound_id", name="pk_roster_revisions"),
    )

    op.create_table(
        "separated_names",
        sa.Column("compound_id", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("home_ref", sa.String(length=128), nullable=False),
        sa.Column("apart", sa.Boolean(), nullable=False),
        sa.Column("decided_by", sa.String(length=10), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["compound_id"], ["places.id"], name="fk_separated_names_compound_id_places"),
        sa.PrimaryKeyConstraint("compound_id", "name", "home_ref", name="pk_separated_names"),
    )

    op.create_table(
        "home_owners",
        sa.Column("home_id", sa.String(length=10), nullable=False),
        sa.Column("owner_id", sa.String(length=10), nullable=False),
        sa.Column("compound_id", sa.String(length=10), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["home_id"], ["homes.id"], name="fk_home_owners_home_id_homes"),
        sa.ForeignKeyConstraint(["owner_id"], ["roster_owners.id"], name="fk_home_owners_owner_id_roster_owners"),
        sa.PrimaryKeyConstraint("home_id", "owner_id", name="pk_home_owners"),
    )
    op.create_index("ix_home_owners_owner_id", "home_owners", ["owner_id"])
