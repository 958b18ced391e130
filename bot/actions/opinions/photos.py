"""Photos of opinions: a copy at once, and off the disk with what they belong to."""

from datetime import datetime

from bot.actions.opinions.common import fade_photo, handled
from bot.actions.unit import DueItem, UnitOfWork
from bot.rules.letters import Letter
from bot.rules.opinions import OpinionState
from bot.rules.opinions.facts import PhotoFailed
from bot.rules.opinions.violations import OpinionUnknown, PhotoOnItsWay

FETCH, FORGET = "opinions.fetch_photo", "opinions.forget"
# What the platform lets a bot fetch (platform-and-faults.md, Files).
LARGEST_PHOTO = 20 * 1024 * 1024


async def photo_fetched(
    unit: UnitOfWork, *, opinion_id: str, file_id: str, sha256: str | None, telegram_id: int | None, now: datetime
) -> bool:
    """Kept under its SHA-256 (None: it could not be had, and its author is told). False: it belongs to nothing."""
    async with unit:
        opinion = await unit.opinions.held(opinion_id)
        if opinion is None or opinion.state is OpinionState.WITHDRAWN or opinion.photo_file_id != file_id:
            return sha256 is not None and await unit.opinions.is_photo_used(sha256, besides="")
        values = {"photo_sha256": sha256} if sha256 is not None else {"photo_file_id": None}
        await unit.opinions.change(opinion.compound_id, opinion.id, **values)
        if sha256 is None and telegram_id is not None:
            key = f"opinion-photo:{opinion.id}:{file_id}"[:120]
            await unit.outbox.put(Letter(key, telegram_id, "opinions.photo_failed", PhotoFailed(opinion.id, opinion.words)), now)
        await unit.commit()
    return True


async def read_photo(unit: UnitOfWork, *, opinion_id: str, telegram_id: int) -> str:
    """The SHA-256 of its photo, for somebody who sorts it."""
    async with unit:
        opinion, _ = await handled(unit, opinion_id, telegram_id, write=False)
    if not opinion.has_photo:
        raise OpinionUnknown
    if opinion.photo_sha256 is None:
        raise PhotoOnItsWay
    return opinion.photo_sha256


async def forget_due(unit: UnitOfWork, item: DueItem, now: datetime) -> None:
    """A day later: what was begun and not handed in is gone, its photo too."""
    async with unit:
        if not await unit.schedule.finish(item.id, now):
            return
        opinion = await unit.opinions.held(item.target)
        if opinion is not None and opinion.state is OpinionState.DRAFT:
            await fade_photo(unit, opinion, now)
            gone = {"state": OpinionState.WITHDRAWN, "words": "", "photo_file_id": None, "photo_sha256": None}
            await unit.opinions.change(opinion.compound_id, opinion.id, **gone)
        await unit.commit()
