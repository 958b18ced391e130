"""How a ledger is read: the order of the checks, proxies and their cap, changes, contradictions, delivery, following."""

from datetime import timedelta

import pytest

from bot.rules.votes import (
    ChangePolicy,
    Channel,
    Choice,
    InvalidReason,
    Kind,
    Outcome,
    Parking,
    Weight,
    tally,
)
from tests.votes.worlds import CLOSES, EARLY, SECOND, ballot, ballots, delivery, home, nine_homes, rules

PAPER, PHONE = Channel.PAPER, Channel.PHONE
LATE = CLOSES + SECOND


def reasons(result):
    return [one.reason.value for one in result.invalid]


def at(minute):
    return EARLY + timedelta(minutes=minute)


def counts(result):
    return tuple(getattr(result.counts, name).heads for name in ("agree", "against", "abstain"))


@pytest.mark.rule("S8.order", "R7.no_proxy", "R15.void", "R15.unnamed")
@pytest.mark.parametrize(
    ("broken", "reason", "opinions"),
    [
        ({"room": "9999", "verified": False, "at": LATE}, "not_on_roster", 0),
        ({"verified": False, "at": LATE, "scheme": "v1"}, None, 1),
        ({"at": LATE, "scheme": "v1", "voter": "x"}, "late", 0),
        ({"scheme": "", "voter": "x"}, "superseded_scheme", 0),
        ({"proxy": "x", "voter": "o1"}, "no_proxy", 0),
        ({"proxy": "o1", "voter": "agent"}, "proxy_cap", 0),
        ({"voter": "x"}, "no_proxy", 0),
    ],
)
def test_each_row_meets_the_checks_in_order(broken, reason, opinions):
    row = ballot(1, "Y", **{"scheme": "v2", **broken})
    result = tally(nine_homes(), [row], rules(scheme="v2", proxy_cap=0))
    assert reasons(result) == ([reason] if reason else [])
    assert (result.opinions, counts(result)) == (opinions, (0, 0, 0))


@pytest.mark.rule("R8.invalid")
def test_an_invalid_ballot_has_one_of_seven_reasons() -> None:
    said = [
        ballot(1, "Y", at=LATE, scheme="v2"),
        ballot(2, "Y", "agent", at(1), proxy="o2", scheme="v2"),
        ballot(3, "Y", "agent", at(2), proxy="o3", scheme="v2"),
        ballot(4, "Y", scheme="v1"),
        ballot(5, "Y", at=at(1), scheme="v2"),
        ballot(5, "N", at=at(2), scheme="v2"),
        ballot(6, "Y", scheme="v2"),
        ballot(6, "N", channel=PAPER, scheme="v2"),
        ballot(7, "Y", scheme="v2", room="9999"),
        ballot(8, "Y", "somebody", scheme="v2"),
    ]
    result = tally(nine_homes(), said, rules(scheme="v2", proxy_cap=1, change=ChangePolicy.NEVER))
    assert sorted(reasons(result)) == sorted(InvalidReason), "each of them once, and there is no eighth"
    assert counts(result) == (2, 0, 0), "the agent's first, and the choice that may not be changed"


@pytest.mark.rule("R6.ignore", "R6.count")
def test_an_answer_for_a_parking_place_that_does_not_count_is_not_on_the_roster():
    roster = [home(1), home(2, ["o1"], kind=Kind.PARKING)]
    said = [ballot(2, "Y", "o1"), delivery(2)]
    ignored = tally(roster, said, rules(parking=Parking.IGNORE))
    assert (reasons(ignored), ignored.total) == (["not_on_roster"] * 2, Weight(100_00, 1))
    counted = tally(roster, said, rules(parking=Parking.COUNT))
    assert (reasons(counted), counted.counts.agree, counted.homes) == ([], Weight(200_00, 1), 1)


@pytest.mark.rule("R5.homes", "R3.area")
def test_a_vote_on_any_home_of_a_head_is_the_heads():
    roster = [home(1, ["a"]), home(2, ["a"]), home(3, ["a", "b"])]
    result = tally(roster, [ballot(2, "Y", "a")], rules())
    assert result.counts.agree == Weight(200_00, 1)


@pytest.mark.rule("S8.developer")
def test_who_owns_another_home_of_the_developers_head_does_not_own_this_one():
    roster = [home(1, ["d"], developer=True), home(2, ["e"], developer=True), home(3)]
    assert reasons(tally(roster, [ballot(1, "Y", "e")], rules())) == ["no_proxy"]
    both = tally(roster, [ballot(1, "Y", "d"), ballot(2, "N", "e")], rules())
    assert both.disputed == ("3栋-2单元-0101",)
    assert both.total == Weight(300_00, 2)


class TestProxies:
    def test_a_filled_proxy_makes_it_a_proxys_ballot_even_of_an_owner(self):
        roster = [home(1, ["a", "b"])]
        result = tally(roster, [ballot(1, "Y", "a", proxy="b"), ballot(1, "N", "a", PAPER)][:1], rules(proxy_cap=0))
        assert reasons(result) == ["proxy_cap"]
        assert counts(tally(roster, [ballot(1, "Y", "a", proxy="b")], rules(proxy_cap=1))) == (1, 0, 0)

    @pytest.mark.rule("R11.uncapped")
    def test_without_a_cap_one_agent_stands_in_for_any_number(self):
        said = [ballot(number, "Y", "agent", proxy=f"o{number}") for number in range(1, 10)]
        result = tally(nine_homes(), said, rules())
        assert (counts(result), reasons(result)) == ((9, 0, 0), [])

    @pytest.mark.rule("R11.cap")
    def test_the_cap_counts_distinct_heads_in_order_of_receipt(self):
        said = [ballot(n, "Y", "agent", at(n), proxy=f"o{n}") for n in (1, 2, 3)]
        again = [ballot(1, "N", "agent", at(9), proxy="o1"), ballot(3, "Y", "agent", at(10), proxy="o3")]
        result = tally(nine_homes(), [*again, *said], rules(proxy_cap=2))
        assert [(one.ref[-4:], one.reason.value) for one in result.invalid] == [("0301", "proxy_cap"), ("0301", "proxy_cap")]
        assert counts(result) == (1, 1, 0)

    def test_two_homes_of_one_head_use_one_place_under_the_cap(self):
        roster = [home(1, ["a"]), home(2, ["a"]), home(3)]
        said = [ballot(1, "Y", "agent", proxy="a"), ballot(2, "Y", "agent", proxy="a")]
        assert reasons(tally(roster, said, rules(proxy_cap=1))) == []

    def test_a_head_is_used_up_whatever_becomes_of_the_ballot(self):
        roster = [home(1, ["a", "b"], designated="a"), home(2)]
        said = [ballot(1, "Y", "agent", at(1), proxy="b"), ballot(2, "Y", "agent", at(2), proxy="o2")]
        result = tally(roster, said, rules(proxy_cap=1))
        assert (reasons(result), result.opinions) == (["proxy_cap"], 1)

    def test_a_ballot_refused_earlier_uses_nothing_up(self):
        said = [
            ballot(1, "Y", "agent", at(1), proxy="x"),
            ballot(1, "Y", "agent", at(2), proxy="o1", verified=False),
            ballot(1, "Y", "agent", at(3), proxy="o1", scheme="v1"),
            ballot(2, "Y", "agent", at(4), proxy="o2", scheme="v2"),
        ]
        result = tally(nine_homes(), said, rules(proxy_cap=1, scheme="v2"))
        assert reasons(result) == ["superseded_scheme", "superseded_scheme"]
        assert counts(result) == (1, 0, 0)

    def test_an_owners_own_ballots_use_nothing_up(self):
        roster = [home(1, ["a"]), home(2, ["a", "b"]), home(3)]
        said = [ballot(1, "Y", "a", at(1)), ballot(2, "Y", "a", at(2)), ballot(3, "Y", "a", at(3), proxy="o3")]
        assert counts(tally(roster, said, rules(proxy_cap=1))) == (3, 0, 0)

    def test_each_agent_has_a_cap_of_their_own(self):
        said = [ballot(1, "Y", "one", proxy="o1"), ballot(2, "Y", "two", proxy="o2")]
        assert counts(tally(nine_homes(), said, rules(proxy_cap=1))) == (2, 0, 0)

    @pytest.mark.rule("R11.own_later", "R11.own_earlier")
    @pytest.mark.parametrize("order", [1, -1])
    def test_the_owners_own_ballot_beats_the_proxys_whenever_it_came(self, order):
        said = [ballot(1, "Y", "agent", at(5), proxy="o1", channel=PAPER), ballot(1, "N", at=at(5 + order))]
        result = tally(nine_homes(), said, rules())
        assert (counts(result), reasons(result)) == ((0, 1, 0), [])

    @pytest.mark.rule("R11.own_retracted")
    def test_a_retracted_own_ballot_leaves_the_proxys_standing(self):
        said = [ballot(1, "Y", "agent", at(1), proxy="o1"), ballot(1, "N", at=at(2)), ballot(1, "R", at=at(3))]
        assert counts(tally(nine_homes(), said, rules())) == (1, 0, 0)

    def test_of_two_agents_in_one_instant_the_later_line_stands(self):
        said = [ballot(1, "Y", "zoe", proxy="o1"), ballot(1, "N", "adam", proxy="o1")]
        assert counts(tally(nine_homes(), said, rules())) == (0, 1, 0)
        assert counts(tally(nine_homes(), said[::-1], rules())) == (1, 0, 0)

    def test_two_agents_of_one_owner_share_a_stream(self):
        said = [ballot(1, "Y", "one", at(1), proxy="o1"), ballot(1, "N", "two", at(2), proxy="o1")]
        assert counts(tally(nine_homes(), said, rules())) == (0, 1, 0)
        assert reasons(tally(nine_homes(), said, rules(change=ChangePolicy.NEVER))) == ["change_refused"]


class TestChanges:
    @pytest.mark.rule("R12.once")
    def test_once_allows_one_change_and_a_retraction_is_one(self):
        said = [ballot(1, letter, at=at(minute)) for minute, letter in enumerate("YRY")]
        result = tally(nine_homes(), said, rules(change=ChangePolicy.ONCE))
        assert (counts(result), reasons(result)) == ((0, 0, 0), ["change_refused"])

    def test_the_same_choice_again_uses_nothing_up(self):
        said = [ballot(1, letter, at=at(minute)) for minute, letter in enumerate("YYYNNY")]
        result = tally(nine_homes(), said, rules(change=ChangePolicy.ONCE))
        assert (counts(result), reasons(result)) == ((0, 1, 0), ["change_refused"])

    @pytest.mark.rule("S8.first")
    def test_a_first_ballot_may_be_a_retraction_and_what_follows_is_a_change(self):
        said = [ballot(1, "R", at=at(1)), ballot(1, "Y", at=at(2))]
        assert reasons(tally(nine_homes(), said, rules(change=ChangePolicy.NEVER))) == ["change_refused"]
        assert counts(tally(nine_homes(), said, rules(change=ChangePolicy.ONCE))) == (1, 0, 0)

    def test_each_channel_has_its_own_first_ballot(self):
        said = [ballot(1, "Y", at=at(1)), ballot(1, "Y", at=at(2), channel=PAPER)]
        assert reasons(tally(nine_homes(), said, rules(change=ChangePolicy.NEVER))) == []

    @pytest.mark.rule("S8.file_order")
    def test_rows_of_one_instant_are_read_in_file_order(self):
        said = [ballot(1, "Y"), ballot(1, "N")]
        assert counts(tally(nine_homes(), said, rules())) == (0, 1, 0)
        assert counts(tally(nine_homes(), said[::-1], rules())) == (1, 0, 0)


class TestContradictions:
    @pytest.mark.rule("R13.contradiction", "R13.unresolved")
    def test_channels_that_differ_leave_the_owner_without_a_choice(self):
        result = tally(nine_homes(), [ballot(1, "Y"), ballot(1, "N", channel=PAPER), ballot(1, "N", channel=PHONE)], rules())
        assert (counts(result), reasons(result), result.disputed) == ((0, 0, 0), ["contradiction_unresolved"], ())

    @pytest.mark.rule("R13.same_channel")
    def test_a_later_change_through_the_same_channel_settles_it(self):
        said = [ballot(1, "Y", at=at(1)), ballot(1, "N", at=at(2), channel=PAPER), ballot(1, "N", at=at(3))]
        assert counts(tally(nine_homes(), said, rules())) == (0, 1, 0)

    @pytest.mark.rule("S8.channels")
    def test_one_entry_per_owner_named_by_the_heads_first_home(self):
        roster = [home(1, ["a", "b"]), home(2, ["a", "b"])]
        said = [ballot(2, letter, owner, channel=channel) for owner in "ab" for letter, channel in (("Y", PAPER), ("N", PHONE))]
        result = tally(roster, said, rules())
        assert [(one.ref, one.reason.value) for one in result.invalid] == [("3栋-2单元-0101", "contradiction_unresolved")] * 2

    def test_the_other_owners_lone_choice_stands(self):
        said = [ballot(1, "Y", "a"), ballot(1, "N", "a", channel=PAPER), ballot(1, "A", "b")]
        result = tally([home(1, ["a", "b"])], said, rules())
        assert (counts(result), reasons(result), result.disputed) == ((0, 0, 1), ["contradiction_unresolved"], ())

    def test_the_other_owners_may_still_be_in_dispute(self):
        said = [ballot(1, "Y", "a"), ballot(1, "N", "a", channel=PAPER), ballot(1, "A", "b"), ballot(1, "Y", "c")]
        result = tally([home(1, ["a", "b", "c"])], said, rules())
        assert (reasons(result), result.disputed) == (["contradiction_unresolved"], ("3栋-2单元-0101",))


class TestFollowingTheMajority:
    def followed(self, said, **more):
        return tally(nine_homes(), said, rules(follow_majority="第8条", **more)).follow_majority

    @pytest.mark.rule("R10.clause")
    def test_without_a_clause_nobody_follows(self):
        assert tally(nine_homes(), [delivery(1)], rules()).follow_majority is None

    @pytest.mark.rule("R10.follow", "R10.strict", "R10.beside")
    def test_delivered_silent_heads_join_and_the_strict_result_stands_beside(self):
        result = tally(nine_homes(), [*ballots("YYYYN"), *(delivery(number) for number in (6, 7))], rules(follow_majority="第8条"))
        assert result.outcome is Outcome.NO_QUORUM
        followed = result.follow_majority
        assert (followed.outcome, followed.joined, followed.followers) == (Outcome.PASSED, Choice.AGREE, Weight(200_00, 2))
        assert (followed.counts.agree.heads, followed.counts.participating.heads) == (6, 7)

    @pytest.mark.rule("R10.delivery")
    def test_a_ballot_proves_no_delivery_and_neither_does_a_late_record(self):
        said = [*ballots("YYY"), ballot(4, "R"), delivery(5, LATE), delivery(6, CLOSES)]
        assert self.followed(said).followers.heads == 1

    def test_delivery_is_recorded_by_rows_that_are_refused_for_other_reasons(self):
        said = [*ballots("YYY"), ballot(4, "Y", "x", delivered=True), ballot(5, "N", verified=False, delivered=True)]
        assert self.followed(said).followers.heads == 2

    def test_a_retracted_delivered_ballot_follows(self):
        said = [*ballots("YYY"), ballot(3, "R", at=CLOSES), delivery(3)]
        assert self.followed(said).followers.heads == 1

    @pytest.mark.rule("R10.never")
    def test_disputed_and_contradictory_heads_never_follow(self):
        roster = [home(1, ["a", "b"]), home(2), home(3), *(home(number) for number in (4, 5))]
        said = [
            ballot(1, "Y", "a"),
            ballot(1, "N", "b"),
            ballot(2, "Y"),
            ballot(2, "N", channel=PAPER),
            ballot(4, "Y"),
            *(delivery(number) for number in (1, 2, 3, 4)),
        ]
        followed = tally(roster, said, rules(follow_majority="第8条")).follow_majority
        assert (followed.followers.heads, followed.counts.agree.heads) == (1, 2)

    @pytest.mark.rule("R10.tie")
    def test_on_a_tie_or_where_area_and_heads_differ_they_abstain(self):
        assert self.followed([*ballots("YN"), delivery(3)]).joined is Choice.ABSTAIN
        assert self.followed([delivery(3)]).joined is Choice.ABSTAIN
        roster = [home(1, area_cm2m=500_00), home(2), home(3), home(4)]
        followed = tally(roster, [*ballots("YNN"), delivery(4)], rules(follow_majority="第8条")).follow_majority
        assert (followed.joined, followed.counts.abstain.heads) == (Choice.ABSTAIN, 1)
        assert self.followed([*ballots("NNY"), delivery(4)]).joined is Choice.AGAINST


@pytest.mark.rule("S8.designated", "R4.designated")
def test_opinions_of_owners_who_are_not_designated_are_counted_by_row():
    roster = [home(1, ["a", "b"], designated="a")]
    said = [ballot(1, "N", "b", at(1)), ballot(1, "R", "b", at(2)), ballot(1, "N", "b", channel=PAPER), ballot(1, "Y", "a")]
    result = tally(roster, said, rules())
    assert (result.opinions, counts(result), reasons(result)) == (3, (1, 0, 0), [])


def test_a_place_written_with_full_width_digits_is_the_same_place():
    result = tally(nine_homes(), [ballot(1, "Y", building="３栋", room=" ０１０１ ")], rules())
    assert counts(result) == (1, 0, 0)
    assert tally(nine_homes(), [ballot(1, "Y", "x", building="３栋")], rules()).invalid[0].ref == "3栋-2单元-0101"


def test_invalid_ballots_are_listed_by_time_and_contradictions_last():
    said = [ballot(3, "Y", "x", at(3)), ballot(1, "Y"), ballot(1, "N", channel=PAPER), ballot(2, "Y", at=LATE), ballot(4, "Y", "x", at(1))]
    result = tally(nine_homes(), said, rules())
    assert [(one.ref[-4:], one.reason) for one in result.invalid] == [
        ("0401", InvalidReason.NO_PROXY),
        ("0301", InvalidReason.NO_PROXY),
        ("0201", InvalidReason.LATE),
        ("0101", InvalidReason.CONTRADICTION_UNRESOLVED),
    ]


@pytest.mark.rule("S8.empty")
def test_a_roster_without_a_row_that_counts_is_no_vote():
    with pytest.raises(ValueError, match="roster"):
        tally([home(1, kind=Kind.PARKING)], [], rules(parking=Parking.IGNORE))
