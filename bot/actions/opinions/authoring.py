"""What the author of an opinion sees of it and does with it: look, take back, leave."""

from datetime import datetime

from bot.actions.opinions.common import (
    PAGE,
    compound_named,
    demand_line,
    drop_photos,
    news_key,
    opinion_line,
    own,
    photo_news_key,
    photos_of,
    unmerge,
    words_of,
)
from bot.actions.opinions.posting import renew_list
from bot.actions.quotes import take_words_away
from bot.actions.unit import UnitOfWork
from bot.rules.opinions import RETRACTABLE, OpinionState, check_state
from bot.rules.opinions.facts import MyOpinion, OpinionList, OpinionWithdrawn
from bot.rules.opinions.violations import OpinionUnknown
from storage.opinions.records import Opinion

EVERY = (*RETRACTABLE, OpinionState.REJECTED, OpinionState.DRAFT)


async def my_opinion(unit: UnitOfWork, opinion: Opinion) -> MyOpinion:
    """Inside a unit."""
    compound = (await compound_named(unit, opinion.compound_id)).name
    return MyOpinion(
        opinion_id=opinion.id,
        compound=compound,
        category=opinion.category,
        words=opinion.words,
        photos=len(await unit.opinion_photos.of(opinion.compound_id, opinion.id)),
        state=opinion.state,
        given_at=opinion.given_at,
        reason=opinion.reason,
        demand=await demand_line(unit, opinion.demand_id),
    )


async def read_my_opinion(unit: UnitOfWork, *, opinion_id: str, telegram_id: int) -> MyOpinion:
    async with unit:
        opinion = await own(unit, opinion_id, telegram_id, write=False)
        if opinion.state in {OpinionState.DRAFT, OpinionState.WITHDRAWN}:
            raise OpinionUnknown
        return await my_opinion(unit, opinion)


async def read_my_opinions(unit: UnitOfWork, *, telegram_id: int, page: int) -> OpinionList:
    """Newest first; what was taken back is left out."""
    async with unit:
        person_id = await unit.residents.person(telegram_id)
        mine = await unit.opinions.of_person(person_id) if person_id is not None else []
    pages = max(1, -(-len(mine) // PAGE))
    page = min(max(page, 0), pages - 1)
    lines = [opinion_line(one) for one in mine[page * PAGE : (page + 1) * PAGE]]
    return OpinionList(tuple(lines), len(mine), page, pages)


async def read_taking_back(unit: UnitOfWork, *, opinion_id: str, telegram_id: int) -> MyOpinion:
    """Before it is asked whether to take it back."""
    async with unit:
        opinion = await own(unit, opinion_id, telegram_id, write=False)
        check_state(opinion.state, *RETRACTABLE)
        return await my_opinion(unit, opinion)


async def take_back(unit: UnitOfWork, *, opinion_id: str, telegram_id: int, now: datetime) -> None:
    """「撤回」, also from a demand: its words and its photo go with it. A second press finds it done."""
    async with unit:
        opinion = await own(unit, opinion_id, telegram_id)
        if opinion.state is not OpinionState.WITHDRAWN:
            check_state(opinion.state, *RETRACTABLE)
            await _withdraw(unit, opinion, now)
        await unit.commit()


async def _withdraw(unit: UnitOfWork, opinion: Opinion, now: datetime) -> None:
    if opinion.state is OpinionState.MERGED:
        await unmerge(unit, opinion)
        await renew_list(unit, opinion.compound_id, f"withdrawn-{opinion.id}", now)
    await drop_photos(unit, opinion, now)
    gone = {"state": OpinionState.WITHDRAWN, "words": "", "demand_id": None}
    await unit.opinions.change(opinion.compound_id, opinion.id, **gone)
    await unit.schedule.cancel(opinion.id)
    await _forget_letters(unit, opinion)
    await _clear_screens(unit, opinion, now)


async def _clear_screens(unit: UnitOfWork, opinion: Opinion, now: datetime) -> None:
    """Whoever sorts may have it open."""
    for quotes, is_photo in ((words_of(opinion.id), False), (photos_of(opinion.id), True)):
        await take_words_away(unit, quotes, "opinions.opinion_withdrawn", OpinionWithdrawn(is_photo), now)


async def _forget_letters(unit: UnitOfWork, opinion: Opinion) -> None:
    """Those that quote it."""
    keys = [f"{news_key(opinion.id)}:", f"{photo_news_key(opinion.id)}:"]
    for key in keys:
        await unit.outbox.cancel(key)
    await unit.outbox.forget_words(keys)


async def forget_author(unit: UnitOfWork, person_id: str, now: datetime) -> None:
    """Inside a unit: its author leaves. What is in no demand is taken back; of the rest words, photo, name and home go; homes count on."""
    for opinion in await unit.opinions.of_person(person_id, EVERY):
        if opinion.state in {OpinionState.DRAFT, OpinionState.NEW}:
            await _withdraw(unit, opinion, now)
        else:
            await drop_photos(unit, opinion, now)
            await _forget_letters(unit, opinion)
            await _clear_screens(unit, opinion, now)
    await unit.opinions.unlink(person_id)
    await unit.demands.unlink(person_id)
