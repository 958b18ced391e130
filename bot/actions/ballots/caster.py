"""The vote caster: made once per process, it takes every tap and answers it once the ballot is durable."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime

from bot.actions.ballots.batch import record_ballots
from bot.actions.ballots.items import Cast, Recorded
from bot.rules.votes import Choice
from bot.rules.votes.electorates import Electorate
from bot.rules.votes.facts import NotBound, Receipt
from bot.rules.votes.violations import VoteUnknown
from storage.base import Database
from storage.group_commit import GroupCommit
from storage.unit_of_work import UnitOfWork

# Electorates kept in memory; one of 1,000 homes takes about a megabyte.
KEPT = 64


class VoteCaster:
    """The electorate of an open vote is frozen, so it is read once; everything that can change is read with each batch."""

    def __init__(self, database: Database, *, on_commit: Callable[[], None] = lambda: None) -> None:
        self._database = database
        self._commits: GroupCommit[Cast, Recorded] = GroupCommit(
            lambda: UnitOfWork(database, write=True, on_commit=on_commit), record_ballots
        )
        self._electorates: OrderedDict[str, Electorate] = OrderedDict()
        self._reading = asyncio.Lock()

    async def start(self) -> None:
        """Reads the electorates of the open votes, so that the first taps need not wait for them."""
        async with UnitOfWork(self._database, write=False) as unit:
            for vote in (await unit.votes.all_open())[:KEPT]:
                self._electorates[vote.id] = await unit.electorates.frozen(vote.id)

    async def stop(self) -> None:
        await self._commits.stop()

    async def abort(self) -> None:
        await self._commits.abort()

    async def cast(
        self,
        *,
        vote_id: str,
        telegram_id: int,
        choice: Choice | None,
        received_at: datetime,
        now: datetime,
        update_id: int | None = None,
        head: int | None = None,
        scheme: int | None = None,
    ) -> Receipt | NotBound:
        """What the tap did. The same update a second time has no second effect and the same answer.

        `scheme`: the version that the button was about. Raises the reason when it was refused: VoteClosed, VoteCancelled, SchemeReplaced,
        HomeNotAsked, BindingPending and the like.
        """
        when = {"received_at": received_at, "now": now}
        tapped = self.tap(vote_id=vote_id, telegram_id=telegram_id, choice=choice, **when, update_id=update_id, head=head, scheme=scheme)
        recorded = await tapped
        return recorded.outcome

    async def tap(
        self,
        *,
        vote_id: str,
        telegram_id: int,
        choice: Choice | None,
        received_at: datetime,
        now: datetime,
        update_id: int | None = None,
        head: int | None = None,
        scheme: int | None = None,
    ) -> Recorded:
        """`cast`, and the language in which its person is answered."""
        electorate = await self._electorate(vote_id)
        cast = Cast(vote_id, telegram_id, choice, received_at, now, electorate, update_id, head, scheme=scheme)
        return await self._commits.submit(cast)

    async def _electorate(self, vote_id: str) -> Electorate:
        known = self._electorates.get(vote_id)
        return await self._read(vote_id) if known is None else known

    async def _read(self, vote_id: str) -> Electorate:
        """The first taps on a vote come together: one of them reads, the others wait for it."""
        async with self._reading:
            if (known := self._electorates.get(vote_id)) is not None:
                return known
            async with UnitOfWork(self._database, write=False) as unit:
                known = await unit.electorates.frozen(vote_id)
            if not known.electors:
                raise VoteUnknown
            self._electorates[vote_id] = known
            if len(self._electorates) > KEPT:
                self._electorates.popitem(last=False)
        return known
