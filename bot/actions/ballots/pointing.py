"""What the owners of one head are told of it is true until the next word of the same: the older letter then points to the newer."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from bot.actions.unit import UnitOfWork
from bot.actions.votes.letters import is_night
from bot.rules.letters import Letter
from bot.rules.votes.casting import HeadBook
from bot.rules.votes.electorates import Elector
from bot.rules.votes.facts import CardMoved, Heading, OwnersDiffer
from storage.base import decode
from storage.chats import LiveMessage
from storage.outbox import StoredLetter
from storage.votes.records import Vote

# How the keys of what owners are told of a head begin, and of what an account is told of its homes that count by another account.
OF_HEAD, OF_ACCOUNT = "differ", "elsewhere"
WORDS = (OF_HEAD, OF_ACCOUNT)
# Under which letters of who speaks for a head coalesce.
SPEAKS = "designated"
# How those of the pointers end that their older letters become.
MOVED = "moved"
# How those end of what says that it is out of date, where nothing newer comes.
OVERTAKEN = "overtaken"


def told_key(vote_id: str, head: int, telegram_id: int) -> str:
    """One for whatever they are told of that head: that its owners differ or agree again, who speaks for it, that nobody does."""
    return f"{OF_HEAD}:{vote_id}:{head}:{telegram_id}"


def speaks_key(vote_id: str, head: int, telegram_id: int) -> str:
    """Under which letters of who speaks for it coalesce, apart from those of the rest."""
    return f"{SPEAKS}:{vote_id}:{head}:{telegram_id}"


async def newest_words(unit: UnitOfWork, keys: Collection[str]) -> dict[str, StoredLetter]:
    """By its living key the last letter that stands or will arrive; of a head's owners it may say who speaks for it."""
    spoken = {key: f"{SPEAKS}{key.removeprefix(OF_HEAD)}" for key in keys if key.startswith(f"{OF_HEAD}:")}
    found = await unit.outbox.newest([*keys, *spoken.values()]) if keys else {}
    words = {key: [found[one] for one in (key, spoken.get(key, key)) if one in found] for key in keys}
    return {key: max(letters, key=lambda letter: letter.id) for key, letters in words.items() if letters}


async def with_pointers(unit: UnitOfWork, letters: Mapping[str, Letter], headings: Mapping[str, Heading], now: datetime) -> list[Letter]:
    """`letters` by their `told_key`, which is their live key, and before them what edits the older ones that stand.

    By night, too: an edit rings nobody. Where the newer one waits for the morning the older one does not point to it until then."""
    living = await unit.ballots.living(list(letters)) if letters else {}
    renamed = {key: f"{key}:{message.message_id}" for key, message in living.items()}
    await unit.ballots.rename_living(renamed)
    older = []
    for key, message in living.items():
        waits = letters[key].night_waits and is_night(now)
        name, facts = f"{renamed[key]}:{OVERTAKEN if waits else MOVED}", CardMoved(headings[key], overtaken=waits)
        # Written just before the night it is held with the newer one: 「最新的一张在下面」 is true once that is there.
        held = letters[key].night_waits and not waits
        older.append(Letter(name, message.chat_id, "votes.card_moved", facts, live_key=renamed[key], night_waits=held))
    return [*older, *letters.values()]


async def pointing_nowhere(unit: UnitOfWork, taken_back: Mapping[str, Heading], cause: str) -> list[Letter]:
    """`taken_back`: by their live keys words that were not sent. The older one of the same points to it, or is about to."""
    letters = []
    for key, heading in taken_back.items():
        if (last := await last_pointer(unit, key)) is not None:
            await unit.outbox.cancel(f"{last.live_key}:{MOVED}")
            facts, name = CardMoved(heading, overtaken=True), f"{last.live_key}:{cause}:{OVERTAKEN}"
            letters.append(Letter(name, last.chat_id, "votes.card_moved", facts, live_key=last.live_key))
    return letters


async def last_pointer(unit: UnitOfWork, key: str) -> LiveMessage | None:
    """The newest of the messages that lived under this key, which ends in their chat, and were renamed for a newer one."""
    older = [one for one in await unit.tellings.living_in(int(key.rpartition(":")[2])) if one.live_key.startswith(f"{key}:")]
    return max(older, key=lambda one: one.message_id, default=None)


async def words_reworded(
    unit: UnitOfWork, vote: Vote, elector: Elector, book: HeadBook, cause: str, *, written: Collection[Letter]
) -> list[Letter]:
    """What owners were told of their differing is edited where it is true no more and nothing newer is `written` to them.

    By night too: an edit rings nobody. What still waits for the morning is not sent."""
    owners: dict[str, set[str]] = {}
    for owner, account in await unit.electorates.accounts_of_owners(sorted({owner for owner, _, _ in book.streams})):
        owners.setdefault(told_key(vote.id, elector.number, account), set()).add(owner)
    newest = await newest_words(unit, owners.keys() - {one.coalesce_key for one in written})
    untrue = {}
    for key, letter in newest.items():
        if letter.card == "votes.owners_differ":
            facts = decode(letter.facts, OwnersDiffer)
            now = word_now(facts, elector, book, owners[key])
            if now != facts:
                untrue[key] = (letter.chat_id, now)
    living = await unit.ballots.living(list(untrue)) if untrue else {}
    unsent = await unit.outbox.overtaken(untrue.keys() - living.keys())
    return [
        *await pointing_nowhere(unit, dict.fromkeys(sorted(unsent), vote.heading), cause),
        *(
            Letter(f"{key}:{cause}:now", untrue[key][0], "votes.owners_differ", untrue[key][1], coalesce_key=key, live_key=key)
            for key in living
        ),
    ]


def word_now(facts: OwnersDiffer, elector: Elector, book: HeadBook, owners: Collection[str]) -> OwnersDiffer:
    """The same word to the reader, who was verified as these owners, as it is true now."""
    differ = book.owners_differ(elector)
    if differ and not facts.settled:
        return facts
    checked = any(book.contradicts(other) for other in book.choosing.difference(owners))
    own = not book.choosing.isdisjoint(owners)
    over = differ or not book.takes_part or any(book.contradicts(owner) for owner in owners) or (checked and not own)
    return replace(facts, settled=True, checked=checked and not over, over=over)
