"""Photos that go with what somebody wrote leave the disk with it, or with whoever sent them."""

from datetime import datetime

from bot.actions.papers import PAPER_FADES
from bot.actions.unit import UnitOfWork
from storage.photos import Photo, Photos


async def drop_all(unit: UnitOfWork, photos: Photos, compound_id: str, of_id: str, now: datetime) -> None:
    for photo in await photos.of(compound_id, of_id):
        await drop(unit, photos, photo, now)


async def drop(unit: UnitOfWork, photos: Photos, photo: Photo, now: datetime) -> None:
    """Off the disk as well, unless the same file belongs to something else."""
    await photos.drop(photo)
    if photo.sha256 is not None and not await unit.opinions.is_photo_used(photo.sha256, besides=photo.id):
        await unit.schedule.plan(PAPER_FADES, photo.sha256, now)
