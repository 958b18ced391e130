"""Who may enter ballots, until when, for whom; how a contradiction is settled and opened anew."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.rules.entries import (
    LONGEST_REASON,
    Way,
    ballot_owners,
    buildings_entered,
    check_running,
    check_second,
    may_enter,
    reason_from,
    settling_channel,
    ways_to_settle,
)
from bot.rules.entries.violations import EntryNotOpen, EntryTooLate, NothingToSettle, NotTheSecond, ReasonNotUsable
from bot.rules.residents import Actor, Appointment, Place, PlaceKind, Role
from bot.rules.votes import BallotState, ChangePolicy, Channel, Choice, Former
from bot.rules.votes.casting import HeadBook, Mandate, Stand, judge
from bot.rules.votes.electorates import Elector, RosterHome, freeze
from bot.rules.votes.facts import VoteState
from bot.rules.votes.heads import RosterRow
from bot.rules.votes.terms import PaperBy, Terms

CLOSES = datetime(2026, 3, 1, 10, tzinfo=UTC)
AT = CLOSES - timedelta(days=1)
COMPOUND = Place("c", PlaceKind.COMPOUND, "和平小区", "m", "c", ("s", "m", "c"))
COMMUNITY = Place("m", PlaceKind.COMMUNITY, "北街社区", "s", None, ("s", "m"))
ELSEWHERE = Place("x", PlaceKind.COMMUNITY, "东街社区", "s", None, ("s", "x"))
ONE = Place("b", PlaceKind.BUILDING, "1栋", "c", "c", ("s", "m", "c", "b"))
OTHER = Place("o", PlaceKind.BUILDING, "1栋", "d", "d", ("s", "m", "d", "o"))


def actor(role: Role, place: Place) -> Actor:
    return Actor(1, "zh", "p", appointments=(Appointment("a", role, place),))


def terms(by: PaperBy) -> Terms:
    return Terms("national@2021-01-01", False, "", "", None, 0, date(2026, 1, 1), None, by)


def elector(*owners: str, buildings: tuple[str, ...] = ("1栋",), designated: str | None = None) -> Elector:
    rows = [RosterRow(name, "1单元", "101", 100, owners, designated=designated) for name in buildings]
    [found] = freeze([RosterHome(f"h{number}", row, "register", number) for number, row in enumerate(rows)]).electors
    return found


@pytest.mark.rule("S6.who_enters")
@pytest.mark.parametrize(
    ("who", "by", "expected"),
    [
        (actor(Role.COMMUNITY_STAFF, COMMUNITY), PaperBy.STAFF, None),
        (actor(Role.COMMUNITY_STAFF, ELSEWHERE), PaperBy.STAFF, frozenset()),
        (actor(Role.COMPOUND_CHIEF, COMPOUND), PaperBy.BUILDING_HEADS, frozenset()),
        (actor(Role.BUILDING_HEAD, ONE), PaperBy.STAFF, frozenset()),
        (actor(Role.BUILDING_HEAD, ONE), PaperBy.BUILDING_HEADS, frozenset({"1栋"})),
        (actor(Role.BUILDING_HEAD, OTHER), PaperBy.BUILDING_HEADS, frozenset()),
    ],
)
def test_staff_enter_and_heads_where_the_terms_say_so(who: Actor, by: PaperBy, expected: frozenset[str] | None) -> None:
    assert buildings_entered(who, COMPOUND, terms(by)) == expected


def test_a_vote_from_before_there_were_terms_is_for_staff() -> None:
    assert buildings_entered(actor(Role.BUILDING_HEAD, ONE), COMPOUND, None) == frozenset()
    assert buildings_entered(actor(Role.STREET_STAFF, Place("s", PlaceKind.STREET, "北街", None, None, ("s",))), COMPOUND, None) is None


def test_a_head_enters_where_all_homes_are_the_own_buildings() -> None:
    assert may_enter(elector("a"), frozenset({"1栋"}))
    assert not may_enter(elector("a", buildings=("1栋", "2栋")), frozenset({"1栋"}))
    assert may_enter(elector("a", buildings=("1栋", "2栋")), None)


def test_until_the_closing_time_itself() -> None:
    check_running(VoteState.OPEN, CLOSES, CLOSES)
    for state in (VoteState.OPEN, VoteState.CLOSED, VoteState.UNDECIDED):
        with pytest.raises(EntryTooLate):
            check_running(state, CLOSES, CLOSES + timedelta(microseconds=1))
    for state in (VoteState.CANCELLED, VoteState.RETRACTED):
        with pytest.raises(EntryNotOpen):
            check_running(state, CLOSES, AT)


def test_the_second_is_neither_the_first_nor_the_owner() -> None:
    check_second("first", "second", {"other"}, {"owner", "agent"})
    for person, held in (("first", set[str]()), ("second", {"owner"}), ("second", {"agent"}), (None, set[str]())):
        with pytest.raises(NotTheSecond):
            check_second("first", person, held, {"owner", "agent"})


def test_whose_ballot_it_may_be() -> None:
    joint = elector("a", "b")
    assert ballot_owners(joint, HeadBook(1), ("a", "b")) == ("a", "b")
    assert ballot_owners(joint, HeadBook(1, "b"), ("a", "b")) == ("b",)


def book(**said: Choice | None) -> HeadBook:
    """What one owner said by each channel, a minute apart."""
    made = HeadBook(1)
    for minute, (channel, choice) in enumerate(said.items()):
        made.streams["a", Channel(channel), False] = Stand(Former(choice), "K7Q2", AT + timedelta(minutes=minute))
    return made


@pytest.mark.rule("R13.agree")
def test_channels_that_agree_are_no_contradiction() -> None:
    assert not book(chat=Choice.AGREE, paper=Choice.AGREE).contradicts("a")
    assert not book(chat=None, paper=Choice.AGREE).contradicts("a"), "one that was taken back says nothing"
    with pytest.raises(NothingToSettle):
        settling_channel(book(chat=Choice.AGREE, paper=Choice.AGREE), "a", Way.PAPER)


@pytest.mark.rule("R13.resolved", "S6.by_channel")
def test_settled_by_channel() -> None:
    differ = book(paper=Choice.AGREE, chat=Choice.AGAINST)
    assert differ.recount(elector("a")) is BallotState.DISPUTED
    assert settling_channel(differ, "a", Way.PAPER) is Channel.PAPER
    assert settling_channel(differ, "a", Way.CHAT) is Channel.CHAT
    with pytest.raises(NothingToSettle):
        settling_channel(differ, "a", Way.PHONE)
    assert ways_to_settle(differ.own("a")) == (Way.PAPER, Way.CHAT)
    assert ways_to_settle([Channel.PHONE, Channel.PAPER]) == (Way.PAPER, Way.PHONE), "each ballot that there is, and no other"
    assert differ.settle("a", Channel.PAPER) == [("a", Channel.CHAT, False)]
    assert differ.recount(elector("a")) is BallotState.AGREE
    assert not differ.contradicts("a")


@pytest.mark.parametrize(
    ("choice", "state"), [(Choice.ABSTAIN, BallotState.DISPUTED), (Choice.AGREE, BallotState.AGREE), (None, BallotState.AGREE)]
)
def test_a_newer_ballot_opens_it_anew(choice: Choice | None, state: BallotState) -> None:
    differ, only = book(chat=Choice.AGAINST, paper=Choice.AGREE), elector("a")
    differ.settle("a", Channel.PAPER)
    differ.recount(only)
    judged = judge(Mandate(only, "a"), differ, choice, policy=ChangePolicy.UNTIL_CLOSE, receipt="M3P4", received_at=CLOSES)
    assert judged.written
    assert differ.counted is state


@pytest.mark.parametrize("policy", list(ChangePolicy))
@pytest.mark.parametrize("channel", [Channel.CHAT, Channel.PAPER])
def test_the_same_choice_again_leaves_it_settled_unless_it_was_set_aside(policy: ChangePolicy, channel: Channel) -> None:
    """No change, so that no policy refuses it; and whoever says once more what was set aside does not leave it at that."""
    differ, only = book(chat=Choice.AGAINST, paper=Choice.AGREE), elector("a")
    differ.settle("a", Channel.PAPER)
    differ.recount(only)
    said, before = differ.own("a")[channel], differ.own("a")
    late, now = said.received_at - timedelta(seconds=1), CLOSES
    for received_at, opens in ((late, False), (now, channel is Channel.CHAT)):
        how = {"policy": policy, "receipt": "M3P4", "received_at": received_at, "channel": channel}
        again = judge(Mandate(only, "a"), differ, said.former.choice, **how)
        assert again.written is opens
        assert differ.counted is (BallotState.DISPUTED if opens else BallotState.AGREE)
        assert differ.own("a")[channel].former == before[channel].former, "no change was used up"


@pytest.mark.rule("R13.same_channel")
def test_a_change_is_judged_within_its_channel() -> None:
    """R13: a later ballot by the same channel is a change, by another one none."""
    stands, only = book(chat=Choice.AGREE), elector("a")
    policy = {"policy": ChangePolicy.NEVER, "receipt": "M3P4", "received_at": CLOSES}
    paper = judge(Mandate(only, "a"), stands, Choice.AGAINST, channel=Channel.PAPER, **policy)
    assert paper.written
    assert stands.counted is BallotState.DISPUTED
    assert not judge(Mandate(only, "a"), stands, Choice.AGREE, channel=Channel.PAPER, **policy).written


def test_channels_of_one_owner_start_and_end_no_dispute_of_owners() -> None:
    """R4 and R13 are two matters: nobody reads 「另一位业主的意见不同」 of a contradiction."""
    both = elector("a", "b")
    made = book(chat=Choice.AGREE, paper=Choice.AGAINST)
    assert made.recount(both) is BallotState.DISPUTED
    policy = {"policy": ChangePolicy.UNTIL_CLOSE, "receipt": "M3P4", "received_at": CLOSES}
    said = judge(Mandate(both, "b"), made, Choice.AGREE, **policy)
    assert (said.starts_dispute, said.ends_dispute, made.counted) == (False, False, BallotState.AGREE)
    back = judge(Mandate(both, "b"), made, None, **policy)
    assert (back.starts_dispute, back.ends_dispute, made.counted) == (False, False, BallotState.DISPUTED)


def test_a_reason_is_one_line_of_words() -> None:
    assert reason_from(" 问过\n本人 ") == "问过 本人"
    for typed in ("", " \u200b ", "长" * (LONGEST_REASON + 1)):
        with pytest.raises(ReasonNotUsable):
            reason_from(typed)
