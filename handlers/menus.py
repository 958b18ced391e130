"""The menu of a private chat is put together from what the features offer to a role."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.rules.asks import Stage
from bot.rules.ports import LANGUAGES, Language
from bot.rules.residents import Actor
from bot.rules.sheets import SheetKind


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One button of the menu: two to five characters, a verb where there is one."""

    label: Callable[[Language], str]
    data: CallbackData
    shown_to: Callable[[Actor], bool]


def named(menu: tuple[MenuItem, ...], actor: Actor, words: str) -> MenuItem | None:
    """The button of this person's menu that is called so, in either language."""
    return next((item for item in menu if item.shown_to(actor) and _is_called(item, words)), None)


def on_some_menu(menu: tuple[MenuItem, ...], words: str) -> bool:
    """Whether anybody's menu has a button that is called so."""
    return any(_is_called(item, words) for item in menu)


def _is_called(item: MenuItem, words: str) -> bool:
    return words.strip().casefold() in {item.label(language).casefold() for language in LANGUAGES}


# The payload of the link that somebody whom letters do not reach yet follows from 「看方案」; the residents feature answers it.
SCHEME_WANTED = "scheme"


def _without(data: str, separator: str, usual: str) -> str:
    """Data whose first field came later: of its usual value it says nothing, as before there was one."""
    prefix, first, rest = data.split(separator, 2)
    return separator.join((prefix, rest)) if first == usual else data


def _with(data: str, separator: str, usual: str, fields: int) -> str:
    """The same with all of its `fields`, for reading."""
    prefix, _, rest = data.partition(separator)
    return separator.join((prefix, usual, rest)) if rest.count(separator) + 1 == fields - 1 else data


# Of a vote whose scheme was never changed.
FIRST_SCHEME = 1


class OfScheme(CallbackData, prefix="v0"):
    """Chooses about this version of a vote's scheme and no other (R15); of the first one nothing is said of it in the data."""

    scheme: int = Field(FIRST_SCHEME, ge=FIRST_SCHEME)

    def pack(self) -> str:
        return _without(super().pack(), self.__separator__, str(FIRST_SCHEME))

    @classmethod
    def unpack(cls, value: str) -> Self:
        return super().unpack(_with(value, cls.__separator__, str(FIRST_SCHEME), len(cls.model_fields)))


class Marked(CallbackData, prefix="m0"):
    """Sends the words above it and no others (`bot/rules/marks.py`); of none the data says nothing, as before there were marks."""

    mark: str = ""

    def pack(self) -> str:
        return _without(super().pack(), self.__separator__, "")

    @classmethod
    def unpack(cls, value: str) -> Self:
        return super().unpack(_with(value, cls.__separator__, "", len(cls.model_fields)))


class OpenMenu(CallbackData, prefix="menu"):
    """Brings the menu back; the residents feature answers it."""


class FindHome(CallbackData, prefix="rfh"):
    """「我是住户」; `place` is the compound or building that is known already. The residents feature answers it."""

    place: str = ""


class BeginAsk(CallbackData, prefix="mba"):
    """「问这一次」 under a renovation: the votes feature begins the draft of the vote."""

    renovation: str
    stage: Stage


class ConcernsInCharge(CallbackData, prefix="kl"):
    """「看顾虑」 of those who answer them; the concerns feature answers it."""

    page: int = 0


class NewOpinions(CallbackData, prefix="ol"):
    """「看意见」 of those who sort them; the opinions feature answers it."""

    page: int = 0


class TopicsInCharge(CallbackData, prefix="tt"):
    """「看议题」; the statements feature answers it."""


class VotesInCharge(CallbackData, prefix="wl"):
    """「看表决」 of those in charge; the votes feature answers it."""


class RaiseConcern(CallbackData, prefix="kr"):
    """「我有顾虑」 on a vote's card and its letters; the concerns feature answers it."""

    vote: str


class OpenEntries(CallbackData, prefix="jo"):
    """「录入票」 of a vote; the entries feature answers it."""

    vote: str


class OpenDeliveries(CallbackData, prefix="mdl"):
    """「记送达」 of a vote; the deliveries feature answers it."""

    vote: str


class ShowMyVote(CallbackData, prefix="vy"):
    """A vote as its reader has answered it; the votes feature answers it."""

    vote: str


class ShowVote(CallbackData, prefix="wv"):
    """One vote, as those in charge see it; the votes feature answers it."""

    vote: str


class OpenSheets(CallbackData, prefix="msh"):
    """「公示单」 (with the preliminary kind), 「纸质票」, 「送达表」 under a vote; the sheets feature answers it."""

    vote: str
    kind: SheetKind


class OpenFiles(CallbackData, prefix="mpf"):
    """「核对文件」 under a vote that has ended; the proofs feature answers it."""

    vote: str


class StopForm(CallbackData, prefix="mcx"):
    """「不填了」 under any form's question: the residents feature clears the form and shows the menu."""


class Opening(CallbackData, prefix="mop"):
    """One feature's button that opens another feature's screen in the same private chat.

    `place` is the compound that is meant; empty, the owning feature takes the actor's only one or asks.
    """

    place: str = ""


class OpenPractice(Opening, prefix="mpr"):
    """「先练一练」 a vote that nobody else sees; the votes feature answers it."""


class OpenDraft(Opening, prefix="mdr"):
    """The draft of a vote; the votes feature answers it."""


class OpenRoster(Opening, prefix="mro"):
    """The roster: send the file, see its gaps; the compounds feature answers it."""


class OpenGaps(Opening, prefix="mga"):
    """What the roster of a compound lacks, a home per message; the compounds feature answers it."""


class OpenHeads(Opening, prefix="mhe"):
    """Building heads and other roles; the residents feature answers it."""


class OpenSlips(Opening, prefix="msl"):
    """Printing the slips; the residents feature answers it."""


class OpenGroups(Opening, prefix="mgr"):
    """The groups in which the bot is; the groups feature answers it."""


class OpenStart(Opening, prefix="mst"):
    """「还差 4 步」 the way to the first vote; the starts feature answers it."""
