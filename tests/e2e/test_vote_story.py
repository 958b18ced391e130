"""From roster to result through the real process; kill -9, duplicates and an outage lose nothing and count nothing twice."""

import random
import re
import signal
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.rules.votes import Choice
from bot.sandbox.world import SANDBOX_TOKEN
from messages.formatting import clock
from tests.e2e.harness import SECRET, Stage, words
from tests.e2e.neighbourhood import GROUP, HANDS, build, settle
from tests.e2e.processes import until

HOMES = 60
ROUNDS = 9  # 540 taps
LABELS = {"同意": Choice.AGREE, "反对": Choice.AGAINST, "弃权": Choice.ABSTAIN}
RECEIPT = re.compile(r"凭证\s(\w+)")
# As storage writes moments.
STORED = "%Y-%m-%d %H:%M:%S.%f"


@dataclass
class Tapping:
    """Taps on one card by all residents, and what the platform was told about each."""

    stage: Stage
    card: dict[str, Any]
    homes: int
    made: list[str] = field(default_factory=list)
    known: dict[str, str] = field(default_factory=dict)

    def tap(self, number: int) -> None:
        label = list(LABELS)[number // self.homes % len(LABELS)]
        person = f"p{number % self.homes}"
        asked = self.stage.platform.ask("press", person=person, chat=GROUP, message_id=self.card["message_id"], text=label)
        self.made.append(asked["callback_query_id"])

    def answers(self) -> list[str]:
        """Texts of all answers given so far, "" for none."""
        made = list(self.made)
        for one in made:
            if one not in self.known and (answer := self.stage.platform.ask("answer", id=one)):
                self.known[one] = answer["text"]
        return [self.known.get(one, "") for one in made]

    def receipts(self) -> set[str]:
        """Codes that somebody was shown: these ballots are promised."""
        return {found[1] for text in self.answers() if (found := RECEIPT.search(text))}


def counted(stage: Stage) -> list[tuple[int, str | None]]:
    return stage.rows("SELECT head, counted FROM vote_heads ORDER BY head")


def ballots(stage: Stage) -> list[tuple[Any, ...]]:
    return stage.rows("SELECT id, head, choice, update_id, receipt, refused FROM ballots ORDER BY id")


def last_ballots(stage: Stage) -> dict[int, tuple[str, str]]:
    """Account → choice and code of its last ballot."""
    query = "SELECT telegram_id, choice, receipt FROM ballots JOIN people ON people.id = ballots.person_id ORDER BY ballots.id"
    return {account: (choice, code) for account, choice, code in stage.rows(query)}


def check_ledger(stage: Stage, homes: int, last: Choice) -> None:
    """One standing choice per head, the last one made; counters are what the ledger says; every update at most once."""
    updates = [row[3] for row in ballots(stage) if row[3] is not None]
    assert len(updates) == len(set(updates))
    assert {choice for choice, _ in last_ballots(stage).values()} == {last}
    assert [choice for _, choice in counted(stage)] == [last] * homes
    assert stage.rows("SELECT choice, heads FROM vote_counts WHERE heads > 0") == [(last, homes)]
    assert stage.rows("PRAGMA integrity_check") == [("ok",)]


def test_killed_in_the_middle_of_540_taps_it_loses_no_ballot_it_acknowledged_and_counts_none_twice(stage: Stage) -> None:
    build(stage, HOMES)
    process = stage.run()
    tapping = Tapping(stage, settle(stage, HOMES), HOMES)
    with ThreadPoolExecutor(HANDS) as pool:
        taps = [pool.submit(tapping.tap, number) for number in range(HOMES * ROUNDS)]
        until(lambda: len(tapping.made) > HOMES * ROUNDS // 2, "half of the taps")
        process.end(signal.SIGKILL)
        for done in taps:
            done.result()
    promised = tapping.receipts()
    assert promised, "nothing was acknowledged before the kill"
    stage.run("again")
    until(lambda: all(tapping.answers()), "an answer to every tap", 60)
    assert promised <= {row[4] for row in ballots(stage)}
    assert tapping.receipts() <= {row[4] for row in ballots(stage)}
    assert len(ballots(stage)) == HOMES * ROUNDS
    check_ledger(stage, HOMES, Choice.ABSTAIN)
    stage.platform.shows(GROUP, f"已参与 {HOMES} / {HOMES} 户", 60)
    for account, (_, code) in last_ballots(stage).items():
        stage.platform.shows(account, code, 60)


def test_every_update_twice_in_any_order_changes_nothing_and_the_result_comes_once(stage: Stage) -> None:
    build(stage, 3)
    process = stage.run(**stage.by_webhook(), LOG_LEVEL="DEBUG")
    tapping = Tapping(stage, settle(stage, 3), 3)
    for number in range(6):
        tapping.tap(number)
        until(lambda: all(tapping.answers()), "the answer")
    stage.wait_idle()
    before = ballots(stage)
    again = [row[0] for row in stage.rows("SELECT update_id FROM seen_updates")] + [row[3] for row in before]
    random.Random(4).shuffle(again)
    for update_id in again:
        stage.platform.ask("redeliver", update_id=update_id)
    stage.wait_idle()
    assert ballots(stage) == before
    check_ledger(stage, 3, Choice.AGAINST)
    assert stage.rows("SELECT count(*) FROM votes") == [(1,)]

    close_now(stage)
    result = stage.platform.shows(GROUP, "没有通过", 20)
    assert "反对 3 户" in words(result)
    assert len([one for one in stage.platform.messages(GROUP) if "没有通过" in words(one)]) == 1
    late = {"person": "p0", "chat": GROUP, "message_id": tapping.card["message_id"], "data": first_button(tapping.card)}
    asked = stage.platform.ask("press_data", **late)
    assert "这次没有计入" in until(lambda: stage.platform.ask("answer", id=asked["callback_query_id"]), "the answer")["text"]
    assert ballots(stage)[:6] == before
    check_ledger(stage, 3, Choice.AGAINST)
    secrets = ["业主000", "陈静", "和平小区", "道闸", "同意", SANDBOX_TOKEN.partition(":")[2], SECRET, *tapping.receipts()]
    secrets += [code for (code,) in stage.rows("SELECT title FROM groups")] + [first_button(tapping.card)]
    assert [one for one in secrets if one in process.said()] == []


def close_now(stage: Stage) -> None:
    """The closing time is this moment, in the vote and among the due things."""
    now = datetime.now(UTC).strftime(STORED)
    stage.write("UPDATE votes SET closes_at = ?", now)
    stage.write("UPDATE due SET due_at = ? WHERE kind = 'votes.close'", now)


def first_button(card: dict[str, Any]) -> str:
    return str(card["reply_markup"]["inline_keyboard"][0][0]["callback_data"])


def test_an_outage_of_three_minutes_in_mid_vote_is_announced_and_its_lost_taps_can_be_made_again(stage: Stage) -> None:
    build(stage, 2)
    process = stage.run()
    tapping = Tapping(stage, settle(stage, 2), 2)
    tapping.tap(0)
    until(lambda: all(tapping.answers()), "the answer")
    process.end(signal.SIGKILL)
    tapping.tap(1)
    lost = tapping.made[-1]
    # The first one is gone, too, where the kill came before the platform heard that it was done.
    assert stage.platform.ask("age", seconds=180)["expired"] in {1, 2}
    last_seen = datetime.now(UTC) - timedelta(seconds=180)
    stage.write("UPDATE heartbeats SET beat_at = ?", last_seen.strftime(STORED))
    stage.run("again")
    notice = words(stage.platform.shows(GROUP, "助手没有在线"))
    assert f"{clock(last_seen)}–" in notice or f"{clock(last_seen)} – " in notice, "the second over midnight"
    assert "请再点一次" in notice
    assert stage.platform.ask("answer", id=lost) is None
    tapping.made.clear()
    tapping.tap(1)
    until(lambda: all(tapping.answers()), "the answer")
    check_ledger(stage, 2, Choice.AGREE)
    assert len([one for one in stage.platform.messages(GROUP) if "助手没有在线" in words(one)]) == 1
