"""Taps through the real dispatcher: what the resident reads, in the group and in private."""

from datetime import timedelta

import pytest

from bot.rules.residents import HomeRole
from tests.fixtures import Units
from tests.votes.houses import GROUP, STRANGER, Houses, owner, settle
from tests.wire import Person, Shown, Wire


@pytest.fixture
async def card(houses: Houses, wire: Wire) -> Shown:
    await houses.open()
    await wire.deliver()
    return wire.last(GROUP.id)


async def test_the_card_reads_as_it_should(card: Shown) -> None:
    assert card.text == (
        "🗳 <b>屋顶防水改造意向征询（和平小区）</b>\n"
        "已参与\u00a00\u00a0/\u00a09\u00a0户\n"
        "面积\u00a00.00\u00a0/ 900.00\u00a0㎡\n"
        "1栋 □□□□□ 0/6\n"
        "2栋 □□□□□ 0/3\n"
        "3月1日（周日）10:32 截\u2060止，还\u2060有 2\u00a0天。\n"
        "截止前不公布意见，可以改。"
    )
    assert card.labels == ["同意", "反对", "弃权", "看进度", "我有顾虑"]


async def test_a_tap_is_answered_and_the_receipt_comes_in_private(wire: Wire, card: Shown) -> None:
    reply = await wire.tap(owner(1), card, "同意")
    assert reply.text.startswith("已记下：1栋1单元101 同意（10:32）。截止前可以改。凭证")
    assert reply.show_alert, "the first ballot is a dialog"
    await wire.deliver()
    receipt = wire.last(owner(1).id)
    assert receipt.labels == ["同意", "反对", "弃权", "撤回", "我有顾虑"]
    assert receipt.text.split("\n")[0] == "🗳 <b>已记下：1栋1单元101 同意（10:32）</b>"
    assert "1栋 □□□□□ 1/6" in card.text, "the same message was edited"
    again = await wire.tap(owner(1), receipt, "反对")
    assert not again.show_alert, "later ones are a toast"
    await wire.deliver()
    newer = wire.last(owner(1).id)
    assert "代替 10:32 的同意。" in newer.text
    assert receipt.labels == []
    assert "已经换了" in receipt.text
    taken_back = await wire.tap(owner(1), newer, "撤回")
    assert taken_back.text.startswith("已撤回：1栋1单元101（10:32）")


async def test_what_a_receipt_replaces_is_told_with_another_day(wire: Wire, card: Shown) -> None:
    await wire.tap(owner(1), card, "同意")
    wire.clock.move(timedelta(days=1))
    await wire.tap(owner(1), card, "反对")
    await wire.deliver()
    assert "代替 2月27日（周五）10:32 的同意。" in wire.last(owner(1).id).text


async def test_somebody_not_bound_is_taken_to_the_private_chat(wire: Wire, card: Shown) -> None:
    reply = await wire.tap(STRANGER, card, "弃权")
    assert reply.text is None
    assert reply.url.startswith("https://t.me/linli_test_bot?start=v_")
    assert reply.url.endswith("_b")


@pytest.mark.rule("R7.told", "R7.family")
@pytest.mark.parametrize(("language", "told"), [("zh", "这件事由业主表决"), ("en", "Owners vote on this")])
@pytest.mark.parametrize("role", [HomeRole.FAMILY, HomeRole.TENANT])
async def test_family_and_tenants_read_that_theirs_is_no_ballot(
    wire: Wire, card: Shown, houses: Houses, role: HomeRole, language: str, told: str
) -> None:
    other = Person(1601, "同住的人")
    await houses.bind(other, 1, role=role)
    async with houses.uow() as unit:
        await unit.chats.set_language(other.id, language)
        await unit.commit()
    reply = await wire.tap(other, card, "同意")
    assert reply.show_alert, "whoever believes to have voted must not miss it"
    assert told in reply.text
    await wire.deliver()
    assert "已参与\u00a00\u00a0/\u00a09\u00a0户" in card.text


@pytest.mark.rule("R14.after")
async def test_a_tap_after_the_close(wire: Wire, card: Shown, houses: Houses) -> None:
    wire.clock.move(timedelta(days=2))
    await wire.due()
    await wire.deliver()
    assert "已截止，结果见下面的公告" in card.text
    assert card.labels == []
    assert wire.last(GROUP.id).labels == ["怎么算的", "查我的凭证"]
    vote = wire.last(GROUP.id).data("怎么算的").split(":")[1]
    late = await wire.press(owner(1), f"vc:{vote}:agree", message=card)
    assert late.show_alert
    assert late.text == "表决已在 3月1日 10:32 截止，这次没有计入。结果见群里或私信里的公告。（6A9F）"


async def test_the_same_press_delivered_twice_is_answered_twice(wire: Wire, card: Shown) -> None:
    first = await wire.press(owner(1), card.data("同意"), message=card, update_id=77)
    wire.app.dispatch._answered.clear()
    again = await wire.press(owner(1), card.data("同意"), message=card, update_id=77)
    assert again.text == first.text


async def test_words_under_the_card_are_a_press(wire: Wire, card: Shown) -> None:
    await wire.say(owner(1), "我同意", chat=GROUP, reply_to=card)
    await wire.say(owner(2), "同意什么呀，我还没看", chat=GROUP, reply_to=card)
    await wire.say(STRANGER, "反对！", chat=GROUP, reply_to=card)
    await wire.deliver()
    assert "1栋 □□□□□ 1/6" in card.text
    assert "已记下：1栋1单元101 同意" in wire.last(owner(1).id).text
    assert "不知道是哪一户" in wire.last(GROUP.id).text
    assert len(wire.in_chat(GROUP.id)) == 2


async def test_the_same_choice_once_more_reads_as_one_that_stands(wire: Wire, card: Shown) -> None:
    """「已记下」 with its receipt looked like a new ballot, and a second word 「同意」 in the group brought another one in private."""
    await wire.tap(owner(1), card, "同意")
    await wire.deliver()
    before = len(wire.in_chat(owner(1).id))
    wire.clock.move(timedelta(minutes=8))
    again = await wire.tap(owner(1), card, "同意")
    assert (again.text or "").startswith("1栋1单元101 同意，2月27日（周五）10:32 就记下了，没有变，不用再点。凭证")
    await wire.say(owner(1), "同意！", chat=GROUP, reply_to=card)
    await wire.deliver()
    [told] = wire.texts(owner(1).id)[before:]
    assert "10:32 就记下了，没有变" in told


async def test_words_that_are_no_ballot_are_answered_in_the_group(wire: Wire, card: Shown) -> None:
    for person, words in ((owner(1), "行"), (owner(2), "OK！"), (owner(3), "不行")):
        await wire.say(person, words, chat=GROUP, reply_to=card)
    await wire.deliver()
    assert "1栋 □□□□□ 0/6" in card.text
    told = [shown.text for shown in wire.in_chat(GROUP.id) if "没有记成表决" in shown.text]
    assert len(told) == 1, "at most once an hour"
    assert "打「同意」「反对」「弃权」" in told[0]


async def test_a_forged_vote_is_refused_with_what_to_do(wire: Wire, card: Shown) -> None:
    reply = await wire.press(owner(1), "vc:0000000000:agree", message=card)
    assert "没有找到这次表决" in reply.text
    broken = await wire.press(owner(1), "vc:0000000000:maybe", message=card)
    assert broken.show_alert


@pytest.mark.rule("R5.separately", "R5.names")
async def test_several_homes_by_themselves(wire: Wire, houses: Houses) -> None:
    await houses.share(2, 1)
    await houses.open()
    await wire.deliver()
    card = wire.last(GROUP.id)
    both = await wire.tap(owner(1), card, "同意")
    assert "1栋1单元101、1栋1单元201 同意" in both.text
    await wire.deliver()
    receipt = wire.last(owner(1).id)
    assert receipt.labels[-2] == "各户分别表决"
    await wire.tap(owner(1), receipt, "各户分别表决")
    choices = wire.last(owner(1).id)
    assert choices.labels == ["1 同意", "1 反对", "1 弃权", "2 同意", "2 反对", "2 弃权", "1 撤回", "2 撤回"]
    reply = await wire.tap(owner(1), choices, "2 弃权")
    assert "1栋1单元201 弃权" in reply.text
    assert "2. 1栋1单元201：弃权" in wire.last(owner(1).id).text


async def test_a_reader_of_english(wire: Wire, card: Shown, houses: Houses) -> None:
    john = Person(owner(1).id, "John", "en")
    async with houses.uow() as unit:
        await unit.chats.set_language(john.id, "en")
        await unit.commit()
    reply = await wire.tap(john, card, "同意")
    assert reply.text.startswith("Recorded: Building 1, entrance 1, 101: yes (10:32). You can change it until the close. Receipt")


@pytest.mark.rule("S6.result")
async def test_the_result_explains_itself(wire: Wire, card: Shown) -> None:
    for number in range(1, 7):
        await wire.tap(owner(number), card, "同意")
    wire.clock.move(timedelta(days=2))
    await wire.due()
    await wire.deliver()
    result = wire.last(GROUP.id)
    assert result.text.startswith("✅ <b>屋顶防水改造意向征询（和平小区）：通过</b>\n参与 6/9\u00a0户（66.66%）")
    how = await wire.tap(owner(1), result, "怎么算的")
    assert how.show_alert
    assert "第278条" in how.text
    mine = await wire.tap(owner(1), result, "查我的凭证")
    assert "1栋1单元101 同意（10:32），已记下。凭证" in mine.text
    none = await wire.tap(owner(9), result, "查我的凭证")
    assert "没有表决" in none.text


@pytest.mark.rule("R7.told")
async def test_a_private_card_does_not_tell_a_tenant_that_a_tap_counts(wire: Wire, uow: Units) -> None:
    """Everybody registered gets it: where no group is bound, and after another scheme."""
    houses = await settle(uow, grouped=False)
    tenant = Person(1500, "租客")
    await houses.bind(tenant, 1, role=HomeRole.TENANT)
    await houses.open()
    await wire.deliver()
    for reader in (tenant, owner(1)):
        said = wire.last(reader.id).text.replace("\u2060", "")
        assert "业主点下面一个就算" in said
        assert "家人、租客点的是意见，不计票" in said
