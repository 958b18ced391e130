"""Words in a group: the payload that came with the bot, commands, and speakers without a face."""

from aiogram import Router
from aiogram.filters import BaseFilter
from aiogram.types import Message

from bot.actions import groups as actions
from bot.rules.groups import is_nobody
from handlers.context import Context
from handlers.groups.router.membership import GROUP_TYPES

# Commands that bring the group's card; whatever else begins with a slash belongs to other features or other bots.
LANGUAGE = "/language"
CARD_COMMANDS = frozenset({"/start", "/menu", "/help", LANGUAGE, "/mydata"})


def _command(message: Message) -> tuple[str, str]:
    """(command without the addressee, the rest); empty when the words are no command."""
    text = message.text or ""
    if not text.startswith("/"):
        return "", ""
    word, _, rest = text.partition(" ")
    return word.partition("@")[0].lower(), rest.strip()


class PlaceProposed(BaseFilter):
    """`/start g_<place>`: the app sends it by itself after 「把我加进群」, even for an anonymous admin."""

    async def __call__(self, message: Message) -> bool | dict[str, str]:
        command, payload = _command(message)
        if message.chat.type not in GROUP_TYPES or command != "/start" or not payload.startswith("g_"):
            return False
        return {"place_id": payload.removeprefix("g_")}


class CardWanted(BaseFilter):
    async def __call__(self, message: Message) -> bool:
        return message.chat.type in GROUP_TYPES and _command(message)[0] in CARD_COMMANDS


class SaidByNobody(BaseFilter):
    """Words to the bot behind which no person can be found: an anonymous admin, a channel."""

    async def __call__(self, message: Message) -> bool:
        if message.chat.type not in GROUP_TYPES or message.is_automatic_forward:
            return False
        return message.sender_chat is not None or (message.from_user is not None and is_nobody(message.from_user.id))


async def place_proposed(message: Message, context: Context, place_id: str) -> None:
    await actions.propose_place(
        context.uow(),
        chat_id=message.chat.id,
        title=message.chat.title or "",
        place_id=place_id,
        bot_username=context.facts.bot_username,
        now=context.now(),
    )


async def card_wanted(message: Message, context: Context) -> None:
    await actions.ask_for_card(
        context.uow(),
        chat_id=message.chat.id,
        title=message.chat.title or "",
        # Answers to a message have a thread as well; only of a forum's topic the platform says that it is one.
        thread_id=message.message_thread_id if message.is_topic_message else None,
        telegram_id=context.actor.telegram_id,
        language=context.language,
        group_language=context.facts.default_language,
        bot_username=context.facts.bot_username,
        now=context.now(),
        asks_language=_command(message)[0] == LANGUAGE,
    )


async def nobody_spoke(message: Message, context: Context) -> None:
    await actions.note_nobody(context.uow(), chat_id=message.chat.id, now=context.now())


def register(router: Router) -> None:
    router.message.register(place_proposed, PlaceProposed())
    router.message.register(card_wanted, CardWanted())
    router.message.register(nobody_spoke, SaidByNobody())
