"""Pictures of who has answered: asked for in a group, and with the result. A worker draws them; here is who gets which, and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.actions.papers import PAPER_FADES
from bot.actions.unit import UnitOfWork
from bot.rules.letters import Lane, Letter, OnUnknown
from bot.rules.residents import PlaceKind
from bot.rules.votes.facts import VoteState
from bot.rules.votes.grids import PictureHome, may_be_pictured
from bot.rules.votes.participation import SMALLEST_BREAKDOWN
from bot.rules.votes.pictures import (
    PICTURE_EVERY,
    ParticipationPicture,
    TooFewForPicture,
    VoteOverNoPicture,
    check_may_ask_picture,
)
from bot.rules.votes.violations import VoteUnknown
from storage.votes.records import Vote, VoteGroup

DRAW = "votes.draw_pictures"
# The result is read first: what comes after it pushes it up on an open screen.
RESULT_IS_READ = timedelta(seconds=20)
# One of them is of no use any more after this time; those of a result go on being one.
RESULT_PICTURE_WAITS = timedelta(days=1)
# On the disk for longer than any letter with it may wait.
PICTURE_KEPT = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a group is to be shown: every home of the vote, or those of the building that the group is of."""

    group: VoteGroup
    building: str | None
    homes: tuple[PictureHome, ...]


async def ask_picture(unit: UnitOfWork, *, vote_id: str, chat_id: int, now: datetime) -> None:
    """「看进度」 in a group that has the card: whoever reads there may ask, and the group gets it, once an hour."""
    async with unit:
        # Held, so that two who press at once are one.
        vote = (await unit.votes.lock([vote_id])).get(vote_id)
        group = None if vote is None else await _group(unit, vote.id, chat_id)
        if vote is None or group is None:
            raise VoteUnknown
        if vote.state is not VoteState.OPEN:
            raise VoteOverNoPicture
        check_may_ask_picture(await unit.pictures.asked_at(vote.id, group.id), now)
        if not may_be_pictured(await unit.pictures.answered_heads(vote.id)):
            raise TooFewForPicture(SMALLEST_BREAKDOWN)
        await unit.pictures.ask(vote.id, group.id, vote.compound_id, now)
        await unit.jobs.queue(DRAW, {"vote": vote.id, "group": group.id}, now, compound_id=vote.compound_id)
        await unit.commit()


async def _group(unit: UnitOfWork, vote_id: str, chat_id: int) -> VoteGroup | None:
    return next((group for group in await unit.votes.groups(vote_id) if group.chat_id == chat_id), None)


async def queue_result_pictures(unit: UnitOfWork, vote: Vote, participating_heads: int, now: datetime) -> None:
    """With the close: the result does not wait for them. Inside a unit that was entered."""
    if may_be_pictured(participating_heads) and await unit.votes.groups(vote.id):
        await unit.jobs.queue(DRAW, {"vote": vote.id, "group": ""}, now, compound_id=vote.compound_id)


async def read_drawings(unit: UnitOfWork, *, vote_id: str, group_id: str) -> tuple[Vote, tuple[Drawing, ...]] | None:
    """For one group while the vote runs, for all of them (`group_id` empty) once it is closed; None when there is nothing to draw."""
    async with unit:
        vote = await unit.votes.vote(vote_id)
        if vote is None or vote.state is not (VoteState.OPEN if group_id else VoteState.CLOSED):
            return None
        if not may_be_pictured(await unit.pictures.answered_heads(vote.id)):
            return None
        groups = [group for group in await unit.votes.groups(vote.id) if group_id in {"", group.id}]
        seen: dict[str | None, tuple[PictureHome, ...]] = {}
        drawings = []
        for group in groups:
            building = await _building_of(unit, group)
            if building not in seen:
                seen[building] = await unit.pictures.homes(vote.id, building) or await unit.pictures.homes(vote.id)
            drawings.append(Drawing(group, building, seen[building]))
    return vote, tuple(drawings)


async def _building_of(unit: UnitOfWork, group: VoteGroup) -> str | None:
    """A group of one building sees that one; a group of the compound sees all."""
    known = await unit.groups.by_id(group.id)
    place = await unit.compounds.place(known.place_id) if known is not None and known.place_id is not None else None
    return place.name if place is not None and place.kind is PlaceKind.BUILDING else None


async def post_pictures(
    unit: UnitOfWork, *, vote: Vote, group: VoteGroup, cause: str, pictures: Sequence[ParticipationPicture], now: datetime
) -> None:
    """`cause` is in the keys: written twice it is posted once."""
    async with unit:
        letters = [
            Letter(
                key=f"picture:{vote.id}:{group.id}:{cause}:{facts.number}",
                chat_id=group.chat_id,
                card="votes.participation_picture",
                facts=facts,
                lane=Lane.BULK if facts.closed else Lane.CARD,
                not_before=now + RESULT_IS_READ if facts.closed else None,
                expires_at=now + (RESULT_PICTURE_WAITS if facts.closed else PICTURE_EVERY),
                on_unknown=OnUnknown.RENEW,
            )
            for facts in pictures
        ]
        await unit.mailing.put_all(letters, now)
        for facts in pictures:
            await unit.schedule.plan(PAPER_FADES, facts.sha256, now + PICTURE_KEPT)
        await unit.commit()


async def forget_picture(unit: UnitOfWork, *, vote_id: str, group_id: str) -> None:
    """It could not be drawn: somebody may ask again at once."""
    async with unit:
        await unit.pictures.forget_asking(vote_id, group_id)
        await unit.commit()
