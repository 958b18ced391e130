"""`linli sandbox`: server, page and bot in one process on one clock; nothing leaves this machine."""

import asyncio
import signal
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import structlog
import uvloop
from aiohttp import web

from bot.rules.profiles import Profiles
from bot.runtime.app import App, Options, make_bot
from bot.runtime.clock import SandboxClock, SystemClock
from bot.runtime.collector import collector_begins
from bot.runtime.database import DatabaseUnusable, folder_unusable, open_database
from bot.runtime.delivery.budgets import Pace
from bot.runtime.legal import profile_in_force
from bot.runtime.listening import PortUnusable, listen
from bot.runtime.logs import set_up_logs
from bot.runtime.serving import ToldToStop, first_answer, unless_told
from bot.runtime.settings import Settings
from bot.sandbox.address import reached_at, tunnel
from bot.sandbox.http import build_app
from bot.sandbox.keeping import BadWish, Keeper, is_whole, say
from bot.sandbox.world import SANDBOX_TOKEN, World
from storage.migrating import NewerDatabase

if TYPE_CHECKING:
    from bot.sandbox.stage import Stage

log = structlog.get_logger()
PAGE = Path(__file__).parent / "page"
# The page is answered at once after a stop is asked for; open connections get so long (seconds).
LAST_WORDS = 1.0
# Where the sandbox's clock may start: the law by which it votes is in force since 2021; far enough from what a calendar can hold.
EARLIEST_YEAR, LATEST_YEAR = 2021, 2100


@dataclass(frozen=True, slots=True)
class Wish:
    at: str | None = None
    keep: bool = False
    server_only: bool = False


def run_sandbox(settings: Settings, wish: Wish, profiles: Profiles) -> str | None:
    """The sentence that explains why it ended, or None after an orderly stop. BadWish, SettingsError before anything is written."""
    set_up_logs(settings.log_level, each_update=False)
    clock = SandboxClock(_start(wish.at, settings.timezone))
    profile_in_force(profiles, clock.now().astimezone(ZoneInfo(settings.timezone)).date())
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_serve(settings, wish, clock, profiles))


def _start(at: str | None, timezone: str) -> datetime | None:
    if at is None:
        return None
    try:
        moment = datetime.fromisoformat(at)
    except ValueError as error:
        raise BadWish(f"--at 读不懂：{at}。要写成 2026-02-13T17:00。 / Write it as 2026-02-13T17:00.") from error
    if not EARLIEST_YEAR <= moment.year < LATEST_YEAR:
        raise BadWish(f"--at 只认 {EARLIEST_YEAR} 到 {LATEST_YEAR - 1} 年。 / --at takes the years {EARLIEST_YEAR} to {LATEST_YEAR - 1}.")
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(timezone))


async def _serve(settings: Settings, wish: Wish, clock: SandboxClock, profiles: Profiles) -> str | None:
    try:
        place = reached_at(settings)
    except PortUnusable as error:
        return str(error)
    address = f"http://{place}"
    world = World(SystemClock().now if wish.server_only else clock.now, host_note=tunnel(place, settings.web_port))
    # A platform alone has no database: its world must never join that of a whole sandbox.
    keeper = Keeper(world, settings.data_dir / ("platform.json" if wish.server_only else "sandbox.json"))
    stage: Stage | None = None if wish.server_only else _stage(settings, keeper, world, clock, address, profiles)
    server = build_app(world, token=SANDBOX_TOKEN, backstage=stage, static_dir=PAGE, control=wish.server_only)
    runner = web.AppRunner(server, access_log=None, shutdown_timeout=LAST_WORDS)
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    await runner.setup()
    try:
        await listen(runner, ("WEB_HOST", "WEB_PORT"), (settings.web_host, settings.web_port))
    except PortUnusable as error:
        await runner.cleanup()
        return str(error)
    _greet(address, world)
    return await _live(wish, keeper, clock, stage, runner, stopped)


async def _live(  # noqa: PLR0917
    wish: Wish, keeper: Keeper, clock: SandboxClock, stage: "Stage | None", runner: web.AppRunner, stopped: asyncio.Event
) -> str | None:
    keeping: asyncio.Task[None] | None = None

    def whole() -> bool:
        return stage is None or stage.has_its_database()

    try:
        if stage is not None or wish.keep:
            await asyncio.to_thread(_make_folder, keeper.file.parent)
        restored = wish.keep and _restore(keeper, clock, stage is not None, wish)
        # Whatever it was started with, so that --keep can go on from it; a world that was never whole overwrites nothing.
        if stage is not None or wish.keep:
            keeping = asyncio.create_task(keeper.run(whole))
        if stage is not None:
            await unless_told(stopped, stage.open(fresh=not restored))
        keeper.trouble()
        collector_begins()
        await stopped.wait()
    except ToldToStop:
        return None
    except (NewerDatabase, DatabaseUnusable) as error:
        return str(error)
    finally:
        if stage is not None:
            await stage.close()
        if keeping is not None:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)
            if whole():
                keeper.write()
        await runner.cleanup()
    return None


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise folder_unusable(folder, error) from error


def _restore(keeper: Keeper, clock: SandboxClock, has_database: bool, wish: Wish) -> bool:
    if not (is_whole(keeper.file) if has_database else keeper.file.is_file()):
        return False
    keeper.restore(clock if has_database else None)
    if wish.at is not None:
        say("留着的小区接着上次的时间走，--at 只管新的小区。 / A kept world goes on at its own time: --at is for a new one.")
    return True


def _stage(  # noqa: PLR0917
    settings: Settings, keeper: Keeper, world: World, clock: SandboxClock, address: str, profiles: Profiles
) -> "Stage":
    from bot.sandbox.seed import seed_world
    from bot.sandbox.stage import Stage

    path = settings.data_dir.resolve() / "sandbox.db"
    mine = settings.model_copy(
        update={
            "bot_token": _secret(SANDBOX_TOKEN),
            "telegram_api_base": address,
            "telegram_proxy": None,
            "webhook_url": None,
            "database_url": f"sqlite+aiosqlite:///{path}",
            "data_dir": settings.data_dir / "sandbox",
        }
    )

    async def make() -> App:
        database = await open_database(mine, data_dir=settings.data_dir)
        bot = make_bot(mine)
        try:
            me = await first_answer(bot)
        except BaseException:
            # Told to stop, for one: nobody else knows of these two.
            await bot.session.close()
            await database.dispose()
            raise
        return App(mine, clock, database, bot, me=me, options=Options(pace=Pace(mine.send_rate), profiles=profiles))

    def forget() -> None:
        for suffix in ("", "-wal", "-shm"):
            Path(f"{path}{suffix}").unlink(missing_ok=True)
        # Together, so that an old world never joins a new database.
        keeper.file.unlink(missing_ok=True)

    async def seed(app: App) -> None:
        await seed_world(app, world, clock)

    return Stage(world, clock, make=make, seed=seed, forget=forget, moved=keeper.write)


def _secret(token: str) -> object:
    from pydantic import SecretStr

    return SecretStr(token)


def _greet(address: str, world: World) -> None:
    """The first line says whom this reaches; over SSH the way to the page comes with it."""
    lines = [f"沙盒：不会发给任何人 · {address} / the sandbox: nothing leaves this machine"]
    if world.host_note:
        lines.append(f"从您的电脑看：{world.host_note} / from your own computer")
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()
