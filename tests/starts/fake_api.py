"""A Bot API on loopback that answers what `linli init` and `linli doctor` ask, and remembers what it was told."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from aiohttp import web
from aiohttp.test_utils import unused_port

TOKEN = "123456789:AAtestTESTtestTESTtestTESTtestTEST12"
BOT_ID = 123456789


@dataclass
class FakeApi:
    base: str = ""
    me: dict[str, Any] = field(default_factory=dict)
    webhook: dict[str, Any] = field(default_factory=dict)
    members: dict[int, dict[str, Any]] = field(default_factory=dict)
    clock_off: timedelta = timedelta()
    broken: int = 0
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    commands: dict[str, Any] = field(default_factory=dict)

    def called(self, method: str) -> list[dict[str, Any]]:
        return [parameters for name, parameters in self.calls if name == method]

    async def root(self, _request: web.Request) -> web.Response:
        moment = datetime.now(UTC) + self.clock_off
        return web.Response(status=302, headers={"Date": format_datetime(moment, usegmt=True), "Location": "/docs"})

    async def call(self, request: web.Request) -> web.Response:
        if request.match_info["token"] != TOKEN:
            return self._refused(401, "Unauthorized")
        if self.broken:
            return self._refused(self.broken, "Bad Gateway")
        method = request.match_info["method"]
        parameters: dict[str, Any] = dict(await request.post())
        self.calls.append((method, parameters))
        answer = getattr(self, f"_{method}", None)
        if answer is None:
            return self._refused(404, f"Not Found: {method}")
        result = answer(parameters)
        return result if isinstance(result, web.Response) else web.json_response({"ok": True, "result": result})

    @staticmethod
    def _refused(code: int, description: str) -> web.Response:
        return web.json_response({"ok": False, "error_code": code, "description": description}, status=code)

    def _getMe(self, _: dict[str, Any]) -> Any:
        user = {"id": BOT_ID, "is_bot": True, "first_name": "邻里助手", "username": "linli_test_bot"}
        return user | {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False} | self.me

    def _getWebhookInfo(self, _: dict[str, Any]) -> Any:
        return {"url": "", "has_custom_certificate": False, "pending_update_count": 0} | self.webhook

    def _getChatMember(self, parameters: dict[str, Any]) -> Any:
        member = self.members.get(int(parameters["chat_id"]))
        if member is None:
            return self._refused(403, "Forbidden: bot was kicked from the supergroup chat")
        return {"user": self._getMe({})} | member

    @staticmethod
    def _where(parameters: dict[str, Any]) -> str:
        return f"{parameters.get('scope')} {parameters.get('language_code', '')}"

    def _getMyCommands(self, parameters: dict[str, Any]) -> Any:
        import json

        return json.loads(self.commands.get(self._where(parameters), "[]"))

    def _setMyCommands(self, parameters: dict[str, Any]) -> Any:
        self.commands[self._where(parameters)] = parameters["commands"]
        return True

    def _yes(self, _: dict[str, Any]) -> Any:
        return True

    _setMyDescription = _setMyShortDescription = _setChatMenuButton = _yes


@asynccontextmanager
async def fake_api() -> AsyncIterator[FakeApi]:
    api, port = FakeApi(), unused_port()
    app = web.Application()
    app.add_routes([web.get("/", api.root), web.post("/bot{token}/{method}", api.call)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    api.base = f"http://127.0.0.1:{port}"
    yield api
    await runner.cleanup()
