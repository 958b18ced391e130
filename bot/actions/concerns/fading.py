"""Photos of a concern leave the disk with it, or with whoever sent them."""

from datetime import datetime

from bot.actions.papers import PAPER_FADES
from bot.actions.unit import UnitOfWork
from storage.concerns import Concern
from storage.concerns_photos import ConcernPhoto


async def drop_photos(unit: UnitOfWork, concern: Concern, now: datetime) -> None:
    for photo in await unit.concern_photos.of_concern(concern.compound_id, concern.id):
        await drop_photo(unit, photo, now)


async def drop_photo(unit: UnitOfWork, photo: ConcernPhoto, now: datetime) -> None:
    """Off the disk as well, unless the same file belongs to something else."""
    await unit.concern_photos.drop(photo)
    if photo.sha256 is not None and not await unit.opinions.is_photo_used(photo.sha256, besides=photo.id):
        await unit.schedule.plan(PAPER_FADES, photo.sha256, now)
