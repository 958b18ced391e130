"""0024: what was closed before leads to nobody any more, and the one photo of an opinion is the first of several."""

from datetime import UTC, datetime
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, insert, text
from sqlalchemy.ext.asyncio import create_async_engine

from storage.compounds import places
from storage.migrating import alembic_config
from storage.outbox import outbox
from storage.polls import poll_answers, polls
from storage.residents import people
from storage.statements import statement_answers, statements, topics
from storage.wishes import wish_menus, wish_picks

pytestmark = pytest.mark.storage
SENT = datetime(2026, 2, 27, 2, 32, tzinfo=UTC)
TAPPED = datetime(2026, 2, 28, 4, 5, tzinfo=UTC)
GROUP_OF = "grp0000000"
KEYS = {
    f"poll:closed:{GROUP_OF}:asked": True,
    f"poll:closed:{GROUP_OF}:1007:{TAPPED.isoformat()}": False,
    f"topic:closed:{GROUP_OF}:asked-{SENT.isoformat()}": True,
    f"topic:closed:{GROUP_OF}:1007:{TAPPED.isoformat()}": False,
    f"wishes:closed:{GROUP_OF}:asked:{SENT.isoformat()}": True,
    f"wishes:closed:{GROUP_OF}:1007:{TAPPED.isoformat()}": False,
    f"demands:home:{GROUP_OF}:support-d-person-{TAPPED.isoformat()}": False,
    f"demands:home:{GROUP_OF}:posted-7-9": True,
}


def upgrade(connection: Connection, to: str) -> None:
    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def write(connection: Connection) -> None:
    """As 0023 left it: closed ones, and one poll that was asked with names."""
    place = {"id": "c", "kind": "compound", "name": "和平小区", "path": "c", "position": 0}
    connection.execute(insert(places).values(place))
    connection.execute(insert(people).values(id="person", telegram_id=1007, created_at=SENT))
    by = {"compound_id": "c", "created_by": "person", "created_at": SENT, "state": "closed", "closes_at": TAPPED, "result": '[{"told":1}]'}
    for poll, named, answered in (("closed", False, 9), ("few", False, 4), ("named", True, 9)):
        asked = {"id": poll, "question": "?", "options": "[]", "kind": "single", "per": "home", "named": named, "answered": answered}
        connection.execute(insert(polls).values(**by, **asked))
        for home in ("h1", "h2"):
            gave = {"poll_id": poll, "voice": home, "home_id": home, "person_id": "person", "answered_at": TAPPED}
            connection.execute(insert(poll_answers).values(**gave, compound_id="c", chosen="[1,0]"))
    connection.execute(insert(topics).values(**by, id="closed", title="?", words="", division="floors", homes=1, people=1))
    said = {"topic_id": "closed", "compound_id": "c", "words": "!", "state": "shown", "reason": "", "given_at": SENT}
    connection.execute(insert(statements).values(**said, id="s"))
    weighed = {"statement_id": "s", "topic_id": "closed", "compound_id": "c", "part": "low", "stance": "agree", "place": 3}
    connection.execute(insert(statement_answers).values(**weighed, voice="person", home_id="h1", person_id="person"))
    connection.execute(insert(wish_menus).values(**by, id="closed", items="[]", budget=1, answered=5))
    for home, picked in (("h1", "[2,1]"), ("h2", "[]")):
        chose = {"menu_id": "closed", "home_id": home, "compound_id": "c", "person_id": "person", "picked_at": TAPPED}
        connection.execute(insert(wish_picks).values(**chose, picked=picked))
    opinion = "INSERT INTO opinions (id, compound_id, category, words, photo_file_id, photo_sha256, state, reason, given_at) VALUES "
    connection.execute(text(f"{opinion} ('o', 'c', 'pipes', '!', 'file', 'sha', 'new', '', '2026-02-27 02:32:00')"))
    plain = {"chat_id": -1, "card": "x", "facts": "", "lane": "card", "state": "sent", "pin": False, "night_waits": False}
    for key in KEYS:
        counted = {"on_unknown": "renew", "tries": 1, "unanswered": 0, "created_at": SENT}
        connection.execute(insert(outbox).values(key=key, **plain, **counted))


def found(connection: Connection, query: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.execute(text(query))]


async def test_what_was_closed_before_leads_to_nobody(database_url: str) -> None:
    engine = create_async_engine(database_url)
    async with engine.begin() as connection:
        await connection.run_sync(upgrade, "0023")
        await connection.run_sync(write)
        await connection.run_sync(upgrade, "head")
        await connection.run_sync(check)
    await engine.dispose()


def check(connection: Connection) -> None:
    nobody = found(
        connection, "SELECT poll_id, voice, home_id, person_id, chosen FROM poll_answers WHERE poll_id <> 'named' ORDER BY poll_id"
    )
    assert [(poll, home, person, chosen) for poll, _, home, person, chosen in nobody] == [
        (poll, None, None, "[1,0]") for poll in ("closed", "closed", "few", "few")
    ]
    assert len({voice for _, voice, *_ in nobody} - {"h1", "h2"}) == 4
    moments = "SELECT count(*) FROM poll_answers, polls WHERE polls.id = poll_id AND answered_at = created_at AND poll_id <> 'named'"
    assert found(connection, moments) == [(4,)]
    assert found(connection, "SELECT home_id, person_id FROM poll_answers WHERE poll_id = 'named' ORDER BY voice") == [
        ("h1", "person"),
        ("h2", "person"),
    ], "who was asked with their name stays named"
    assert found(connection, "SELECT id, result FROM polls ORDER BY id") == [
        ("closed", '[{"told":1}]'),
        ("few", "[]"),
        ("named", '[{"told":1}]'),
    ]
    [(voice, *rest)] = found(connection, "SELECT voice, home_id, person_id, place, part, stance FROM statement_answers")
    assert voice != "person"
    assert rest == [None, None, 0, "low", "agree"]
    assert found(connection, "SELECT home_id, person_id, picked FROM wish_picks") == [("h1", None, "[1,2]")]
    assert found(connection, "SELECT count(*) FROM wish_picks, wish_menus WHERE picked_at = created_at") == [(1,)]
    assert found(connection, "SELECT id, compound_id, opinion_id, file_id, sha256 FROM opinion_photos") == [("o", "c", "o", "file", "sha")]
    keys = [key for (key,) in found(connection, "SELECT key FROM outbox ORDER BY id")]
    for (was, stays), key in zip(KEYS.items(), keys, strict=True):
        assert (key == was) is stays, key
        assert "1007" not in key
        assert "person" not in key
        assert key.split(":")[:3] == was.split(":")[:3], "it is still found by its group"
