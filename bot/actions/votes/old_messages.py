"""A private message that was pressed: whether what it shows is still true."""

from bot.actions.ballots.rewording import receipt_key
from bot.actions.unit import UnitOfWork
from bot.rules.votes.facts import Receipt, Reminder, VoteCard
from bot.rules.votes.receipts import Old
from storage.base import decode

# Letters that ask for a choice until a time, and what they carry.
ASKING = {"votes.private_card": VoteCard, "votes.reminder": Reminder}


async def read_old(unit: UnitOfWork, *, chat_id: int, message_id: int, receipt: Receipt) -> Old | None:
    """What is old about the private message that was just pressed; None where it is true, or not a letter of ours."""
    key = receipt_key(receipt.heading.vote_id, chat_id)
    async with unit:
        living = await unit.chats.live_at(chat_id, message_id)
        if living is not None and living.live_key == key:
            stood = receipt.repeated and await unit.votes.is_extended_since(receipt.heading.vote_id, receipt.received_at)
            return Old.RECEIPT if stood else None
        letter = await unit.outbox.letter_at(chat_id, message_id)
        if letter is not None and letter.card == "votes.reminder":
            # 「您家还没点」 is true no more.
            return Old.QUESTION
        if letter is not None and letter.card in ASKING:
            return Old.QUESTION if letter.facts and decode(letter.facts, ASKING[letter.card]).closes_at != receipt.closes_at else None
        if letter is None and living is None and not await unit.outbox.maybe_twice([key]):
            # A screen, such as the vote's own: it says what stood before this press.
            return Old.QUESTION
        unknown = living is None and letter is None and await _may_be_unknown(unit, key, message_id, receipt)
    return Old.UNKNOWN if unknown else None


async def _may_be_unknown(unit: UnitOfWork, key: str, message_id: int, receipt: Receipt) -> bool:
    """A receipt was sent twice before, its answer lost, and the one that holds is below, or comes."""
    unsure = await unit.outbox.maybe_twice([key])
    if key not in unsure:
        return False
    known, living = unsure[key], await unit.chats.live(key)
    return (known is None or message_id < known) and (not receipt.repeated or (living is not None and message_id < living.message_id))
