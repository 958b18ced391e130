"""The ring of the first visit finds its buttons by their labels: they are those of the product, in both languages."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.rules.ports import Language
from bot.rules.votes.closing_times import offered_closings
from bot.rules.votes.drafts import Topic
from bot.sandbox.process import PAGE
from messages import votes as texts
from messages.starts.labels import label as start_label
from messages.votes.labels import label

WORDS = (PAGE / "js" / "words.js").read_text(encoding="utf-8")
LABELS = WORDS.partition("export const TARGET_LABELS")[2]


def ringed(step: str) -> list[str]:
    [line] = re.findall(rf"^  {step}: \[(.*)\],$", LABELS, re.MULTILINE)
    return re.findall(r'"([^"]+)"', line)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_first_step_rings_the_three_choices(language: Language) -> None:
    assert {label(language, choice) for choice in ("agree", "against", "abstain")} <= set(ringed("vote"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_second_step_rings_the_way_from_the_menu_to_a_sent_vote(language: Language) -> None:
    found = ringed("open")
    gate = texts.topic_title(language, topic=Topic.GATE)
    way = [label(language, "start_vote"), gate, label(language, "so_be_it"), label(language, "send")]
    assert set(way) <= set(found)
    assert start_label(language, "draft") in found
    assert [found.index(one) for one in way] == sorted((found.index(one) for one in way), reverse=True), (
        "the nearest to the end comes first"
    )


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("day", range(7))
def test_on_every_day_one_of_the_closing_times_is_ringed(language: Language, day: int) -> None:
    now = datetime(2026, 2, 23, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai")) + timedelta(days=day)
    offers = {texts.offered_closing(language, offer=offer) for offer in offered_closings(now)}
    assert len(offers & set(ringed("open"))) == 1


def test_nothing_else_is_ringed() -> None:
    """A label that the product has dropped would be a step without a ring."""
    assert len(ringed("vote")) == 6
    assert len(ringed("open")) == 10
