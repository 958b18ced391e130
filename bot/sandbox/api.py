"""One call of the Bot API from its name and parameters to its answer, with faults on the way and a line in the journal."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from bot.sandbox.errors import ApiError, not_modelled
from bot.sandbox.faults import Spoiled
from bot.sandbox.files import Uploads
from bot.sandbox.happenings import Called
from bot.sandbox.journal import Call, masked
from bot.sandbox.methods.delivery import read_poll
from bot.sandbox.methods.registry import GET_UPDATES, KNOWN, MODELLED
from bot.sandbox.parsing import AnyMethod, parse
from bot.sandbox.updates import update_json
from bot.sandbox.world import World

Params = dict[str, Any]
NO_UPLOADS: Uploads = {}


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back; None instead of it means that the connection breaks without an answer."""

    status: int
    body: bytes


def failure(error: ApiError) -> dict[str, Any]:
    shape: dict[str, Any] = {"ok": False, "error_code": error.code, "description": error.description}
    if error.parameters:
        shape["parameters"] = error.parameters
    return shape


@dataclass(frozen=True, slots=True)
class _Asked:
    number: int
    name: str
    params: Params
    uploads: Uploads
    via: str
    started: float


UNAUTHORIZED = Answer(401, orjson.dumps(failure(ApiError(401, "Unauthorized"))))


class BotApi:
    def __init__(self, world: World, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._world = world
        self._sleep = sleep

    async def call(
        self, name: str, params: Params, uploads: Uploads = NO_UPLOADS, *, via: str = "http", alive: Callable[[], bool] = lambda: True
    ) -> Answer | None:
        method = name.lower()
        spoiled = self._world.faults.spoil(method, params)
        if method == GET_UPDATES:
            return await self._poll(params, spoiled, alive)
        asked = _Asked(self._world.journal.next_number(), KNOWN.get(method, name), params, uploads, via, time.perf_counter())
        if spoiled.delay:
            with self._world.faults.held():
                await self._sleep(spoiled.delay)
        response = self._response(method, asked, spoiled)
        self._note(asked, response, dropped=spoiled.drop)
        if spoiled.drop:
            return None
        return Answer(200 if response["ok"] else int(response["error_code"]), orjson.dumps(response))

    def _response(self, method: str, asked: _Asked, spoiled: Spoiled) -> dict[str, Any]:
        """A fault refuses before the act, or after it: the answer lies then, the act stands."""
        try:
            if spoiled.error is not None and not spoiled.error_after:
                raise spoiled.error
            result = self._run(method, asked)
            if spoiled.error is not None:
                raise spoiled.error
        except ApiError as error:
            return failure(error)
        return {"ok": True, "result": result}

    def _run(self, method: str, asked: _Asked) -> Any:
        modelled = MODELLED.get(method)
        if modelled is not None:
            _check_uploads(asked.params, asked.uploads)
            return modelled.run(self._world, asked.params, asked.uploads)
        if method in KNOWN:
            raise not_modelled(KNOWN[method])
        raise ApiError(404, "Not Found: method not found")

    async def _poll(self, params: Params, spoiled: Spoiled, alive: Callable[[], bool]) -> Answer | None:
        """Not in the journal: a bot that waits does nothing."""
        if spoiled.delay:
            await self._sleep(spoiled.delay)
        if spoiled.drop:
            return None
        try:
            if spoiled.error is not None:
                raise spoiled.error
            poll = read_poll(params)
            self._world.updates.allow(poll.allowed)
            batch = await self._world.updates.poll(poll.offset, poll.limit, poll.seconds, alive)
        except ApiError as error:
            return Answer(error.code, orjson.dumps(failure(error)))
        return Answer(200, orjson.dumps({"ok": True, "result": [update_json(update) for update in batch]}))

    def _note(self, asked: _Asked, response: dict[str, Any], *, dropped: bool) -> None:
        request: dict[str, Any] = masked(asked.params)
        if asked.uploads:
            request |= {"files": {part: f"{upload.name}, {len(upload.data)} B" for part, upload in asked.uploads.items()}}
        call = Call(
            number=asked.number,
            method=asked.name,
            chat_id=self._where(asked.params),
            ok=bool(response["ok"]) and not dropped,
            outcome="dropped" if dropped else _outcome(response),
            ms=round((time.perf_counter() - asked.started) * 1000, 1),
            at=self._world.time(),
            via=asked.via,
            request=request,
            response=response,
        )
        self._world.journal.add(call)
        self._world.tell(Called(call))

    def _where(self, params: Mapping[str, Any]) -> int | None:
        """The chat of the call; an answer to a tap goes to whoever tapped."""
        chat_id = params.get("chat_id")
        if chat_id is None and "callback_query_id" in params:
            press = self._world.state.presses.get(str(params["callback_query_id"]))
            return None if press is None else press.user_id
        try:
            found = int(str(chat_id))
        except ValueError:
            return None
        return found if found in self._world.state.chats else None


def _check_uploads(params: Params, uploads: Uploads) -> None:
    """Every part of the request is asked for by some field."""
    if not uploads:
        return
    wanted = orjson.dumps(params, default=str).decode()
    for part in uploads:
        if f"attach://{part}" not in wanted:
            raise ApiError(400, f'Bad Request: unknown field "{part}": no parameter asks for this file')


def _outcome(response: Mapping[str, Any]) -> str:
    if response["ok"]:
        return "ok"
    retry_after = response.get("parameters", {}).get("retry_after")
    code = str(response["error_code"])
    return code if retry_after is None else f"{code}, {retry_after} s"


def readable(params: Params, name: str) -> Params:
    """The request as it was meant, for the page: forms carry JSON as text."""
    method = MODELLED.get(name.lower())
    if method is None:
        return params
    try:
        model: AnyMethod = parse(method.model, params, method.fields)
    except ApiError:
        return params
    return dict(model.model_dump(mode="json", exclude_unset=True, warnings=False))
