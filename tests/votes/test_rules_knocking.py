"""The pages of a door-knock list: an entrance each, a long one in parts, and a shorter list than the one that was looked at."""

from datetime import UTC, datetime

import pytest

from bot.rules.votes.facts import Heading, HomeName
from bot.rules.votes.knocking import HOMES_A_PAGE, KnockHome, NobodyToKnock, knock_list, knock_pages

NOW = datetime(2026, 2, 27, 2, 32, tzinfo=UTC)
HEADING = Heading("v", "屋顶防水改造", "和平小区")


def homes(*counts: int, knocked: int = 0) -> list[KnockHome]:
    found = [
        KnockHome(f"{stair}-{number}", HomeName("3栋", f"{stair}单元", f"{number:02d}01"), registered=True)
        for stair, count in enumerate(counts, start=1)
        for number in range(1, count + 1)
    ]
    return [KnockHome(one.id, one.name, one.registered, NOW if place < knocked else None) for place, one in enumerate(found)]


def test_each_entrance_is_a_page_and_a_long_one_is_several() -> None:
    pages = knock_pages(homes(2, HOMES_A_PAGE + 1, 1))
    assert [(page[0].name.entrance, len(page)) for page in pages] == [("1单元", 2), ("2单元", 24), ("2单元", 1), ("3单元", 1)]


def test_an_entrance_whose_rows_are_scattered_over_the_roster_is_one_page() -> None:
    first, second, third = homes(2, 1)
    assert [len(page) for page in knock_pages([first, third, second])] == [2, 1]


def test_a_page_that_is_gone_shows_the_last_one() -> None:
    shown = knock_list(HEADING, homes(2, 1), 7, NOW)
    assert (shown.page, shown.pages, shown.place) == (1, 2, ("3栋", "2单元"))
    assert knock_list(HEADING, homes(2, 1), -1, NOW).page == 0


def test_the_counts_are_of_all_pages() -> None:
    shown = knock_list(HEADING, homes(2, 3, knocked=3), 0, NOW)
    assert (len(shown.homes), shown.homes_left, shown.knocked) == (2, 5, 3)


def test_of_nobody_there_is_no_list() -> None:
    with pytest.raises(NobodyToKnock):
        knock_list(HEADING, [], 0, NOW)
