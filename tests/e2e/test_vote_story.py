"""From roster to result through the real process; kill -9 in the middle of many taps loses nothing that was acknowledged."""

import csv
import json
import re
import signal
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.e2e.harness import Stage, until

HOMES = 60
ROUNDS = 9  # 540 taps


def neighbourhood(stage: Stage) -> None:
    """A compound of sixty homes, a clerk, a bound group."""
    path = stage.folder / "花名册.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["楼栋", "单元", "房号", "面积", "业主"])
        rows.writerows(
            ["1栋", f"{number % 4 + 1}单元", f"{number // 4 + 101:04d}", "80.00", f"业主{number:03d}"] for number in range(HOMES)
        )
    stage.command("import-roster", str(path), "--compound", "和平小区", "--street", "北城街道", "--community", "北街社区")
    platform = stage.platform
    platform.ask("person", slug="chen", name="陈静", user_id=900)
    for number in range(HOMES):
        platform.ask("person", slug=f"p{number}", name=f"业主{number:03d}", user_id=1000 + number)
    platform.ask("group", slug="group", title="和平小区业主群", owner="chen", members=[f"p{number}" for number in range(HOMES)])


def payload(stage: Stage, *arguments: str) -> str:
    link = json.loads(stage.command("invite", *arguments, "--json"))
    found = re.search(r"start=([\w-]+)", json.dumps(link))
    assert found, link
    return found[1]


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


def bind_all(stage: Stage) -> None:
    """Every owner by a code, made in one go by the product's own repository and spent through the process."""
    import asyncio
    from datetime import UTC, datetime, timedelta

    from bot.rules.residents import InviteKind, PlaceKind
    from storage.base import Database
    from storage.residents import NewInvite
    from storage.unit_of_work import UnitOfWork

    async def issue() -> list[str]:
        database = Database(f"sqlite+aiosqlite:///{stage.folder / 'data' / 'linli.db'}")
        now = datetime.now(UTC)
        async with UnitOfWork(database, write=True) as unit:
            place = next(one for one in await unit.compounds.places_named("和平小区") if one.kind is PlaceKind.COMPOUND)
            flats = await unit.doors.owners_to_register(place.id)
            wanted = [
                NewInvite(
                    InviteKind.SLIP, "owner", place.id, None, now + timedelta(days=1), home_id=flat.home.id, owner_id=flat.owners[0].id
                )
                for flat in flats
            ]
            codes = [issued.payload for issued in await unit.invites.issue_all(wanted, now)]
            await unit.commit()
        await database.dispose()
        return codes

    codes = asyncio.run(issue())
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda pair: come_in(stage, f"p{pair[0]}", pair[1]), enumerate(codes)))


def open_vote(stage: Stage) -> dict[str, object]:
    platform = stage.platform
    platform.ask("add_bot", chat="group", by="chen")
    card = platform.shows("group", "绑定")
    platform.press("chen", "group", card, card["reply_markup"]["inline_keyboard"][0][0]["text"])
    platform.ask("say", person="chen", text="/menu")
    menu = until(
        lambda: next((one for one in platform.messages("bot-chen") if "发起表决" in json.dumps(one, ensure_ascii=False)), None), "the menu"
    )
    platform.press("chen", "bot-chen", menu, "发起表决")
    platform.press("chen", "bot-chen", platform.shows("bot-chen", "问大家什么事"), "小区大门装道闸")
    platform.press("chen", "bot-chen", platform.shows("bot-chen", "什么时候截止"), "一周后18:00")
    platform.press("chen", "bot-chen", platform.shows("bot-chen", "发出前请看一遍"), "发出")
    return platform.shows("group", "已参与 0 / 60 户")


def test_no_acknowledged_ballot_is_lost_and_none_counts_twice(tmp_path: Path) -> None:
    with Stage(tmp_path) as stage:
        neighbourhood(stage)
        process = stage.run()
        come_in(stage, "chen", payload(stage, "community_staff", "--scope", "北街社区"))
        bind_all(stage)
        card = open_vote(stage)
        made: list[tuple[int, str, str]] = []

        def tap(number: int) -> None:
            person, choice = number % HOMES, ("同意", "反对", "弃权")[number // HOMES % 3]
            asked = stage.platform.ask("press", person=f"p{person}", chat="group", message_id=card["message_id"], text=choice)
            made.append((person, choice, asked["callback_query_id"]))

        with ThreadPoolExecutor(8) as pool:
            taps = [pool.submit(tap, number) for number in range(HOMES * ROUNDS)]
            until(lambda: len(made) > HOMES * ROUNDS // 2, "half of the taps")
            process.end(signal.SIGKILL)
            for done in taps:
                done.result()
        stage.run("again")
        until(lambda: stage.platform.ask("pending")["queue"] == 0, "the taps to be handled", 90)
        until(lambda: len([one for one in made if stage.platform.ask("answer", id=one[2])]) > HOMES * ROUNDS * 0.9, "the answers", 60)
        recorded = {one[2]: (stage.platform.ask("answer", id=one[2]) or {}).get("text") or "" for one in made}
        stage.platform.shows("group", "已参与 60 / 60 户", 60)
        check_ledger(tmp_path / "data" / "linli.db", made, recorded)
        for person, code in last_receipts(tmp_path / "data" / "linli.db").items():
            stage.platform.shows(person, code, 60)


def last_receipts(path: Path) -> dict[int, str]:
    """Account → the code of its last ballot, which must stand in its private chat."""
    with sqlite3.connect(path) as connection:
        rows = connection.execute(
            "SELECT telegram_id, receipt FROM ballots JOIN people ON people.id = ballots.person_id ORDER BY ballots.id"
        ).fetchall()
    return dict(rows)


def check_ledger(path: Path, made: list[tuple[int, str, str]], recorded: dict[str, str]) -> None:
    with sqlite3.connect(path) as connection:
        receipts = {row[0] for row in connection.execute("SELECT receipt FROM ballots")}
        twice = connection.execute(
            "SELECT update_id FROM ballots WHERE update_id IS NOT NULL GROUP BY update_id HAVING count(*) > 1"
        ).fetchall()
        counted, heads = connection.execute("SELECT count(counted), count(*) FROM vote_heads").fetchone()
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    shown = {match[1] for text in recorded.values() if (match := re.search(r"凭证\s(\w+)", text))}
    assert shown, list(recorded.values())[:3]
    assert shown <= receipts, "a ballot that was confirmed is not in the ledger"
    assert twice == []
    assert (counted, heads) == (HOMES, HOMES)
    assert len(made) == HOMES * ROUNDS
