"""From a screen to a request of the Bot API, and from its answer to what became of it."""

from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import orjson
from aiogram import Bot, methods
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import TelegramMethod
from aiogram.types import FSInputFile, LinkPreviewOptions, Message
from aiohttp import ClientConnectorError, ClientProxyConnectionError

from handlers.screens import Screen
from messages.rendering import LONGEST_CAPTION, LONGEST_TEXT, fitted

KINDS = {
    kind.__api_method__: kind
    for kind in (
        methods.SendMessage,
        methods.SendPhoto,
        methods.SendDocument,
        methods.EditMessageText,
        methods.EditMessageCaption,
        methods.DeleteMessage,
    )
}
EDITS = frozenset({"editMessageText", "editMessageCaption", "deleteMessage"})
# What the platform says when there is nothing left to edit (platform-and-faults.md, exact errors).
GONE = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "there is no text in the message to edit",
    "there is no caption in the message to edit",
)
# The topic was deleted or closed: the general one is left.
NO_TOPIC = ("message thread not found", "topic_closed", "topic_deleted", "topic_id_invalid")
AWAY = ("message to delete not found", "message can't be deleted")


class Fate(Enum):
    """What became of one send."""

    SENT = "sent"
    WAIT = "wait"
    RETRY = "retry"
    GONE = "gone"
    NO_TOPIC = "no topic"
    UNREACHABLE = "unreachable"
    MIGRATED = "migrated"
    UNKNOWN = "unknown"
    PLAIN = "plain"
    FAILED = "failed"
    UNAUTHORIZED = "unauthorized"


@dataclass(frozen=True, slots=True)
class Outcome:
    fate: Fate
    message_id: int | None = None
    seconds: float = 0.0
    chat_id: int | None = None
    error: str = ""
    changed: bool = True
    """False when the message says the same already."""


def request_for(chat_id: int, screen: Screen, live_message: int | None, thread_id: int | None = None) -> str:
    """The request as kept in the outbox: every further try sends the same. An edit stays in its message's own topic."""
    common: dict[str, Any] = {"chat_id": chat_id}
    if thread_id is not None and live_message is None:
        common["message_thread_id"] = thread_id
    if screen.delete:
        return _packed("deleteMessage", {**common, "message_id": live_message})
    if screen.silent and live_message is None:
        common["disable_notification"] = True
    if screen.keyboard is not None:
        common["reply_markup"] = screen.keyboard.model_dump(exclude_none=True)
    common["parse_mode"] = "HTML"
    text = fitted(screen.text, LONGEST_CAPTION if screen.attachment is not None and live_message is None else LONGEST_TEXT)
    if live_message is not None and screen.is_caption:
        return _packed("editMessageCaption", {**common, "message_id": live_message, "caption": text})
    if live_message is not None:
        return _packed("editMessageText", {**common, "message_id": live_message, "text": text})
    if screen.attachment is not None:
        file = {"attachment": screen.attachment.sha256, "name": screen.attachment.name}
        kind, field = ("sendPhoto", "photo") if screen.attachment.is_photo else ("sendDocument", "document")
        return _packed(kind, {**common, "caption": text, field: file})
    return _packed("sendMessage", {**common, "text": text})


def is_edit(request: str) -> bool:
    """Whether it changes, or takes away, a message that is there: done twice it is done once."""
    return any(name in request[:40] for name in EDITS)


def _packed(method: str, parameters: dict[str, Any]) -> str:
    return orjson.dumps({"method": method, "parameters": parameters}).decode()


def plain(request: str) -> str:
    """The same request without markup, for text the platform could not read."""
    import html
    import re

    document = orjson.loads(request)
    document["parameters"].pop("parse_mode", None)
    for field in ("text", "caption"):
        if field in document["parameters"]:
            document["parameters"][field] = html.unescape(re.sub(r"<[^>]+>", "", document["parameters"][field]))
    return orjson.dumps(document).decode()


def method_of(request: str, attachments: Path) -> TelegramMethod[Any]:
    document = orjson.loads(request)
    parameters = document["parameters"]
    for field in ("photo", "document"):
        if isinstance(file := parameters.get(field), dict):
            parameters[field] = FSInputFile(attachments / file["attachment"], filename=file["name"])
    if "text" in parameters:
        parameters["link_preview_options"] = LinkPreviewOptions(is_disabled=True)
    return KINDS[document["method"]](**parameters)


async def send(bot: Bot, request: str, attachments: Path) -> Outcome:
    """Never raises for what the platform says; cancellation goes through."""
    method = method_of(request, attachments)
    try:
        result = await bot(method)
    except TelegramRetryAfter as error:
        return Outcome(Fate.WAIT, seconds=float(error.retry_after), error="429")
    except TelegramMigrateToChat as error:
        return Outcome(Fate.MIGRATED, chat_id=error.migrate_to_chat_id)
    except TelegramUnauthorizedError:
        return Outcome(Fate.UNAUTHORIZED, error="401")
    except TelegramForbiddenError as error:
        return Outcome(Fate.UNREACHABLE, error=error.message)
    except TelegramBadRequest as error:
        return _refused(error.message, method)
    except TelegramServerError as error:
        return Outcome(Fate.RETRY, error=error.message)
    except TelegramEntityTooLarge as error:
        return Outcome(Fate.FAILED, error=error.message)
    except TelegramNetworkError as error:
        never_sent = isinstance(error.__cause__ or error.__context__, ClientConnectorError | ClientProxyConnectionError)
        return Outcome(Fate.RETRY if never_sent else Fate.UNKNOWN, error=type(error.__cause__ or error.__context__ or error).__name__)
    except TelegramAPIError as error:
        # Refused in a way of which nothing is known (404 by a gateway, 409): it did not arrive.
        return Outcome(Fate.RETRY, error=error.message)
    return Outcome(Fate.SENT, message_id=result.message_id if isinstance(result, Message) else None)


def _refused(said: str, method: TelegramMethod[Any]) -> Outcome:
    lower = said.lower()
    if "message is not modified" in lower:
        return Outcome(Fate.SENT, changed=False)
    if any(part in lower for part in AWAY):
        return Outcome(Fate.SENT)
    if any(part in lower for part in GONE):
        return Outcome(Fate.GONE, error=said)
    if any(part in lower for part in NO_TOPIC):
        in_topic = getattr(method, "message_thread_id", None) is not None
        return Outcome(Fate.NO_TOPIC if in_topic else Fate.UNREACHABLE, error=said)
    if "chat not found" in lower or "user is deactivated" in lower or "not enough rights to send" in lower:
        return Outcome(Fate.UNREACHABLE, error=said)
    if "can't parse entities" in lower and getattr(method, "parse_mode", None):
        return Outcome(Fate.PLAIN, error=said)
    return Outcome(Fate.FAILED, error=said)
