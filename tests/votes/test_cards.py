"""Every card of votes in both languages: within Telegram's limits, short lines, labels that are not cut."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.rules.ports import LANGUAGES, Language
from bot.rules.profiles.reading import LONGEST_ARTICLE
from bot.rules.votes import (
    Bar,
    ChangePolicy,
    Channel,
    Choice,
    Counts,
    InvalidBallot,
    InvalidReason,
    Matter,
    MatterRule,
    Outcome,
    Tally,
    Threshold,
    ThresholdShare,
    Weight,
    decide,
)
from bot.rules.votes.drafts import FileState, SchemeFile
from bot.rules.votes.facts import (
    CardLine,
    CardMoved,
    Heading,
    HeadReceipt,
    HomeName,
    OpinionReason,
    OwnerDesignated,
    OwnerElsewhere,
    OwnersDiffer,
    Receipt,
    ReceiptKind,
    ReceiptReplaced,
    RememberedTap,
    Reminder,
    Retraction,
    Scheme,
    VoteCalledOff,
    VoteCard,
    VoteEnded,
    VoteExtended,
    VoteResult,
    VoteState,
)
from bot.rules.votes.mine import HeadChoice, VoteOver
from bot.rules.votes.pairs import PairResult
from bot.rules.votes.parts import Part
from bot.rules.votes.pictures import ParticipationPicture
from bot.rules.votes.previews import (
    ChangedByOther,
    CloseInDoubt,
    DoubtPassedOn,
    DoubtSettled,
    OneFileOnly,
    PracticeCard,
    PracticeScheme,
    SchemeArrived,
    TakenBackByOther,
)
from bot.rules.votes.roster_notes import RosterNotes, StruckRow
from bot.rules.votes.schemes import PapersVoid, SchemeChanged, SchemeOffer
from bot.rules.votes.typed import EditNotRead, TypedByStranger
from handlers.votes.cards import CARDS
from messages import votes as texts
from messages.rendering import plain_text
from tests.profiles import CITY_PROFILE

NOW = datetime(2026, 2, 27, 2, 32, tzinfo=UTC)
CLOSES = datetime(2026, 3, 1, 10, tzinfo=UTC)
HEADING = Heading("abcdefghij", "屋顶<防水>&改造", "和平小区")
# Of a vote by a profile that allows the channel, and lets a choice be changed once.
BY_CITY = replace(HEADING, is_vote=True, change=ChangePolicy.ONCE)
HOME, OTHER = HomeName("3栋", "2单元", "0301"), HomeName("3栋", "2单元", "0302")
FILE = SchemeFile("f", "图纸.pdf", is_photo=False, state=FileState.KEPT, sha256="a" * 64)
CARD = VoteCard(HEADING, True, 1, (CardLine("3栋", "1单元", 8, 12), CardLine("3栋", "2单元", 7, 12)), 15, 24, 190_320, 321_460, CLOSES, NOW)
CHANGED = replace(CARD, changed_at=NOW - timedelta(days=1), reason="费用改了", heading=replace(HEADING, scheme=2))
OFFER = SchemeOffer(HEADING, "图纸.pdf", replace(FILE, name="新图纸.pdf"), "费用改了", 1_021, 1_440, 2_310, 2, CLOSES, NOW, papers=12)
LIFT = Heading("abcdefghij", "加装电梯", "和平小区", "3栋", "2单元", part=Part.OWN)
OWN = replace(CARD, heading=LIFT)
ON_LAND = replace(LIFT, building="", entrance="", part=Part.LAND, land_building="3栋", land_entrance="2单元")
LAND = replace(CARD, heading=ON_LAND)
STRUCK = StruckRow("11栋", "1单元", "0501", 7, "门卫室，不是住户")
RECEIPT = Receipt(HEADING, ReceiptKind.RECORDED, Choice.AGREE, (HOME,), (), 1, "K7Q2", NOW, CLOSES)
TAKEN_BACK = replace(RECEIPT, kind=ReceiptKind.RETRACTED, choice=None, homes=(HOME, OTHER), heads=2)


def tally(agree: Weight, against: Weight, matter: Matter = Matter.ORDINARY, threshold: Threshold | None = None, **more: Any) -> Tally:
    total, counts = Weight(428_640, 48), Counts(agree, against, Weight(8170, 1))
    outcome, margins = decide(matter, total, counts.participating, counts.agree, threshold)
    values = {"homes": 48, "disputed": (), "invalid": (), "opinions": 0, "delivered_heads": 0, "follow_majority": None} | more
    return Tally(outcome=outcome, matter=matter, total=total, counts=counts, margins=margins, **values)


def result(made: Tally, **more: Any) -> VoteResult:
    return VoteResult(HEADING, made, None, False, 32, CLOSES, chain_head="a1b2c3d4e5f60718" * 4, **more)


PASSED = result(tally(Weight(243_110, 27), Weight(37_160, 4)))
SHORT = result(
    tally(
        Weight(231_060, 26),
        Weight(37_160, 4),
        homes=50,
        disputed=("3栋-2单元-0301",),
        opinions=2,
        invalid=(InvalidBallot("1", InvalidReason.LATE),),
    ),
    outage_began_at=NOW,
    outage_ended_at=NOW + timedelta(minutes=9),
    heads_differ=True,
)
SUPERSEDED = tuple(InvalidBallot("1", InvalidReason.SUPERSEDED_SCHEME) for _ in range(21))
SAMPLES: dict[str, list[Any]] = {
    "card_moved": [
        CardMoved(HEADING),
        CardMoved(HEADING, elsewhere=True),
        CardMoved(HEADING, other_scheme=True),
        CardMoved(HEADING, overtaken=True),
    ],
    "changed_by_other": [ChangedByOther(HEADING, by, at, "还没看到") for by in ("赵国强", "") for at in (CLOSES, None)],
    "taken_back_by_other": [TakenBackByOther(HEADING, by) for by in ("赵国强", "")],
    "doubt_passed_on": [DoubtPassedOn(HEADING), DoubtPassedOn(HEADING, nobody=True)],
    "doubt_settled": [
        DoubtSettled(HEADING, until, cancelled, own)
        for until, cancelled in ((CLOSES, False), (None, True), (None, False))
        for own in (False, True)
    ],
    "close_in_doubt": [CloseInDoubt(HEADING, NOW, NOW + timedelta(minutes=9), CLOSES, CLOSES + timedelta(days=1))],
    "edit_not_read": [EditNotRead(HEADING, (HeadChoice(0, (HOME,), Choice.AGREE, disputed),), "K7Q2", NOW) for disputed in (False, True)],
    "one_file_only": [
        OneFileOnly("d"),
        *(OneFileOnly("d", album, former) for album in (True, False) for former in (FILE, replace(FILE, is_photo=True))),
    ],
    "owner_designated": [
        *(OwnerDesignated(HEADING, (HOME,), CLOSES, is_reader) for is_reader in (True, False)),
        OwnerDesignated(HEADING, (HOME,), CLOSES, False, by_speaker=True),
        *(OwnerDesignated(HEADING, (HOME,), CLOSES, is_reader, undone=True) for is_reader in (True, False)),
        *(
            OwnerDesignated(HEADING, (HOME,), CLOSES, is_reader, undone, chose=False)
            for is_reader in (True, False)
            for undone in (True, False)
        ),
    ],
    "owner_elsewhere": [
        OwnerElsewhere(HEADING, (HOME,), NOW, CLOSES),
        OwnerElsewhere(HEADING, (HOME, OTHER), NOW, CLOSES, again=True),
        OwnerElsewhere(HEADING, (HOME, OTHER), NOW, CLOSES, part=True, gone=(HOME,), held=(OTHER,)),
        OwnerElsewhere(HEADING, (HOME, OTHER), NOW, CLOSES, gone=(OTHER,)),
        OwnerElsewhere(HEADING, (HOME,), NOW, CLOSES, gone=(HOME,)),
        OwnerElsewhere(HEADING, (HOME,), NOW, CLOSES, over=True),
        OwnerElsewhere(HEADING, (HOME, OTHER), NOW, CLOSES, held=(OTHER,), closed=True),
        OwnerElsewhere(HEADING, (HOME,), NOW, CLOSES, gone=(HOME,), closed=True),
    ],
    "owners_differ": [
        *(OwnersDiffer(HEADING, (HOME,), CLOSES, settled=settled) for settled in (True, False)),
        OwnersDiffer(HEADING, (HOME,), CLOSES, developer=True),
        OwnersDiffer(HEADING, (HOME,), CLOSES, settled=True, checked=True),
        OwnersDiffer(HEADING, (HOME,), CLOSES, settled=True, over=True),
        OwnersDiffer(HEADING, (HOME,), CLOSES, settled=True, closed=True),
        OwnersDiffer(HEADING, (HOME, OTHER), CLOSES),
    ],
    "participation_picture": [
        ParticipationPicture(HEADING, "sha", ("3栋",), 21, 36, NOW),
        ParticipationPicture(HEADING, "sha", ("3栋",), 21, 36, CLOSES, closed=True),
        ParticipationPicture(HEADING, "sha", ("11栋", "12栋", "20栋"), 1_021, 1_440, CLOSES, 2, 4, closed=True),
    ],
    "practice_card": [PracticeCard("p", CARD)],
    "practice_scheme": [PracticeScheme("p", Scheme(HEADING, "补顶楼的漏。", None, CLOSES))],
    "private_card": [CARD, CHANGED, replace(CHANGED, answered=True), OWN, LAND],
    "receipt": [
        RECEIPT,
        replace(RECEIPT, homes=(HOME, OTHER), disputed=(OTHER,), heads=2, replaces=Choice.AGAINST, replaces_at=NOW),
        replace(RECEIPT, spoken=(HOME,)),
        replace(RECEIPT, homes=(HOME, OTHER), spoken=(OTHER,), heads=2),
        replace(RECEIPT, homes=(HOME, OTHER), disputed=(HOME,), spoken=(OTHER,), heads=2),
        replace(RECEIPT, kind=ReceiptKind.RETRACTED, choice=None, replaces=Choice.AGREE, replaces_at=NOW),
        replace(RECEIPT, kind=ReceiptKind.RETRACTED, choice=None, still_in=True),
        replace(RECEIPT, disputed=(HOME,), developer=(HOME,)),
        *(replace(RECEIPT, disputed=disputed, beside=(OTHER,)) for disputed in ((), (HOME,))),
        *(replace(RECEIPT, disputed=disputed, sold=(OTHER,)) for disputed in ((), (HOME,))),
        *(replace(RECEIPT, kind=ReceiptKind.OPINION, code="", opinion_reason=reason) for reason in OpinionReason),
        *(replace(RECEIPT, kind=ReceiptKind.OPINION, code="", sold=sold, silent=open_) for sold, open_ in (((OTHER,), ()), ((), (OTHER,)))),
        *(replace(RECEIPT, also=(HeadReceipt((OTHER,), Choice.AGAINST, "K7Q3", NOW, counts),)) for counts in (True, False)),
        replace(RECEIPT, also=(HeadReceipt((OTHER,), Choice.AGAINST, "K7Q3", NOW, True),), silent=(HOME, OTHER)),
        replace(RECEIPT, also=(HeadReceipt((OTHER,), Choice.AGAINST, "K7Q3", NOW, False, aside=True),)),
        *(
            replace(RECEIPT, also=(HeadReceipt((OTHER,), Choice.AGAINST, "K7Q3", NOW, counts, channel=channel),))
            for channel, counts in ((Channel.PAPER, True), (Channel.PHONE, False))
        ),
        *(replace(RECEIPT, homes=(HOME, OTHER), heads=2, contradicts=homes) for homes in ((HOME,), (HOME, OTHER))),
        *(replace(RECEIPT, homes=(HOME, OTHER), heads=2, aside=homes) for homes in ((HOME,), (HOME, OTHER))),
        *(replace(RECEIPT, heading=heading) for heading in (LIFT, ON_LAND)),
        *(replace(TAKEN_BACK, still_own=homes) for homes in ((HOME,), (HOME, OTHER))),
        replace(TAKEN_BACK, still_own=(HOME,), contradicts=(HOME,)),
        replace(TAKEN_BACK, still_own=(HOME,), still_agent=True),
        replace(TAKEN_BACK, still_own=(HOME,), still_in=True, still=(OTHER,)),
        *(replace(TAKEN_BACK, still_account=homes) for homes in ((HOME,), (HOME, OTHER))),
        replace(TAKEN_BACK, still_account=(HOME,), disputed=(HOME,)),
        replace(RECEIPT, homes=(HOME, OTHER), heads=2, replaces=Choice.AGAINST, replaces_at=NOW, replaces_homes=(OTHER,), after_twice=True),
        replace(RECEIPT, homes=(HOME, OTHER), heads=2, kind=ReceiptKind.RETRACTED, choice=None, still_in=True, still=(OTHER,)),
    ],
    "receipt_replaced": [ReceiptReplaced(HEADING, NOW, **how) for how in ({}, {"elsewhere": True}, {"above": True})],
    "remembered_tap": [
        RememberedTap(HEADING, Choice.AGREE, CLOSES, tapped_at=tapped_at) for tapped_at in (None, CLOSES - timedelta(days=2))
    ],
    "reminder": [Reminder(HEADING, (HOME, OTHER), CLOSES, True), Reminder(HEADING, (HOME,), CLOSES, True, part=True)],
    "retracted": [Retraction("abcdefghij")],
    "pair_result": [
        PairResult(PASSED, PASSED),
        PairResult(PASSED, result(tally(Weight(133_000, 14), Weight(137_160, 18)))),
        PairResult(SHORT, PASSED),
        PairResult(replace(PASSED, tally=replace(PASSED.tally, matter=Matter.CONSULTATION, outcome=Outcome.COUNTED)), PASSED),
        PairResult(result(tally(Weight(243_110, 27), Weight(37_160, 4), Matter.SPECIAL)), result(tally(Weight(0, 0), Weight(0, 0)))),
    ],
    "papers_void": [PapersVoid(HEADING, owners, "费用改了", CLOSES) for owners in (1, 12)],
    "scheme_changed": [SchemeChanged(HEADING, NOW, "费用改了", CLOSES, code) for code in ("K7Q2", "")],
    "scheme_offer": [
        OFFER,
        *(replace(OFFER, file=replace(FILE, state=state)) for state in (FileState.FETCHING, FileState.FAILED)),
        replace(OFFER, former="", answered=0, papers=0, groups=0, letters=1, as_of=CLOSES - timedelta(hours=5)),
        replace(OFFER, reason="问 138 0013 8000", answered=1, papers=1),
    ],
    "scheme": [
        Scheme(HEADING, "先做2单元。" * 200, FILE, CLOSES),
        Scheme(HEADING, "", FILE, CLOSES),
        Scheme(HEADING, "", FILE, CLOSES, ended=VoteState.CLOSED, ended_at=CLOSES),
        Scheme(HEADING, "", FILE, CLOSES, ended=VoteState.CANCELLED, ended_at=NOW, end_reason="重复发了"),
    ],
    "scheme_arrived": [
        SchemeArrived("d", FILE),
        SchemeArrived("d", FILE, ready=False),
        SchemeArrived("d", replace(FILE, state=FileState.FAILED)),
    ],
    "scheme_file": [Scheme(HEADING, "", FILE, CLOSES), Scheme(HEADING, "", FILE, CLOSES, practice=True)],
    "typed_by_stranger": [TypedByStranger(HEADING), TypedByStranger(HEADING, unclear=True), TypedByStranger(HEADING, edited=True)],
    "vote_called_off": [VoteCalledOff(HEADING, "方案要改")],
    "vote_card": [
        CARD,
        CHANGED,
        OWN,
        LAND,
        replace(OWN, changed_at=NOW, reason="图纸改了"),
        replace(CARD, files=0),
        replace(CARD, has_scheme=False, files=0, lines=(), as_of=CLOSES - timedelta(hours=3)),
    ],
    "vote_ended": [VoteEnded(HEADING, state, CLOSES, "重复了") for state in (VoteState.CLOSED, VoteState.CANCELLED, VoteState.UNDECIDED)],
    "vote_extended": [
        VoteExtended(heading, CLOSES, CLOSES + timedelta(days=2), "还没看到") for heading in (HEADING, replace(HEADING, scheme=2))
    ],
    "vote_over": [
        VoteOver(HEADING, state, CLOSES, "重复了", mine, "K7F3")
        for state in (VoteState.CLOSED, VoteState.CANCELLED)
        for mine in ((), (HeadChoice(0, (HOME,), Choice.AGREE, code="K7F3"), HeadChoice(0, (OTHER,), None, elsewhere=True)))
    ],
    "vote_result": [
        PASSED,
        SHORT,
        *(replace(SHORT, heads_merged=merged, heads_without_home=count) for merged in (True, False) for count in (1, 2)),
        result(tally(Weight(133_000, 14), Weight(137_160, 18))),
        result(tally(Weight(133_000, 14), Weight(137_160, 18), invalid=SUPERSEDED)),
        result(tally(Weight(133_000, 14), Weight(137_160, 18), Matter.UNANIMOUS)),
        result(
            tally(Weight(243_110, 27), Weight(37_160, 4)),
            notes=RosterNotes((STRUCK, replace(STRUCK, building="", room=""), *3 * (STRUCK,)), 1),
        ),
        result(tally(Weight(133_000, 14), Weight(137_160, 18), Matter.CONSULTATION)),
        replace(
            result(tally(Weight(133_000, 14), Weight(137_160, 18), Matter.CONSULTATION, Threshold(ThresholdShare.HALF, by_area=True))),
            threshold=ThresholdShare.HALF,
            by_area_too=True,
        ),
        replace(PASSED, heading=BY_CITY, terms=CITY_PROFILE.terms(Matter.ORDINARY, date(2026, 2, 10))),
        replace(SHORT, heading=BY_CITY, terms=CITY_PROFILE.terms(Matter.ORDINARY, date(2026, 2, 10))),
    ],
}
for samples in SAMPLES.values():
    # Every card once more for each way of saying what it is about, and whether it may be changed.
    samples += [
        replace(samples[0], heading=replace(HEADING, is_vote=is_vote, change=change))
        for is_vote in (False, True)
        for change in ChangePolicy
        if "heading" in samples[0].__dataclass_fields__ and (is_vote, change) != (False, ChangePolicy.UNTIL_CLOSE)
    ]
SAMPLES["receipt"] += [
    replace(one, heading=replace(HEADING, change=change))
    for one in SAMPLES["receipt"][1:4]
    for change in (ChangePolicy.ONCE, ChangePolicy.NEVER)
]
SAMPLES["private_card"].append(replace(CARD, heading=BY_CITY))
RENDERED = [(name, number) for name, samples in SAMPLES.items() for number in range(len(samples))]


def test_every_card_has_a_sample_of_its_facts() -> None:
    assert set(SAMPLES) == set(CARDS)
    for name, samples in SAMPLES.items():
        assert all(isinstance(sample, CARDS[name].facts) for sample in samples)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("name", "number"), RENDERED)
def test_a_card_in_both_languages(name: str, number: int, language: Language) -> None:
    screen = CARDS[name].words(SAMPLES[name][number], language)
    if screen.delete:
        return
    limit = 1024 if screen.attachment else 4096
    assert 0 < len(plain_text(screen.text)) <= limit
    assert "<防水>" not in screen.text, "what people wrote is escaped"
    assert "None" not in screen.text
    assert "\n\n" not in screen.text
    for row in screen.keyboard.inline_keyboard if screen.keyboard else []:
        assert len(row) <= 3
    if language == "zh" and name not in {"scheme", "practice_card", "practice_scheme"}:
        lines = [line for line in screen.text.split("\n") if not any(cell in line for cell in "■□")]
        # A result prints all that voting-rules.md, section 6, wants beside its inequalities.
        assert len(lines) <= (7 if name == "vote_result" else 6), screen.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_dialogs_hold_two_hundred_characters(language: Language) -> None:
    long_home = HomeName("和平里第三区西侧高层十二号楼", "二单元东侧", "12层1203室")
    for facts in SAMPLES["receipt"]:
        many, beside = (long_home,) * 9, (long_home,) * len(facts.beside)
        for disputed in ((long_home,) * len(facts.disputed), many if facts.disputed else ()):
            wide = replace(facts, homes=many, disputed=disputed, beside=beside, sold=(long_home,) * len(facts.sold))
            assert len(plain_text(texts.vote_recorded(language, facts=wide))) <= 200
    for facts in SAMPLES["vote_result"]:
        assert len(plain_text(texts.how_counted(language, facts=facts))) <= 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_it_is_counted_fits_a_dialog_whatever_a_profile_says(language: Language) -> None:
    """The longest article, the longest fractions."""
    rule = MatterRule(Bar(98, 99, strictly=True), Bar(97, 99, strictly=True), of_all=True)
    terms = replace(CITY_PROFILE.terms(Matter.ORDINARY), article="条" * LONGEST_ARTICLE, article_en="x" * LONGEST_ARTICLE, rule=rule)
    for matter in (Matter.ORDINARY, Matter.SPECIAL, Matter.UNANIMOUS):
        facts = result(tally(Weight(243_110, 27), Weight(37_160, 4), matter), terms=terms)
        assert len(plain_text(texts.how_counted(language, facts=facts))) <= 200


@pytest.mark.rule("S1.consultation", "S1.allowed")
def test_what_it_is_called_is_said_by_every_card() -> None:
    """意向征询 where the channel is not allowed, 表决 where it is; nothing says both."""
    for name, samples in SAMPLES.items():
        for sample in samples:
            heading = getattr(sample, "heading", None)
            text = CARDS[name].words(sample, "zh").text if heading is not None and not CARDS[name].words(sample, "zh").delete else ""
            if heading is not None and heading.is_vote:
                assert "意向征询" not in text, text
            elif heading is not None:
                assert "改造表决（" not in text, text


@pytest.mark.rule("S2.fraction", "S6.result", "S6.heads")
def test_results_in_words() -> None:
    def says(facts: VoteResult) -> str:
        return texts.vote_result("zh", facts=facts).replace("\u00a0", " ")

    assert "参与 32/48 户（66.66%）、2,884.40/4,286.40 ㎡（67.29%）：要 32 户、2,857.60 ㎡，达到了" in says(PASSED)
    assert "同意 27 户、2,431.10 ㎡：要 17 户、1,442.21 ㎡，达到了" in says(PASSED)
    assert PASSED.tally.outcome is Outcome.PASSED
    short = says(SHORT)
    assert "参与 业主 31/48 位（64.58%）" in short, "homes and owners differ here"
    assert "还差 1 位业主、93.70 ㎡ 参与" in short
    assert "同一业主有几户的算一位" in short
    assert "没有计入：意见不一的业主 1 位；过了截止时间的 1 票；家人、租户等的意见 2 份" in short
    assert "没有计入：业主意见不一的 1 户；" in says(replace(SHORT, heads_differ=False))
    rejected = says(SAMPLES["vote_result"][6])
    assert "在已参与的票中，还差 3 票、61.66 ㎡ 同意" in rejected
