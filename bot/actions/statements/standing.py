"""What letters about statements say when they leave: the night may have held them."""

from bot.actions.unit import UnitOfWork
from bot.rules.statements import StatementState
from bot.rules.statements.facts import StatementsWait
from storage.base import decode
from storage.outbox import StoredLetter


async def waits_still(unit: UnitOfWork, letter: StoredLetter) -> bool:
    """Not once all are looked at, or taken back by their authors."""
    topic = await unit.topics.topic(decode(letter.facts, StatementsWait).topic_id)
    reader = await unit.residents.person(letter.chat_id)
    waiting = await unit.statements.of_topic(topic, (StatementState.WAITING,)) if topic is not None else []
    return any(one.person_id is None or one.person_id != reader for one in waiting)


CONDITIONS = {"statements.statements_wait": waits_still}
