"""How far a long job is, as one message that is edited in place and becomes its result."""

import asyncio
import contextlib
import os
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.runtime.delivery.wire import Fate, request_for, send
from bot.runtime.work.reading import FIGURES
from bot.runtime.workers import Tools
from handlers.screens import Screen

# The platform allows about one message a second in a chat (platform-and-faults.md); people read no faster.
TOLD_EVERY = 1.5


class Progressing:
    """While entered it says every moment how far the work is; short work says nothing.

    `message_id` is edited from the start when there is one; `find` looks for one that was just being sent when the work began.
    """

    def __init__(
        self,
        tools: Tools,
        chat_id: int,
        words: Callable[[int, int], Screen],
        message_id: int | None = None,
        find: Callable[[], Awaitable[int | None]] | None = None,
    ) -> None:
        self._tools = tools
        self._chat_id = chat_id
        self._words = words
        self._message_id = message_id
        self._find = find
        self._path: Path | None = None
        self._figures = (0, 0)
        self._task: asyncio.Task[None] | None = None

    def tell(self, done: int, total: int) -> None:
        self._figures = (done, total)

    @contextlib.contextmanager
    def from_file(self) -> Iterator[str]:
        handle, name = tempfile.mkstemp(prefix="linli-progress-")
        with os.fdopen(handle, "wb") as file:
            file.write(FIGURES.pack(0, 0))
        self._path = Path(name)
        try:
            yield name
        finally:
            self._path = None
            os.unlink(name)

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._keep_telling())
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _keep_telling(self) -> None:
        said = (0, 0)
        while True:
            await asyncio.sleep(TOLD_EVERY)
            if self._path is not None:
                self._figures = FIGURES.unpack(self._path.read_bytes())
            if self._figures != said and self._figures[1]:
                said = self._figures
                await asyncio.shield(self._say(self._words(*said)))

    async def _place(self) -> None:
        if self._message_id is None and self._find is not None:
            self._message_id = await self._find()

    async def _say(self, screen: Screen) -> None:
        """One try: what the platform does not take now is said better a moment later."""
        await self._place()
        outcome = await send(self._tools.bot, request_for(self._chat_id, screen, self._message_id), Path())
        if outcome.fate is Fate.SENT:
            self._message_id = outcome.message_id or self._message_id

    async def finish(self, screen: Screen) -> int | None:
        """The message that shows the result."""
        await self._place()
        shown = await self._tools.screens.show(self._chat_id, screen, replace=self._message_id)
        return shown.message_id or self._message_id
