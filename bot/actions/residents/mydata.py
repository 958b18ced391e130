"""My data: shown, exported, corrected; and leaving, as easy as coming."""

from datetime import datetime
from typing import Any

from bot.actions.concerns.authoring import forget_author
from bot.actions.opinions.authoring import forget_author as forget_opinions
from bot.actions.papers import PAPER_FADES
from bot.actions.residents.common import actor_of, place_name
from bot.actions.residents.endings import leave
from bot.actions.residents.helping import end_calls_of, help_comes_key, help_key
from bot.actions.residents.proposals import proposal_key, settled_key
from bot.actions.residents.reading import home_lines, role_lines
from bot.actions.residents.requests import request_key
from bot.actions.residents.roles import BY_HOLDER, end_role
from bot.actions.residents.taking import taken_key
from bot.actions.statements.proposing import forget_author as forget_statements
from bot.actions.unit import Form, UnitOfWork
from bot.actions.votes.looking import compounds_seen
from bot.rules.residents import STAFF, Actor
from bot.rules.residents.facts import LeaveAsked, Left, MyData
from bot.rules.residents.typed import name_from
from bot.rules.residents.violations import NothingKept, NotInCharge, OfferGone
from bot.rules.votes.drafts import DRAFTERS
from bot.rules.votes.facts import VoteState

NAMING = "residents.naming"


async def read_my_data(unit: UnitOfWork, *, telegram_id: int) -> MyData:
    async with unit:
        actor = await actor_of(unit, telegram_id)
        if actor.person_id is None:
            raise NothingKept
        consent = await unit.residents.consent_given(actor.person_id)
        return MyData(
            name=await unit.residents.name(actor.person_id),
            language=actor.language,
            consent_version=consent[0] if consent else None,
            consent_at=consent[1] if consent else None,
            homes=await home_lines(unit, actor),
            roles=await role_lines(unit, actor),
        )


async def read_export(unit: UnitOfWork, *, telegram_id: int) -> dict[str, list[dict[str, Any]]]:
    """Everything that is kept about this person, for one JSON document."""
    async with unit:
        person_id = await unit.residents.person(telegram_id)
        if person_id is None:
            raise NothingKept
        return await unit.mydata.everything(person_id, telegram_id)


async def ask_for_name(unit: UnitOfWork, *, telegram_id: int, now: datetime) -> None:
    """Only somebody with a role has a name here; owners are named by the roster."""
    async with unit:
        if not (await actor_of(unit, telegram_id)).appointments:
            raise NotInCharge
        await unit.forms.keep(telegram_id, Form(NAMING, "name", {}), now)
        await unit.commit()


async def rename_me(unit: UnitOfWork, *, telegram_id: int, text: str, now: datetime) -> str:
    name = name_from(text)
    async with unit:
        form = await unit.forms.form(telegram_id, now)
        person_id = await unit.residents.person(telegram_id)
        if form is None or form.name != NAMING or person_id is None:
            raise OfferGone
        await unit.residents.set_name(person_id, name)
        await unit.forms.clear(telegram_id)
        await unit.commit()
    return name


async def read_leaving_all(unit: UnitOfWork, *, telegram_id: int) -> LeaveAsked:
    async with unit:
        actor = await actor_of(unit, telegram_id)
        compounds = await compounds_seen(unit, actor) if any(one.role in DRAFTERS for one in actor.appointments) else []
        votes = await unit.votes.of_compounds(compounds, [VoteState.OPEN, VoteState.UNDECIDED]) if compounds else []
        return LeaveAsked(len(actor.bindings), len(actor.appointments), len(votes), await _is_last(unit, actor))


async def _is_last(unit: UnitOfWork, actor: Actor) -> bool:
    """Whether some place is left without anybody of staff."""
    for appointment in actor.appointments:
        if appointment.role in STAFF:
            others = await unit.residents.holders(STAFF, appointment.place.path)
            if not any(one != actor.telegram_id for one in others):
                return True
    return False


async def leave_linli(unit: UnitOfWork, *, telegram_id: int, now: datetime) -> Left:
    """Consent is withdrawn, homes and roles end, the account is forgotten; ballots already cast stand under a pseudonym."""
    async with unit:
        person_id = await unit.residents.person(telegram_id)
        kept = had_role = False
        if person_id is not None:
            for held in await unit.appointments.of_person(person_id):
                had_role = True
                await end_role(unit, held, await place_name(unit, held.place), by=person_id, reason=BY_HOLDER, now=now)
            for member in await unit.bindings.of_person(person_id):
                await leave(unit, member, now)
            await unit.invites.revoke_of(person_id, now)
            await unit.residents.withdraw_consent(person_id, now)
            kept = await unit.mydata.has_ballots(person_id)
            await forget_author(unit, person_id, now)
            await forget_opinions(unit, person_id, now)
            await unit.polls.unlink(person_id)
            await forget_statements(unit, person_id, now)
            await unit.wishes.unlink(person_id)
            await unit.undone_taps.forget(person_id)
        await end_calls_of(unit, telegram_id, now)
        if person_id is not None:
            await _forget_words(unit, person_id, telegram_id)
        await unit.mydata.erase(person_id, telegram_id, now)
        await unit.commit()
    return Left(kept, had_role)


async def _forget_words(unit: UnitOfWork, person_id: str, telegram_id: int) -> None:
    """What others were written about them: names that they typed, what they asked, that they took a role or came to help."""
    traces = await unit.mydata.traces(person_id, telegram_id)
    keys = [request_key(one) for one in traces.bindings]
    keys += [key for one in traces.appointments for key in (proposal_key(one), settled_key(one), taken_key(one))]
    keys += [help_key(one) for one in traces.asked] + [help_comes_key(one) for one in traces.helped]
    await unit.outbox.forget_words(f"{key}:" for key in keys)


async def plan_fading(unit: UnitOfWork, *, sha256: str, at: datetime) -> None:
    """A file with a code or with somebody's data leaves the disk at `at`."""
    async with unit:
        await unit.schedule.plan(PAPER_FADES, sha256, at)
        await unit.commit()
