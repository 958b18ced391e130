"""Budgets in virtual time: no limit is broken, no lane starves."""

from pathlib import Path

import pytest
from aiogram import Bot

from bot.rules.letters import Lane
from bot.runtime.app import App
from bot.runtime.delivery.budgets import Budgets, Pace
from bot.runtime.settings import Settings
from storage.base import Database
from tests.fake_clock import FakeClock
from tests.wire import BOT, TOKEN, FakeSession

FREE = Pace(chat_seconds=0)


def run(budgets: Budgets, wishes: dict[Lane, int], seconds: float, step: float = 0.005) -> dict[Lane, list[float]]:
    """Starts whatever may start, answers first, each to a chat of its own; when each lane sent."""
    sent: dict[Lane, list[float]] = {lane: [] for lane in wishes}
    now, chat = 0.0, 0
    while now < seconds:
        waiting = frozenset(lane for lane, count in wishes.items() if len(sent[lane]) < count)
        for lane in (Lane.ANSWER, Lane.CARD, Lane.BULK):
            while lane in waiting and len(sent[lane]) < wishes[lane] and budgets.wait(chat + 1, lane, now, waiting=waiting) == 0:
                chat += 1
                budgets.spend(chat, lane, now)
                sent[lane].append(now)
        now += step
    return sent


def most_in_a_second(times: list[float]) -> int:
    return max((sum(start <= one < start + 1 for one in times) for start in times), default=0)


def test_bulk_alone_fills_the_second_and_never_more() -> None:
    sent = run(Budgets(FREE), {Lane.BULK: 1000}, 10)
    assert most_in_a_second(sent[Lane.BULK]) == 29
    assert len(sent[Lane.BULK]) >= 29 * 9


def test_while_the_second_is_full_it_says_for_how_long() -> None:
    budgets = Budgets(FREE)
    assert budgets.full_for(0.0) == 0
    run(budgets, {Lane.BULK: 29}, 0.1)
    assert budgets.full_for(0.4) == pytest.approx(0.6)
    assert budgets.full_for(1.01) == 0


def test_an_answer_never_waits_behind_bulk_for_long() -> None:
    budgets = Budgets(FREE)
    run(budgets, {Lane.BULK: 29}, 0.1)
    assert budgets.wait(9999, Lane.ANSWER, 0.5, waiting=frozenset({Lane.ANSWER, Lane.BULK})) <= 0.51


def test_bulk_leaves_room_while_answers_come() -> None:
    sent = run(Budgets(FREE), {Lane.ANSWER: 1, Lane.BULK: 1000}, 0.9)
    assert len(sent[Lane.BULK]) == 29 - 3 - 1


def test_cards_keep_their_share_while_bulk_waits() -> None:
    sent = run(Budgets(FREE), {Lane.CARD: 1000, Lane.BULK: 1000}, 10)
    assert min(sum(second <= one < second + 1 for one in sent[Lane.CARD]) for second in range(1, 9)) >= 7


def test_cards_keep_their_share_while_answers_wait() -> None:
    sent = run(Budgets(FREE), {Lane.ANSWER: 1000, Lane.CARD: 1000, Lane.BULK: 1000}, 10)
    assert min(sum(second <= one < second + 1 for one in sent[Lane.CARD]) for second in range(1, 9)) >= 7
    assert len(sent[Lane.ANSWER]) >= 22 * 9
    assert most_in_a_second([*sent[Lane.ANSWER], *sent[Lane.CARD], *sent[Lane.BULK]]) == 29


def test_a_card_that_may_not_be_edited_yet_keeps_nothing_from_answers() -> None:
    budgets = Budgets(FREE)
    budgets.spend(-1, Lane.CARD, 0.0, live_key="vote:a")
    assert budgets.own_wait(-1, 1.0, live_key="vote:a") == 5


def test_a_group_takes_eighteen_a_minute_sends_and_edits_together() -> None:
    budgets = Budgets(Pace(group_card_seconds=0))
    sent = [now for now in range(120) if budgets.wait(-1, Lane.CARD, now) == 0 and budgets.spend(-1, Lane.CARD, now) is None]
    assert len(sent) == 36
    assert max(sum(start <= one < start + 60 for one in sent) for start in sent) == 18


@pytest.mark.parametrize("chat", [-1, 1])
def test_every_chat_takes_one_a_second_a_group_too(chat: int) -> None:
    budgets = Budgets(Pace(group_card_seconds=0))
    budgets.spend(chat, Lane.ANSWER, 0.0)
    assert budgets.wait(chat, Lane.CARD, 0.25) == 0.75
    assert budgets.wait(chat + 5, Lane.CARD, 0.25) == 0


def test_chats_that_take_nothing_are_named() -> None:
    budgets = Budgets(Pace(group_card_seconds=0))
    budgets.spend(5, Lane.ANSWER, 0.0)
    budgets.pause(6, 9.0)
    for _ in range(18):
        budgets.spend(-7, Lane.CARD, 0.0)
    budgets.spend(-8, Lane.CARD, 0.0)
    assert budgets.held_chats(0.5) == {5, 6, -7, -8}
    assert budgets.held_chats(1.5) == {6, -7}
    assert budgets.held_chats(61.0) == set()


def test_a_card_is_edited_every_six_seconds_in_a_group_three_in_private() -> None:
    for chat, seconds in ((-1, 6), (1, 3)):
        budgets = Budgets(FREE)
        budgets.spend(chat, Lane.CARD, 0.0, live_key="vote:a")
        assert budgets.wait(chat, Lane.CARD, 1.0, live_key="vote:a") == seconds - 1
        assert budgets.wait(chat, Lane.CARD, 1.0, live_key="vote:b") == 0


def test_a_pause_the_platform_asks_for_is_kept_exactly() -> None:
    budgets = Budgets(FREE)
    budgets.pause(5, 12.0)
    assert budgets.wait(5, Lane.ANSWER, 2.0) == 10.0
    assert budgets.wait(6, Lane.ANSWER, 2.0) == 0.0
    assert budgets.wait(5, Lane.ANSWER, 12.0) == 0.0


def test_old_entries_are_forgotten() -> None:
    budgets = Budgets(Pace())
    for chat in range(1, 100):
        budgets.spend(chat, Lane.BULK, 0.0, live_key=f"card:{chat}")
    budgets.forget_old(100.0)
    assert not budgets._chats
    assert not budgets._cards


def test_after_a_jump_of_the_clock_nothing_counts_any_more() -> None:
    """The sandbox's hours run past in a second: what was sent before them was sent long ago."""
    budgets = Budgets(Pace(per_second=2, group_per_minute=1))
    for chat in (-5, 7):
        budgets.spend(chat, Lane.CARD, 0.0, live_key=f"card:{chat}")
    budgets.pause(8, 30.0)
    assert all(budgets.wait(chat, Lane.CARD, 0.1, live_key=f"card:{chat}") > 0 for chat in (-5, 7, 8))
    budgets.start_anew()
    assert all(budgets.wait(chat, Lane.CARD, 0.1, live_key=f"card:{chat}") == 0 for chat in (-5, 7, 8))


def test_the_rate_of_the_settings_is_the_bots(database: Database, clock: FakeClock, tmp_path: Path) -> None:
    """SEND_RATE: whoever shares a bot's limit with another program sets less."""
    settings = Settings(bot_token=TOKEN, data_dir=tmp_path, send_rate=11)
    app = App(settings, clock, database, Bot(TOKEN, session=FakeSession(clock)), me=BOT)
    assert app.delivery._post.budgets.pace == Pace(per_second=11)
    app.workers.close()


@pytest.mark.parametrize("rate", [1, 4, 11, 29, 1000])
def test_a_seconds_letters_leave_in_bunches_and_none_is_lost(rate: int) -> None:
    """Thirty at once would hold up every tap for as long as their words take; looks come late by some milliseconds."""
    budgets, sent, now = Budgets(Pace(per_second=rate, chat_seconds=0)), list[float](), 0.0
    while now < 10:
        while budgets.next_bunch(now) == 0 and budgets.wait(len(sent), Lane.BULK, now) == 0:
            budgets.spend(len(sent), Lane.BULK, now)
            sent.append(now)
        now += max(budgets.next_bunch(now), budgets.full_for(now)) + 0.01
    most = max(sum(start <= one < start + 0.25 for one in sent) for start in sent)
    assert most <= rate // 3 + 1
    assert len(sent) >= rate * 9.5
