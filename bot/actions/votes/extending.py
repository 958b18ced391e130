"""Telling an extension in private: whoever has the card reads of it, a card that waits names the new time, and whoever has none gets one.

An outage took the cards back that waited then; others were too late, or could not be delivered.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.actions.unit import UnitOfWork
from bot.actions.votes.latest import extension_cause, latest
from bot.actions.votes.letters import private_key
from bot.actions.votes.opening import OPENED, of_scheme, private_facts, private_letter
from bot.actions.votes.telling import TELL, News, go_on, told_letter
from storage.votes.records import Vote

# How the cause of its steps ends when nothing of it can wait for the morning.
TONIGHT = "-tonight"


@dataclass(frozen=True, slots=True)
class Extension:
    """`vote` as it is now. `waits`: by night what is told of it waits for the morning; not where the vote is over by then."""

    vote: Vote
    news: News
    waits: bool

    @property
    def steps(self) -> str:
        """What its steps are told by."""
        return self.news.cause if self.waits else f"{self.news.cause}{TONIGHT}"


async def extension_of(unit: UnitOfWork, vote: Vote, steps: str) -> Extension | None:
    """None when something newer is true of the vote."""
    news = await latest(unit, vote)
    if news is None or news.cause != steps.removesuffix(TONIGHT):
        return None
    return Extension(vote, news, waits=not steps.endswith(TONIGHT))


async def stop_opening(unit: UnitOfWork, vote: Vote) -> None:
    """Cards that were still to be written come with the news of the extension, which goes to everybody from the first on."""
    for target in await unit.schedule.under_way(TELL, f"{vote.id}:{OPENED}"):
        await unit.schedule.cancel(target, TELL)


async def tell_extended(unit: UnitOfWork, extension: Extension, addresses: Sequence[int], now: datetime) -> None:
    """Some of those whom it concerns. Inside a unit that was entered, the vote held."""
    vote, news, waits = extension.vote, extension.news, extension.waits
    card = await private_facts(unit, vote, now)
    endings = ["", *(f":{extension_cause(moment)}" for moment in await unit.tellings.extended_to(vote.id))]
    prefix = private_key(vote.id)
    keys = [f"{prefix}{telegram_id}{of_scheme(vote)}{ending}" for telegram_id in addresses for ending in endings]
    waiting = await unit.outbox.renew(keys, card, expires_at=vote.closes_at, night_waits=waits)
    # Looked at after that: what was just being delivered is settled by then.
    living = {one.chat_id for one in (await unit.ballots.living([f"{prefix}{telegram_id}" for telegram_id in addresses])).values()}
    letters = [told_letter(vote, telegram_id, news, night_waits=waits) for telegram_id in addresses if telegram_id in living]
    without = [telegram_id for telegram_id in addresses if telegram_id not in living | waiting]
    anew = [private_letter(vote, card, telegram_id, night_waits=waits) for telegram_id in without]
    letters += [replace(letter, key=f"{letter.key}:{news.cause}") for letter in anew]
    await unit.mailing.put_all(letters, now)
    await go_on(unit, vote, extension.steps, addresses, now)
