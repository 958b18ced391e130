"""Screens and letters about concerns."""

from dataclasses import replace

from aiogram.types import InlineKeyboardButton

from bot.rules.concerns import ENDS, NEXT, OPEN, ConcernKind, ConcernState, FloorBand, Identity
from bot.rules.concerns.facts import (
    AddingAsked,
    AnswerDue,
    AnswerShown,
    ConcernAdded,
    ConcernCard,
    ConcernList,
    ConcernNews,
    ConcernPosted,
    EndAsked,
    JoinFirst,
    MyConcern,
    PhotoFailed,
    Raising,
    RaisingStep,
    WhoAsked,
)
from bot.rules.marks import mark_of
from bot.rules.ports import Language
from bot.rules.violations import RuleViolation
from handlers.concerns.callbacks import (
    AddToConcern,
    AnswerConcern,
    AskWho,
    DropPhotos,
    EndConcern,
    Mediate,
    MyConcerns,
    PickBand,
    PickKind,
    PostAnswer,
    RewriteConcern,
    SayWho,
    SendAnswer,
    SendConcern,
    ShowConcern,
    ShowConcernPhotos,
    ShowMyConcern,
    TakeBackConcern,
)
from handlers.menus import ConcernsInCharge, FindHome, OpenMenu, StopForm
from handlers.screens import Attachment, CardKind, Screen, button, in_rows, keyboard
from messages import concerns as texts
from messages.concerns.labels import label
from messages.labels import label as shared
from messages.violations import violation_text

Row = list[InlineKeyboardButton]


def _menu(language: Language) -> InlineKeyboardButton:
    return button(shared(language, "menu"), OpenMenu())


def _stop(language: Language) -> InlineKeyboardButton:
    return button(shared(language, "cancel"), StopForm())


# raising
def join_first(facts: JoinFirst, language: Language) -> Screen:
    home = button(label(language, "i_live_here"), FindHome(place=facts.place_id))
    return Screen(texts.join_first(language), keyboard([home, _menu(language)]))


def form_over(why: RuleViolation, language: Language) -> Screen:
    """In place of a question whose buttons lead nowhere any more."""
    return Screen(violation_text(language, why), keyboard([_menu(language)]))


def raising(facts: Raising, language: Language) -> Screen:
    """The question that the form has come to."""
    vote = facts.heading.vote_id
    if facts.step is RaisingStep.KIND:
        kinds = [button(label(language, kind), PickKind(vote=vote, kind=kind)) for kind in ConcernKind]
        mine = [button(label(language, "my_concerns"), MyConcerns())] if facts.has_some else []
        return Screen(texts.ask_kind(language, facts=facts), keyboard(*in_rows(kinds), [*mine, _stop(language)]))
    if facts.step is RaisingStep.WORDS:
        return Screen(texts.ask_words(language, facts=facts), keyboard([_stop(language)]))
    if facts.step is RaisingStep.BAND:
        bands = [button(label(language, band), PickBand(vote=vote, band=band)) for band in FloorBand]
        return Screen(texts.ask_band(language), keyboard(*in_rows(bands), [_stop(language)]))
    send = button(label(language, "send"), SendConcern(vote=vote, mark=mark_of(facts.shown)))
    again = button(label(language, "rewrite"), RewriteConcern(vote=vote))
    bare = [button(label(language, "no_photos"), DropPhotos(vote=vote))] if facts.photos else []
    return Screen(texts.preview(language, facts=facts), keyboard([send], [again, *bare, _stop(language)]))


def names_a_button(words: str, language: Language) -> bool:
    """A button of the first question, typed."""
    return words.strip() in {shared(language, "cancel"), *(label(language, one) for one in (*ConcernKind, "my_concerns"))}


def raising_again(facts: Raising, language: Language, *, typed: bool) -> Screen:
    """Something was sent where a button goes on."""
    asked = raising(facts, language)
    return replace(asked, text=f"{asked.text}\n{texts.press_one(language, typed=typed)}")


# of whoever raised it
def my_concern(facts: MyConcern, language: Language) -> Screen:
    here = facts.said.concern_id
    who: Row = []
    if facts.state in OPEN and facts.identity in {Identity.ASKED, Identity.REFUSED}:
        who.append(button(label(language, "agree"), SayWho(concern=here, agree=True)))
    if facts.state in OPEN and facts.identity is Identity.ASKED:
        who.append(button(label(language, "disagree"), SayWho(concern=here, agree=False)))
    if facts.state in OPEN and facts.identity is Identity.AGREED:
        who.append(button(label(language, "hide"), SayWho(concern=here, agree=False)))
    back: Row = []
    if facts.state is ConcernState.RAISED:
        back.append(button(label(language, "add"), AddToConcern(concern=here)))
        back.append(button(label(language, "take_back"), TakeBackConcern(concern=here)))
    ways = [button(label(language, "my_concerns"), MyConcerns()), _menu(language)]
    return Screen(texts.my_concern(language, facts=facts), keyboard(who, back, ways))


def my_concerns(facts: ConcernList, language: Language) -> Screen:
    rows = [[button(texts.line_label(language, line=line), ShowMyConcern(concern=line.concern_id))] for line in facts.lines]
    pages = _pages(facts, language, MyConcerns(page=facts.page - 1), MyConcerns(page=facts.page + 1))
    return Screen(texts.my_concerns(language, facts=facts), keyboard(*rows, pages, [_menu(language)]))


def _pages(facts: ConcernList, language: Language, earlier: MyConcerns | ConcernsInCharge, later: MyConcerns | ConcernsInCharge) -> Row:
    row = [button(label(language, "earlier"), earlier)] if facts.page else []
    return row + ([button(label(language, "later"), later)] if facts.page < facts.pages - 1 else [])


def take_back_asked(facts: MyConcern, language: Language) -> Screen:
    here = facts.said.concern_id
    sure = button(label(language, "take_back_sure"), TakeBackConcern(concern=here, sure=True))
    back = button(shared(language, "back"), ShowMyConcern(concern=here))
    return Screen(texts.take_back_asked(language, facts=facts), keyboard([sure], [back]))


def taken_back(language: Language) -> Screen:
    return Screen(texts.taken_back(language), keyboard([_menu(language)]))


def concern_news(facts: ConcernNews, language: Language) -> Screen:
    look = button(label(language, "look"), ShowMyConcern(concern=facts.concern_id))
    return Screen(texts.concern_news(language, facts=facts), keyboard([look, _menu(language)]))


def who_asked(facts: WhoAsked, language: Language) -> Screen:
    agree, not_so = (
        button(label(language, name), SayWho(concern=facts.concern_id, agree=yes)) for name, yes in (("agree", True), ("disagree", False))
    )
    return Screen(texts.who_asked(language, facts=facts), keyboard([agree, not_so]))


# of whoever answers
def concern_card(facts: ConcernCard, language: Language) -> Screen:
    """What may be done next, and nothing else; asking who it is stands beside, and is done once."""
    words = texts.concern_card(language, facts=facts)
    here = facts.said.concern_id
    if facts.is_taken_away or facts.state not in OPEN:
        return Screen(words, keyboard([button(label(language, "concerns"), ConcernsInCharge()), _menu(language)]))
    steps: Row = []
    if facts.state is ConcernState.RAISED:
        steps.append(button(label(language, "answer"), AnswerConcern(concern=here)))
    if facts.state is ConcernState.ANSWERED:
        steps.append(button(label(language, "mediate"), Mediate(concern=here)))
    if facts.state is not ConcernState.RAISED and facts.groups and facts.said.words:
        steps.append(button(label(language, "post"), PostAnswer(concern=here)))
    if facts.identity is Identity.UNASKED and not facts.author_left:
        steps.append(button(label(language, "ask_who"), AskWho(concern=here)))
    ends = [button(label(language, end), EndConcern(concern=here, to=end)) for end in ENDS if end in NEXT[facts.state]]
    photos = [button(label(language, "photos"), ShowConcernPhotos(concern=here))] if facts.photos else []
    ways = [button(label(language, "concerns"), ConcernsInCharge()), _menu(language)]
    return Screen(words, keyboard(steps, photos, ends, ways))


def concern_photo(concern: str, sha256: str, language: Language) -> Screen:
    back = button(shared(language, "back"), ShowConcern(concern=concern))
    return Screen(texts.concern_photo(language), keyboard([back]), Attachment(sha256, "concern.jpg", is_photo=True))


def concern_added(facts: ConcernAdded, language: Language) -> Screen:
    look = button(label(language, "look"), ShowConcern(concern=facts.concern_id))
    return Screen(texts.concern_added(language, facts=facts), keyboard([look, _menu(language)]))


def photo_failed(facts: PhotoFailed, language: Language) -> Screen:
    add = button(label(language, "add"), AddToConcern(concern=facts.concern_id))
    return Screen(texts.photo_failed(language, facts=facts), keyboard([add, _menu(language)]))


def ask_more(facts: AddingAsked, language: Language) -> Screen:
    back = button(shared(language, "back"), ShowMyConcern(concern=facts.said.concern_id))
    return Screen(texts.ask_more(language, facts=facts), keyboard([back]))


def answer_due(facts: AnswerDue, language: Language) -> Screen:
    look = button(label(language, "look"), ShowConcern(concern=facts.concern_id))
    return Screen(texts.answer_due(language, facts=facts), keyboard([look, _menu(language)]))


def concern_list(facts: ConcernList, language: Language) -> Screen:
    rows = [[button(texts.line_label(language, line=line), ShowConcern(concern=line.concern_id))] for line in facts.lines]
    pages = _pages(facts, language, ConcernsInCharge(page=facts.page - 1), ConcernsInCharge(page=facts.page + 1))
    return Screen(texts.concern_list(language, facts=facts), keyboard(*rows, pages, [_menu(language)]))


def ask_answer(facts: ConcernCard, language: Language) -> Screen:
    return Screen(texts.ask_answer(language, facts=facts), keyboard([_stop(language)]))


def answer_shown(facts: AnswerShown, language: Language) -> Screen:
    here, mark = facts.posted.said.concern_id, mark_of(facts.posted.answer)
    group = [button(label(language, "to_group"), SendAnswer(concern=here, group=True, mark=mark))] if facts.groups else []
    alone = button(label(language, "to_author"), SendAnswer(concern=here, group=False, mark=mark))
    again = button(label(language, "rewrite"), AnswerConcern(concern=here))
    return Screen(texts.answer_shown(language, facts=facts), keyboard(group, [alone], [again, _stop(language)]))


def posting_shown(facts: AnswerShown, language: Language) -> Screen:
    here = facts.posted.said.concern_id
    post = [button(label(language, "post"), PostAnswer(concern=here, sure=True))] if facts.groups and facts.posted.said.words else []
    back = button(shared(language, "back"), ShowConcern(concern=here))
    return Screen(texts.answer_shown(language, facts=facts), keyboard(post, [back]))


def concern_posted(facts: ConcernPosted, language: Language) -> Screen:
    return Screen(texts.concern_posted(language, facts=facts))


def mediation_asked(facts: ConcernCard, language: Language) -> Screen:
    here = facts.said.concern_id
    sure = button(label(language, "mediate_sure"), Mediate(concern=here, sure=True))
    return Screen(
        texts.mediation_asked(language, facts=facts), keyboard([sure], [button(shared(language, "back"), ShowConcern(concern=here))])
    )


def ask_reason(facts: EndAsked, language: Language) -> Screen:
    return Screen(texts.ask_reason(language, facts=facts), keyboard([_stop(language)]))


def end_shown(facts: EndAsked, language: Language) -> Screen:
    here = facts.said.concern_id
    sure = button(label(language, "end_sure"), EndConcern(concern=here, to=facts.to, sure=True))
    again = button(label(language, "rewrite"), EndConcern(concern=here, to=facts.to))
    return Screen(texts.end_shown(language, facts=facts), keyboard([sure], [again, _stop(language)]))


CARDS = {
    "concern_added": CardKind(ConcernAdded, concern_added),
    "photo_failed": CardKind(PhotoFailed, photo_failed),
    "answer_due": CardKind(AnswerDue, answer_due),
    "concern_card": CardKind(ConcernCard, concern_card),
    "concern_news": CardKind(ConcernNews, concern_news),
    "concern_posted": CardKind(ConcernPosted, concern_posted),
    "who_asked": CardKind(WhoAsked, who_asked),
}
