"""What whoever raised a concern sees of it and does with it: look, take back, say whether they may be known, leave."""

from datetime import datetime

from bot.actions.concerns.common import (
    CARD,
    PAGE,
    added_key,
    card_of,
    concern_key,
    keepers_of,
    known_of,
    line_of,
    news_key,
    own,
    renew,
    said_of,
)
from bot.actions.photos import drop_all
from bot.actions.residents.common import renew_cards
from bot.actions.unit import UnitOfWork
from bot.rules.concerns import OPEN, ConcernState, Identity
from bot.rules.concerns.facts import ConcernList, MyConcern
from bot.rules.concerns.violations import ConcernUnknown, NotAskedWho, TooLateToTakeBack
from storage.concerns import Concern


async def my_concern(unit: UnitOfWork, concern: Concern) -> MyConcern:
    """Inside a unit."""
    level, holders = await keepers_of(unit, concern, [concern.level])
    return MyConcern(
        said=await said_of(unit, concern),
        state=concern.state,
        identity=concern.identity,
        level=level if await unit.residents.arriving(holders) else None,
        raised_at=concern.raised_at,
        answer_by=concern.answer_by,
        answer=concern.answer,
        reason=concern.reason,
        posted=concern.posted_at is not None,
        escalated=concern.escalated_at is not None,
        known=await known_of(unit, concern),
        photos=len(await unit.concern_photos.of(concern.compound_id, concern.id)),
    )


async def read_my_concern(unit: UnitOfWork, *, concern_id: str, telegram_id: int) -> MyConcern:
    async with unit:
        return await my_concern(unit, await own(unit, concern_id, telegram_id, write=False))


async def read_my_concerns(unit: UnitOfWork, *, telegram_id: int, page: int, now: datetime) -> ConcernList:
    """Newest first, what was taken back left out."""
    async with unit:
        person_id = await unit.residents.person(telegram_id)
        mine = await unit.concerns.of_person(person_id) if person_id is not None else []
        mine = [one for one in mine if one.state is not ConcernState.WITHDRAWN]
        pages = max(1, -(-len(mine) // PAGE))
        page = min(max(page, 0), pages - 1)
        lines = [await line_of(unit, one, now) for one in mine[page * PAGE : (page + 1) * PAGE]]
    return ConcernList(tuple(lines), len(mine), page, pages)


async def take_back(unit: UnitOfWork, *, concern_id: str, telegram_id: int, now: datetime) -> None:
    """「撤回」: until it is answered. Its words go with it; a second press finds it done."""
    async with unit:
        concern = await own(unit, concern_id, telegram_id)
        if concern.state not in {ConcernState.RAISED, ConcernState.WITHDRAWN}:
            raise TooLateToTakeBack
        if concern.state is ConcernState.RAISED:
            await _withdraw(unit, concern, now)
        await unit.commit()


async def _withdraw(unit: UnitOfWork, concern: Concern, now: datetime) -> None:
    await unit.concerns.change(
        concern.compound_id, concern.id, state=ConcernState.WITHDRAWN, words="", identity=Identity.UNASKED, ended_at=now
    )
    await unit.schedule.cancel(concern.id)
    await drop_all(unit, unit.concern_photos, concern.compound_id, concern.id, now)
    await unit.outbox.cancel(f"{added_key(concern.id)}:")
    gone = await unit.concerns.concern(concern.id)
    assert gone is not None
    cause = f"withdrawn:{now.isoformat()}"
    await renew_cards(unit, key=concern_key(concern.id), card=CARD, facts=await card_of(unit, gone), cause=cause, now=now)
    await unit.outbox.forget_words([f"{concern_key(concern.id)}:", f"{news_key(concern.id)}:"])


async def say_who(unit: UnitOfWork, *, concern_id: str, telegram_id: int, agree: bool, now: datetime) -> MyConcern:
    """After they were asked; what was agreed is taken back as easily, and refused is no last word either."""
    async with unit:
        concern = await own(unit, concern_id, telegram_id)
        if concern.identity is Identity.UNASKED or concern.state not in OPEN:
            raise NotAskedWho
        said = Identity.AGREED if agree else Identity.REFUSED
        if said is not concern.identity:
            await unit.concerns.change(concern.compound_id, concern.id, identity=said)
            concern = await renew(unit, concern.id, said, now)
        shown = await my_concern(unit, concern)
        await unit.commit()
    return shown


async def forget_author(unit: UnitOfWork, person_id: str, now: datetime) -> None:
    """Inside a unit: whoever raised them leaves. What nobody answered is taken back; of the rest the name and the home go, and the words
    too unless a group has read them."""
    mine = await unit.concerns.of_person(person_id)
    for concern in mine:
        if concern.state is ConcernState.RAISED:
            await _withdraw(unit, concern, now)
        elif concern.posted_at is None:
            await unit.concerns.change(concern.compound_id, concern.id, words="")
        await drop_all(unit, unit.concern_photos, concern.compound_id, concern.id, now)
    await unit.concerns.unlink(person_id)
    for concern in mine:
        if concern.state in OPEN and concern.state is not ConcernState.RAISED:
            await renew(unit, concern.id, "author-left", now)
    await unit.outbox.forget_words(f"{key(one.id)}:" for one in mine for key in (concern_key, news_key))


async def check_own(unit: UnitOfWork, *, concern_id: str, telegram_id: int) -> None:
    """Before it is asked whether to take it back."""
    async with unit:
        concern = await own(unit, concern_id, telegram_id, write=False)
    if concern.state is ConcernState.WITHDRAWN:
        raise ConcernUnknown
    if concern.state is not ConcernState.RAISED:
        raise TooLateToTakeBack
