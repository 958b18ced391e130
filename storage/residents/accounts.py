"""People and accounts: who acts, what they agreed to, whom letters reach, what they tapped before they were known."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.rules.letters import LetterState
from bot.rules.ports import Language
from bot.rules.residents import SLIP_LIFE, Actor, Appointment, Binding, BindingState, HomeRef, HomeRole, Role
from bot.rules.updates import TROUBLE_REMEMBERED
from storage.base import new_id
from storage.chats import chats
from storage.compounds import HOME_FIELDS, PLACE_FIELDS, homes, place_of, places
from storage.dialects import begins, insert_once, upsert
from storage.outbox_table import outbox
from storage.prepared import Prepared
from storage.residents.tables import appointments, bindings, consents, last_refusals, people, remembered_taps

LIVING = (BindingState.PENDING, BindingState.ACTIVE, BindingState.SUSPENDED)
# A tap from before somebody was known is asked about for so long.
TAP_KEPT = timedelta(days=7)
# That there was one, without what it said, is kept as long as a slip may be spent (people.md): whoever is bound by then reads of it.
TAP_NAMED = SLIP_LIFE
_BINDING_FIELDS = (bindings.c.id, bindings.c.role, bindings.c.owner_id, bindings.c.state, bindings.c.created_at)
# Who acts is asked with every update.
_AGREED = (
    select(func.max(consents.c.version)).where(consents.c.person_id == people.c.id, consents.c.withdrawn_at.is_(None)).scalar_subquery()
)
_ACTOR = Prepared(
    lambda _insert: (
        select(people.c.id, chats.c.language, _AGREED)
        .outerjoin(chats, chats.c.chat_id == people.c.telegram_id)
        .where(people.c.telegram_id == bindparam("account"))
    )
)
_APPOINTMENTS = Prepared(
    lambda _insert: (
        select(appointments.c.id, appointments.c.role, *PLACE_FIELDS)
        .join(places, places.c.id == appointments.c.place_id)
        .where(appointments.c.person_id == bindparam("person"), appointments.c.state == "active")
    )
)
_BINDINGS = Prepared(
    lambda _insert: (
        select(*_BINDING_FIELDS, *HOME_FIELDS)
        .join(homes, homes.c.id == bindings.c.home_id)
        .where(bindings.c.person_id == bindparam("person"), bindings.c.state.in_(LIVING))
        .order_by(homes.c.position)
    )
)


@dataclass(frozen=True, slots=True)
class BoundAccount:
    """An account that is active at a home; `owner_id` only where it is verified as that roster owner."""

    telegram_id: int
    role: HomeRole
    owner_id: str | None


@dataclass(frozen=True, slots=True)
class Tap:
    vote_id: str
    choice: str
    tapped_at: datetime


def _binding(row: tuple[Any, ...]) -> Binding:
    return Binding(row[0], HomeRef(*row[5:]), HomeRole(row[1]), row[2], BindingState(row[3]), row[4])


class Residents:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def meet(self, telegram_id: int, now: datetime) -> str:
        """The id of this account's person, made at the first meeting."""
        known = select(people.c.id).where(people.c.telegram_id == telegram_id)
        await self._connection.execute(insert_once(self._connection, people, id=new_id(), telegram_id=telegram_id, created_at=now))
        return str(await self._connection.scalar(known))

    async def actor(self, telegram_id: int, language: Language) -> Actor:
        """Who this account is now; `language` is that of their app, for somebody who never chose one."""
        rows = await _ACTOR.rows(self._connection, account=telegram_id)
        if not rows:
            chosen = await self._connection.scalar(select(chats.c.language).where(chats.c.chat_id == telegram_id))
            return Actor(telegram_id, chosen or language)
        person_id, chosen, agreed = rows[0]
        return Actor(
            telegram_id=telegram_id,
            language=chosen or language,
            person_id=person_id,
            consented=agreed is not None,
            appointments=await self.appointments_of(person_id),
            bindings=await self.bindings_of(person_id),
        )

    async def appointments_of(self, person_id: str) -> tuple[Appointment, ...]:
        rows = await _APPOINTMENTS.rows(self._connection, person=person_id)
        return tuple(Appointment(row[0], Role(row[1]), place_of(row[2:])) for row in rows)

    async def bindings_of(self, person_id: str) -> tuple[Binding, ...]:
        rows = await _BINDINGS.rows(self._connection, person=person_id)
        return tuple(_binding(tuple(row)) for row in rows)

    async def holders(self, roles: Collection[Role], path: tuple[str, ...]) -> list[int]:
        """Telegram ids of those who hold one of the roles at one of the places of `path`."""
        query = select(people.c.telegram_id).join(appointments, appointments.c.person_id == people.c.id).distinct()
        held = query.where(appointments.c.state == "active", appointments.c.role.in_(roles), appointments.c.place_id.in_(path))
        return list((await self._connection.execute(held.where(people.c.telegram_id.is_not(None)))).scalars())

    async def arriving(self, telegram_ids: Collection[int]) -> list[int]:
        """Those of them to whom letters arrive, as far as anybody knows: who blocked the bot is out of reach until they are back."""
        if not telegram_ids:
            return []
        lost = select(chats.c.chat_id).where(chats.c.chat_id.in_(telegram_ids), ~chats.c.reachable)
        out_of_reach = set((await self._connection.execute(lost)).scalars())
        return [one for one in telegram_ids if one not in out_of_reach]

    async def person(self, telegram_id: int) -> str | None:
        found: str | None = await self._connection.scalar(select(people.c.id).where(people.c.telegram_id == telegram_id))
        return found

    async def account(self, person_id: str | None) -> int | None:
        """The account of a person; None for somebody who has left."""
        found: int | None = await self._connection.scalar(select(people.c.telegram_id).where(people.c.id == person_id))
        return found

    async def name(self, person_id: str | None) -> str:
        """What somebody with a role is called; empty for everybody else."""
        return await self._connection.scalar(select(people.c.name).where(people.c.id == person_id)) or ""

    async def set_name(self, person_id: str, name: str) -> None:
        await self._connection.execute(update(people).where(people.c.id == person_id).values(name=name or None))

    # consent
    async def consent(self, person_id: str) -> int | None:
        """The newest version of the privacy notice that stands agreed to."""
        query = select(consents.c.version).where(consents.c.person_id == person_id, consents.c.withdrawn_at.is_(None))
        version: int | None = await self._connection.scalar(query.order_by(consents.c.version.desc()).limit(1))
        return version

    async def consent_given(self, person_id: str) -> tuple[int, datetime] | None:
        """(version, when) of the newest consent that stands."""
        query = select(consents.c.version, consents.c.given_at).where(consents.c.person_id == person_id, consents.c.withdrawn_at.is_(None))
        row = (await self._connection.execute(query.order_by(consents.c.version.desc()).limit(1))).first()
        return None if row is None else (row.version, row.given_at)

    async def give_consent(self, person_id: str, version: int, now: datetime) -> None:
        if (await self.consent(person_id) or 0) < version:
            await self._connection.execute(insert(consents).values(person_id=person_id, version=version, given_at=now))

    async def withdraw_consent(self, person_id: str, now: datetime) -> None:
        given = update(consents).where(consents.c.person_id == person_id, consents.c.withdrawn_at.is_(None))
        await self._connection.execute(given.values(withdrawn_at=now))

    # reads for votes and letters
    async def bound_homes(self, compound_id: str) -> dict[str, list[BoundAccount]]:
        """Home id → everybody active there."""
        query = select(bindings.c.home_id, people.c.telegram_id, bindings.c.role, bindings.c.owner_id)
        rows = await self._connection.execute(
            query.join(people, people.c.id == bindings.c.person_id)
            .where(bindings.c.compound_id == compound_id, bindings.c.state == BindingState.ACTIVE, people.c.telegram_id.is_not(None))
            .order_by(bindings.c.created_at)
        )
        found: dict[str, list[BoundAccount]] = {}
        for home_id, telegram_id, role, owner_id in rows:
            found.setdefault(home_id, []).append(BoundAccount(telegram_id, HomeRole(role), owner_id))
        return found

    async def verified_owner_ids(self, person_id: str, compound_id: str) -> list[str]:
        """The roster owners as whom this person is verified in the compound (R7)."""
        query = select(bindings.c.owner_id).distinct()
        verified = query.where(
            bindings.c.person_id == person_id,
            bindings.c.compound_id == compound_id,
            bindings.c.role == HomeRole.OWNER,
            bindings.c.owner_id.is_not(None),
            bindings.c.state == BindingState.ACTIVE,
        )
        return list((await self._connection.execute(verified)).scalars())

    async def accounts_of_home(self, home_id: str) -> list[int]:
        """Telegram ids of everybody who lives or owns there, active only."""
        query = select(people.c.telegram_id).join(bindings, bindings.c.person_id == people.c.id).distinct()
        active = query.where(bindings.c.home_id == home_id, bindings.c.state == BindingState.ACTIVE, people.c.telegram_id.is_not(None))
        return list((await self._connection.execute(active)).scalars())

    async def reachable_at(self, home_ids: Collection[str]) -> dict[str, list[int]]:
        """Home id → accounts that are active there and to whom letters arrive."""
        query = select(bindings.c.home_id, people.c.telegram_id).join(people, people.c.id == bindings.c.person_id).distinct()
        arrives = query.join(chats, chats.c.chat_id == people.c.telegram_id).where(
            bindings.c.home_id.in_(home_ids), bindings.c.state == BindingState.ACTIVE, chats.c.reachable
        )
        found: dict[str, list[int]] = {}
        for home_id, telegram_id in await self._connection.execute(arrives):
            found.setdefault(home_id, []).append(telegram_id)
        return found

    # taps from before somebody was known
    async def remember_tap(self, telegram_id: int, tap: Tap) -> None:
        values = {"vote_id": tap.vote_id, "choice": tap.choice, "tapped_at": tap.tapped_at}
        await self._connection.execute(upsert(self._connection, remembered_taps, ["telegram_id"], telegram_id=telegram_id, **values))

    async def tap(self, telegram_id: int, now: datetime) -> Tap | None:
        columns = (remembered_taps.c.vote_id, remembered_taps.c.choice, remembered_taps.c.tapped_at)
        query = select(*columns).where(remembered_taps.c.telegram_id == telegram_id)
        row = (await self._connection.execute(query.where(remembered_taps.c.tapped_at > now - TAP_KEPT))).one_or_none()
        return None if row is None else Tap(row.vote_id, row.choice, row.tapped_at)

    async def tapped(self, telegram_id: int, now: datetime) -> tuple[str, bool] | None:
        """(the vote of such a tap, whether it is too long ago to be asked about)."""
        query = select(remembered_taps.c.vote_id, remembered_taps.c.tapped_at).where(remembered_taps.c.telegram_id == telegram_id)
        row = (await self._connection.execute(query.where(remembered_taps.c.tapped_at > now - TAP_NAMED))).one_or_none()
        return None if row is None else (row.vote_id, row.tapped_at <= now - TAP_KEPT)

    async def forget_tap(self, telegram_id: int) -> None:
        await self._connection.execute(delete(remembered_taps).where(remembered_taps.c.telegram_id == telegram_id))

    async def forget_old(self, now: datetime) -> None:
        lapsed = (remembered_taps.c.tapped_at <= now - TAP_KEPT, remembered_taps.c.choice != "")
        await self._connection.execute(update(remembered_taps).where(*lapsed).values(choice=""))
        await self._connection.execute(delete(remembered_taps).where(remembered_taps.c.tapped_at <= now - TAP_NAMED))
        await self._connection.execute(delete(last_refusals).where(last_refusals.c.refused_at <= now - TROUBLE_REMEMBERED))

    # what went wrong
    async def keep_refusal(self, telegram_id: int, reason: str, now: datetime) -> None:
        values = {"reason": reason, "refused_at": now}
        await self._connection.execute(upsert(self._connection, last_refusals, ["telegram_id"], telegram_id=telegram_id, **values))

    async def last_refusal(self, telegram_id: int, now: datetime) -> str | None:
        """`<feature>/<template>` of what this account was refused last."""
        query = select(last_refusals.c.reason).where(last_refusals.c.telegram_id == telegram_id)
        reason: str | None = await self._connection.scalar(query.where(last_refusals.c.refused_at > now - TROUBLE_REMEMBERED))
        return reason

    async def last_error_code(self, telegram_id: int, since: datetime) -> str | None:
        """The short code of the last apology this person was sent."""
        query = select(outbox.c.facts).where(outbox.c.chat_id == telegram_id, outbox.c.card == "updates.apology")
        facts = await self._connection.scalar(query.where(outbox.c.created_at > since).order_by(outbox.c.id.desc()).limit(1))
        return None if facts is None else json.loads(facts)["code"]

    async def words_told(self, telegram_id: int, key_prefix: str) -> str:
        """The facts of the last letter under keys with this prefix to this account; empty when there is none, or its words went."""
        query = select(outbox.c.facts).where(outbox.c.chat_id == telegram_id, outbox.c.key.startswith(key_prefix, autoescape=True))
        return await self._connection.scalar(query.order_by(outbox.c.id.desc()).limit(1)) or ""

    async def keys_told(self, telegram_id: int, key_prefix: str) -> list[str]:
        """Keys with this prefix under which letters were written to this account, oldest first."""
        query = select(outbox.c.key).where(outbox.c.chat_id == telegram_id, outbox.c.key.startswith(key_prefix, autoescape=True))
        return list((await self._connection.execute(query.order_by(outbox.c.id))).scalars())

    async def told(self, key_prefix: str) -> list[int]:
        """Chats to which letters under keys with this prefix were written, and not taken back before they left."""
        written = (begins(self._connection, outbox.c.key, key_prefix), outbox.c.state != LetterState.CANCELLED)
        return list((await self._connection.execute(select(outbox.c.chat_id).where(*written).distinct())).scalars())
