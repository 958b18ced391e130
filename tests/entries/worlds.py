"""和平小区 with a vote that runs, and people of its office who put down ballots that came back."""

import hashlib

from bot.rules.residents import Role
from bot.rules.votes import Choice
from tests.fixtures import Units
from tests.residents.worlds import dialog
from tests.votes.houses import CHEN, CHIEF, GROUP, HEAD, Houses, appoint, owner, settle
from tests.wire import Person, Shown, Wire

LI = Person(2004, "李干部")
EVERYBODY = (CHEN, CHIEF, HEAD, LI, *(owner(number) for number in range(1, 10)))
LABELS = {Choice.AGREE: "同意", Choice.AGAINST: "反对", Choice.ABSTAIN: "弃权"}
PHOTO = b"\xff\xd8 a paper ballot"
SHA = hashlib.sha256(PHOTO).hexdigest()


async def office(uow: Units, wire: Wire, *, bound: int = 9, **draft: object) -> tuple[Houses, str]:
    """Two members of staff: one by phone needs a second."""
    houses = await settle(uow, bound=bound)
    async with uow() as unit:
        await appoint(unit, LI, Role.COMMUNITY_STAFF, houses.community, uow.clock.now())
        await unit.commit()
    vote = (await houses.open(**draft)).heading.vote_id  # type: ignore[arg-type]
    await wire.deliver()
    return houses, vote


async def to_home(wire: Wire, vote: str, label: str, place: tuple[str, str, str], by: Person = CHEN) -> Shown:
    """「录入票」 → channel → building → entrance → home: the screen that the last press shows."""
    await wire.press(by, f"jo:{vote}")
    await wire.tap(by, wire.last(by.id), label)
    for name in place:
        shown = wire.last(by.id)
        for mark in {name, f"✓ {name}"} & set(shown.labels):
            await wire.tap(by, shown, mark)
    return wire.last(by.id)


async def send_photo(wire: Wire, by: Person = CHEN, data: bytes = PHOTO) -> Shown:
    await wire.send_file(by, data, "", kind="photo")
    await wire.work()
    return wire.last(by.id)


async def confirm_screen(wire: Wire, vote: str, home: str, choice: Choice, by: Person = CHEN, *, entrance: str = "1单元") -> Shown:
    """A paper ballot of 1栋, up to the screen on which it is checked."""
    await to_home(wire, vote, "录纸质票", ("1栋", entrance, home), by)
    shown = await send_photo(wire, by)
    await wire.tap(by, shown, LABELS[choice])
    return wire.last(by.id)


async def enter_paper(wire: Wire, vote: str, home: str, choice: Choice, by: Person = CHEN, *, entrance: str = "1单元") -> Shown:
    shown = await confirm_screen(wire, vote, home, choice, by, entrance=entrance)
    await wire.tap(by, shown, "记下")
    await wire.deliver()
    return wire.last(by.id)


async def put_down_phone(wire: Wire, vote: str, home: str, choice: Choice, by: Person = CHEN) -> Shown:
    """Up to where it waits."""
    shown = await to_home(wire, vote, "录电话票", ("1栋", "1单元", home), by)
    await wire.tap(by, shown, LABELS[choice])
    await wire.tap(by, wire.last(by.id), "记下")
    await wire.deliver()
    return wire.last(by.id)


async def tap(wire: Wire, number: int, vote: str, choice: Choice) -> None:
    await wire.press(owner(number), f"vc:{vote}:{choice.value}")
    await wire.deliver()


__all__ = ["CHEN", "CHIEF", "GROUP", "HEAD", "LI", "dialog"]
