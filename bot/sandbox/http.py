"""The one web app of the sandbox: page, WebSocket, Bot API, files and, when asked for, the controls of tests."""

import asyncio
import hmac
import logging
import mimetypes
import secrets
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson
from aiohttp import WSMsgType, web

from bot.sandbox import control as controls
from bot.sandbox.api import UNAUTHORIZED, Answer, BotApi, failure, readable
from bot.sandbox.commands import Desk
from bot.sandbox.errors import ApiError, Refusal
from bot.sandbox.feed import BACKLOG_CLOSED, Feed, Tab
from bot.sandbox.files import by_path
from bot.sandbox.guard import guard
from bot.sandbox.journal import CONTROL_CALLS
from bot.sandbox.ports import Backstage
from bot.sandbox.requests import read_call, read_upload
from bot.sandbox.updates import update_json
from bot.sandbox.webhook import Delivery
from bot.sandbox.world import World

logger = logging.getLogger(__name__)

# A command of the page is a line of text; files go through /upload.
COMMAND_LIMIT = 256 * 1024
# Uploads of the page wait here until they are sent; older ones go.
UPLOADS_KEPT = 20
BODY_LIMIT = 60 * 1024 * 1024
HEARTBEAT_SECONDS = 20.0


class Site:
    """The handlers, with what they all need."""

    def __init__(self, world: World, token: str, backstage: Backstage | None, static_dir: Path | None) -> None:
        self.world = world
        self._token = token
        self._static_dir = static_dir
        self.api = BotApi(world)
        self.delivery = Delivery(world, self.api)
        self.feed = Feed(world, backstage, token)
        self.desk = Desk(self.feed)
        self._sockets: set[web.WebSocketResponse] = set()

    # Bot API

    async def bot_api(self, request: web.Request) -> web.StreamResponse:
        if not self._is_token(request):
            return _json(UNAUTHORIZED)
        try:
            params, uploads = await read_call(request)
        except ApiError as error:
            return _json(Answer(error.code, orjson.dumps(failure(error))))
        answer = await self.api.call(request.match_info["method"], params, uploads, alive=lambda: _is_open(request))
        if answer is None:
            return _broken(request)
        return _json(answer)

    def _is_token(self, request: web.Request) -> bool:
        return hmac.compare_digest(request.match_info["token"].encode(), self._token.encode())

    async def bot_file(self, request: web.Request) -> web.StreamResponse:
        if not self._is_token(request):
            return _json(UNAUTHORIZED)
        stored = by_path(self.world, request.match_info["path"])
        if stored is None:
            return _json(Answer(404, orjson.dumps(failure(ApiError(404, "Not Found")))))
        return web.Response(body=stored.data, content_type="application/octet-stream")

    # Page

    async def index(self, request: web.Request) -> web.StreamResponse:
        return self._asset("index.html")

    async def asset(self, request: web.Request) -> web.StreamResponse:
        return self._asset(request.match_info["path"])

    def _asset(self, name: str) -> web.Response:
        body = _read_asset(self._static_dir, name)
        if body is None:
            raise web.HTTPNotFound
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        charset = "utf-8" if kind.startswith("text/") or kind.endswith(("javascript", "json")) else None
        return web.Response(body=body, content_type=kind, charset=charset)

    async def local_file(self, request: web.Request) -> web.StreamResponse:
        """Photos are shown, documents only saved: whatever is inside must not run as a part of the page."""
        stored = self.world.state.files.get(request.match_info["file_id"])
        if stored is None:
            raise web.HTTPNotFound
        if stored.width:
            return web.Response(body=stored.data, content_type=stored.mime)
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(stored.name)}"}
        return web.Response(body=stored.data, content_type="application/octet-stream", headers=headers)

    async def upload(self, request: web.Request) -> web.StreamResponse:
        try:
            upload = await read_upload(request)
        except ApiError as error:
            return web.json_response({"error": error.description}, status=error.code)
        uploads = self.world.uploads
        upload_id = secrets.token_urlsafe(9)
        uploads[upload_id] = upload
        for old in list(uploads)[:-UPLOADS_KEPT]:
            del uploads[old]
        return web.json_response({"id": upload_id, "name": upload.name, "size": len(upload.data)})

    async def call(self, request: web.Request) -> web.StreamResponse:
        """Request and answer of one call, or one update, for the dialog of the log."""
        name = request.match_info["id"]
        if name.startswith("u") and name[1:].isdigit():
            update = self.world.updates.find(int(name[1:]))
            if update is not None:
                return _pretty({"request": None, "response": update_json(update)})
        found = self.world.journal.find(name)
        if found is None:
            raise web.HTTPNotFound
        return _pretty({"request": readable(found.request, found.method), "response": found.response})

    async def socket(self, request: web.Request) -> web.StreamResponse:
        # A compressed frame goes out in a task of aiohttp's own; at a closed tab its failure would stand in the terminal.
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT_SECONDS, max_msg_size=COMMAND_LIMIT, compress=False)
        await socket.prepare(request)
        tab = Tab()
        tab.send(await self.feed.world_event())
        self.feed.open(tab)
        self._sockets.add(socket)
        writer = asyncio.create_task(_write(socket, tab))
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self.desk.run(self._obey(tab, message.data))
        finally:
            self.feed.close(tab)
            self._sockets.discard(socket)
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)
        return socket

    async def _obey(self, tab: Tab, text: str) -> None:
        ref: Any = None
        try:
            command = orjson.loads(text)
            ref = command["ref"]
            if command.get("type") == "world":
                tab.send(await self.feed.world_event())
                done: dict[str, Any] = {}
            else:
                done = await self.desk.do(command)
        except (ValueError, TypeError, KeyError) as error:
            wrong = {"zh": "请求看不懂", "en": f"malformed command: {error}"}
            tab.send(orjson.dumps({"type": "refused", "ref": ref} | wrong))
        except Refusal as refusal:
            tab.send(orjson.dumps({"type": "refused", "ref": ref, "zh": refusal.both.zh, "en": refusal.both.en}))
        except Exception as error:
            logger.exception("a command of the page failed")
            wrong = {"zh": "沙盒自己出了错，看看终端里说了什么", "en": f"the sandbox failed: {type(error).__name__}"}
            tab.send(orjson.dumps({"type": "refused", "ref": ref} | wrong))
        else:
            tab.send(orjson.dumps({"type": "done", "ref": ref} | done))

    # Life

    async def running(self, app: web.Application) -> AsyncIterator[None]:
        await self.delivery.start()
        watching = asyncio.create_task(self.feed.watch())
        yield
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        await self.desk.close()
        await self.delivery.stop()

    async def closing(self, app: web.Application) -> None:
        """Nobody is left waiting for an answer that will not come."""
        self.world.updates.release()
        for socket in list(self._sockets):
            await socket.close(code=1001, message=b"the sandbox is closing")


def _is_open(request: web.Request) -> bool:
    return request.transport is not None and not request.transport.is_closing()


def _json(answer: Answer) -> web.Response:
    return web.Response(status=answer.status, body=answer.body, content_type="application/json")


def _pretty(shape: dict[str, Any]) -> web.Response:
    return web.Response(body=orjson.dumps(shape, option=orjson.OPT_INDENT_2, default=str), content_type="application/json")


def _broken(request: web.Request) -> web.Response:
    """The connection ends before the answer, as a network that fails."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=502)


def _read_asset(root: Path | None, name: str) -> bytes | None:
    """Small files of our own, read when asked for, so that a changed page shows without a restart."""
    if root is None:
        return None
    path = (root / name).resolve()
    if not path.is_relative_to(root.resolve()) or not path.is_file():
        return None
    return path.read_bytes()


async def _write(socket: web.WebSocketResponse, tab: Tab) -> None:
    while True:
        event = await tab.outbox.get()
        if event == BACKLOG_CLOSED:
            await socket.close(code=1013, message=b"too slow")
            return
        await socket.send_str(event.decode())


def build_app(
    world: World, *, token: str, backstage: Backstage | None = None, static_dir: Path | None = None, control: bool = False
) -> web.Application:
    """`control` opens `/__ctl/<act>`, for --server-only; the world then keeps the calls of a whole test run."""
    site = Site(world, token, backstage, static_dir)
    app = web.Application(middlewares=[guard], client_max_size=BODY_LIMIT)
    # First of all, because it is asked far more often than anything else and routes are tried in order.
    app.router.add_route("*", "/bot{token:[^/]+}/{method:[A-Za-z]+}", site.bot_api)
    app.router.add_get("/", site.index)
    app.router.add_get("/page/{path:.+}", site.asset)
    app.router.add_get("/ws", site.socket)
    app.router.add_post("/upload", site.upload)
    app.router.add_get("/call/{id}", site.call)
    app.router.add_get("/file/{file_id:(?:photo|document)-[0-9a-z-]+}", site.local_file)
    app.router.add_get("/file/bot{token:[^/]+}/{path:.+}", site.bot_file)
    if control:
        world.journal.keep(CONTROL_CALLS)
        app.router.add_route("*", "/__ctl/{act}", controls.handler(world))
    app.cleanup_ctx.append(site.running)
    app.on_shutdown.append(site.closing)
    return app
