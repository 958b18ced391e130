"""What people say and send about opinions: in private while a question waits, in a group as an answer or by a command."""

from aiogram.filters import BaseFilter
from aiogram.types import Message

from bot.actions.opinions.grouped import read_invites
from handlers.context import Context
from handlers.forms import gets_out, is_private, kind_of

# How the compound is written in a link: `o_<compound>` to say something, `d_<compound>` to read the list.
OPINION_LINK, LIST_LINK = "o_", "d_"
GROUP_TYPES = frozenset({"group", "supergroup"})
COMMAND = "/opinion"


def said_after_command(text: str) -> str:
    """What follows the command, on its line or on the next ones; nothing where the button's words were typed."""
    return text.partition(text.split(maxsplit=1)[0])[2].strip() if text.startswith("/") else ""


class SomethingElse(BaseFilter):
    """Words at a button, a voice, a file: no command, and nothing that leads out."""

    async def __call__(self, message: Message) -> bool | dict[str, bool]:
        text = message.text or ""
        if not is_private(message) or text.startswith("/") or gets_out(text) or not (text or kind_of(message)):
            return False
        return {"typed": bool(text)}


class SaidInGroup(BaseFilter):
    """`/opinion` with or without words, or an answer to a message of ours that invites one; under a photo, too."""

    async def __call__(self, message: Message, context: Context) -> bool | dict[str, str]:
        if message.chat.type not in GROUP_TYPES:
            return False
        said = message.text or message.caption or ""
        if said.startswith("/"):
            command = said.split(maxsplit=1)[0].partition("@")[0].lower()
            return {"words": said_after_command(said)} if command == COMMAND else False
        answered = message.reply_to_message
        if answered is None or answered.from_user is None or answered.from_user.id != context.facts.bot_id:
            return False
        invites = await read_invites(context.read(), chat_id=message.chat.id, message_id=answered.message_id)
        return {"words": said} if invites else False
