"""A written power is registered while a ballot is entered: agent, term, photo of the paper, shown once, registered. And taken back."""

from datetime import date, datetime, tzinfo
from typing import Any

from bot.actions.ballots.receipts import names_of
from bot.actions.entries.agents import GIVEN, given_key, given_letter
from bot.actions.entries.common import (
    Desk,
    desk_of,
    elector_of,
    entering_desk,
    heads_entered,
    office_of,
    owner_name,
    photo_is_used,
)
from bot.actions.entries.entering import DRAFT_KEPT, LARGEST_PHOTO, own_draft
from bot.actions.papers import PAPER_FADES
from bot.actions.unit import DueItem, Form, UnitOfWork
from bot.actions.votes.letters import can_wait
from bot.rules.entries import EntryState
from bot.rules.entries.facts import PhotoFailed
from bot.rules.entries.powers import (
    AgentsOffered,
    PowerDone,
    PowerEntered,
    PowerGiven,
    PowerLine,
    PowerShown,
    PowersListed,
    PowerState,
    PowerStep,
    agent_name_from,
    end_of,
    term_from,
)
from bot.rules.entries.violations import AgentNamedAlike, AgentOwnsIt, NotAnEnterer, PhotoMissing, PhotoOnItsWay, PhotoTooBig, PowerUnknown
from bot.rules.letters import Letter, LetterState
from bot.rules.residents import Actor
from bot.rules.votes.electorates import Elector
from storage.entries_powers import Power

POWERS, AGENT, TERM, PHOTO = "entries.powers", "agent", "term", "photo"
FETCH_POWER, FORGET_POWER = "entries.fetch_power", "entries.forget_power"
# Owners of one name offered as buttons; powers on one screen.
CANDIDATES, LINES_A_PAGE = 6, 6


async def read_agents(unit: UnitOfWork, *, actor: Actor, entry_id: str, received_at: datetime) -> AgentsOffered:
    """「代理人签的」: whose signature is it."""
    async with unit:
        entry, desk, elector = await own_draft(unit, actor, entry_id, received_at)
        found = await unit.powers.of_owner(entry.vote_id, entry.owner_id)
        owner = await owner_name(unit, desk.vote, entry.owner_id)
    agents = tuple((one.id, one.agent_name) for one in found if one.until is None or received_at < one.until)
    return AgentsOffered(entry.id, desk.vote.heading, names_of([elector]), owner, agents)


async def begin_power(unit: UnitOfWork, *, actor: Actor, entry_id: str, received_at: datetime, now: datetime) -> PowerShown:
    """The next words are the agent's name."""
    async with unit:
        entry, desk, elector = await own_draft(unit, actor, entry_id, received_at)
        assert actor.person_id is not None, "somebody with a role"
        power_id = await unit.powers.begin(entry, by=actor.person_id, now=now)
        await unit.schedule.plan(FORGET_POWER, power_id, now + DRAFT_KEPT, entry.compound_id)
        await _ask(unit, actor, AGENT, power_id=power_id, entry_id=entry.id, now=now)
        shown = await _shown(unit, desk, await _read(unit, power_id), elector, PowerStep.AGENT)
        await unit.commit()
    return shown


async def _ask(unit: UnitOfWork, actor: Actor, step: str, *, power_id: str, entry_id: str, now: datetime) -> None:
    await unit.forms.keep(actor.telegram_id, Form(POWERS, step, {"power": power_id, "entry": entry_id}), now)


async def _read(unit: UnitOfWork, power_id: str) -> Power:
    power = await unit.powers.power(power_id)
    if power is None:
        raise PowerUnknown
    return power


async def _own(unit: UnitOfWork, actor: Actor, power_id: str, received_at: datetime, *, held: bool = False) -> tuple[Power, Desk, Elector]:
    """A draft of whoever began it, while they may enter and the vote runs; with `held` it is read once the vote is held."""
    power = await _read(unit, power_id)
    desk = await entering_desk(unit, actor, power.vote_id, received_at, held=held) if power.entered_by == actor.person_id else None
    power = await _read(unit, power_id) if held else power
    if desk is None or power.state is not PowerState.DRAFT:
        raise PowerUnknown
    return power, desk, await elector_of(unit, desk, power.head)


def _of_form(form: Form | None) -> tuple[str, str]:
    if form is None or form.name != POWERS:
        raise PowerUnknown
    return str(form.facts["power"]), str(form.facts["entry"])


async def _shown(unit: UnitOfWork, desk: Desk, power: Power, elector: Elector, step: PowerStep, **more: Any) -> PowerShown:
    owner = await owner_name(unit, desk.vote, power.owner_id)
    values = {"on_roster": power.agent_owner_id is not None, "until": power.until, "closes_at": desk.vote.closes_at, **more}
    return PowerShown(power.id, desk.vote.heading, step, names_of([elector]), owner, power.agent_name, **values)


async def name_agent(unit: UnitOfWork, *, actor: Actor, form: Form | None, typed: str, received_at: datetime, now: datetime) -> PowerShown:
    """Where owners on the roster have this name, it is asked whether it is one of them."""
    power_id, entry_id = _of_form(form)
    name = agent_name_from(typed)
    async with unit:
        power, desk, elector = await _own(unit, actor, power_id, received_at)
        found = tuple(one for one in await unit.powers.named(power.compound_id, name, CANDIDATES) if one.owner_id != power.owner_id)
        await unit.powers.change(power.compound_id, power.id, agent_name=name, agent_owner_id=None)
        if not found:
            await _ask(unit, actor, TERM, power_id=power.id, entry_id=entry_id, now=now)
        step = PowerStep.WHICH if found else PowerStep.TERM
        shown = await _shown(unit, desk, await _read(unit, power.id), elector, step, candidates=found)
        await unit.commit()
    return shown


async def pick_agent(
    unit: UnitOfWork, *, actor: Actor, form: Form | None, power_id: str, owner_id: str, received_at: datetime, now: datetime
) -> PowerShown:
    """`owner_id` empty: none of them, somebody who is only named."""
    entry_id = _entry_of(form, power_id)
    async with unit:
        power, desk, elector = await _own(unit, actor, power_id, received_at)
        if owner_id == power.owner_id:
            raise AgentOwnsIt
        known = {one.owner_id for one in await unit.powers.named(power.compound_id, power.agent_name, CANDIDATES)}
        if owner_id and owner_id not in known:
            raise PowerUnknown
        capped = desk.vote.terms is not None and desk.vote.terms.proxy_cap is not None
        if capped and await unit.powers.namesakes(power.vote_id, power.agent_name, named=bool(owner_id)):
            raise AgentNamedAlike(name=power.agent_name)
        await unit.powers.change(power.compound_id, power.id, agent_owner_id=owner_id or None)
        await _ask(unit, actor, TERM, power_id=power.id, entry_id=entry_id, now=now)
        shown = await _shown(unit, desk, await _read(unit, power.id), elector, PowerStep.TERM)
        await unit.commit()
    return shown


def _entry_of(form: Form | None, power_id: str) -> str:
    """The ballot that it was begun from; empty once that form has gone."""
    return str(form.facts["entry"]) if form is not None and form.name == POWERS and form.facts["power"] == power_id else ""


async def set_term(
    unit: UnitOfWork,
    *,
    actor: Actor,
    form: Form | None,
    power_id: str,
    typed: str | None,
    today: date,
    zone: tzinfo,
    received_at: datetime,
    now: datetime,
) -> PowerShown:
    """`typed` None: until the close, by button; nothing else says that, a photo that comes early neither. The photo is asked for next."""
    until = None if typed is None else end_of(term_from(typed, today), zone)
    wanted = power_id or _of_form(form)[0]
    async with unit:
        power, desk, elector = await _own(unit, actor, wanted, received_at)
        if not power.agent_name:
            raise PowerUnknown
        await unit.powers.change(power.compound_id, power.id, until=until)
        await _ask(unit, actor, PHOTO, power_id=power.id, entry_id=_entry_of(form, power.id), now=now)
        shown = await _shown(unit, desk, await _read(unit, power.id), elector, PowerStep.PHOTO)
        await unit.commit()
    return shown


async def send_power_photo(
    unit: UnitOfWork, *, actor: Actor, form: Form | None, file_id: str, size: int, received_at: datetime, now: datetime
) -> PowerShown:
    power_id, _ = _of_form(form)
    if size > LARGEST_PHOTO:
        raise PhotoTooBig(size=size, most=LARGEST_PHOTO)
    async with unit:
        power, desk, elector = await _own(unit, actor, power_id, received_at)
        await unit.powers.change(power.compound_id, power.id, photo_file_id=file_id, photo_sha256=None)
        arguments: dict[str, Any] = {"power": power.id, "file_id": file_id}
        await unit.jobs.queue(FETCH_POWER, arguments, now, compound_id=power.compound_id, chat_id=actor.telegram_id)
        shown = await _shown(unit, desk, power, elector, PowerStep.CONFIRM)
        await unit.commit()
    return shown


async def read_wanted(unit: UnitOfWork, *, actor: Actor, form: Form | None, received_at: datetime) -> PowerShown:
    """Something else was sent than what is asked for: the question once more."""
    power_id, _ = _of_form(form)
    assert form is not None, "it was just read"
    async with unit:
        power, desk, elector = await _own(unit, actor, power_id, received_at)
        return await _shown(unit, desk, power, elector, PowerStep(form.step))


async def power_fetched(
    unit: UnitOfWork, *, power_id: str, file_id: str, sha256: str | None, telegram_id: int | None, now: datetime
) -> bool:
    """False: the photo belongs to no power."""
    async with unit:
        power = await unit.powers.power(power_id)
        if power is None or power.state is not PowerState.DRAFT or power.photo_file_id != file_id:
            return sha256 is not None and await photo_is_used(unit, sha256)
        values = {"photo_sha256": sha256} if sha256 is not None else {"photo_file_id": None}
        await unit.powers.change(power.compound_id, power.id, **values)
        if sha256 is None and telegram_id is not None:
            vote = await unit.votes.vote(power.vote_id)
            assert vote is not None, "a power of a vote that there is"
            elector = (await unit.electorates.frozen(vote.id, [power.head])).elector(power.head)
            facts = PhotoFailed("", vote.heading, names_of([elector]))
            await unit.outbox.put(Letter(f"power-photo:{power.id}:{file_id}"[:120], telegram_id, "entries.photo_failed", facts), now)
        await unit.commit()
    return True


async def register(unit: UnitOfWork, *, actor: Actor, form: Form | None, power_id: str, received_at: datetime, now: datetime) -> PowerDone:
    """「登记」: the owner and the agent are told, where they are bound; the ballot that is being entered is the agent's."""
    async with unit:
        done = await _registered(unit, actor, power_id)
        if done is not None:
            return done
        power, desk, elector = await _own(unit, actor, power_id, received_at, held=True)
        if power.photo_file_id is None:
            raise PhotoMissing
        if power.photo_sha256 is None:
            raise PhotoOnItsWay
        # One agent at a time: a newer paper takes the place of an older one.
        for older in await unit.powers.of_owner(power.vote_id, power.owner_id):
            await unit.powers.change(older.compound_id, older.id, state=PowerState.WITHDRAWN, ended_by=actor.person_id, ended_at=now)
            await _tell_agent_over(unit, desk, older, elector, rings=older.agent != power.agent, now=now)
        await unit.powers.change(power.compound_id, power.id, state=PowerState.STANDING)
        entry_id = _entry_of(form, power.id)
        if entry_id and (entry := await unit.entries.entry(entry_id)) is not None and entry.state is EntryState.DRAFT:
            await unit.entries.change(entry.compound_id, entry.id, power_id=power.id)
        done = await _tell(unit, actor, desk, power, elector, state=PowerState.STANDING, now=now)
        await unit.forms.clear(actor.telegram_id)
        await unit.commit()
    return PowerDone(done.heading, done.state, done.homes, done.owner, done.agent, done.by_chat, entry_id)


async def _registered(unit: UnitOfWork, actor: Actor, power_id: str) -> PowerDone | None:
    """A second press finds what the first one did."""
    power = await _read(unit, power_id)
    if power.state is not PowerState.STANDING or power.entered_by != actor.person_id:
        return None
    desk = await desk_of(unit, actor, power.vote_id)
    homes = names_of([(await unit.electorates.frozen(power.vote_id, [power.head])).elector(power.head)])
    owner = await owner_name(unit, desk.vote, power.owner_id)
    drafts = [one for one in await unit.entries.shown(power.compound_id, power.vote_id) if one.power_id == power.id]
    mine = [one.id for one in drafts if one.state is EntryState.DRAFT and one.entered_by == actor.person_id]
    agents = [] if power.agent_owner_id is None else await unit.electorates.accounts_of_owners([power.agent_owner_id])
    return PowerDone(desk.vote.heading, power.state, homes, owner, power.agent_name, bool(agents), mine[0] if mine else "")


async def _tell(
    unit: UnitOfWork, actor: Actor, desk: Desk, power: Power, elector: Elector, *, state: PowerState, now: datetime
) -> PowerDone:
    vote, homes = desk.vote, names_of([elector])
    owner = await owner_name(unit, vote, power.owner_id)
    over = state is PowerState.WITHDRAWN
    told = PowerEntered(vote.heading, homes, power.agent_name, office_of(actor, desk.compound)[0], power.until, vote.closes_at, over)
    key, waits = f"power:{power.id}:{state}", can_wait(vote, now)
    letters = [
        Letter(f"{key}:{one}", one, "entries.power_entered", told, night_waits=waits)
        for _, one in await unit.electorates.accounts_of_owners([power.owner_id])
    ]
    agents = [] if power.agent_owner_id is None else await unit.electorates.accounts_of_owners([power.agent_owner_id])
    if not over:
        given = PowerGiven(power.id, vote.heading, homes, owner, power.until, vote.closes_at)
        letters += [given_letter(f"{key}:agent:{one}", power, one, given, waits=waits) for _, one in agents]
    await unit.mailing.put_all(letters, now)
    if over:
        await _tell_agent_over(unit, desk, power, elector, rings=True, now=now)
    return PowerDone(vote.heading, state, homes, owner, power.agent_name, bool(agents))


async def _tell_agent_over(unit: UnitOfWork, desk: Desk, power: Power, elector: Elector, *, rings: bool, now: datetime) -> None:
    """The agent's buttons go, by night too. Without `rings` that is all: the same agent has the newer paper's."""
    agents = [] if power.agent_owner_id is None else await unit.electorates.accounts_of_owners([power.agent_owner_id])
    owner = await owner_name(unit, desk.vote, power.owner_id)
    facts = PowerGiven(power.id, desk.vote.heading, names_of([elector]), owner, power.until, desk.vote.closes_at, over=True)
    keys = {given_key(power, account): account for _, account in agents}
    # What still waits for the morning is not sent any more: nobody is told of the end of what they never heard of.
    heard = await unit.outbox.heard(list(keys)) if keys else set[str]()
    # After a change of scheme none has buttons until the newest arrives: what stands, with another key, says that it is void.
    newest = await unit.outbox.newest(heard) if heard else {}
    under_way = {key for key, letter in newest.items() if letter.state is LetterState.LEASED}
    asked = {*await unit.ballots.living(sorted(heard)), *under_way} if heard else set[str]()
    letters = [Letter(f"{key}:over", keys[key], GIVEN, facts, coalesce_key=key, live_key=key) for key in sorted(asked)]
    if rings:
        waits = can_wait(desk.vote, now)
        letters += [Letter(f"power-over:{power.id}:{keys[key]}", keys[key], GIVEN, facts, night_waits=waits) for key in sorted(heard)]
    await unit.mailing.put_all(letters, now)


async def drop_power(unit: UnitOfWork, *, actor: Actor, power_id: str, now: datetime) -> PowerDone:
    """Not registered after all; its photo goes."""
    async with unit:
        power = await _read(unit, power_id)
        if power.state is not PowerState.DRAFT or power.entered_by != actor.person_id:
            raise PowerUnknown
        await unit.powers.change(power.compound_id, power.id, state=PowerState.DROPPED, ended_by=actor.person_id, ended_at=now)
        await _fade(unit, power, now)
        vote = await unit.votes.vote(power.vote_id)
        assert vote is not None, "a power of a vote that there is"
        elector = (await unit.electorates.frozen(vote.id, [power.head])).elector(power.head)
        owner = await owner_name(unit, vote, power.owner_id)
        await unit.forms.clear(actor.telegram_id)
        await unit.commit()
    return PowerDone(vote.heading, PowerState.DROPPED, names_of([elector]), owner, power.agent_name, by_chat=False)


async def end_draft(unit: UnitOfWork, power_id: str, telegram_id: int, now: datetime) -> None:
    """One that is being filled in by this account. Inside a unit that was entered."""
    power = await unit.powers.power(power_id)
    if power is None or power.state is not PowerState.DRAFT or await unit.residents.account(power.entered_by) != telegram_id:
        return
    await unit.powers.change(power.compound_id, power.id, state=PowerState.DROPPED, ended_by=power.entered_by, ended_at=now)
    await _fade(unit, power, now)


async def _fade(unit: UnitOfWork, power: Power, now: datetime) -> None:
    """The photo of one that came to nothing goes."""
    sha = power.photo_sha256
    if sha is not None and not await photo_is_used(unit, sha, power=power.id):
        await unit.schedule.plan(PAPER_FADES, sha, now)


async def forget_power_due(unit: UnitOfWork, item: DueItem, now: datetime) -> None:
    """A day later: one that was left half filled in is none."""
    async with unit:
        if not await unit.schedule.finish(item.id, now):
            return
        power = await unit.powers.power(item.target)
        if power is not None and power.state is PowerState.DRAFT:
            await unit.powers.change(power.compound_id, power.id, state=PowerState.DROPPED, ended_at=now)
            await _fade(unit, power, now)
        await unit.commit()


async def list_powers(unit: UnitOfWork, *, actor: Actor, vote_id: str, page: int) -> PowersListed:
    async with unit:
        desk = await desk_of(unit, actor, vote_id)
        if not desk.may_enter:
            raise NotAnEnterer
        page, heads = max(page, 0), await heads_entered(unit, desk)
        found, total = await unit.powers.standing(desk.vote.compound_id, vote_id, heads, limit=LINES_A_PAGE, offset=page * LINES_A_PAGE)
        lines = []
        for one in found:
            elector = (await unit.electorates.frozen(vote_id, [one.head])).elector(one.head)
            lines.append(PowerLine(one.id, names_of([elector]), await owner_name(unit, desk.vote, one.owner_id), one.agent_name, one.until))
    cap = desk.vote.terms.proxy_cap if desk.vote.terms else None
    return PowersListed(desk.vote.heading, tuple(lines), total, page, max(1, -(-total // LINES_A_PAGE)), cap)


async def withdraw(unit: UnitOfWork, *, actor: Actor, power_id: str, received_at: datetime, now: datetime) -> PowerDone:
    """From now on the agent casts nothing; what was cast stays, and the owner's own ballot beats it at any time."""
    async with unit:
        power = await _read(unit, power_id)
        desk = await entering_desk(unit, actor, power.vote_id, received_at, held=True)
        elector = await elector_of(unit, desk, power.head)
        if power.state is not PowerState.STANDING:
            raise PowerUnknown
        await unit.powers.change(power.compound_id, power.id, state=PowerState.WITHDRAWN, ended_by=actor.person_id, ended_at=now)
        done = await _tell(unit, actor, desk, power, elector, state=PowerState.WITHDRAWN, now=now)
        await unit.commit()
    return done
