"""What the buttons about topics carry; every press is authorised again in the action."""

from aiogram.filters.callback_data import CallbackData

from bot.rules.statements import Division, Reason, Stance, TopicStep
from handlers.menus import Marked


# residents
class TopicsAtHome(CallbackData, prefix="tq"):
    pass


class OpenTopic(CallbackData, prefix="to"):
    """The next statement; in a group it leads to the private chat. Of a closed topic what came of it."""

    topic: str


class Weigh(CallbackData, prefix="ta"):
    """`shown`: when its screen took the place of another, in milliseconds since 1970; 0 where it did not."""

    statement: str
    stance: Stance
    shown: int = 0


class LookBack(CallbackData, prefix="tb"):
    """One that was answered."""

    statement: str


class Propose(CallbackData, prefix="tw"):
    """In a group it leads to the private chat."""

    topic: str


class HandInStatement(Marked, prefix="th"):
    """`mark` is that of the words above it."""

    topic: str


class MyOwn(CallbackData, prefix="tm"):
    topic: str


class TakeBackStatement(CallbackData, prefix="tx"):
    statement: str
    sure: bool = False


class ShowReport(CallbackData, prefix="tr"):
    topic: str
    page: int = 0


# those in charge
class BeginTopic(CallbackData, prefix="tn"):
    """`place` is the compound, empty where it is the only one."""

    place: str = ""


class NothingToAdd(CallbackData, prefix="t0"):
    topic: str


class PickDivision(CallbackData, prefix="td"):
    topic: str
    division: Division


class PickTopicClosing(CallbackData, prefix="tc"):
    """In minutes since 1970."""

    topic: str
    at: int


class EditTopic(CallbackData, prefix="te"):
    """A question of the draft once more; `confirm`: the preview."""

    topic: str
    step: TopicStep


class DropTopic(CallbackData, prefix="tk"):
    topic: str


class SendTopic(CallbackData, prefix="ts"):
    """`stamp` names what was shown."""

    topic: str
    stamp: int


class UnsendTopic(CallbackData, prefix="tu"):
    topic: str


class ShowTopic(CallbackData, prefix="tv"):
    topic: str


class EndTopic(CallbackData, prefix="tz"):
    """Closed before its time, or (`cancel`) taken back; asked twice."""

    topic: str
    cancel: bool
    sure: bool = False


class AskPicture(CallbackData, prefix="tp"):
    topic: str


# moderating
class LookThrough(CallbackData, prefix="t1"):
    """The oldest that waits."""

    topic: str


class ShowStatement(CallbackData, prefix="t2"):
    statement: str


class LetOut(CallbackData, prefix="t3"):
    statement: str


class AskRefusal(CallbackData, prefix="t4"):
    """`typing`: in other words than those of the buttons."""

    statement: str
    typing: bool = False


class Refuse(Marked, prefix="t5"):
    """`mark`: of the reason that was typed and shown."""

    statement: str
    reason: Reason


class UndoDecision(CallbackData, prefix="t6"):
    statement: str


class ListShown(CallbackData, prefix="t7"):
    topic: str
    page: int = 0
