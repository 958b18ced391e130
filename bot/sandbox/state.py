"""All that the sandbox remembers: one object that can be written down as JSON and read back."""

import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.chats import Chat, Member, Message, Press, StoredFile
from bot.sandbox.people import Language, Person


@dataclass(frozen=True, slots=True)
class Update:
    """One update that waits for the bot; `lane` is the queue in which the platform keeps order."""

    id: int
    kind: str
    lane: str
    at: float
    expires_at: float
    who: str
    who_en: str
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Webhook:
    url: str
    secret: str | None = None
    max_connections: int = 40


@dataclass(frozen=True, slots=True)
class Command:
    command: str
    description: str


@dataclass(slots=True)
class Profile:
    """What the bot said about itself; texts by language code, "" for everybody else."""

    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    commands: dict[str, tuple[Command, ...]] = field(default_factory=dict)
    menu_buttons: dict[int, str] = field(default_factory=dict)


def first_update_id() -> int:
    """Update ids start from the wall clock: a bot that kept its database never meets one of them twice."""
    return int(time.time())


@dataclass(slots=True)
class State:
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    language: Language = "zh"
    people: dict[int, Person] = field(default_factory=dict)
    chats: dict[int, Chat] = field(default_factory=dict)
    members: dict[int, dict[int, Member]] = field(default_factory=dict)
    messages: dict[int, dict[int, Message]] = field(default_factory=dict)
    next_message: dict[int, int] = field(default_factory=dict)
    next_number: int = 1
    files: dict[str, StoredFile] = field(default_factory=dict)
    photo_sizes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    presses: dict[str, Press] = field(default_factory=dict)
    # By vote: who has tapped one of its choices, on whatever card.
    pressed: dict[str, set[int]] = field(default_factory=dict)
    unread: dict[int, dict[int, int]] = field(default_factory=dict)
    profile: Profile = field(default_factory=Profile)
    queue: dict[int, Update] = field(default_factory=dict)
    next_update: int = field(default_factory=first_update_id)
    allowed: tuple[str, ...] | None = None
    webhook: Webhook | None = None
    # What had been done in this world when it was new, by the step of the guide: what is more was done by whoever looks at it.
    steps_before: dict[str, int] = field(default_factory=dict)
    crashes: int = 0
