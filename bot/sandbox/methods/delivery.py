"""How the bot wants its updates: getUpdates is read here, a webhook is set here; both are carried out elsewhere."""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from aiogram.methods import Close, DeleteWebhook, GetUpdates, GetWebhookInfo, LogOut, SetWebhook

from bot.sandbox.errors import bad_request, not_modelled
from bot.sandbox.files import Uploads
from bot.sandbox.methods.modelled import Modelled, fields
from bot.sandbox.parsing import parse
from bot.sandbox.state import Webhook
from bot.sandbox.updates import BATCH_LIMIT, POLL_SECONDS, WEBHOOK_SET
from bot.sandbox.wire import Json
from bot.sandbox.world import World

# Bot API, setWebhook.
SECRET = re.compile(r"[A-Za-z0-9_-]*")
SECRET_LIMIT = 256
CONNECTIONS = range(1, 101)
USUAL_CONNECTIONS = 40

_POLL_FIELDS = fields("offset limit timeout allowed_updates")


@dataclass(frozen=True, slots=True)
class Poll:
    offset: int
    limit: int
    seconds: int
    allowed: list[str] | None


def read_poll(params: dict[str, object]) -> Poll:
    """A limit or a timeout out of range is brought into it, as telegram-bot-api does."""
    method = parse(GetUpdates, params, _POLL_FIELDS)
    limit = min(max(method.limit or BATCH_LIMIT, 1), BATCH_LIMIT)
    seconds = min(max(method.timeout or 0, 0), POLL_SECONDS)
    return Poll(method.offset or 0, limit, seconds, method.allowed_updates)


def is_loopback(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


def _webhook(method: SetWebhook) -> Webhook:
    """The platform asks for https on four ports; the sandbox calls nobody but this computer, on any port."""
    parts = urlsplit(method.url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise bad_request("invalid webhook URL specified")
    if not is_loopback(parts.hostname):
        raise bad_request("bad webhook: the sandbox calls no address outside this computer")
    if parts.scheme == "https":
        raise not_modelled("webhooks over https on this computer")
    secret = method.secret_token or None
    if secret is not None and len(secret) > SECRET_LIMIT:
        raise bad_request("secret token is too long")
    if secret is not None and not SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    most = method.max_connections
    return Webhook(method.url, secret, USUAL_CONNECTIONS if most is None or most not in CONNECTIONS else most)


def webhook_set(world: World, method: SetWebhook, _: Uploads) -> bool:
    hook = _webhook(method) if method.url else None
    if method.drop_pending_updates:
        world.updates.clear()
    world.updates.allow(method.allowed_updates)
    world.updates.set_webhook(hook)
    if hook is not None:
        world.updates.end_poll(WEBHOOK_SET)
    return True


def webhook_deleted(world: World, method: DeleteWebhook, _: Uploads) -> bool:
    if method.drop_pending_updates:
        world.updates.clear()
    world.updates.set_webhook(None)
    return True


def webhook_info(world: World, _: GetWebhookInfo, __: Uploads) -> Json:
    world.sweep()
    hook = world.state.webhook
    info: Json = {
        "url": "" if hook is None else hook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(world.state.queue),
    }
    if hook is not None:
        info |= {"max_connections": hook.max_connections, "ip_address": "127.0.0.1"}
        if world.updates.last_error is not None:
            info |= {"last_error_date": int(world.updates.last_error.at), "last_error_message": world.updates.last_error.message}
    if world.state.allowed is not None:
        info["allowed_updates"] = list(world.state.allowed)
    return info


def logged_out(_: World, __: LogOut, ___: Uploads) -> bool:
    raise not_modelled("logOut: there is no other server to move to")


def closed(_: World, __: Close, ___: Uploads) -> bool:
    raise not_modelled("close: there is no other server to move to")


METHODS = (
    Modelled(SetWebhook, webhook_set, fields("url max_connections allowed_updates drop_pending_updates secret_token")),
    Modelled(DeleteWebhook, webhook_deleted, fields("drop_pending_updates")),
    Modelled(GetWebhookInfo, webhook_info),
    Modelled(LogOut, logged_out),
    Modelled(Close, closed),
)
