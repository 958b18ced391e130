"""Screens and letters about roles, slips, the menu, help and one's data."""

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton

from bot.rules.ports import LANGUAGES, Language
from bot.rules.residents import Actor, Role
from bot.rules.residents.facts import (
    BuildingHeads,
    CardState,
    ChiefProposed,
    HelpAsked,
    HelpComes,
    HelpFrom,
    HelpSent,
    HelpTopic,
    HelpWanted,
    LeaveAsked,
    Left,
    MyData,
    PlacePick,
    RevokeAsked,
    RoleEndedTold,
    RoleHolders,
    RoleInvite,
    RoleOverview,
    RoleSettled,
    RoleTakenTold,
    SlipsAsked,
    SlipsPrinted,
    WhoAmI,
)
from bot.rules.residents.mornings import Morning
from handlers.menus import (
    ConcernsInCharge,
    MenuItem,
    NewOpinions,
    OpenEntries,
    OpenMenu,
    OpenSlips,
    StopForm,
    TopicsInCharge,
    VotesInCharge,
)
from handlers.residents.callbacks import (
    CallHelp,
    ChooseLanguage,
    ConfirmChief,
    ExportMyData,
    HelpWhere,
    InviteRole,
    LeaveLinli,
    PickSlips,
    PrintPoster,
    PrintSlips,
    RenameMe,
    RevokeInvite,
    RevokeRole,
    ShowBuildings,
    ShowHolders,
    ShowMyData,
    ShowRequests,
    ShowRoles,
    TakeHelp,
)
from handlers.residents.cards.joining import i_live_here, menu_button, pager
from handlers.screens import Attachment, Screen, button, in_rows, keyboard
from messages import residents as texts
from messages.labels import label as shared
from messages.residents.labels import TOPICS, label


# roles
def role_places(facts: PlacePick, language: Language) -> Screen:
    rows = [[button(one.name, ShowRoles(place=one.id))] for one in facts.choices]
    pages = pager(language, facts.page, facts.pages, ShowRoles(page=facts.page - 1), ShowRoles(page=facts.page + 1))
    return Screen(texts.role_places(language), keyboard(*rows, pages, [menu_button(language)]))


def role_overview(facts: RoleOverview, language: Language) -> Screen:
    """The building heads first: they are many, and asked for most."""
    heads = (
        [
            button(
                texts.role_label(language, role=Role.BUILDING_HEAD, holders=facts.buildings_with_head), ShowBuildings(place=facts.place.id)
            )
        ]
        if facts.buildings
        else []
    )
    others = [
        button(texts.role_label(language, role=one.role, holders=one.holders), ShowHolders(role=one.role, place=facts.place.id))
        for one in facts.roles
    ]
    return Screen(texts.role_overview(language, facts=facts), keyboard(*in_rows(heads + others, 2), [menu_button(language)]))


def building_heads(facts: BuildingHeads, language: Language) -> Screen:
    choices = [
        button(
            texts.building_heads_label(language, building=one),
            ShowHolders(role=Role.BUILDING_HEAD, place=one.place.id),
        )
        for one in facts.buildings
    ]
    here = facts.compound.id
    pages = pager(
        language, facts.page, facts.pages, ShowBuildings(place=here, page=facts.page - 1), ShowBuildings(place=here, page=facts.page + 1)
    )
    back = button(shared(language, "back"), ShowRoles(place=here))
    return Screen(texts.building_heads(language, facts=facts), keyboard(*in_rows(choices), pages, [back, menu_button(language)]))


def role_holders(facts: RoleHolders, language: Language) -> Screen:
    invite = button(label(language, "invite_one"), InviteRole(role=facts.role, place=facts.place.id))
    rows = [[button(texts.revoke_label(language, name=one.name), RevokeRole(appointment=one.appointment_id))] for one in facts.holders]
    to = ShowBuildings(place=facts.above) if facts.role is Role.BUILDING_HEAD else ShowRoles(place=facts.place.id)
    return Screen(
        texts.role_holders(language, facts=facts), keyboard([invite], *rows, [button(shared(language, "back"), to), menu_button(language)])
    )


def role_invite(facts: RoleInvite, language: Language) -> Screen:
    cancel = button(label(language, "cancel_invite"), RevokeInvite(invite=facts.invite_id))
    back = button(shared(language, "back"), ShowHolders(role=facts.role, place=facts.place.id))
    return Screen(texts.role_invite(language, facts=facts), keyboard([cancel], [back, menu_button(language)]))


def role_forward(facts: RoleInvite, language: Language, picture: Attachment) -> Screen:
    return Screen(texts.role_forward(language, facts=facts), attachment=picture)


def revoke_asked(facts: RevokeAsked, language: Language, *, own: bool) -> Screen:
    sure = button(label(language, "give_back" if own else "end"), RevokeRole(appointment=facts.appointment_id, sure=True))
    back = ShowMyData() if own else ShowHolders(role=facts.role, place=facts.place.id)
    return Screen(texts.revoke_asked(language, facts=facts, own=own), keyboard([sure], [button(shared(language, "back"), back)]))


def role_taken(facts: RoleTakenTold, language: Language) -> Screen:
    return Screen(texts.role_taken(language, facts=facts), keyboard([menu_button(language)]))


def chief_proposed(facts: ChiefProposed, language: Language) -> Screen:
    words = texts.chief_proposed(language, facts=facts)
    if facts.state is not CardState.WAITS:
        return Screen(words, keyboard([menu_button(language)]))
    agree = button(label(language, "agree"), ConfirmChief(appointment=facts.appointment_id, agree=True))
    return Screen(
        words, keyboard([agree, button(label(language, "disagree"), ConfirmChief(appointment=facts.appointment_id, agree=False))])
    )


def role_settled(facts: RoleSettled, language: Language) -> Screen:
    return Screen(texts.role_settled(language, facts=facts), keyboard([menu_button(language)]))


def role_ended(facts: RoleEndedTold, language: Language) -> Screen:
    return Screen(texts.role_ended(language, facts=facts), keyboard([menu_button(language)]))


# slips
def slips_choice(facts: PlacePick, language: Language) -> Screen:
    rows = [[button(one.name, OpenSlips(place=one.id))] for one in facts.choices]
    pages = pager(language, facts.page, facts.pages, PickSlips(page=facts.page - 1), PickSlips(page=facts.page + 1))
    return Screen(texts.slips_choice(language), keyboard(*rows, pages, [menu_button(language)]))


def slips_asked(facts: SlipsAsked, language: Language) -> Screen:
    printing = [button(label(language, "print"), PrintSlips(place=facts.compound.id))] if facts.codes else []
    poster = [button(label(language, "poster"), PrintPoster(place=facts.compound.id))]
    return Screen(texts.slips_asked(language, facts=facts), keyboard(printing, poster, [menu_button(language)]))


def slips_printed(facts: SlipsPrinted, language: Language, file: Attachment) -> Screen:
    return Screen(texts.slips_printed(language, facts=facts), attachment=file)


def poster_printed(compound: str, language: Language, file: Attachment) -> Screen:
    return Screen(texts.poster_printed(language, compound=compound), attachment=file)


# menu
def menu(facts: WhoAmI, actor: Actor, items: tuple[MenuItem, ...], language: Language, *, words: str | None = None) -> Screen:
    """The buttons that the features offer to this person; `words` stand above them instead of who one is."""
    buttons = [button(item.label(language), item.data) for item in items if item.shown_to(actor)]
    stop = [_stop(language)] if facts.name_for is not None and words is None else []
    return Screen(words or texts.menu(language, facts=facts), keyboard(stop, *in_rows(buttons)))


# help
def help_page(who: WhoAmI, asked: HelpAsked, language: Language) -> Screen:
    call = button(label(language, "help"), CallHelp())
    first = [] if who.homes or who.roles else [i_live_here(language)]
    return Screen(texts.help_page(language, who=who, asked=asked), keyboard(first, [call, menu_button(language)]))


def help_where(where: PlacePick, topic: HelpTopic, language: Language) -> Screen:
    """Nobody is promised before it is known where."""
    choices = [[button(one.name, HelpWhere(place=one.id, topic=topic))] for one in where.choices]
    above = where.above.id if where.above is not None else ""
    turned = (HelpWhere(place=above, page=page, topic=topic) for page in (where.page - 1, where.page + 1))
    pages = pager(language, where.page, where.pages, *turned)
    return Screen(texts.help_where(language, where=where), keyboard(*choices, pages, [i_live_here(language), menu_button(language)]))


def help_asked(facts: HelpAsked, language: Language) -> Screen:
    if facts.where is not None:
        return help_where(facts.where, HelpTopic.OWN_WORDS, language)
    topics = [button(words[language], CallHelp(topic=topic)) for topic, words in TOPICS.items()]
    again = [button(label(language, "choose_again"), HelpWhere())] if facts.chosen else []
    last = [*again, button(shared(language, "cancel"), StopForm())]
    return Screen(texts.help_asked(language, facts=facts), keyboard(topics if facts.to is not HelpFrom.OPERATOR else [], last))


def data_wrong_asked(facts: HelpAsked, language: Language) -> Screen:
    if facts.where is not None:
        return help_where(facts.where, HelpTopic.DATA, language)
    wrong = [
        button(label(language, "home_wrong"), CallHelp(topic=HelpTopic.DATA_HOME)),
        button(label(language, "name_wrong"), CallHelp(topic=HelpTopic.DATA_NAME)),
    ]
    reached = facts.to is not HelpFrom.OPERATOR
    return Screen(texts.data_wrong_asked(language, facts=facts), keyboard(wrong if reached else [], [_stop(language)]))


def help_sent(facts: HelpSent, language: Language) -> Screen:
    return Screen(texts.help_sent(language, facts=facts), keyboard([menu_button(language)]))


def help_added(facts: HelpSent, language: Language) -> Screen:
    return Screen(texts.help_added(language, facts=facts), keyboard([menu_button(language)]))


def help_wanted(facts: HelpWanted, language: Language) -> Screen:
    take = button(label(language, "i_will_help"), TakeHelp(call=facts.call_id))
    over = facts.taken or facts.is_taken_away or facts.asker_left
    return Screen(texts.help_wanted(language, facts=facts), keyboard([menu_button(language) if over else take]))


def help_moved(facts: HelpSent, language: Language) -> Screen:
    return Screen(texts.help_moved(language, facts=facts), keyboard([menu_button(language)]))


def help_comes(facts: HelpComes, language: Language) -> Screen:
    return Screen(texts.help_comes(language, facts=facts), keyboard([menu_button(language)]))


def morning(facts: Morning, language: Language) -> Screen:
    requests = [button(label(language, "requests"), ShowRequests())] if facts.requests else []
    entered = [button(shared(language, "enter"), OpenEntries(vote=facts.entries_of))] if facts.entries_of else []
    waits: list[tuple[object, str, CallbackData]] = [
        (facts.concerns, "see_concerns", ConcernsInCharge()),
        (facts.opinions, "see_opinions", NewOpinions()),
        (facts.statements, "see_topics", TopicsInCharge()),
        (facts.closing or facts.undecided, "see_votes", VotesInCharge()),
    ]
    seen = [button(shared(language, name), leads) for there_is, name, leads in waits if there_is]
    return Screen(texts.morning(language, facts=facts), keyboard(*in_rows([*requests, *entered, *seen, menu_button(language)])))


def meant(item: MenuItem, language: Language) -> Screen:
    """Somebody typed what stands on a button of their menu."""
    return Screen(texts.meant(language), keyboard([button(item.label(language), item.data), menu_button(language)]))


# language and data
def languages(language: Language) -> Screen:
    row = [button(label(one, one), ChooseLanguage(language=one)) for one in LANGUAGES]
    return Screen(texts.language_page(language), keyboard(row, [menu_button(language)]))


def my_data(facts: MyData, language: Language) -> Screen:
    rename = [button(label(language, "rename"), RenameMe())] if facts.roles else []
    wrong = button(label(language, "not_right"), CallHelp(topic=HelpTopic.DATA))
    export = button(label(language, "export"), ExportMyData())
    roles = [[button(texts.give_back_label(language, line=one), RevokeRole(appointment=one.appointment_id))] for one in facts.roles]
    leave = button(label(language, "leave"), LeaveLinli())
    return Screen(texts.my_data(language, facts=facts), keyboard([export, wrong, *rename], *roles, [leave, menu_button(language)]))


def my_data_file(language: Language, file: Attachment) -> Screen:
    return Screen(texts.my_data_file(language), attachment=file)


def new_name_asked(language: Language) -> Screen:
    return Screen(texts.new_name_asked(language), keyboard([_stop(language)]))


def renamed(name: str, language: Language) -> Screen:
    return Screen(texts.renamed(language, name=name), keyboard([menu_button(language)]))


def leave_asked(facts: LeaveAsked, language: Language) -> Screen:
    sure = button(label(language, "leave_sure"), LeaveLinli(sure=True))
    return Screen(texts.leave_asked(language, facts=facts), keyboard([sure], [button(shared(language, "back"), ShowMyData())]))


def left(facts: Left, language: Language) -> Screen:
    return Screen(texts.left(language, facts=facts), keyboard([i_live_here(language)]))


def form_waits(kind: str, language: Language) -> Screen:
    return _still_waiting(texts.form_waits(language, kind=kind), language)


def press_waits(language: Language, *, is_finding: bool) -> Screen:
    return _still_waiting(texts.press_waits(language, is_finding=is_finding), language)


def words_too_long(language: Language) -> Screen:
    return _still_waiting(texts.words_too_long(language), language)


def edited_in_form(language: Language) -> Screen:
    return _still_waiting(texts.words_edited(language), language)


def _still_waiting(text: str, language: Language) -> Screen:
    return Screen(text, keyboard([_stop(language), button(shared(language, "menu"), OpenMenu())]))


def _stop(language: Language) -> InlineKeyboardButton:
    return button(shared(language, "cancel"), StopForm())
