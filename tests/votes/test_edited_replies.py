"""A reply under a card that is edited: no ballot comes of it and none goes (fault 30), and nobody is told that theirs is not recorded."""

from datetime import timedelta

import pytest

from bot.actions import residents
from tests.votes.houses import GROUP, STRANGER, Houses, owner
from tests.wire import Person, Shown, Wire

ME = owner(1)


@pytest.fixture
async def card(houses: Houses, wire: Wire) -> Shown:
    await houses.open()
    await wire.deliver()
    return wire.last(GROUP.id)


async def answer(wire: Wire, card: Shown, words: str, *, person: Person = ME, edited: bool = False) -> None:
    await wire.say(person, words, chat=GROUP, reply_to=card, edited=edited)
    await wire.deliver()


@pytest.mark.parametrize("becomes", ["反对", "行", "不行", "我再想想"])
async def test_who_has_voted_reads_what_stands(wire: Wire, card: Shown, becomes: str) -> None:
    """「反对」 for a choice, 「行」 for what is not clear enough, and other words that may mean it is taken back."""
    await answer(wire, card, "同意")
    await answer(wire, card, becomes, edited=True)
    told = wire.last(ME.id)
    assert "改过的我不读，您的表决照旧：\n1栋1单元101 同意\n10:32 记下的，凭证" in told.text
    assert told.labels == ["同意", "反对", "弃权"]
    assert len(wire.in_chat(GROUP.id)) == 1, "nothing in the group, where it would read as if nothing were recorded"
    assert "1栋 □□□□□ 1/6" in card.text
    await wire.tap(ME, told, "反对")
    await wire.deliver()
    assert "代替 10:32 的同意" in wire.last(ME.id).text


async def test_edited_often_it_is_said_once_an_hour(wire: Wire, card: Shown) -> None:
    await answer(wire, card, "同意")
    for words in ("反对", "弃权", "反对"):
        await answer(wire, card, words, edited=True)
    assert len([text for text in wire.texts(ME.id) if "改过的我不读" in text]) == 1


async def test_talk_from_after_the_vote_is_edited_in_peace(wire: Wire, card: Shown) -> None:
    await wire.tap(ME, card, "同意")
    wire.clock.move(timedelta(minutes=30))
    await answer(wire, card, "什么时候动工呀？", edited=True)
    await answer(wire, card, "什么时候动工啊？", person=owner(2), edited=True)
    assert not any("改过的我不读" in one.text for one in wire.sent)


@pytest.mark.parametrize("person", [owner(3), STRANGER])
async def test_where_no_ballot_stands_the_group_reads_how_it_is_done(wire: Wire, card: Shown, person: Person) -> None:
    await answer(wire, card, "同意", person=person, edited=True)
    assert "1栋 □□□□□ 0/6" in card.text
    told = wire.last(GROUP.id).text
    assert "改过的我不读：原来那句记下了的照旧，没记下的还是没有" in told
    assert "打「同意」「反对」「弃权」" in told


async def test_who_was_told_that_it_is_unclear_and_edits_it_is_told_again(wire: Wire, card: Shown) -> None:
    """It is what the first notice seems to ask for."""
    await answer(wire, card, "行")
    await answer(wire, card, "同意", edited=True)
    assert "改过的我不读" in wire.last(GROUP.id).text


async def test_a_ballot_taken_back_does_not_stand(wire: Wire, card: Shown) -> None:
    await answer(wire, card, "同意")
    await wire.tap(ME, wire.last(ME.id), "撤回")
    await answer(wire, card, "反对", edited=True)
    assert not any("改过的我不读" in text for text in wire.texts(ME.id))
    assert "改过的我不读" in wire.last(GROUP.id).text


async def test_whoever_no_letter_reaches_reads_nothing_false_in_the_group(wire: Wire, card: Shown, houses: Houses) -> None:
    await answer(wire, card, "同意")
    await residents.note_reach(houses.uow(), telegram_id=ME.id, reachable=False, language="zh", now=wire.clock.now())
    await answer(wire, card, "反对", edited=True)
    told = wire.last(GROUP.id).text
    assert "记下了的照旧" in told
    assert "没有记成表决" not in told
    assert "101" not in told


async def test_in_english(wire: Wire, card: Shown, houses: Houses) -> None:
    john = Person(ME.id, "John", "en")
    async with houses.uow() as unit:
        await unit.chats.set_language(john.id, "en")
        await unit.commit()
    await answer(wire, card, "yes", person=john)
    await answer(wire, card, "no", person=john, edited=True)
    assert "your vote stands as it was:\nBuilding 1, entrance 1, 101: yes\nRecorded 10:32, receipt" in wire.last(john.id).text
