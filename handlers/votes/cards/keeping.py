"""What those in charge of a vote see: participation, who has not answered, what can be done about it."""

from dataclasses import replace
from datetime import datetime

from aiogram.types import InlineKeyboardButton

from bot.actions.votes.reasons import Held
from bot.rules.marks import mark_of
from bot.rules.ports import Language
from bot.rules.sheets import SheetKind
from bot.rules.votes.closing_times import OfferedClosing
from bot.rules.votes.facts import Heading, VoteResult, VoteState
from bot.rules.votes.previews import (
    ChangedByOther,
    CloseInDoubt,
    DisputedHead,
    DisputedHeads,
    DoubtPassedOn,
    DoubtSettled,
    NotReturned,
    Opened,
    OwnerName,
    SpeakerAsked,
    TakenBackByOther,
    VoteLine,
    VoteOverview,
)
from handlers.menus import OpenDraft, OpenEntries, OpenFiles, OpenMenu, OpenSheets, ShowVote, StopForm, VotesInCharge
from handlers.screens import Screen, button, in_rows, keyboard
from handlers.votes.callbacks import (
    AskCancellation,
    AskExtension,
    AskNewScheme,
    CloseAsIs,
    DropSpeaker,
    ExtendDay,
    GiveReason,
    ListNotReturned,
    PickExtension,
    PickSpeaker,
    PostAgain,
    ResumeDraft,
    ShowDisputed,
    ShowKnocks,
    TakeBack,
)
from handlers.votes.cards import voting
from handlers.votes.cards.drafting import PAIR
from messages import votes as texts
from messages.labels import label as shared
from messages.proofs.labels import label as proofs_label
from messages.sheets.labels import label as sheets_label
from messages.votes.labels import label

Row = list[InlineKeyboardButton]
# Of the platform's 100 buttons a message some are left for the way back.
MOST_BUTTONS = 80
EXTENSION_REASONS = ("more_time", "few")
# In place of a ready-made reason: the one that was typed and shown.
TYPED = "typed"
CANCEL_REASONS = ("wrong_title", "scheme_changes", "twice")


def _tools(vote: str, language: Language) -> list[Row]:
    """What can be undone stands apart from what cannot (ease.md, section 2, item 2)."""
    return [
        [button(label(language, "not_returned"), ListNotReturned(vote=vote)), button(label(language, "post_again"), PostAgain(vote=vote))],
        [button(label(language, "extend"), AskExtension(vote=vote)), button(label(language, "cancel_vote"), AskCancellation(vote=vote))],
    ]


def _to_vote(vote: str, language: Language) -> Row:
    return [button(label(language, "back"), ShowVote(vote=vote))]


def opened(facts: Opened, language: Language) -> Screen:
    vote = facts.heading.vote_id
    take_back = [button(label(language, "retract"), TakeBack(vote=vote))]
    return Screen(texts.opened(language, facts=facts), keyboard(*_tools(vote, language), take_back))


def overview(facts: VoteOverview, language: Language) -> Screen:
    vote = facts.heading.vote_id
    rows: list[Row] = []
    if facts.state is VoteState.OPEN:
        rows += _tools(vote, language)
        more = [button(label(language, "refresh"), ShowVote(vote=vote)), button(label(language, "new_scheme"), AskNewScheme(vote=vote))]
        if facts.disputed or facts.spoken:
            more.append(button(label(language, "disputed"), ShowDisputed(vote=vote)))
        if facts.may_enter:
            rows.append([button(shared(language, "enter"), OpenEntries(vote=vote))])
        if facts.retractable:
            more.append(button(label(language, "retract"), TakeBack(vote=vote)))
        rows += [*in_rows(more), [_sheets(vote, kind, language) for kind in (SheetKind.BALLOTS, SheetKind.DELIVERIES)]]
    elif facts.state is VoteState.UNDECIDED:
        rows.append(_doubt(vote, language))
    elif facts.state is VoteState.CANCELLED:
        rows.append([_files(vote, language)])
    rows.append([button(label(language, "back"), VotesInCharge())])
    return Screen(texts.overview(language, facts=facts), keyboard(*rows))


def result_kept(facts: VoteResult, language: Language) -> Screen:
    """The result in the hands of those in charge: a group may need it once more."""
    shown, vote = voting.vote_result(facts, language), facts.heading.vote_id
    assert shown.keyboard is not None
    more = [button(label(language, "post_again"), PostAgain(vote=vote)), _sheets(vote, SheetKind.PRELIMINARY, language)]
    last = [_files(vote, language), button(label(language, "back"), VotesInCharge())]
    return replace(shown, keyboard=keyboard(*shown.keyboard.inline_keyboard, more, last))


def _files(vote: str, language: Language) -> InlineKeyboardButton:
    return button(proofs_label(language, "files"), OpenFiles(vote=vote))


def _sheets(vote: str, kind: SheetKind, language: Language) -> InlineKeyboardButton:
    return button(sheets_label(language, "sheets" if kind.is_result else kind.value), OpenSheets(vote=vote, kind=kind))


def _doubt(vote: str, language: Language) -> Row:
    return [button(label(language, "extend_day"), ExtendDay(vote=vote)), button(label(language, "close_now"), CloseAsIs(vote=vote))]


def close_in_doubt(facts: CloseInDoubt, language: Language) -> Screen:
    return Screen(texts.close_in_doubt(language, facts=facts), keyboard(_doubt(facts.heading.vote_id, language)))


def doubt_passed_on(facts: DoubtPassedOn, language: Language) -> Screen:
    return Screen(texts.doubt_passed_on(language, facts=facts), keyboard([button(label(language, "menu"), OpenMenu())]))


def doubt_settled(facts: DoubtSettled, language: Language) -> Screen:
    return Screen(texts.doubt_settled(language, facts=facts), keyboard([button(label(language, "menu"), OpenMenu())]))


def votes_in_charge(votes: tuple[VoteLine, ...], language: Language, *, may_draft: bool) -> Screen:
    numbers = [button(str(number), ShowVote(vote=one.heading.vote_id)) for number, one in enumerate(votes, start=1)]
    last = [button(label(language, "start_vote"), OpenDraft())] if may_draft else []
    return Screen(
        texts.votes_in_charge(language, votes=votes, may_draft=may_draft),
        keyboard(*in_rows(numbers), [*last, button(label(language, "menu"), OpenMenu())]),
    )


def not_returned(facts: NotReturned, language: Language, *, in_charge: bool) -> Screen:
    vote = facts.heading.vote_id
    pages = [
        button(texts.place_name(language, name), ListNotReturned(vote=vote, page=page))
        for page, name in enumerate(facts.buildings)
        if name != facts.building
    ]
    if in_charge:
        back = _to_vote(vote, language)
    else:
        speak = [button(label(language, "disputed"), ShowDisputed(vote=vote))] if facts.disputed else []
        back = [*speak, button(label(language, "back"), VotesInCharge())]
    knock = [button(label(language, "knock"), ShowKnocks(vote=vote))] if facts.may_knock else []
    knock += [button(shared(language, "enter"), OpenEntries(vote=vote))] if facts.may_enter and not in_charge else []
    return Screen(texts.not_returned(language, facts=facts), keyboard(*in_rows(pages), *in_rows([*knock, *back])))


def disputed_heads(facts: DisputedHeads, language: Language) -> Screen:
    facts, vote = _within_one_message(facts), facts.heading.vote_id
    rows = [
        row
        for number, one in enumerate(facts.heads, start=1)
        for row in in_rows(
            [button(f"{number} {owner.name}", PickSpeaker(vote=vote, head=one.head, owner=owner.id)) for owner in one.owners], PAIR
        )
    ]
    back = [
        button(f"{label(language, 'undo_speaker')} {number}", DropSpeaker(vote=vote, head=one.head, owner=one.speaker.id))
        for number, one in enumerate(facts.spoken, start=len(facts.heads) + 1)
    ]
    return Screen(texts.disputed_heads(language, facts=facts), keyboard(*rows, *in_rows(back, PAIR), _to_vote(vote, language)))


def _within_one_message(facts: DisputedHeads) -> DisputedHeads:
    """The first ones where there are more names than a message takes buttons; the others follow once these are settled."""
    heads: list[DisputedHead] = []
    left = MOST_BUTTONS - 1
    for one in facts.heads:
        left -= len(one.owners)
        if left < 0 and heads:
            break
        heads.append(replace(one, owners=one.owners[: MOST_BUTTONS - 1]))
    return replace(facts, heads=tuple(heads), spoken=facts.spoken[: max(left, 0)])


def ask_speaker(facts: SpeakerAsked, language: Language) -> Screen:
    vote = facts.heading.vote_id
    sure = button(label(language, "register"), PickSpeaker(vote=vote, head=facts.head, owner=facts.speaker.id, sure=True))
    back = button(label(language, "back"), ShowDisputed(vote=vote))
    return Screen(texts.ask_speaker(language, facts=facts), keyboard([sure, back]))


def designated_done(vote: str, head: int, speaker: OwnerName, language: Language) -> Screen:
    undo = button(label(language, "undo_speaker"), DropSpeaker(vote=vote, head=head, owner=speaker.id))
    return Screen(texts.designated_done(language, owner=speaker.name), keyboard([undo, *_to_vote(vote, language)]))


def ask_new_closing(heading: Heading, closes_at: datetime, offers: tuple[OfferedClosing, ...], language: Language) -> Screen:
    made = [
        button(texts.offered_closing(language, offer=one), PickExtension(vote=heading.vote_id, at=int(one.at.timestamp() // 60)))
        for one in offers
    ]
    text = texts.ask_new_closing(language, heading=heading, closes_at=closes_at)
    return Screen(text, keyboard(made, _to_vote(heading.vote_id, language)))


def ask_extension_reason(heading: Heading, closes_at: datetime, language: Language) -> Screen:
    at = int(closes_at.timestamp() // 60)
    made = [button(label(language, one), GiveReason(vote=heading.vote_id, at=at, reason=one)) for one in EXTENSION_REASONS]
    text = texts.ask_extension_reason(language, heading=heading, closes_at=closes_at)
    return Screen(text, keyboard(made, _to_vote(heading.vote_id, language)))


def ask_cancel_reason(heading: Heading, language: Language) -> Screen:
    made = [button(label(language, one), GiveReason(vote=heading.vote_id, at=0, reason=one)) for one in CANCEL_REASONS]
    return Screen(texts.ask_cancel_reason(language, heading=heading), keyboard(*in_rows(made, PAIR), _to_vote(heading.vote_id, language)))


def confirm_reason(heading: Heading, closes_at: datetime | None, reason: str, language: Language) -> Screen:
    """What was typed, as it will be read; `closes_at` None: of a cancellation."""
    if closes_at is None:
        text = texts.cancel_confirm(language, heading=heading, reason=reason)
    else:
        text = texts.extension_confirm(language, heading=heading, closes_at=closes_at, reason=reason)
    return Screen(text, keyboard([_sure(heading, closes_at, reason, language)], _to_vote(heading.vote_id, language)))


def reason_waits(held: Held, language: Language, *, table: bool) -> Screen:
    """Something was typed or sent while a button is waited for: the button once more, and the way out."""
    text = texts.reason_waits(language, heading=held.heading, closes_at=held.closes_at, table=table)
    return Screen(
        text, keyboard([_sure(held.heading, held.closes_at, held.reason, language)], [button(label(language, "stop"), StopForm())])
    )


def _sure(heading: Heading, closes_at: datetime | None, reason: str, language: Language) -> InlineKeyboardButton:
    name, at = ("cancel_sure", 0) if closes_at is None else ("extend_sure", int(closes_at.timestamp() // 60))
    return button(label(language, name), GiveReason(vote=heading.vote_id, at=at, reason=f"{TYPED}{mark_of(reason)}"))


def taken_back(vote: str, language: Language) -> Screen:
    """The draft that it is again has the vote's id."""
    keys = [button(label(language, "resume"), ResumeDraft(draft=vote)), button(label(language, "menu"), OpenMenu())]
    return Screen(texts.retracted_done(language), keyboard(keys))


def taken_back_by_other(facts: TakenBackByOther, language: Language) -> Screen:
    keys = [button(label(language, "start_vote"), OpenDraft()), button(label(language, "menu"), OpenMenu())]
    return Screen(texts.taken_back_by_other(language, facts=facts), keyboard(keys))


def changed_by_other(facts: ChangedByOther, language: Language) -> Screen:
    """It was extended: there is something to look at still."""
    looks = [button(label(language, "look_vote"), ShowVote(vote=facts.heading.vote_id))]
    return Screen(texts.changed_by_other(language, facts=facts), keyboard([*looks, button(label(language, "menu"), OpenMenu())]))


def done(text: str, language: Language, vote: str | None = None) -> Screen:
    """What was done, with the way on: back to the vote, or to the menu when there is none any more."""
    row = _to_vote(vote, language) if vote else [button(label(language, "menu"), OpenMenu())]
    return Screen(text, keyboard(row))
