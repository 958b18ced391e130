"""What the buttons about entered ballots carry; every press is authorised again in the action."""

from aiogram.filters.callback_data import CallbackData

from bot.rules.entries import Way
from bot.rules.votes import Channel, Choice
from handlers.menus import OfScheme


class PickPlace(CallbackData, prefix="jp"):
    """`building` counts the vote's buildings from 0; -1: which one is asked."""

    vote: str
    channel: Channel
    building: int = -1


class PickEntrance(CallbackData, prefix="je"):
    vote: str
    channel: Channel
    building: int
    entrance: int
    page: int = 0


class PickBallotHome(CallbackData, prefix="jh"):
    """`owner` empty: which of several owners it is is asked."""

    vote: str
    channel: Channel
    home: str
    owner: str = ""


class SendPhotoAgain(CallbackData, prefix="jf"):
    entry: str


class PickChoice(CallbackData, prefix="jc"):
    entry: str
    choice: Choice


class ChooseAgain(CallbackData, prefix="ja"):
    entry: str


class RecordEntry(CallbackData, prefix="jr"):
    """「记下」"""

    entry: str


class DropEntry(CallbackData, prefix="jx"):
    entry: str


class UndoEntry(CallbackData, prefix="ju"):
    """What was recorded was entered wrongly. `sure`: asked once more."""

    entry: str
    sure: bool = False


# written powers
class AskAgent(CallbackData, prefix="jg"):
    """「代理人签的」, on the ballot that is being entered."""

    entry: str


class SignBy(CallbackData, prefix="jb"):
    """`power` empty: the owner signed it."""

    entry: str
    power: str = ""


class NewPower(CallbackData, prefix="jn"):
    entry: str


class PickAgent(CallbackData, prefix="ji"):
    """`owner` empty: none of those on the roster."""

    power: str
    owner: str = ""


class UntilClose(CallbackData, prefix="jt"):
    power: str


class RegisterPower(CallbackData, prefix="jk"):
    power: str


class DropPower(CallbackData, prefix="jm"):
    power: str


class ListPowers(CallbackData, prefix="jj"):
    vote: str
    page: int = 0


class WithdrawPower(CallbackData, prefix="jv"):
    power: str


class CastByProxy(OfScheme, prefix="jq"):
    power: str
    choice: Choice


# tables
class OpenTable(CallbackData, prefix="j2"):
    """「录表格」"""

    vote: str


class ConfirmTable(CallbackData, prefix="j3"):
    batch: str


class DropTable(CallbackData, prefix="j4"):
    batch: str


class WantPhotos(CallbackData, prefix="j5"):
    """「补照片」; `entry`: the next photo is that one's."""

    vote: str
    entry: str = ""


# the second person of a ballot by phone
class ListWaiting(CallbackData, prefix="jl"):
    vote: str
    page: int = 0


class ShowWaiting(CallbackData, prefix="jw"):
    entry: str


class ConfirmEntry(CallbackData, prefix="jy"):
    """`agree` False: it goes back."""

    entry: str
    agree: bool


# contradictions
class ListContradictions(CallbackData, prefix="jd"):
    vote: str


class SettleBy(CallbackData, prefix="js"):
    """`sure`: with the reason that was shown."""

    vote: str
    head: int
    owner: str
    way: Way
    sure: bool = False


class PickReason(CallbackData, prefix="jz"):
    """A ready-made one."""

    vote: str
    head: int
    owner: str
    way: Way
    reason: str
