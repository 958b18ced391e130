"""Another language in the whole sandbox: what stands last on each phone follows, and what is under way goes on."""

from collections.abc import Iterator

import pytest

from tests.e2e.sandboxes import Json, Sandbox, Wire, card_of, tab_of, texts

HERS = "bot-chen-jing"
# Letters that stand last when the page opens.
LETTERS = {"bot-wang-guifang": "Not ours", "bot-sun-dajie": "No", "bot-zhao-guoqiang": "Take back"}


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    started = Sandbox(tmp_path_factory.mktemp("sandbox"))
    yield started
    started.close()


def last_labels(world: Json, chat: str) -> list[str]:
    [found] = [one for one in world["chats"] if one["id"] == chat]
    return [button["text"] for row in found["last"][-1].get("keyboard") or [] for button in row]


async def speak(tab: Wire, language: str, label: str, chat: str = HERS) -> Json:
    await tab.order("language", language=language)
    return await tab.until(lambda world: label in last_labels(world, chat), f"「{label}」 on her last card")


async def press(tab: Wire, person: str, chat: str, label: str) -> None:
    message, row, col = card_of(await tab.world(), chat, label)
    await tab.order("press", person=person, chat=chat, message_id=message, row=row, col=col)


async def test_the_last_card_on_each_phone_follows_the_language(sandbox: Sandbox) -> None:
    """The card on which the guide rings 「发起表决」 stood in Chinese on an English page."""
    async with tab_of(sandbox) as tab:
        before = await tab.ready()
        world = await speak(tab, "en", "Start a vote")
        assert len(texts(world, HERS)) == len(texts(before, HERS)), "nothing new: it is the same message"
        for chat, label in LETTERS.items():
            world = await tab.until(lambda seen, chat=chat, label=label: label in last_labels(seen, chat), f"the card of {chat}")
        assert [one["unread"] for one in world["people"]] == [one["unread"] for one in before["people"]]
        world = await speak(tab, "zh", "发起表决")
        assert texts(world, HERS) == texts(before, HERS)


async def test_the_menu_follows_and_a_question_under_way_stays(sandbox: Sandbox) -> None:
    async with tab_of(sandbox) as tab:
        await tab.ready()
        await press(tab, "chen-jing", HERS, "菜单")
        await tab.until(lambda world: "语言" in " ".join(last_labels(world, HERS)), "the menu")
        await speak(tab, "en", "Start a vote")
        await speak(tab, "zh", "发起表决")
        await press(tab, "chen-jing", HERS, "发起表决")
        world = await tab.until(lambda world: "小区大门装道闸" in last_labels(world, HERS), "what the vote is about")
        asked = texts(world, HERS)[-1]
        await tab.order("language", language="en")
        await tab.order("language", language="zh")
        assert texts(await tab.world(), HERS)[-1] == asked


async def test_started_over_it_is_still_english(sandbox: Sandbox) -> None:
    async with tab_of(sandbox) as tab:
        await tab.ready()
        await tab.order("language", language="en")
        await tab.order("reset")
        world = await tab.until(lambda world: world["people"] and "Start a vote" in last_labels(world, HERS), "her card in English")
        assert world["language"] == "en"
        await tab.until(lambda world: "homes" in texts(world, "heping-group")[-1], "the group's card in English")
