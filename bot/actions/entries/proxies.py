"""A ballot that an agent casts: signed for the owner on paper or said by phone, or by the agent's own hand in the chat (R11)."""

from dataclasses import replace
from datetime import datetime

from bot.actions.ballots.batch import record_ballots
from bot.actions.ballots.entered import proxy_key
from bot.actions.ballots.items import Cast, Entered
from bot.actions.ballots.receipts import names_of
from bot.actions.ballots.speakers import may_speak
from bot.actions.entries.agents import other_accounts
from bot.actions.entries.common import Desk, desk_of_agent, owner_name, shown_of
from bot.actions.entries.entering import ask_photo_of, own_draft, to_undo
from bot.actions.entries.recording import owner_letters
from bot.actions.unit import UnitOfWork
from bot.rules.entries.facts import EntryShown, EntryStep
from bot.rules.entries.powers import PowerGiven, PowerState, check_term
from bot.rules.entries.violations import PowerOver, PowerUnknown, ProxyNotHeard
from bot.rules.residents import Actor, HomeRole
from bot.rules.violations import RuleViolation
from bot.rules.votes.ballots import Channel, Choice
from bot.rules.votes.electorates import Elector, Electorate
from bot.rules.votes.facts import NotBound, Receipt
from storage.entries_powers import Power


async def sign_by(unit: UnitOfWork, *, actor: Actor, entry_id: str, power_id: str, received_at: datetime, now: datetime) -> EntryShown:
    """The ballot that is being entered is this agent's; `power_id` empty: the owner's own after all."""
    async with unit:
        entry, desk, elector = await own_draft(unit, actor, entry_id, received_at)
        if power_id and power_id not in {one.id for one in await unit.powers.of_owner(entry.vote_id, entry.owner_id)}:
            raise PowerUnknown
        await unit.entries.change(entry.compound_id, entry.id, power_id=power_id or None)
        photo_wanted = entry.channel is Channel.PAPER and entry.photo_file_id is None
        if photo_wanted:
            await ask_photo_of(unit, actor, entry.id, now)
        step = EntryStep.PHOTO if photo_wanted else EntryStep.CHOICE
        shown = await shown_of(unit, desk, replace(entry, power_id=power_id or None), elector, step)
        undo = await to_undo(unit, actor, desk, (entry.head, entry.owner_id, entry.channel), by_proxy=bool(power_id))
        await unit.commit()
    return replace(shown, undo=undo)


async def _power(unit: UnitOfWork, actor: Actor, power_id: str) -> Power:
    """One whose agent this account is, as an owner on the roster."""
    power = await unit.powers.power(power_id)
    mine = {one.owner_id for one in actor.active_bindings if one.role is HomeRole.OWNER and one.owner_id is not None}
    if power is None or power.agent_owner_id is None or power.agent_owner_id not in mine or actor.person_id is None:
        raise PowerUnknown
    return power


async def _given(
    unit: UnitOfWork, desk: Desk, power: Power, elector: Elector, *, choice: Choice | None = None, code: str = ""
) -> PowerGiven:
    owner = await owner_name(unit, desk.vote, power.owner_id)
    about = (power.id, desk.vote.heading, names_of([elector]), owner, power.until, desk.vote.closes_at)
    return PowerGiven(*about, chosen=choice, code=code)


async def cast_by_proxy(
    unit: UnitOfWork, *, actor: Actor, power_id: str, choice: Choice, received_at: datetime, now: datetime, scheme: int | None = None
) -> PowerGiven:
    """A tap of the agent's under the letter that names the power: for that one head, never together with the agent's own."""
    async with unit:
        power = await _power(unit, actor, power_id)
        desk = await desk_of_agent(unit, power.vote_id, held=True)
        power = await _power(unit, actor, power_id)
        if power.state is not PowerState.STANDING:
            raise PowerOver
        check_term(power.until, received_at)
        elector = (await unit.electorates.frozen(power.vote_id, [power.head])).elector(power.head)
        if not await may_speak(unit, desk.vote, elector, power.owner_id):
            raise ProxyNotHeard
        assert actor.person_id is not None, "somebody bound"
        cast = Cast(
            vote_id=power.vote_id,
            telegram_id=actor.telegram_id,
            choice=choice,
            received_at=received_at,
            now=now,
            electorate=Electorate((elector,)),
            head=power.head,
            channel=Channel.CHAT,
            entered=Entered(power.owner_id, actor.person_id, photo_sha256=power.photo_sha256, agent=power.agent),
            scheme=scheme,
        )
        [outcome] = await record_ballots(unit, [cast])
        if isinstance(outcome, RuleViolation):
            # What was refused is in the ledger all the same (R12).
            await unit.commit()
            raise outcome
        receipt = outcome.outcome
        assert not isinstance(receipt, NotBound), "its owner is known"
        if not receipt.repeated:
            await _tell_owner(unit, desk, power, elector, choice=choice, receipt=receipt, now=now)
        given = await _given(unit, desk, power, elector, choice=choice, code=receipt.code)
        await unit.mailing.put_all(await other_accounts(unit, power, given, but=actor.telegram_id), now)
        await unit.commit()
    return given


async def _tell_owner(
    unit: UnitOfWork, desk: Desk, power: Power, elector: Elector, *, choice: Choice, receipt: Receipt, now: datetime
) -> None:
    letters = await owner_letters(
        unit,
        desk,
        elector,
        power.owner_id,
        channel=Channel.CHAT,
        choice=choice,
        receipt=receipt,
        agent=power.agent_name,
        key=proxy_key(power.id, receipt.code),
        now=now,
    )
    await unit.mailing.put_all(letters, now)
