"""What the buttons about renovation menus carry; every press is authorised again in the action."""

from aiogram.filters.callback_data import CallbackData

from bot.rules.wishes import WishClass, WishStep


# choosing
class OpenMyWishes(CallbackData, prefix="zm"):
    """What a home would choose; in a group it leads to the private chat. `home` is empty where there is only one."""

    menu: str
    home: str = ""
    page: int = 0


class PickWish(CallbackData, prefix="zp"):
    """`on` says what the tap leads to, so that a second one does no harm."""

    menu: str
    home: str
    item: int
    on: bool
    page: int = 0


class ShowDetails(CallbackData, prefix="za"):
    """`home` is that from whose choice it was opened."""

    menu: str
    home: str = ""


# what there is
class OpenWishes(CallbackData, prefix="zl"):
    """The list: of residents, and of those in charge."""


class ShowWishes(CallbackData, prefix="zv"):
    menu: str


class RetractWishes(CallbackData, prefix="zr"):
    menu: str


class EndWishes(CallbackData, prefix="zz"):
    """Closed before its time, or (`cancel`) taken back; asked twice."""

    menu: str
    cancel: bool
    sure: bool = False


# drafting
class BeginWishes(CallbackData, prefix="zb"):
    """`place` is the compound, empty where it is the only one."""

    place: str = ""


class OpenDesk(CallbackData, prefix="zd"):
    menu: str


class AddItem(CallbackData, prefix="zi"):
    menu: str
    kind: WishClass


class PickUnit(CallbackData, prefix="zu"):
    """One of those that are offered, counted from 0."""

    menu: str
    unit: int


class AskWish(CallbackData, prefix="zq"):
    """The budget, the closing time or a table is asked for."""

    menu: str
    step: WishStep


class PickWishClosing(CallbackData, prefix="zo"):
    """In minutes since 1970."""

    menu: str
    at: int


class RemoveItem(CallbackData, prefix="zx"):
    """Which one is asked where `item` is -1; `stamp` names the list that was shown."""

    menu: str
    item: int = -1
    stamp: int = 0


class UndoItems(CallbackData, prefix="zy"):
    menu: str


class UseTable(CallbackData, prefix="zt"):
    """`stamp` names what was shown."""

    menu: str
    stamp: int


class PreviewWishes(CallbackData, prefix="zw"):
    menu: str


class SendWishes(CallbackData, prefix="zs"):
    """`stamp` names what was shown."""

    menu: str
    stamp: int


class DropWishes(CallbackData, prefix="zk"):
    """Asked twice: it may be the work of days."""

    menu: str
    sure: bool = False
