"""Those who sort hear of new opinions: at once, but once a day; the rest is in the morning's letter and in the menu."""

from datetime import datetime

from bot.actions.opinions.common import compound_named
from bot.actions.residents.common import deciders, tell
from bot.actions.unit import UnitOfWork
from bot.rules.groups import EVENING_ZONE
from bot.rules.opinions.facts import OpinionsWait
from bot.rules.residents import Actor
from bot.rules.residents.deciding import Level
from storage.opinions.records import Opinion

SORTERS = (Level.COMPOUND_CHIEF, Level.STAFF)


async def tell_sorters(unit: UnitOfWork, opinion: Opinion, author: Actor, now: datetime) -> None:
    """The chief, or staff where letters reach none: never its author."""
    place = await unit.compounds.place(opinion.compound_id)
    assert place is not None, "an opinion of a compound that there is"
    _, holders = await deciders(unit, place, SORTERS, author.telegram_id)
    facts = OpinionsWait((await compound_named(unit, opinion.compound_id)).name, opinion.category)
    key = f"opinions-wait:{opinion.compound_id}:{now.astimezone(EVENING_ZONE):%Y-%m-%d}"
    for telegram_id in holders:
        await tell(unit, telegram_id, key=key, card="opinions.opinions_wait", facts=facts, now=now)
