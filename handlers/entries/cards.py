"""Screens and letters about entered ballots."""

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton

from bot.rules.entries import EntryState, ways_to_settle
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
    EntryStep,
    PhoneWaits,
    PhotoFailed,
    SettlingAsked,
    UndoAsked,
    WaitingEntries,
)
from bot.rules.entries.powers import AgentsOffered, PowerDone, PowerEntered, PowerGiven, PowerShown, PowersListed, PowerStep
from bot.rules.entries.tables import PhotosWanted, TableAsked, TablePreview, TableRefused
from bot.rules.ports import Language
from bot.rules.votes import Channel, Choice
from handlers.entries.callbacks import (
    AskAgent,
    CastByProxy,
    ChooseAgain,
    ConfirmEntry,
    ConfirmTable,
    DropEntry,
    DropPower,
    DropTable,
    ListContradictions,
    ListPowers,
    ListWaiting,
    NewPower,
    OpenTable,
    PickAgent,
    PickBallotHome,
    PickChoice,
    PickEntrance,
    PickPlace,
    PickReason,
    RecordEntry,
    RegisterPower,
    SendPhotoAgain,
    SettleBy,
    ShowWaiting,
    SignBy,
    UndoEntry,
    UntilClose,
    WantPhotos,
    WithdrawPower,
)
from handlers.menus import OpenDeliveries, OpenEntries, OpenMenu, ShowMyVote, StopForm
from handlers.screens import CardKind, Screen, button, in_rows, keyboard
from messages import entries as texts
from messages.entries.labels import WAYS, label
from messages.labels import label as shared

Row = list[InlineKeyboardButton]
# Before the room, so that it is seen without colours and read aloud first.
DONE = "✓"
REASONS = ("asked_owner", "newer_wins")
CHOICES = (Choice.AGREE, Choice.AGAINST, Choice.ABSTAIN)


def _menu(language: Language) -> InlineKeyboardButton:
    return button(shared(language, "menu"), OpenMenu())


def _home(vote: str, language: Language) -> InlineKeyboardButton:
    return button(shared(language, "back"), OpenEntries(vote=vote))


def _enter(vote: str, language: Language) -> InlineKeyboardButton:
    return button(shared(language, "enter"), OpenEntries(vote=vote))


def entries_home(facts: EntriesHome, language: Language) -> Screen:
    vote = facts.heading.vote_id
    begin = [button(label(language, channel), PickPlace(vote=vote, channel=channel)) for channel in (Channel.PAPER, Channel.PHONE)]
    begin += [button(label(language, "by_table"), OpenTable(vote=vote))]
    photos = [button(label(language, "photos"), WantPhotos(vote=vote))] if facts.photos and facts.may_enter else []
    reached = [button(label(language, "deliveries"), OpenDeliveries(vote=vote))] if facts.may_enter else []
    more = [button(label(language, "waiting"), ListWaiting(vote=vote))] if facts.waiting else []
    more += [button(label(language, "powers"), ListPowers(vote=vote))] if facts.powers else []
    more += [button(label(language, "contradictions"), ListContradictions(vote=vote))] if facts.contradictions else []
    return Screen(
        texts.entries_home(language, facts=facts), keyboard(begin if facts.may_enter else [], more, [*photos, *reached, _menu(language)])
    )


def entry_places(facts: EntryPlaces, language: Language) -> Screen:
    vote, channel = facts.heading.vote_id, facts.channel

    def to(number: int) -> CallbackData:
        if facts.building:
            return PickEntrance(vote=vote, channel=channel, building=facts.building_number, entrance=number)
        return PickPlace(vote=vote, channel=channel, building=number)

    places = [button(texts.place_label(language, name=name), to(number)) for number, name in facts.names]
    return Screen(texts.entry_places(language, facts=facts), keyboard(*in_rows(places), [_home(vote, language)]))


def entry_homes(facts: EntryHomes, language: Language) -> Screen:
    vote, channel = facts.heading.vote_id, facts.channel
    rooms = [
        button(f"{DONE} {name}" if one.done else name, PickBallotHome(vote=vote, channel=channel, home=one.home_id))
        for one in facts.homes
        for name in [texts.room_label(language, room=one.room)]
    ]
    building, entrance = facts.at
    pages = [
        button(label(language, name), PickEntrance(vote=vote, channel=channel, building=building, entrance=entrance, page=page))
        for name, page in (("earlier", facts.page - 1), ("later", facts.page + 1))
        if 0 <= page < facts.pages
    ]
    back = button(shared(language, "back"), PickPlace(vote=vote, channel=channel, building=building))
    return Screen(texts.entry_homes(language, facts=facts), keyboard(*in_rows(rooms), pages, [back]))


def entry_owners(facts: EntryOwners, language: Language) -> Screen:
    vote = facts.heading.vote_id
    names = [button(one.name, PickBallotHome(vote=vote, channel=facts.channel, home=facts.home_id, owner=one.id)) for one in facts.owners]
    return Screen(texts.entry_owners(language, facts=facts), keyboard(*([one] for one in names), [_home(vote, language)]))


def entry_asked(facts: EntryShown, language: Language) -> Screen:
    """The question that it has come to; the last one shows what was put down, on this message alone."""
    here = facts.entry_id
    drop = button(label(language, "drop"), DropEntry(entry=here))
    undo = [button(label(language, "undo"), UndoEntry(entry=facts.undo))] if facts.undo else []
    signed = [button(label(language, "by_agent"), AskAgent(entry=here))]
    if facts.step is EntryStep.PHOTO:
        return Screen(texts.ask_photo(language, facts=facts), keyboard(signed, [*undo, drop]))
    if facts.step is EntryStep.CHOICE:
        choices = [button(label(language, one), PickChoice(entry=here, choice=one)) for one in CHOICES]
        return Screen(texts.ask_choice(language, facts=facts), keyboard(choices, signed, [*undo, drop]))
    if facts.step is EntryStep.CONFIRM:
        record = button(label(language, "record"), RecordEntry(entry=here))
        again = button(label(language, "again"), ChooseAgain(entry=here))
        return Screen(texts.confirm_entry(language, facts=facts), keyboard([record, again], [drop]))
    agree, send_back = (
        button(label(language, name), ConfirmEntry(entry=here, agree=yes)) for name, yes in (("it_is_so", True), ("send_back", False))
    )
    back = button(shared(language, "back"), ListWaiting(vote=facts.heading.vote_id))
    return Screen(texts.check_entry(language, facts=facts), keyboard([agree, send_back], [back]))


def entry_done(facts: EntryDone, language: Language) -> Screen:
    vote = facts.heading.vote_id
    more: Row = []
    if facts.may_enter and facts.state is not EntryState.LAPSED:
        more.append(button(label(language, "next"), PickPlace(vote=vote, channel=facts.channel)))
    undo = [button(label(language, "undo"), UndoEntry(entry=facts.undo))] if facts.undo else []
    return Screen(texts.entry_done(language, facts=facts), keyboard([*more, *undo, _home(vote, language)]))


def undo_asked(facts: UndoAsked, language: Language) -> Screen:
    sure = button(label(language, "undo_sure"), UndoEntry(entry=facts.entry_id, sure=True))
    return Screen(texts.undo_asked(language, facts=facts), keyboard([sure, _home(facts.heading.vote_id, language)]))


def waiting_entries(facts: WaitingEntries, language: Language) -> Screen:
    vote = facts.heading.vote_id
    looks = [
        button(f"{label(language, 'check')} {number}", ShowWaiting(entry=one.entry_id))
        for number, one in enumerate(facts.lines, start=1)
        if not one.mine and not facts.lapsed
    ]
    pages = [
        button(label(language, name), ListWaiting(vote=vote, page=page))
        for name, page in (("earlier", facts.page - 1), ("later", facts.page + 1))
        if 0 <= page < facts.pages
    ]
    return Screen(texts.waiting_entries(language, facts=facts), keyboard(*in_rows(looks), pages, [_home(vote, language)]))


def contradictions(facts: Contradictions, language: Language) -> Screen:
    vote = facts.heading.vote_id
    rows = [
        [
            button(f"{number} {WAYS[way][language]}", SettleBy(vote=vote, head=one.head, owner=one.owner_id, way=way))
            for way in ways_to_settle(one.channels)
        ]
        for number, one in enumerate(facts.heads, start=1)
    ]
    return Screen(texts.contradictions(language, facts=facts), keyboard(*([one] for row in rows for one in row), [_home(vote, language)]))


def ask_reason(facts: SettlingAsked, language: Language) -> Screen:
    vote, about = facts.heading.vote_id, facts.contradiction
    made = [
        button(label(language, one), PickReason(vote=vote, head=about.head, owner=about.owner_id, way=facts.way, reason=one))
        for one in REASONS
    ]
    return Screen(texts.ask_reason(language, facts=facts), keyboard(made, [button(shared(language, "cancel"), StopForm())]))


def settling_shown(facts: SettlingAsked, language: Language) -> Screen:
    vote, one = facts.heading.vote_id, facts.contradiction
    sure = button(label(language, "settle_sure"), SettleBy(vote=vote, head=one.head, owner=one.owner_id, way=facts.way, sure=True))
    return Screen(texts.settling_shown(language, facts=facts), keyboard([sure], [button(shared(language, "cancel"), StopForm())]))


def settling_done(facts: SettlingAsked, language: Language) -> Screen:
    vote = facts.heading.vote_id
    again = button(label(language, "contradictions"), ListContradictions(vote=vote))
    return Screen(texts.settling_done(language, facts=facts), keyboard([again, _home(vote, language)]))


# written powers
def agents_offered(facts: AgentsOffered, language: Language) -> Screen:
    here = facts.entry_id
    agents = [[button(name, SignBy(entry=here, power=power))] for power, name in facts.agents]
    more = [button(label(language, "by_owner"), SignBy(entry=here)), button(label(language, "new_power"), NewPower(entry=here))]
    return Screen(texts.agents_offered(language, facts=facts), keyboard(*agents, more))


def power_asked(facts: PowerShown, language: Language) -> Screen:
    here = facts.power_id
    drop = button(label(language, "drop"), DropPower(power=here))
    rows: list[Row] = []
    if facts.step is PowerStep.WHICH:
        rows = [[button(texts.candidate_label(language, one=one), PickAgent(power=here, owner=one.owner_id))] for one in facts.candidates]
        rows.append([button(label(language, "nobody_listed"), PickAgent(power=here))])
    elif facts.step is PowerStep.TERM:
        rows = [[button(label(language, "until_close"), UntilClose(power=here))]]
    elif facts.step is PowerStep.CONFIRM:
        rows = [[button(label(language, "register"), RegisterPower(power=here))]]
    return Screen(texts.power_asked(language, facts=facts), keyboard(*rows, [drop]))


def power_done(facts: PowerDone, language: Language) -> Screen:
    on = [button(label(language, "to_ballot"), AskAgent(entry=facts.entry_id))] if facts.entry_id else []
    return Screen(texts.power_done(language, facts=facts), keyboard([*on, _home(facts.heading.vote_id, language)]))


def powers_listed(facts: PowersListed, language: Language) -> Screen:
    vote = facts.heading.vote_id
    ends = [
        button(f"{label(language, 'withdraw')} {number}", WithdrawPower(power=one.power_id))
        for number, one in enumerate(facts.lines, start=1)
    ]
    pages = [
        button(label(language, name), ListPowers(vote=vote, page=page))
        for name, page in (("earlier", facts.page - 1), ("later", facts.page + 1))
        if 0 <= page < facts.pages
    ]
    return Screen(texts.powers_listed(language, facts=facts), keyboard(*in_rows(ends), pages, [_home(vote, language)]))


def power_given(facts: PowerGiven, language: Language) -> Screen:
    """To the agent: what is tapped here counts for that owner alone."""
    scheme = facts.heading.scheme
    taps = [button(label(language, one), CastByProxy(power=facts.power_id, choice=one, scheme=scheme)) for one in CHOICES]
    taps = [] if facts.over or facts.void else taps
    return Screen(texts.power_given(language, facts=facts), keyboard(taps, [_menu(language)]))


def power_entered(facts: PowerEntered, language: Language) -> Screen:
    return Screen(texts.power_entered(language, facts=facts), keyboard(_look(facts.heading.vote_id, language)))


# tables
def table_asked(facts: TableAsked, language: Language) -> Screen:
    return Screen(texts.table_asked(language, facts=facts), keyboard([_home(facts.heading.vote_id, language)]))


def table_read_so_far(language: Language, done: int, total: int) -> Screen:
    return Screen(texts.table_read_so_far(language, done=done, total=total))


def table_preview(facts: TablePreview, language: Language) -> Screen:
    confirm = [button(label(language, "confirm_table"), ConfirmTable(batch=facts.batch))] if facts.ballots else []
    drop = button(label(language, "drop"), DropTable(batch=facts.batch)) if facts.ballots else _home(facts.heading.vote_id, language)
    return Screen(texts.table_preview(language, facts=facts), keyboard([*confirm, drop]))


def table_gone(language: Language) -> Screen:
    return Screen(texts.table_gone(language), keyboard([_menu(language)]))


def photos_wanted(facts: PhotosWanted, language: Language) -> Screen:
    vote = facts.heading.vote_id
    homes = [button(texts.waiting_label(language, one=one), WantPhotos(vote=vote, entry=one.entry_id)) for one in facts.homes]
    return Screen(texts.photos_wanted(language, facts=facts), keyboard(*([one] for one in homes), [_home(vote, language)]))


def photo_needs_words(language: Language) -> Screen:
    return Screen(texts.photo_needs_words(language), keyboard([_menu(language)]))


def table_refused(facts: TableRefused, language: Language) -> Screen:
    return Screen(texts.table_refused(language, facts=facts), keyboard([_menu(language)]))


# letters
def entry_ended(facts: EntryEnded, language: Language) -> Screen:
    return Screen(texts.entry_ended(language, facts=facts), keyboard([_enter(facts.heading.vote_id, language), _menu(language)]))


def entry_returned(facts: EntryReturned, language: Language) -> Screen:
    again = button(label(language, Channel.PHONE), PickPlace(vote=facts.heading.vote_id, channel=Channel.PHONE))
    return Screen(texts.entry_returned(language, facts=facts), keyboard([again, _menu(language)]))


def entries_lapsed(facts: EntriesLapsed, language: Language) -> Screen:
    look = button(label(language, "lapsed"), ListWaiting(vote=facts.heading.vote_id))
    # What was not taken out of a table stands on no list.
    return Screen(texts.entries_lapsed(language, facts=facts), keyboard([*([] if facts.table else [look]), _menu(language)]))


def _look(vote: str, language: Language) -> Row:
    return [button(label(language, "look"), ShowMyVote(vote=vote)), _menu(language)]


def ballot_entered(facts: BallotEntered, language: Language) -> Screen:
    return Screen(texts.ballot_entered(language, facts=facts), keyboard(_look(facts.heading.vote_id, language)))


def ballot_undone(facts: BallotUndone, language: Language) -> Screen:
    return Screen(texts.ballot_undone(language, facts=facts), keyboard(_look(facts.heading.vote_id, language)))


def ballot_settled(facts: BallotSettled, language: Language) -> Screen:
    return Screen(texts.ballot_settled(language, facts=facts), keyboard(_look(facts.heading.vote_id, language)))


def ballots_differ(facts: BallotsDiffer, language: Language) -> Screen:
    settle = button(label(language, "contradictions"), ListContradictions(vote=facts.heading.vote_id))
    return Screen(
        texts.ballots_differ(language, facts=facts), keyboard([_menu(language)] if facts.void or facts.done else [settle, _menu(language)])
    )


def phone_waits(facts: PhoneWaits, language: Language) -> Screen:
    check = button(label(language, "check"), ListWaiting(vote=facts.heading.vote_id))
    return Screen(
        texts.phone_waits(language, facts=facts), keyboard([_menu(language)] if facts.void or facts.done else [check, _menu(language)])
    )


def photo_failed(facts: PhotoFailed, language: Language) -> Screen:
    if not facts.entry_id:
        # Of a power, whose question still waits for the photo; or of a table.
        return Screen(texts.photo_failed(language, facts=facts), keyboard([_home(facts.heading.vote_id, language)]))
    again = button(label(language, "photo_again"), SendPhotoAgain(entry=facts.entry_id))
    drop = button(label(language, "drop"), DropEntry(entry=facts.entry_id))
    return Screen(texts.photo_failed(language, facts=facts), keyboard([again, drop]))


CARDS = {
    "entry_ended": CardKind(EntryEnded, entry_ended),
    "entry_returned": CardKind(EntryReturned, entry_returned),
    "entries_lapsed": CardKind(EntriesLapsed, entries_lapsed),
    "table_refused": CardKind(TableRefused, table_refused),
    "power_entered": CardKind(PowerEntered, power_entered),
    "power_given": CardKind(PowerGiven, power_given),
    "ballot_entered": CardKind(BallotEntered, ballot_entered),
    "ballot_undone": CardKind(BallotUndone, ballot_undone),
    "ballot_settled": CardKind(BallotSettled, ballot_settled),
    "ballots_differ": CardKind(BallotsDiffer, ballots_differ),
    "phone_waits": CardKind(PhoneWaits, phone_waits),
    "photo_failed": CardKind(PhotoFailed, photo_failed),
}
