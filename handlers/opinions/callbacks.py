"""What the buttons about opinions and demands carry; every press is authorised again in the action."""

from aiogram.filters.callback_data import CallbackData

from bot.rules.opinions import Category, DemandState
from handlers.menus import Marked


# giving one
class GiveOpinion(CallbackData, prefix="oo"):
    """「提意见」; in a group it leads to the private chat. `place` is the compound, empty where it is the only one."""

    place: str = ""


class PickCategory(CallbackData, prefix="oc"):
    """What it is about, corrected by one tap."""

    opinion: str
    category: Category


class RewriteOpinion(CallbackData, prefix="ow"):
    opinion: str


class HandIn(Marked, prefix="oh"):
    """「交上去」; `mark` is that of the words above it."""

    opinion: str


class DropOpinion(CallbackData, prefix="ox"):
    """Not handed in: nothing of it is kept."""

    opinion: str


# its author's own
class MyOpinions(CallbackData, prefix="om"):
    page: int = 0


class ShowMyOpinion(CallbackData, prefix="o1"):
    opinion: str


class TakeBackOpinion(CallbackData, prefix="ob"):
    """Asked twice: its words are gone then."""

    opinion: str
    sure: bool = False


# the published list
class ShowDemands(CallbackData, prefix="od"):
    place: str = ""
    page: int = 0


class SupportDemand(CallbackData, prefix="os"):
    """「我家也要」; `page` is that of the private list, -1 on the group's card."""

    demand: str
    page: int = -1


# those in charge
class ShowOpinion(CallbackData, prefix="oi"):
    opinion: str


class ShowOpinionPhoto(CallbackData, prefix="op"):
    opinion: str


class ListOpinion(Marked, prefix="on"):
    """A demand of its own; `sure`: with the title that was shown, whose mark is `mark`."""

    opinion: str
    sure: bool = False


class WriteTitle(CallbackData, prefix="ot"):
    opinion: str


class PickDemand(CallbackData, prefix="oe"):
    opinion: str
    page: int = 0


class MergeOpinion(CallbackData, prefix="og"):
    opinion: str
    demand: str


class UndoSorting(CallbackData, prefix="ou"):
    opinion: str


class RejectOpinion(Marked, prefix="or"):
    """`sure`: with the reason that was shown, whose mark is `mark`."""

    opinion: str
    sure: bool = False


class DemandsOfPlace(CallbackData, prefix="oq"):
    place: str = ""
    page: int = 0


class ShowDemand(CallbackData, prefix="ov"):
    demand: str


class SetDemandState(Marked, prefix="oz"):
    """`sure`: not planned, with the reason that was shown, whose mark is `mark`."""

    demand: str
    to: DemandState
    sure: bool = False


class PublishDemands(CallbackData, prefix="oy"):
    """`stamp` names what was shown; 0 shows it."""

    place: str
    stamp: int = 0


class InviteOpinions(CallbackData, prefix="ok"):
    place: str
    sure: bool = False
