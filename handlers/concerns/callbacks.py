"""What the buttons about concerns carry; every press is authorised again in the action."""

from aiogram.filters.callback_data import CallbackData

from bot.rules.concerns import ConcernKind, ConcernState, FloorBand
from handlers.menus import Marked


# the form; the vote keeps an older screen from answering a newer form
class PickKind(CallbackData, prefix="kk"):
    vote: str
    kind: ConcernKind


class PickBand(CallbackData, prefix="kb"):
    vote: str
    band: FloorBand


class RewriteConcern(CallbackData, prefix="kw"):
    vote: str


class DropPhotos(CallbackData, prefix="kf"):
    """「不带照片」"""

    vote: str


class SendConcern(Marked, prefix="ks"):
    """「这样送出」; `mark` is that of all that is shown above it."""

    vote: str


# its writer's own
class MyConcerns(CallbackData, prefix="km"):
    page: int = 0


class ShowMyConcern(CallbackData, prefix="k1"):
    concern: str


class TakeBackConcern(CallbackData, prefix="kx"):
    """Asked twice: its words are gone then."""

    concern: str
    sure: bool = False


class AddToConcern(CallbackData, prefix="ka"):
    """「补充」"""

    concern: str


class SayWho(CallbackData, prefix="ki"):
    concern: str
    agree: bool


# those who answer
class ShowConcern(CallbackData, prefix="kc"):
    concern: str


class ShowConcernPhotos(CallbackData, prefix="kh"):
    concern: str


class AnswerConcern(CallbackData, prefix="kn"):
    concern: str


class SendAnswer(Marked, prefix="kp"):
    """To its writer; `group`: and to the vote's groups, as it was shown. `mark` is that of the answer."""

    concern: str
    group: bool


class PostAnswer(CallbackData, prefix="kg"):
    """An answer that went to its writer alone: shown as the group would read it, then sent."""

    concern: str
    sure: bool = False


class AskWho(CallbackData, prefix="kq"):
    concern: str


class Mediate(CallbackData, prefix="kd"):
    concern: str
    sure: bool = False


class EndConcern(CallbackData, prefix="kz"):
    """Solved, compensated or kept; `sure`: with the reason that was shown."""

    concern: str
    to: ConcernState
    sure: bool = False
