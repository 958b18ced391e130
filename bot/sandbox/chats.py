"""Chats, their members and what stands in them: the frozen facts of the sandbox's own platform."""

from dataclasses import dataclass
from typing import Literal

from bot.sandbox.entities import Entity

ChatKind = Literal["private", "group", "supergroup"]
MemberStatus = Literal["creator", "administrator", "member", "left", "kicked"]
ServiceKind = Literal["joined", "left", "pinned", "migrated_to", "migrated_from"]

IN_CHAT: frozenset[MemberStatus] = frozenset({"creator", "administrator", "member"})

# Rights of an administrator that stand in every answer (ChatMemberAdministrator, required fields of Bot API 10.3).
REQUIRED_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_send_welcome_messages",
)
OTHER_RIGHTS = ("can_pin_messages", "can_manage_topics", "can_manage_tags")
KNOWN_RIGHTS = frozenset(REQUIRED_RIGHTS + OTHER_RIGHTS)

# What an owner's app ticks by itself when it makes somebody an administrator.
USUAL_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
)


@dataclass(frozen=True, slots=True)
class Chat:
    """A private chat belongs to `person_id` (and has that id); a group that became a supergroup points on."""

    id: int
    slug: str
    kind: ChatKind
    title: str = ""
    title_en: str = ""
    subtitle: str = ""
    subtitle_en: str = ""
    person_id: int | None = None
    pinned: tuple[int, ...] = ()
    migrated_to: int | None = None

    @property
    def is_private(self) -> bool:
        return self.kind == "private"


@dataclass(frozen=True, slots=True)
class Member:
    user_id: int
    status: MemberStatus
    rights: tuple[str, ...] = ()

    @property
    def is_in(self) -> bool:
        return self.status in IN_CHAT

    @property
    def is_admin(self) -> bool:
        return self.status in ("creator", "administrator")

    def may(self, right: str) -> bool:
        return self.status == "creator" or (self.status == "administrator" and right in self.rights)


@dataclass(frozen=True, slots=True)
class Button:
    """An inline button: it calls back with `data` or opens `url`, never both."""

    text: str
    data: str | None = None
    url: str | None = None
    style: str | None = None


Keyboard = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Service:
    """What the platform itself says in a chat."""

    kind: ServiceKind
    users: tuple[int, ...] = ()
    message_id: int | None = None
    chat_id: int | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a forwarded message was first written."""

    sender_id: int
    at: int


@dataclass(frozen=True, slots=True)
class Media:
    """File ids: a photo from its smallest to its largest size, or one document."""

    kind: Literal["photo", "document"]
    files: tuple[str, ...]

    @property
    def best(self) -> str:
        return self.files[-1]


@dataclass(frozen=True, slots=True)
class Message:
    """`at` and `edited_at` are seconds of the sandbox's clock; `entities` belong to the text or to the caption."""

    chat_id: int
    id: int
    sender_id: int
    at: int
    text: str | None = None
    caption: str | None = None
    entities: tuple[Entity, ...] = ()
    media: Media | None = None
    keyboard: Keyboard = ()
    reply_to: int | None = None
    edited_at: int | None = None
    album: str | None = None
    service: Service | None = None
    origin: Origin | None = None
    protected: bool = False

    @property
    def words(self) -> str:
        return self.text or self.caption or ""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file on the sandbox's platform; `id` opens it through getFile and through `/file/<id>` of the page."""

    id: str
    unique_id: str
    path: str
    name: str
    mime: str
    data: bytes
    width: int = 0
    height: int = 0

    @property
    def size(self) -> int:
        return len(self.data)


@dataclass(frozen=True, slots=True)
class PressAnswer:
    text: str | None
    alert: bool
    url: str | None


@dataclass(frozen=True, slots=True)
class Press:
    """A tap on a button: its id is the `callback_query_id`, `ref` is what the page called it."""

    id: str
    user_id: int
    chat_id: int
    message_id: int
    data: str
    at: float
    ref: str | None = None
    answer: PressAnswer | None = None
    expired: bool = False
