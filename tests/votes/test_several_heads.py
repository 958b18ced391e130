"""Whoever owns a home alone and another one jointly has two heads: each message says of each of them what is true, and changes no other."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.rules.votes import Choice
from storage.compounds import home_owners
from tests.fixtures import Units
from tests.votes.houses import GROUP, Houses, owner
from tests.wire import Shown, Wire

THREE = {"同意", "反对", "弃权"}


@pytest.fixture
async def two_heads(wire: Wire, uow: Units, houses: Houses) -> str:
    """The vote; 101 belongs to owners 1 and 11, 201 to owner 1 alone."""
    await houses.share(1, 11)
    await houses.bind(owner(11), 1, owner_number=11)
    async with uow() as unit:
        await unit.connection.execute(update(home_owners).where(home_owners.c.home_id == houses.homes[2]).values(owner_id=houses.owners[1]))
        await unit.commit()
    vote = (await houses.open()).heading.vote_id
    await wire.deliver()
    return vote


async def by_itself(wire: Wire, vote: str, label: str) -> Shown:
    """Pressed on the screen that has a row for each of the two, 101 first."""
    wire.clock.move(timedelta(minutes=1))
    await wire.press(owner(1), f"ve:{vote}")
    await wire.tap(owner(1), wire.last(owner(1).id), label)
    await wire.deliver()
    return receipt_of(wire)


def receipt_of(wire: Wire, person: int = 1) -> Shown:
    """The newest message that is a receipt."""
    return [one for one in wire.in_chat(owner(person).id) if "凭证" in one.text and "各户分别表决</b>" not in one.text][-1]


def code_of(receipt: Shown) -> str:
    found = re.search(r"凭证\s(\w{4})", receipt.text)
    assert found is not None
    return found[1]


async def choices(uow: Units, houses: Houses, vote: str) -> dict[str, Choice | None]:
    async with uow.read() as unit:
        books = await unit.ballots.all_books(vote)
        electorate = await unit.electorates.frozen(vote)
    found = {}
    for number, book in books.items():
        stand = book.stand(houses.owners[1])
        if stand is not None:
            found[electorate.elector(number).homes[0].row.room.lstrip("0")] = stand.former.choice
    return found


@pytest.mark.rule("R5.separately")
async def test_one_home_by_itself_names_the_other_with_its_own_receipt(wire: Wire, uow: Units, houses: Houses, two_heads: str) -> None:
    await wire.tap(owner(1), wire.in_chat(GROUP.id)[0], "同意")
    await wire.deliver()
    whole = receipt_of(wire)
    assert THREE | {"撤回", "各户分别表决"} <= set(whole.labels)
    code = code_of(whole)
    part = await by_itself(wire, two_heads, "2 反对")
    assert "1栋1单元201 反对" in part.text
    assert f"您另外的房子：1栋1单元101 同意（10:32，凭证\u00a0{code}" in part.text
    assert "各户分别表决" in part.labels
    assert not (THREE | {"撤回"}) & set(part.labels), "they would change 101 as well"
    older = next(one for one in wire.in_chat(owner(1).id) if one.message_id == whole.message_id)
    assert "最新的是下面 10:33 的那张" in older.text
    assert await choices(uow, houses, two_heads) == {"101": Choice.AGREE, "201": Choice.AGAINST}


async def test_first_one_and_then_the_other_loses_no_receipt(wire: Wire, two_heads: str) -> None:
    first = await by_itself(wire, two_heads, "1 同意")
    assert "您另外的房子：1栋1单元201 还没点。" in first.text
    code = code_of(first)
    second = await by_itself(wire, two_heads, "2 反对")
    assert "1栋1单元201 反对" in second.text
    assert f"1栋1单元101 同意（10:33，凭证\u00a0{code}" in second.text


async def test_one_home_is_taken_back_by_itself(wire: Wire, uow: Units, houses: Houses, two_heads: str) -> None:
    await wire.tap(owner(1), wire.in_chat(GROUP.id)[0], "同意")
    await wire.deliver()
    receipt = await by_itself(wire, two_heads, "2 撤回")
    assert "已撤回：1栋1单元201" in receipt.text
    assert "1栋1单元101 同意" in receipt.text
    assert await choices(uow, houses, two_heads) == {"101": Choice.AGREE, "201": None}


async def test_what_still_counts_after_taking_back_is_said_home_by_home(wire: Wire, two_heads: str) -> None:
    card = wire.in_chat(GROUP.id)[0]
    await wire.tap(owner(11), card, "同意")
    await wire.tap(owner(1), card, "同意")
    await wire.deliver()
    await wire.tap(owner(1), receipt_of(wire), "撤回")
    await wire.deliver()
    text = receipt_of(wire).text.replace("\u2060", "")
    assert "1栋1单元101 另一位业主的还在，这一户按那个计入；1栋1单元201 现在算没有表决" in text


async def test_what_a_choice_replaces_is_said_of_its_home_alone(wire: Wire, two_heads: str) -> None:
    await by_itself(wire, two_heads, "1 同意")
    await by_itself(wire, two_heads, "2 反对")
    wire.clock.move(timedelta(minutes=1))
    await wire.tap(owner(1), wire.in_chat(GROUP.id)[0], "弃权")
    await wire.deliver()
    assert "代替" not in receipt_of(wire).text, "they were of two kinds and times"


async def test_only_one_of_both_was_chosen_before(wire: Wire, two_heads: str) -> None:
    await by_itself(wire, two_heads, "1 同意")
    wire.clock.move(timedelta(minutes=1))
    await wire.tap(owner(1), wire.in_chat(GROUP.id)[0], "弃权")
    await wire.deliver()
    assert "1栋1单元101 代替 10:33 的同意" in receipt_of(wire).text


async def test_the_dialog_says_it_home_by_home(wire: Wire, two_heads: str) -> None:
    await by_itself(wire, two_heads, "1 同意")
    alone = await wire.press(owner(1), f"vm:{two_heads}")
    assert "1栋1单元101 同意" in alone.text
    assert "1栋1单元201 没有表决" in alone.text
    await by_itself(wire, two_heads, "2 反对")
    both = await wire.press(owner(1), f"vm:{two_heads}")
    assert "1栋1单元101 同意（10:33），已记下。凭证" in both.text
    assert "1栋1单元201 反对（10:34），已记下。凭证" in both.text
    assert len(both.text) <= 200


async def test_a_reminder_of_one_home_changes_no_other(wire: Wire, uow: Units, houses: Houses, two_heads: str) -> None:
    await by_itself(wire, two_heads, "1 同意")
    wire.clock.move(timedelta(days=1, hours=8))
    await wire.due()
    await wire.deliver()
    reminder = next(one for one in reversed(wire.in_chat(owner(1).id)) if "还没表决" in one.text)
    assert "1栋1单元201" in reminder.text.replace("\u2060", "")
    assert "各户分别表决" in reminder.labels
    assert not THREE & set(reminder.labels)


async def test_a_word_that_owners_differ_changes_no_other_home(wire: Wire, two_heads: str) -> None:
    await wire.tap(owner(1), wire.in_chat(GROUP.id)[0], "同意")
    await wire.tap(owner(11), wire.in_chat(GROUP.id)[0], "反对")
    await wire.deliver()
    word = next(one for one in wire.in_chat(owner(1).id) if "另一位业主的意见和您不同" in one.text)
    assert "各户分别表决" in word.labels
    assert not THREE & set(word.labels)
    to_the_other = receipt_of(wire, 11)
    assert set(to_the_other.labels) >= THREE, "who has one home is asked as ever"


async def test_another_account_for_one_home_leaves_the_receipt_of_the_other(wire: Wire, houses: Houses, two_heads: str) -> None:
    await wire.tap(owner(1), wire.in_chat(GROUP.id)[0], "同意")
    await wire.deliver()
    before = receipt_of(wire)
    await houses.bind(owner(21), 2, owner_number=1)
    await wire.press(owner(21), f"ve:{two_heads}")
    await wire.tap(owner(21), wire.last(owner(21).id), "2 反对")
    await wire.deliver()
    [kept] = [one for one in wire.in_chat(owner(1).id) if one.message_id == before.message_id]
    assert "1栋1单元101 同意" in kept.text
    word = next(one for one in wire.in_chat(owner(1).id) if "另一个帐号" in one.text)
    assert "1栋1单元201：" in word.text.replace("\u2060", "")
    assert "101" not in word.text
    assert not THREE & set(word.labels)
