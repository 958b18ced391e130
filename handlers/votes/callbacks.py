"""What the buttons about votes carry; every press is authorised again in the action."""

from aiogram.filters.callback_data import CallbackData

from bot.rules.votes import Choice, Matter
from bot.rules.votes.drafts import Topic
from bot.rules.votes.facts import Heading
from handlers.menus import Marked, OfScheme


class VoteCast(OfScheme, prefix="vc"):
    """同意 反对 弃权, on every card and letter. The hottest button there is."""

    vote: str
    choice: Choice


class HeadCast(OfScheme, prefix="vh"):
    """The same for one of several heads (R5)."""

    vote: str
    head: int
    choice: Choice


class VoteRetract(OfScheme, prefix="vr"):
    vote: str


class HeadRetract(OfScheme, prefix="vx"):
    """The same for one of several heads."""

    vote: str
    head: int


class EachHome(CallbackData, prefix="ve"):
    vote: str


class ShowScheme(CallbackData, prefix="vp"):
    vote: str


class AskPicture(CallbackData, prefix="vi"):
    """「看进度」 on a group's card: who has answered, as a picture for the whole group."""

    vote: str


class OtherPart(CallbackData, prefix="vo"):
    """「点另一项」 under a receipt: the other vote of the same matter."""

    vote: str


class HowCounted(CallbackData, prefix="vw"):
    vote: str


class ShowResult(CallbackData, prefix="vz"):
    vote: str


class MyReceipt(CallbackData, prefix="vm"):
    vote: str


class MyVotes(CallbackData, prefix="vl"):
    pass


class RecordTap(OfScheme, prefix="vt"):
    """「记下」: what somebody tapped before they were bound."""

    vote: str
    choice: Choice


class ForgetTap(CallbackData, prefix="vf"):
    vote: str


# a draft; the revision keeps an older preview from sending what it does not show
class BeginDraft(CallbackData, prefix="db"):
    compound: str


class ResumeDraft(CallbackData, prefix="ds"):
    draft: str


class PickTopic(CallbackData, prefix="dt"):
    draft: str
    topic: Topic


class PickParking(CallbackData, prefix="dk"):
    draft: str
    counts: bool


class PickLand(CallbackData, prefix="dj"):
    """Whether a lift takes common land."""

    draft: str
    takes: bool


class PickClosing(CallbackData, prefix="dc"):
    """`at` in minutes since 1970: the moment that the button showed, whenever it is pressed."""

    draft: str
    at: int


class PickNotice(CallbackData, prefix="dw"):
    """`day` as it is counted from the year 1: the day that the button showed, whenever it is pressed."""

    draft: str
    day: int


class ConfirmShort(CallbackData, prefix="dy"):
    draft: str


class EditDraft(CallbackData, prefix="de"):
    draft: str


class AskDraft(CallbackData, prefix="da"):
    """One question anew: title, body, file, notice, closing, parking, matter, scope, threshold."""

    draft: str
    question: str


class PickMatter(CallbackData, prefix="dm"):
    """`threshold` 1/2, 2/3 or empty; `both`: by area too."""

    draft: str
    matter: Matter
    threshold: str = ""
    both: bool = False


class PickBuilding(CallbackData, prefix="dg"):
    draft: str
    building: str


class PickScope(CallbackData, prefix="do"):
    """`entrance` counts the building's entrances from 0; -1 is all of the place."""

    draft: str
    place: str
    entrance: int = -1


class DropClause(CallbackData, prefix="dfm"):
    """「不随多数」"""

    draft: str


class DropFile(CallbackData, prefix="dx"):
    draft: str


class SendDraft(CallbackData, prefix="dn"):
    draft: str
    revision: int


class PractiseDraft(CallbackData, prefix="dp"):
    draft: str


class PutAside(CallbackData, prefix="dz"):
    draft: str


class DropDraft(CallbackData, prefix="dq"):
    draft: str


class PracticeCast(CallbackData, prefix="pc"):
    practice: str
    choice: Choice


class PracticeShow(CallbackData, prefix="px"):
    """「看方案」 on a practice card."""

    practice: str


# a vote that runs
class ListNotReturned(CallbackData, prefix="wn"):
    """`page` counts the buildings that have open homes."""

    vote: str
    page: int = 0


class ShowKnocks(CallbackData, prefix="wk"):
    """「去敲门」 for a building's head; `page` counts entrances, and parts of long ones."""

    vote: str
    page: int = 0


class TickDoor(CallbackData, prefix="wq"):
    """`knocked`: what the tap makes of it, so that one delivered twice is one."""

    vote: str
    home: str
    page: int
    knocked: bool


class PrintKnocks(CallbackData, prefix="wt"):
    vote: str


class PostAgain(CallbackData, prefix="wp"):
    vote: str


class TakeBack(CallbackData, prefix="wb"):
    vote: str


class AskExtension(CallbackData, prefix="we"):
    vote: str


class PickExtension(CallbackData, prefix="wx"):
    vote: str
    at: int


class GiveReason(CallbackData, prefix="wr"):
    """A ready-made reason, or `typed` and the mark of what was shown; `at` is the new closing time, 0 for a cancellation."""

    vote: str
    at: int
    reason: str


class AskCancellation(CallbackData, prefix="wc"):
    vote: str


class ExtendDay(CallbackData, prefix="wo"):
    """After an outage near the close (R14)."""

    vote: str


class CloseAsIs(CallbackData, prefix="wi"):
    vote: str


class AskNewScheme(CallbackData, prefix="wf"):
    """「换方案」"""

    vote: str


class GiveSchemeReason(CallbackData, prefix="wg"):
    """A ready-made reason for another scheme."""

    vote: str
    reason: str


class ShowSchemeOffer(CallbackData, prefix="wh"):
    """What would happen with the new file in hand."""

    vote: str


class ChangeScheme(Marked, prefix="wj"):
    """「换，重新问」; `file`: how the SHA-256 of the file begins whose numbers were shown, `mark`: that of why it is changed."""

    vote: str
    file: str


class ShowDisputed(CallbackData, prefix="wd"):
    vote: str


class PickSpeaker(CallbackData, prefix="ws"):
    """`sure`: asked already, because the other owners' choices count no more."""

    vote: str
    head: int
    owner: str
    sure: bool = False


class DropSpeaker(CallbackData, prefix="wu"):
    """Takes back what was registered; `owner`: who was, since somebody else may be by the time it is pressed."""

    vote: str
    head: int
    owner: str


def buttons_for(heading: Heading) -> tuple[VoteCast, VoteCast, VoteCast]:
    """Always in this order (voice.md, rule 11)."""
    vote, scheme = heading.vote_id, heading.scheme
    three = (VoteCast(vote=vote, scheme=scheme, choice=choice) for choice in (Choice.AGREE, Choice.AGAINST, Choice.ABSTAIN))
    agree, against, abstain = three
    return agree, against, abstain
