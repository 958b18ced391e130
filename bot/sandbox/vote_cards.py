"""Which message is the card of an open vote: told by its buttons alone, for that is all that left the bot."""

from typing import TYPE_CHECKING

from bot.sandbox.chats import Message

if TYPE_CHECKING:
    from bot.sandbox.world import World

# What stands behind a vote's buttons: `vc:<vote>:<choice>`, with the number of its scheme before these once that was changed
# (handlers/votes/callbacks.py, VoteCast; a test holds the two together).
PREFIX = "vc"
# The first buttons of a vote card: agree, against, abstain.
CHOICES = 3


def vote_of(data: str | None) -> str | None:
    """The vote that a button with this data casts a ballot in; of another scheme it is another question, which all are asked again."""
    prefix, _, rest = (data or "").partition(":")
    vote, _, choice = rest.rpartition(":")
    return vote if prefix == PREFIX and vote and choice else None


def vote_on(message: Message) -> str | None:
    """A result, a list, a question have buttons, too, but none to vote with."""
    buttons = [button for row in message.keyboard for button in row][:CHOICES]
    found = {vote_of(button.data) for button in buttons}
    return found.pop() if len(buttons) == CHOICES and len(found) == 1 else None


def open_card(world: "World") -> Message | None:
    """The newest one that can be voted on in the neighbours' group; where the bot is out, no tap arrives."""
    group = next(iter(world.groups()), None)
    if group is None or not world.bot_in(group.id):
        return None
    return next((one for one in reversed(world.state.messages[group.id].values()) if vote_on(one) is not None), None)


def open_vote(world: "World") -> str | None:
    """Its id."""
    card = open_card(world)
    asked = None if card is None else vote_on(card)
    return None if asked is None else asked.rpartition(":")[2]
