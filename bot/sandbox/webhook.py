"""Delivery by webhook as telegram-bot-api does it: lanes in order and in parallel, tried again until they die."""

import asyncio
import random
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import orjson
from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout

from bot.sandbox.api import BotApi
from bot.sandbox.errors import ApiError
from bot.sandbox.requests import read_reply
from bot.sandbox.state import Update, Webhook
from bot.sandbox.updates import DeliveryError, update_json
from bot.sandbox.world import World

# WebhookActor.cpp: one answer may take a minute; waits between tries double up to a random 60-120 seconds; a
# `Retry-After` is obeyed up to an hour; 410 for 23 hours closes the webhook.
ANSWER_SECONDS = 60
RETRY_CAP = (60, 120)
RETRY_AFTER_LIMIT = 3600
GONE_SECONDS = 23 * 3600

PROOF_HEADER = "X-Telegram-Bot-Api-Secret-Token"
# A method in the answer is not carried out when it would change or read how updates come.
NOT_IN_REPLY = frozenset({"deletewebhook", "setwebhook", "close", "logout"})


@dataclass(slots=True)
class _Lane:
    ids: deque[int] = field(default_factory=deque)
    task: asyncio.Task[None] | None = None


@dataclass(frozen=True, slots=True)
class _Outcome:
    ok: bool
    error: str = ""
    retry_after: int = 0
    gone: bool = False


class Delivery:
    """Runs while the app runs; idle without a webhook."""

    def __init__(self, world: World, api: BotApi, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._world = world
        self._api = api
        self._sleep = sleep
        self._random = random.Random()
        self._lanes: dict[str, _Lane] = {}
        self._slots = asyncio.Semaphore(1)
        self._session: ClientSession | None = None
        self._gone_since: float | None = None
        self._running = False

    async def start(self) -> None:
        self._running = True
        self._world.updates.on_put = self._on_put
        self._world.updates.on_webhook = self._restart
        self._restart()

    async def stop(self) -> None:
        self._running = False
        self._world.updates.on_put = None
        self._world.updates.on_webhook = None
        tasks = self._cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _cancel(self) -> list[asyncio.Task[None]]:
        """A delivery that itself carries the change out (a method in the reply) ends by itself."""
        current = asyncio.current_task()
        tasks = [lane.task for lane in self._lanes.values() if lane.task is not None and lane.task is not current]
        for task in tasks:
            task.cancel()
        self._lanes = {}
        return tasks

    def _restart(self) -> None:
        self._cancel()
        self._gone_since = None
        hook = self._world.state.webhook
        if hook is None or not self._running:
            return
        self._slots = asyncio.Semaphore(hook.max_connections)
        for update in self._world.state.queue.values():
            self._on_put(update)

    def _on_put(self, update: Update) -> None:
        if self._world.state.webhook is None:
            return
        lane = self._lanes.setdefault(update.lane, _Lane())
        lane.ids.append(update.id)
        if lane.task is None or lane.task.done():
            lane.task = asyncio.get_running_loop().create_task(self._drain(lane))

    async def _drain(self, lane: _Lane) -> None:
        """One update of a lane is under way at a time."""
        while lane.ids and (hook := self._world.state.webhook) is not None:
            update = self._world.state.queue.get(lane.ids[0])
            if update is not None:
                await self._deliver(hook, update)
            lane.ids.popleft()

    async def _deliver(self, hook: Webhook, update: Update) -> None:
        delay, failures = 1, 0
        while True:
            self._world.sweep()
            if update.id not in self._world.state.queue or self._world.state.webhook is not hook:
                return
            async with self._slots:
                outcome = await self._post(hook, update)
            if outcome.ok:
                self._world.updates.confirm(update.id)
                return
            self._world.updates.last_error = DeliveryError(self._world.time(), outcome.error)
            if self._is_gone(outcome):
                self._world.updates.set_webhook(None)
                return
            wait = min(outcome.retry_after, RETRY_AFTER_LIMIT)
            if not wait and failures:
                delay = min(self._random.randint(*RETRY_CAP), delay * 2)
                wait = delay
            failures += 1
            if self._world.time() + wait > update.expires_at:
                self._world.updates.confirm(update.id)
                return
            await self._sleep(wait)

    def _is_gone(self, outcome: _Outcome) -> bool:
        now = self._world.time()
        if not outcome.gone:
            self._gone_since = None
            return False
        self._gone_since = self._gone_since or now
        return now > self._gone_since + GONE_SECONDS

    async def _post(self, hook: Webhook, update: Update) -> _Outcome:
        if self._session is None:
            self._session = ClientSession(timeout=ClientTimeout(total=ANSWER_SECONDS))
        headers = {"Content-Type": "application/json"}
        if hook.secret is not None:
            headers[PROOF_HEADER] = hook.secret
        try:
            async with self._session.post(
                hook.url, data=orjson.dumps(update_json(update)), headers=headers, allow_redirects=False
            ) as response:
                if not 200 <= response.status < 300:
                    return _refused(response)
                self._gone_since = None
                await self._carry_out(response)
                return _Outcome(True)
        except (ClientError, OSError, TimeoutError) as error:
            return _Outcome(False, str(error) or type(error).__name__)

    async def _carry_out(self, response: ClientResponse) -> None:
        """A method in the reply: done like any call, its result told to nobody. Any other body is no call and no mistake."""
        try:
            params = await read_reply(response)
        except (ApiError, ValueError):
            return
        method = str(params.pop("method", "")).lower()
        if method and method not in NOT_IN_REPLY and not method.startswith("get"):
            await self._api.call(method, params, via="webhook reply")


def _refused(response: ClientResponse) -> _Outcome:
    reason = f"Wrong response from the webhook: {response.status} {response.reason}"
    header = response.headers.get("Retry-After", "0")
    return _Outcome(False, reason, int(header) if header.isdigit() else 0, gone=response.status == 410)
