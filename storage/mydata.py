"""What is kept about one person: everything of it to read, and what is erased when they leave."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.asks import renovations
from storage.chats import chats, live_messages
from storage.compounds import homes, places, roster_owners
from storage.concerns import concerns
from storage.deliveries import deliveries
from storage.forms import forms
from storage.groups import groups
from storage.jobs import jobs
from storage.opinions.tables import demand_supports, opinions
from storage.outbox_table import outbox
from storage.polls import poll_answers, polls
from storage.proofs import audit_handings
from storage.residents import (
    appointments,
    bindings,
    code_tries,
    consents,
    help_calls,
    invites,
    last_refusals,
    objections,
    people,
    remembered_taps,
)
from storage.schedule import due
from storage.statements import statement_answers, statements, topics
from storage.votes import ballots, door_knocks, vote_drafts, vote_opinions, vote_practices, votes
from storage.wishes import wish_menus, wish_picks

# Rows under a person's id, and under an account, that are theirs to read; later features add theirs.
OF_PERSON: tuple[tuple[Table, Column[Any]], ...] = (
    (consents, consents.c.person_id),
    (objections, objections.c.person_id),
    (invites, invites.c.created_by),
    (vote_opinions, vote_opinions.c.person_id),
    (door_knocks, door_knocks.c.person_id),
    (deliveries, deliveries.c.person_id),
    (concerns, concerns.c.person_id),
    (opinions, opinions.c.person_id),
    (demand_supports, demand_supports.c.person_id),
    (polls, polls.c.created_by),
    (renovations, renovations.c.created_by),
    (poll_answers, poll_answers.c.person_id),
    (audit_handings, audit_handings.c.person_id),
    (topics, topics.c.created_by),
    (statements, statements.c.person_id),
    (statement_answers, statement_answers.c.person_id),
    (wish_menus, wish_menus.c.created_by),
    (wish_picks, wish_picks.c.person_id),
)
OF_ACCOUNT: tuple[tuple[Table, Column[Any]], ...] = (
    (chats, chats.c.chat_id),
    (forms, forms.c.telegram_id),
    (remembered_taps, remembered_taps.c.telegram_id),
    (code_tries, code_tries.c.telegram_id),
    (help_calls, help_calls.c.telegram_id),
    (last_refusals, last_refusals.c.telegram_id),
    (vote_drafts, vote_drafts.c.telegram_id),
    (vote_practices, vote_practices.c.telegram_id),
)
# Secrets, even as a hash, are nobody's data.
_NOT_SHOWN = frozenset({"code_hash"})


@dataclass(frozen=True, slots=True)
class Traces:
    """Ids of what others were written to about, because of this person, now and earlier."""

    bindings: Sequence[str]
    appointments: Sequence[str]
    asked: Sequence[str]
    """Calls for help of theirs, and in `helped` those that they took."""
    helped: Sequence[str]


class MyData:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def everything(self, person_id: str, telegram_id: int) -> dict[str, list[dict[str, Any]]]:
        """Table → rows, with homes, places and votes by their names."""
        found = {
            "account": await self._rows(select(people).where(people.c.id == person_id)),
            "homes": await self._rows(self._homes(person_id)),
            "roles": await self._rows(self._roles(person_id)),
            "ballots": await self._rows(self._ballots(person_id)),
        }
        for table, column in OF_PERSON:
            found[str(table.name)] = await self._rows(select(table).where(column == person_id))
        for table, column in OF_ACCOUNT:
            found[str(table.name)] = await self._rows(select(table).where(column == telegram_id))
        return found

    @staticmethod
    def _homes(person_id: str) -> Any:
        named = (homes.c.building, homes.c.entrance, homes.c.room, places.c.name.label("compound"), roster_owners.c.name.label("owner"))
        query = select(bindings, *named).join(homes, homes.c.id == bindings.c.home_id).join(places, places.c.id == bindings.c.compound_id)
        return query.outerjoin(roster_owners, roster_owners.c.id == bindings.c.owner_id).where(bindings.c.person_id == person_id)

    @staticmethod
    def _roles(person_id: str) -> Any:
        query = select(appointments, places.c.name.label("place")).join(places, places.c.id == appointments.c.place_id)
        return query.where(appointments.c.person_id == person_id)

    @staticmethod
    def _ballots(person_id: str) -> Any:
        query = select(ballots, votes.c.title.label("vote")).join(votes, votes.c.id == ballots.c.vote_id)
        return query.where(ballots.c.person_id == person_id).order_by(ballots.c.id)

    async def _rows(self, query: Any) -> list[dict[str, Any]]:
        rows = (await self._connection.execute(query)).mappings()
        return [{str(name): value for name, value in row.items() if name not in _NOT_SHOWN} for row in rows]

    async def traces(self, person_id: str, telegram_id: int) -> Traces:
        return Traces(
            await self._ids(bindings, bindings.c.person_id == person_id),
            await self._ids(appointments, appointments.c.person_id == person_id),
            await self._ids(help_calls, help_calls.c.telegram_id == telegram_id),
            await self._ids(help_calls, help_calls.c.taken_by == person_id),
        )

    async def _ids(self, table: Table, theirs: ColumnElement[bool]) -> Sequence[str]:
        return (await self._connection.execute(select(table.c.id).where(theirs))).scalars().all()

    async def has_ballots(self, person_id: str) -> bool:
        return (await self._connection.execute(select(ballots.c.id).where(ballots.c.person_id == person_id).limit(1))).first() is not None

    async def erase(self, person_id: str | None, telegram_id: int, now: datetime) -> None:
        """Nothing leads from what stays (the ledger, ended bindings) to the account any more."""
        for table, column in OF_ACCOUNT:
            await self._connection.execute(delete(table).where(column == telegram_id))
        await self._connection.execute(delete(outbox).where(outbox.c.chat_id == telegram_id))
        # Mornings, those that are over as well. (What passes this account's calls on to others still has to run.)
        await self._connection.execute(delete(due).where(due.c.target == str(telegram_id)))
        await self._connection.execute(delete(live_messages).where(live_messages.c.chat_id == telegram_id))
        await self._connection.execute(update(groups).where(groups.c.added_by == telegram_id).values(added_by=None))
        await self._connection.execute(update(jobs).where(jobs.c.chat_id == telegram_id).values(chat_id=None))
        if person_id is not None:
            gone = {"telegram_id": None, "name": None, "left_at": now}
            await self._connection.execute(update(people).where(people.c.id == person_id).values(**gone))
            await self._connection.execute(update(bindings).where(bindings.c.person_id == person_id).values(typed_name=None))
