"""Screens and letters about straw polls."""

from aiogram.types import InlineKeyboardButton

from bot.rules.polls import Per, PollKind, PollState, PollStep, after_tap
from bot.rules.polls.facts import (
    EndAsked,
    JoinFirst,
    MyPoll,
    PickCompound,
    PollCard,
    PollDraft,
    PollEnded,
    PollList,
    PollPicture,
    PollResult,
    PollView,
    PollVoices,
)
from bot.rules.ports import Language
from handlers.menus import FindHome, OpenMenu
from handlers.polls.callbacks import (
    AnswerPoll,
    BeginPoll,
    DropPoll,
    EditPoll,
    EndPoll,
    OpenMyPoll,
    PickKind,
    PickNamed,
    PickPer,
    PickPollClosing,
    PollsInCharge,
    RankPoll,
    SendPoll,
    SendRank,
    ShowPoll,
    ShowVoices,
)
from handlers.screens import Attachment, CardKind, Screen, button, in_rows, keyboard
from messages import polls as texts
from messages.labels import label as shared
from messages.polls.labels import label

Row = list[InlineKeyboardButton]
# Before what is chosen, so that it is seen without colours and read aloud first.
CHOSEN = "✓"
PICTURE_NAME = "poll.png"
EDITABLE = (PollStep.QUESTION, PollStep.OPTIONS, PollStep.KIND, PollStep.PER, PollStep.NAMED, PollStep.CLOSING)


def _menu(language: Language) -> InlineKeyboardButton:
    return button(shared(language, "menu"), OpenMenu())


def _written(order: tuple[int, ...]) -> str:
    return "".join(str(one) for one in order)


# answering
def poll_card(facts: PollCard, language: Language) -> Screen:
    """An option a row, in the order of the question; a rank is put together in private."""
    here = facts.text.poll_id
    if facts.text.kind is PollKind.RANKED:
        return Screen(texts.poll_card(language, facts=facts), keyboard([button(label(language, "rank"), OpenMyPoll(poll=here))]))
    options = [[button(words, AnswerPoll(poll=here, option=number))] for number, words in enumerate(facts.text.options)]
    return Screen(texts.poll_card(language, facts=facts), keyboard(*options, [button(label(language, "mine"), OpenMyPoll(poll=here))]))


def poll_ended(facts: PollEnded, language: Language) -> Screen:
    return Screen(texts.poll_ended(language, facts=facts))


def join_first(facts: JoinFirst, language: Language) -> Screen:
    home = button(label(language, "i_live_here"), FindHome(place=facts.place_id))
    return Screen(texts.join_first(language), keyboard([home, _menu(language)]))


def my_poll(facts: MyPoll, language: Language) -> Screen:
    here, kind = facts.text.poll_id, facts.text.kind
    if kind is PollKind.RANKED:
        return _ranking(facts, language)
    options = [
        [button(f"{CHOSEN} {words}" if number in facts.chosen else words, AnswerPoll(poll=here, option=number))]
        for number, words in enumerate(facts.text.options)
    ]
    return Screen(texts.my_poll(language, facts=facts), keyboard(*options, [_menu(language)]))


def _ranking(facts: MyPoll, language: Language) -> Screen:
    """A tap gives the next place; one on an option that has a place takes it out."""
    here, order = facts.text.poll_id, facts.order
    places = {option: place for place, option in enumerate(order, start=1)}
    options = [
        [
            button(
                f"{places[number]}. {words}" if number in places else words,
                RankPoll(poll=here, order=_written(after_tap(PollKind.RANKED, order, number))),
            )
        ]
        for number, words in enumerate(facts.text.options)
    ]
    acts: Row = []
    if order and order != facts.chosen:
        acts.append(button(label(language, "hand_in"), SendRank(poll=here, order=_written(order))))
    if order:
        acts.append(button(label(language, "clear"), RankPoll(poll=here)))
    if facts.chosen and not order:
        acts.append(button(label(language, "take_back"), SendRank(poll=here)))
    return Screen(texts.my_poll(language, facts=facts), keyboard(*options, acts, [_menu(language)]))


# drafting
def pick_compound(facts: PickCompound, language: Language) -> Screen:
    rows = [[button(one.name, BeginPoll(place=one.id))] for one in facts.choices]
    return Screen(texts.pick_compound(language), keyboard(*rows, [_menu(language)]))


def draft_asked(facts: PollDraft, language: Language) -> Screen:
    """The question that comes next, or what the groups would read."""
    here, step = facts.text.poll_id, facts.step
    drop = button(label(language, "drop"), DropPoll(poll=here))
    if step is PollStep.CONFIRM:
        send = [button(label(language, "send"), SendPoll(poll=here, stamp=facts.stamp))] if facts.groups else []
        edits = [button(label(language, one), EditPoll(poll=here, step=one)) for one in EDITABLE]
        return Screen(texts.poll_preview(language, facts=facts), keyboard(send, *in_rows(edits), [drop]))
    choices: list[Row] = []
    if step is PollStep.KIND:
        choices = [[button(label(language, one), PickKind(poll=here, kind=one)) for one in PollKind]]
    elif step is PollStep.PER:
        choices = [[button(label(language, one), PickPer(poll=here, per=one)) for one in Per]]
    elif step is PollStep.NAMED:
        names = ((False, "anonymous"), (True, "by_name"))
        choices = [[button(label(language, name), PickNamed(poll=here, named=named)) for named, name in names]]
    elif step is PollStep.CLOSING:
        choices = [
            [button(texts.closing_label(language, offer=one), PickPollClosing(poll=here, at=int(one.at.timestamp() // 60)))]
            for one in facts.offered
        ]
    return Screen(texts.draft_asked(language, facts=facts), keyboard(*choices, [drop]))


def draft_dropped(language: Language) -> Screen:
    return Screen(texts.draft_dropped(language), keyboard([button(label(language, "polls"), PollsInCharge()), _menu(language)]))


# what was asked
def poll_list(facts: PollList, language: Language) -> Screen:
    rows = [[button(texts.line_label(language, line=line), ShowPoll(poll=line.poll_id))] for line in facts.lines]
    return Screen(texts.poll_list(language, facts=facts), keyboard(*rows, [button(label(language, "ask"), BeginPoll()), _menu(language)]))


def poll_view(facts: PollView, language: Language) -> Screen:
    here = facts.text.poll_id
    acts: Row = []
    if facts.state is PollState.OPEN:
        acts = [
            button(label(language, "end_early"), EndPoll(poll=here, cancel=False)),
            button(label(language, "withdraw"), EndPoll(poll=here, cancel=True)),
        ]
    elif facts.state is PollState.CLOSED and facts.text.named and facts.answered:
        acts = [button(label(language, "voices"), ShowVoices(poll=here, option=facts.rows[0].option if facts.rows else 0))]
    return Screen(
        texts.poll_view(language, facts=facts), keyboard(acts, [button(label(language, "polls"), PollsInCharge()), _menu(language)])
    )


def end_asked(facts: EndAsked, language: Language) -> Screen:
    here = facts.text.poll_id
    name = "withdraw_sure" if facts.cancel else "end_sure"
    sure = button(label(language, name), EndPoll(poll=here, cancel=facts.cancel, sure=True))
    return Screen(texts.end_asked(language, facts=facts), keyboard([sure], [button(shared(language, "back"), ShowPoll(poll=here))]))


def poll_voices(facts: PollVoices, language: Language) -> Screen:
    here = facts.text.poll_id
    others = [
        [button(words, ShowVoices(poll=here, option=number))] for number, words in enumerate(facts.text.options) if number != facts.option
    ]
    pages = [
        button(label(language, name), ShowVoices(poll=here, option=facts.option, page=page))
        for name, page in (("earlier", facts.page - 1), ("later", facts.page + 1))
        if 0 <= page < facts.pages
    ]
    back = button(shared(language, "back"), ShowPoll(poll=here))
    return Screen(texts.poll_voices(language, facts=facts), keyboard(pages, *others, [back, _menu(language)]))


# the result
def poll_result(facts: PollResult, language: Language) -> Screen:
    return Screen(texts.poll_result(language, facts=facts))


def poll_counted(facts: PollResult, language: Language) -> Screen:
    """The same, to whoever asked."""
    look = button(label(language, "look"), ShowPoll(poll=facts.text.poll_id))
    return Screen(texts.poll_result(language, facts=facts), keyboard([look, _menu(language)]))


def poll_picture(facts: PollPicture, language: Language) -> Screen:
    """It follows what rang already: nobody's telephone has to ring again."""
    return Screen(texts.poll_picture(language, facts=facts), attachment=Attachment(facts.sha256, PICTURE_NAME, is_photo=True), silent=True)


CARDS = {
    "poll_card": CardKind(PollCard, poll_card),
    "poll_counted": CardKind(PollResult, poll_counted),
    "poll_ended": CardKind(PollEnded, poll_ended),
    "poll_picture": CardKind(PollPicture, poll_picture),
    "poll_result": CardKind(PollResult, poll_result),
}
