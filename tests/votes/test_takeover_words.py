"""「您之前点的不算了」 is true when it is read: in the morning after the night that held it, and by day after whatever comes next."""

from datetime import timedelta

import pytest

from bot.rules.residents.mornings import next_morning
from tests.fixtures import Units
from tests.votes.houses import Houses, owner
from tests.votes.test_several_heads import two_heads
from tests.votes.test_speakers import register
from tests.wire import Person, Shown, Wire

__all__ = ["two_heads"]
pytestmark = pytest.mark.storage
SECOND = Person(7070, "另一部手机")
ELSEWHERE, THERE, OLD = "同一位业主的另一个帐号", "现在按那边的算", "这一条已经过时"


@pytest.fixture
async def one_home(wire: Wire, houses: Houses) -> str:
    await houses.bind(SECOND, 3, owner_number=3)
    vote = (await houses.open()).heading.vote_id
    await wire.deliver()
    await press(wire, SECOND, f"vc:{vote}:agree")
    return vote


@pytest.fixture
async def both(wire: Wire, houses: Houses, two_heads: str) -> str:
    """101 belongs to owners 1 and 11, 201 to owner 1 alone, whose other account has answered for both."""
    await houses.bind(SECOND, 2, owner_number=1)
    await press(wire, SECOND, f"vc:{two_heads}:agree")
    return two_heads


async def press(wire: Wire, person: Person, data: str) -> None:
    wire.clock.move(timedelta(minutes=1))
    await wire.press(person, data)
    await wire.deliver()


async def by_itself(wire: Wire, person: Person, vote: str, label: str) -> None:
    await press(wire, person, f"ve:{vote}")
    await wire.tap(person, wire.last(person.id), label)
    await wire.deliver()


def at_night(wire: Wire) -> None:
    wire.clock.move_to(next_morning(wire.clock.now()) - timedelta(hours=9))


async def in_the_morning(wire: Wire) -> None:
    wire.clock.move_to(next_morning(wire.clock.now()))
    await wire.deliver()


def words(wire: Wire) -> list[Shown]:
    return [one for one in wire.in_chat(SECOND.id) if ELSEWHERE in one.text or OLD in one.text or "这张是旧的" in one.text]


async def test_taken_back_there_in_the_same_night_neither_counts_in_the_morning(wire: Wire, one_home: str) -> None:
    at_night(wire)
    await press(wire, owner(3), f"vc:{one_home}:against")
    await press(wire, owner(3), f"vr:{one_home}")
    assert words(wire) == []
    await in_the_morning(wire)
    [word] = words(wire)
    assert THERE not in word.text
    assert "1栋1单元301：同一位业主的另一个帐号撤回了，您之前点的和那边点的现在都不算。" in word.text
    assert {"同意", "反对", "弃权"} <= set(word.labels)


async def test_answered_anew_in_the_same_night_there_is_nothing_to_say(wire: Wire, one_home: str) -> None:
    at_night(wire)
    await press(wire, owner(3), f"vc:{one_home}:against")
    await press(wire, SECOND, f"vc:{one_home}:agree")
    await in_the_morning(wire)
    assert words(wire) == []


async def test_by_day_the_word_is_edited(wire: Wire, one_home: str) -> None:
    await press(wire, owner(3), f"vc:{one_home}:against")
    [word] = words(wire)
    assert THERE in word.text
    await press(wire, owner(3), f"vr:{one_home}")
    assert THERE not in word.text
    assert "现在都不算" in word.text
    await press(wire, owner(3), f"vc:{one_home}:abstain")
    assert THERE in word.text
    await press(wire, SECOND, f"vc:{one_home}:agree")
    assert "1栋1单元301：这一条已经过时。这一户现在怎么算，请看您最新的凭证。" in word.text.replace("\u2060", "")
    assert not {"同意", "反对", "弃权"} & set(word.labels)
    await press(wire, SECOND, f"vr:{one_home}")
    assert OLD in word.text, "it was this account that took it back"
    assert words(wire) == [word]


async def test_taken_over_once_more_the_older_word_points_to_the_newer(wire: Wire, one_home: str) -> None:
    for person, choice in ((owner(3), "against"), (SECOND, "agree"), (owner(3), "abstain")):
        await press(wire, person, f"vc:{one_home}:{choice}")
    older, newer = words(wire)
    assert "这张是旧的" in older.text
    assert THERE in newer.text
    assert "最近" not in newer.text


async def test_what_another_account_took_back_was_not_answered_there(wire: Wire, one_home: str) -> None:
    """Nobody had pressed a choice there: 「点过了，现在按那边的算」 was said of a home of which nothing counted."""
    await press(wire, owner(3), f"vr:{one_home}")
    [word] = words(wire)
    assert "另一个帐号撤回了" in word.text
    assert THERE not in word.text


async def test_of_two_homes_each_is_said_what_is_so(wire: Wire, uow: Units, houses: Houses, both: str) -> None:
    await press(wire, owner(1), f"vc:{both}:against")
    [word] = words(wire)
    assert "1栋1单元101、1栋1单元201：同一位业主的另一个帐号" in word.text
    assert THERE in word.text
    await press(wire, owner(11), f"vc:{both}:abstain")
    assert "1栋1单元201 现在按那边的算" in word.text
    assert "1栋1单元101 那边点的现在也没有计入" in word.text
    await register(wire, uow, houses, both, 11)
    await wire.deliver()
    assert "1栋1单元101 那边点的现在也没有计入" in word.text
    await by_itself(wire, owner(1), both, "1 撤回")
    assert THERE not in word.text
    assert "1栋1单元201 那边撤回了，两边点的现在都不算" in word.text
    await by_itself(wire, SECOND, both, "1 同意")
    assert "201" not in word.text
    assert "各户分别表决" in word.labels


async def test_the_newest_word_names_every_home_that_stands_elsewhere(wire: Wire, both: str) -> None:
    await by_itself(wire, owner(1), both, "1 反对")
    await by_itself(wire, owner(1), both, "2 反对")
    older, newer = words(wire)
    assert "这张是旧的" in older.text
    assert "1栋1单元101、1栋1单元201：同一位业主的另一个帐号最近" in newer.text
