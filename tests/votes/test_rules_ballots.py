"""One head's voice: who may speak, what stands, what contradicts, what a change is."""

import pickle
from datetime import timedelta

import pytest

from bot.rules.votes import (
    BallotState,
    ChangePolicy,
    ChangeVerdict,
    Channel,
    Choice,
    ExtensionNotLater,
    ExtensionTooLate,
    Former,
    HeadVerdict,
    Outage,
    Standing,
    Voice,
    VoteClosed,
    ballot_state,
    check_change,
    check_extension,
    check_open,
    heads_of,
    heads_of_owner,
    may_vote,
    outage_near_close,
    participation,
    participation_by_building,
    participation_by_entrance,
    resolve_head,
    standing_after,
)
from tests.votes.worlds import CLOSES, SECOND, home

AGREE, AGAINST, ABSTAIN = Choice.AGREE, Choice.AGAINST, Choice.ABSTAIN
CHAT, PAPER = Channel.CHAT, Channel.PAPER
JOINT = heads_of([home(1, ["wife", "husband"])])[0]
DESIGNATED = heads_of([home(1, ["wife", "husband"], designated="wife")])[0]


def own(owner, choice, channel=CHAT):
    return Standing(owner, channel, False, choice)


def proxied(owner, choice, channel=PAPER):
    return Standing(owner, channel, True, choice)


@pytest.mark.rule("R4.lone", "R4.equal", "R4.differ", "R4.designated", "R13.agree", "R13.contradiction")
@pytest.mark.parametrize(
    ("head", "standing", "verdict"),
    [
        (JOINT, [], HeadVerdict()),
        (JOINT, [own("wife", AGREE)], HeadVerdict(AGREE)),
        (JOINT, [own("wife", AGREE), own("husband", AGREE)], HeadVerdict(AGREE)),
        (JOINT, [own("wife", AGREE), own("husband", ABSTAIN)], HeadVerdict(disputed=True)),
        (DESIGNATED, [own("wife", AGREE), own("husband", AGAINST)], HeadVerdict(AGREE)),
        (DESIGNATED, [own("husband", AGAINST)], HeadVerdict()),
        (JOINT, [own("stranger", AGAINST)], HeadVerdict()),
        (JOINT, [own("wife", AGREE), proxied("wife", AGAINST)], HeadVerdict(AGREE)),
        (JOINT, [proxied("wife", AGAINST)], HeadVerdict(AGAINST)),
        (JOINT, [own("wife", AGREE), own("wife", AGREE, PAPER)], HeadVerdict(AGREE)),
        (JOINT, [own("wife", AGREE), own("wife", AGAINST, PAPER)], HeadVerdict(contradictory_owners=("wife",))),
        (JOINT, [proxied("wife", AGREE), proxied("wife", AGAINST, CHAT)], HeadVerdict(contradictory_owners=("wife",))),
        (
            JOINT,
            [own("husband", AGREE), own("husband", AGAINST, PAPER), own("wife", ABSTAIN), own("wife", AGREE, PAPER)],
            HeadVerdict(contradictory_owners=("wife", "husband")),
        ),
        (
            JOINT,
            [own("wife", AGREE), own("wife", AGAINST, PAPER), own("husband", ABSTAIN)],
            HeadVerdict(ABSTAIN, contradictory_owners=("wife",)),
        ),
    ],
)
def test_what_a_head_says(head, standing, verdict):
    assert resolve_head(head, standing) == verdict
    assert resolve_head(head, standing[::-1]) == verdict


def test_only_a_head_that_nobody_spoke_for_is_silent():
    assert HeadVerdict().silent
    assert not HeadVerdict(ABSTAIN).silent
    assert not HeadVerdict(disputed=True).silent
    assert not HeadVerdict(contradictory_owners=("wife",)).silent


@pytest.mark.rule("R4.designated")
def test_who_may_vote_for_a_head():
    assert may_vote(JOINT, "husband") is Voice.BALLOT
    assert may_vote(DESIGNATED, "wife") is Voice.BALLOT
    assert may_vote(DESIGNATED, "husband") is Voice.OPINION
    assert may_vote(DESIGNATED, "tenant") is Voice.STRANGER


@pytest.mark.rule("R5.heads")
def test_one_tap_votes_for_all_that_the_tapper_owns_a_part_of():
    heads = heads_of([home(1, ["a"]), home(2, ["a", "b"]), home(3, ["b"]), home(4, ["a"])])
    assert [head.ref[-4:] for head in heads_of_owner(heads, "a")] == ["0101", "0201"]


@pytest.mark.rule("R12.never", "R12.once", "R12.until_close", "R12.same")
@pytest.mark.parametrize(
    ("policy", "former", "new", "verdict"),
    [
        (ChangePolicy.NEVER, None, AGREE, ChangeVerdict.FIRST),
        (ChangePolicy.NEVER, None, None, ChangeVerdict.FIRST),
        (ChangePolicy.NEVER, Former(AGREE), AGREE, ChangeVerdict.SAME),
        (ChangePolicy.NEVER, Former(AGREE), AGAINST, ChangeVerdict.REFUSED),
        (ChangePolicy.NEVER, Former(AGREE), None, ChangeVerdict.REFUSED),
        (ChangePolicy.NEVER, Former(None), AGREE, ChangeVerdict.REFUSED),
        (ChangePolicy.NEVER, Former(None), None, ChangeVerdict.SAME),
        (ChangePolicy.ONCE, Former(AGREE), None, ChangeVerdict.CHANGE),
        (ChangePolicy.ONCE, Former(None, 1), AGREE, ChangeVerdict.REFUSED),
        (ChangePolicy.ONCE, Former(AGREE, 1), AGREE, ChangeVerdict.SAME),
        (ChangePolicy.UNTIL_CLOSE, Former(AGREE, 7), AGAINST, ChangeVerdict.CHANGE),
    ],
)
def test_what_a_change_is(policy, former, new, verdict):
    assert check_change(policy, former, new) is verdict


def test_what_stands_after_each_verdict():
    assert standing_after(None, AGREE, ChangeVerdict.FIRST) == Former(AGREE)
    assert standing_after(Former(AGREE), AGAINST, ChangeVerdict.CHANGE) == Former(AGAINST, 1)
    assert standing_after(Former(AGREE, 1), AGAINST, ChangeVerdict.REFUSED) == Former(AGREE, 1)
    assert standing_after(Former(AGREE, 1), AGREE, ChangeVerdict.SAME) == Former(AGREE, 1)


@pytest.mark.rule("R8.not_delivered", "R8.delivered", "R8.agree", "R8.against", "R8.abstain", "R8.disputed")
@pytest.mark.parametrize(
    ("verdict", "delivered", "state"),
    [
        (HeadVerdict(), False, BallotState.NOT_DELIVERED),
        (HeadVerdict(), True, BallotState.DELIVERED),
        (HeadVerdict(AGREE), True, BallotState.AGREE),
        (HeadVerdict(AGAINST), True, BallotState.AGAINST),
        (HeadVerdict(ABSTAIN), False, BallotState.ABSTAIN),
        (HeadVerdict(disputed=True), True, BallotState.DISPUTED),
        (HeadVerdict(contradictory_owners=("wife",)), True, BallotState.DISPUTED),
    ],
)
def test_where_a_head_stands(verdict, delivered, state):
    assert ballot_state(verdict, delivered) is state


@pytest.mark.rule("R14.at", "R14.after")
def test_a_vote_is_open_until_its_closing_time_and_at_it():
    check_open(CLOSES, CLOSES)
    with pytest.raises(VoteClosed) as refused:
        check_open(CLOSES + SECOND, CLOSES)
    assert refused.value.template() == "vote_closed"
    assert refused.value.data == {"closed_at": CLOSES}
    assert pickle.loads(pickle.dumps(refused.value)).closed_at == CLOSES


@pytest.mark.rule("R14.extension", "R14.extend")
def test_an_extension_comes_before_the_close_or_after_an_outage():
    later = CLOSES + timedelta(hours=24)
    check_extension(CLOSES - SECOND, CLOSES, later)
    check_extension(CLOSES + SECOND, CLOSES, later, after_outage=True)
    with pytest.raises(ExtensionTooLate):
        check_extension(CLOSES, CLOSES, later)
    with pytest.raises(ExtensionNotLater):
        check_extension(CLOSES - SECOND, CLOSES, CLOSES)


@pytest.mark.rule("R14.down", "R14.down_at")
@pytest.mark.parametrize(
    ("began", "ended", "near"),
    [
        (-600, -479, True),
        (-600, -480, False),
        (-7200, -3601, False),
        (-3700, -3500, False),
        (-3900, -3400, True),
        (-60, 61, True),
        (-30, 60, False),
        (0, 121, True),
        (1, 600, False),
    ],
)
def test_an_outage_near_the_close_waits_for_a_person(began, ended, near):
    outage = Outage(CLOSES + began * SECOND, CLOSES + ended * SECOND)
    assert outage_near_close([outage], CLOSES) == (outage if near else None)


@pytest.mark.rule("S6.homes")
def test_participation_counts_homes_and_area_by_place():
    heads = heads_of(
        [
            home(1, ["a"]),
            home(2, ["a"], building="4栋", entrance="1单元"),
            home(3, ["b"]),
            home(4, ["b"], entrance="1单元", area_cm2m=50_00),
        ]
    )
    answered = {heads[0].key}
    everything = participation(heads, answered)
    assert (everything.answered_homes, everything.homes, everything.answered_heads, everything.heads) == (2, 4, 1, 2)
    assert (everything.answered_area_cm2m, everything.area_cm2m) == (200_00, 350_00)
    assert [(one.building, one.answered_homes, one.homes) for one in participation_by_building(heads, answered)] == [
        ("3栋", 1, 3),
        ("4栋", 1, 1),
    ]
    entrances = participation_by_entrance(heads, answered)
    assert [(one.building, one.entrance, one.answered_homes, one.homes) for one in entrances] == [
        ("3栋", "1单元", 0, 1),
        ("3栋", "2单元", 1, 2),
        ("4栋", "1单元", 1, 1),
    ]


def test_buildings_are_listed_as_people_count():
    names = ["10栋", "2栋", "A座", "1栋"]
    heads = heads_of([home(number, building=name) for number, name in enumerate(names)])
    assert [one.building for one in participation_by_building(heads, set())] == ["A座", "1栋", "2栋", "10栋"]


@pytest.mark.rule("S6.few")
def test_a_breakdown_of_fewer_than_five_heads_is_not_shown():
    heads = heads_of([home(number) for number in range(1, 6)])
    assert not participation(heads, {head.key for head in heads[:4]}).may_be_broken_down
    assert participation(heads, {head.key for head in heads}).may_be_broken_down
