"""Slips: what a printing would make, the codes themselves, and the job that prints them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.actions.residents.common import actor_of, place_name
from bot.actions.unit import UnitOfWork
from bot.rules.residents import SLIP_LIFE, STAFF, HomeRef, HomeRole, InviteKind, Place
from bot.rules.residents.facts import SlipsAsked
from bot.rules.residents.violations import NotInCharge
from storage.residents.codes import NewInvite
from storage.residents.doors import HomeOwners

PRINT_SLIPS = "residents.print_slips"
PRINT_POSTER = "residents.print_poster"
DROP_PAPER = "residents.drop_paper"
# Codes of so many homes are written in one transaction: the writer is never held for long (design.md, 250 ms).
HOMES_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class IssuedSlip:
    """A home with the codes of its owners who are not registered yet: (owner's name, payload of the link, code)."""

    home: HomeRef
    codes: tuple[tuple[str, str, str], ...]


async def read_slips(unit: UnitOfWork, *, place_id: str, telegram_id: int) -> SlipsAsked:
    async with unit:
        compound = await _compound(unit, place_id, telegram_id)
        flats = await unit.doors.owners_to_register(compound.id)
        return SlipsAsked(
            await place_name(unit, compound),
            homes=sum(bool(flat.owners) for flat in flats),
            codes=sum(len(flat.owners) for flat in flats),
            without_owner=sum(not flat.owners and not flat.registered for flat in flats),
            again=await unit.invites.has_slips(compound.id),
            roster=bool(flats),
            named=any(flat.owners or flat.registered for flat in flats),
        )


async def queue_slips(unit: UnitOfWork, *, place_id: str, telegram_id: int, now: datetime) -> None:
    """A workbook of a thousand codes takes longer than an answer may: a worker prints it."""
    async with unit:
        compound = await _compound(unit, place_id, telegram_id)
        person_id = await unit.residents.person(telegram_id)
        arguments = {"created_by": person_id, "language": (await actor_of(unit, telegram_id)).language}
        await unit.jobs.queue(PRINT_SLIPS, arguments, now, compound_id=compound.id, chat_id=telegram_id)
        await unit.commit()


async def queue_poster(unit: UnitOfWork, *, place_id: str, telegram_id: int, now: datetime) -> None:
    """The invite poster for the old group and the gate; it holds no code, so it may be printed as often as wanted."""
    async with unit:
        compound = await _compound(unit, place_id, telegram_id)
        community = await unit.compounds.place(compound.parent_id or "")
        arguments = {
            "language": (await actor_of(unit, telegram_id)).language,
            "compound": compound.name,
            "community": community.name if community is not None else "",
        }
        await unit.jobs.queue(PRINT_POSTER, arguments, now, compound_id=compound.id, chat_id=telegram_id)
        await unit.commit()


async def _compound(unit: UnitOfWork, place_id: str, telegram_id: int) -> Place:
    place = await unit.compounds.place(place_id)
    if place is None or place.compound_id != place.id or not (await actor_of(unit, telegram_id)).has_role(STAFF, place):
        raise NotInCharge
    return place


async def read_flats(unit: UnitOfWork, *, compound_id: str) -> list[HomeOwners]:
    """Every flat of the compound with the owners who need a slip."""
    async with unit:
        return await unit.doors.owners_to_register(compound_id)


async def issue_slips(
    unit: UnitOfWork, *, compound_id: str, flats: Sequence[HomeOwners], created_by: str | None, now: datetime
) -> list[IssuedSlip]:
    """Codes for these flats; slips printed before stay good, because they may lie in letter boxes."""
    async with unit:
        wanted = [
            NewInvite(InviteKind.SLIP, HomeRole.OWNER, compound_id, created_by, now + SLIP_LIFE, home_id=flat.home.id, owner_id=owner.id)
            for flat in flats
            for owner in flat.owners
        ]
        issued = iter(await unit.invites.issue_all(wanted, now))
        slips = [
            IssuedSlip(flat.home, tuple((owner.name, one.payload, one.code) for owner, one in zip(flat.owners, issued, strict=False)))
            for flat in flats
        ]
        await unit.commit()
    return slips
