"""The sandbox's world: its people, chats and bot, and what anybody may do in it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import msgspec

from bot.sandbox import files, members, presses, talk, texts
from bot.sandbox.chats import USUAL_RIGHTS, Chat, ChatKind, Member, Message, Press
from bot.sandbox.errors import Both
from bot.sandbox.faults import Faults
from bot.sandbox.files import MediaKind, Upload
from bot.sandbox.happenings import ChatChanged, Happening, Listener, Renewed
from bot.sandbox.journal import Journal
from bot.sandbox.people import LANGUAGE_CODES, Language, Person, Side
from bot.sandbox.state import State, first_update_id
from bot.sandbox.updates import Updates

SANDBOX_BOT_ID = 1_000_000_001
SANDBOX_TOKEN = f"{SANDBOX_BOT_ID}:SANDBOX-nothing-leaves-this-computer"
BOT_NAME = Both("邻里助手", "Linli")
BOT_USERNAME = "linli_sandbox_bot"

# Ids as the platform forms them: basic groups are small negatives, supergroups begin with -100.
FIRST_GROUP_ID = -4_000_001
FIRST_SUPERGROUP_ID = -1_002_000_000_001
# Private chats and basic groups share one count of messages; every supergroup has its own.
SHARED_COUNT = 0

PersonRef = Person | str | int
ChatRef = Chat | str | int


class World:
    """One loop, no threads: every verb is done when it returns."""

    def __init__(
        self,
        now: Callable[[], datetime],
        *,
        token: str = SANDBOX_TOKEN,
        username: str = BOT_USERNAME,
        privacy: bool = True,
        host_note: str = "",
    ) -> None:
        self.now = now
        self.bot_id = int(token.partition(":")[0])
        self.username = username
        self.privacy = privacy
        self.host_note = host_note
        self.state = State()
        self.uploads: dict[str, Upload] = {}
        self._listeners: list[Listener] = []
        self.updates = Updates(self)
        self.faults = Faults(self)
        self.journal = Journal()

    # Time and telling

    def time(self) -> float:
        return self.now().timestamp()

    def unix(self) -> int:
        return int(self.time())

    def listen(self, listener: Listener) -> None:
        self._listeners.append(listener)

    def tell(self, happening: Happening) -> None:
        for listener in self._listeners:
            listener(happening)

    def sweep(self) -> None:
        """Let go of what is too old for the bot: updates, and presses that nobody answered."""
        self.updates.drop_expired()
        presses.sweep(self)

    # Looking up

    def knows(self, user_id: int) -> bool:
        return user_id in self.state.people or user_id == self.bot_id

    def person(self, ref: PersonRef) -> Person:
        user_id = ref.user_id if isinstance(ref, Person) else ref
        if isinstance(user_id, int) and user_id in self.state.people:
            return self.state.people[user_id]
        for person in self.state.people.values():
            if person.slug == ref:
                return person
        raise texts.no_such_person(str(ref))

    def chat(self, ref: ChatRef) -> Chat:
        chat_id = ref.id if isinstance(ref, Chat) else ref
        if isinstance(chat_id, int) and chat_id in self.state.chats:
            return self.state.chats[chat_id]
        for chat in self.state.chats.values():
            if chat.slug == ref:
                return chat
        raise texts.no_such_chat(str(ref))

    def private_chat(self, person: Person) -> Chat:
        return self.state.chats[person.user_id]

    def find_message(self, chat_id: int, message_id: int) -> Message | None:
        return self.state.messages.get(chat_id, {}).get(message_id)

    def member(self, chat_id: int, user_id: int) -> Member | None:
        return self.state.members.get(chat_id, {}).get(user_id)

    def bot_in(self, chat_id: int) -> bool:
        member = self.member(chat_id, self.bot_id)
        return member is not None and member.is_in

    def bot_is_admin(self, chat_id: int) -> bool:
        member = self.member(chat_id, self.bot_id)
        return member is not None and member.is_admin

    def groups(self) -> list[Chat]:
        return [chat for chat in self.state.chats.values() if not chat.is_private and chat.migrated_to is None]

    def people_in(self, chat: Chat) -> Iterator[Person]:
        if chat.person_id is not None:
            yield self.state.people[chat.person_id]
            return
        for member in self.state.members[chat.id].values():
            if member.is_in and member.user_id in self.state.people:
                yield self.state.people[member.user_id]

    def named_in(self, chat: Chat) -> list[Person]:
        return [person for person in self.people_in(chat) if person.named]

    def name_of(self, user_id: int) -> Both:
        if user_id == self.bot_id:
            return Both(self.bot_name("zh"), self.bot_name("en"))
        person = self.state.people[user_id]
        return Both(person.name, person.name_en)

    def bot_name(self, language: str = "") -> str:
        names = self.state.profile.names
        fallback = BOT_NAME.en if language == "en" and "" not in names else BOT_NAME.zh
        return names.get(language) or names.get("") or fallback

    def title_of(self, chat: Chat) -> Both:
        """A private chat is called after its person, for everybody but that person."""
        return Both(chat.title, chat.title_en) if chat.person_id is None else self.name_of(chat.person_id)

    # Numbers

    def next_number(self) -> int:
        self.state.next_number += 1
        return self.state.next_number - 1

    def next_message_id(self, chat: Chat) -> int:
        count = chat.id if chat.kind == "supergroup" else SHARED_COUNT
        number = self.state.next_message.get(count, 1)
        self.state.next_message[count] = number + 1
        return number

    # Making the world

    def add_person(
        self,
        slug: str,
        user_id: int,
        name: str,
        name_en: str,
        *,
        role: str,
        role_en: str,
        side: Side,
        color: int,
        language_code: str = "zh-hans",
        named: bool = True,
        crowd: bool = False,
        username: str | None = None,
    ) -> Person:
        """Everybody has a private chat with the bot; it stays closed until they start it."""
        person = Person(slug, user_id, name, name_en, role, role_en, side, color, language_code, named, crowd, username)
        self.state.people[user_id] = person
        self.state.chats[user_id] = Chat(user_id, f"bot-{slug}", "private", person_id=user_id)
        self.state.messages[user_id] = {}
        return person

    def replace_person(self, person: Person) -> None:
        self.state.people[person.user_id] = person

    def add_group(
        self,
        slug: str,
        title: str,
        title_en: str,
        members: Sequence[PersonRef],
        owner: PersonRef,
        *,
        kind: ChatKind = "supergroup",
        subtitle: str = "",
        subtitle_en: str = "",
    ) -> Chat:
        """`subtitle` stands before the number of people ("48 户")."""
        chat = self.open_group(Chat(0, slug, kind, title, title_en, subtitle, subtitle_en))
        inside = {self.person(ref).user_id: Member(self.person(ref).user_id, "member") for ref in members}
        inside[self.person(owner).user_id] = Member(self.person(owner).user_id, "creator")
        self.state.members[chat.id] = inside
        self.tell(ChatChanged(chat.id))
        return chat

    def open_group(self, draft: Chat) -> Chat:
        number = self.next_number()
        chat = replace(draft, id=(FIRST_SUPERGROUP_ID if draft.kind == "supergroup" else FIRST_GROUP_ID) - number)
        self.state.chats[chat.id] = chat
        self.state.messages[chat.id] = {}
        self.state.members[chat.id] = {}
        return chat

    # What people do

    def say(self, person: PersonRef, chat: ChatRef, text: str, reply_to: int | None = None, at: datetime | None = None) -> Message:
        moment = 0 if at is None else int(at.timestamp())
        return talk.say(self, self.person(person), self.chat(chat), text, reply_to=reply_to, at=moment)

    def send_file(
        self, person: PersonRef, chat: ChatRef, kind: MediaKind, upload: Upload, *, caption: str | None = None, album: str | None = None
    ) -> Message:
        return talk.send_media(self, self.person(person), self.chat(chat), files.keep(self, kind, upload), caption=caption, album=album)

    def edit_own(self, person: PersonRef, chat: ChatRef, message_id: int, text: str) -> Message:
        return talk.edit_own(self, self.person(person), self._message(chat, message_id), text)

    def start(self, person: PersonRef, payload: str | None = None) -> Message:
        return members.start(self, self.person(person), payload)

    def press(self, person: PersonRef, chat: ChatRef, message_id: int, row: int, col: int, *, ref: str | None = None) -> Press:
        who = self.person(person)
        message, button = presses.button_at(self, who, self.chat(chat).id, message_id, (row, col))
        return presses.press(self, who, message, button, ref)

    def read(self, person: PersonRef, chat: ChatRef) -> None:
        talk.read(self, self.person(person), self.chat(chat))

    def block(self, person: PersonRef, on: bool = True) -> None:
        members.block(self, self.person(person), on)

    def add_bot(self, group: ChatRef, by: PersonRef, payload: str | None = None, rights: Sequence[str] = ()) -> None:
        members.add_bot(self, self.chat(group), self.person(by), payload, rights)

    def promote_bot(self, group: ChatRef, by: PersonRef, rights: Sequence[str] = USUAL_RIGHTS) -> None:
        members.promote_bot(self, self.chat(group), self.person(by), rights)

    def remove_bot(self, group: ChatRef, by: PersonRef, *, ban: bool = True) -> None:
        members.remove_bot(self, self.chat(group), self.person(by), ban=ban)

    def migrate(self, group: ChatRef, by: PersonRef) -> Chat:
        return members.migrate(self, self.chat(group), self.person(by))

    def _message(self, chat: ChatRef, message_id: int) -> Message:
        message = self.find_message(self.chat(chat).id, message_id)
        if message is None:
            raise texts.message_gone()
        return message

    # The whole

    def set_language(self, language: Language) -> None:
        """People's apps speak it from now on."""
        self.state.language = language
        for person in list(self.state.people.values()):
            self.replace_person(replace(person, language_code=LANGUAGE_CODES[language]))
        self.tell(Renewed())

    def snapshot(self) -> dict[str, Any]:
        """Plain JSON values, for `--keep`."""
        snapshot: dict[str, Any] = msgspec.to_builtins(self.state, str_keys=True)
        return snapshot

    def restore(self, snapshot: Mapping[str, Any]) -> None:
        """Update ids never fall: they go on from the snapshot or from the wall clock, whichever is later."""
        state = msgspec.convert(dict(snapshot), State, str_keys=True, strict=False)
        state.next_update = max(state.next_update, first_update_id())
        self._replace(state)

    def reset(self) -> None:
        """An empty world with another id; ids of updates go on."""
        fresh = State(language=self.state.language)
        fresh.next_update = max(self.state.next_update, fresh.next_update)
        self._replace(fresh)

    def _replace(self, state: State) -> None:
        presses.give_up(self)
        self.state = state
        self.uploads.clear()
        self.journal.clear()
        self.updates.forget_recent()
        self.faults.clear()
        if self.updates.on_webhook is not None:
            self.updates.on_webhook()
        self.tell(Renewed())


def utc_now() -> datetime:
    """The real clock, for --server-only."""
    return datetime.now(UTC)
