"""「因为您的意见，改了什么」: written once an ask has an outcome, shown once, told to everybody who was asked."""

from datetime import datetime

from bot.actions.asks.recording import ask_of, heard
from bot.actions.asks.renovating import renovation_in_charge, view_of
from bot.actions.residents.common import actor_of
from bot.actions.unit import DueItem, Form, UnitOfWork
from bot.actions.votes.letters import announcement
from bot.actions.votes.telling import AT_ONCE, read_addresses, told_key
from bot.rules.asks import (
    ChangesAsked,
    ChangesForgotten,
    ChangesMeanwhile,
    ChangesShown,
    ChangesTold,
    RenovationView,
    changes_from,
    to_be_told,
)
from bot.rules.letters import Lane, Letter
from bot.rules.marks import is_marked
from bot.rules.residents import Actor
from storage.asks import Renovation

TELLING, WORDS, CONFIRM = "asks.telling", "words", "confirm"
GO_ON = "asks.tell"


async def ask_changes(unit: UnitOfWork, *, telegram_id: int, renovation_id: str, ask_id: str, now: datetime) -> ChangesAsked:
    """The next words are what changed."""
    async with unit:
        actor = await actor_of(unit, telegram_id)
        renovation = await renovation_in_charge(unit, actor, renovation_id)
        ask = to_be_told(await unit.asks.asks(renovation.compound_id, renovation.id), ask_id)
        await unit.forms.keep(telegram_id, Form(TELLING, WORDS, {"renovation": renovation.id, "ask": ask.id}), now)
        facts = ChangesAsked(renovation.id, renovation.title, renovation.compound, ask, await heard(unit, renovation, ask))
        await unit.commit()
    return facts


async def write_changes(unit: UnitOfWork, *, telegram_id: int, form: Form, typed: str, now: datetime) -> ChangesShown:
    """Shown as everybody would read it; nothing has gone out."""
    words = changes_from(typed)
    async with unit:
        actor = await actor_of(unit, telegram_id)
        renovation = await renovation_in_charge(unit, actor, str(form.facts["renovation"]))
        ask = to_be_told(await unit.asks.asks(renovation.compound_id, renovation.id), str(form.facts["ask"]))
        facts = {"renovation": renovation.id, "ask": ask.id, "words": words, "former": ask.changes}
        await unit.forms.keep(telegram_id, Form(TELLING, CONFIRM, facts), now)
        groups = len(await unit.votes.groups(ask.vote_id))
        await unit.commit()
    return ChangesShown(renovation.id, renovation.title, renovation.compound, ask, words, groups)


async def publish(
    unit: UnitOfWork, *, telegram_id: int, form: Form | None, renovation_id: str, ask_id: str, mark: str, now: datetime
) -> RenovationView:
    """「发出」: what was shown is told (`mark`, as the button has it), and the next stage may be asked. Pressed again it is told once."""
    async with unit:
        actor = await actor_of(unit, telegram_id)
        renovation = await renovation_in_charge(unit, actor, renovation_id, held=True)
        if form is None or form.name != TELLING or form.step != CONFIRM or form.facts.get("ask") != ask_id:
            return await _told_already(unit, actor, renovation, ask_id, now)
        if not is_marked(mark, str(form.facts["words"])):
            raise ChangesForgotten
        ask = to_be_told(await unit.asks.asks(renovation.compound_id, renovation.id), ask_id)
        if ask.changes != str(form.facts.get("former", "")):
            raise ChangesMeanwhile
        corrects = bool(ask.changes)
        assert actor.person_id is not None, "in charge"
        await unit.asks.tell(renovation.compound_id, ask.id, str(form.facts["words"]), by=actor.person_id, now=now)
        told = await ask_of(unit, renovation, ask.id)
        await _tell(unit, ChangesTold(renovation.id, renovation.title, renovation.compound, told, corrects), now)
        await unit.forms.clear(telegram_id)
        view = await view_of(unit, actor, renovation.id, now)
        await unit.commit()
    return view


async def _told_already(unit: UnitOfWork, actor: Actor, renovation: Renovation, ask_id: str, now: datetime) -> RenovationView:
    if not (await ask_of(unit, renovation, ask_id)).changes:
        raise ChangesForgotten
    return await view_of(unit, actor, renovation.id, now)


async def _tell(unit: UnitOfWork, facts: ChangesTold, now: datetime) -> None:
    """The groups in which it was asked at once; in private whoever has its card there, or everybody where there is no group."""
    vote = await unit.votes.vote(facts.ask.vote_id)
    assert vote is not None, "asked"
    cause = f"changes-{int(now.timestamp())}"
    letters = [announcement(vote, group, "asks.changes_told", facts, cause) for group in await unit.votes.groups(vote.id)]
    await unit.mailing.put_all(letters, now)
    await unit.schedule.plan(GO_ON, f"{vote.id}:{cause}:{int(facts.corrects)}:0", now, vote.compound_id)


async def tell_due(unit: UnitOfWork, item: DueItem, now: datetime) -> None:
    """Some people at a time; nothing any more once it was said otherwise."""
    vote_id, cause, corrects, after = item.target.split(":")
    addresses = await read_addresses(unit, vote_id, int(after))
    async with unit:
        found = await unit.asks.of_vote(vote_id)
        renovation = await unit.asks.renovation(found[0]) if found is not None else None
        if not await unit.schedule.finish(item.id, now):
            return
        if found is not None and renovation is not None:
            ask = await ask_of(unit, renovation, found[1])
            if ask.told_at is not None and cause == f"changes-{int(ask.told_at.timestamp())}":
                facts = ChangesTold(renovation.id, renovation.title, renovation.compound, ask, corrects == "1")
                letters = [
                    Letter(told_key(vote_id, one, cause), one, "asks.changes_told", facts, lane=Lane.BULK, night_waits=True)
                    for one in addresses
                ]
                await unit.mailing.put_all(letters, now)
                if len(addresses) == AT_ONCE:
                    await unit.schedule.plan(GO_ON, f"{vote_id}:{cause}:{corrects}:{addresses[-1]}", now, renovation.compound_id)
        await unit.commit()
