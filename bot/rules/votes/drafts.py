"""The draft of a vote: what has been said, what still has to be, and what may be said."""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Any

from bot.rules.letters import QUIET_FROM_HOUR, QUIET_UNTIL_HOUR, after_quiet_hours
from bot.rules.profiles import Profile, Profiles
from bot.rules.residents import STAFF, Actor, Place, PlaceKind, Role
from bot.rules.unnamed import number_said
from bot.rules.votes.closing_times import is_short
from bot.rules.votes.decision import Matter, Threshold, ThresholdShare
from bot.rules.votes.terms import Terms
from bot.rules.votes.violations import (
    BodyTooLong,
    ClauseNotUsable,
    DraftersOnly,
    ReasonNotUsable,
    SchemeIsProgram,
    SchemeTooBig,
    TitleNotUsable,
    TitleUnderFile,
    TooLateToRetract,
    Trace,
)

# Who opens votes, extends and cancels them (issue 3, section 4: staff or a compound chief).
DRAFTERS = STAFF | {Role.COMPOUND_CHIEF}
# A title is read aloud in one breath and stands in one bold line of a card.
LONGEST_TITLE = 40
# With its title and lines a card must stay within Telegram's 4,096 characters.
LONGEST_BODY = 1500
LONGEST_REASON = 200
# "和平小区业主大会议事规则第十二条第三款": where it is written, not what is written there.
LONGEST_CLAUSE = 40
# What Telegram lets a bot download (platform-and-faults.md, Files).
LONGEST_FILE_MB = 20
MEGABYTE = 1024 * 1024
# A mistake can be taken back without a trace for so long, while nobody has tapped (issue 3, section 4).
RETRACTABLE_FOR = timedelta(minutes=2)
# A practice card goes after a day (issue 3, section 4).
PRACTICE_LIFE = timedelta(days=1)
# A draft is kept like any form; one that was put aside (「先存着」) for a month.
DRAFT_LIFE = timedelta(days=1)
ASIDE_LIFE = timedelta(days=30)
# At its preview no question waits: a file that is sent then belongs to the draft that its person had in hand so lately.
DRAFT_AT_HAND = timedelta(hours=1)
# Whatever looks like a table is taken for a roster there.
_TABLES = (".xlsx", ".xlsm", ".xls", ".csv", ".tsv", ".et", ".ods", ".numbers")
# What it is, is added by the messages: a consultation while no legal profile allows the channel (voting-rules.md, section 1),
# else a vote; a title that already ends in either loses it.
ADDED_TO_TITLES = ("意向征询", "表决")


class Topic(StrEnum):
    """Titles by button: what compounds under renovation ask most (mission.md)."""

    ROOF = "roof"
    GATE = "gate"
    LIFT = "lift"
    FACADE = "facade"
    PARKING = "parking"


# Adding a lift rebuilds a common structure (Article 278, item 7); the others manage or repair what is there (items 5 and 9).
TOPIC_MATTER = {topic: Matter.SPECIAL if topic is Topic.LIFT else Matter.ORDINARY for topic in Topic}


class FileState(StrEnum):
    FETCHING = "fetching"
    KEPT = "kept"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class SchemeFile:
    """The scheme that is voted on; its SHA-256 is bound to the vote (R15)."""

    file_id: str
    name: str
    is_photo: bool
    state: FileState = FileState.FETCHING
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """`revision` grows with every change, so that an older preview cannot send what it does not show."""

    id: str
    compound_id: str
    place_id: str
    entrance: str | None = None
    revision: int = 0
    title: str = ""
    body: str = ""
    file: SchemeFile | None = None
    matter: Matter = Matter.ORDINARY
    threshold: ThresholdShare | None = None
    by_area_too: bool = False
    parking: bool | None = None
    closes_at: datetime | None = None
    short_confirmed: bool = False
    noticed_on: date | None = None
    """When the vote was announced at the compound: a condition where the chat is a place to vote in."""
    sent_as: str = ""
    """The vote that it became; nothing else is kept of it then."""
    follow_clause: str = ""
    """By which clause whoever was reached and does not answer joins the majority (R10); empty: nobody joins it."""
    is_lift: bool = False
    takes_land: bool | None = None
    """A lift of one building: whether it takes common land, on which the whole compound votes at once. Asked, no default."""

    ask: str = ""
    """Which ask of a renovation it is; empty: none. Then it goes out with a scheme file and not without."""

    @property
    def asks_land(self) -> bool:
        """A lift for the whole compound is one vote anyway."""
        return self.is_lift and self.place_id != self.compound_id

    @property
    def is_pair(self) -> bool:
        return self.asks_land and self.takes_land is True

    def changed(self, **values: Any) -> "Draft":
        return replace(self, revision=self.revision + 1, **values)

    def says_no_more_than(self, sent: "Draft") -> bool:
        """An earlier beginning of the same question, with nothing written or attached that did not go out with `sent`."""
        alike = (self.compound_id, self.title, self.ask) == (sent.compound_id, sent.title, sent.ask)
        return self.id != sent.id and alike and self.body in {"", sent.body} and self.file is None

    @property
    def consultation_threshold(self) -> Threshold | None:
        if self.matter is not Matter.CONSULTATION or self.threshold is None:
            return None
        return Threshold(self.threshold, by_area=self.by_area_too)


@dataclass(frozen=True, slots=True)
class Drafter:
    """Who drafts, when, and in which zone they read and type times."""

    actor: Actor
    zone: tzinfo
    now: datetime
    profiles: Profiles

    @property
    def local_now(self) -> datetime:
        return self.now.astimezone(self.zone)

    @property
    def profile(self) -> Profile:
        """By which law a vote would be held now. NoProfileInForce when there is none."""
        return self.profiles.on(self.local_now.date())

    def terms(self, draft: Draft) -> Terms:
        """What the draft would take along if it were sent now."""
        return self.profile.terms(draft.matter, draft.noticed_on)


class DraftStep(StrEnum):
    """The next question to the drafter."""

    TITLE = "title"
    FILE = "file"
    """An ask of a renovation is bound to its scheme."""
    LAND = "land"
    PARKING = "parking"
    NOTICE = "notice"
    CLOSING = "closing"
    SHORT = "short"
    PREVIEW = "preview"


def next_step(draft: Draft, now: datetime, *, has_parking: bool, needs_notice: bool = False) -> DraftStep:
    """Everything else has a default that the preview shows and a button changes."""
    if not draft.title:
        return DraftStep.TITLE
    if draft.ask and draft.file is None:
        return DraftStep.FILE
    if draft.asks_land and draft.takes_land is None:
        return DraftStep.LAND
    if has_parking and draft.parking is None:
        return DraftStep.PARKING
    if needs_notice and draft.noticed_on is None:
        return DraftStep.NOTICE
    if draft.closes_at is None or draft.closes_at <= now:
        return DraftStep.CLOSING
    if is_short(now, draft.closes_at) and not draft.short_confirmed:
        return DraftStep.SHORT
    return DraftStep.PREVIEW


def check_may_draft(actor: Actor, compound: Place) -> None:
    """Staff above the compound, and its chief."""
    if compound.kind is not PlaceKind.COMPOUND or not actor.has_role(DRAFTERS, compound):
        raise DraftersOnly


def may_draft_anywhere(actor: Actor) -> bool:
    return any(one.role in DRAFTERS for one in actor.appointments)


# 加装电梯, 增设电梯, "adding a lift", "a new elevator": the building decides on it, and where it takes common land the compound as well.
_NEW_LIFT = re.compile(r"(?:[加增新]\s*[装设建]|安装).{0,6}电梯|\b(?:add|new|install)\w*\b.{0,20}\b(?:lift|elevator)s?\b", re.IGNORECASE)


def sounds_like_lift(title: str) -> bool:
    return _NEW_LIFT.search(title) is not None


# Zero-width joiner, and the sign that has the one before it drawn as an emoji.
_JOINER, _EMOJI_STYLE = "\u200d", "\ufe0f"


def _tidy(typed: str) -> str:
    """One form for every way of typing it; control characters and the marks that reverse a line go."""
    text = unicodedata.normalize("NFC", typed)
    kept = [
        sign
        for place, sign in enumerate(text)
        if sign == "\n" or not unicodedata.category(sign).startswith("C") or (sign == _JOINER and _joins(text, place))
    ]
    return "".join(kept).strip()


def _joins(text: str, place: int) -> bool:
    """A family is three people between whom joiners stand: without them it falls apart."""
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    is_emoji = before == _EMOJI_STYLE or (before != "" and unicodedata.category(before) in {"So", "Sk"})
    return is_emoji and after != "" and unicodedata.category(after) == "So"


def title_from(typed: str) -> str:
    """TitleNotUsable also for signs alone: nobody can read aloud what is asked."""
    title, added = " ".join(_tidy(typed).split()), ""
    for word in ADDED_TO_TITLES:
        if title.endswith(word):
            title, added = title.removesuffix(word).strip(), word
    if len(title) > LONGEST_TITLE or not any(sign.isalnum() for sign in title):
        raise TitleNotUsable(longest=LONGEST_TITLE, added="" if title else added)
    return title


def title_under_file(caption: str) -> str:
    try:
        return title_from(caption)
    except TitleNotUsable as refused:
        raise TitleUnderFile(longest=refused.longest) from refused


def body_from(typed: str) -> str:
    body = _tidy(typed)
    if len(body) > LONGEST_BODY:
        raise BodyTooLong(longest=LONGEST_BODY, length=len(body))
    return body


def reason_from(typed: str) -> str:
    reason = " ".join(_tidy(typed).split())
    if not any(sign.isalnum() for sign in reason) or len(reason) > LONGEST_REASON:
        raise ReasonNotUsable(longest=LONGEST_REASON)
    return reason


def clause_from(typed: str) -> str:
    clause = " ".join(_tidy(typed).split())
    if not any(sign.isalnum() for sign in clause) or len(clause) > LONGEST_CLAUSE:
        raise ClauseNotUsable(longest=LONGEST_CLAUSE)
    return clause


def holds_number_of_somebody(words: str) -> bool:
    """A phone or an ID. What goes to a whole group should have none."""
    return bool(number_said(words))


def looks_like_a_table(file_name: str) -> bool:
    return file_name.lower().endswith(_TABLES)


# Programs: nobody's scheme, and a neighbour who opens one is harmed.
_PROGRAMS = (".exe", ".msi", ".apk", ".dmg", ".bat", ".cmd", ".com", ".scr", ".pif", ".js", ".vbs", ".ps1", ".sh", ".jar", ".lnk")


def check_file_name(file_name: str) -> None:
    if file_name.lower().endswith(_PROGRAMS):
        raise SchemeIsProgram(file_name)


def check_retractable(opened_at: datetime, now: datetime, *, tapped: bool, extended: bool, trace: Trace | None = None) -> None:
    """Nothing of the vote may stay behind anywhere."""
    if tapped or extended or trace is not None or now - opened_at > RETRACTABLE_FOR:
        raise TooLateToRetract(tapped=tapped, extended=extended, trace=trace)


def check_file_size(size: int) -> None:
    if size > LONGEST_FILE_MB * MEGABYTE:
        raise SchemeTooBig(megabytes=-(-size // MEGABYTE), longest=LONGEST_FILE_MB)


def private_cards_wait(now: datetime, closes_at: datetime) -> bool:
    """Whether private cards wait for the morning: not those of a vote that is over by then (design.md, quiet hours)."""
    return closes_at > after_quiet_hours(now)


def is_night(now: datetime) -> bool:
    """`now` in the zone whose night counts: the preview says that the group will read it at once."""
    return not QUIET_UNTIL_HOUR <= now.hour < QUIET_FROM_HOUR
