"""What the buttons about people carry; every press is authorised again in the action."""

from aiogram.filters.callback_data import CallbackData

from bot.rules.ports import Language
from bot.rules.residents import EndReason, HomeRole, RefusalReason, Role
from bot.rules.residents.facts import HelpTopic, Leaving


class AnswerOffer(CallbackData, prefix="ro"):
    """「是」 or 「不是」 under the home that a code is for; `yes` also accepts a role."""

    invite: str
    yes: bool


class AgreeNotice(CallbackData, prefix="ra"):
    version: int


class DeclineNotice(CallbackData, prefix="rdn"):
    """「先不」: nothing is kept."""


class PickPlace(CallbackData, prefix="rpp"):
    place: str = ""
    page: int = 0


class PickEntrance(CallbackData, prefix="rpe"):
    """`home` is any home behind the entrance."""

    home: str
    page: int = 0


class PickRoom(CallbackData, prefix="rpr"):
    home: str


class AskAs(CallbackData, prefix="ras"):
    home: str
    role: HomeRole


class ShowRequests(CallbackData, prefix="rrs"):
    """What waits for a decider."""


class ShowRequest(CallbackData, prefix="rrq"):
    binding: str
    objection: bool = False


class ConfirmRequest(CallbackData, prefix="rcr"):
    """`owner` is the roster owner as whom the newcomer is confirmed; empty for family, tenants and unnamed owners."""

    binding: str
    owner: str = ""


class ConfirmSurely(CallbackData, prefix="rcy"):
    """「确定」, where the owner on the button looked like a slip of the thumb."""

    binding: str
    owner: str


class AskRefusal(CallbackData, prefix="rar"):
    binding: str


class RefuseRequest(CallbackData, prefix="rrr"):
    binding: str
    reason: RefusalReason


class KnowNewcomer(CallbackData, prefix="rkn"):
    """「认识」: nothing is written, the letter loses its buttons."""

    binding: str


class ObjectTo(CallbackData, prefix="rot"):
    binding: str


class WithdrawObjection(CallbackData, prefix="rwo"):
    binding: str


class SettleObjection(CallbackData, prefix="rso"):
    """Not kept: the reason is asked first."""

    binding: str
    keep: bool


class EndObjected(CallbackData, prefix="reo"):
    binding: str
    reason: EndReason


class ShowMyHomes(CallbackData, prefix="rmh"):
    """「我的家」"""


class ShowMyHome(CallbackData, prefix="rm1"):
    binding: str


class LeaveHome(CallbackData, prefix="rlh"):
    binding: str
    sure: Leaving = Leaving.ASKS


class InviteHousehold(CallbackData, prefix="rih"):
    """Without a role: family or tenant is asked."""

    home: str
    role: HomeRole | None = None


class RevokeInvite(CallbackData, prefix="rri"):
    invite: str


class ManageHomes(CallbackData, prefix="rma"):
    """Deciders look up who is registered at a home."""

    place: str = ""
    page: int = 0


class ManageEntrance(CallbackData, prefix="rme"):
    home: str
    page: int = 0


class ShowHomePeople(CallbackData, prefix="rhp"):
    home: str


class EndBinding(CallbackData, prefix="reb"):
    """Which reason, then whether it is sure."""

    binding: str
    reason: EndReason | None = None
    sure: bool = False


class ShowRoles(CallbackData, prefix="rsr"):
    place: str = ""
    page: int = 0


class ShowBuildings(CallbackData, prefix="rsb"):
    place: str
    page: int = 0


class ShowHolders(CallbackData, prefix="rsh"):
    role: Role
    place: str


class InviteRole(CallbackData, prefix="rir"):
    role: Role
    place: str


class RevokeRole(CallbackData, prefix="rrv"):
    appointment: str
    sure: bool = False


class ConfirmChief(CallbackData, prefix="rcc"):
    appointment: str
    agree: bool


class PickSlips(CallbackData, prefix="rpl"):
    """Which compound's slips? One page of compounds."""

    page: int


class PrintSlips(CallbackData, prefix="rps"):
    place: str


class PrintPoster(CallbackData, prefix="rpo"):
    """「印海报」: for the old group and the gate."""

    place: str


class OpenHelp(CallbackData, prefix="rhl"):
    """「怎么用」"""


class CallHelp(CallbackData, prefix="rch"):
    """「帮忙」; with a topic the call goes out."""

    topic: HelpTopic | None = None


class HelpWhere(CallbackData, prefix="rhi"):
    """The compound in which somebody wants help who is registered nowhere; `place` empty: the choice itself."""

    place: str = ""
    page: int = 0
    topic: HelpTopic = HelpTopic.OWN_WORDS


class TakeHelp(CallbackData, prefix="rth"):
    call: str


class ShowLanguages(CallbackData, prefix="rsl"):
    """「语言」"""


class ChooseLanguage(CallbackData, prefix="rcl"):
    language: Language


class ShowMyData(CallbackData, prefix="rmd"):
    """「我的资料」"""


class ExportMyData(CallbackData, prefix="rxd"):
    """「导出」"""


class RenameMe(CallbackData, prefix="rnm"):
    """「改名字」"""


class LeaveLinli(CallbackData, prefix="rll"):
    sure: bool = False
