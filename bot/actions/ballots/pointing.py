"""What the owners of one head are told of it is true until the next word of the same: the older letter then points to the newer."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from bot.actions.unit import UnitOfWork
from bot.rules.letters import Letter
from bot.rules.votes.casting import HeadBook
from bot.rules.votes.electorates import Elector
from bot.rules.votes.facts import CardMoved, Heading, OwnersDiffer
from storage.base import decode
from storage.outbox import StoredLetter
from storage.votes.records import Vote

# How the keys of what owners are told of a head begin, and those of the pointers that their older letters become end.
OF_HEAD, MOVED = "differ", "moved"
SPEAKS = "designated"


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


async def with_pointers(unit: UnitOfWork, letters: Mapping[str, Letter], headings: Mapping[str, Heading]) -> list[Letter]:
    """`letters` by their `told_key`, which is their live key, and before them what edits the older ones that stand."""
    living = await unit.ballots.living(list(letters)) if letters else {}
    renamed = {key: f"{key}:{message.message_id}" for key, message in living.items()}
    await unit.ballots.rename_living(renamed)
    moved = [
        Letter(
            f"{renamed[key]}:{MOVED}",
            message.chat_id,
            "votes.card_moved",
            CardMoved(headings[key]),
            live_key=renamed[key],
            # 「最新的一张在下面」 is true once that is there.
            night_waits=letters[key].night_waits,
        )
        for key, message in living.items()
    ]
    return [*moved, *letters.values()]


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
    unsent = untrue.keys() - living.keys()
    if unsent:
        await unit.outbox.overtaken(unsent)
    return [
        Letter(f"{key}:{cause}:now", untrue[key][0], "votes.owners_differ", untrue[key][1], coalesce_key=key, live_key=key)
        for key in living
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
