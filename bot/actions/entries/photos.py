"""Photos of ballots that were read from a table: which homes they are of, kept by a job, and then each ballot goes into the ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.actions.ballots.receipts import names_of
from bot.actions.entries.common import Desk, entering_desk, photo_is_used
from bot.actions.entries.entering import FETCH, LARGEST_PHOTO
from bot.actions.entries.recording import put_down_from_table
from bot.actions.staff import compounds_of
from bot.actions.unit import Form, UnitOfWork
from bot.rules.entries import EntryState, may_enter
from bot.rules.entries.facts import PhotoFailed
from bot.rules.entries.tables import (
    AlbumNeedsWords,
    NoHomeWaits,
    PhotosWanted,
    SeveralWait,
    WaitingPhoto,
    homes_named,
    several_of_one,
    unknown_in,
)
from bot.rules.entries.violations import EntryRefusal, EntryUnknown, PhotoTooBig
from bot.rules.letters import Letter
from bot.rules.residents import Actor, Role
from bot.rules.votes.facts import HomeName, VoteState
from storage.entries import HomeOfVote

PHOTOS, PHOTO = "entries.photos", "photo"
# Homes offered as buttons, one by one.
HOMES_SHOWN = 12


async def ask_photos(unit: UnitOfWork, actor: Actor, vote_id: str, entry_id: str, now: datetime, *, album: str = "") -> None:
    await unit.forms.keep(actor.telegram_id, Form(PHOTOS, PHOTO, {"vote": vote_id, "entry": entry_id, "album": album}), now)


async def _waiting(unit: UnitOfWork, desk: Desk) -> dict[str, HomeOfVote]:
    """Those whose photo was not sent, which whoever asks may enter."""
    found = await unit.entries.without_photo(desk.vote.id)
    if desk.buildings is None or not found:
        return found
    electorate = await unit.electorates.frozen(desk.vote.id, {home.head for home in found.values() if home.building in desk.buildings})
    mine = {elector.number for elector in electorate.electors if may_enter(elector, desk.buildings)}
    return {one: home for one, home in found.items() if home.head in mine}


def _name(home: HomeOfVote) -> HomeName:
    return HomeName(home.building, home.entrance, home.room)


async def wanted(unit: UnitOfWork, desk: Desk, got: int = 0, one: str = "") -> PhotosWanted:
    """`one`: the entry for which the next photo is asked."""
    if desk.buildings is None:
        first = await unit.entries.without_photo(desk.vote.id, limit=HOMES_SHOWN)
        total = await unit.entries.count_without_photo(desk.vote.id)
    else:
        first = await _waiting(unit, desk)
        total = len(first)
    shown = await _by_owner(unit, desk, dict(list(first.items())[:HOMES_SHOWN]))
    chosen = next((waits for waits in shown if waits.entry_id == one), None)
    return PhotosWanted(desk.vote.heading, desk.vote.closes_at, shown, total, got, chosen)


async def _by_owner(unit: UnitOfWork, desk: Desk, waiting: Mapping[str, HomeOfVote]) -> tuple[WaitingPhoto, ...]:
    """With the name of whose ballot it is, where the home alone does not say it."""
    if not waiting:
        return ()
    whose = await unit.entries.owners_of(list(waiting))
    electorate = await unit.electorates.frozen(desk.vote.id, {home.head for home in waiting.values()})
    told = {one: owner for one, owner in whose.items() if electorate.elector(waiting[one].head).head.owners != (owner,)}
    names = await unit.electorates.owner_names(desk.vote.compound_id, sorted(set(told.values()))) if told else {}
    return tuple(WaitingPhoto(one, _name(home), names.get(told.get(one, ""), "")) for one, home in waiting.items())


async def want_photos(unit: UnitOfWork, *, actor: Actor, vote_id: str, entry_id: str, received_at: datetime, now: datetime) -> PhotosWanted:
    """「补照片」, or one home of the list: the next photo is that one's, whatever stands under it."""
    async with unit:
        desk = await entering_desk(unit, actor, vote_id, received_at)
        waiting = await _waiting(unit, desk) if entry_id else {}
        if entry_id and entry_id not in waiting:
            raise EntryUnknown
        await ask_photos(unit, actor, vote_id, entry_id, now)
        shown = await wanted(unit, desk, one=entry_id)
        await unit.commit()
    return shown


async def vote_of_photo(unit: UnitOfWork, *, actor: Actor, words: str, received_at: datetime, only_named: bool = False) -> str | None:
    """No form waits for this photo any more: the vote with a table of which it may be, where that is no guess.

    `only_named`: the photo may be for something else, where its words name none of the homes.
    """
    async with unit:
        mine = {place.id for place in await compounds_of(unit, actor)}
        mine |= {one.place.compound_id for one in actor.appointments if one.role is Role.BUILDING_HEAD and one.place.compound_id}
        waiting: dict[str, Mapping[str, HomeName]] = {}
        for vote_id in await unit.entries.votes_lacking_photos(sorted(mine)) if mine else ():
            try:
                desk = await entering_desk(unit, actor, vote_id, received_at)
            except EntryRefusal:
                continue
            if found := await _waiting(unit, desk):
                waiting[vote_id] = {one: _name(home) for one, home in found.items()}
    named = [vote_id for vote_id, homes in waiting.items() if homes_named(words, homes)]
    votes = named if named or only_named else list(waiting)
    return votes[0] if len(votes) == 1 else None


async def send_photo_of(
    unit: UnitOfWork,
    *,
    actor: Actor,
    form: Form | None,
    vote_id: str = "",
    file_id: str,
    size: int,
    words: str,
    album: str,
    received_at: datetime,
    now: datetime,
) -> PhotosWanted | None:
    """One photo, of one home or of several on one sheet: they are recorded once it is kept.

    `vote_id`: where no form asked for it. None: one of an album whose others were told the same already.
    """
    if (form is None or form.name != PHOTOS) and not vote_id:
        raise EntryUnknown
    if size > LARGEST_PHOTO:
        raise PhotoTooBig(size=size, most=LARGEST_PHOTO)
    asked = form.facts if form is not None and form.name == PHOTOS else {"vote": vote_id, "entry": ""}
    vote_id, chosen, words = str(asked["vote"]), str(asked["entry"]), words.strip()
    if album and not words and not chosen:
        if str(asked.get("album", "")) == album:
            return None
        await _album_told(unit, actor, vote_id, album, now)
        raise AlbumNeedsWords
    # The homes of a large table are looked through beside: the writer is for what changes.
    async with unit.beside() as reader:
        waiting = await _waiting(reader, await entering_desk(reader, actor, vote_id, received_at))
    if chosen and chosen not in waiting and not words:
        raise EntryUnknown
    mine = [one for one in (chosen,) if one in waiting]
    if words:
        mine = _meant(words, {one: _name(home) for one, home in waiting.items()})
    photo = {"file_id": file_id, "received_at": received_at.isoformat()}
    return await _given(unit, actor, vote_id, mine, photo=photo, album=str(asked.get("album", "")), received_at=received_at, now=now)


def _meant(words: str, waiting: Mapping[str, HomeName]) -> list[str]:
    if said := unknown_in(words, waiting):
        raise NoHomeWaits(said=said)
    named = homes_named(words, waiting)
    if home := several_of_one(named, waiting):
        raise SeveralWait(home=home)
    return named


async def _given(
    unit: UnitOfWork,
    actor: Actor,
    vote_id: str,
    mine: list[str],
    *,
    photo: dict[str, Any],
    album: str,
    received_at: datetime,
    now: datetime,
) -> PhotosWanted:
    """The photo is theirs, as far as they wait for one still: one job for all of them."""
    async with unit:
        desk = await entering_desk(unit, actor, vote_id, received_at)
        if not mine:
            raise NoHomeWaits
        given = await unit.entries.give_photo(vote_id, mine, str(photo["file_id"]))
        if not given:
            raise EntryUnknown
        await unit.jobs.queue(FETCH, {"entries": given, **photo}, now, compound_id=desk.vote.compound_id, chat_id=actor.telegram_id)
        await ask_photos(unit, actor, vote_id, "", now, album=album)
        shown = await wanted(unit, desk, got=len(given))
        await unit.commit()
    return shown


async def _album_told(unit: UnitOfWork, actor: Actor, vote_id: str, album: str, now: datetime) -> None:
    """Said once of an album."""
    async with unit:
        await ask_photos(unit, actor, vote_id, "", now, album=album)
        await unit.commit()


async def record_from_photo(
    unit: UnitOfWork, *, entry_id: str, file_id: str, sha256: str, sender: int, received_at: datetime, now: datetime
) -> bool:
    """One of the homes of a photo that is kept now. False: it was not recorded, for whatever reason."""
    async with unit:
        entry = await unit.entries.entry(entry_id)
        if entry is None or entry.state is not EntryState.PHOTO or entry.photo_file_id != file_id:
            # A job that is done once more finds what it did.
            return entry is not None and entry.photo_sha256 == sha256
        refusal = await put_down_from_table(unit, entry, sha256, sender=sender, received_at=received_at, now=now)
        if refusal is None:
            await unit.commit()
    return refusal is None


async def photo_not_recorded(
    unit: UnitOfWork, *, entry_ids: Sequence[str], file_id: str, sha256: str | None, sender: int, now: datetime
) -> bool:
    """It could not be had, or not by the close: its sender is told once for all of its homes. Whether the file belongs to anything."""
    async with unit:
        mine = [one for entry_id in entry_ids if (one := await unit.entries.entry(entry_id)) and one.photo_file_id == file_id]
        waits = [one for one in mine if one.state is EntryState.PHOTO]
        lapsed = [one for one in mine if one.state is EntryState.LAPSED]
        for one in waits:
            # It waits for another one, from whomever.
            await unit.entries.change(one.compound_id, one.id, photo_file_id=None)
        found = waits or lapsed
        vote = await unit.votes.vote(found[0].vote_id) if found else None
        # Those that lapsed with a former scheme are told of by that (R15).
        if vote is not None and (waits or vote.state is not VoteState.OPEN):
            electorate = await unit.electorates.frozen(vote.id, {one.head for one in found})
            facts = PhotoFailed("", vote.heading, names_of(electorate.elector(one.head) for one in found), of_table=True)
            facts = facts if waits else replace(facts, closed_at=vote.closes_at)
            await unit.outbox.put(Letter(f"table-photo:{file_id}"[:120], sender, "entries.photo_failed", facts), now)
        await unit.commit()
        return sha256 is not None and await photo_is_used(unit, sha256)
