"""Screens of coming: codes, the notice, finding one's home, the request that waits."""

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton

from bot.rules.ports import Language
from bot.rules.residents import STAFF, HomeRole
from bot.rules.residents.facts import (
    CodeRefused,
    CodeSpentBySelf,
    CodeTriesOver,
    EntrancePick,
    HomePicked,
    InviteVoid,
    Joined,
    NameNeeded,
    NoticeNeeded,
    Offer,
    PlaceName,
    PlacePick,
    RequestStanding,
    RoleTaken,
    RoomPick,
    TapRemembered,
)
from bot.rules.residents.people import PlaceKind
from bot.rules.residents.violations import OfferGone
from bot.rules.rosters import short_room
from handlers.menus import FindHome, OpenMenu, OpenStart, StopForm
from handlers.residents.callbacks import (
    AgreeNotice,
    AnswerOffer,
    AskAs,
    DeclineNotice,
    LeaveHome,
    ManageEntrance,
    ManageHomes,
    PickEntrance,
    PickPlace,
    PickRoom,
    RenameMe,
    ShowHomePeople,
    ShowMyHomes,
)
from handlers.screens import Screen, button, in_rows, keyboard
from messages import residents as texts
from messages.labels import label as shared
from messages.residents.labels import label
from messages.violations import violation_text

Opened = Offer | CodeRefused | CodeTriesOver | CodeSpentBySelf
Step = NoticeNeeded | NameNeeded | Joined | RoleTaken | RequestStanding
Pick = PlacePick | EntrancePick | RoomPick | HomePicked


def menu_button(language: Language) -> InlineKeyboardButton:
    return button(shared(language, "menu"), OpenMenu())


def i_live_here(language: Language, place: str = "") -> InlineKeyboardButton:
    return button(label(language, "i_live_here"), FindHome(place=place))


def welcome(language: Language, place: str = "") -> Screen:
    return Screen(texts.welcome(language), keyboard([i_live_here(language, place)], [menu_button(language)]))


def another_door(place: PlaceName, language: Language) -> Screen:
    """Whoever has a home in another compound came from a group of this one."""
    words = texts.another_door(language, compound=place.inside or place.name)
    return Screen(words, keyboard([i_live_here(language, place.id)], [menu_button(language)]))


def scheme_next(language: Language) -> Screen:
    return Screen(texts.scheme_next(language), keyboard([i_live_here(language), menu_button(language)]))


def opened(facts: Opened, language: Language) -> Screen:
    """What a code showed."""
    if isinstance(facts, Offer):
        return offer(facts, language)
    if isinstance(facts, CodeRefused):
        return Screen(texts.code_refused(language), keyboard([i_live_here(language)], [menu_button(language)]))
    if isinstance(facts, CodeTriesOver):
        return Screen(texts.code_tries_over(language, facts=facts), keyboard([i_live_here(language)], [menu_button(language)]))
    return Screen(texts.code_spent_by_self(language), keyboard([menu_button(language)]))


def offer(facts: Offer, language: Language) -> Screen:
    yes, no = ("accept", "decline") if facts.home is None else ("yes", "not_mine")
    words = texts.role_offered if facts.home is None else texts.home_asked
    answers = [
        button(label(language, yes), AnswerOffer(invite=facts.invite_id, yes=True)),
        button(label(language, no), AnswerOffer(invite=facts.invite_id, yes=False)),
    ]
    return Screen(words(language, facts=facts), keyboard(answers))


def step(facts: Step, language: Language) -> Screen:
    """What comes after an answer on the way to a binding, a request or a role."""
    if isinstance(facts, NoticeNeeded):
        return notice(facts, language)
    if isinstance(facts, NameNeeded):
        return Screen(texts.name_asked(language, facts=facts), keyboard([button(shared(language, "cancel"), StopForm())]))
    if isinstance(facts, Joined):
        return joined(facts, language)
    if isinstance(facts, RoleTaken):
        return role_given(facts, language)
    return standing(facts, language)


def notice(facts: NoticeNeeded, language: Language) -> Screen:
    agree = button(label(language, "agree"), AgreeNotice(version=facts.version))
    return Screen(texts.privacy_notice(language, facts=facts), keyboard([agree, button(label(language, "not_now"), DeclineNotice())]))


def notice_declined(language: Language) -> Screen:
    return Screen(texts.notice_declined(language), keyboard([i_live_here(language)], [menu_button(language)]))


def offer_declined(language: Language, *, is_home: bool) -> Screen:
    rows = [[i_live_here(language)]] if is_home else []
    return Screen(texts.offer_declined(language, is_home=is_home), keyboard(*rows, [menu_button(language)]))


def offer_over(why: OfferGone, language: Language, *, is_home: bool) -> Screen:
    """In place of a question that was answered, or gave way to another one."""
    rows = [[i_live_here(language)]] if is_home else []
    return Screen(violation_text(language, why), keyboard(*rows, [menu_button(language)]))


def joined(facts: Joined, language: Language) -> Screen:
    home = button(label(language, "my_home"), ShowMyHomes())
    return Screen(texts.joined(language, facts=facts), keyboard([home, menu_button(language)]))


def role_given(facts: RoleTaken, language: Language) -> Screen:
    """Staff go on to the four steps; everybody else to the menu."""
    further = [button(shared(language, "next"), OpenStart())] if facts.role in STAFF else []
    rename = button(label(language, "rename"), RenameMe())
    return Screen(texts.role_given(language, facts=facts), keyboard(further, [rename, menu_button(language)]))


def standing(facts: RequestStanding, language: Language) -> Screen:
    back = button(label(language, "stop_waiting"), LeaveHome(binding=facts.binding_id))
    row = [menu_button(language)] if facts.suspended else [menu_button(language), back]
    return Screen(texts.request_standing(language, facts=facts), keyboard(row))


def tap_remembered(facts: TapRemembered, language: Language) -> Screen:
    return Screen(texts.tap_remembered(language, facts=facts), keyboard([i_live_here(language, facts.place.id)]))


def tap_too_late(language: Language) -> Screen:
    return Screen(texts.tap_too_late(language), keyboard([i_live_here(language)], [menu_button(language)]))


# finding a home; `manages` when a decider looks somebody up
def pick(facts: Pick, language: Language, *, manages: bool = False) -> Screen:
    if isinstance(facts, PlacePick):
        return place_pick(facts, language, manages=manages)
    if isinstance(facts, EntrancePick):
        return entrance_pick(facts, language, manages=manages)
    if isinstance(facts, RoomPick):
        return room_pick(facts, language, manages=manages)
    return home_picked(facts, language)


def _place(place: str, page: int, *, manages: bool) -> CallbackData:
    return ManageHomes(place=place, page=page) if manages else PickPlace(place=place, page=page)


def _entrance(home: str, page: int, *, manages: bool) -> CallbackData:
    return ManageEntrance(home=home, page=page) if manages else PickEntrance(home=home, page=page)


def pager(
    language: Language, page: int, pages: int, earlier: CallbackData | None, later: CallbackData | None
) -> list[InlineKeyboardButton]:
    row = [button(label(language, "earlier"), earlier)] if page > 0 and earlier is not None else []
    return row + ([button(label(language, "later"), later)] if page < pages - 1 and later is not None else [])


def place_pick(facts: PlacePick, language: Language, *, manages: bool) -> Screen:
    above = facts.above.id if facts.above is not None else ""
    short = facts.above is not None and facts.above.kind is PlaceKind.COMPOUND
    called = texts.building_label if short else texts.place_label
    goes_to: list[CallbackData] = [_place(one.id, 0, manages=manages) for one in facts.choices]
    if facts.typed:
        goes_to = [PickRoom(home=home) if home else place for home, place in zip(facts.homes, goes_to, strict=True)]
    choices = [button(called(language, place=one), goal) for one, goal in zip(facts.choices, goes_to, strict=True)]
    pages = pager(
        language,
        facts.page,
        facts.pages,
        _place(above, facts.page - 1, manages=manages),
        _place(above, facts.page + 1, manages=manages),
    )
    width = 3 if short else 1
    return Screen(
        texts.place_pick(language, facts=facts, manages=manages), keyboard(*in_rows(choices, width), pages, [menu_button(language)])
    )


def entrance_pick(facts: EntrancePick, language: Language, *, manages: bool) -> Screen:
    def goes_to(home: str) -> CallbackData:
        return PickRoom(home=home) if facts.of_homes else _entrance(home, 0, manages=manages)

    choices = [button(texts.entrance_label(language, name=one.name), goes_to(one.home_id)) for one in facts.choices]
    last = _again(facts, language, manages=manages)
    return Screen(texts.entrance_pick(language, facts=facts), keyboard(*in_rows(choices), last))


def _again(facts: EntrancePick | RoomPick, language: Language, *, manages: bool) -> list[InlineKeyboardButton]:
    """The last row: 「重新选」 only where it leads to another choice."""
    again = [] if facts.again is None else [button(label(language, "choose_again"), _place(facts.again, 0, manages=manages))]
    return [*again, menu_button(language)]


def room_pick(facts: RoomPick, language: Language, *, manages: bool) -> Screen:
    choices = [button(short_room(one.room), ShowHomePeople(home=one.id) if manages else PickRoom(home=one.id)) for one in facts.choices]
    first = facts.choices[0].id if facts.choices else ""
    pages = pager(
        language,
        facts.page,
        facts.pages,
        _entrance(first, facts.page - 1, manages=manages),
        _entrance(first, facts.page + 1, manages=manages),
    )
    last = _again(facts, language, manages=manages)
    return Screen(texts.room_pick(language, facts=facts, manages=manages), keyboard(*in_rows(choices), pages, last))


def home_picked(facts: HomePicked, language: Language) -> Screen:
    roles = [button(label(language, role.value), AskAs(home=facts.home.id, role=role)) for role in HomeRole]
    again = button(label(language, "choose_again"), PickEntrance(home=facts.home.id))
    return Screen(texts.home_picked(language, facts=facts), keyboard(roles, [again, menu_button(language)]))


def invite_void(facts: InviteVoid, language: Language) -> Screen:
    """In place of the message with the code."""
    return Screen(texts.invite_void(language), keyboard([menu_button(language)]), delete=facts.goes, is_caption=True)
