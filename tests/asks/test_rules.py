"""When the next ask of a renovation may be made, and what may be said of the one before it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.rules.asks import (
    LONGEST_CHANGES,
    LONGEST_TITLE,
    Ask,
    AskNotYet,
    AskSameScheme,
    AskTwice,
    ChangesNameSomebody,
    ChangesNotUsable,
    NothingToTell,
    RenovationTitleNotUsable,
    Stage,
    StageStatus,
    changes_from,
    check_may_ask,
    check_other_scheme,
    stages_of,
    title_from,
    to_be_told,
)
from bot.rules.votes import Outcome
from bot.rules.votes.facts import VoteState

NOW = datetime(2026, 3, 1, tzinfo=UTC)
D, P, E = Stage
ASK = Ask("a1", D, 1, "v1", VoteState.CLOSED, Outcome.COUNTED, "图纸.pdf", "a" * 64, 1, NOW, "加了扶手")
OPEN = replace(ASK, state=VoteState.OPEN, outcome=None, changes="")
UNTOLD = replace(ASK, changes="")
NEXT = replace(ASK, id="a2", stage=P, vote_id="v2")


def statuses(*asks: Ask) -> list[StageStatus]:
    return [one.status for one in stages_of(asks)]


def test_one_after_the_other() -> None:
    s = StageStatus
    assert statuses() == [s.READY, s.LOCKED, s.LOCKED]
    assert statuses(OPEN) == [s.ASKING, s.LOCKED, s.LOCKED]
    assert statuses(replace(OPEN, state=VoteState.UNDECIDED)) == [s.ASKING, s.LOCKED, s.LOCKED]
    assert statuses(UNTOLD) == [s.TO_TELL, s.LOCKED, s.LOCKED], "an outcome is not enough: what changed is said first"
    assert statuses(ASK) == [s.DONE, s.READY, s.LOCKED]
    assert statuses(ASK, NEXT) == [s.DONE, s.DONE, s.READY]
    assert statuses(ASK, NEXT, replace(ASK, id="a3", stage=E)) == [s.DONE, s.DONE, s.DONE]


def test_called_off_it_was_never_asked() -> None:
    for state in (VoteState.CANCELLED, VoteState.RETRACTED):
        assert statuses(replace(OPEN, state=state)) == [StageStatus.READY, StageStatus.LOCKED, StageStatus.LOCKED]
        assert check_may_ask(D, [replace(OPEN, state=state)]) == 2, "a number of its own"


def test_one_that_did_not_pass_is_asked_again_and_opens_nothing() -> None:
    rejected = replace(ASK, outcome=Outcome.REJECTED)
    assert statuses(rejected) == [StageStatus.AGAIN, StageStatus.LOCKED, StageStatus.LOCKED]
    assert check_may_ask(D, [rejected]) == 2
    assert statuses(rejected, replace(ASK, id="a2", round=2)) == [StageStatus.DONE, StageStatus.READY, StageStatus.LOCKED]


def test_too_few_that_took_part_open_nothing_either() -> None:
    short = replace(ASK, outcome=Outcome.NO_QUORUM)
    assert statuses(short) == [StageStatus.AGAIN, StageStatus.LOCKED, StageStatus.LOCKED]
    check_other_scheme(D, [short], short.scheme_sha256)


def test_what_did_not_pass_is_asked_with_another_scheme() -> None:
    rejected = replace(ASK, outcome=Outcome.REJECTED)
    with pytest.raises(AskSameScheme):
        check_other_scheme(D, [rejected], rejected.scheme_sha256)
    check_other_scheme(D, [rejected], "b" * 64)
    check_other_scheme(P, [rejected], rejected.scheme_sha256)
    check_other_scheme(D, [ASK], ASK.scheme_sha256)
    again = replace(ASK, id="a2", round=2, state=VoteState.OPEN, outcome=None, scheme_sha256="b" * 64)
    with pytest.raises(AskSameScheme) as running:
        check_other_scheme(D, [rejected, again], rejected.scheme_sha256)
    assert running.value.running
    check_other_scheme(D, [rejected, again], "c" * 64)


def test_what_may_not_be_asked_is_said() -> None:
    with pytest.raises(AskNotYet) as locked:
        check_may_ask(E, [ASK])
    assert (locked.value.stage, locked.value.former) == (E, P)
    with pytest.raises(AskNotYet) as untold:
        check_may_ask(D, [UNTOLD])
    assert untold.value.former is D
    for asks in ([OPEN], [ASK]):
        with pytest.raises(AskTwice):
            check_may_ask(D, asks)


def test_what_changed_is_said_of_the_newest_that_has_an_outcome() -> None:
    assert to_be_told([UNTOLD], "a1") is UNTOLD
    assert to_be_told([ASK], "a1") is ASK, "it may be corrected"
    assert to_be_told([ASK, replace(NEXT, state=VoteState.CANCELLED)], "a1") is ASK
    for asks in ([OPEN], [ASK, NEXT], []):
        with pytest.raises(NothingToTell):
            to_be_told(asks, "a1")


def test_words() -> None:
    assert title_from(" 外墙\n翻新 ") == "外墙 翻新"
    assert changes_from("二楼以上加了扶手，费用没有变") == "二楼以上加了扶手，费用没有变"
    for words in ("", "……", "长" * (LONGEST_TITLE + 1)):
        with pytest.raises(RenovationTitleNotUsable):
            title_from(words)
    for words in ("", "。", "长" * (LONGEST_CHANGES + 1)):
        with pytest.raises(ChangesNotUsable):
            changes_from(words)
    for words in ("按3栋2单元301的意见改了", "问 138 0013 8000"):
        with pytest.raises(ChangesNameSomebody):
            changes_from(words)
