"""A compound, its clerk, its residents and their group, brought to an open vote through the real process."""

import asyncio
import csv
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.rules.residents import InviteKind, PlaceKind
from storage.base import Database
from storage.residents import NewInvite
from storage.unit_of_work import UnitOfWork
from tests.e2e.harness import Stage
from tests.e2e.processes import until

GROUP = "group"
# People who use the process at the same time while they come in.
HANDS = 8


def name(number: int) -> str:
    return f"业主{number:03d}"


def build(stage: Stage, homes: int) -> None:
    """A compound of so many homes on the roster, a clerk and one person per home on the platform, a group of all."""
    path = stage.folder / "花名册.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["楼栋", "单元", "房号", "面积", "业主"])
        rows.writerows(["1栋", f"{number % 4 + 1}单元", f"{number // 4 + 101:04d}", "80.00", name(number)] for number in range(homes))
    stage.command("import-roster", str(path), "--compound", "和平小区", "--street", "北城街道", "--community", "北街社区")
    platform = stage.platform
    platform.ask("person", slug="chen", name="陈静", user_id=900)
    for number in range(homes):
        platform.ask("person", slug=f"p{number}", name=name(number), user_id=1000 + number)
    platform.ask("group", slug=GROUP, title="和平小区业主群", owner="chen", members=[f"p{number}" for number in range(homes)])


def invite(stage: Stage, *arguments: str) -> str:
    """The payload of the link that `linli invite` gives; without a token it asks nobody for the bot's name."""
    return str(json.loads(stage.command("invite", *arguments, "--json", BOT_TOKEN=""))["start"])


def come_in(stage: Stage, person: str, code: str) -> None:
    """The link, then the first button until nothing is asked any more."""
    stage.platform.ask("start", person=person, payload=code)
    for _ in range(2):
        message = until(
            lambda: next((one for one in reversed(stage.platform.messages(f"bot-{person}")) if one.get("reply_markup")), None), "a question"
        )
        if "✅" in message["text"]:
            return
        stage.platform.press(person, f"bot-{person}", message, message["reply_markup"]["inline_keyboard"][0][0]["text"])
    stage.platform.shows(f"bot-{person}", "✅")


def slips(stage: Stage) -> list[str]:
    """One code for every home's owner, made in one go by the product's own repository."""

    async def issue() -> list[str]:
        database = Database(f"sqlite+aiosqlite:///{stage.data / 'linli.db'}")
        now = datetime.now(UTC)
        async with UnitOfWork(database, write=True) as unit:
            place = next(one for one in await unit.compounds.places_named("和平小区") if one.kind is PlaceKind.COMPOUND)
            wanted = [
                NewInvite(
                    InviteKind.SLIP, "owner", place.id, None, now + timedelta(days=1), home_id=flat.home.id, owner_id=flat.owners[0].id
                )
                for flat in await unit.doors.owners_to_register(place.id)
            ]
            codes = [issued.payload for issued in await unit.invites.issue_all(wanted, now)]
            await unit.commit()
        await database.dispose()
        return codes

    return asyncio.run(issue())


def bind_all(stage: Stage) -> None:
    with ThreadPoolExecutor(HANDS) as pool:
        list(pool.map(lambda pair: come_in(stage, f"p{pair[0]}", pair[1]), enumerate(slips(stage))))


def open_vote(stage: Stage, homes: int) -> dict[str, Any]:
    """The clerk binds the group and asks it; the card as it stands there."""
    platform = stage.platform
    platform.ask("add_bot", chat=GROUP, by="chen")
    card = platform.shows(GROUP, "绑定")
    platform.press("chen", GROUP, card, card["reply_markup"]["inline_keyboard"][0][0]["text"])
    platform.ask("say", person="chen", text="/menu")
    menu = until(
        lambda: next((one for one in platform.messages("bot-chen") if "发起表决" in json.dumps(one, ensure_ascii=False)), None), "the menu"
    )
    platform.press("chen", "bot-chen", menu, "发起表决")
    platform.press("chen", "bot-chen", platform.shows("bot-chen", "问大家什么事"), "小区大门装道闸")
    platform.press("chen", "bot-chen", platform.shows("bot-chen", "什么时候截止"), "一周后18:00")
    platform.press("chen", "bot-chen", platform.shows("bot-chen", "发出前请看一遍"), "发出")
    return platform.shows(GROUP, f"已参与 0 / {homes} 户")


def settle(stage: Stage, homes: int) -> dict[str, Any]:
    """Everything from the roster to the open vote; `linli run` must run already."""
    come_in(stage, "chen", invite(stage, "community_staff", "--scope", "北街社区"))
    bind_all(stage)
    return open_vote(stage, homes)
