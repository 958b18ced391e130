"""What letters about opinions say when they leave: the night may have held them."""

from dataclasses import replace

from bot.actions.unit import UnitOfWork
from bot.rules.letters import Reworded
from bot.rules.opinions.facts import OpinionsWait
from storage.base import decode
from storage.outbox import StoredLetter


async def waits_still(unit: UnitOfWork, letter: StoredLetter) -> bool | Reworded:
    """Of the oldest that waits by then: those it was written of may be sorted, or taken back by their authors."""
    reader = await unit.residents.person(letter.chat_id)
    # opinions-wait:compound:day
    waiting = await unit.opinions.page_new([letter.key.split(":")[1]], reader or "", limit=1, offset=0)
    return Reworded(replace(decode(letter.facts, OpinionsWait), category=waiting[0].category)) if waiting else False


CONDITIONS = {"opinions.opinions_wait": waits_still}
