"""Screens and letters about topics and statements."""

from collections.abc import Callable

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton

from bot.rules.marks import mark_of
from bot.rules.ports import Language
from bot.rules.statements import Division, Reason, Stance, StatementState, TopicState, TopicStep
from bot.rules.statements.facts import (
    EndAsked,
    JoinFirst,
    MyStatement,
    MyStatements,
    News,
    NothingToWeigh,
    PickCompound,
    Proposing,
    RefusalAsked,
    ReportPage,
    ShownList,
    StatementCard,
    StatementNews,
    StatementsWait,
    StatementWithdrawn,
    TopicCard,
    TopicDraft,
    TopicEnded,
    TopicGone,
    TopicList,
    TopicPicture,
    TopicReport,
    TopicView,
    ToWeigh,
)
from bot.rules.statements.reports import is_pictured
from handlers.menus import FindHome, OpenMenu, TopicsInCharge
from handlers.screens import Attachment, CardKind, Screen, button, in_rows, keyboard
from handlers.statements.callbacks import (
    AskPicture,
    AskRefusal,
    BeginTopic,
    DropTopic,
    EditTopic,
    EndTopic,
    HandInStatement,
    LetOut,
    ListShown,
    LookBack,
    LookThrough,
    MyOwn,
    NothingToAdd,
    OpenTopic,
    PickDivision,
    PickTopicClosing,
    Propose,
    Refuse,
    SendTopic,
    ShowReport,
    ShowStatement,
    ShowTopic,
    TakeBackStatement,
    TopicsAtHome,
    UndoDecision,
    UnsendTopic,
    Weigh,
)
from messages import statements as texts
from messages.labels import label as shared
from messages.statements.labels import label

Row = list[InlineKeyboardButton]
# Before what is chosen, so that it is seen without colours and read aloud first.
CHOSEN = "✓"
PICTURE_NAME = "topic.png"
EDITABLE = (TopicStep.TITLE, TopicStep.WORDS, TopicStep.DIVISION, TopicStep.CLOSING)


def _menu(language: Language) -> InlineKeyboardButton:
    return button(shared(language, "menu"), OpenMenu())


def _back_to_topics(language: Language) -> Row:
    return [button(label(language, "topics"), TopicsInCharge()), _menu(language)]


# in the groups
def topic_card(facts: TopicCard, language: Language) -> Screen:
    here = facts.text.topic_id
    row = [button(label(language, "weigh"), OpenTopic(topic=here)), button(label(language, "say"), Propose(topic=here))]
    return Screen(texts.topic_card(language, facts=facts), keyboard(row))


def topic_ended(facts: TopicEnded, language: Language) -> Screen:
    return Screen(texts.topic_ended(language, facts=facts))


def topic_gone(_facts: TopicGone, _language: Language) -> Screen:
    return Screen("", delete=True)


def topic_report(facts: TopicReport, language: Language) -> Screen:
    """「看全部」 leads to the private chat."""
    everything = button(label(language, "all"), OpenTopic(topic=facts.text.topic_id))
    return Screen(texts.topic_report(language, facts=facts), keyboard([everything]))


def topic_counted(facts: TopicReport, language: Language) -> Screen:
    """The same, to whoever opened it."""
    look = button(label(language, "look"), ShowTopic(topic=facts.text.topic_id))
    return Screen(texts.topic_report(language, facts=facts), keyboard([look, _menu(language)]))


def topic_picture(facts: TopicPicture, language: Language) -> Screen:
    """It follows what rang already, or was asked for: nobody's telephone has to ring again."""
    return Screen(texts.topic_picture(language, facts=facts), attachment=Attachment(facts.sha256, PICTURE_NAME, is_photo=True), silent=True)


# residents
def join_first(facts: JoinFirst, language: Language) -> Screen:
    home = button(label(language, "i_live_here"), FindHome(place=facts.place_id))
    return Screen(texts.join_first(language), keyboard([home, _menu(language)]))


def topics_at_home(facts: TopicList, language: Language) -> Screen:
    rows = [[button(texts.line_label(language, line=line), OpenTopic(topic=line.topic_id))] for line in facts.lines]
    return Screen(texts.topics_at_home(language, facts=facts), keyboard(*rows, [_menu(language)]))


def to_weigh(facts: ToWeigh, language: Language) -> Screen:
    """The three answers in their order; below them the way back and on, where there is one."""
    here, shown = facts.statement_id, int(facts.shown_at.timestamp() * 1000) if facts.shown_at is not None else 0
    answers = [
        button(
            f"{CHOSEN} {label(language, stance)}" if stance is facts.stance else label(language, stance),
            Weigh(statement=here, stance=stance, shown=shown),
        )
        for stance in Stance
    ]
    way: Row = [button(label(language, "back_one"), LookBack(statement=facts.previous))] if facts.previous else []
    if facts.stance is not None:
        way.append(button(label(language, "go_on"), OpenTopic(topic=facts.text.topic_id)))
    last = [button(label(language, "say"), Propose(topic=facts.text.topic_id)), _menu(language)]
    return Screen(texts.to_weigh(language, facts=facts), keyboard(answers, way, last))


def nothing_to_weigh(facts: NothingToWeigh, language: Language) -> Screen:
    here = facts.text.topic_id
    way: Row = [button(label(language, "back_one"), LookBack(statement=facts.previous))] if facts.previous else []
    way.append(button(label(language, "say"), Propose(topic=here)))
    last = [button(label(language, "mine"), MyOwn(topic=here)), _menu(language)]
    return Screen(texts.nothing_to_weigh(language, facts=facts), keyboard(way, last))


def proposing(facts: Proposing, language: Language) -> Screen:
    here = facts.text.topic_id
    acts: Row = []
    if facts.words:
        acts = [
            button(label(language, "hand_in"), HandInStatement(topic=here, mark=mark_of(facts.words))),
            button(label(language, "rewrite"), Propose(topic=here)),
        ]
    last = [
        button(label(language, "weigh"), OpenTopic(topic=here)),
        button(label(language, "mine"), MyOwn(topic=here)),
        _menu(language),
    ]
    return Screen(texts.proposing(language, facts=facts), keyboard(acts, last))


def my_statements(facts: MyStatements, language: Language) -> Screen:
    here, is_open = facts.text.topic_id, facts.state is TopicState.OPEN
    takeable = [one for one in facts.lines if is_open and one.state in {StatementState.WAITING, StatementState.SHOWN}]
    rows = [[button(texts.mine_label(language, line=one), TakeBackStatement(statement=one.statement_id))] for one in takeable]
    last: Row = []
    if is_open:
        last = [button(label(language, "say_again"), Propose(topic=here)), button(label(language, "weigh"), OpenTopic(topic=here))]
    return Screen(texts.my_statements(language, facts=facts), keyboard(*rows, [*last, _menu(language)]))


def take_back_asked(line: MyStatement, topic_id: str, language: Language) -> Screen:
    sure = button(label(language, "take_back_sure"), TakeBackStatement(statement=line.statement_id, sure=True))
    return Screen(texts.take_back_asked(language, line=line), keyboard([sure], [button(label(language, "keep"), MyOwn(topic=topic_id))]))


def statement_news(facts: StatementNews, language: Language) -> Screen:
    here = facts.topic_id
    acts: Row = []
    if facts.what in {News.REFUSED, News.TAKEN_DOWN}:
        acts = [button(label(language, "say_again"), Propose(topic=here)), button(label(language, "weigh"), OpenTopic(topic=here))]
    elif facts.what in {News.SHOWN, News.BACK}:
        acts = [button(label(language, "weigh"), OpenTopic(topic=here)), button(label(language, "mine"), MyOwn(topic=here))]
    return Screen(texts.statement_news(language, facts=facts), keyboard([*acts, _menu(language)]))


def report_page(facts: ReportPage, language: Language) -> Screen:
    pages = _pages(language, facts.page, facts.pages, lambda page: ShowReport(topic=facts.text.topic_id, page=page))
    return Screen(
        texts.report_page(language, facts=facts), keyboard(pages, [button(label(language, "at_home"), TopicsAtHome()), _menu(language)])
    )


def _pages(language: Language, page: int, pages: int, to: Callable[[int], CallbackData]) -> Row:
    wished = (("earlier", page - 1), ("later", page + 1))
    return [button(label(language, name), to(one)) for name, one in wished if 0 <= one < pages]


# drafting
def pick_compound(facts: PickCompound, language: Language) -> Screen:
    rows = [[button(one.name, BeginTopic(place=one.id))] for one in facts.choices]
    return Screen(texts.pick_compound(language), keyboard(*rows, [_menu(language)]))


def draft_asked(facts: TopicDraft, language: Language) -> Screen:
    """The question that comes next, or what the groups would read."""
    here, step = facts.text.topic_id, facts.step
    drop = button(label(language, "drop"), DropTopic(topic=here))
    if step is TopicStep.CONFIRM:
        send = [button(label(language, "send"), SendTopic(topic=here, stamp=facts.stamp))] if facts.groups else []
        edits = [button(label(language, one), EditTopic(topic=here, step=one)) for one in EDITABLE]
        return Screen(texts.topic_preview(language, facts=facts), keyboard(send, *in_rows(edits, 2), [drop]))
    choices: list[Row] = []
    if step is TopicStep.WORDS:
        choices = [[button(label(language, "nothing_to_add"), NothingToAdd(topic=here))]]
    elif step is TopicStep.DIVISION:
        choices = [[button(label(language, one), PickDivision(topic=here, division=one)) for one in Division]]
    elif step is TopicStep.CLOSING:
        choices = [
            [button(texts.closing_label(language, offer=one), PickTopicClosing(topic=here, at=int(one.at.timestamp() // 60)))]
            for one in facts.offered
        ]
    return Screen(texts.draft_asked(language, facts=facts), keyboard(*choices, [drop]))


def draft_dropped(language: Language) -> Screen:
    return Screen(texts.draft_dropped(language), keyboard(_back_to_topics(language)))


# those in charge
def topic_list(facts: TopicList, language: Language) -> Screen:
    rows = [[button(texts.line_label(language, line=line), ShowTopic(topic=line.topic_id))] for line in facts.lines]
    return Screen(
        texts.topic_list(language, facts=facts), keyboard(*rows, [button(label(language, "open"), BeginTopic()), _menu(language)])
    )


def topic_view(facts: TopicView, language: Language) -> Screen:
    here = facts.text.topic_id
    rows: list[Row] = []
    if facts.state is TopicState.OPEN:
        if facts.may_undo:
            rows.append([button(label(language, "undo_sending"), UnsendTopic(topic=here))])
        look = [button(label(language, "look_through"), LookThrough(topic=here))] if facts.waiting else []
        rows.append([*look, button(label(language, "shown"), ListShown(topic=here))])
        rows.append(
            [
                button(label(language, "end_early"), EndTopic(topic=here, cancel=False)),
                button(label(language, "withdraw"), EndTopic(topic=here, cancel=True)),
            ]
        )
    elif facts.state is TopicState.CLOSED and facts.rows:
        picture = [button(label(language, "picture"), AskPicture(topic=here))] if is_pictured(facts.rows) else []
        rows.append([button(label(language, "all"), ShowReport(topic=here)), *picture])
    return Screen(texts.topic_view(language, facts=facts), keyboard(*rows, _back_to_topics(language)))


def end_asked(facts: EndAsked, language: Language) -> Screen:
    here = facts.text.topic_id
    sure = button(label(language, "withdraw_sure" if facts.cancel else "end_sure"), EndTopic(topic=here, cancel=facts.cancel, sure=True))
    return Screen(texts.end_asked(language, facts=facts), keyboard([sure], [button(shared(language, "back"), ShowTopic(topic=here))]))


# moderating
def statements_wait(facts: StatementsWait, language: Language) -> Screen:
    look = button(label(language, "look_through"), LookThrough(topic=facts.topic_id))
    return Screen(texts.statements_wait(language, facts=facts), keyboard([look, _menu(language)]))


def statement_card(facts: StatementCard, language: Language) -> Screen:
    here = facts.statement_id
    acts: Row = []
    if facts.state is StatementState.WAITING:
        acts = [button(label(language, "let_out"), LetOut(statement=here)), button(label(language, "refuse"), AskRefusal(statement=here))]
    elif facts.state is StatementState.SHOWN:
        undo = [] if facts.answers else [button(label(language, "undo"), UndoDecision(statement=here))]
        acts = [*undo, button(label(language, "take_down"), AskRefusal(statement=here))]
    elif facts.state is StatementState.REFUSED:
        acts = [button(label(language, "undo"), UndoDecision(statement=here))]
    on = facts.waiting and facts.state is not StatementState.WAITING
    way = [button(label(language, "next_one"), LookThrough(topic=facts.text.topic_id))] if on else []
    last = [button(label(language, "topic"), ShowTopic(topic=facts.text.topic_id)), _menu(language)]
    return Screen(texts.statement_card(language, facts=facts), keyboard(acts, way, last))


def statement_withdrawn(facts: StatementWithdrawn, language: Language) -> Screen:
    on = button(label(language, "topic"), ShowTopic(topic=facts.topic_id))
    return Screen(texts.statement_withdrawn(language), keyboard([on, _menu(language)]))


def refusal_asked(facts: RefusalAsked, language: Language) -> Screen:
    """Each reason a row: its words are long."""
    here = facts.statement_id
    typed = button(label(language, Reason.OTHER), AskRefusal(statement=here, typing=True))
    back = button(shared(language, "back"), ShowStatement(statement=here))
    if facts.reason:
        sure = button(label(language, "confirm_reason"), Refuse(statement=here, reason=Reason.OTHER, mark=mark_of(facts.reason)))
        return Screen(texts.refusal_asked(language, facts=facts), keyboard([sure], [typed], [back]))
    rows: list[Row] = []
    if not facts.typing:
        rows = [[button(label(language, one), Refuse(statement=here, reason=one))] for one in Reason if one is not Reason.OTHER]
        rows.append([typed])
    return Screen(texts.refusal_asked(language, facts=facts), keyboard(*rows, [back]))


def shown_list(facts: ShownList, language: Language) -> Screen:
    here = facts.text.topic_id
    rows = [[button(texts.shown_label(language, line=line), ShowStatement(statement=line.statement_id))] for line in facts.lines]
    pages = _pages(language, facts.page, facts.pages, lambda page: ListShown(topic=here, page=page))
    back = button(shared(language, "back"), ShowTopic(topic=here))
    return Screen(texts.shown_list(language, facts=facts), keyboard(*rows, pages, [back, _menu(language)]))


CARDS = {
    "statement_news": CardKind(StatementNews, statement_news),
    "statement_withdrawn": CardKind(StatementWithdrawn, statement_withdrawn),
    "statements_wait": CardKind(StatementsWait, statements_wait),
    "topic_card": CardKind(TopicCard, topic_card),
    "topic_counted": CardKind(TopicReport, topic_counted),
    "topic_ended": CardKind(TopicEnded, topic_ended),
    "topic_gone": CardKind(TopicGone, topic_gone),
    "topic_picture": CardKind(TopicPicture, topic_picture),
    "topic_report": CardKind(TopicReport, topic_report),
}
