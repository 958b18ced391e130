"""Hands of named people: they open a link and press the first button until nothing is asked any more."""

from bot.runtime.app import App
from bot.runtime.clock import SandboxClock
from bot.sandbox.updates import update_json
from bot.sandbox.world import World

# An invite asks whether it is theirs, then for consent; a third question would be news.
QUESTIONS = 2


class Hands:
    def __init__(self, app: App, world: World, clock: SandboxClock) -> None:
        self._app = app
        self._world = world
        self._clock = clock

    async def use_code(self, slug: str, payload: str) -> None:
        """The link is opened, 「是我家」 and 「同意」 are pressed: the first button of what is shown last."""
        self._world.start(slug, payload)
        await self.handle()
        for _ in range(QUESTIONS):
            chat = self._world.private_chat(self._world.person(slug))
            last = max(self._world.state.messages[chat.id])
            self._world.press(slug, chat.slug, last, 0, 0)
            await self.handle()
            if await self._is_done(self._world.person(slug).user_id):
                break
        await self._app.delivery.empty()

    async def tap(self, slug: str, text: str) -> None:
        """The button that reads so, under what the bot showed last."""
        chat = self._world.private_chat(self._world.person(slug))
        messages = self._world.state.messages[chat.id]
        last = max(messages)
        places = ((row, col, one.text) for row, buttons in enumerate(messages[last].keyboard) for col, one in enumerate(buttons))
        row, col = next((row, col) for row, col, written in places if written == text)
        self._world.press(slug, chat.slug, last, row, col)
        await self.handle()

    async def type(self, slug: str, text: str) -> None:
        self._world.say(slug, self._world.private_chat(self._world.person(slug)).slug, text)
        await self.handle()

    async def _is_done(self, account: int) -> bool:
        """No question is open: the form is gone."""
        async with self._app.unit(False) as unit:
            return await unit.forms.form(account, self._clock.now()) is None

    async def handle(self) -> None:
        """What waits for the bot is handled now, in its order, by the real dispatcher."""
        queue = self._world.state.queue
        while queue:
            update = queue.pop(min(queue))
            reply = await self._app.dispatch.handle(update_json(update), self._clock.now())
            if reply is not None:
                await self._app.bot(reply)
