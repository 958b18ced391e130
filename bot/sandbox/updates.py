"""The queue of updates: what is wanted, how long it is kept, and one long poller at a time."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.sandbox.errors import Both, conflict
from bot.sandbox.happenings import Queued
from bot.sandbox.state import Update, Webhook

if TYPE_CHECKING:
    from bot.sandbox.world import World

# telegram-bot-api, Client.cpp: messages and membership wait a day for the bot, button presses 150 seconds.
MESSAGE_SECONDS = 86_400
PRESS_SECONDS = 150

# Bot API, getUpdates: limits of one batch and of one long poll.
BATCH_LIMIT = 100
POLL_SECONDS = 50

# Bot API, getUpdates: only these are not sent unless somebody asks for them by name.
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})

# What the page lists, and what can be handed out once more.
RECENT = 500

OTHER_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_SET = "terminated by setWebhook request"
WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


@dataclass(frozen=True, slots=True)
class DeliveryError:
    at: float
    message: str


@dataclass(eq=False, slots=True)
class _Poller:
    woken: asyncio.Future[None]
    alive: Callable[[], bool]


class Updates:
    """Works on `world.state.queue`; whoever delivers by webhook is called for each new update."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._poller: _Poller | None = None
        self._recent: deque[Update] = deque(maxlen=RECENT)
        self._again: list[Update] = []
        self.on_put: Callable[[Update], None] | None = None
        self.on_webhook: Callable[[], None] | None = None
        self.last_error: DeliveryError | None = None

    def wanted(self, kind: str) -> bool:
        allowed = self._world.state.allowed
        return kind in allowed if allowed else kind not in NOT_BY_DEFAULT

    def put(self, kind: str, lane: str, payload: dict[str, Any], *, who: Both, at: float | None = None) -> Update | None:
        """None when the bot did not ask for this kind, or when it is already too old to be delivered."""
        now = self._world.time()
        born = now if at is None else at
        keep = PRESS_SECONDS if kind == "callback_query" else MESSAGE_SECONDS
        if not self.wanted(kind) or born + keep <= now:
            return None
        state = self._world.state
        update = Update(state.next_update, kind, lane, born, born + keep, who.zh, who.en, payload)
        state.next_update += 1
        state.queue[update.id] = update
        self._recent.append(update)
        self._world.tell(Queued(update))
        self._wake()
        if self.on_put is not None:
            self.on_put(update)
        return update

    def _wake(self) -> None:
        if self._poller is not None and not self._poller.woken.done():
            self._poller.woken.set_result(None)

    def recent(self, count: int) -> list[Update]:
        return list(self._recent)[-count:]

    def find(self, update_id: int) -> Update | None:
        return next((update for update in self._recent if update.id == update_id), None)

    def again(self, update: Update) -> None:
        """Hand a known update out once more, as the platform may after a lost confirmation."""
        if self.on_put is not None and self._world.state.webhook is not None:
            self._world.state.queue[update.id] = update
            self.on_put(update)
            return
        self._again.append(update)
        self._wake()

    def drop_expired(self) -> list[Update]:
        now = self._world.time()
        queue = self._world.state.queue
        gone = [update for update in queue.values() if update.expires_at <= now]
        for update in gone:
            del queue[update.id]
        return gone

    def age(self, seconds: float) -> list[Update]:
        """For tests on the real clock: what waits grows older."""
        queue = self._world.state.queue
        for update in list(queue.values()):
            queue[update.id] = replace(update, at=update.at - seconds, expires_at=update.expires_at - seconds)
        return self.drop_expired()

    def confirm(self, update_id: int) -> None:
        self._world.state.queue.pop(update_id, None)

    def clear(self) -> None:
        self._world.state.queue.clear()

    def forget_recent(self) -> None:
        self._recent.clear()
        self._again.clear()

    def set_webhook(self, hook: Webhook | None) -> None:
        self._world.state.webhook = hook
        self.last_error = None
        if self.on_webhook is not None:
            self.on_webhook()

    def allow(self, kinds: Sequence[str] | None) -> None:
        """None keeps the previous choice, an empty list is the default again (Bot API, getUpdates)."""
        if kinds is not None:
            self._world.state.allowed = tuple(kinds) or None

    @property
    def polling(self) -> bool:
        return self._poller is not None and self._poller.alive()

    async def poll(self, offset: int, limit: int, seconds: float, alive: Callable[[], bool] = lambda: True) -> list[Update]:
        if self._world.state.webhook is not None:
            raise conflict(WEBHOOK_ACTIVE)
        self.end_poll(OTHER_POLLER)
        self._forget(offset)
        batch = self._batch(limit)
        if batch or seconds <= 0:
            return batch
        poller = _Poller(asyncio.get_running_loop().create_future(), alive)
        self._poller = poller
        try:
            async with asyncio.timeout(seconds):
                await poller.woken
        except TimeoutError:
            return []
        finally:
            if self._poller is poller:
                self._poller = None
        return self._batch(limit)

    def release(self) -> None:
        """Whoever waits gets what there is: the server is closing."""
        self._wake()

    def end_poll(self, why: str) -> None:
        poller, self._poller = self._poller, None
        if poller is not None and not poller.woken.done():
            poller.woken.set_exception(conflict(why))

    def _forget(self, offset: int) -> None:
        queue = self._world.state.queue
        if offset < 0:
            for update_id in list(queue)[:offset]:
                del queue[update_id]
            return
        for update_id in [known for known in queue if known < offset]:
            del queue[update_id]

    def _batch(self, limit: int) -> list[Update]:
        self._world.sweep()
        batch, self._again = self._again, []
        for update in self._world.state.queue.values():
            if len(batch) >= limit:
                break
            batch.append(update)
        return batch


def update_json(update: Update) -> dict[str, Any]:
    return {"update_id": update.id, update.kind: update.payload}
