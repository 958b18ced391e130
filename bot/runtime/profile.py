"""What the bot tells the platform about itself: commands by scope and language, descriptions, the menu button."""

from aiogram import Bot
from aiogram.methods import GetMyCommands, SetChatMenuButton, SetMyCommands, SetMyDescription, SetMyShortDescription
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    MenuButtonCommands,
)

from bot.rules.ports import LANGUAGES, Language
from messages import starts as texts
from messages.starts.labels import COMMANDS, GROUP_COMMANDS


async def publish_profile(bot: Bot, default: Language) -> int:
    """How many lists of commands were not right yet; TelegramAPIError when the platform does not take it.

    Every text is set for Chinese and English and, without a language code, for everybody else.
    """
    spoken: list[tuple[str | None, Language]] = [(None, default), *((one, one) for one in LANGUAGES)]
    changed = 0
    for code, language in spoken:
        changed += await _publish_commands(bot, BotCommandScopeAllPrivateChats(), code, _commands(tuple(COMMANDS), language))
        changed += await _publish_commands(bot, BotCommandScopeAllGroupChats(), code, _commands(GROUP_COMMANDS, language))
    if changed:
        # The rest goes with the commands: asking first would cost as many calls as it saves.
        await _publish_descriptions(bot, spoken)
    return changed


async def _publish_descriptions(bot: Bot, spoken: list[tuple[str | None, Language]]) -> None:
    for code, language in spoken:
        await bot(SetMyDescription(description=texts.bot_description(language), language_code=code))
        await bot(SetMyShortDescription(short_description=texts.bot_short_description(language), language_code=code))
    await bot(SetChatMenuButton(menu_button=MenuButtonCommands()))


def _commands(names: tuple[str, ...], language: Language) -> list[BotCommand]:
    return [BotCommand(command=name, description=COMMANDS[name][language]) for name in names]


async def _publish_commands(
    bot: Bot, scope: BotCommandScopeAllPrivateChats | BotCommandScopeAllGroupChats, code: str | None, wanted: list[BotCommand]
) -> int:
    known = await bot(GetMyCommands(scope=scope, language_code=code))
    if [(one.command, one.description) for one in known] == [(one.command, one.description) for one in wanted]:
        return 0
    await bot(SetMyCommands(commands=wanted, scope=scope, language_code=code))
    return 1
