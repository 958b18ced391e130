"""Photos with a concern: for those who answer it and nobody else; what is added before the answer; where they go when it goes."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.rules.concerns import LONGEST_WORDS, MOST_PHOTOS, check_photo, with_more
from bot.rules.concerns.violations import PhotoTooBig, TooManyPhotos, WordsNotUsable
from storage.photos import concern_photos
from tests.concerns.worlds import (
    AUTHOR,
    CHIEF,
    GROUP,
    WORDS,
    about_a_vote,
    answer,
    card,
    concern_of,
    everything,
    pass_time,
    raise_concern,
    write,
)
from tests.fixtures import Units
from tests.residents.worlds import dialog
from tests.votes.houses import CHEN, owner
from tests.wire import Person, Wire

pytestmark = pytest.mark.storage


async def photo(wire: Wire, person: Person = AUTHOR, data: bytes = b"window", **fields: object) -> None:
    await wire.send_file(person, data, "", kind="photo", **fields)


async def rows(uow: Units, column: object) -> list[object]:
    async with uow.read() as unit:
        return list((await unit.connection.execute(select(column))).scalars())  # type: ignore[call-overload]


def photos_in(wire: Wire, chat: int) -> int:
    return sum(one.method == "sendPhoto" for one in wire.in_chat(chat))


def test_how_many_and_how_big() -> None:
    check_photo(20 * 1024 * 1024, MOST_PHOTOS - 1)
    with pytest.raises(TooManyPhotos):
        check_photo(1, MOST_PHOTOS)
    with pytest.raises(PhotoTooBig):
        check_photo(20 * 1024 * 1024 + 1, 0)


def test_what_is_added_has_room_once_more() -> None:
    assert with_more("光", "还有风") == "光；还有风"
    with pytest.raises(WordsNotUsable):
        with_more("长" * LONGEST_WORDS, "长" * LONGEST_WORDS)


async def test_an_album_is_refused_once(wire: Wire, uow: Units) -> None:
    """Each picture after the third had its own refusal; in the form as with what is added later."""
    _, vote = await about_a_vote(wire, uow)
    await wire.say(AUTHOR, f"/start c_{vote}")
    await wire.tap(AUTHOR, wire.last(AUTHOR.id), "采光")
    await photo(wire, caption=WORDS)
    await wire.tap(AUTHOR, wire.last(AUTHOR.id), "不说")
    for number in range(6):
        await photo(wire, data=b"%d" % number, media_group_id="a1")
    assert sum("多出来的没有收" in one.text for one in wire.in_chat(AUTHOR.id)) == 1
    await photo(wire, data=b"another", media_group_id="a2")
    assert sum("多出来的没有收" in one.text for one in wire.in_chat(AUTHOR.id)) == 2
    await wire.press(AUTHOR, f"ks:{vote}")
    await wire.deliver()
    assert "带 3 张照片，不发群" in wire.last(AUTHOR.id).text
    await wire.tap(AUTHOR, wire.last(AUTHOR.id), "补充")
    for number in range(4):
        await photo(wire, data=b"more %d" % number, media_group_id="a3")
    assert sum("多出来的没有收" in one.text for one in wire.in_chat(AUTHOR.id)) == 3


async def test_from_the_form_to_the_chief_and_to_no_group(wire: Wire, uow: Units) -> None:
    _, vote = await about_a_vote(wire, uow)
    await wire.say(AUTHOR, f"/start c_{vote}")
    await wire.tap(AUTHOR, wire.last(AUTHOR.id), "采光")
    assert "最多 3 张，只给答复的人看，不发群" in wire.last(AUTHOR.id).text
    await photo(wire)
    assert "照片收到 1 张了" in wire.last(AUTHOR.id).text
    await photo(wire, data=b"plan", caption=WORDS)
    await wire.tap(AUTHOR, wire.last(AUTHOR.id), "不说")
    preview = wire.last(AUTHOR.id)
    assert "带 2 张照片：可能看得出是哪一家，只给小区长看，不发群" in preview.text
    await photo(wire, data=b"third")
    await photo(wire, data=b"fourth")
    assert "最多带 3 张照片，这张没有收" in wire.last(AUTHOR.id).text
    assert await rows(uow, concern_photos.c.id) == [], "nothing leaves before it is sent"
    await wire.press(AUTHOR, f"ks:{vote}")
    await wire.deliver()
    assert "带 3 张照片，不发群" in wire.last(AUTHOR.id).text
    shown = card(wire, CHIEF)
    assert "带 3 张照片，只给您看" in shown.text
    assert "照片还在路上" in dialog(await wire.tap(CHIEF, shown, "看照片"))
    await wire.work()
    await wire.tap(CHIEF, shown, "看照片")
    assert photos_in(wire, CHIEF.id) == 3
    await answer(wire)
    assert photos_in(wire, GROUP.id) == 0
    assert "照片" not in everything(wire, GROUP.id)
    for person in (CHEN, owner(3)):
        assert "没有找到" in dialog(await wire.press(person, f"kh:{shown.data('看照片').split(':')[1]}")), "it is the chief's alone"


async def test_sent_without_them_after_all(wire: Wire, uow: Units) -> None:
    _, vote = await about_a_vote(wire, uow)
    await write(wire, vote)
    await photo(wire)
    await wire.tap(AUTHOR, wire.last(AUTHOR.id), "不带照片")
    assert "照片" not in wire.last(AUTHOR.id).text
    await wire.tap(AUTHOR, wire.last(AUTHOR.id), "这样送出")
    await wire.deliver()
    assert await rows(uow, concern_photos.c.id) == []
    assert "看照片" not in card(wire, CHIEF).labels


async def test_added_before_the_answer_and_told_once(wire: Wire, uow: Units) -> None:
    _, vote = await about_a_vote(wire, uow)
    await raise_concern(wire, vote)
    await wire.tap(AUTHOR, wire.last(AUTHOR.id), "补充")
    assert "还能发 3 张" in wire.last(AUTHOR.id).text
    await wire.say(AUTHOR, "我家是1栋1单元201")
    assert "1栋1单元201" not in card(wire, CHIEF).text
    await wire.say(AUTHOR, "冬天只有中午有太阳")
    await photo(wire)
    await photo(wire, data=b"second")
    await pass_time(wire, timedelta(minutes=2))
    shown = next(one for one in wire.in_chat(CHIEF.id) if "住户的顾虑：" in one.text)
    assert f"「{WORDS}；冬天只有中午有太阳」" in shown.text
    assert "带 2 张照片" in shown.text
    told = [one for one in wire.in_chat(CHIEF.id) if "住户补充了顾虑" in one.text]
    assert len(told) == 1
    assert "现在有 2 张照片" in told[0].text


async def test_after_the_answer_nothing_is_added(wire: Wire, uow: Units) -> None:
    _, vote = await about_a_vote(wire, uow)
    concern = await raise_concern(wire, vote)
    await wire.tap(AUTHOR, wire.last(AUTHOR.id), "补充")
    await answer(wire)
    await photo(wire)
    assert "已经答复了，或者办结了，不能再补充" in wire.last(AUTHOR.id).text
    assert "不能再补充" in dialog(await wire.press(AUTHOR, f"ka:{concern}"))
    assert await rows(uow, concern_photos.c.id) == []


async def test_taken_back_the_photos_go_with_it(wire: Wire, uow: Units) -> None:
    _, vote = await about_a_vote(wire, uow)
    await write(wire, vote)
    await photo(wire)
    await wire.tap(AUTHOR, wire.last(AUTHOR.id), "这样送出")
    await wire.deliver()
    await wire.work()
    mine = wire.last(AUTHOR.id)
    concern_of(mine)
    await wire.tap(AUTHOR, mine, "撤回")
    await wire.tap(AUTHOR, wire.last(AUTHOR.id), wire.last(AUTHOR.id).labels[0])
    await wire.deliver()
    assert await rows(uow, concern_photos.c.id) == []
    assert "看照片" not in card(wire, CHIEF).labels


async def test_a_photo_that_cannot_be_had_is_told_to_its_sender(wire: Wire, uow: Units) -> None:
    from aiogram.exceptions import TelegramBadRequest

    _, vote = await about_a_vote(wire, uow)
    await write(wire, vote)
    await photo(wire)
    await wire.tap(AUTHOR, wire.last(AUTHOR.id), "这样送出")
    await wire.deliver()
    wire.session.refuse["getFile"] = TelegramBadRequest(method=None, message="Bad Request: file is temporarily unavailable")  # type: ignore[arg-type]
    await wire.work()
    await wire.deliver()
    assert "有一张照片没有收到" in everything(wire, AUTHOR.id)
    assert await rows(uow, concern_photos.c.id) == []
