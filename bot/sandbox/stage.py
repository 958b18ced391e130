"""The bot that runs beside the sandbox's server: its clock, its restarts, and what is due behind the page."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime, timedelta

import structlog

from bot.actions.groups import set_group_language
from bot.rules.letters import LetterState
from bot.rules.ports import Language
from bot.runtime.app import App
from bot.runtime.clock import SandboxClock
from bot.runtime.delivery.budgets import UNLIMITED
from bot.runtime.logs import remembered
from bot.runtime.profile import publish_profile
from bot.sandbox.facts import due_items, homes_left, step_counts
from bot.sandbox.happenings import Renewed
from bot.sandbox.ports import BotState, Due, OutboxCount
from bot.sandbox.rewording import reword_last_cards
from bot.sandbox.world import World
from storage.outbox import BAD, WAITING

log = structlog.get_logger()
# At each due moment the walk waits so long for lanes, and then for letters, before it goes on (seconds of real time).
PATIENCE = 0.8
# An answer that the platform of the page holds back (「网络慢」) is waited for besides, but never longer than this at one moment:
# hours that ran past a tap would say that it was not delivered, and a result would stand there an hour late.
LONGEST_HOLD = 15.0
# How often it looks meanwhile: a walk of a week is many stops.
POLL = 0.004
# After a jump this long (seconds) no limit of the platform still counts what was sent before it: the longest is per minute.
LONGEST_LIMIT = 60.0
# A bot that does not end within this time is left behind, with its connections (seconds).
LONGEST_END = 8.0


class Stage:
    """Implements `Backstage`. `make` opens a bot on the sandbox's own server and database; `moved` hears of each move of the clock."""

    def __init__(
        self,
        world: World,
        clock: SandboxClock,
        *,
        make: Callable[[], Awaitable[App]],
        seed: Callable[[App], Awaitable[None]],
        forget: Callable[[], None],
        moved: Callable[[], None] = lambda: None,
    ) -> None:
        self.clock = clock
        self._world = world
        self._make = make
        self._seed = seed
        self._forget = forget
        self._moved = moved
        self._app: App | None = None
        self._task: asyncio.Task[None] | None = None
        self._state: BotState = "starting"
        # How often it was made to, in this world.
        self._whole = False
        self._changing = asyncio.Lock()
        # What the page was last told, and is told while the bot restarts.
        self._last_due: list[Due] = []
        self._last_steps: dict[str, bool] = {}
        self._last_left = (0, "")

    # what the page asks

    def state(self) -> tuple[BotState, str]:
        return self._state, remembered.last

    def has_its_database(self) -> bool:
        """Neither is being made: what is written of the world now fits its database."""
        return self._whole

    async def due(self) -> list[Due]:
        if (app := self._app) is not None:
            self._last_due = await due_items(app.unit(False))
        return self._last_due

    async def outbox(self) -> OutboxCount:
        app = self._app
        if app is None:
            return OutboxCount(0, 0)
        async with app.unit(False) as unit:
            waiting = await unit.outbox.count((*WAITING, LetterState.LEASED))
            return OutboxCount(waiting, await unit.outbox.count(BAD) + await unit.updates.count_dead())

    async def steps(self) -> dict[str, bool]:
        if (app := self._app) is not None:
            now = await step_counts(app.unit(False)) | {"crash": self._world.state.crashes}
            before = self._world.state.steps_before
            self._last_steps = {name: count > before.get(name, 0) for name, count in now.items()}
        return self._last_steps

    async def crowd_left(self, vote: str) -> tuple[int, str]:
        if (app := self._app) is not None:
            self._last_left = await homes_left(app.unit(False), vote)
        return self._last_left

    # what the page does

    async def walk_to(self, moment: datetime) -> None:
        """Never backwards; through every due moment, with heartbeats, so that a jump is not taken for an outage."""
        async with self._changing:
            # Every stop lies after the one before, so it ends; a stop left out would be hours late, as after an outage.
            stop = self.clock.now()
            with self._running_past():
                while stop < moment:
                    await self._settle()
                    stop = await self._next_stop(moment)
                    await self._move(stop)
                await self._settle()

    @contextlib.contextmanager
    def _running_past(self) -> Iterator[None]:
        """The hours that run past hold the seconds and minutes in which letters leave one after the other: nobody waits for those."""
        if (app := self._app) is None:
            yield
            return
        pace, app.budgets.pace = app.budgets.pace, UNLIMITED
        try:
            yield
        finally:
            app.budgets.pace = pace

    async def _next_stop(self, moment: datetime) -> datetime:
        app, now = self._app, self.clock.now()
        if app is None:
            return moment
        async with app.unit(False) as unit:
            coming = [await unit.schedule.next_moment(now), await unit.outbox.next_moment(now)]
            lost_at = await unit.outbox.next_expiry(now)
        later = [one for one in coming if one is not None and now < one < moment]
        stop = min(later, default=moment)
        if lost_at is not None and lost_at <= stop:
            # A letter that could not leave yet would find its time over: by the minute, after which no limit holds it back.
            return min(stop, now + timedelta(seconds=LONGEST_LIMIT))
        return stop

    async def _move(self, moment: datetime) -> None:
        app = self._app
        if moment <= self.clock.now():
            return
        if app is None:
            self.clock.move_to(moment)
            return
        jump = (moment - self.clock.now()).total_seconds()
        await app.ticker.moved(lambda: self.clock.move_to(moment))
        if jump >= LONGEST_LIMIT:
            app.budgets.start_anew()
        self._world.sweep()
        self._moved()

    async def _settle(self) -> None:
        """Waits for empty lanes, does what is due, lets the letters leave."""
        app = self._app
        if app is None:
            return

        async def all_heard() -> bool:
            return not self._world.state.queue and await app.lanes.wait_empty(0.05)

        await self._wait(all_heard)
        await app.ticker.run_due()
        app.delivery.wake()
        # Letters have a time of their own: what was due may have taken all of the other.
        await self._wait(app.delivery.is_idle)

    async def _wait(self, done: Callable[[], Awaitable[bool]]) -> None:
        """With patience, which begins anew while the platform holds an answer back."""
        loop = asyncio.get_running_loop()
        last = loop.time() + LONGEST_HOLD
        deadline = loop.time() + PATIENCE
        while loop.time() < min(deadline, last) and not await done():
            await asyncio.sleep(POLL)
            if self._world.faults.holding:
                deadline = loop.time() + PATIENCE

    async def restart(self) -> None:
        async with self._changing:
            self._state = "restarting"
            await self._down(lambda app: app.stop())
            await self._up()

    async def crash(self) -> None:
        async with self._changing:
            self._state = "restarting"
            await self._down(lambda app: app.abort())
            await self._up()
            self._world.state.crashes += 1

    async def reset(self) -> None:
        async with self._changing:
            self._state = "restarting"
            await self._down(lambda app: app.abort())
            self.clock.start_over()
            self._world.reset()
            await self._up(fresh=True)
        # A neighbourhood is made in Chinese; the page stays in the language of whoever looks at it.
        if self._world.state.language != "zh":
            await self.set_language(self._world.state.language)

    async def set_language(self, language: Language) -> None:
        """People's apps speak it, and by the product's own action the groups do; the last card on each phone follows."""
        self._world.set_language(language)
        if self._app is not None:
            await self._speak(self._app, language)

    async def _speak(self, app: App, language: Language) -> None:
        now, username = self.clock.now(), app.facts.bot_username
        async with app.unit(True) as unit:
            for person in self._world.state.people.values():
                await unit.chats.set_language(person.user_id, language)
            groups = await unit.groups.all_present()
            await unit.commit()
        for group in groups:
            await set_group_language(app.unit(True), group_id=group.id, language=language, telegram_id=None, bot_username=username, now=now)
        await reword_last_cards(app, self._world, language)

    # coming and going

    async def open(self, *, fresh: bool) -> None:
        async with self._changing:
            await self._up(fresh=fresh)

    async def close(self) -> None:
        async with self._changing:
            await self._down(lambda app: app.stop())
            self._state = "stopped"

    async def _up(self, *, fresh: bool = False) -> None:
        self._whole = False
        if fresh:
            await asyncio.to_thread(self._forget)
        app = await self._make()
        try:
            await self._begin(app, fresh=fresh)
        except BaseException:
            # Told to stop in the middle, for one: it is not on the stage yet, where it would be ended.
            await app.abort()
            raise
        self._app = app
        self._task = asyncio.create_task(self._watch(app))
        self._state = "online"

    async def _begin(self, app: App, *, fresh: bool) -> None:
        if fresh:
            await self._seed(app)
            self._world.tell(Renewed())
        self._whole = True
        if fresh or not self._world.state.steps_before:
            self._world.state.steps_before = await step_counts(app.unit(False))
        await app.start()
        await publish_profile(app.bot, app.facts.default_language)

    async def _watch(self, app: App) -> None:
        """A bot that ends by itself is shown as stopped, with its last line."""
        try:
            await app.run(asyncio.Event().wait())
        except asyncio.CancelledError:
            raise
        except Exception as error:
            log.exception("bot_ended", error=type(error).__name__)
        self._state = "stopped"

    async def _down(self, end: Callable[[App], Awaitable[None]]) -> None:
        app, self._app = self._app, None
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        if app is not None:
            try:
                async with asyncio.timeout(LONGEST_END):
                    await end(app)
            except TimeoutError:
                log.error("bot_did_not_end")
