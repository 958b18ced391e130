"""Presses twice, late, or by somebody else: refused in words, or harmless."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.rules.concerns import OPEN_AT_ONCE
from bot.rules.residents import BindingState, HomeRole
from storage.concerns import concerns
from tests.concerns.worlds import (
    ANSWER,
    AUTHOR,
    CHEN,
    CHIEF,
    GROUP,
    about_a_vote,
    answer,
    card,
    end,
    everything,
    pass_time,
    raise_concern,
    write,
)
from tests.fixtures import Units
from tests.residents.worlds import dialog
from tests.votes.houses import HEAD, owner, settle
from tests.wire import Person, Wire

pytestmark = pytest.mark.storage
TENANT, FAMILY, WAITING, HELD = Person(3001, "租客"), Person(3002, "家人"), Person(3003, "等着的"), Person(3004, "停着的")


async def count(uow: Units) -> int:
    async with uow.read() as unit:
        return await unit.connection.scalar(select(func.count()).select_from(concerns)) or 0


async def test_sent_twice_it_is_one(wire: Wire, uow: Units) -> None:
    _, vote = await about_a_vote(wire, uow)
    shown = await write(wire, vote)
    sending = shown.data("这样送出")
    await wire.tap(AUTHOR, shown, "这样送出")
    again = await wire.press(AUTHOR, sending, message=shown)
    assert again is not None
    assert await count(uow) == 1
    assert "等答复" in wire.last(AUTHOR.id).text
    await wire.deliver()
    assert sum("住户的顾虑：" in text for text in wire.texts(CHIEF.id)) == 1


async def test_answered_twice_the_second_is_told(wire: Wire, uow: Units) -> None:
    _, vote = await about_a_vote(wire, uow)
    await raise_concern(wire, vote)
    await wire.tap(CHIEF, card(wire, CHIEF), "答复")
    await wire.say(CHIEF, ANSWER)
    shown = wire.last(CHIEF.id)
    sending = shown.data("答复并发群")
    await wire.tap(CHIEF, shown, "答复并发群")
    assert "已经有人点过了" in dialog(await wire.press(CHIEF, sending, message=shown))
    await wire.deliver()
    assert sum("有住户担心" in text for text in wire.texts(GROUP.id)) == 1
    assert sum("有答复了" in text for text in wire.texts(AUTHOR.id)) == 1


async def test_of_two_who_answer_the_first_counts(wire: Wire, uow: Units) -> None:
    _, vote = await about_a_vote(wire, uow)
    await raise_concern(wire, vote)
    wire.clock.move(timedelta(days=8))
    while await wire.due():
        pass
    await wire.deliver()
    for person, words in ((CHIEF, ANSWER), (CHEN, "另一句")):
        await wire.tap(person, card(wire, person), "答复")
        await wire.say(person, words)
    shown = wire.last(CHEN.id)
    await wire.tap(CHIEF, wire.last(CHIEF.id), "答复并发群")
    assert "已经有人点过了" in dialog(await wire.tap(CHEN, shown, "答复并发群"))
    await wire.deliver()
    assert "另一句" not in everything(wire, GROUP.id) + everything(wire, AUTHOR.id)


async def test_an_old_preview_sends_nothing_but_what_it_shows(wire: Wire, uow: Units) -> None:
    _, vote = await about_a_vote(wire, uow)
    concern = await raise_concern(wire, vote)
    await wire.tap(CHIEF, card(wire, CHIEF), "答复")
    await wire.say(CHIEF, ANSWER)
    old = wire.last(CHIEF.id)
    await wire.tap(CHIEF, old, "重写")
    assert "没有送出" in dialog(await wire.press(CHIEF, f"kp:{concern}:1", message=old))
    await wire.deliver()
    assert "有住户担心" not in everything(wire, GROUP.id)


async def test_of_two_previews_each_sends_its_own_words(wire: Wire, uow: Units) -> None:
    """「答复」 again on the card: what was typed last waits, and the older screen keeps its buttons."""
    _, vote = await about_a_vote(wire, uow)
    await raise_concern(wire, vote)
    asked = card(wire, CHIEF)
    answering = asked.data("答复")
    await wire.tap(CHIEF, asked, "答复")
    await wire.say(CHIEF, "先不修了")
    old = wire.last(CHIEF.id)
    await wire.press(CHIEF, answering)
    await wire.say(CHIEF, ANSWER)
    newer = wire.last(CHIEF.id)
    assert "没有送出" in dialog(await wire.tap(CHIEF, old, "答复并发群"))
    await wire.deliver()
    assert "有住户担心" not in everything(wire, GROUP.id)
    await wire.tap(CHIEF, newer, "答复并发群")
    await wire.deliver()
    assert ANSWER in everything(wire, GROUP.id)
    assert "先不修了" not in everything(wire, GROUP.id)


async def test_words_after_another_button_are_no_answer(wire: Wire, uow: Units) -> None:
    _, vote = await about_a_vote(wire, uow)
    await raise_concern(wire, vote)
    await wire.tap(CHIEF, card(wire, CHIEF), "答复")
    await wire.press(CHIEF, "menu")
    await wire.say(CHIEF, "谢谢")
    assert "还没有发" not in wire.last(CHIEF.id).text


async def test_what_was_answered_is_not_taken_back(wire: Wire, uow: Units) -> None:
    _, vote = await about_a_vote(wire, uow)
    concern = await raise_concern(wire, vote)
    await answer(wire)
    for data in (f"kx:{concern}:0", f"kx:{concern}:1"):
        assert "撤不回来" in dialog(await wire.press(AUTHOR, data))
    await end(wire, CHIEF, "已解决", "改了")
    assert "已经有人点过了" in dialog(await wire.press(CHIEF, f"kd:{concern}:1"))
    assert "没有人问您" in dialog(await wire.press(AUTHOR, f"ki:{concern}:1"))


async def test_taken_back_twice_is_once(wire: Wire, uow: Units) -> None:
    _, vote = await about_a_vote(wire, uow)
    concern = await raise_concern(wire, vote)
    for _ in range(2):
        await wire.press(AUTHOR, f"kx:{concern}:1", message=wire.last(AUTHOR.id))
    assert "已撤回" in wire.last(AUTHOR.id).text
    assert "本人已经撤回" in dialog(await wire.press(CHIEF, f"kn:{concern}"))


async def test_asked_who_it_is_once(wire: Wire, uow: Units) -> None:
    _, vote = await about_a_vote(wire, uow)
    concern = await raise_concern(wire, vote)
    assert "没有人问您" in dialog(await wire.press(AUTHOR, f"ki:{concern}:1")), "nobody asked"
    await wire.press(CHIEF, f"kq:{concern}")
    assert "已经问过本人" in dialog(await wire.press(CHIEF, f"kq:{concern}"))
    await wire.deliver()
    assert sum("愿意说您是哪一户" in text for text in wire.texts(AUTHOR.id)) == 1


async def test_neighbours_see_and_do_nothing(wire: Wire, uow: Units) -> None:
    """Of the same home, of the same vote, the building head: none of them has it."""
    houses, vote = await about_a_vote(wire, uow)
    await houses.bind(FAMILY, 2, role=HomeRole.FAMILY)
    concern = await raise_concern(wire, vote)
    for person in (owner(3), FAMILY, HEAD):
        for data in (f"k1:{concern}", f"kx:{concern}:1", f"ki:{concern}:1", f"kc:{concern}", f"kn:{concern}", f"kq:{concern}"):
            assert "没有找到这条顾虑" in dialog(await wire.press(person, data))
    assert "没有找到" in dialog(await wire.press(CHIEF, f"k1:{concern}")), "whoever answers is not its writer"


@pytest.mark.parametrize(("person", "role"), [(TENANT, HomeRole.TENANT), (FAMILY, HomeRole.FAMILY)])
async def test_whoever_lives_there_may_speak(wire: Wire, uow: Units, person: Person, role: HomeRole) -> None:
    houses, vote = await about_a_vote(wire, uow)
    await houses.bind(person, 2, role=role)
    await raise_concern(wire, vote, person)
    assert await count(uow) == 1


@pytest.mark.parametrize(("person", "state"), [(WAITING, BindingState.PENDING), (HELD, BindingState.SUSPENDED)])
async def test_who_is_not_confirmed_waits(wire: Wire, uow: Units, person: Person, state: BindingState) -> None:
    houses, vote = await about_a_vote(wire, uow)
    await houses.bind(person, 2, role=HomeRole.TENANT, state=state)
    await wire.say(person, f"/start c_{vote}")
    assert "还没有定下来" in wire.last(person.id).text


async def test_homes_that_are_not_asked_raise_none(wire: Wire, uow: Units) -> None:
    houses, _ = await about_a_vote(wire, uow)
    of_two = (await houses.open(place_id=houses.buildings[1].id, title="2栋电梯", closes_in=timedelta(days=9))).heading.vote_id
    await wire.say(AUTHOR, f"/start c_{of_two}")
    assert "里没有您的" in wire.last(AUTHOR.id).text


async def test_so_many_at_once_and_no_more(wire: Wire, uow: Units) -> None:
    _, vote = await about_a_vote(wire, uow)
    for number in range(OPEN_AT_ONCE):
        await raise_concern(wire, vote, words=f"第{number}条")
    await wire.say(AUTHOR, f"/start c_{vote}")
    assert "5\u00a0条顾虑还没办完" in wire.last(AUTHOR.id).text


async def test_the_list_turns_its_pages(wire: Wire, uow: Units) -> None:
    _, vote = await about_a_vote(wire, uow)
    for number in range(1, 9):
        await raise_concern(wire, vote, owner(number))
    await wire.press(CHIEF, "kl:0")
    listed = wire.last(CHIEF.id)
    assert "8\u00a0条没办完" in listed.text
    assert listed.labels[:6] == ["采光 · 3月6日（周五）前"] * 6
    assert listed.labels[6:] == ["下一页", "菜单"]
    await wire.tap(CHIEF, listed, "下一页")
    assert listed.labels == ["采光 · 3月6日（周五）前"] * 2 + ["上一页", "菜单"]
    await wire.tap(CHIEF, listed, listed.labels[0])
    assert "住户的顾虑：采光" in listed.text
    await wire.press(CHEN, "kl:0")
    assert "现在没有要办的" in wire.last(CHEN.id).text


async def test_the_menu_leads_there(wire: Wire, uow: Units) -> None:
    await about_a_vote(wire, uow)
    await wire.say(CHIEF, "/menu")
    assert "看顾虑" in wire.last(CHIEF.id).labels
    await wire.say(AUTHOR, "/menu")
    assert "看顾虑" not in wire.last(AUTHOR.id).labels
    await wire.say(AUTHOR, "我的顾虑")
    assert "还没有" in wire.last(AUTHOR.id).text


async def test_a_form_of_a_vote_that_closed_meanwhile_has_no_buttons_left(wire: Wire, uow: Units) -> None:
    """Each of its buttons answered that the vote was over, and stood there on."""
    houses = await settle(uow)
    vote = (await houses.open(closes_in=timedelta(hours=20))).heading.vote_id
    shown = await write(wire, vote)
    await pass_time(wire, timedelta(hours=20, seconds=1))
    said = await wire.tap(AUTHOR, shown, "这样送出")
    assert said is not None
    assert "这次表决已经结束" in (said.text or "")
    assert "这次表决已经结束" in shown.text
    assert shown.labels == ["菜单"]


async def test_an_older_button_of_a_form_that_goes_on_asks_its_question_again(wire: Wire, uow: Units) -> None:
    _, vote = await about_a_vote(wire, uow)
    shown = await write(wire, vote)
    rewrite = shown.data("重写")
    for _ in range(2):
        await wire.press(AUTHOR, rewrite, message=shown)
        assert "这张表已经过去了" not in shown.text
