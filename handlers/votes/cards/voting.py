"""What residents see: cards, receipts, reminders, results."""

from dataclasses import replace

from aiogram.methods import AnswerCallbackQuery
from aiogram.types import InlineKeyboardButton

from bot.rules.ports import Language
from bot.rules.votes import Channel, Choice
from bot.rules.votes.endings import over_of
from bot.rules.votes.facts import (
    CardMoved,
    Heading,
    OwnerDesignated,
    OwnerElsewhere,
    OwnersDiffer,
    Receipt,
    ReceiptKind,
    ReceiptReplaced,
    RememberedTap,
    Reminder,
    Retraction,
    Scheme,
    VoteCalledOff,
    VoteCard,
    VoteEnded,
    VoteExtended,
    VoteResult,
    VoteState,
)
from bot.rules.votes.mine import HeadChoices, MyVote, VoteOver
from bot.rules.votes.pairs import PairResult, has_other
from bot.rules.votes.pictures import ParticipationPicture
from bot.rules.votes.previews import VoteLine
from bot.rules.votes.typed import EditNotRead, TypedByStranger
from handlers.context import answer_to
from handlers.menus import OpenMenu, RaiseConcern, ShowMyVote
from handlers.screens import Attachment, Screen, button, in_rows, keyboard
from handlers.votes.callbacks import (
    AskPicture,
    EachHome,
    ForgetTap,
    HeadCast,
    HeadRetract,
    HowCounted,
    MyReceipt,
    MyVotes,
    OtherPart,
    RecordTap,
    ShowResult,
    ShowScheme,
    VoteRetract,
    buttons_for,
)
from handlers.votes.cards.drafting import PAIR
from messages import votes as texts
from messages.labels import label as shared
from messages.votes.labels import label

Row = list[InlineKeyboardButton]
PICTURE_NAME = "participation.png"


def recorded_answer(query_id: str, outcome: Receipt, language: Language) -> AnswerCallbackQuery:
    """A person's first ballot, every opinion and what does not count as a dialog, other ballots as a toast."""
    apart = outcome.disputed or outcome.beside or outcome.sold or outcome.contradicts or outcome.aside
    dialog = outcome.first or outcome.kind is ReceiptKind.OPINION or bool(apart)
    return answer_to(query_id, texts.vote_recorded(language, facts=outcome), alert=dialog)


def choices(heading: Heading, language: Language) -> Row:
    """The three of them, in one row, none of them more prominent."""
    return [button(label(language, data.choice.value), data) for data in buttons_for(heading)]


def _answers(heading: Heading, language: Language, *, part: bool) -> Row:
    """`part`: the message speaks of some of its reader's homes only, and the three would change the others as well."""
    return [button(label(language, "each_home"), EachHome(vote=heading.vote_id))] if part else choices(heading, language)


def _scheme(heading: Heading, language: Language, *, has_scheme: bool) -> Row:
    return [button(label(language, "scheme"), ShowScheme(vote=heading.vote_id))] if has_scheme else []


def _concern(heading: Heading, language: Language) -> Row:
    return [button(shared(language, "concern"), RaiseConcern(vote=heading.vote_id))]


def _more(heading: Heading, language: Language, *, has_scheme: bool) -> Row:
    """Under the choices: what it is about, and what somebody fears of it."""
    return _scheme(heading, language, has_scheme=has_scheme) + _concern(heading, language)


def _menu(language: Language) -> Row:
    return [button(label(language, "menu"), OpenMenu())]


def vote_card(facts: VoteCard, language: Language) -> Screen:
    picture = button(label(language, "picture"), AskPicture(vote=facts.heading.vote_id))
    more = [*_scheme(facts.heading, language, has_scheme=facts.has_scheme), picture, *_concern(facts.heading, language)]
    return Screen(texts.vote_card(language, facts=facts), keyboard(choices(facts.heading, language), *in_rows(more, PAIR)))


def private_card(facts: VoteCard, language: Language) -> Screen:
    rows = (choices(facts.heading, language), _more(facts.heading, language, has_scheme=facts.has_scheme))
    return Screen(texts.private_card(language, facts=facts), keyboard(*rows))


def participation_picture(facts: ParticipationPicture, language: Language) -> Screen:
    """One asked for it, or it follows what rang already: nobody else's telephone has to ring."""
    picture = Attachment(facts.sha256, PICTURE_NAME, is_photo=True)
    return Screen(texts.participation_picture(language, facts=facts), attachment=picture, silent=True)


def vote_ended(facts: VoteEnded, language: Language) -> Screen:
    return Screen(texts.vote_ended(language, facts=facts))


def _after(heading: Heading, state: VoteState, language: Language) -> Row:
    result = [button(label(language, "result"), ShowResult(vote=heading.vote_id))] if state is VoteState.CLOSED else []
    return [*result, *_menu(language)]


def vote_over(facts: VoteOver, language: Language) -> Screen:
    """In place of what asked for a choice, or showed one."""
    return Screen(texts.vote_over(language, facts=facts), keyboard(_after(facts.heading, facts.state, language)))


def card_moved(facts: CardMoved, language: Language) -> Screen:
    return Screen(texts.card_moved(language, facts=facts))


def retracted(_facts: Retraction, _language: Language) -> Screen:
    return Screen("", delete=True)


def receipt(facts: Receipt, language: Language) -> Screen:
    if facts.ended is not None:
        return vote_over(over_of(facts), language)
    heading = facts.heading
    more: Row = []
    is_opinion = facts.kind is ReceiptKind.OPINION
    may_again = is_opinion or heading.may_change
    # Where another owner speaks for all of it there is no ballot to take back; nor where none may be changed.
    if not is_opinion and not facts.is_part and facts.spoken != facts.homes and heading.may_change:
        more.append(button(label(language, "retract"), VoteRetract(vote=heading.vote_id, scheme=heading.scheme)))
    if facts.heads > 1 and may_again and not facts.is_part:
        more.append(button(label(language, "each_home"), EachHome(vote=heading.vote_id)))
    more += _concern(heading, language)
    if has_other(heading, facts.homes):
        more.append(button(label(language, "other_part"), OtherPart(vote=heading.vote_id)))
    again = _answers(heading, language, part=facts.is_part) if may_again or facts.silent else []
    return Screen(texts.receipt(language, facts=facts), keyboard(again, *in_rows(more)))


def receipt_replaced(facts: ReceiptReplaced, language: Language) -> Screen:
    return Screen(texts.receipt_replaced(language, facts=facts))


def owners_differ(facts: OwnersDiffer, language: Language) -> Screen:
    row = _menu(language) if facts.closed else _answers(facts.heading, language, part=facts.part)
    return Screen(texts.owners_differ(language, facts=facts), keyboard(row))


def owner_elsewhere(facts: OwnerElsewhere, language: Language) -> Screen:
    answers = [] if facts.over or facts.closed else [_answers(facts.heading, language, part=facts.part)]
    return Screen(texts.owner_elsewhere(language, facts=facts), keyboard(*answers, _menu(language)))


def owner_designated(facts: OwnerDesignated, language: Language) -> Screen:
    looks = [button(label(language, "go_vote"), ShowMyVote(vote=facts.heading.vote_id))]
    row = looks if facts.undone else _answers(facts.heading, language, part=facts.part)
    return Screen(texts.owner_designated(language, facts=facts), keyboard(row))


def head_choices(facts: HeadChoices, language: Language) -> Screen:
    """One row per head: its number with each choice."""
    vote, scheme = facts.heading.vote_id, facts.heading.scheme
    rows = [
        [
            button(f"{number} {label(language, choice.value)}", HeadCast(vote=vote, scheme=scheme, head=one.head, choice=choice))
            for choice in (Choice.AGREE, Choice.AGAINST, Choice.ABSTAIN)
        ]
        for number, one in enumerate(facts.heads, start=1)
    ]
    back = [
        button(f"{number} {label(language, 'retract')}", HeadRetract(vote=vote, scheme=scheme, head=one.head))
        for number, one in enumerate(facts.heads, start=1)
        # A ballot from paper or by phone is not taken back by a tap.
        if one.choice is not None and one.channel is Channel.CHAT and facts.heading.may_change
    ]
    return Screen(texts.head_choices(language, facts=facts), keyboard(*rows, *in_rows(back, len(Choice))))


def reminder(facts: Reminder, language: Language) -> Screen:
    rows = (_answers(facts.heading, language, part=facts.part), _more(facts.heading, language, has_scheme=facts.has_scheme))
    return Screen(texts.reminder(language, facts=facts), keyboard(*rows))


def remembered_tap(facts: RememberedTap, language: Language) -> Screen:
    vote = facts.heading.vote_id
    record = button(label(language, "record"), RecordTap(vote=vote, choice=facts.choice, scheme=facts.heading.scheme))
    return Screen(texts.remembered_tap(language, facts=facts), keyboard([record, button(label(language, "not_now"), ForgetTap(vote=vote))]))


def tap_forgotten(language: Language) -> Screen:
    return Screen(texts.tap_forgotten(language), keyboard([button(label(language, "go_vote"), MyVotes())], _menu(language)))


def vote_extended(facts: VoteExtended, language: Language) -> Screen:
    return Screen(texts.vote_extended(language, facts=facts))


def vote_called_off(facts: VoteCalledOff, language: Language) -> Screen:
    return Screen(texts.vote_called_off(language, facts=facts))


def vote_result(facts: VoteResult, language: Language) -> Screen:
    vote = facts.heading.vote_id
    row = [button(label(language, "how_counted"), HowCounted(vote=vote)), button(label(language, "my_receipt"), MyReceipt(vote=vote))]
    return Screen(texts.vote_result(language, facts=facts), keyboard(row))


def pair_result(facts: PairResult, language: Language) -> Screen:
    return Screen(texts.pair_result(language, facts=facts))


def result_here(facts: VoteResult, language: Language) -> Screen:
    """The same in the private chat, on the way from an old receipt."""
    shown = vote_result(facts, language)
    assert shown.keyboard is not None
    return replace(shown, keyboard=keyboard(*shown.keyboard.inline_keyboard, _menu(language)))


def scheme(facts: Scheme, language: Language) -> Screen:
    row = choices(facts.heading, language) if facts.ended is None else _after(facts.heading, facts.ended, language)
    return Screen(texts.scheme(language, facts=facts), keyboard(row))


def scheme_file(facts: Scheme, language: Language) -> Screen:
    file = facts.file
    assert file is not None
    assert file.sha256 is not None
    return Screen(texts.scheme_file(language, facts=facts), attachment=Attachment(file.sha256, file.name, file.is_photo))


def typed_by_stranger(facts: TypedByStranger, language: Language) -> Screen:
    return Screen(texts.typed_by_stranger(language, facts=facts))


def edit_not_read(facts: EditNotRead, language: Language) -> Screen:
    return Screen(texts.edit_not_read(language, facts=facts), keyboard(choices(facts.heading, language)))


def my_vote(facts: MyVote, language: Language, *, alone: bool = False) -> Screen:
    """`alone`: the only vote there is, which needs no list to go back to."""
    heading = facts.card.heading
    asked = _more(heading, language, has_scheme=facts.card.has_scheme)
    may_choose = heading.may_change or any(one.choice is None or one.channel is not Channel.CHAT for one in facts.mine) or not facts.mine
    more: Row = []
    if facts.code and heading.may_change:
        more.append(button(label(language, "retract"), VoteRetract(vote=heading.vote_id, scheme=heading.scheme)))
    if len(facts.mine) > 1 and may_choose:
        more.append(button(label(language, "each_home"), EachHome(vote=heading.vote_id)))
    back = _menu(language) if alone else [button(label(language, "back"), MyVotes())]
    rows = (choices(heading, language) if may_choose else [], asked, more, back) if facts.state is VoteState.OPEN else (back,)
    return Screen(texts.my_vote(language, facts=facts), keyboard(*rows))


def with_typed(screen: Screen, typed: str, language: Language, *, stands: bool) -> Screen:
    """A choice, or (`typed` empty) words that may have been meant as one, were typed where only a press counts."""
    return replace(screen, text=f"{screen.text}\n{texts.typed_alone(language, typed=typed, stands=stands)}")


def my_votes(votes: tuple[VoteLine, ...], results: tuple[VoteLine, ...], language: Language) -> Screen:
    """`results`: of votes that closed lately, to which nothing else in private leads; those that wait to be decided have none yet."""
    waiting = tuple(one for one in results if one.state is VoteState.UNDECIDED)
    results = tuple(one for one in results if one.state is not VoteState.UNDECIDED)
    numbers = [button(str(number), ShowMyVote(vote=one.heading.vote_id)) for number, one in enumerate(votes, start=1)]
    name = label(language, "result")
    over = [
        button(f"{name} {number}" if len(results) > 1 else name, ShowResult(vote=one.heading.vote_id))
        for number, one in enumerate(results, start=1)
    ]
    text = texts.my_votes(language, votes=votes, results=results, waiting=waiting)
    return Screen(text, keyboard(*in_rows(numbers), *in_rows(over), _menu(language)))
