"""A choice pressed on a card in a group is decided before aiogram sees it: nobody may notice."""

import random
import re
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiogram import Dispatcher
from sqlalchemy import select

from bot.rules.flood import PRESSES_PER_MINUTE
from bot.rules.residents import BindingState, HomeRole
from bot.rules.votes import ChangePolicy
from bot.runtime import dispatch
from bot.runtime.taps import Taps, tap_of
from storage.base import Database
from storage.outbox_table import outbox
from storage.residents import last_refusals
from storage.updates import seen_updates
from storage.votes import ballots, standing_choices, vote_counts, vote_events, vote_heads, vote_opinions, vote_participation, votes
from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.votes.houses import CHEN, GROUP, STRANGER, Houses, owner, settle
from tests.wire import Person, Shown, Wire

CODE = re.compile(r"凭证\s?\w+|receipt \w+|v_\w+_")


@dataclass
class Play:
    houses: Houses
    wire: Wire
    card: Shown
    vote: str


async def plain(play: Play) -> list[Any]:
    """First, again, another, from another home."""
    return [
        await play.wire.tap(who, play.card, label)
        for who, label in ((owner(1), "同意"), (owner(1), "同意"), (owner(1), "反对"), (owner(2), "弃权"))
    ]


async def strangers(play: Play) -> list[Any]:
    await play.houses.bind(Person(3001, "租客"), 3, role=HomeRole.TENANT)
    await play.houses.bind(Person(3002, "新来的"), 4, state=BindingState.PENDING)
    return [await play.wire.tap(who, play.card, "反对") for who in (STRANGER, Person(3001, "租客"), Person(3002, "新来的"), CHEN)]


async def joint(play: Play) -> list[Any]:
    await play.houses.share(5, 12)
    await play.houses.bind(owner(12), 5, owner_number=12)
    return [await play.wire.tap(who, play.card, label) for who, label in ((owner(5), "同意"), (owner(12), "反对"))]


async def no_changes(play: Play) -> list[Any]:
    async with play.houses.uow() as unit:
        await unit.connection.execute(votes.update().values(change_policy=ChangePolicy.NEVER))
        await unit.commit()
    return [await play.wire.tap(owner(1), play.card, label) for label in ("同意", "反对", "反对")]


async def late(play: Play) -> list[Any]:
    play.wire.clock.move(timedelta(days=2, seconds=1))
    before = await play.wire.tap(owner(1), play.card, "同意")
    await play.wire.due()
    return [before, await play.wire.tap(owner(2), play.card, "同意")]


async def twice(play: Play) -> list[Any]:
    """The platform delivers an update again, to this process and to one that remembers nothing."""
    data = play.card.data("同意")
    found = [await play.wire.press(owner(1), data, message=play.card, update_id=77) for _ in range(2)]
    play.wire.app.dispatch.forget(77)
    return [*found, await play.wire.press(owner(1), data, message=play.card, update_id=77)]


async def too_fast(play: Play) -> list[Any]:
    return [await play.wire.tap(owner(1), play.card, "同意") for _ in range(PRESSES_PER_MINUTE + 2)][-3:]


async def english(play: Play) -> list[Any]:
    """A stranger's app speaks English; whoever started the bot chose Chinese there, whatever the app says."""
    return [await play.wire.tap(Person(who, "A", "en"), play.card, "同意") for who in (STRANGER.id, owner(1).id)]


async def forged(play: Play) -> list[Any]:
    wrong = (f"vc:{play.vote}:maybe", f"vc:{play.vote}", f"vc:{play.vote}:agree:x", "vc:0000000000:agree", "vc:", "vc:ü:agree")
    return [await play.wire.press(owner(1), data, message=play.card) for data in wrong]


async def at_random(play: Play) -> list[Any]:
    """Owners alone and together, tenants, newcomers and strangers, on a live card and from memory, now and then the same update again."""
    await play.houses.share(5, 12)
    await play.houses.bind(owner(12), 5, owner_number=12)
    await play.houses.bind(Person(3001, "租客"), 3, role=HomeRole.TENANT)
    await play.houses.bind(Person(3002, "新来的"), 4, state=BindingState.PENDING)
    chance = random.Random(20)
    crowd = [*(owner(number) for number in range(1, 9)), owner(12), Person(3001, "租客"), Person(3002, "新来的"), STRANGER]
    said: list[Any] = []
    for number in range(40):
        play.wire.clock.move(timedelta(seconds=chance.randrange(40)))
        who, label = chance.choice(crowd), chance.choice(["同意", "反对", "弃权"])
        update_id = 9_000 + (chance.randrange(number) if number and chance.random() < 0.2 else number)
        if chance.random() < 0.3:
            play.wire.app.dispatch.forget(update_id)
        said.append(await play.wire.press(who, play.card.data(label), message=play.card, update_id=update_id))
    return said


Story = Callable[[Play], Awaitable[list[Any]]]
STORIES = (plain, strangers, joint, no_changes, late, twice, too_fast, english, forged, at_random)


async def told(story: Story, path: Path, clock: FakeClock) -> tuple[list[Any], list[Any]]:
    """(answers, what the database has of it), with nothing in them that is drawn by lot."""
    database = Database(f"sqlite+aiosqlite:///{path}")
    wire = Wire(database, clock, path.parent)
    await wire.open()
    try:
        return await _told(story, Units(database, clock), wire)
    finally:
        await wire.close()
        await database.dispose()


async def _told(story: Story, units: Units, wire: Wire) -> tuple[list[Any], list[Any]]:
    houses = await settle(units)
    opened = await houses.open()
    await wire.deliver()
    answers = await story(Play(houses, wire, wire.last(GROUP.id), opened.heading.vote_id))
    await wire.deliver()
    said = [None if one is None else (CODE.sub("…", one.text or ""), one.show_alert, CODE.sub("…", one.url or "")) for one in answers]
    shown = [CODE.sub("…", one.text) for who in (owner(1), owner(5), owner(12), STRANGER) for one in wire.in_chat(who.id)]
    queries = (
        select(ballots.c.head, ballots.c.choice, ballots.c.refused, ballots.c.update_id).order_by(ballots.c.id),
        select(last_refusals.c.reason),
        select(seen_updates.c.update_id).order_by(seen_updates.c.update_id),
        select(ballots.c.received_at, ballots.c.channel, ballots.c.by_proxy, ballots.c.event).order_by(ballots.c.id),
        select(standing_choices.c.head, standing_choices.c.choice, standing_choices.c.changes, standing_choices.c.received_at).order_by(
            standing_choices.c.head, standing_choices.c.received_at
        ),
        select(vote_heads.c.head, vote_heads.c.counted).order_by(vote_heads.c.head),
        select(vote_counts.c.choice, vote_counts.c.heads, vote_counts.c.area_cm2m).order_by(vote_counts.c.choice),
        select(vote_participation.c.entrance, vote_participation.c.homes_in, vote_participation.c.area_in_cm2m).order_by(
            vote_participation.c.position
        ),
        select(vote_events.c.height, vote_events.c.type, vote_events.c.happened_at).order_by(vote_events.c.height),
        select(vote_opinions.c.choice, vote_opinions.c.given_at).order_by(vote_opinions.c.given_at),
        select(votes.c.receipts, votes.c.chain_height),
        select(outbox.c.chat_id, outbox.c.card, outbox.c.lane, outbox.c.state, outbox.c.created_at).order_by(outbox.c.id),
    )
    async with units.read() as unit:
        rows = [[tuple(row) for row in await unit.connection.execute(query)] for query in queries]
    return [*said, *shown], rows


@pytest.mark.parametrize("story", STORIES, ids=[one.__name__ for one in STORIES])
async def test_it_is_answered_and_kept_as_it_was(
    story: Story, tmp_path: Path, empty_database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = 0
    take = Taps.take

    async def counted(*arguments: Any) -> Any:
        nonlocal taken
        taken += 1
        return await take(*arguments)

    monkeypatch.setattr(Taps, "take", counted)
    for name in ("straight", "detour"):
        (tmp_path / name).mkdir()
        shutil.copyfile(empty_database, tmp_path / name / "test.db")
    straight = await told(story, tmp_path / "straight" / "test.db", FakeClock())
    assert taken > 0, "nothing went the short way"
    monkeypatch.setattr(dispatch, "tap_of", lambda _: None)
    assert await told(story, tmp_path / "detour" / "test.db", FakeClock()) == straight


async def test_a_recorded_choice_is_not_dispatched(wire: Wire, houses: Houses, monkeypatch: pytest.MonkeyPatch) -> None:
    await houses.open()
    await wire.deliver()
    monkeypatch.setattr(Dispatcher, "feed_update", None)
    answer = await wire.tap(owner(1), wire.last(GROUP.id), "同意")
    assert "已记下" in answer.text


async def test_what_fails_on_the_short_way_is_tried_on_the_long_one(wire: Wire, houses: Houses, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: Any) -> None:
        raise ConnectionError

    await houses.open()
    await wire.deliver()
    monkeypatch.setattr(Taps, "take", broken)
    answer = await wire.tap(owner(1), wire.last(GROUP.id), "同意")
    assert "已记下" in answer.text


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"data": "vc:a:agree"},
        {"data": 5, "id": "1"},
        {"data": "vc:a:agree", "id": "1", "from": {"id": 1}, "message": None},
        {"data": "vc:a:agree", "id": "1", "from": {"id": "x"}, "message": {"message_id": 1, "chat": {"id": -1, "type": "group"}}},
        {"data": "vc:a:agree", "id": "1", "from": {"id": 1}, "message": {"message_id": 1, "chat": {"id": 1, "type": "private"}}},
    ],
    ids=["empty", "no-message", "number", "null", "person", "private"],
)
def test_what_has_not_the_shape_goes_the_long_way(query: dict[str, Any]) -> None:
    assert tap_of({"update_id": 1, "callback_query": query}) is None
