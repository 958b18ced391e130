"""What the buttons about a renovation's asks carry; every press is authorised again in the action."""

from aiogram.filters.callback_data import CallbackData

from handlers.menus import Marked


class ListRenovations(CallbackData, prefix="al"):
    pass


class BeginRenovation(CallbackData, prefix="ab"):
    """`place` is the compound, empty where it is the only one."""

    place: str = ""


class ShowRenovation(CallbackData, prefix="av"):
    renovation: str


class DropRenovation(CallbackData, prefix="ad"):
    """`sure`: asked already whether."""

    renovation: str
    sure: bool = False


class TellChanges(CallbackData, prefix="at"):
    """「写改动」: the next words say what changed because of this ask."""

    renovation: str
    ask: str


class PublishChanges(Marked, prefix="ap"):
    """「发出」 under what was shown; `mark` is that of the words."""

    renovation: str
    ask: str
