"""Screens and letters about opinions and the demand list."""

from aiogram.types import InlineKeyboardButton

from bot.rules.marks import mark_of
from bot.rules.opinions import RETRACTABLE, Category, DemandState, OpinionState
from bot.rules.opinions.facts import (
    DemandCard,
    DemandList,
    DemandReasonAsked,
    DemandsInCharge,
    DemandsMoved,
    DemandsPosted,
    Invitation,
    InvitationShown,
    JoinFirst,
    MergePick,
    MyOpinion,
    OpinionAsked,
    OpinionCard,
    OpinionDraft,
    OpinionList,
    OpinionNews,
    OpinionsWait,
    OpinionWithdrawn,
    PhotoFailed,
    PickCompound,
    PostingShown,
    RejectionAsked,
    SayInPrivate,
    TitleAsked,
)
from bot.rules.ports import Language
from handlers.menus import FindHome, NewOpinions, OpenMenu, StopForm
from handlers.opinions.callbacks import (
    DemandsOfPlace,
    DropOpinion,
    GiveOpinion,
    HandIn,
    InviteOpinions,
    ListOpinion,
    MergeOpinion,
    MyOpinions,
    PickCategory,
    PickDemand,
    PublishDemands,
    RejectOpinion,
    RewriteOpinion,
    SetDemandState,
    ShowDemand,
    ShowDemands,
    ShowMyOpinion,
    ShowOpinion,
    ShowOpinionPhoto,
    SupportDemand,
    TakeBackOpinion,
    UndoSorting,
    WriteTitle,
)
from handlers.screens import Attachment, CardKind, Screen, button, in_rows, keyboard
from messages import opinions as texts
from messages.labels import label as shared
from messages.opinions.labels import label

Row = list[InlineKeyboardButton]
# Before what is chosen, so that it is seen without colours and read aloud first.
CHOSEN = "✓"


def _menu(language: Language) -> InlineKeyboardButton:
    return button(shared(language, "menu"), OpenMenu())


def _stop(language: Language) -> InlineKeyboardButton:
    return button(shared(language, "cancel"), StopForm())


def _back(language: Language, opinion: str) -> InlineKeyboardButton:
    return button(shared(language, "back"), ShowOpinion(opinion=opinion))


# giving one
def join_first(facts: JoinFirst, language: Language) -> Screen:
    home = button(label(language, "i_live_here"), FindHome(place=facts.place_id))
    return Screen(texts.join_first(language), keyboard([home, _menu(language)]))


def pick_compound(facts: PickCompound, language: Language) -> Screen:
    rows = [[button(one.name, GiveOpinion(place=one.id))] for one in facts.choices]
    return Screen(texts.pick_compound(language), keyboard(*rows, [_menu(language)]))


def ask_words(facts: OpinionAsked, language: Language) -> Screen:
    more = [button(label(language, "my_opinions"), MyOpinions())] if facts.has_some else []
    more += [button(label(language, "demands"), ShowDemands(place=facts.compound.id))] if facts.has_list else []
    return Screen(texts.ask_words(language, facts=facts), keyboard(more, [_stop(language)]))


def opinion_draft(facts: OpinionDraft, language: Language) -> Screen:
    here = facts.opinion_id
    kinds = [
        button(
            f"{CHOSEN} {label(language, one)}" if one is facts.category else label(language, one), PickCategory(opinion=here, category=one)
        )
        for one in Category
    ]
    send = button(label(language, "hand_in"), HandIn(opinion=here, mark=mark_of(facts.words)))
    again = [] if facts.from_group else [button(label(language, "rewrite"), RewriteOpinion(opinion=here))]
    drop = button(label(language, "drop"), DropOpinion(opinion=here))
    return Screen(texts.opinion_draft(language, facts=facts), keyboard([send], *in_rows(kinds), [*again, drop]))


def opinion_gone(language: Language, *, handed_in: bool) -> Screen:
    return Screen(
        texts.opinion_gone(language, handed_in=handed_in), keyboard([button(label(language, "give"), GiveOpinion()), _menu(language)])
    )


# of its author
def my_opinion(facts: MyOpinion, language: Language) -> Screen:
    back = [button(label(language, "take_back"), TakeBackOpinion(opinion=facts.opinion_id))] if facts.state in RETRACTABLE else []
    ways = [*back, button(label(language, "my_opinions"), MyOpinions()), _menu(language)]
    return Screen(texts.my_opinion(language, facts=facts), keyboard(ways))


def my_opinions(facts: OpinionList, language: Language) -> Screen:
    rows = [[button(texts.my_line_label(language, line=line), ShowMyOpinion(opinion=line.opinion_id))] for line in facts.lines]
    pages = [
        button(label(language, name), MyOpinions(page=page))
        for name, page in (("earlier", facts.page - 1), ("later", facts.page + 1))
        if 0 <= page < facts.pages
    ]
    give = button(label(language, "give"), GiveOpinion())
    return Screen(texts.my_opinions(language, facts=facts), keyboard(*rows, pages, [give, _menu(language)]))


def take_back_asked(facts: MyOpinion, language: Language) -> Screen:
    sure = button(label(language, "take_back_sure"), TakeBackOpinion(opinion=facts.opinion_id, sure=True))
    back = button(shared(language, "back"), ShowMyOpinion(opinion=facts.opinion_id))
    return Screen(texts.take_back_asked(language, facts=facts), keyboard([sure], [back]))


def opinion_news(facts: OpinionNews, language: Language) -> Screen:
    look = button(label(language, "look"), ShowMyOpinion(opinion=facts.opinion_id))
    return Screen(texts.opinion_news(language, facts=facts), keyboard([look, _menu(language)]))


def photo_failed(facts: PhotoFailed, language: Language) -> Screen:
    return Screen(
        texts.photo_failed(language, facts=facts), keyboard([button(label(language, "my_opinions"), MyOpinions()), _menu(language)])
    )


# the published list
def pick_list(facts: PickCompound, language: Language) -> Screen:
    rows = [[button(one.name, ShowDemands(place=one.id))] for one in facts.choices]
    return Screen(texts.pick_compound(language), keyboard(*rows, [_menu(language)]))


def demand_list(facts: DemandList, language: Language) -> Screen:
    wants = [
        button(texts.support_label(language, line=line), SupportDemand(demand=line.demand_id, page=facts.page))
        for line in facts.demands
        if facts.may_support
    ]
    place = facts.compound.id
    pages = [
        button(label(language, name), ShowDemands(place=place, page=page))
        for name, page in (("earlier", facts.page - 1), ("later", facts.page + 1))
        if 0 <= page < facts.pages
    ]
    give = [button(label(language, "give"), GiveOpinion(place=place))] if facts.may_support else []
    return Screen(texts.demand_list(language, facts=facts), keyboard(*in_rows(wants), pages, [*give, _menu(language)]))


def demands_posted(facts: DemandsPosted, language: Language) -> Screen:
    """Each button keeps its place while the card stands."""
    wants = [button(texts.support_label(language, line=line), SupportDemand(demand=line.demand_id)) for line in facts.demands]
    more = button(label(language, "whole_list"), ShowDemands(place=facts.compound.id))
    give = button(label(language, "give"), GiveOpinion(place=facts.compound.id))
    return Screen(texts.demands_posted(language, facts=facts), keyboard(*in_rows(wants), [more, give]))


def demands_moved(facts: DemandsMoved, language: Language) -> Screen:
    return Screen(texts.demands_moved(language, facts=facts))


def invitation(facts: Invitation, language: Language) -> Screen:
    give = button(label(language, "give"), GiveOpinion(place=facts.compound.id))
    return Screen(texts.invitation(language, facts=facts), keyboard([give]))


def say_in_private(facts: SayInPrivate, language: Language) -> Screen:
    return Screen(texts.say_in_private(language), keyboard([button(label(language, "give"), GiveOpinion(place=facts.compound_id))]))


# those in charge
def opinions_wait(facts: OpinionsWait, language: Language) -> Screen:
    look = button(label(language, "opinions"), NewOpinions())
    return Screen(texts.opinions_wait(language, facts=facts), keyboard([look, _menu(language)]))


def new_opinions(facts: OpinionList, language: Language) -> Screen:
    rows = [[button(texts.new_line_label(language, line=line), ShowOpinion(opinion=line.opinion_id))] for line in facts.lines]
    pages = [
        button(label(language, name), NewOpinions(page=page))
        for name, page in (("earlier", facts.page - 1), ("later", facts.page + 1))
        if 0 <= page < facts.pages
    ]
    demands = button(label(language, "demands"), DemandsOfPlace())
    return Screen(texts.new_opinions(language, facts=facts), keyboard(*rows, pages, [demands, _menu(language)]))


def opinion_card(facts: OpinionCard, language: Language) -> Screen:
    """What may be done with it, and nothing else; what was done can be undone."""
    here = facts.opinion_id
    steps: Row = []
    if facts.state is OpinionState.NEW:
        steps.append(button(label(language, "list_it"), ListOpinion(opinion=here)))
        steps += [button(label(language, "merge"), PickDemand(opinion=here))] if facts.demands else []
        steps.append(button(label(language, "reject"), RejectOpinion(opinion=here)))
    if facts.state in {OpinionState.MERGED, OpinionState.REJECTED}:
        steps.append(button(label(language, "undo"), UndoSorting(opinion=here)))
    photo = [button(label(language, "photo"), ShowOpinionPhoto(opinion=here))] if facts.photos else []
    more = [*photo, button(label(language, "opinions"), NewOpinions()), _menu(language)]
    return Screen(texts.opinion_card(language, facts=facts), keyboard(steps, more))


def opinion_withdrawn(facts: OpinionWithdrawn, language: Language) -> Screen:
    """A photo goes altogether."""
    if facts.is_photo:
        return Screen("", delete=True)
    on = [button(label(language, "opinions"), NewOpinions()), _menu(language)]
    return Screen(texts.opinion_withdrawn(language), keyboard(on))


def opinion_photo(opinion: str, sha256: str, number: int, total: int, language: Language) -> Screen:
    """The way back is under the last of them."""
    back = [_back(language, opinion)] if number == total else []
    words = texts.opinion_photo(language, number=number, total=total)
    return Screen(words, keyboard(back) if back else None, Attachment(sha256, "opinion.jpg", is_photo=True))


def title_asked(facts: TitleAsked, language: Language) -> Screen:
    if not facts.title:
        return Screen(texts.ask_title(language, facts=facts), keyboard([_stop(language)]))
    sure = button(label(language, "list_sure"), ListOpinion(opinion=facts.opinion_id, sure=True, mark=mark_of(facts.title)))
    write = button(label(language, "write_title"), WriteTitle(opinion=facts.opinion_id))
    return Screen(texts.title_shown(language, facts=facts), keyboard([sure], [write, _back(language, facts.opinion_id)]))


def merge_pick(facts: MergePick, language: Language) -> Screen:
    rows = [
        [button(texts.merge_label(language, line=line), MergeOpinion(opinion=facts.opinion_id, demand=line.demand_id))]
        for line in facts.demands
    ]
    pages = [
        button(label(language, name), PickDemand(opinion=facts.opinion_id, page=page))
        for name, page in (("earlier", facts.page - 1), ("later", facts.page + 1))
        if 0 <= page < facts.pages
    ]
    return Screen(texts.merge_pick(language, facts=facts), keyboard(*rows, pages, [_back(language, facts.opinion_id)]))


def rejection_asked(facts: RejectionAsked, language: Language) -> Screen:
    if not facts.reason:
        return Screen(texts.ask_rejection(language, facts=facts), keyboard([_stop(language)]))
    sure = button(label(language, "reject_sure"), RejectOpinion(opinion=facts.opinion_id, sure=True, mark=mark_of(facts.reason)))
    again = button(label(language, "rewrite"), RejectOpinion(opinion=facts.opinion_id))
    return Screen(texts.rejection_shown(language, facts=facts), keyboard([sure], [again, _back(language, facts.opinion_id)]))


def pick_in_charge(facts: PickCompound, language: Language) -> Screen:
    rows = [[button(one.name, DemandsOfPlace(place=one.id))] for one in facts.choices]
    return Screen(texts.pick_compound(language), keyboard(*rows, [_menu(language)]))


def demands_in_charge(facts: DemandsInCharge, language: Language) -> Screen:
    place = facts.compound.id
    rows = [[button(texts.demand_label(language, line=line), ShowDemand(demand=line.demand_id))] for line in facts.demands]
    pages = [
        button(label(language, name), DemandsOfPlace(place=place, page=page))
        for name, page in (("earlier", facts.page - 1), ("later", facts.page + 1))
        if 0 <= page < facts.pages
    ]
    acts: Row = []
    if facts.may_publish and facts.total:
        acts.append(button(label(language, "publish"), PublishDemands(place=place)))
    if facts.may_publish and facts.groups:
        acts.append(button(label(language, "invite"), InviteOpinions(place=place)))
    ways = [button(label(language, "opinions"), NewOpinions()), _menu(language)]
    return Screen(texts.demands_in_charge(language, facts=facts), keyboard(*rows, pages, acts, ways))


def demand_card(facts: DemandCard, language: Language) -> Screen:
    here = facts.demand.demand_id
    states = [
        button(label(language, state), SetDemandState(demand=here, to=state))
        for state in DemandState
        if facts.may_decide and state is not facts.demand.state
    ]
    back = button(shared(language, "back"), DemandsOfPlace(place=facts.compound.id))
    return Screen(texts.demand_card(language, facts=facts), keyboard(states, [back, _menu(language)]))


def demand_reason_asked(facts: DemandReasonAsked, language: Language) -> Screen:
    here = facts.demand.demand_id
    if not facts.reason:
        return Screen(texts.ask_demand_reason(language, facts=facts), keyboard([_stop(language)]))
    sure = button(
        label(language, "decline_sure"), SetDemandState(demand=here, to=DemandState.NOT_PLANNED, sure=True, mark=mark_of(facts.reason))
    )
    again = button(label(language, "rewrite"), SetDemandState(demand=here, to=DemandState.NOT_PLANNED))
    back = button(shared(language, "back"), ShowDemand(demand=here))
    return Screen(texts.demand_reason_shown(language, facts=facts), keyboard([sure], [again, back]))


def posting_shown(facts: PostingShown, language: Language) -> Screen:
    place = facts.posted.compound.id
    post = button(label(language, "publish_sure"), PublishDemands(place=place, stamp=facts.stamp))
    back = button(shared(language, "back"), DemandsOfPlace(place=place))
    return Screen(texts.posting_shown(language, facts=facts), keyboard([post], [back]))


def invitation_shown(facts: InvitationShown, language: Language) -> Screen:
    place = facts.invitation.compound.id
    post = button(label(language, "invite_sure"), InviteOpinions(place=place, sure=True))
    back = button(shared(language, "back"), DemandsOfPlace(place=place))
    return Screen(texts.invitation_shown(language, facts=facts), keyboard([post], [back]))


CARDS = {
    "demands_moved": CardKind(DemandsMoved, demands_moved),
    "demands_posted": CardKind(DemandsPosted, demands_posted),
    "invitation": CardKind(Invitation, invitation),
    "opinion_news": CardKind(OpinionNews, opinion_news),
    "opinion_withdrawn": CardKind(OpinionWithdrawn, opinion_withdrawn),
    "opinions_wait": CardKind(OpinionsWait, opinions_wait),
    "photo_failed": CardKind(PhotoFailed, photo_failed),
    "say_in_private": CardKind(SayInPrivate, say_in_private),
}
