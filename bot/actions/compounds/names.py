"""Names at several homes, one at a time: the same person or not. Remembered when the roster is imported again."""

from datetime import datetime

from bot.actions.compounds.left_open import all_done
from bot.actions.compounds.staff import staff_of
from bot.actions.unit import UnitOfWork
from bot.rules.compounds import AllDone, NameQuestion, NamesInVote, Settled, Settling
from bot.rules.residents import HomeRef
from bot.rules.rosters import HomeName
from storage.roster_work import SharedOwner


async def read_name(unit: UnitOfWork, *, telegram_id: int, compound_id: str) -> NameQuestion | AllDone:
    async with unit:
        await staff_of(unit, telegram_id, compound_id)
        return await _next(unit, compound_id)


async def _next(unit: UnitOfWork, compound_id: str, settled: Settled | None = None) -> NameQuestion | AllDone:
    names = await unit.roster_work.undecided_names(compound_id)
    if not names:
        return await all_done(unit, compound_id, "names", settled)
    owner = names[0]
    return NameQuestion(
        compound_id,
        owner.owner_id,
        owner.name,
        tuple(_named(home) for home in owner.homes if home not in owner.undecided),
        tuple(_named(home) for home in owner.undecided),
        len(names),
        settled,
    )


def _named(home: HomeRef) -> HomeName:
    return HomeName(home.building, home.entrance, home.room)


def _apart(owner: SharedOwner) -> tuple[HomeRef, ...]:
    """「不是」: homes already said to be one person's stay together; without any, the first home keeps the owner."""
    decided = len(owner.homes) - len(owner.undecided)
    return owner.undecided if decided else owner.undecided[1:]


async def _standing(unit: UnitOfWork, compound_id: str, owner_id: str) -> Settled | None:
    name = (await unit.electorates.owner_names(compound_id, [owner_id])).get(owner_id)
    same = None if name is None else await unit.roster_work.said_last(compound_id, name)
    return None if name is None or same is None else Settled(Settling.SAME if same else Settling.APART, owner_id, name)


async def decide_name(
    unit: UnitOfWork, *, telegram_id: int, compound_id: str, owner_id: str, same: bool, now: datetime
) -> NameQuestion | AllDone:
    """A question whose name is decided already (a double tap, an older screen) shows the next one, and what stands with its way
    back. NamesInVote while a vote asks this owner."""
    async with unit:
        actor, place = await staff_of(unit, telegram_id, compound_id)
        asked = [one for one in await unit.roster_work.undecided_names(place.id) if one.owner_id == owner_id]
        settled = None if asked else await _standing(unit, place.id, owner_id)
        for owner in asked:
            if not same and await unit.roster_work.in_open_vote(place.id, owner.name):
                raise NamesInVote(owner.name)
            await unit.roster_work.decide(place.id, owner, () if same else _apart(owner), by=actor.person_id, now=now)
            await unit.roster_switches.touch(place.id)
            settled = Settled(Settling.SAME if same else Settling.APART, owner.owner_id, owner.name)
        question = await _next(unit, place.id, settled)
        await unit.commit()
    return question


async def ask_name_again(
    unit: UnitOfWork, *, telegram_id: int, compound_id: str, owner_id: str, what: Settling | None = None
) -> NameQuestion | AllDone:
    """「改回去」: everybody of this name is one owner again, and the question is asked anew. Where a colleague has decided otherwise
    than `what` by now, that stands and comes with the next question."""
    async with unit:
        _, place = await staff_of(unit, telegram_id, compound_id)
        standing = await _standing(unit, place.id, owner_id)
        if standing is not None and what not in {None, standing.what}:
            return await _next(unit, place.id, standing)
        names = await unit.electorates.owner_names(place.id, [owner_id])
        for name in names.values():
            if await unit.roster_work.in_open_vote(place.id, name):
                raise NamesInVote(name)
            await unit.roster_work.forget_decision(place.id, name)
            await unit.roster_switches.touch(place.id)
        question = await _next(unit, place.id)
        await unit.commit()
    return question
