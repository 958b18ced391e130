"""The demand list in the groups: previewed, published by staff, and kept up to date in place; and the invitation to say more."""

import zlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.actions.opinions.common import MOST_DEMANDS, compound_in_charge, compound_named, line_of
from bot.actions.residents.common import actor_of
from bot.actions.unit import UnitOfWork
from bot.rules.letters import Lane, Letter, OnUnknown
from bot.rules.opinions import SHOWN_IN_GROUP
from bot.rules.opinions.facts import DemandsMoved, DemandsPosted, Invitation, InvitationShown, PostingShown
from bot.rules.opinions.violations import ListChanged, NoGroupToPost, NothingToPublish
from bot.rules.residents.mornings import is_quiet
from storage.groups import Group
from storage.opinions.demands import Demand

LIST = "opinions.demands_posted"
# A second press on the same button; whoever wants the same list further down once more has read the answer by then.
PRESSED_AGAIN = timedelta(minutes=1)


def list_key(compound_id: str, group_id: str) -> str:
    """The living list of a compound in a group."""
    return f"demands:{compound_id}:{group_id}"


async def _posted(unit: UnitOfWork, compound_id: str, shown: Sequence[Demand], total: int) -> DemandsPosted:
    return DemandsPosted(await compound_named(unit, compound_id), tuple(line_of(one) for one in shown), total)


def stamp_of(everything: Sequence[Demand]) -> int:
    """What was shown, by its words: somebody else may have added to the list meanwhile."""
    said = "\n".join(f"{one.id} {one.title} {one.state} {one.reason}" for one in sorted(everything, key=lambda one: one.number))
    # 0 asks for the preview.
    return zlib.crc32(said.encode()) or 1


async def read_posting(unit: UnitOfWork, *, place_id: str, telegram_id: int) -> PostingShown:
    """What the groups would read, before they do."""
    async with unit:
        compound = await compound_in_charge(unit, await actor_of(unit, telegram_id), place_id, staff=True)
        everything = await unit.demands.page(compound.id, published=False, limit=MOST_DEMANDS, offset=0)
        if not everything:
            raise NothingToPublish
        shown = await unit.demands.most_wanted(compound.id, SHOWN_IN_GROUP)
        groups = await unit.groups.of_compound(compound.id)
        posted = await _posted(unit, compound.id, shown, len(everything))
    fresh = sum(one.published_at is None for one in everything)
    return PostingShown(posted, tuple(one.title for one in groups), fresh, stamp_of(everything))


async def publish(unit: UnitOfWork, *, place_id: str, telegram_id: int, stamp: int, now: datetime) -> tuple[int, bool]:
    """(groups, whether they read it in the morning). The list may be read in private from now on; an older card points to the new one.

    The same list pressed twice is posted once.
    """
    async with unit:
        compound = await compound_in_charge(unit, await actor_of(unit, telegram_id), place_id, staff=True)
        everything = await unit.demands.page(compound.id, published=False, limit=MOST_DEMANDS, offset=0)
        if stamp_of(everything) != stamp:
            raise ListChanged
        shown = await unit.demands.most_wanted(compound.id, SHOWN_IN_GROUP)
        await unit.demands.publish(compound.id, [one.id for one in shown], now)
        groups = await unit.groups.of_compound(compound.id)
        posted = await _posted(unit, compound.id, shown, len(everything))
        letters: list[Letter] = []
        for group in groups:
            if not await _was_just_posted(unit, list_key(compound.id, group.id), stamp, now):
                letters += await _move_older(unit, compound.id, compound.name, group)
                letters.append(_letter(posted, group, _cause(stamp, now), night_waits=True))
        await unit.mailing.put_all(letters, now)
        await unit.commit()
    return len(groups), is_quiet(now)


def _cause(stamp: int, at: datetime) -> str:
    return f"posted-{stamp}-{int(at.timestamp() // PRESSED_AGAIN.total_seconds())}"


async def _was_just_posted(unit: UnitOfWork, key: str, stamp: int, now: datetime) -> bool:
    return any([await unit.outbox.arrives(f"{key}:{_cause(stamp, at)}") for at in (now, now - PRESSED_AGAIN)])


def _letter(posted: DemandsPosted, group: Group, cause: str, *, night_waits: bool) -> Letter:
    key = list_key(posted.compound.id, group.id)
    return Letter(
        f"{key}:{cause}",
        group.chat_id,
        LIST,
        posted,
        lane=Lane.CARD,
        coalesce_key=key,
        live_key=key,
        night_waits=night_waits,
        on_unknown=OnUnknown.RENEW,
    )


async def _move_older(unit: UnitOfWork, compound_id: str, compound: str, group: Group) -> list[Letter]:
    key = list_key(compound_id, group.id)
    living = await unit.chats.live(key)
    if living is None:
        return []
    former = f"{key}:{living.message_id}"
    await unit.ballots.rename_living({key: former})
    return [Letter(f"{former}:moved", group.chat_id, "opinions.demands_moved", DemandsMoved(compound), lane=Lane.CARD, live_key=former)]


async def renew_list(unit: UnitOfWork, compound_id: str, cause: str, now: datetime) -> None:
    """Wherever it stands, or is about to: an edit rings nobody. Its lines keep their places."""
    groups = {list_key(compound_id, one.id): one for one in await unit.groups.of_compound(compound_id)}
    standing = {*await unit.ballots.living(list(groups)), *await unit.outbox.newest(groups)} if groups else set()
    if not standing:
        return
    posted = await _posted(
        unit, compound_id, await unit.demands.on_card(compound_id), await unit.demands.count(compound_id, published=True)
    )
    letters = [_letter(posted, groups[key], f"{cause}-{now.isoformat()}", night_waits=False) for key in sorted(standing)]
    await unit.mailing.put_all(letters, now)


async def read_invitation(unit: UnitOfWork, *, place_id: str, telegram_id: int) -> InvitationShown:
    async with unit:
        compound = await compound_in_charge(unit, await actor_of(unit, telegram_id), place_id, staff=True)
        groups = await unit.groups.of_compound(compound.id)
        if not groups:
            raise NoGroupToPost
        return InvitationShown(Invitation(await compound_named(unit, compound.id)), tuple(one.title for one in groups))


async def invite(unit: UnitOfWork, *, place_id: str, telegram_id: int, now: datetime) -> tuple[int, bool]:
    """(groups, whether they read it in the morning). Pressed twice in an hour it is one message."""
    async with unit:
        compound = await compound_in_charge(unit, await actor_of(unit, telegram_id), place_id, staff=True)
        groups = await unit.groups.of_compound(compound.id)
        if not groups:
            raise NoGroupToPost
        facts, hour = Invitation(await compound_named(unit, compound.id)), int(now.timestamp() // 3600)
        letters = [
            Letter(
                f"opinions-invited:{compound.id}:{group.id}:{hour}",
                group.chat_id,
                "opinions.invitation",
                facts,
                lane=Lane.CARD,
                night_waits=True,
                on_unknown=OnUnknown.RENEW,
            )
            for group in groups
        ]
        await unit.mailing.put_all(letters, now)
        await unit.commit()
    return len(groups), is_quiet(now)
