"""What the buttons about straw polls carry; every press is authorised again in the action."""

from aiogram.filters.callback_data import CallbackData

from bot.rules.polls import Per, PollKind, PollStep


# answering
class AnswerPoll(CallbackData, prefix="qa"):
    """An option, counted from 0; on the card in a group and in private."""

    poll: str
    option: int


class OpenMyPoll(CallbackData, prefix="qm"):
    """One's own answer; in a group it leads to the private chat."""

    poll: str


class RankPoll(CallbackData, prefix="qr"):
    """The order as it would be after this tap, a digit an option: nothing is kept before it is handed in."""

    poll: str
    order: str = ""


class SendRank(CallbackData, prefix="qt"):
    """「交上去」; empty takes an earlier one back."""

    poll: str
    order: str = ""


# those in charge
class PollsInCharge(CallbackData, prefix="qq"):
    pass


class BeginPoll(CallbackData, prefix="qb"):
    """`place` is the compound, empty where it is the only one."""

    place: str = ""


class PickKind(CallbackData, prefix="qk"):
    poll: str
    kind: PollKind


class PickPer(CallbackData, prefix="qp"):
    poll: str
    per: Per


class PickNamed(CallbackData, prefix="qn"):
    poll: str
    named: bool


class PickPollClosing(CallbackData, prefix="qc"):
    """In minutes since 1970."""

    poll: str
    at: int


class EditPoll(CallbackData, prefix="qe"):
    """A question of the draft once more; `confirm`: the preview."""

    poll: str
    step: PollStep


class DropPoll(CallbackData, prefix="qx"):
    poll: str


class SendPoll(CallbackData, prefix="qs"):
    """`stamp` names what was shown."""

    poll: str
    stamp: int


class ShowPoll(CallbackData, prefix="qv"):
    poll: str


class EndPoll(CallbackData, prefix="qz"):
    """Closed before its time, or (`cancel`) taken back; asked twice."""

    poll: str
    cancel: bool
    sure: bool = False


class ShowVoices(CallbackData, prefix="qw"):
    """Of a named poll that is closed: who chose an option."""

    poll: str
    option: int
    page: int = 0
