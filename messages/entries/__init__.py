"""Words about entered ballots; one function per template."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.rules.entries.facts import (
    BallotEntered,
    BallotsDiffer,
    BallotSettled,
    BallotUndone,
    Contradictions,
    EntriesHome,
    EntriesLapsed,
    EntryDone,
    EntryEnded,
    EntryHomes,
    EntryOwners,
    EntryPlaces,
    EntryReturned,
    EntryShown,
    PhoneWaits,
    PhotoFailed,
    SettlingAsked,
    UndoAsked,
    WaitingEntries,
)
from bot.rules.entries.powers import AgentsOffered, Candidate, PowerDone, PowerEntered, PowerGiven, PowerShown, PowersListed
from bot.rules.entries.tables import PhotosWanted, TableAsked, TablePreview, TableRefused, WaitingPhoto
from bot.rules.ports import Language
from bot.rules.votes import Channel
from bot.rules.votes.facts import Heading, HomeName
from messages import votes
from messages.entries.labels import CHANNELS, WAYS
from messages.formatting import home, whole
from messages.labels import label
from messages.rendering import plain_text, render
from messages.votes import choice_word, heading, place_name

_PLACES = re.compile(r"\d+(?:栋|单元)")


def _say(language: Language, name: str, about: Heading, **facts: object) -> str:
    return render(language, f"entries/{name}", head=heading(language, about), **facts)


def _kind(language: Language, channel: Channel) -> str:
    return CHANNELS[channel][language]


def _homes(language: Language, names: Sequence[HomeName]) -> str:
    return votes.homes(language, names)


def _tied(language: Language, names: Sequence[HomeName]) -> str:
    """In a letter no line ends within 3栋 or 2单元."""
    return _PLACES.sub(lambda found: whole(found.group()), _homes(language, names))


def place_label(language: Language, *, name: str) -> str:
    return place_name(language, name) if name else label(language, "no_entrance")


def room_label(language: Language, *, room: str) -> str:
    return home("", "", room, language)


def entries_home(language: Language, *, facts: EntriesHome) -> str:
    return _say(language, "entries_home", facts.heading, facts=facts)


def entry_places(language: Language, *, facts: EntryPlaces) -> str:
    building = place_name(language, facts.building) if facts.building else ""
    return _say(language, "entry_places", facts.heading, kind=_kind(language, facts.channel), building=building, places=bool(facts.names))


def entry_homes(language: Language, *, facts: EntryHomes) -> str:
    parts = [place_name(language, part) for part in (facts.building, facts.entrance) if part]
    place = ("" if language == "zh" else ", ").join(parts)
    return _say(language, "entry_homes", facts.heading, kind=_kind(language, facts.channel), place=place)


def entry_owners(language: Language, *, facts: EntryOwners) -> str:
    kind = _kind(language, facts.channel)
    by_phone = facts.channel is Channel.PHONE
    return _say(language, "entry_owners", facts.heading, kind=kind, home=_homes(language, [facts.home]), by_phone=by_phone)


def _entry(language: Language, name: str, facts: EntryShown) -> str:
    return _say(
        language,
        name,
        facts.heading,
        facts=facts,
        kind=_kind(language, facts.channel),
        homes=_homes(language, facts.homes),
        owner=facts.owner,
        choice=choice_word(language, facts.choice),
        by=facts.entered_by,
    )


def ask_photo(language: Language, *, facts: EntryShown) -> str:
    return _entry(language, "ask_photo", facts)


def ask_choice(language: Language, *, facts: EntryShown) -> str:
    return _entry(language, "ask_choice", facts)


def confirm_entry(language: Language, *, facts: EntryShown) -> str:
    return _entry(language, "confirm_entry", facts)


def check_entry(language: Language, *, facts: EntryShown) -> str:
    return _entry(language, "check_entry", facts)


def entry_done(language: Language, *, facts: EntryDone) -> str:
    kind, homes = _kind(language, facts.channel), _homes(language, facts.homes)
    return _say(language, "entry_done", facts.heading, facts=facts, kind=kind, homes=homes, owner=facts.owner)


def undo_asked(language: Language, *, facts: UndoAsked) -> str:
    kind, homes = _kind(language, facts.channel), _homes(language, facts.homes)
    return _say(language, "undo_asked", facts.heading, facts=facts, kind=kind, homes=homes, owner=facts.owner)


def entry_again(language: Language, *, facts: EntryDone) -> str:
    """To a second press."""
    return render(language, "entries/entry_again", facts=facts)


def waiting_entries(language: Language, *, facts: WaitingEntries) -> str:
    lines = [{"homes": _homes(language, one.homes), "at": one.entered_at, "mine": one.mine} for one in facts.lines]
    return _say(language, "waiting_entries", facts.heading, facts=facts, lines=lines)


def contradictions(language: Language, *, facts: Contradictions) -> str:
    between = "、" if language == "zh" else ", "
    lines = [
        (_homes(language, one.homes), one.owner, between.join(_kind(language, channel) for channel in one.channels), one.by_agent)
        for one in facts.heads
    ]
    return _say(language, "contradictions", facts.heading, facts=facts, lines=lines)


def way_label(language: Language, *, facts: SettlingAsked) -> str:
    return WAYS[facts.way][language]


def _settling(language: Language, name: str, facts: SettlingAsked) -> str:
    one = facts.contradiction
    way, homes = way_label(language, facts=facts), _homes(language, one.homes)
    return _say(language, name, facts.heading, facts=facts, way=way, homes=homes, owner=one.owner)


def ask_reason(language: Language, *, facts: SettlingAsked) -> str:
    return _settling(language, "ask_reason", facts)


def settling_shown(language: Language, *, facts: SettlingAsked) -> str:
    return _settling(language, "settling_shown", facts)


def settling_done(language: Language, *, facts: SettlingAsked) -> str:
    return _settling(language, "settling_done", facts)


def settling_reason(language: Language, *, reason: str) -> str:
    """As it is written down: plain."""
    return plain_text(render(language, "entries/settling_reason", reason=reason))


# written powers
def agents_offered(language: Language, *, facts: AgentsOffered) -> str:
    return _say(language, "agents_offered", facts.heading, facts=facts, homes=_homes(language, facts.homes))


def candidate_label(language: Language, *, one: Candidate) -> str:
    return f"{home(one.home.building, one.home.entrance, one.home.room, language)} {one.name}"


def power_asked(language: Language, *, facts: PowerShown) -> str:
    return _say(language, "power_asked", facts.heading, facts=facts, homes=_homes(language, facts.homes), last=_last_day(facts.until))


def power_done(language: Language, *, facts: PowerDone) -> str:
    return _say(language, "power_done", facts.heading, facts=facts, homes=_homes(language, facts.homes))


def powers_listed(language: Language, *, facts: PowersListed) -> str:
    lines = [(_homes(language, one.homes), one.owner, one.agent, _last_day(one.until)) for one in facts.lines]
    return _say(language, "powers_listed", facts.heading, facts=facts, lines=lines)


def power_given(language: Language, *, facts: PowerGiven) -> str:
    chosen = choice_word(language, facts.chosen)
    return _say(
        language, "power_given", facts.heading, facts=facts, homes=_tied(language, facts.homes), chosen=chosen, last=_last_day(facts.until)
    )


def power_entered(language: Language, *, facts: PowerEntered) -> str:
    return _say(language, "power_entered", facts.heading, facts=facts, homes=_tied(language, facts.homes), last=_last_day(facts.until))


def _last_day(until: datetime | None) -> datetime | None:
    """A moment on the last day of a power that holds until midnight."""
    return None if until is None else until - timedelta(minutes=1)


# tables
def table_asked(language: Language, *, facts: TableAsked) -> str:
    return _say(language, "table_asked", facts.heading, facts=facts)


def table_read_so_far(language: Language, *, done: int, total: int) -> str:
    return render(language, "entries/table_read_so_far", done=done, total=total)


def table_preview(language: Language, *, facts: TablePreview) -> str:
    return _say(language, "table_preview", facts.heading, facts=facts)


def table_gone(language: Language) -> str:
    return render(language, "entries/table_gone")


def home_label(language: Language, *, name: HomeName) -> str:
    return home(name.building, name.entrance, name.room, language)


def waiting_label(language: Language, *, one: WaitingPhoto) -> str:
    return " ".join(filter(None, (home_label(language, name=one.home), one.owner)))


def photos_wanted(language: Language, *, facts: PhotosWanted) -> str:
    one = " ".join(filter(None, (_homes(language, [facts.one.home]), facts.one.owner))) if facts.one is not None else ""
    return _say(language, "photos_wanted", facts.heading, facts=facts, one=one)


def photo_needs_words(language: Language) -> str:
    return render(language, "entries/photo_needs_words")


def table_refused(language: Language, *, facts: TableRefused) -> str:
    return _say(language, "table_refused", facts.heading, facts=facts, homes=_tied(language, facts.homes))


# letters
def entry_ended(language: Language, *, facts: EntryEnded) -> str:
    kind, homes = _kind(language, facts.channel), _tied(language, facts.homes)
    return _say(language, "entry_ended", facts.heading, facts=facts, kind=kind, homes=homes)


def entry_returned(language: Language, *, facts: EntryReturned) -> str:
    return _say(language, "entry_returned", facts.heading, facts=facts, homes=_tied(language, facts.homes))


def entries_lapsed(language: Language, *, facts: EntriesLapsed) -> str:
    return _say(language, "entries_lapsed", facts.heading, facts=facts, homes=_tied(language, facts.homes))


def ballot_entered(language: Language, *, facts: BallotEntered) -> str:
    head = {"zh": f"{facts.office}楼长", "en": f"the head of {place_name(language, facts.office)}"}[language]
    return _say(
        language,
        "ballot_entered",
        facts.heading,
        facts=facts,
        kind=_kind(language, facts.channel),
        homes=_tied(language, facts.homes),
        choice=choice_word(language, facts.choice),
        office=head if facts.by_head else facts.office,
    )


def ballot_undone(language: Language, *, facts: BallotUndone) -> str:
    head = {"zh": f"{facts.office}楼长", "en": f"the head of {place_name(language, facts.office)}"}[language]
    kind, office = _kind(language, facts.channel), head if facts.by_head else facts.office
    return _say(language, "ballot_undone", facts.heading, facts=facts, kind=kind, homes=_tied(language, facts.homes), office=office)


def ballot_settled(language: Language, *, facts: BallotSettled) -> str:
    kind = _kind(language, facts.channel)
    return _say(language, "ballot_settled", facts.heading, facts=facts, kind=kind, homes=_tied(language, facts.homes))


def ballots_differ(language: Language, *, facts: BallotsDiffer) -> str:
    return _say(language, "ballots_differ", facts.heading, facts=facts, homes=_tied(language, facts.homes))


def phone_waits(language: Language, *, facts: PhoneWaits) -> str:
    return _say(language, "phone_waits", facts.heading, facts=facts, homes=_tied(language, facts.homes))


def photo_failed(language: Language, *, facts: PhotoFailed) -> str:
    return _say(language, "photo_failed", facts.heading, facts=facts, homes=_tied(language, facts.homes))
