"""Groups: who may bind one, what the bot hears there, and the facts of what is said about them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from bot.rules.ports import Language
from bot.rules.residents import Actor, Place, PlaceKind
from bot.rules.violations import RuleViolation

# Accounts behind which nobody in particular stands: anonymous admins, channels, Telegram itself (platform-and-faults.md, threat 5).
NOBODY = frozenset({1_087_968_824, 136_817_688, 777_000})
# The evening line: one a day, before the quiet hours (people.md, Groups).
EVENING = time(20, 0)
EVENING_ZONE = ZoneInfo("Asia/Shanghai")
# A line that would come later than this is not said any more: the quiet hours begin.
EVENING_LATEST = timedelta(hours=1)
# A card in large type has room for so many buildings (voice.md, rule 2).
BUILDINGS_SHOWN = 3
# Places offered on a card in the group, two to a row; more are behind the button to the private chat.
CHOICES_IN_GROUP = 6
# The helper card is posted anew on a command at most so often: a group must not be talked full by anybody.
CARD_AGAIN_AFTER = timedelta(hours=1)
# Until then a line says where it is, so often at most: a group of eighty may try the command one after the other.
POINTER_EVERY = timedelta(minutes=2)
EVENING_LINE = "groups.evening_line"


@dataclass(frozen=True, slots=True)
class Standing:
    """What the platform says the bot is in a group. `hears_only_addressed` only after both checks: plain member, privacy mode on."""

    is_admin: bool = False
    can_pin: bool = False
    hears_only_addressed: bool = False


@dataclass(frozen=True, slots=True)
class PlaceChoice:
    """A place by its public id; `building` is empty for a whole compound."""

    id: str
    compound: str
    building: str = ""


@dataclass(frozen=True, slots=True)
class GroupWaiting:
    """A group that belongs to no place yet. `more` says that the private chat has other places to choose."""

    group_id: str
    bot_username: str
    choices: tuple[PlaceChoice, ...]
    standing: Standing


@dataclass(frozen=True, slots=True)
class GroupHelper:
    """The one card 「社区助手」 of a bound group."""

    group_id: str
    bot_username: str
    place: PlaceChoice
    standing: Standing


@dataclass(frozen=True, slots=True)
class CardOver:
    """A card has had its use and is taken away."""

    group_id: str


@dataclass(frozen=True, slots=True)
class ActAsYourself:
    group_id: str


@dataclass(frozen=True, slots=True)
class CardAbove:
    """To who asks by a command for a card that stands just above: a command is never met with silence."""

    bot_username: str
    bound: bool = True
    """False: what stands above asks staff which place the group belongs to."""


@dataclass(frozen=True, slots=True)
class LanguageHere:
    """To /language in a group: who changes what is spoken there, and where everybody changes their own."""

    bot_username: str


@dataclass(frozen=True, slots=True)
class BuildingLeft:
    name: str
    homes: int


@dataclass(frozen=True, slots=True)
class EveningCount:
    """Homes that were bound today, homes that are not, and where; `other_buildings` hold the rest of those that are not."""

    today: int
    left: int
    buildings: tuple[BuildingLeft, ...]
    other_buildings: int = 0


@dataclass(frozen=True, slots=True)
class GroupGone:
    """The bot was taken out of a bound group; the link brings it back."""

    title: str
    place: PlaceChoice
    bot_username: str


@dataclass(frozen=True, slots=True)
class GroupClosed:
    """A bound group takes no message of the bot: it is muted, or members may not write there."""

    title: str
    place: PlaceChoice


@dataclass(frozen=True, slots=True)
class GroupBack:
    title: str
    place: PlaceChoice


@dataclass(frozen=True, slots=True)
class GroupEntry:
    """A group in the private list of staff."""

    id: str
    title: str
    place: PlaceChoice | None
    present: bool


@dataclass(frozen=True, slots=True)
class GroupList:
    bound: tuple[GroupEntry, ...]
    unbound: tuple[GroupEntry, ...]
    compounds: tuple[PlaceChoice, ...]
    """Where the bot can be added to a group for: the compounds of this member of staff."""


@dataclass(frozen=True, slots=True)
class GroupDetail:
    entry: GroupEntry
    language: Language
    standing: Standing
    homes: int
    homes_bound: int
    votes: tuple[str, ...] = ()
    """Titles of the open votes whose card stands there."""


@dataclass(frozen=True, slots=True)
class PlacePage:
    """Places to bind a group to: the compounds of this member of staff, or one compound with its buildings."""

    group: GroupEntry
    choices: tuple[PlaceChoice, ...]
    inside: PlaceChoice | None
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Bound:
    """`again`: it was bound to this very place before. `pins`: the assistant may pin, and has."""

    group_id: str
    place: PlaceChoice
    again: bool
    pins: bool = False


@dataclass(frozen=True, slots=True)
class OpenVote:
    title: str
    closes_at: datetime


class GroupsViolation(RuleViolation):
    slug: ClassVar[str] = "groups"


@dataclass(eq=False)
class NotStaffHere(GroupsViolation):
    """Somebody who is not staff of that place pressed a button of staff."""


@dataclass(eq=False)
class GroupUnknown(GroupsViolation):
    """The group or the place behind a button is not there any more."""


@dataclass(eq=False)
class GroupBoundElsewhere(GroupsViolation):
    place: PlaceChoice


@dataclass(eq=False)
class BoundAnew(GroupsViolation):
    """「解绑」 under a question that was asked while the group was bound to another place: what was shown is unbound, nothing else."""

    place: PlaceChoice


@dataclass(eq=False)
class BotNotInGroup(GroupsViolation):
    title: str


def is_nobody(telegram_id: int) -> bool:
    """Whether a message from this account comes from no person that could be told apart."""
    return telegram_id in NOBODY


def check_may_bind(actor: Actor, place: Place) -> None:
    """Appointed staff of the place, nobody else (people.md, Groups); a group is for a compound or a building."""
    if place.kind not in {PlaceKind.COMPOUND, PlaceKind.BUILDING}:
        raise GroupUnknown
    if not actor.is_staff_of(place):
        raise NotStaffHere


def next_evening(now: datetime) -> datetime:
    """The next 20:00 after `now`."""
    local = now.astimezone(EVENING_ZONE)
    today = datetime.combine(local.date(), EVENING, EVENING_ZONE)
    return today if local < today else today + timedelta(days=1)


def evening_count(buildings: Iterable[tuple[str, int, tuple[datetime, ...]]], due_at: datetime) -> EveningCount:
    """From (building, homes, first bindings): what is new in the day before `due_at`, and what is left, most first."""
    rows = list(buildings)
    since = due_at - timedelta(days=1)
    today = sum(since < moment <= due_at for _, _, moments in rows for moment in moments)
    left = [BuildingLeft(name, homes - len(moments)) for name, homes, moments in rows if homes > len(moments)]
    shown = sorted(left, key=lambda building: -building.homes)[:BUILDINGS_SHOWN]
    return EveningCount(today, sum(building.homes for building in left), tuple(shown), len(left) - len(shown))
