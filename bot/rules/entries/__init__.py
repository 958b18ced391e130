"""Ballots that are put down for their owner: from paper with its photo, or by phone with a second person."""

import unicodedata
from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum

from bot.rules.entries.violations import (
    EntryNotOpen,
    EntryTooLate,
    NothingToSettle,
    NotStanding,
    NotTheSecond,
    ReasonNotUsable,
    UndoNotAllowed,
)
from bot.rules.residents import Actor, Place, Role
from bot.rules.votes.ballots import ChangePolicy, ChangeVerdict, Channel, Choice, check_change
from bot.rules.votes.casting import HeadBook, Stand
from bot.rules.votes.electorates import Elector
from bot.rules.votes.facts import VoteState
from bot.rules.votes.terms import PaperBy, Terms

# Chat is what people tap themselves.
ENTERED = (Channel.PAPER, Channel.PHONE)
# Why a contradiction was settled so: one sentence.
LONGEST_REASON = 100


class EntryState(StrEnum):
    STAGED = "staged"
    """Read from a table that is still to be confirmed."""
    PHOTO = "photo"
    """From a table: for the photo of its paper. Until then it does not count."""
    DRAFT = "draft"
    """Being filled in, by one person."""
    WAITING = "waiting"
    """By phone: for a second person. Until then it does not count."""
    RECORDED = "recorded"
    DROPPED = "dropped"
    """By whoever entered it, or sent back by the second person."""
    LAPSED = "lapsed"
    """Still waiting when the vote ended: not counted."""
    UNDONE = "undone"
    """Recorded, and taken back by the office: it was entered wrongly."""


class Ending(StrEnum):
    """How an entry came to its end, as it is told."""

    WAITING = "waiting"
    """For the second person: over for whoever put it down."""
    RECORDED = "recorded"
    REFUSED = "refused"
    """A change that the vote does not allow."""
    CAPPED = "capped"
    """Of an agent who stands in for as many as the vote allows (R11)."""
    UNHEARD = "unheard"
    """Of an owner who has no ballot there any more, or their agent."""
    POWER_OVER = "power_over"
    """Of an agent whose power ended before it was confirmed."""
    RETURNED = "returned"
    """By the second person."""
    DROPPED = "dropped"
    """By whoever entered it."""
    FORGOTTEN = "forgotten"
    """Left half filled in for a day."""
    LAPSED = "lapsed"
    """The vote closed."""
    UNDONE = "undone"
    """Recorded, and taken back as entered wrongly."""
    CALLED_OFF = "called_off"
    """The vote was cancelled."""
    RESCHEMED = "reschemed"
    """Another scheme took the place of the one that it was about (R15)."""


class Way(StrEnum):
    """How a contradiction is settled: by channel, never by choice (voting-rules.md, section 6).

    Which of them is the owner's latest is asked of the owner, not of the clock: a paper is received when it is entered, not when it was
    signed. The owner's own is what they tapped themselves.
    """

    PAPER = "paper"
    PHONE = "phone"
    CHAT = "chat"


# On screens, on which what they say may stand; those from a table are shown by counts only.
SHOWN = (EntryState.DRAFT, EntryState.WAITING)
ALIVE = (*SHOWN, EntryState.STAGED, EntryState.PHOTO)


def buildings_entered(actor: Actor, compound: Place, terms: Terms | None) -> frozenset[str] | None:
    """Names of the buildings whose ballots this person may enter; None: all of the compound.

    Staff, and the heads of buildings where the vote's own terms say so. A vote from before there were profiles has none: staff only.
    """
    if actor.is_staff_of(compound):
        return None
    if terms is None or terms.paper_by is not PaperBy.BUILDING_HEADS:
        return frozenset()
    heads = (one.place for one in actor.appointments if one.role is Role.BUILDING_HEAD)
    return frozenset(place.name for place in heads if place.compound_id == compound.id)


def may_enter(elector: Elector, buildings: frozenset[str] | None) -> bool:
    """A head of a building enters for owners all of whose homes stand there: the ballot counts for all of them (R5)."""
    return buildings is None or all(home.row.building in buildings for home in elector.homes)


def check_running(state: VoteState, closes_at: datetime, received_at: datetime) -> None:
    """The same clock as for a tap (R14): received at the closing time itself is in time."""
    if state is VoteState.OPEN and received_at <= closes_at:
        return
    if state in {VoteState.CANCELLED, VoteState.RETRACTED}:
        raise EntryNotOpen
    raise EntryTooLate(closes_at=closes_at)


def check_second(entered_by: str, person_id: str | None, owners_held: Collection[str], concerned: Collection[str]) -> None:
    """Neither whoever entered it, nor the owner whom it is about or who phoned in for them: two people of the office heard of it."""
    if person_id is None or person_id == entered_by or not set(concerned).isdisjoint(owners_held):
        raise NotTheSecond


def ending_of(state: EntryState, *, entered_by: str, ended_by: str | None) -> Ending:
    """Of one that is over, while its vote runs."""
    if state in {EntryState.WAITING, EntryState.RECORDED, EntryState.LAPSED, EntryState.UNDONE}:
        return Ending(state.value)
    if ended_by is None:
        return Ending.FORGOTTEN
    return Ending.DROPPED if ended_by == entered_by else Ending.RETURNED


def check_undo(policy: ChangePolicy, stand: Stand | None, receipt: str) -> None:
    """Whether the ballot with this receipt still stands and may be taken back: for the ledger that is a change like any other (R12)."""
    if stand is None or stand.former.choice is None or stand.receipt != receipt:
        raise NotStanding
    if check_change(policy, stand.former, None) is ChangeVerdict.REFUSED:
        raise UndoNotAllowed


def ballot_owners(elector: Elector, book: HeadBook, present: Sequence[str]) -> tuple[str, ...]:
    """Whose ballot it may be: the one who speaks for the head, where somebody does (R4); else any of those `present`."""
    speaker = book.speaker(elector)
    return (speaker,) if speaker is not None else tuple(present)


def settling_channel(book: HeadBook, owner: str, way: Way) -> Channel:
    """The channel that `way` comes to. NothingToSettle: they agree by now, or there is no ballot by that channel."""
    channel = Channel(way.value)
    if not book.contradicts(owner) or channel not in book.speaking(owner):
        raise NothingToSettle
    return channel


def ways_to_settle(channels: Collection[Channel]) -> tuple[Way, ...]:
    return tuple(Way(channel.value) for channel in (*ENTERED, Channel.CHAT) if channel in channels)


def reason_from(typed: str) -> str:
    """As it was written, on one line, without what nobody sees."""
    spaced = (" " if sign.isspace() else sign for sign in unicodedata.normalize("NFC", typed))
    reason = " ".join("".join(sign for sign in spaced if not unicodedata.category(sign).startswith("C")).split())
    if not reason or len(reason) > LONGEST_REASON:
        raise ReasonNotUsable(longest=LONGEST_REASON)
    return reason


__all__ = [
    "ALIVE",
    "ENTERED",
    "LONGEST_REASON",
    "SHOWN",
    "Choice",
    "Ending",
    "EntryState",
    "Way",
    "ballot_owners",
    "buildings_entered",
    "check_running",
    "check_second",
    "check_undo",
    "ending_of",
    "may_enter",
    "reason_from",
    "settling_channel",
    "ways_to_settle",
]
