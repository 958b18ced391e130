"""The process: everything that runs, made in one place, started, stopped within five seconds, or cut off."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
import structlog
from aiogram import Bot, Dispatcher, Router
from aiogram.client.default import DefaultBotProperties
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import User
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.actions.ballots import VoteCaster
from bot.actions.unit import DueItem, UnitOfWork
from bot.actions.votes.older_cards import OlderCards
from bot.rules.ports import Clock, Language
from bot.rules.profiles import Profiles
from bot.rules.updates import HEARTBEAT_EVERY
from bot.runtime.answering import give
from bot.runtime.attachments import Attachments
from bot.runtime.delivery.budgets import Budgets, Pace
from bot.runtime.delivery.loop import Delivery, Post
from bot.runtime.dispatch import Dispatch, Handling
from bot.runtime.features import (
    due_actions,
    due_patience,
    job_functions,
    jobs_given_up,
    letter_conditions,
    letter_landings,
    outage_actions,
    services,
)
from bot.runtime.intake import Poller
from bot.runtime.lanes import Lanes
from bot.runtime.late_models import make_ready
from bot.runtime.leadership import Leadership
from bot.runtime.legal import load_profiles
from bot.runtime.progress import Progress
from bot.runtime.reach import Reach
from bot.runtime.routing import press_router
from bot.runtime.screens import DirectScreens, kept_screen_card
from bot.runtime.sessions import PlatformSession
from bot.runtime.settings import Settings
from bot.runtime.taps import Taps
from bot.runtime.ticker import FIRST_SWEEP, SWEEP_EVERY, Ticker
from bot.runtime.workers import Tools, Workers
from handlers.context import Facts
from handlers.errors import build_router as build_errors
from handlers.registry import all_cards, build_routers, menu_items
from messages.formatting import set_zone
from storage.base import Database
from storage.leases import Lease

log = structlog.get_logger()
# What a stop may take: handlers; then sends under way and the last acknowledgement together (issue: "graceful stop within 5 s").
STOP_HANDLERS, STOP_SENDS = 2.0, 1.2
# A part that has not ended so long after it was told to is told again (seconds).
CANCEL_AGAIN = 0.7
# The due table is looked at so often (seconds); R14 wants a result within 15 s.
TICK_SECONDS = 1
# A close looks so often whether photos that came in time are kept by now (seconds).
PHOTO_LOOK = 0.05


async def end_surely(tasks: set[asyncio.Task[None]]) -> None:
    """Cancelled until they have ended: a library on the way may swallow one cancellation, and a stop must not wait for it for ever."""
    while tasks:
        for task in tasks:
            task.cancel()
        ended, tasks = await asyncio.wait(tasks, timeout=CANCEL_AGAIN)
        # Looked at, or asyncio would log what they hold: a stop waits for no result.
        await asyncio.gather(*ended, return_exceptions=True)
        for task in tasks:
            at = [f"{frame.f_code.co_filename}:{frame.f_lineno}" for frame in task.get_stack()]
            log.warning("part_did_not_end", part=task.get_name(), at=at)


def make_bot(settings: Settings) -> Bot:
    api = TelegramAPIServer.from_base(settings.telegram_api_base)
    session = PlatformSession(api=api)
    if settings.telegram_proxy:
        from bot.runtime.proxying import ProxySession

        session = ProxySession(api=api, proxy=settings.telegram_proxy)
    return Bot(settings.token, session=session, default=DefaultBotProperties())


def make_dispatcher(*more: Router) -> Dispatcher:
    """All features, and `more` after them."""
    dispatcher = Dispatcher(disable_fsm=True)
    routers = [*build_routers(), *more]
    dispatcher.include_routers(press_router(routers), build_errors(), *routers)
    return dispatcher


@dataclass(slots=True)
class Options:
    """What differs between a real run, the sandbox and a test."""

    pace: Pace | None = None
    polling: bool = True
    profiles: Profiles | None = None
    """As they were read at start; None reads them now."""
    dispatcher: Dispatcher | None = None
    """As it was made before; None makes one. It holds nothing of an App: tests need not register a thousand handlers each."""


class App:
    """`start` → `run` (until told) → `stop`; `abort` is a crash: nothing is finished, nothing written."""

    def __init__(self, settings: Settings, clock: Clock, database: Database, bot: Bot, *, me: User, options: Options | None = None) -> None:
        self.settings = settings
        self.clock = clock
        self.database = database
        self.bot = bot
        self.options = options or Options()
        set_zone(settings.timezone)
        self._tasks: set[asyncio.Task[Any]] = set()
        self._scheduler: AsyncIOScheduler | None = None
        self.profiles = self.options.profiles or load_profiles(settings)
        language: Language = "zh" if settings.default_language == "zh" else "en"
        self.facts = Facts(me.id, me.username or "", settings.timezone, language, self.profiles)
        self.leadership = Leadership(database)
        self._make_sending()
        self._make_handling()
        self._make_background()

    def unit(self, write: bool, update_id: int | None = None, now: datetime | None = None) -> UnitOfWork:
        return self._unit(write, now or self.clock.now(), update_id=update_id)

    def guarded(self, write: bool) -> UnitOfWork:
        """For what only the leading process does: its commits fail once another has taken over."""
        return self._unit(write, self.clock.now(), guard=self.leadership.lease)

    def _unit(self, write: bool, now: datetime, *, update_id: int | None = None, guard: Lease | None = None) -> UnitOfWork:
        wakes = {"on_commit": self._committed, "on_jobs": self.workers.wake}
        return UnitOfWork(self.database, write=write, update_id=update_id, now=now, guard=guard, **wakes)

    def _committed(self) -> None:
        self.delivery.wake()

    def _make_sending(self) -> None:
        budgets = self.budgets = Budgets(self.options.pace or Pace(self.settings.send_rate))
        attachments = self.settings.data_dir / "attachments"
        self.attachments = Attachments(self.bot, attachments)
        self.screens = DirectScreens(self.bot, self.clock, lambda: self.unit(True), budgets, attachments)
        cards = {**all_cards(), "runtime.screen": kept_screen_card()}
        post = Post(
            bot=self.bot,
            clock=self.clock,
            uow=lambda: self.guarded(True),
            read=lambda: self.unit(False),
            cards=cards,
            attachments=attachments,
            default_language=self.facts.default_language,
            bot_username=self.facts.bot_username,
            budgets=budgets,
            conditions=letter_conditions(),
            landings=letter_landings(),
        )
        self.delivery = Delivery(post)

    def _make_handling(self) -> None:
        dispatcher = self.options.dispatcher or make_dispatcher()
        self.services = services(self.database, self.delivery.wake)
        extras = {"attachments": self.attachments, **self.services}
        handling = Handling(self.bot, dispatcher, self.clock, self.facts, self.unit, self.screens, menu_items(), extras, self._taps())
        self.dispatch = Dispatch(handling)
        self.lanes = Lanes(self._handle)
        self.progress = Progress(lambda write: UnitOfWork(self.database, write=write), self.lanes, self.clock)
        self.reach = Reach()
        self.poller = Poller(self.bot, self.lanes, self.clock, self.reach.reached, self.reach.failed)

    def _taps(self) -> Taps:
        caster, older_cards = self.services["caster"], self.services["older_cards"]
        assert isinstance(caster, VoteCaster)
        assert isinstance(older_cards, OlderCards)
        return Taps(caster, older_cards, self.clock)

    def _make_background(self) -> None:
        tools = Tools(
            uow=lambda: self.guarded(True),
            read=lambda: self.unit(False),
            bot=self.bot,
            now=self.clock.now,
            attachments=self.attachments,
            screens=self.screens,
            facts=self.facts,
            data_dir=self.settings.data_dir,
        )
        self.workers = Workers(tools, job_functions(), jobs_given_up())
        self.ticker = Ticker(
            self.clock,
            self.guarded,
            {**due_actions(), "updates.replay": self._replay},
            patience=due_patience(),
            wait_for_updates=self._wait_for_updates,
            outage=self._was_away,
            reach=self.reach,
        )

    async def _handle(self, raw: dict[str, Any], received_at: datetime) -> Any:
        reply = await self.dispatch.handle(raw, received_at)
        if reply is None or not self.options.polling:
            return reply
        await give(self.bot, reply)
        return None

    async def _wait_for_updates(self, received_until: datetime, patience: float) -> None:
        """Until no update received up to then is unfinished (R14), here or in a process beside, at most `patience` seconds."""
        try:
            async with asyncio.timeout(patience):
                while (oldest := self.lanes.oldest_unfinished()) is not None and oldest <= received_until:
                    await asyncio.sleep(0.02)
                if self.shares_updates:
                    await self.progress.wait_for_others(received_until)
                while await self._waits_for_photos(received_until):
                    await asyncio.sleep(PHOTO_LOOK)
        except TimeoutError:
            log.warning("close_did_not_wait")

    async def _waits_for_photos(self, received_until: datetime) -> bool:
        """A ballot of a table came in time with its photo, which is still being fetched: that is no delay of whoever sent it."""
        async with self.unit(False) as unit:
            return await unit.entries.photo_on_its_way(received_until)

    async def _was_away(self, began_at: datetime, ended_at: datetime) -> None:
        for announce in outage_actions():
            await announce(self.unit(True), began_at=began_at, ended_at=ended_at, now=self.clock.now())

    async def _replay(self, unit: UnitOfWork, item: DueItem, now: datetime) -> None:
        """A dead letter is handled once more, with the time at which it arrived: what was done after it is newer (R14)."""
        async with unit:
            letter = next((one for one in await unit.updates.dead_letters() if str(one.id) == item.target), None)
            if not await unit.schedule.finish(item.id, now) or letter is None or letter.replayed_at is not None:
                return
            await unit.updates.exhume(letter.id, now)
            await unit.commit()
        self.dispatch.forget(letter.update_id)
        self.lanes.put(orjson.loads(letter.raw), letter.received_at)

    @property
    def shares_updates(self) -> bool:
        """By webhook any number of processes take updates from one PostgreSQL; one of them delivers and ticks."""
        return not self.options.polling and not self.database.is_sqlite

    async def start(self, connect: Callable[[], Awaitable[Any]] | None = None) -> None:
        """`connect` opens the way for updates: at once where processes share them, otherwise when this one leads."""
        make_ready()
        await self.open_services()
        if not self.shares_updates:
            await self._lead(connect)
            return
        await self.progress.report()
        self._spawn(self.progress.run(), "progress")
        if connect is not None:
            await connect()
        self._spawn(self._lead_in_turn(), "leading")

    async def _lead_in_turn(self) -> None:
        """Ends with an error only, as the parts of a leader do."""
        await self._lead()
        parts = [task for task in self._tasks if task.get_name() != "leading"]
        await asyncio.wait(parts, return_when=asyncio.FIRST_EXCEPTION)
        for part in parts:
            if part.done():
                part.result()

    async def _lead(self, connect: Callable[[], Awaitable[Any]] | None = None) -> None:
        await self.leadership.acquire()
        self._spawn(self.leadership.keep(), "leadership")
        self.reach.begin()
        await self.ticker.beat()
        if connect is not None:
            await connect()
        self._spawn(self.delivery.run(), "delivery")
        self._spawn(self.workers.run(), "workers")
        if self.options.polling:
            self._spawn(self.poller.run(), "poller")
        else:
            self._spawn(self.reach.watch_webhook(self.bot, self.clock.now), "reach")
        self._scheduler = self.start_ticking()

    def start_ticking(self) -> AsyncIOScheduler:
        scheduler = AsyncIOScheduler(timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None})
        for work, seconds in ((self.ticker.run_due, TICK_SECONDS), (self._beat, HEARTBEAT_EVERY.total_seconds())):
            scheduler.add_job(self._tick, "interval", [work], seconds=seconds)
        # By the machine's clock, as the scheduler runs: the sandbox's may stand in another year.
        first = datetime.now(UTC) + FIRST_SWEEP
        scheduler.add_job(self._tick, "interval", [self.ticker.sweep], seconds=SWEEP_EVERY.total_seconds(), next_run_time=first)
        scheduler.start()
        return scheduler

    async def _beat(self) -> None:
        """While no update can reach this process its heart stands still: the gap is told to the groups once it is over."""
        if self.reach.in_reach:
            await self.ticker.beat()

    async def _tick(self, work: Callable[[], Awaitable[Any]]) -> None:
        """What fails is done at the next tick; the scheduler itself would log whole statements, and a stop as an error."""
        try:
            await work()
        except asyncio.CancelledError:
            log.debug("tick_cut_off")
        except Exception as error:
            log.exception("tick_failed", error=type(error).__name__)

    async def open_services(self) -> None:
        for service in self.services.values():
            await service.start()

    async def close_services(self) -> None:
        for service in self.services.values():
            await service.stop()

    def _spawn(self, work: Any, name: str) -> None:
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)

    async def run(self, until: Awaitable[Any]) -> None:
        """Until `until` is done, or a part ends by an error, which is raised."""
        waiter = asyncio.ensure_future(until)
        refused = asyncio.create_task(self.delivery.unauthorized.wait())
        try:
            done, _ = await asyncio.wait({waiter, refused, *self._tasks}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (waiter, refused):
                task.cancel()
        for task in done & self._tasks:
            task.result()

    async def stop(self, handlers: float = STOP_HANDLERS) -> None:
        """Handlers and sends under way are finished; the rest is in the database or still with the platform."""
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=False)
        await self._end("leading", "poller", "workers")
        await self.lanes.wait_empty(handlers)
        await self.lanes.abandon()
        await self._end("progress", "reach", "delivery", "leadership")
        last = [self.delivery.drain(STOP_SENDS)]
        if self.options.polling:
            last.append(self.poller.acknowledge(STOP_SENDS))
        await asyncio.gather(*last)
        await self.close_services()
        await self._close()

    async def abort(self) -> None:
        """As a kill would: nothing is waited for."""
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=False)
        await self._end("leading", "poller", "workers", "progress", "reach", "delivery", "leadership")
        await self.lanes.abandon()
        await self.delivery.abandon()
        for service in self.services.values():
            await service.abort()
        await self._close()

    async def _end(self, *names: str) -> None:
        ending = {task for task in self._tasks if task.get_name() in names}
        self._tasks -= ending
        await end_surely(ending)

    async def _close(self) -> None:
        self.workers.close()
        await self.leadership.release()
        await self.bot.session.close()
        await self.database.dispose()
