"""Photos that go with a concern: a copy at once, for those who answer it and nobody else; and what its writer adds before the answer."""

from datetime import datetime, timedelta
from typing import Any

from bot.actions.concerns.authoring import my_concern
from bot.actions.concerns.common import added_key, handled, having, heading_of, news_key, own, renew, said_of
from bot.actions.residents.common import actor_of, tell
from bot.actions.unit import Form, UnitOfWork
from bot.rules.concerns import MOST_PHOTOS, ConcernState, check_photo, check_unnamed, with_more, words_from
from bot.rules.concerns.facts import AddingAsked, ConcernAdded, MyConcern, PhotoFailed
from bot.rules.concerns.violations import FormGone, PhotoOnItsWay, TooLateToAdd, TooManyPhotos
from bot.rules.letters import Letter
from bot.rules.residents import Actor
from storage.concerns import Concern

FETCH = "concerns.fetch_photo"
ADDING = "concerns.adding"
# What somebody adds in several messages is told as one.
SENT_TOGETHER = timedelta(minutes=1)


async def attach(unit: UnitOfWork, concern: Concern, file_ids: list[str], telegram_id: int, now: datetime) -> None:
    """Inside a unit: each is fetched by a worker."""
    for file_id in file_ids:
        photo_id = await unit.concern_photos.add(concern.compound_id, concern.id, file_id, now)
        arguments: dict[str, Any] = {"photo": photo_id, "file_id": file_id}
        await unit.jobs.queue(FETCH, arguments, now, compound_id=concern.compound_id, chat_id=telegram_id)


async def refused_before(unit: UnitOfWork, form: Form, telegram_id: int, *, album: str, already: int, now: datetime) -> bool:
    """Whether this photo is one too many of an `album` that was refused already: ten pictures are not seven refusals.

    Inside a unit, which is over when it is the first of them: TooManyPhotos.
    """
    if already < MOST_PHOTOS or not album:
        return False
    if form.facts.get("full") == album:
        return True
    await unit.forms.keep(telegram_id, Form(form.name, form.step, {**form.facts, "full": album}), now)
    await unit.commit()
    raise TooManyPhotos(most=MOST_PHOTOS, album=True)


async def photo_fetched(unit: UnitOfWork, *, photo_id: str, sha256: str | None, now: datetime) -> bool:
    """Kept under its SHA-256 (None: it could not be had, and its writer is told). False: it belongs to nothing."""
    async with unit:
        photo = await unit.concern_photos.photo(photo_id)
        concern = None if photo is None else await unit.concerns.held(photo.of_id)
        # Once more, under the lock: its writer may have taken it back meanwhile.
        photo = await unit.concern_photos.photo(photo_id)
        if photo is None or concern is None:
            return sha256 is not None and await unit.opinions.is_photo_used(sha256, besides="")
        if sha256 is not None:
            await unit.concern_photos.keep(photo, sha256)
        else:
            await unit.concern_photos.drop(photo)
            await renew(unit, concern.id, f"photo-failed:{photo.id}", now)
            facts = PhotoFailed(concern.id, await heading_of(unit, concern), concern.kind)
            author = await unit.residents.account(concern.person_id)
            key = f"{news_key(concern.id)}:photo:{photo.id}"
            await tell(unit, author, key=key, card="concerns.photo_failed", facts=facts, now=now)
        await unit.commit()
    return True


async def read_photos(unit: UnitOfWork, *, concern_id: str, telegram_id: int) -> tuple[str, ...]:
    """The SHA-256 of each that is there, for somebody who answers the concern."""
    async with unit:
        concern, _ = await handled(unit, concern_id, telegram_id, write=False)
        photos = await unit.concern_photos.of(concern.compound_id, concern.id)
    kept = tuple(photo.sha256 for photo in photos if photo.sha256 is not None)
    if not kept:
        raise PhotoOnItsWay
    return kept


# what its writer adds
async def ask_adding(unit: UnitOfWork, *, concern_id: str, telegram_id: int, now: datetime) -> AddingAsked:
    """「补充」, until it is answered."""
    async with unit:
        concern = await _unanswered(unit, concern_id, telegram_id)
        await unit.forms.keep(telegram_id, Form(ADDING, "more", {"concern": concern.id}), now)
        photos = await unit.concern_photos.of(concern.compound_id, concern.id)
        asked = AddingAsked(await said_of(unit, concern), len(photos))
        await unit.commit()
    return asked


async def _unanswered(unit: UnitOfWork, concern_id: str, telegram_id: int) -> Concern:
    concern = await own(unit, concern_id, telegram_id)
    if concern.state is not ConcernState.RAISED:
        raise TooLateToAdd
    return concern


async def check_words(unit: UnitOfWork, actor: Actor, words: str) -> None:
    """No home, and nothing that says whose words they are."""
    for binding in actor.bindings:
        owners = await unit.doors.owners(binding.home.id)
        check_unnamed(words, binding.home.room, [one.name for one in owners])


async def add(
    unit: UnitOfWork, *, telegram_id: int, now: datetime, typed: str = "", file_id: str = "", size: int = 0, album: str = ""
) -> MyConcern | None:
    """Words, a photo, or both; those who answer hear of it. Further photos may follow one another. None: as `send_photo` says it."""
    more = words_from(typed) if typed.strip() else ""
    async with unit:
        form = await unit.forms.form(telegram_id, now)
        if form is None or form.name != ADDING:
            raise FormGone
        concern = await _unanswered(unit, str(form.facts["concern"]), telegram_id)
        already = len(await unit.concern_photos.of(concern.compound_id, concern.id))
        if file_id and await refused_before(unit, form, telegram_id, album=album, already=already, now=now):
            return None
        if more:
            await check_words(unit, await actor_of(unit, telegram_id), more)
            await unit.concerns.change(concern.compound_id, concern.id, words=with_more(concern.words, more))
        if file_id:
            check_photo(size, already)
            await attach(unit, concern, [file_id], telegram_id, now)
        concern = await renew(unit, concern.id, "added", now)
        await _tell_keepers(unit, concern, now)
        shown = await my_concern(unit, concern)
        await unit.commit()
    return shown


async def _tell_keepers(unit: UnitOfWork, concern: Concern, now: datetime) -> None:
    """The card is edited, which rings nobody. Photos that follow one another ring once."""
    photos = len(await unit.concern_photos.of(concern.compound_id, concern.id))
    facts = ConcernAdded(concern.id, await heading_of(unit, concern), concern.kind, photos)
    for one in await having(unit, concern):
        key = f"{added_key(concern.id)}:{one}"
        letter = Letter(
            f"{key}:{now.isoformat()}",
            one,
            "concerns.concern_added",
            facts,
            not_before=now + SENT_TOGETHER,
            coalesce_key=key,
            night_waits=True,
        )
        await unit.outbox.put(letter, now)
