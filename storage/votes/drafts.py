"""Drafts of votes and practice cards: one person's own, gone when their time is over."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.rules.votes.drafts import ASIDE_LIFE, DRAFT_LIFE, Draft
from bot.rules.votes.facts import HomeName, VoteCard
from storage.base import decode, encode
from storage.dialects import upsert
from storage.votes.tables import vote_drafts, vote_practices


@dataclass(frozen=True, slots=True)
class Practice:
    id: str
    telegram_id: int
    compound_id: str
    card: VoteCard
    home: HomeName
    goes_at: datetime


class Drafts:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def draft(self, telegram_id: int, draft_id: str, now: datetime) -> Draft | None:
        """This person's own draft, while it lives."""
        mine = select(vote_drafts.c.draft).where(vote_drafts.c.id == draft_id, vote_drafts.c.telegram_id == telegram_id)
        text = await self._connection.scalar(mine.where(vote_drafts.c.expires_at > now))
        draft: Draft | None = None if text is None else decode(text, Draft)
        return None if draft is None or draft.sent_as else draft

    async def sent_as(self, telegram_id: int, draft_id: str, now: datetime) -> str:
        """The vote that this person's own draft became, for as long as the draft would have lived; empty where there is none."""
        mine = select(vote_drafts.c.draft).where(vote_drafts.c.id == draft_id, vote_drafts.c.telegram_id == telegram_id)
        text = await self._connection.scalar(mine.where(vote_drafts.c.expires_at > now))
        return "" if text is None else decode(text, Draft).sent_as

    async def sent(self, draft: Draft, vote_id: str) -> bool:
        """True for the one who took it: a draft is sent once."""
        what = encode(Draft(draft.id, draft.compound_id, draft.place_id, sent_as=vote_id))
        stands = (vote_drafts.c.id == draft.id, vote_drafts.c.draft == encode(draft))
        return (await self._connection.execute(update(vote_drafts).where(*stands).values(draft=what))).rowcount == 1

    async def by_id(self, draft_id: str, now: datetime) -> tuple[int, Draft] | None:
        """(whose, the draft): for work that goes on by itself, such as fetching its file."""
        query = select(vote_drafts.c.telegram_id, vote_drafts.c.draft).where(vote_drafts.c.id == draft_id, vote_drafts.c.expires_at > now)
        row = (await self._connection.execute(query)).one_or_none()
        known = None if row is None else (row.telegram_id, decode(row.draft, Draft))
        return None if known is None or known[1].sent_as else known

    async def left(self, telegram_id: int, compound_id: str, now: datetime) -> list[Draft]:
        """Those of this compound that have a title, the newest first: every look at the first question keeps an empty one."""
        mine = select(vote_drafts.c.draft).where(vote_drafts.c.telegram_id == telegram_id, vote_drafts.c.expires_at > now)
        here = mine.where(vote_drafts.c.compound_id == compound_id)
        texts = (await self._connection.execute(here.order_by(vote_drafts.c.changed_at.desc()))).scalars()
        return [draft for draft in (decode(text, Draft) for text in texts) if draft.title]

    async def at_hand(self, telegram_id: int, since: datetime) -> Draft | None:
        """The last one that was touched since then and not put aside; one without a title is none yet."""
        mine = select(vote_drafts.c.draft).where(vote_drafts.c.telegram_id == telegram_id, vote_drafts.c.changed_at > since)
        query = mine.where(vote_drafts.c.aside.is_(False)).order_by(vote_drafts.c.changed_at.desc())
        drafts = [decode(text, Draft) for text in (await self._connection.execute(query)).scalars()]
        return next((draft for draft in drafts if draft.title), None)

    async def keep(self, telegram_id: int, draft: Draft, now: datetime, *, aside: bool = False, promised: bool = False) -> None:
        """One that was promised a month, put aside or not, keeps it, whatever is done with it meanwhile."""
        former = await self._connection.scalar(select(vote_drafts.c.expires_at).where(vote_drafts.c.id == draft.id))
        until = now + (ASIDE_LIFE if aside or promised else DRAFT_LIFE)
        values = {
            "telegram_id": telegram_id,
            "compound_id": draft.compound_id,
            "draft": encode(draft),
            "aside": aside,
            "changed_at": now,
            "expires_at": until if former is None else max(until, former),
        }
        await self._connection.execute(upsert(self._connection, vote_drafts, ["id"], id=draft.id, **values))

    async def leave(self, telegram_id: int) -> None:
        """None is at hand any more: what is sent next is for something else. How long they are kept stays as it was."""
        await self._connection.execute(update(vote_drafts).where(vote_drafts.c.telegram_id == telegram_id).values(aside=True))

    async def drop(self, draft_id: str) -> None:
        await self._connection.execute(delete(vote_drafts).where(vote_drafts.c.id == draft_id))

    async def begin_practice(self, practice: Practice) -> None:
        values = {"telegram_id": practice.telegram_id, "compound_id": practice.compound_id, "goes_at": practice.goes_at}
        texts = {"card": encode(practice.card), "home": encode(practice.home)}
        await self._connection.execute(insert(vote_practices).values(id=practice.id, **values, **texts))

    async def practice(self, telegram_id: int, practice_id: str, now: datetime) -> Practice | None:
        query = select(vote_practices).where(vote_practices.c.id == practice_id, vote_practices.c.telegram_id == telegram_id)
        row = (await self._connection.execute(query.where(vote_practices.c.goes_at > now))).one_or_none()
        if row is None:
            return None
        return Practice(row.id, row.telegram_id, row.compound_id, decode(row.card, VoteCard), decode(row.home, HomeName), row.goes_at)

    async def change_practice(self, practice_id: str, card: VoteCard) -> None:
        await self._connection.execute(update(vote_practices).where(vote_practices.c.id == practice_id).values(card=encode(card)))

    async def end_practice(self, practice_id: str) -> int | None:
        """Whose it was; None when it is gone already."""
        whose: int | None = await self._connection.scalar(select(vote_practices.c.telegram_id).where(vote_practices.c.id == practice_id))
        await self._connection.execute(delete(vote_practices).where(vote_practices.c.id == practice_id))
        return whose

    async def forget_old(self, now: datetime) -> None:
        await self._connection.execute(delete(vote_drafts).where(vote_drafts.c.expires_at <= now))
