"""Residents: who they are, their homes, their roles, codes and calls."""

import sqlalchemy as sa
from alembic import op

TABLES = ("code_tries", "people", "appointments", "consents", "help_calls", "bindings", "invites", "objections")


def upgrade() -> None:
    op.create_table(
        "code_tries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("home_id", sa.String(length=10), nullable=True),
        sa.Column("tried_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_code_tries"),
    )
    op.create_index("ix_code_tries_home_id", "code_tries", ["home_id", "tried_at"])
    op.create_index("ix_code_tries_telegram_id", "code_tries", ["telegram_id", "tried_at"])

    op.create_table(
        "people",
        sa.Column("id", sa.String(length=10), nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("left_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.UniqueConstraint("telegram_id", name="uq_people_telegram_id"),
    )

    op.create_table(
        "appointments",
        sa.Column("id", sa.String(length=10), nullable=False),
        sa.Column("person_id", sa.String(length=10), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("place_id", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("granted_by", sa.String(length=10), nullable=True),
        sa.Column("granted_at", sa.DateTime(), nullable=False),
        sa.Column("confirmed_by", sa.String(length=10), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("ended_by", sa.String(length=10), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_appointments_person_id_people"),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name="fk_appointments_place_id_places"),
        sa.PrimaryKeyConstraint("id", name="pk_appointments"),
    )
    op.create_index("ix_appointments_person_id", "appointments", ["person_id"])
    op.create_index("ix_appointments_place_id", "appointments", ["place_id"])
    op.create_index(
        "uq_appointments_held",
        "appointments",
        ["person_id", "role", "place_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('proposed', 'active')"),
        postgresql_where=sa.text("state IN ('proposed', 'active')"),
    )

    op.create_table(
        "consents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_consents_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_consents"),
    )
    op.create_index("ix_consents_person_id", "consents", ["person_id"])

    op.create_table(
        "help_calls",
        sa.Column("id", sa.String(length=10), nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("place_id", sa.String(length=10), nullable=True),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("taken_by", sa.String(length=10), nullable=True),
        sa.Column("taken_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name="fk_help_calls_place_id_places"),
        sa.PrimaryKeyConstraint("id", name="pk_help_calls"),
    )
    op.create_index("ix_help_calls_telegram_id", "help_calls", ["telegram_id"])

    op.create_table(
        "bindings",
        sa.Column("id", sa.String(length=10), nullable=False),
        sa.Column("compound_id", sa.String(length=10), nullable=False),
        sa.Column("home_id", sa.String(length=10), nullable=False),
        sa.Column("person_id", sa.String(length=10), nullable=False),
        sa.Column("role", sa.String(length=8), nullable=False),
        sa.Column("owner_id", sa.String(length=10), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("via", sa.String(length=8), nullable=False),
        sa.Column("typed_name", sa.String(length=64), nullable=True),
        sa.Column("holder", sa.String(length=16), nullable=True),
        sa.Column("holder_since", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("decided_by", sa.String(length=10), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("ended_by", sa.String(length=10), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["compound_id"], ["places.id"], name="fk_bindings_compound_id_places"),
        sa.ForeignKeyConstraint(["home_id"], ["homes.id"], name="fk_bindings_home_id_homes"),
        sa.ForeignKeyConstraint(["owner_id"], ["roster_owners.id"], name="fk_bindings_owner_id_roster_owners"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_bindings_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_bindings"),
    )
    op.create_index("ix_bindings_compound_id", "bindings", ["compound_id", "state"])
    op.create_index("ix_bindings_home_id", "bindings", ["home_id", "state"])
    op.create_index("ix_bindings_person_id", "bindings", ["person_id", "state"])
    op.create_index(
        "uq_bindings_living",
        "bindings",
        ["home_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('pending', 'active', 'suspended')"),
        postgresql_where=sa.text("state IN ('pending', 'active', 'suspended')"),
    )

    op.create_table(
        "invites",
        sa.Column("id", sa.String(length=10), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("place_id", sa.String(length=10), nullable=False),
        sa.Column("home_id", sa.String(length=10), nullable=True),
        sa.Column("owner_id", sa.String(length=10), nullable=True),
        sa.Column("created_by", sa.String(length=10), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("used_by", sa.String(length=10), nullable=True),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["home_id"], ["homes.id"], name="fk_invites_home_id_homes"),
        sa.ForeignKeyConstraint(["owner_id"], ["roster_owners.id"], name="fk_invites_owner_id_roster_owners"),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name="fk_invites_place_id_places"),
        sa.PrimaryKeyConstraint("id", name="pk_invites"),
        sa.UniqueConstraint("code_hash", name="uq_invites_code_hash"),
    )
    op.create_index("ix_invites_home_id", "invites", ["home_id"])

    op.create_table(
        "objections",
        sa.Column("id", sa.String(length=10), nullable=False),
        sa.Column("binding_id", sa.String(length=10), nullable=False),
        sa.Column("compound_id", sa.String(length=10), nullable=False),
        sa.Column("person_id", sa.String(length=10), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("settled_by", sa.String(length=10), nullable=True),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["binding_id"], ["bindings.id"], name="fk_objections_binding_id_bindings"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_objections_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_objections"),
    )
    op.create_index("ix_objections_binding_id", "objections", ["binding_id"])
