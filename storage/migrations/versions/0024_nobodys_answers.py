"""Several photos with an opinion, taps that take back, and no traces left of who answered what is over.

Of a poll, a topic or a menu that was closed before no more is kept than of one that is closed since: `make_anonymous` and `close` in
the repositories, what `closing.py` does not tell of few, and the keys of letters in `common.py`, each in its feature.
"""

import json
import re
import secrets
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
# What fewer homes than these answered is not told in figures.
_FEWEST_TOLD = 5
# Cards that were renewed by a tap: in a group, and with who tapped and when behind it.
_TAPPED = re.compile(r"((?:poll|topic|wishes):\w+:\w+:)(?!asked).*:.*|(demands:\w+:\w+:support-).*")


def _some(name: str, *columns: str) -> sa.TableClause:
    return sa.table(name, *(sa.column(column) for column in columns))


polls = _some("polls", "id", "state", "named", "created_at", "answered", "result")
poll_answers = _some("poll_answers", "poll_id", "voice", "compound_id", "home_id", "person_id", "chosen", "answered_at")
topics = _some("topics", "id", "state")
statement_answers = _some(
    "statement_answers", "statement_id", "voice", "topic_id", "compound_id", "part", "home_id", "person_id", "stance", "place"
)
menus = _some("wish_menus", "id", "state", "created_at", "answered", "result")
picks = _some("wish_picks", "menu_id", "home_id", "person_id", "picked", "picked_at")
opinions = _some("opinions", "id", "compound_id", "photo_file_id", "photo_sha256", "given_at")
opinion_photos = _some("opinion_photos", "id", "compound_id", "opinion_id", "file_id", "sha256", "sent_at")
outbox = _some("outbox", "id", "key")


def _new_id() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(10))


def _rows(query: Any) -> Sequence[Any]:
    return op.get_bind().execute(query).all()


def upgrade() -> None:
    _make_tables()
    _move_photos()
    for column in ("photo_file_id", "photo_sha256"):
        op.drop_column("opinions", column)
    _forget_voices()
    _forget_stances()
    _forget_taps()
    _hide_what_few_said()
    _rename_letters()


def _make_tables() -> None:
    op.create_table(
        "opinion_photos",
        sa.Column("id", sa.String(length=10), nullable=False),
        sa.Column("compound_id", sa.String(length=10), nullable=False),
        sa.Column(
            "opinion_id", sa.String(length=10), sa.ForeignKey("opinions.id", name="fk_opinion_photos_opinion_id_opinions"), nullable=False
        ),
        sa.Column("file_id", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64)),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_opinion_photos"),
    )
    op.create_index("ix_opinion_photos_opinion_id", "opinion_photos", ["opinion_id"])
    op.create_index("ix_opinion_photos_sha256", "opinion_photos", ["sha256"])
    op.add_column("opinions", sa.Column("album", sa.String(length=64)))
    op.add_column("opinions", sa.Column("shown_in", sa.BigInteger()))
    op.create_table(
        "undone_taps",
        sa.Column("person_id", sa.String(length=10), nullable=False),
        sa.Column("target_id", sa.String(length=10), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "target_id", name="pk_undone_taps"),
    )
    op.create_index("ix_undone_taps_undone_at", "undone_taps", ["undone_at"])


def _move_photos() -> None:
    """Under the opinion's own id: a photo that is still being fetched is named by it."""
    known = sa.select(
        opinions.c.id, opinions.c.compound_id, opinions.c.id, opinions.c.photo_file_id, opinions.c.photo_sha256, opinions.c.given_at
    ).where(opinions.c.photo_file_id.is_not(None))
    op.execute(sa.insert(opinion_photos).from_select([column.name for column in opinion_photos.c], known))


def _forget_voices() -> None:
    """Of anonymous polls: under other names, at no moment of their own, in the order of those names."""
    for poll_id, created_at in _rows(sa.select(polls.c.id, polls.c.created_at).where(polls.c.state == "closed", sa.not_(polls.c.named))):
        mine = poll_answers.c.poll_id == poll_id
        found = _rows(sa.select(poll_answers.c.compound_id, poll_answers.c.chosen).where(mine))
        nobody = {"poll_id": poll_id, "home_id": None, "person_id": None, "answered_at": created_at}
        new = [{**nobody, "compound_id": compound_id, "chosen": chosen, "voice": _new_id()} for compound_id, chosen in found]
        _lay_anew(poll_answers, mine, new)


def _forget_stances() -> None:
    for (topic_id,) in _rows(sa.select(topics.c.id).where(topics.c.state == "closed")):
        mine = statement_answers.c.topic_id == topic_id
        kept = [statement_answers.c[name] for name in ("statement_id", "topic_id", "compound_id", "part", "stance")]
        nobody = {"home_id": None, "person_id": None, "place": 0}
        _lay_anew(statement_answers, mine, [{**row._mapping, **nobody, "voice": _new_id()} for row in _rows(sa.select(*kept).where(mine))])


def _lay_anew(table: sa.TableClause, mine: Any, rows: list[dict[str, Any]]) -> None:
    """Rows lie as they were written, those of one person beside each other."""
    if rows:
        op.execute(sa.delete(table).where(mine))
        op.get_bind().execute(sa.insert(table), sorted(rows, key=lambda row: str(row["voice"])))


def _forget_taps() -> None:
    """Of menus: what a home chose stays the home's, and who of it tapped, when and in which order goes."""
    for menu_id, created_at in _rows(sa.select(menus.c.id, menus.c.created_at).where(menus.c.state == "closed")):
        mine = picks.c.menu_id == menu_id
        op.execute(sa.delete(picks).where(mine, picks.c.picked == "[]"))
        for home_id, picked in _rows(sa.select(picks.c.home_id, picks.c.picked).where(mine)):
            in_order = json.dumps(sorted(json.loads(picked)), separators=(",", ":"))
            nobody = {"person_id": None, "picked": in_order, "picked_at": created_at}
            op.execute(sa.update(picks).where(mine, picks.c.home_id == home_id).values(**nobody))


def _hide_what_few_said() -> None:
    for table in (polls, menus):
        few = (table.c.state == "closed", table.c.answered < _FEWEST_TOLD, table.c.result != "")
        op.execute(sa.update(table).where(*few).values(result="[]"))


def _rename_letters() -> None:
    for letter_id, key in _rows(sa.select(outbox.c.id, outbox.c.key)):
        if tapped := _TAPPED.fullmatch(key):
            said = f"{tapped[1] or tapped[2]}{_new_id()}"
            op.execute(sa.update(outbox).where(outbox.c.id == letter_id).values(key=said))


def downgrade() -> None:
    """The first photo of each opinion stays; who answered is not known any more."""
    op.drop_table("undone_taps")
    for column in ("shown_in", "album"):
        op.drop_column("opinions", column)
    op.add_column("opinions", sa.Column("photo_file_id", sa.Text()))
    op.add_column("opinions", sa.Column("photo_sha256", sa.String(length=64)))
    order = (opinion_photos.c.sent_at.desc(), opinion_photos.c.id.desc())
    kept = sa.select(opinion_photos.c.opinion_id, opinion_photos.c.file_id, opinion_photos.c.sha256).order_by(*order)
    for opinion_id, file_id, sha256 in _rows(kept):
        op.execute(sa.update(opinions).where(opinions.c.id == opinion_id).values(photo_file_id=file_id, photo_sha256=sha256))
    op.drop_table("opinion_photos")
