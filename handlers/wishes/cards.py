"""Screens and letters about renovation menus."""

from aiogram.types import InlineKeyboardButton

from bot.rules.ports import Language
from bot.rules.wishes import PAGE, WishClass, WishState, WishStep, items_stamp
from bot.rules.wishes.facts import (
    DropAsked,
    EndAsked,
    ItemAsked,
    JoinFirst,
    MyWishes,
    PickCompound,
    PickHome,
    RemoveAsked,
    WishCard,
    WishDesk,
    WishDetails,
    WishEnded,
    WishLine,
    WishList,
    WishPicture,
    WishPreview,
    WishResult,
    WishRetraction,
    WishTableShown,
    WishView,
)
from bot.rules.wishes.writing import UNITS
from handlers.menus import FindHome, OpenMenu
from handlers.screens import Attachment, CardKind, Screen, button, in_rows, keyboard
from handlers.wishes.callbacks import (
    AddItem,
    AskWish,
    BeginWishes,
    DropWishes,
    EndWishes,
    OpenDesk,
    OpenMyWishes,
    OpenWishes,
    PickUnit,
    PickWish,
    PickWishClosing,
    PreviewWishes,
    RemoveItem,
    RetractWishes,
    SendWishes,
    ShowDetails,
    ShowWishes,
    UndoItems,
    UseTable,
)
from messages import wishes as texts
from messages.labels import label as shared
from messages.wishes.labels import label

Row = list[InlineKeyboardButton]
PICTURE_NAME = "wishes.png"


def _menu(language: Language) -> InlineKeyboardButton:
    return button(shared(language, "menu"), OpenMenu())


def _list(language: Language) -> InlineKeyboardButton:
    return button(label(language, "wishes"), OpenWishes())


def _to_desk(language: Language, menu: str) -> InlineKeyboardButton:
    return button(label(language, "to_desk"), OpenDesk(menu=menu))


# choosing
def join_first(facts: JoinFirst, language: Language) -> Screen:
    home = button(label(language, "i_live_here"), FindHome(place=facts.place_id))
    return Screen(texts.join_first(language), keyboard([home, _menu(language)]))


def pick_home(facts: PickHome, language: Language) -> Screen:
    here = facts.menu.menu_id
    rows = [[button(texts.home_label(language, home=home), OpenMyWishes(menu=here, home=home.id))] for home in facts.homes]
    return Screen(texts.pick_home(language, facts=facts), keyboard(*rows, [_menu(language)]))


def my_wishes(facts: MyWishes, language: Language) -> Screen:
    """An item a row, in the order of the menu, whatever is chosen: nothing moves under the thumb."""
    here, home = facts.menu.menu_id, facts.home.id
    details = button(label(language, "details"), ShowDetails(menu=here, home=home))
    other = [button(label(language, "other_home"), OpenMyWishes(menu=here))] if facts.several else []
    ways = [*other, _menu(language)]
    if facts.state is WishState.CLOSED:
        return Screen(texts.my_wishes(language, facts=facts), keyboard([details], [*other, _list(language), _menu(language)]))
    items = [
        [
            button(
                texts.wish_label(language, number=number, item=facts.menu.items[one], chosen=one in facts.picked),
                PickWish(menu=here, home=home, item=one, on=one not in facts.picked, page=facts.page),
            )
        ]
        for number, one in texts.shown_on(facts.menu, facts.page)
    ]
    pages = -(-len(facts.menu.choosable) // PAGE)
    turns = [
        button(label(language, name), OpenMyWishes(menu=here, home=home, page=page))
        for name, page in (("earlier", facts.page - 1), ("later", facts.page + 1))
        if 0 <= page < pages
    ]
    return Screen(texts.my_wishes(language, facts=facts), keyboard(*items, turns, [details, *ways]))


def wish_details(facts: WishDetails, language: Language) -> Screen:
    here = facts.menu.menu_id
    back = OpenMyWishes(menu=here, home=facts.home_id) if facts.home_id else ShowWishes(menu=here)
    return Screen(texts.wish_details(language, facts=facts), keyboard([button(shared(language, "back"), back), _menu(language)]))


# drafting
def pick_compound(facts: PickCompound, language: Language) -> Screen:
    rows = [[button(one.name, BeginWishes(place=one.id))] for one in facts.choices]
    return Screen(texts.pick_compound(language), keyboard(*rows, [_menu(language)]))


def wish_desk(facts: WishDesk, language: Language) -> Screen:
    here = facts.menu.menu_id
    adds = [button(label(language, kind), AddItem(menu=here, kind=kind)) for kind in WishClass]
    items = [button(label(language, "table"), AskWish(menu=here, step=WishStep.FILE))]
    if facts.menu.items:
        items.append(button(label(language, "remove"), RemoveItem(menu=here)))
    if facts.undoable:
        items.append(button(label(language, "undo"), UndoItems(menu=here)))
    rest = [
        button(label(language, "budget"), AskWish(menu=here, step=WishStep.BUDGET)),
        button(label(language, "closing"), AskWish(menu=here, step=WishStep.CLOSING)),
    ]
    ready = [] if facts.lacks else [button(label(language, "preview"), PreviewWishes(menu=here))]
    drop = button(label(language, "drop"), DropWishes(menu=here))
    return Screen(texts.wish_desk(language, facts=facts), keyboard(adds, items, rest, ready, [drop, _list(language), _menu(language)]))


def ask_item(facts: ItemAsked, language: Language) -> Screen:
    here = facts.menu.menu_id
    choices: list[Row] = []
    if facts.step is WishStep.UNIT:
        choices = in_rows(button(unit, PickUnit(menu=here, unit=number)) for number, unit in enumerate(UNITS))
    elif facts.step is WishStep.CLOSING:
        choices = [
            [button(texts.closing_label(language, offer=one), PickWishClosing(menu=here, at=int(one.at.timestamp() // 60)))]
            for one in facts.offered
        ]
    return Screen(texts.ask_item(language, facts=facts), keyboard(*choices, [_to_desk(language, here)]))


def remove_asked(facts: RemoveAsked, language: Language) -> Screen:
    here, stamp = facts.menu.menu_id, items_stamp(facts.menu.items)
    rows = [
        [button(texts.item_label(language, item=item), RemoveItem(menu=here, item=number, stamp=stamp))]
        for number, item in enumerate(facts.menu.items)
    ]
    return Screen(texts.remove_asked(language), keyboard(*rows, [_to_desk(language, here)]))


def table_shown(facts: WishTableShown, language: Language) -> Screen:
    here = facts.menu_id
    use = [button(label(language, "use_table"), UseTable(menu=here, stamp=facts.stamp))] if facts.items else []
    again = button(label(language, "table"), AskWish(menu=here, step=WishStep.FILE))
    return Screen(texts.table_shown(language, facts=facts), keyboard(use, [again, _to_desk(language, here)]))


def wish_preview(facts: WishPreview, language: Language) -> Screen:
    here = facts.menu.menu_id
    send = [button(label(language, "send"), SendWishes(menu=here, stamp=facts.stamp))] if facts.groups else []
    return Screen(texts.wish_preview(language, facts=facts), keyboard(send, [_to_desk(language, here)]))


def drop_asked(facts: DropAsked, language: Language) -> Screen:
    here = facts.menu.menu_id
    sure = button(label(language, "drop_sure"), DropWishes(menu=here, sure=True))
    return Screen(texts.drop_asked(language, facts=facts), keyboard([sure], [_to_desk(language, here)]))


def draft_dropped(language: Language) -> Screen:
    return Screen(texts.draft_dropped(language), keyboard([_list(language), _menu(language)]))


# in the groups
def wish_card(facts: WishCard, language: Language) -> Screen:
    return Screen(
        texts.wish_card(language, facts=facts), keyboard([button(label(language, "choose"), OpenMyWishes(menu=facts.menu.menu_id))])
    )


def wish_ended(facts: WishEnded, language: Language) -> Screen:
    return Screen(texts.wish_ended(language, facts=facts))


def wish_gone(_facts: WishRetraction, _language: Language) -> Screen:
    return Screen("", delete=True)


def wish_result(facts: WishResult, language: Language) -> Screen:
    return Screen(texts.wish_result(language, facts=facts))


def wish_counted(facts: WishResult, language: Language) -> Screen:
    """The same, whole, to whoever made the menu."""
    look = button(label(language, "look"), ShowWishes(menu=facts.menu.menu_id))
    return Screen(texts.wish_result(language, facts=facts, whole=True), keyboard([look, _menu(language)]))


def wish_picture(facts: WishPicture, language: Language) -> Screen:
    """It follows what rang already: nobody's telephone has to ring again."""
    return Screen(texts.wish_picture(language, facts=facts), attachment=Attachment(facts.sha256, PICTURE_NAME, is_photo=True), silent=True)


# what there is
def wish_list(facts: WishList, language: Language) -> Screen:
    rows = [[button(texts.line_label(language, line=line), _way_to(line))] for line in facts.lines]
    make = [button(label(language, "make"), BeginWishes())] if facts.in_charge else []
    return Screen(texts.wish_list(language, facts=facts), keyboard(*rows, [*make, _menu(language)]))


def _way_to(line: WishLine) -> OpenDesk | ShowWishes | OpenMyWishes:
    if line.state is WishState.DRAFT:
        return OpenDesk(menu=line.menu_id)
    return ShowWishes(menu=line.menu_id) if line.in_charge else OpenMyWishes(menu=line.menu_id)


def wish_view(facts: WishView, language: Language) -> Screen:
    here = facts.menu.menu_id
    acts: Row = []
    if facts.state is WishState.OPEN:
        last = RetractWishes(menu=here) if facts.retractable else EndWishes(menu=here, cancel=True)
        acts = [
            button(label(language, "end_early"), EndWishes(menu=here, cancel=False)),
            button(label(language, "retract" if facts.retractable else "withdraw"), last),
        ]
    more = [button(label(language, "details"), ShowDetails(menu=here))]
    if facts.at_home and facts.state is not WishState.CANCELLED:
        more.append(button(label(language, "for_my_home"), OpenMyWishes(menu=here)))
    return Screen(texts.wish_view(language, facts=facts), keyboard(acts, more, [_list(language), _menu(language)]))


def end_asked(facts: EndAsked, language: Language) -> Screen:
    here = facts.menu.menu_id
    name = "withdraw_sure" if facts.cancel else "end_sure"
    sure = button(label(language, name), EndWishes(menu=here, cancel=facts.cancel, sure=True))
    return Screen(texts.end_asked(language, facts=facts), keyboard([sure], [button(shared(language, "back"), ShowWishes(menu=here))]))


CARDS = {
    "wish_card": CardKind(WishCard, wish_card),
    "wish_counted": CardKind(WishResult, wish_counted),
    "wish_ended": CardKind(WishEnded, wish_ended),
    "wish_gone": CardKind(WishRetraction, wish_gone),
    "wish_picture": CardKind(WishPicture, wish_picture),
    "wish_result": CardKind(WishResult, wish_result),
}
