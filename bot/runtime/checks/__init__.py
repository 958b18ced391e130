"""What `linli doctor` looks at, in its order."""

from collections.abc import Callable
from datetime import datetime

from aiogram import Bot
from aiogram.types import User

from bot.runtime.app import make_bot
from bot.runtime.checks.database import check_database, check_process, check_work, reading
from bot.runtime.checks.groups import check_group, left_group
from bot.runtime.checks.platform import check_platform
from bot.runtime.checks.profile import check_profile
from bot.runtime.checks.verdicts import Check, State, wrong
from bot.runtime.settings import Settings

__all__ = ["Check", "State", "examine"]


async def examine(settings: Settings, now: Callable[[], datetime]) -> list[Check]:
    """Everything that can be seen from here; what one failure hides is left out rather than guessed."""
    if settings.bot_token is None:
        verdict = "还没有令牌，现在启动的是沙盒。 / There is no token: what starts is the sandbox."
        without_token = [wrong("token", verdict, "运行 linli init。 / Run linli init.")]
        return [*without_token, check_profile(settings, now()), *await _examine_database(settings, now, None)]
    bot = make_bot(settings)
    try:
        me, checks = await check_platform(bot, settings, now)
        rest = await _examine_database(settings, now, None if me is None else (bot, me))
        return [*checks, check_profile(settings, now()), *rest]
    finally:
        await bot.session.close()


async def _examine_database(settings: Settings, now: Callable[[], datetime], platform: tuple[Bot, User] | None) -> list[Check]:
    readable, checks = await check_database(settings)
    if not readable:
        return checks
    async with reading(settings) as (database, unit):
        checks += [await check_process(settings, database, unit, now()), *await check_work(unit)]
        groups = await unit.groups.all_present()
        left = await unit.groups.bound_but_left()
    if platform is not None:
        bot, me = platform
        checks += [await check_group(bot, me, group) for group in groups]
    return [*checks, *(left_group(group) for group in left)]
