"""What a private message is: a start link, a command, a code, a home, words."""

from aiogram.filters import BaseFilter
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message

from bot.actions.residents import read_is_code
from bot.rules.residents import BindingState, read_code
from bot.rules.rosters import find_home, names_a_building, said_home, without_saying
from handlers.context import Context
from handlers.forms import is_private

OWN_FORMS = "residents."
# 「我家住在和平小区3栋2单元0301室」 and no more: a longer sentence speaks of something else.
LONGEST_ADDRESS = 24


def message_of(query: CallbackQuery) -> int | None:
    """The private message that was pressed; a message of a group has no place in the private chat."""
    if query.message is None or query.message.chat.type != "private":
        return None
    return query.message.message_id


class Started(BaseFilter):
    """`/start` with a payload that begins so; `payload` is what follows. An empty prefix takes every other start."""

    def __init__(self, prefix: str = "") -> None:
        self._prefix = prefix

    async def __call__(self, message: Message) -> bool | dict[str, str]:
        command, _, payload = (message.text or "").partition(" ")
        if not is_private(message) or command.lower() != "/start" or not payload.strip().startswith(self._prefix):
            return False
        return {"payload": payload.strip().removeprefix(self._prefix)}


class TypedCode(BaseFilter):
    """A code copied from a slip by hand, whatever else is open: it is a secret, and no answer to another question.

    Where another feature waits for words, only one that there is: a title may look like a code.
    """

    async def __call__(self, message: Message, context: Context) -> bool | dict[str, str]:
        code = read_code(message.text or "") if is_private(message) else None
        if code is None:
            return False
        elsewhere = context.form is not None and not context.form.name.startswith(OWN_FORMS)
        return {"code": code} if not elsewhere or await read_is_code(context.read(), code=code) else False


class TypedHome(BaseFilter):
    """A home typed instead of pressed, by somebody who is looking for theirs."""

    async def __call__(self, message: Message, context: Context) -> bool | dict[str, str]:
        looking = (
            context.form.name == f"{OWN_FORMS}finding"
            if context.form is not None
            # somebody without any home may type it at once; staff speak of homes that are not theirs
            else not context.actor.is_staff and not any(one.state is not BindingState.ENDED for one in context.actor.bindings)
        )
        text = message.text or ""
        if not is_private(message) or not looking or len(text) > LONGEST_ADDRESS or text.startswith("/"):
            return False
        names_it = find_home(text) is not None or said_home(text) is not None
        # 「3栋」 alone only while it is asked for, within the compound that is chosen.
        within = context.form is not None and context.form.facts.get("compound")
        return {"typed": text} if names_it or (within and names_a_building(without_saying(text))) else False


class Words(BaseFilter):
    """Commands work at any time, also in the middle of a form."""

    async def __call__(self, message: Message) -> bool | dict[str, str]:
        text = message.text or ""
        return {"words": text} if is_private(message) and text and not text.startswith("/") else False


class Private(BaseFilter):
    async def __call__(self, message: Message) -> bool:
        return is_private(message)


class PrivateMembership(BaseFilter):
    """The bot was blocked in a private chat, or let in again."""

    async def __call__(self, event: ChatMemberUpdated) -> bool:
        return event.chat.type == "private"
