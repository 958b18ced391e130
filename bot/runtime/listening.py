"""A place to listen, or the sentence that says why not."""

import errno
from collections.abc import Awaitable, Callable

from aiohttp import web


class PortUnusable(Exception):
    """One sentence."""


async def listen(runner: web.AppRunner, names: tuple[str, str], place: tuple[str, int]) -> None:
    """`names`: of the settings that hold host and port. PortUnusable."""
    await usable(lambda host, port: web.TCPSite(runner, host, port).start(), names, place)


async def usable(start: Callable[[str, int], Awaitable[None]], names: tuple[str, str], place: tuple[str, int]) -> None:
    """The same for anything else that listens."""
    host, port = place
    try:
        await start(host, port)
    except (OSError, UnicodeError) as error:
        raise PortUnusable(_sentence(names, host, port, error)) from error


def _sentence(names: tuple[str, str], host: str, port: int, error: Exception) -> str:
    code = error.errno if isinstance(error, OSError) else None
    if code == errno.EADDRINUSE:
        return f"端口 {port} 已经有别的程序在用。写 {names[1]}=8090 make run 换一个。 / The port is taken: {names[1]}=8090 make run."
    if code in {errno.EACCES, errno.EPERM}:
        return (
            f"{names[1]}（{port}）不让用：1024 以下的端口要管理员。写 {names[1]}=8090 make run 换一个。"
            f" / {names[1]} ({port}) is for administrators: {names[1]}=8090 make run."
        )
    return (
        f"{names[0]}（{host}）不是这台机器的地址。写 {names[0]}=127.0.0.1 make run 换一个。"
        f" / {names[0]} ({host}) is no address of this machine: {names[0]}=127.0.0.1 make run."
    )
