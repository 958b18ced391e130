"""Opinions on the renovation: what a resident would like, what it is about, and the demand list that staff make of it."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.rules.opinions.violations import (
    OpinionMovedOn,
    PhotoTooBig,
    ReasonNotUsable,
    TitleNotUsable,
    TooManyPhotos,
    WordsNotUsable,
    WordsOnListNameHome,
)
from bot.rules.taps import is_double
from bot.rules.unnamed import may_name_home, number_said, one_line, somebody_said

# A few sentences that a phone shows without scrolling, as with concerns.
LONGEST_WORDS = 300
# A line of the demand list: two lines of large type (ease.md 2.1) and a bit.
LONGEST_TITLE = 30
# Why it was not taken up: one sentence that stands on the list under its demand.
LONGEST_REASON = 60
# Opinions of one person in a compound that nobody has looked at yet, as platform-and-faults.md (threat 20) has it of tickets.
NEW_AT_ONCE = 5
# Photos of one opinion: as many as one album holds (core.telegram.org/bots/api, sendMediaGroup).
MOST_PHOTOS = 10
# What the platform lets a bot fetch (platform-and-faults.md, Files).
LARGEST_PHOTO = 20 * 1024 * 1024
# Demands on the group's card: a message has six short lines (voice.md, rule 2), and each of these has a button.
SHOWN_IN_GROUP = 5
# Its author hears what became of it once there was time to take a slip of the finger back.
TOLD_AFTER = timedelta(minutes=5)
# What was begun and not handed in is forgotten, as a form is (ease.md, section 2, item 3).
DRAFT_KEPT = timedelta(hours=24)


class Category(StrEnum):
    """Kinds of work as 国办发〔2020〕23号, section 二(二), lists them for old compounds."""

    PIPES = "pipes"
    BUILDING = "building"
    LIFT = "lift"
    PARKING = "parking"
    ROADS = "roads"
    GREEN = "green"
    SAFETY = "safety"
    SERVICE = "service"
    OTHER = "other"


# What people say of each; the longest words that are found decide, so that 「停车场的灯」 is about parking and 「路灯」 about roads.
KEYWORDS: dict[Category, tuple[str, ...]] = {
    category: tuple(words.split(","))
    for category, words in (
        (
            Category.PIPES,
            "下水道,下水,水管,水压,停水,漏水,污水,排水,化粪池,电线,电表,停电,电压,燃气,煤气,天然气,暖气,供热"
            ",网线,飞线,pipe,drain,sewer,water,power,gas",
        ),
        (Category.BUILDING, "屋顶,楼顶,屋面,外墙,墙皮,保温,楼道,楼梯,扶手,门窗,雨棚,roof,wall,stair,facade"),
        (Category.LIFT, "加装电梯,装电梯,电梯,爬楼,lift,elevator"),
        (Category.PARKING, "停车位,停车,车位,充电桩,充电,电动车,电瓶车,自行车,车棚,parking,charging,bicycle"),
        (Category.ROADS, "道路,路面,路灯,坑洼,积水,人行道,坡道,无障碍,road,street light,ramp,pavement"),
        (Category.GREEN, "绿化,花坛,草坪,树木,健身,活动场地,凉亭,座椅,广场,tree,garden,bench,playground"),
        (Category.SAFETY, "消防,监控,门禁,大门,保安,小偷,灭火,火灾,围墙,安全,fire,camera,gate,safety"),
        (Category.SERVICE, "垃圾,保洁,养老,食堂,助餐,托儿,幼儿,快递,便利店,物业,卫生,rubbish,waste,canteen,care"),
    )
}


class OpinionState(StrEnum):
    DRAFT = "draft"
    """Shown to its author, and not handed in."""
    NEW = "new"
    MERGED = "merged"
    """Part of a demand."""
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class DemandState(StrEnum):
    COLLECTED = "collected"
    CONSIDERED = "considered"
    PLANNED = "planned"
    NOT_PLANNED = "not_planned"


class Support(StrEnum):
    """What a tap on 「我家也要」 does."""

    GIVEN = "given"
    TAKEN_BACK = "taken_back"
    ALREADY = "already"
    """Somebody else of the home has tapped: it counts once."""
    BY_OPINION = "by_opinion"
    """An opinion of this home is part of the demand: it counts for as long as the opinion stands."""


@dataclass(frozen=True, slots=True)
class Supporter:
    """Who spoke for a home, by a tap or with an opinion; `person_id` None: they have left."""

    person_id: str | None
    given_at: datetime
    by_opinion: bool = False


HANDED_IN = (OpinionState.NEW, OpinionState.MERGED, OpinionState.REJECTED)
# What its author may still take back.
RETRACTABLE = (OpinionState.NEW, OpinionState.MERGED)


def category_of(words: str) -> Category:
    """What it seems to be about; its author corrects it by one tap."""
    said = words.casefold()
    found = [(len(word), category) for category, known in KEYWORDS.items() for word in known if _is_said(word, said)]
    # Of words equally long the first of the table.
    return max(found, key=lambda one: one[0])[1] if found else Category.OTHER


def _is_said(word: str, said: str) -> bool:
    """Chinese has no spaces between words; English words stand alone, or as several: 「tree」 is in 「trees」 and not in 「street」."""
    if not word.isascii():
        return word in said
    return re.search(rf"(?<![a-z]){re.escape(word)}(?:s|es)?(?![a-z])", said) is not None


def words_from(typed: str) -> str:
    words = one_line(typed)
    if not any(sign.isalnum() for sign in words) or len(words) > LONGEST_WORDS:
        raise WordsNotUsable(longest=LONGEST_WORDS)
    return words


def title_from(typed: str) -> str:
    """What the whole compound reads: short, and without a home in it."""
    title = one_line(typed)
    if not any(sign.isalnum() for sign in title) or len(title) > LONGEST_TITLE:
        raise TitleNotUsable(longest=LONGEST_TITLE)
    return _without_home(title)


def proposed_title(words: str) -> str:
    """The author's own words where they would do as a title; empty where somebody has to write one."""
    return words if len(words) <= LONGEST_TITLE and not may_name_home(words) and not number_said(words) else ""


def reason_from(typed: str) -> str:
    reason = one_line(typed)
    if not any(sign.isalnum() for sign in reason) or len(reason) > LONGEST_REASON:
        raise ReasonNotUsable(longest=LONGEST_REASON)
    return reason


def list_reason_from(typed: str) -> str:
    """One that stands on the published list."""
    return _without_home(reason_from(typed))


def _without_home(words: str) -> str:
    said = somebody_said(words)
    if said:
        raise WordsOnListNameHome(said=said)
    return words


def check_photo(size: int, already: int = 0) -> None:
    if size > LARGEST_PHOTO:
        raise PhotoTooBig(size=size, most=LARGEST_PHOTO)
    if already >= MOST_PHOTOS:
        raise TooManyPhotos(most=MOST_PHOTOS)


def check_state(state: OpinionState, *wanted: OpinionState) -> None:
    if state not in wanted:
        raise OpinionMovedOn(state=state.value)


def support_step(standing: Mapping[str, Supporter], homes: Collection[str], person_id: str, received_at: datetime) -> Support:
    """`standing`: those of this person's homes that support the demand already.

    Whoever tapped takes it back, but not by the second half of a double tap. A tap for a home of somebody who left is anybody's of it.
    """
    if any(home not in standing for home in homes):
        return Support.GIVEN
    tapped = [standing[home] for home in taken_back(standing, homes, person_id)]
    if tapped:
        return Support.GIVEN if is_double(max(one.given_at for one in tapped), received_at) else Support.TAKEN_BACK
    return Support.BY_OPINION if any(one.by_opinion for one in standing.values()) else Support.ALREADY


def taken_back(standing: Mapping[str, Supporter], homes: Collection[str], person_id: str) -> list[str]:
    """The homes for which this person may take a tap back."""
    return [home for home in homes if not standing[home].by_opinion and standing[home].person_id in {person_id, None}]
