"""What a bound agent is sent of a written power: one message with buttons, which says what is so while the vote goes on (R11)."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from bot.actions.ballots.receipts import names_of
from bot.actions.unit import UnitOfWork
from bot.actions.votes.letters import can_wait
from bot.rules.entries.powers import PowerGiven, has_ended
from bot.rules.letters import Letter, LetterState
from bot.rules.votes.ballots import Channel
from bot.rules.votes.facts import VoteState
from storage.base import decode
from storage.entries_powers import Power
from storage.residents.homes import Member
from storage.votes.records import Vote

GIVEN = "entries.power_given"


def given_prefix(vote_id: str) -> str:
    """How the keys of the living messages with agents' buttons begin."""
    return f"power-given:{vote_id}:"


def given_key(power: Power, account: int) -> str:
    return f"{given_prefix(power.vote_id)}{power.id}:{account}"


def given_letter(key: str, power: Power, account: int, given: PowerGiven, *, waits: bool) -> Letter:
    live = given_key(power, account)
    return Letter(key, account, GIVEN, given, coalesce_key=live, live_key=live, night_waits=waits)


async def ask_agents_again(unit: UnitOfWork, vote: Vote, addresses: Collection[int], now: datetime) -> list[Letter]:
    """Another scheme is asked about: a power holds, and what was cast by it is void (R15). `vote` as it is since then."""
    standing = [one for one in await unit.powers.of_bound(vote.compound_id, vote.id) if not has_ended(one.until, now)]
    agents = sorted({one.agent_owner_id for one in standing if one.agent_owner_id is not None})
    accounts = [one for one in await unit.electorates.accounts_of_owners(agents) if one[1] in addresses] if agents else []
    asked = [(power, account) for power in standing for agent, account in accounts if agent == power.agent_owner_id]
    if not asked:
        return []
    electorate = await unit.electorates.frozen(vote.id, {power.head for power, _ in asked})
    names = await unit.electorates.owner_names(vote.compound_id, sorted({power.owner_id for power, _ in asked}))
    letters = []
    for power, account in asked:
        about = (power.id, vote.heading, names_of([electorate.elector(power.head)]), names.get(power.owner_id, ""))
        given = PowerGiven(*about, power.until, vote.closes_at, reason=vote.scheme_reason or "")
        key = f"power:{power.id}:again-{vote.scheme_version}:{account}"
        letters.append(given_letter(key, power, account, given, waits=can_wait(vote, now)))
    return letters


async def other_accounts(unit: UnitOfWork, power: Power, given: PowerGiven, *, but: int) -> list[Letter]:
    """Where the agent has several accounts, each with the buttons: all of them say what stands now, by night too. `but`: who tapped."""
    accounts = await unit.electorates.accounts_of_owners([power.agent_owner_id] if power.agent_owner_id is not None else [])
    keys = {given_key(power, account): account for _, account in accounts if account != but}
    living = await unit.ballots.living(list(keys)) if keys else {}
    return [given_letter(f"{key}:{given.code}", power, keys[key], given, waits=False) for key in living]


async def agent_left(unit: UnitOfWork, member: Member, now: datetime) -> None:
    """Whose binding has just ended: unless another home keeps them registered as this owner, what has their buttons says so."""
    account, agent = member.telegram_id, member.owner_id
    powers = await unit.powers.standing_of(member.compound_id, agent) if account is not None and agent is not None else []
    if account is None or agent is None or not powers or await is_registered(unit, agent, account):
        return
    votes = {power.vote_id: await unit.votes.vote(power.vote_id) for power in powers}
    is_open = {vote_id for vote_id, vote in votes.items() if vote is not None and vote.state is VoteState.OPEN}
    keys = [given_key(power, account) for power in powers if power.vote_id in is_open]
    newest = await unit.outbox.newest(keys)
    living = await unit.ballots.living(keys)
    told = {key: decode(letter.facts, PowerGiven) for key, letter in newest.items() if key in living or letter.state is LetterState.LEASED}
    letters = [
        Letter(f"{key}:left:{member.binding_id}", account, GIVEN, replace(said, over=True, left=True), coalesce_key=key, live_key=key)
        for key, said in told.items()
        if not said.over
    ]
    await unit.mailing.put_all(letters, now)


async def is_registered(unit: UnitOfWork, owner_id: str, account: int) -> bool:
    """As this owner on the roster, at whatever home."""
    return account in {one for _, one in await unit.electorates.accounts_of_owners([owner_id])}


async def given_now(unit: UnitOfWork, vote: Vote, facts: PowerGiven) -> PowerGiven:
    """With the present closing time, and what this agent cast under it and still stands."""
    power = await unit.powers.power(facts.power_id)
    now = replace(facts, heading=vote.heading, closes_at=vote.closes_at)
    if power is None:
        return now
    book = (await unit.ballots.books(vote.id, [power.head]))[power.head]
    stand = book.stand(power.owner_id, Channel.CHAT, by_proxy=True)
    cast = await unit.ballots.agents_of(vote.id, power.head, power.owner_id) if stand is not None else {}
    if stand is None or stand.former.choice is None or cast.get(stand.receipt) != power.agent:
        return now
    return replace(now, chosen=stand.former.choice, code=stand.receipt)
