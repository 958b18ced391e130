"""What the buttons about groups carry; every press is authorised again in the action."""

from aiogram.filters.callback_data import CallbackData

from bot.rules.ports import Language


class BindGroup(CallbackData, prefix="gb"):
    """「绑定到…」 in the group's card, and in the private list of places."""

    group: str
    place: str


class GroupRights(CallbackData, prefix="gr"):
    group: str


class GroupVotes(CallbackData, prefix="gv"):
    group: str


class ShowGroup(CallbackData, prefix="gs"):
    group: str


class PickPlace(CallbackData, prefix="gp"):
    """`inside` is a compound whose buildings are offered, or empty."""

    group: str
    inside: str = ""
    page: int = 0


class UnbindGroup(CallbackData, prefix="gu"):
    """`place`: that to which the group was bound when it was asked; another binding since is another matter."""

    group: str
    sure: bool = False
    place: str = ""


class SetGroupLanguage(CallbackData, prefix="gl"):
    group: str
    language: Language


class RenewCard(CallbackData, prefix="gc"):
    group: str
