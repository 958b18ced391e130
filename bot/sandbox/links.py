"""Links to the bot itself: what they ask for, whose groups it may be added to, and what a new one is called."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from bot.sandbox import texts
from bot.sandbox.chats import KNOWN_RIGHTS, Chat
from bot.sandbox.errors import Both
from bot.sandbox.people import Person
from bot.sandbox.world import World

# Bot API, "Deep linking": 64 characters of A-Z, a-z, 0-9, _ and -.
PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
LINK_HOSTS = frozenset({"t.me", "telegram.me"})
# On a button that leads to a group the compound stands behind it: 「把我加进群 · 锦绣花园」.
DOT = " · "


@dataclass(frozen=True, slots=True)
class Link:
    """`to_group`: the person chooses a group, where the payload is said; else it is said in private."""

    to_group: bool
    payload: str
    rights: list[str]


def read_link(world: World, url: str) -> Link | None:
    """t.me/<bot>?…, or tg://resolve?domain=<bot>&…; None for every other address."""
    query = _query(world, url)
    if query is None:
        return None
    payload = query.get("start", query.get("startgroup", ""))
    if payload and not PAYLOAD.fullmatch(payload):
        return None
    rights = [right for name in query.get("admin", "").split(" ") if (right := f"can_{name}") in KNOWN_RIGHTS]
    return Link("startgroup" in query, payload, rights)


def _query(world: World, url: str) -> dict[str, str] | None:
    parts = urlsplit(url if "://" in url else f"https://{url}")
    query = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
    if parts.scheme in ("http", "https") and parts.hostname in LINK_HOSTS:
        return query if parts.path.strip("/").lower() == world.username.lower() else None
    if parts.scheme == "tg" and parts.netloc == "resolve":
        return query if query.get("domain", "").lower() == world.username.lower() else None
    return None


def may_add(world: World, person: Person, chat: Chat, rights: Sequence[str]) -> bool:
    member = world.member(chat.id, person.user_id)
    if member is None or not member.is_in or world.bot_in(chat.id):
        return False
    return member.is_admin or not rights


def title_of_new(world: World, person: Person, url: str) -> Both:
    """After the compound that the button with this link names, where it names one: nothing else of it left the bot."""
    for message in reversed(world.state.messages[person.user_id].values()):
        for button in (button for row in message.keyboard for button in row if button.url == url):
            _, dot, compound = button.text.rpartition(DOT)
            return texts.group_of(compound) if dot and compound else texts.NEW_GROUP
    return texts.NEW_GROUP
