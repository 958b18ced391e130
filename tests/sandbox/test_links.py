"""Links to the bot itself: its private chat, one of their groups, or a group made for it."""

from aiohttp.test_utils import TestServer

from bot.sandbox.world import World
from tests.sandbox.conftest import Api, last_update
from tests.sandbox.tab import opened


async def test_links(world: World, beside: TestServer) -> None:
    chat = world.add_group("lou", "3栋楼群", "Building 3", [1], 2)
    name = world.username
    async with opened(beside) as (page, _):
        assert (await page.done("open_link", person="he-zhiming", url=f"https://t.me/{name}?start=bind_1"))["chat"] == "bot-he-zhiming"
        assert next(iter(world.state.messages[4].values())).text == "/start bind_1"
        groups = await page.done(
            "open_link", person="li-jianguo", url=f"https://t.me/{name}?startgroup=c1&admin=pin_messages+delete_messages"
        )
        assert groups["groups"] == [{"chat": "lou", "title": "3栋楼群", "title_en": "Building 3"}]
        assert groups["rights"] == ["can_pin_messages", "can_delete_messages"]
        nobody = await page.done("open_link", person="wang-guifang", url=f"tg://resolve?domain={name}&startgroup=c1&admin=pin_messages")
        assert nobody["groups"] == []  # only an administrator may make another one
        await page.done("add_bot", person="li-jianguo", chat="lou", payload="c1", rights=groups["rights"])
        assert world.bot_is_admin(chat.id)
        assert "外面" in await page.refused("open_link", person="wang-guifang", url="https://example.org/")
        assert "外面" in await page.refused("open_link", person="wang-guifang", url=f"https://t.me/{name}?start=%E5%A5%BD")
        assert (await page.done("open_link", person="wang-guifang", url=f"t.me/{name}"))["chat"] == "bot-wang-guifang"


async def test_a_link_to_a_group_may_make_a_new_one(world: World, beside: TestServer) -> None:
    url = f"https://t.me/{world.username}?startgroup=g_1&admin=pin_messages"
    async with opened(beside) as (page, _):
        link = {"person": "chen-jing", "url": url}
        assert (await page.done("open_link", **link))["new_group"] == {"title": "新的业主群", "title_en": "New owners' group"}
        made = await page.done("new_group", **link)
        chat = world.chat(made["chat"])
        assert (chat.title, chat.kind, [person.slug for person in world.people_in(chat)]) == ("新的业主群", "supergroup", ["chen-jing"])
        owner = world.member(chat.id, 3)
        assert owner is not None
        assert owner.status == "creator"
        assert world.bot_is_admin(chat.id)
        kinds = [update.kind for update in world.state.queue.values()]
        assert kinds == ["my_chat_member", "message", "message"]
        assert last_update(world)["text"] == f"/start@{world.username} g_1"
        seen = await page.until("chat") if not (heard := [one for one in page.heard if one["type"] == "chat"]) else heard[0]
        assert seen["chat"]["members"] == ["chen-jing"]
        for wrong in (f"https://t.me/{world.username}?start=g_1", "https://example.org/?startgroup=g_1"):
            assert "外面" in await page.refused("new_group", person="chen-jing", url=wrong)


async def test_a_new_group_is_called_after_what_the_button_said(world: World, api: Api, beside: TestServer) -> None:
    url = f"https://t.me/{world.username}?startgroup=g_1"
    world.start(3)
    for label in ("把我加进群 · 和平小区", "把我加进群 · 锦绣花园"):
        key = {"text": label, "url": url if "锦绣" in label else f"{url}2"}
        await api("sendMessage", chat_id=3, text="群", reply_markup={"inline_keyboard": [[key]]})
    async with opened(beside) as (page, _):
        made = await page.done("new_group", person="chen-jing", url=url)
        chat = world.chat(made["chat"])
        assert (chat.title, chat.title_en) == ("锦绣花园业主群", "锦绣花园 owners")
