"""A whole process up to its first handled press, then its memory: `linli` with everything on, or a bare aiogram bot."""

import asyncio
import gc
import sys

TOKEN = "123456789:AAtestTESTtestTESTtestTESTtestTEST12"
UPDATE = {
    "update_id": 1,
    "callback_query": {"id": "1", "from": {"id": 5, "is_bot": False, "first_name": "A"}, "chat_instance": "1", "data": "menu"},
}


def rss() -> float:
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS"))


async def bare() -> None:
    from aiogram import Bot, Dispatcher
    from aiogram.types import CallbackQuery

    async def pressed(_query: CallbackQuery) -> None:
        return None

    dispatcher = Dispatcher()
    dispatcher.callback_query.register(pressed)
    await dispatcher.feed_raw_update(Bot(TOKEN), UPDATE)


async def linli() -> None:
    gc.disable()
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from bot.runtime.late_models import import_aiogram

    import_aiogram()
    from aiogram.types import User

    from bot.runtime.app import App, Options, make_bot
    from bot.runtime.clock import SystemClock
    from bot.runtime.database import open_database
    from bot.runtime.settings import Settings

    with TemporaryDirectory() as folder:
        settings = Settings(bot_token=TOKEN, data_dir=Path(folder))
        clock = SystemClock()
        me = User(id=123456789, is_bot=True, first_name="L", username="linli_test_bot")
        app = App(settings, clock, await open_database(settings), make_bot(settings), me=me, options=Options(polling=False))
        await app.open_services()
        gc.collect()
        gc.freeze()
        gc.enable()
        await app.dispatch.handle(UPDATE, clock.now())
        print(rss())
        await app.stop()


if __name__ == "__main__":
    if sys.argv[1] == "bare":
        asyncio.run(bare())
        print(rss())
    else:
        asyncio.run(linli())
