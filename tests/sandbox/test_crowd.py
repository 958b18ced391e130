"""The crowd: it goes to the newest vote that is open in the group, once, and never to a card that is none."""

from typing import Any

import pytest

from bot.rules.votes import Choice
from bot.sandbox import crowd
from bot.sandbox.errors import Refusal
from bot.sandbox.vote_cards import open_vote, vote_of
from bot.sandbox.world import World
from handlers.votes.callbacks import HeadCast, VoteCast
from tests.sandbox.conftest import Api, buttons, kinds

RESULT = buttons([("怎么算的", "vhow:roof"), ("查我的凭证", "vr:roof"), ("再发一次", "vg:roof")])


def ballot(vote: str) -> dict[str, Any]:
    return buttons([("同意", f"vc:{vote}:agree"), ("反对", f"vc:{vote}:against"), ("弃权", f"vc:{vote}:abstain")], [("看方案", "scheme")])


@pytest.fixture
def everybody(world: World, neighbours: list[int]) -> int:
    return world.chat("all").id


async def at_once(_: float) -> None:
    pass


def test_a_vote_is_known_by_what_the_bot_writes_on_its_buttons() -> None:
    assert vote_of(VoteCast(vote="roof", choice=Choice.AGREE).pack()) == "roof"
    assert vote_of(VoteCast(vote="roof", choice=Choice.AGREE, scheme=2).pack()) == "2:roof", "everybody is asked again"
    for other in (HeadCast(vote="roof", head=1, choice=Choice.AGREE).pack(), "vhow:roof", "vc:roof", "vc::agree", "menu"):
        assert vote_of(other) is None


async def test_the_crowd_votes(world: World, api: Api, everybody: int) -> None:
    with pytest.raises(Refusal, match="没有开着的表决"):
        crowd.gather(world)
    sent = await api("sendMessage", chat_id=everybody, text="表决", reply_markup=ballot("roof"))
    await api("sendMessage", chat_id=everybody, text="没有按钮")
    world.press(100, everybody, sent["message_id"], 0, 0)
    world.updates.clear()
    message, people = crowd.gather(world)
    assert (message.id, len(people)) == (sent["message_id"], 39)
    assert crowd.able(world) == 39
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    await crowd.go(world, message, people, sleep)
    assert sum(waits) == pytest.approx(2.0)
    data = [update.payload["data"] for update in world.state.queue.values()]
    assert kinds(world) == ["callback_query"] * 39
    assert data.count("vc:roof:agree") > 2 * data.count("vc:roof:against")
    assert data == [crowd.chosen(message, person).data for person in people]
    assert crowd.able(world) == 0
    with pytest.raises(Refusal, match="都投过了"):
        crowd.gather(world)


async def test_a_result_is_nothing_to_vote_on(world: World, api: Api, everybody: int) -> None:
    """The newest message with buttons is the result of the vote before; the open card stands above it."""
    first = await api("sendMessage", chat_id=everybody, text="屋顶", reply_markup=ballot("roof"))
    second = await api("sendMessage", chat_id=everybody, text="道闸", reply_markup=ballot("gate"))
    await api("editMessageText", chat_id=everybody, message_id=first["message_id"], text="屋顶，已截止")
    await api("sendMessage", chat_id=everybody, text="屋顶：通过", reply_markup=RESULT)
    assert open_vote(world) == "gate"
    message, people = crowd.gather(world)
    assert (message.id, len(people)) == (second["message_id"], 40)
    await api("editMessageText", chat_id=everybody, message_id=second["message_id"], text="道闸，已截止")
    assert (open_vote(world), crowd.able(world)) == (None, 0)
    with pytest.raises(Refusal, match="没有开着的表决"):
        crowd.gather(world)


async def test_nobody_taps_a_card_that_became_a_result_on_the_way(world: World, api: Api, everybody: int) -> None:
    sent = await api("sendMessage", chat_id=everybody, text="表决", reply_markup=ballot("roof"))
    message, people = crowd.gather(world)

    async def closes(_: float) -> None:
        await api("editMessageText", chat_id=everybody, message_id=sent["message_id"], text="通过", reply_markup=RESULT)

    await crowd.go(world, message, people, closes)
    assert [update.payload["data"].split(":")[0] for update in world.state.queue.values()] == ["vc"]


async def test_of_two_open_votes_the_newest_is_meant(world: World, api: Api, everybody: int) -> None:
    await api("sendMessage", chat_id=everybody, text="屋顶", reply_markup=ballot("roof"))
    sent = await api("sendMessage", chat_id=everybody, text="道闸", reply_markup=ballot("gate"))
    assert open_vote(world) == "gate"
    assert crowd.gather(world)[0].id == sent["message_id"]


async def test_whoever_answered_a_vote_does_not_go_again_to_its_second_card(world: World, api: Api, everybody: int) -> None:
    """「再发一次」 brings the same vote; a second tap could be another choice."""
    await api("sendMessage", chat_id=everybody, text="表决", reply_markup=ballot("roof"))
    await crowd.go(world, *crowd.gather(world), sleep=at_once)
    await api("sendMessage", chat_id=everybody, text="表决", reply_markup=ballot("roof"))
    assert crowd.able(world) == 0
    await api("sendMessage", chat_id=everybody, text="道闸", reply_markup=ballot("gate"))
    assert crowd.able(world) == 40


async def test_where_the_bot_is_out_nobody_can_vote(world: World, api: Api, everybody: int) -> None:
    await api("sendMessage", chat_id=everybody, text="表决", reply_markup=ballot("roof"))
    world.remove_bot(everybody, 3)
    assert (open_vote(world), crowd.able(world)) == (None, 0)
    with pytest.raises(Refusal, match="没有开着的表决"):
        crowd.gather(world)
