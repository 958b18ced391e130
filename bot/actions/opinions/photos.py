"""Photos of opinions: a copy at once, and off the disk with what they belong to."""

from collections.abc import Iterable
from datetime import datetime

from bot.actions.opinions.common import drop_photos, handled, photo_news_key
from bot.actions.residents.common import tell
from bot.actions.unit import DueItem, UnitOfWork
from bot.rules.opinions import OpinionState
from bot.rules.opinions.facts import PhotoFailed
from bot.rules.opinions.violations import OpinionUnknown, PhotoOnItsWay
from storage.opinions.records import Opinion

FETCH, FORGET = "opinions.fetch_photo", "opinions.forget"


async def attach(unit: UnitOfWork, opinion: Opinion, file_ids: Iterable[str], telegram_id: int, now: datetime) -> None:
    """Inside a unit: each is fetched by a worker. One that is there already is not there twice."""
    there = [one.file_id for one in await unit.opinion_photos.of(opinion.compound_id, opinion.id)]
    for file_id in dict.fromkeys(one for one in file_ids if one not in there):
        photo_id = await unit.opinion_photos.add(opinion.compound_id, opinion.id, file_id, now)
        arguments = {"photo": photo_id, "file_id": file_id}
        await unit.jobs.queue(FETCH, arguments, now, compound_id=opinion.compound_id, chat_id=telegram_id)


async def photo_fetched(unit: UnitOfWork, *, photo_id: str, sha256: str | None, telegram_id: int | None, now: datetime) -> bool:
    """Kept under its SHA-256 (None: it could not be had, and its author is told). False: it belongs to nothing."""
    async with unit:
        photo = await unit.opinion_photos.photo(photo_id)
        opinion = None if photo is None else await unit.opinions.held(photo.of_id)
        # Once more, under the lock: its author may have taken it back meanwhile.
        photo = await unit.opinion_photos.photo(photo_id)
        if photo is None or opinion is None:
            return sha256 is not None and await unit.opinions.is_photo_used(sha256, besides="")
        if sha256 is not None:
            await unit.opinion_photos.keep(photo, sha256)
        else:
            await unit.opinion_photos.drop(photo)
            left = len(await unit.opinion_photos.of(opinion.compound_id, opinion.id))
            facts = PhotoFailed(opinion.id, opinion.words, left)
            key = f"{photo_news_key(opinion.id)}:{photo.id}"
            await tell(unit, telegram_id, key=key, card="opinions.photo_failed", facts=facts, now=now, night_waits=False)
        await unit.commit()
    return True


async def read_photos(unit: UnitOfWork, *, opinion_id: str, telegram_id: int) -> tuple[str, ...]:
    """The SHA-256 of each that is there, for somebody who sorts it."""
    async with unit:
        opinion, _ = await handled(unit, opinion_id, telegram_id, write=False)
        photos = await unit.opinion_photos.of(opinion.compound_id, opinion.id)
    if not photos:
        raise OpinionUnknown
    kept = tuple(one.sha256 for one in photos if one.sha256 is not None)
    if not kept:
        raise PhotoOnItsWay
    return kept


async def forget_due(unit: UnitOfWork, item: DueItem, now: datetime) -> None:
    """A day later: what was begun and not handed in is gone, its photo too."""
    async with unit:
        if not await unit.schedule.finish(item.id, now):
            return
        opinion = await unit.opinions.held(item.target)
        if opinion is not None and opinion.state is OpinionState.DRAFT:
            await drop_photos(unit, opinion, now)
            await unit.opinions.change(opinion.compound_id, opinion.id, state=OpinionState.WITHDRAWN, words="")
        await unit.commit()
