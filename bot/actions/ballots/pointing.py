"""What the owners of one head are told of it is true until the next word of the same: the older letter then points to the newer."""

from collections.abc import Mapping

from bot.actions.unit import UnitOfWork
from bot.rules.letters import Letter
from bot.rules.votes.facts import CardMoved, Heading


def told_key(vote_id: str, head: int, telegram_id: int) -> str:
    """One for whatever they are told of that head: that its owners differ or agree again, who speaks for it, that nobody does."""
    return f"differ:{vote_id}:{head}:{telegram_id}"


async def with_pointers(unit: UnitOfWork, letters: Mapping[str, Letter], headings: Mapping[str, Heading]) -> list[Letter]:
    """`letters` by their `told_key`, which is their live key, and before them what edits the older ones that stand."""
    living = await unit.ballots.living(list(letters)) if letters else {}
    renamed = {key: f"{key}:{message.message_id}" for key, message in living.items()}
    await unit.ballots.rename_living(renamed)
    moved = [
        Letter(
            f"{renamed[key]}:moved",
            message.chat_id,
            "votes.card_moved",
            CardMoved(headings[key]),
            live_key=renamed[key],
            # 「最新的一张在下面」 is true once that is there.
            night_waits=letters[key].night_waits,
        )
        for key, message in living.items()
    ]
    return [*moved, *letters.values()]
