"""A compound of any size, its papers and its people; and what a vote there must come to, reckoned from what was done, by hand."""

import asyncio
import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert

from bot.rules.residents import BindingState, HomeRole, PlaceKind
from storage.base import Database, new_id
from storage.residents import bindings, consents, people
from storage.unit_of_work import UnitOfWork

COMPOUND, STREET, COMMUNITY = "和平小区", "北城街道", "北街社区"
# Accounts of residents begin here; the one of home n is so much further.
FIRST_ACCOUNT = 10_000
IN_A_BUILDING, IN_AN_ENTRANCE, ON_A_FLOOR = 100, 25, 5
AGREE, AGAINST, ABSTAIN = "同意", "反对", "弃权"


@dataclass(frozen=True)
class Size:
    """`second`: so many of the last homes belong to whoever owns the first ones, which makes them one head."""

    homes: int
    second: int
    by_chat: int
    by_paper: int
    contradictions: int

    @property
    def owners(self) -> range:
        return range(self.homes - self.second)

    @property
    def on_paper(self) -> range:
        """The first of them have tapped, too."""
        first = self.by_chat - self.contradictions
        return range(first, first + self.by_paper)

    @property
    def both(self) -> range:
        return range(self.by_chat - self.contradictions, self.by_chat)


def place(number: int) -> tuple[str, str, str]:
    inside = number % IN_A_BUILDING
    stair, nth = divmod(inside, IN_AN_ENTRANCE)
    return f"{number // IN_A_BUILDING + 1}栋", f"{stair + 1}单元", f"{nth // ON_A_FLOOR + 1:02d}{nth % ON_A_FLOOR + 1:02d}"


def spoken(number: int) -> str:
    building, entrance, room = place(number)
    return f"{building}{entrance}{room.lstrip('0')}"


def area_cm2m(number: int) -> int:
    return 50_00 + number * 37 % 71_01


def name(owner: int) -> str:
    return f"业主{owner:05d}"


def roster(size: Size, path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["楼栋", "单元", "房号", "类型", "面积", "业主"])
        for number in range(size.homes):
            owner = number if number in size.owners else number - len(size.owners)
            rows.writerow([*place(number), "住宅", f"{area_cm2m(number) / 100:.2f}", name(owner)])


def paper_table(size: Size) -> bytes:
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["楼栋", "单元", "房号", "意见", "渠道"])
    rows.writerows([*place(number), on_paper(size, number), "纸质"] for number in size.on_paper)
    return text.getvalue().encode("utf-8-sig")


def captions(size: Size, homes_on_a_sheet: int) -> Iterator[str]:
    """Words under the photos of the signed sheets: the rooms of one entrance after its name."""
    for start in range(size.on_paper.start, size.on_paper.stop, homes_on_a_sheet):
        words: list[str] = []
        before = None
        for number in range(start, min(start + homes_on_a_sheet, size.on_paper.stop)):
            stair = place(number)[:2]
            words.append(spoken(number) if stair != before else place(number)[2].lstrip("0"))
            before = stair
        yield "、".join(words)


def tapped(number: int) -> list[str]:
    """What they tap, in order: some change their mind."""
    if number % 50 == 7:
        return [AGAINST, AGREE]
    return [AGREE] if number % 20 < 11 else [AGAINST] if number % 20 < 17 else [ABSTAIN]


def on_paper(size: Size, number: int) -> str:
    """Whoever tapped as well signed something else."""
    if number in size.both:
        return AGAINST if tapped(number)[-1] == AGREE else AGREE
    return AGREE if number % 3 else AGAINST


@dataclass(frozen=True)
class Expected:
    """Heads and areas, and what an ordinary matter asks for (Civil Code 278): lists of (area in 0.01 m², heads)."""

    total: tuple[int, int]
    part: tuple[int, int]
    agree: tuple[int, int]
    against: tuple[int, int]
    abstain: tuple[int, int]

    @property
    def quorum(self) -> tuple[int, int]:
        return -(-2 * self.total[0] // 3), -(-2 * self.total[1] // 3)

    @property
    def majority(self) -> tuple[int, int]:
        return self.part[0] // 2 + 1, self.part[1] // 2 + 1

    @property
    def passed(self) -> bool:
        return all(3 * part >= 2 * total and 2 * agree > part for total, part, agree in zip(self.total, self.part, self.agree, strict=True))


def expected(size: Size, settled: Mapping[int, str]) -> Expected:
    """`settled`: owner → "paper" or "chat", of those whose ballots differ."""
    said = {number: tapped(number)[-1] for number in range(size.by_chat)}
    said |= {number: on_paper(size, number) for number in size.on_paper if settled.get(number) != "chat"}

    def weigh(*words: str) -> tuple[int, int]:
        heads = [owner for owner in size.owners if not words or said.get(owner) in words]
        area = sum(area_cm2m(owner) for owner in heads)
        return area + sum(area_cm2m(len(size.owners) + owner) for owner in heads if owner < size.second), len(heads)

    return Expected(weigh(), weigh(AGREE, AGAINST, ABSTAIN), weigh(AGREE), weigh(AGAINST), weigh(ABSTAIN))


def bind_residents(data: Path, size: Size) -> None:
    """As slips would, thousands at once: an account for each of the first owners. None has a private chat, so no receipts go out."""

    async def write() -> None:
        database = Database(f"sqlite+aiosqlite:///{data / 'linli.db'}")
        now = datetime.now(UTC)
        async with UnitOfWork(database, write=True) as unit:
            compound = next(one for one in await unit.compounds.places_named(COMPOUND) if one.kind is PlaceKind.COMPOUND)
            flats = {
                (flat.home.building, flat.home.entrance, flat.home.room): flat for flat in await unit.doors.owners_to_register(compound.id)
            }
            ids = {number: new_id() for number in range(size.by_chat)}
            accounts = [{"id": one, "telegram_id": FIRST_ACCOUNT + number, "created_at": now} for number, one in ids.items()]
            at_home = [
                {
                    "id": new_id(),
                    "compound_id": compound.id,
                    "home_id": flats[place(number)].home.id,
                    "person_id": one,
                    "role": HomeRole.OWNER,
                    "owner_id": flats[place(number)].owners[0].id,
                    "state": BindingState.ACTIVE,
                    "via": "slip",
                    "created_at": now,
                }
                for number, one in ids.items()
            ]
            await unit.connection.execute(insert(people), accounts)
            await unit.connection.execute(insert(consents), [{"person_id": one, "version": 1, "given_at": now} for one in ids.values()])
            await unit.connection.execute(insert(bindings), at_home)
            await unit.commit()
        await database.dispose()

    asyncio.run(write())
