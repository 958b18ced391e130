"""linli run, linli sandbox."""

import gc
import signal
from typing import Annotated

import typer

from bot.cli.common import FAILED, settings_or_stop, stop
from bot.cli.profiles import profiles_or_stop, today
from bot.runtime.late_models import import_aiogram


def run() -> None:
    """启动。没有 BOT_TOKEN 就是沙盒。 / Start; without BOT_TOKEN the sandbox."""
    _end_at_once_on_ctrl_c()
    settings = settings_or_stop()
    if settings.bot_token is None:
        sandbox()
        return
    profiles = profiles_or_stop(settings, today(settings))
    # The collector would walk everything that is imported again and again (performance.md, advice 5); `serve` turns it on.
    gc.disable()
    import_aiogram()
    from bot.runtime.serving import serve

    _end(serve(settings, profiles))


def sandbox(
    at: Annotated[str | None, typer.Option(help="时钟从这里开始，例如 2026-02-13T17:00 / where the clock starts")] = None,
    keep: Annotated[bool, typer.Option("--keep", help="留着上次的小区 / keep the last world")] = False,
    server_only: Annotated[bool, typer.Option("--server-only", help="只有假平台，没有助手 / only the Bot API server")] = False,
) -> None:
    """沙盒：整个小区在一页里，什么也不会发出去。 / Everything in one page; nothing leaves this machine."""
    _end_at_once_on_ctrl_c()
    settings = settings_or_stop(bot_token=None)
    profiles = profiles_or_stop(settings)
    gc.disable()
    import_aiogram()
    from bot.runtime.settings import SettingsError
    from bot.sandbox.keeping import BadWish
    from bot.sandbox.process import Wish, run_sandbox

    try:
        _end(run_sandbox(settings, Wish(at=at, keep=keep, server_only=server_only), profiles))
    except (BadWish, SettingsError) as error:
        stop(str(error))


def _end_at_once_on_ctrl_c() -> None:
    """While it loads, and once all is closed; in between the loop hears it and ends in order."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)


def _end(sentence: str | None) -> None:
    _end_at_once_on_ctrl_c()
    if sentence is not None:
        stop(sentence, FAILED)


def app_command(app: typer.Typer) -> None:
    app.command("run")(run)
    app.command("sandbox")(sandbox)
