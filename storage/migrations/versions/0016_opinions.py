"""Opinions on the renovation, the demand list that is made of them, and which homes support what."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def _id(name: str, to: str = "", *, table: str = "", nullable: bool = False) -> sa.Column[str]:
    key = (sa.ForeignKey(f"{to}.id", name=f"fk_{table}_{name}_{to}"),) if to else ()
    return sa.Column(name, sa.String(length=10), *key, nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "demands",
        _id("id"),
        _id("compound_id", "places", table="demands"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("category", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=11), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        _id("created_by"),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("published_at", sa.DateTime()),
        sa.Column("card_place", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_demands"),
    )
    op.create_index("uq_demands_number", "demands", ["compound_id", "number"], unique=True)
    op.create_table(
        "opinions",
        _id("id"),
        _id("compound_id", "places", table="opinions"),
        _id("person_id", "people", table="opinions", nullable=True),
        _id("home_id", "homes", table="opinions", nullable=True),
        sa.Column("category", sa.String(length=8), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("photo_file_id", sa.Text()),
        sa.Column("photo_sha256", sa.String(length=64)),
        sa.Column("state", sa.String(length=9), nullable=False),
        _id("demand_id", "demands", table="opinions", nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        _id("decided_by", nullable=True),
        sa.Column("decided_at", sa.DateTime()),
        sa.PrimaryKeyConstraint("id", name="pk_opinions"),
    )
    op.create_index("ix_opinions_compound_id", "opinions", ["compound_id", "state", "given_at"])
    op.create_index("ix_opinions_person_id", "opinions", ["person_id"])
    op.create_index("ix_opinions_demand_id", "opinions", ["demand_id"])
    op.create_table(
        "demand_supports",
        _id("demand_id", "demands", table="demand_supports"),
        _id("home_id", "homes", table="demand_supports"),
        _id("compound_id"),
        _id("person_id", "people", table="demand_supports", nullable=True),
        sa.Column("by_opinion", sa.Boolean(), nullable=False),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("demand_id", "home_id", name="pk_demand_supports"),
    )
    op.create_index("ix_demand_supports_person_id", "demand_supports", ["person_id"])


def downgrade() -> None:
    for table in ("demand_supports", "opinions", "demands"):
        op.drop_table(table)
