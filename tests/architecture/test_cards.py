"""Every card that a letter may name, rendered in both languages from facts as they are: whoever adds a card adds its sample."""

import re
from functools import cache
from typing import Any

import pytest

from bot.rules.compounds import PreviewForgotten
from bot.rules.groups import CardOver, GroupBack, GroupClosed, GroupGone, PlaceChoice
from bot.rules.ports import LANGUAGES, Language
from bot.rules.starts import StartFacts
from bot.rules.updates import Apology
from handlers.registry import all_cards
from handlers.screens import Screen
from messages.rendering import plain_text
from storage.base import decode, encode
from tests.asks.test_cards import SAMPLES as ASKS
from tests.concerns.test_cards import SAMPLES as CONCERNS
from tests.entries.test_cards import SAMPLES as ENTRIES
from tests.messages.test_large_type import LARGE
from tests.messages.test_large_type import SAMPLES as LARGE_SAMPLES
from tests.messages.wrapping import BAR, NUMBER, NUMBER_AND_UNIT, broken
from tests.opinions.test_cards import SAMPLES as OPINIONS
from tests.polls.test_cards import SAMPLES as POLLS
from tests.residents.test_cards import SAMPLES as RESIDENTS
from tests.statements.test_cards import SAMPLES as STATEMENTS
from tests.votes.test_cards import SAMPLES as VOTES
from tests.wishes.test_cards import SAMPLES as WISHES

PLACES = (PlaceChoice("p", "锦绣花园", "3栋"), PlaceChoice("p", "锦绣花园"))
SAMPLES: dict[str, list[Any]] = {
    **{f"votes.{name}": samples for name, samples in VOTES.items()},
    **{f"residents.{name}": samples for name, samples in RESIDENTS.items()},
    **{f"asks.{name}": samples for name, samples in ASKS.items()},
    **{f"concerns.{name}": samples for name, samples in CONCERNS.items()},
    **{f"entries.{name}": samples for name, samples in ENTRIES.items()},
    **{f"opinions.{name}": samples for name, samples in OPINIONS.items()},
    **{f"polls.{name}": samples for name, samples in POLLS.items()},
    **{f"statements.{name}": samples for name, samples in STATEMENTS.items()},
    **{f"wishes.{name}": samples for name, samples in WISHES.items()},
    **LARGE_SAMPLES,
    "compounds.preview_forgotten": [PreviewForgotten("p", "锦绣花园")],
    "groups.card_over": [CardOver("g")],
    "groups.group_back": [GroupBack("业主群", place) for place in PLACES],
    "groups.group_closed": [GroupClosed("业主群", place) for place in PLACES],
    "groups.group_gone": [GroupGone("业主群", place, "bot") for place in PLACES],
    "starts.start_card": [
        StartFacts("", "北街社区", "bot"),
        StartFacts("p", "和平小区", "bot", homes=160, gaps=3, buildings=10),
        StartFacts("p", "和平小区", "bot", homes=160, buildings=10, buildings_with_head=2, groups_waiting=1),
        StartFacts("p", "和平小区", "bot", homes=160, buildings=10, buildings_with_head=2, groups=1, slips=160),
        StartFacts("p", "和平小区", "bot", homes=160, buildings=10, groups=1, votes=1),
        StartFacts("p", "和平小区", "bot", homes=160, buildings=10, buildings_with_head=2, groups=1, slips=160, votes=2),
    ],
    "updates.apology": [Apology("K7Q2")],
}
# Words for a group as a whole, for what went out before and moved, and a file under the words that ask; every other card has a way on.
WITHOUT_BUTTONS = {
    "asks.changes_told",
    "concerns.concern_posted",
    "groups.act_as_yourself",
    "groups.evening_line",
    "opinions.demands_moved",
    "polls.poll_ended",
    "polls.poll_picture",
    "polls.poll_result",
    "proofs.head_posted",
    "statements.topic_ended",
    "statements.topic_picture",
    "updates.away",
    "votes.card_moved",
    "votes.pair_result",
    "votes.participation_picture",
    "votes.receipt_replaced",
    "votes.scheme_file",
    "votes.typed_by_stranger",
    "votes.vote_called_off",
    "votes.vote_ended",
    "votes.vote_extended",
    "wishes.wish_ended",
    "wishes.wish_picture",
    "wishes.wish_result",
}
# These take a message away.
DELETING = {"groups.card_over", "residents.invite_void", "statements.topic_gone", "votes.retracted", "wishes.wish_gone"}
# What a person wrote is broken as it comes.
OWN_WORDS = {"votes.scheme", "votes.practice_scheme"}
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff01-\uff5e]")


@cache
def all_shown(name: str, language: Language) -> tuple[Screen, ...]:
    """Each sample as it leaves: the facts have been text in the outbox."""
    kind = all_cards()[name]
    return tuple(kind.words(decode(encode(sample), kind.facts), language) for sample in SAMPLES[name])


def labels(screen: Screen) -> list[str]:
    return [one.text for row in screen.keyboard.inline_keyboard for one in row] if screen.keyboard else []


def test_every_card_has_a_sample_of_its_facts() -> None:
    cards = all_cards()
    assert set(SAMPLES) == set(cards)
    for name, samples in SAMPLES.items():
        assert samples, name
        assert all(isinstance(sample, cards[name].facts) for sample in samples), name
    assert set(cards) >= WITHOUT_BUTTONS | DELETING | OWN_WORDS


@pytest.mark.parametrize("name", SAMPLES)
def test_it_says_something_and_shows_a_way_on(name: str) -> None:
    for screen in (screen for language in LANGUAGES for screen in all_shown(name, language)):
        if screen.delete:
            assert name in DELETING
            continue
        assert plain_text(screen.text).strip()
        assert all(label.strip() for label in labels(screen))
        assert bool(labels(screen)) is (name not in WITHOUT_BUTTONS), screen.text


@pytest.mark.parametrize("name", SAMPLES)
def test_its_english_holds_no_chinese_but_what_people_and_places_are_called(name: str) -> None:
    for sample, screen in zip(SAMPLES[name], all_shown(name, "en"), strict=True):
        given = set(CHINESE.findall(encode(sample)))
        for said in (plain_text(screen.text), *labels(screen)):
            assert set(CHINESE.findall(said)) <= given, said


@pytest.mark.parametrize("name", SAMPLES)
def test_its_two_languages_are_two(name: str) -> None:
    for zh, en in zip(all_shown(name, "zh"), all_shown(name, "en"), strict=True):
        assert zh.delete is en.delete
        assert zh.delete or OWN_WORDS & {name} or CHINESE.search(plain_text(zh.text)), zh.text
        assert len(labels(zh)) == len(labels(en)), f"the same buttons in both: {zh.text}"


@pytest.mark.parametrize("name", sorted(set(SAMPLES) - OWN_WORDS))
def test_in_large_type_it_tears_no_number(name: str) -> None:
    for screen in (screen for language in LANGUAGES for screen in all_shown(name, language)):
        text = plain_text(screen.text)
        assert broken(text, LARGE, [NUMBER, NUMBER_AND_UNIT, BAR]) == [], text
