"""「看进度」: a picture of who has answered, in the group, once an hour; and with the result. Never how anybody chose."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select, update

from bot.actions.votes.changing import cancel_vote
from bot.files.pictures import looks
from bot.rules.votes.grids import PictureHome
from storage.chats import chats
from storage.outbox_table import outbox
from storage.votes import vote_heads, vote_pictures
from tests.fixtures import Units
from tests.votes.houses import AGAINST, AGREE, CHEN, GROUP, SECOND_GROUP, STRANGER, Houses, Voting, join, owner, settle
from tests.wire import Shown, Wire

pytestmark = pytest.mark.storage


@pytest.fixture
async def houses(uow: Units) -> Houses:
    return await settle(uow)


async def opened(wire: Wire, houses: Houses, answered: int, **draft: object) -> str:
    """A vote with its card in the group and so many homes that have answered, every second one against."""
    vote_id = (await houses.open(**draft)).heading.vote_id
    await wire.deliver()
    voting = Voting(houses, vote_id)
    for number in range(1, answered + 1):
        await voting.cast(owner(number), AGREE if number % 2 else AGAINST)
    await wire.deliver()
    return vote_id


async def asked(wire: Wire, person=STRANGER) -> str:
    card = next(one for one in wire.in_chat(GROUP.id) if one.buttons)
    answer = await wire.tap(person, card, "看进度")
    await wire.work()
    await wire.deliver()
    assert answer is not None
    return answer.text or ""


def photos(wire: Wire, chat_id: int = GROUP.id) -> list[Shown]:
    return [one for one in wire.in_chat(chat_id) if one.method == "sendPhoto"]


def sent_pictures(wire: Wire) -> list[Image.Image]:
    calls = [call for call in wire.session.calls if call.__api_method__ == "sendPhoto"]
    return [Image.open(io.BytesIO(Path(call.photo.path).read_bytes())).convert("RGB") for call in calls]


async def test_whoever_presses_the_group_sees_a_picture_of_each_building(wire: Wire, houses: Houses) -> None:
    await opened(wire, houses, 7)
    assert await asked(wire) == "图马上发到这个群里。一小时发一次。"
    first, second = photos(wire)
    assert "1栋" in first.text
    assert "已参与 6\u00a0/\u00a06\u00a0户" in first.text
    assert "第\u00a01\u00a0张图，共\u00a02\u00a0张" in first.text
    assert "2栋" in second.text
    assert "已参与 1\u00a0/\u00a03\u00a0户" in second.text
    blue = tuple(int(looks.FULL[at : at + 2], 16) for at in (1, 3, 5))
    assert all(blue in {colour for _, colour in picture.getcolors(1 << 24) or []} for picture in sent_pictures(wire))


async def test_within_the_hour_the_presser_reads_when_and_where_it_was_posted(wire: Wire, houses: Houses) -> None:
    await opened(wire, houses, 5)
    at = await asked(wire)
    wire.clock.move(timedelta(minutes=59))
    again = await asked(wire, owner(3))
    assert "已经发过图，就在这个群里" in again, at
    assert len(photos(wire)) == 2
    wire.clock.move(timedelta(minutes=1))
    assert await asked(wire) == at
    assert len(photos(wire)) == 4


async def test_two_groups_have_an_hour_each_and_a_group_of_one_building_sees_that_one(wire: Wire, houses: Houses, uow: Units) -> None:
    async with uow() as unit:
        await join(unit, SECOND_GROUP, houses.buildings[1], houses.compound, uow.clock.now())
        await unit.commit()
    await opened(wire, houses, 8)
    await asked(wire)
    card = next(one for one in wire.in_chat(SECOND_GROUP.id) if one.buttons)
    await wire.tap(STRANGER, card, "看进度")
    await wire.work()
    await wire.deliver()
    assert len(photos(wire)) == 2
    (only,) = photos(wire, SECOND_GROUP.id)
    assert "2栋" in only.text
    assert "已参与 2\u00a0/\u00a03\u00a0户" in only.text


@pytest.mark.rule("S6.few")
async def test_of_fewer_than_five_owners_there_is_none_before_the_close_nor_after(wire: Wire, houses: Houses, uow: Units) -> None:
    """It would stay in the group beside the result, and 「同意 2 户，反对 2 户」 beside four cells names them."""
    await opened(wire, houses, 4)
    assert "还不到\u00a05\u00a0位业主" in await asked(wire)
    async with uow.read() as unit:
        assert (await unit.connection.execute(select(vote_pictures))).first() is None
    wire.clock.move(timedelta(days=2))
    await wire.due()
    await wire.work()
    wire.clock.move(timedelta(seconds=20))
    await wire.deliver()
    assert any("参与不足" in text for text in wire.texts(GROUP.id))
    assert photos(wire) == []


async def test_a_home_whose_owners_differ_looks_like_one_that_is_silent(wire: Wire, houses: Houses, uow: Units) -> None:
    await houses.share(6, 16)
    await houses.bind(owner(16), 6, owner_number=16)
    vote_id = await opened(wire, houses, 6)
    await Voting(houses, vote_id).cast(owner(16), AGREE, update_id=80_000)
    async with uow.read() as unit:
        homes = await unit.pictures.homes(vote_id)
    assert [home.answered for home in homes] == [True] * 5 + [False] * 4
    assert set(PictureHome.__dataclass_fields__) == {"building", "entrance", "room", "answered"}


async def test_the_result_goes_first_and_the_pictures_follow(wire: Wire, houses: Houses) -> None:
    await opened(wire, houses, 6)
    wire.clock.move(timedelta(days=2))
    await wire.due()
    await wire.deliver()
    assert any("通过" in text for text in wire.texts(GROUP.id)), "the result does not wait for a worker"
    assert photos(wire) == []
    await wire.work()
    await wire.deliver()
    assert photos(wire) == [], "whoever has the group open reads the result first"
    wire.clock.move(timedelta(seconds=20))
    await wire.deliver()
    assert ["截止时的样子" in one.text for one in photos(wire)] == [False, True], "said once, under the last"
    assert [call.disable_notification for call in wire.session.calls if call.__api_method__ == "sendPhoto"] == [True, True]
    assert all("反对" not in one.text and "同意" not in one.text for one in photos(wire))


async def test_a_close_that_is_worked_twice_posts_its_pictures_once(wire: Wire, houses: Houses, uow: Units) -> None:
    vote_id = await opened(wire, houses, 6)
    wire.clock.move(timedelta(days=2))
    await wire.due()
    async with uow() as unit:
        await unit.jobs.queue("votes.draw_pictures", {"vote": vote_id, "group": ""}, wire.clock.now())
        await unit.commit()
    await wire.work()
    wire.clock.move(timedelta(seconds=20))
    await wire.deliver()
    assert len(photos(wire)) == 2


async def test_after_the_end_nobody_gets_one(wire: Wire, houses: Houses) -> None:
    vote_id = await opened(wire, houses, 6)
    card = next(one for one in wire.in_chat(GROUP.id) if one.buttons)
    data = card.data("看进度")
    await cancel_vote(wire.app.unit(True), actor=await houses.actor(CHEN), vote_id=vote_id, reason="方案要改", now=wire.clock.now())
    answer = await wire.press(STRANGER, data, message=card)
    assert "不再画图" in (answer.text or "")


async def test_one_that_waits_when_the_vote_is_called_off_is_not_sent(wire: Wire, houses: Houses, uow: Units) -> None:
    vote_id = await opened(wire, houses, 6)
    card = next(one for one in wire.in_chat(GROUP.id) if one.buttons)
    await wire.tap(STRANGER, card, "看进度")
    await wire.work()
    await cancel_vote(wire.app.unit(True), actor=await houses.actor(CHEN), vote_id=vote_id, reason="方案要改", now=wire.clock.now())
    await wire.deliver()
    assert photos(wire) == []


async def test_the_button_elsewhere_than_in_its_group_does_nothing(wire: Wire, houses: Houses, uow: Units) -> None:
    """Its data is known to whoever has seen the card: in private, and in a group of somebody else."""
    await opened(wire, houses, 6)
    card = next(one for one in wire.in_chat(GROUP.id) if one.buttons)
    for chat_id in (owner(1).id, -4242):
        elsewhere = Shown(chat_id, 7, "", [], "sendMessage")
        answer = await wire.press(owner(1), card.data("看进度"), message=elsewhere)
        assert "没有找到这次表决" in (answer.text or "")
    await wire.work()
    await wire.deliver()
    assert not [one for one in wire.sent if one.method == "sendPhoto"]


async def test_what_could_not_be_drawn_is_asked_for_again_at_once(wire: Wire, houses: Houses, monkeypatch: pytest.MonkeyPatch) -> None:
    await opened(wire, houses, 6)
    card = next(one for one in wire.in_chat(GROUP.id) if one.buttons)
    await wire.tap(STRANGER, card, "看进度")
    with monkeypatch.context() as broken:
        broken.setattr("bot.runtime.work.votes.read_drawings", _fails)
        for _ in range(3):
            await wire.work()
            wire.clock.move(timedelta(minutes=1))
    assert photos(wire) == []
    assert await asked(wire) == "图马上发到这个群里。一小时发一次。"
    assert len(photos(wire)) == 2


async def _fails(*_: object, **__: object) -> None:
    raise ConnectionError


async def test_an_english_group_gets_an_english_picture(wire: Wire, houses: Houses, uow: Units) -> None:
    await opened(wire, houses, 6)
    async with uow() as unit:
        await unit.connection.execute(update(chats).where(chats.c.chat_id == GROUP.id).values(language="en"))
        await unit.commit()
    await asked(wire)
    assert "Building 1" in photos(wire)[0].text
    assert "6 of\u00a06\u00a0homes have answered" in photos(wire)[0].text


@pytest.mark.rule("S6.nobody")
async def test_no_letter_of_it_holds_a_choice(wire: Wire, houses: Houses, uow: Units) -> None:
    vote_id = await opened(wire, houses, 6)
    await asked(wire)
    async with uow.read() as unit:
        kept = [row.facts for row in await unit.connection.execute(select(outbox).where(outbox.c.card == "votes.participation_picture"))]
        counted = set((await unit.connection.execute(select(vote_heads.c.counted).where(vote_heads.c.vote_id == vote_id))).scalars())
    assert counted == {"agree", "against", None}
    assert len(kept) == 2
    assert not any(word in facts for facts in kept for word in ("agree", "against", "abstain"))
