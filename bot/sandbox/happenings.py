"""What happened in the world, for whoever shows it: the page's feed listens to these."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.sandbox.chats import Message, Press
from bot.sandbox.journal import Call
from bot.sandbox.state import Update


@dataclass(frozen=True, slots=True)
class Posted:
    message: Message


@dataclass(frozen=True, slots=True)
class Edited:
    message: Message


@dataclass(frozen=True, slots=True)
class Deleted:
    chat_id: int
    message_id: int


@dataclass(frozen=True, slots=True)
class PinChanged:
    chat_id: int


@dataclass(frozen=True, slots=True)
class UnreadChanged:
    user_id: int
    chat_id: int
    count: int


@dataclass(frozen=True, slots=True)
class Answered:
    """A press got its answer, died unanswered, or went with its world (`failed`)."""

    press: Press
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Called:
    call: Call


@dataclass(frozen=True, slots=True)
class Queued:
    update: Update


@dataclass(frozen=True, slots=True)
class ChatChanged:
    chat_id: int


@dataclass(frozen=True, slots=True)
class PersonChanged:
    user_id: int


@dataclass(frozen=True, slots=True)
class FaultsChanged:
    pass


@dataclass(frozen=True, slots=True)
class Renewed:
    """Everything is different: another world, or another language for all."""


Happening = (
    Posted
    | Edited
    | Deleted
    | PinChanged
    | UnreadChanged
    | Answered
    | Called
    | Queued
    | ChatChanged
    | PersonChanged
    | FaultsChanged
    | Renewed
)
Listener = Callable[[Happening], None]
