"""Cards in groups, letters about groups, and the private screens of staff: facts to text and buttons."""

from aiogram.types import InlineKeyboardButton

from bot.rules.groups import (
    ActAsYourself,
    CardAbove,
    CardOver,
    EveningCount,
    GroupBack,
    GroupClosed,
    GroupDetail,
    GroupEntry,
    GroupGone,
    GroupHelper,
    GroupList,
    GroupWaiting,
    LanguageHere,
    PlaceChoice,
    PlacePage,
)
from bot.rules.ports import Language
from handlers.groups.callbacks import (
    BindGroup,
    GroupRights,
    GroupVotes,
    PickPlace,
    RenewCard,
    SetGroupLanguage,
    ShowGroup,
    UnbindGroup,
)
from handlers.menus import OpenGroups, OpenMenu, OpenRoster
from handlers.screens import CardKind, Screen, button, keyboard, link
from messages import groups as texts
from messages.groups.labels import label
from messages.labels import label as shared

# A title on a button: more would be cut by the app.
TITLE_ON_BUTTON = 18


def private_link(bot_username: str, payload: str) -> str:
    return f"https://t.me/{bot_username}?start={payload}"


def add_link(bot_username: str, place_id: str) -> str:
    """Opens the list of one's own groups; the place comes back as `/start g_…` in the chosen group."""
    return f"https://t.me/{bot_username}?startgroup=g_{place_id}"


def group_waiting(facts: GroupWaiting, language: Language) -> Screen:
    choices = [[button(texts.bind_to(language, place=place), BindGroup(group=facts.group_id, place=place.id))] for place in facts.choices]
    staff = link(label(language, "i_am_staff"), private_link(facts.bot_username, f"s_{facts.group_id}"))
    rights = [button(label(language, "rights"), GroupRights(group=facts.group_id))] if facts.standing.is_admin else []
    return Screen(texts.group_waiting(language, facts=facts), keyboard(*choices, [staff], rights))


def group_helper(facts: GroupHelper, language: Language) -> Screen:
    """What exists for residents now; later features add their button, the order stays."""
    row = [
        link(label(language, "i_live_here"), private_link(facts.bot_username, f"g_{facts.group_id}")),
        button(label(language, "see_votes"), GroupVotes(group=facts.group_id)),
        link(label(language, "my_home"), private_link(facts.bot_username, "menu")),
    ]
    rights = [button(label(language, "rights"), GroupRights(group=facts.group_id))] if facts.standing.is_admin else []
    opinion = link(label(language, "give_opinion"), private_link(facts.bot_username, f"o_{facts.place.id}"))
    return Screen(texts.group_helper(language, facts=facts), keyboard(row, [opinion, *rights]))


def card_over(_facts: CardOver, _language: Language) -> Screen:
    return Screen("", delete=True)


def act_as_yourself(facts: ActAsYourself, language: Language) -> Screen:
    return Screen(texts.act_as_yourself(language, facts=facts))


def card_above(facts: CardAbove, language: Language) -> Screen:
    menu = link(label(language, "my_menu"), private_link(facts.bot_username, "menu"))
    return Screen(texts.card_above(language, facts=facts), keyboard([menu]))


def language_here(facts: LanguageHere, language: Language) -> Screen:
    menu = link(label(language, "my_menu"), private_link(facts.bot_username, "menu"))
    return Screen(texts.language_here(language), keyboard([menu]))


def evening_line(facts: EveningCount, language: Language) -> Screen:
    return Screen(texts.evening_line(language, facts=facts))


def group_gone(facts: GroupGone, language: Language) -> Screen:
    back = link(label(language, "bring_back"), add_link(facts.bot_username, facts.place.id))
    return Screen(texts.group_gone(language, facts=facts), keyboard([back]))


def group_closed(facts: GroupClosed, language: Language) -> Screen:
    return Screen(texts.group_closed(language, facts=facts), keyboard([_menu(language)]))


def group_back(facts: GroupBack, language: Language) -> Screen:
    return Screen(texts.group_back(language, facts=facts), keyboard([_menu(language)]))


def group_list(facts: GroupList, language: Language, bot_username: str) -> Screen:
    rows = [[button(_titled(language, entry), ShowGroup(group=entry.id))] for entry in (*facts.unbound, *facts.bound)]
    return Screen(texts.group_list(language, facts=facts), keyboard(*rows, *_adding(facts, language, bot_username), [_menu(language)]))


def _adding(facts: GroupList, language: Language, bot_username: str) -> list[list[InlineKeyboardButton]]:
    add = label(language, "add_me")
    if not facts.compounds:
        return [[button(shared(language, "next"), OpenRoster())]]
    if len(facts.compounds) == 1:
        return [[link(add, add_link(bot_username, facts.compounds[0].id))]]
    return [[link(f"{add} · {place.compound}", add_link(bot_username, place.id))] for place in facts.compounds]


def _titled(language: Language, entry: GroupEntry) -> str:
    title = entry.title if len(entry.title) <= TITLE_ON_BUTTON else f"{entry.title[:TITLE_ON_BUTTON]}…"
    return title if entry.place is None else f"{title} · {texts.place_name(language, entry.place)}"


def group_detail(facts: GroupDetail, language: Language, bot_username: str) -> Screen:
    return Screen(
        texts.group_detail(language, facts=facts),
        keyboard(*_doing(facts, language, bot_username), [button(shared(language, "back"), OpenGroups()), _menu(language)]),
    )


def _doing(facts: GroupDetail, language: Language, bot_username: str) -> list[list[InlineKeyboardButton]]:
    entry = facts.entry
    other: Language = "en" if facts.language == "zh" else "zh"
    speak = button(label(language, "in_english" if other == "en" else "in_chinese"), SetGroupLanguage(group=entry.id, language=other))
    unbind = button(label(language, "unbind"), UnbindGroup(group=entry.id))
    if not entry.present:
        return [[link(label(language, "bring_back"), add_link(bot_username, entry.place.id))], [unbind]] if entry.place is not None else []
    if entry.place is None:
        return [[button(label(language, "bind"), PickPlace(group=entry.id))], [speak]]
    again = button(label(language, "card_again"), RenewCard(group=entry.id))
    return [[again, speak], [unbind]]


def place_page(facts: PlacePage, language: Language) -> Screen:
    rows = [[_place_button(facts, place, language)] for place in facts.choices]
    inside = facts.inside.id if facts.inside is not None else ""
    pager = [
        button(label(language, name), PickPlace(group=facts.group.id, inside=inside, page=page))
        for name, page in (("earlier", facts.page - 1), ("later", facts.page + 1))
        if 0 <= page < facts.pages
    ]
    back = button(shared(language, "back"), ShowGroup(group=facts.group.id))
    return Screen(texts.place_page(language, facts=facts), keyboard(*rows, pager, [back]))


def _place_button(facts: PlacePage, place: PlaceChoice, language: Language) -> InlineKeyboardButton:
    if facts.inside is None:
        return button(texts.place_name(language, place), PickPlace(group=facts.group.id, inside=place.id))
    return button(texts.place_name(language, place), BindGroup(group=facts.group.id, place=place.id))


def unbind_asked(facts: GroupDetail, language: Language) -> Screen:
    """With the open votes whose card is taken away there."""
    entry = facts.entry
    yes = button(label(language, "unbind"), UnbindGroup(group=entry.id, sure=True, place=entry.place.id if entry.place is not None else ""))
    return Screen(
        texts.unbind_asked(language, entry=entry, votes=facts.votes),
        keyboard([yes], [button(shared(language, "back"), ShowGroup(group=entry.id))]),
    )


def not_staff_yet(language: Language) -> Screen:
    return Screen(texts.not_staff_yet(language), keyboard([_menu(language)]))


def _menu(language: Language) -> InlineKeyboardButton:
    return button(shared(language, "menu"), OpenMenu())


CARDS = {
    "group_waiting": CardKind(GroupWaiting, group_waiting),
    "group_helper": CardKind(GroupHelper, group_helper),
    "card_over": CardKind(CardOver, card_over),
    "act_as_yourself": CardKind(ActAsYourself, act_as_yourself),
    "card_above": CardKind(CardAbove, card_above),
    "language_here": CardKind(LanguageHere, language_here),
    "evening_line": CardKind(EveningCount, evening_line),
    "group_closed": CardKind(GroupClosed, group_closed),
    "group_gone": CardKind(GroupGone, group_gone),
    "group_back": CardKind(GroupBack, group_back),
}
