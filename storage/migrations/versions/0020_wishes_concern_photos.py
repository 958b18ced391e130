"""Renovation menus and what homes chose from them; photos that go with a concern."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.create_table(
        "wish_menus",
        sa.Column("id", sa.String(length=10), nullable=False),
        sa.Column("compound_id", sa.String(length=10), sa.ForeignKey("places.id", name="fk_wish_menus_compound_id_places"), nullable=False),
        sa.Column("items", sa.Text(), nullable=False),
        sa.Column("before", sa.Text()),
        sa.Column("staged", sa.Text()),
        sa.Column("budget", sa.BigInteger()),
        sa.Column("closes_at", sa.DateTime()),
        sa.Column("state", sa.String(length=9), nullable=False),
        sa.Column("created_by", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("ended_by", sa.String(length=10)),
        sa.Column("ended_at", sa.DateTime()),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_wish_menus"),
    )
    op.create_index("ix_wish_menus_compound_id", "wish_menus", ["compound_id", "state", "created_at"])
    op.create_table(
        "wish_picks",
        sa.Column("menu_id", sa.String(length=10), sa.ForeignKey("wish_menus.id", name="fk_wish_picks_menu_id_wish_menus"), nullable=False),
        sa.Column("home_id", sa.String(length=10), nullable=False),
        sa.Column("compound_id", sa.String(length=10), nullable=False),
        sa.Column("person_id", sa.String(length=10)),
        sa.Column("picked", sa.Text(), nullable=False),
        sa.Column("picked_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("menu_id", "home_id", name="pk_wish_picks"),
    )
    op.create_index("ix_wish_picks_person_id", "wish_picks", ["person_id"])
    op.create_table(
        "concern_photos",
        sa.Column("id", sa.String(length=10), nullable=False),
        sa.Column("compound_id", sa.String(length=10), nullable=False),
        sa.Column(
            "concern_id", sa.String(length=10), sa.ForeignKey("concerns.id", name="fk_concern_photos_concern_id_concerns"), nullable=False
        ),
        sa.Column("file_id", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64)),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_concern_photos"),
    )
    op.create_index("ix_concern_photos_concern_id", "concern_photos", ["concern_id"])
    op.create_index("ix_concern_photos_sha256", "concern_photos", ["sha256"])


def downgrade() -> None:
    for table in ("concern_photos", "wish_picks", "wish_menus"):
        op.drop_table(table)
