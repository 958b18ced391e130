"""What the log says of an update (platform-and-faults.md, PIPL): ids, a hash, an outcome; never a word that somebody wrote."""

import hashlib
import secrets
import time
from collections.abc import Iterator
from functools import lru_cache
from importlib.metadata import version
from typing import Any

from aiogram.types import Message, Update

from bot.rules.residents import Actor

# Made anew at each start and written nowhere: accounts are few enough to be tried one after the other against a salt that is known.
SALT = secrets.token_bytes(16)
DONE = "done"
# What a message holds besides words, by the name that the platform has for it.
CONTENTS = ("photo", "document", "voice", "video", "audio", "sticker", "location", "contact")


def account_hash(telegram_id: int) -> str:
    """The same for one account as long as this process runs."""
    return hashlib.blake2b(str(telegram_id).encode(), key=SALT, digest_size=6).hexdigest()


@lru_cache(1)
def linli_version() -> str:
    return version("linli")


def action_of(update: Update, form: str, commands: frozenset[str]) -> str:
    """`press:vc`, `command:menu`, `form:votes.extend`, `message:photo`, or the kind of the update. `commands`: those that Linli knows;
    what is typed behind a slash else may be anything."""
    if update.callback_query is not None:
        return f"press:{(update.callback_query.data or '').partition(':')[0][:8]}"
    message = update.message
    if message is None:
        return update.event_type
    command = (message.text or "").partition(" ")[0].partition("@")[0].removeprefix("/")
    if (message.text or "").startswith("/") and command in commands:
        return f"command:{command}"
    return f"form:{form}" if form else f"message:{_content(message)}"


def _content(message: Message) -> str:
    return next((name for name in CONTENTS if getattr(message, name)), "text" if message.text else "other")


def compounds_of(actor: Actor) -> list[str]:
    """Their public ids: of the homes of whoever acts, and of the places that they have a role for."""
    return sorted(set(_compounds(actor)))


def _compounds(actor: Actor) -> Iterator[str]:
    yield from (one.home.compound_id for one in actor.active_bindings)
    yield from (one.place.compound_id for one in actor.appointments if one.place.compound_id is not None)


def fields(actor: Actor, *, action: str, outcome: str, began: float) -> dict[str, Any]:
    """`began`: by `time.perf_counter`."""
    return {
        "user": account_hash(actor.telegram_id) if actor.telegram_id else "",
        "compounds": compounds_of(actor),
        "action": action,
        "outcome": outcome or DONE,
        "ms": round((time.perf_counter() - began) * 1000),
        "version": linli_version(),
    }
