"""The no-op of metrics 1 to 5: stock aiogram behind aiohttp, default loop and json, one handler that does nothing."""

import asyncio
import sys

from aiogram import Bot, Dispatcher
from aiogram.types import CallbackQuery
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from tests.wire import TOKEN


async def pressed(_query: CallbackQuery) -> None:
    return None


async def serve(port: int, path: str, secret: str) -> None:
    dispatcher = Dispatcher()
    dispatcher.callback_query.register(pressed)
    app = web.Application()
    SimpleRequestHandler(dispatcher, Bot(TOKEN), handle_in_background=False, secret_token=secret).register(app, path)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), sys.argv[2], sys.argv[3]))
