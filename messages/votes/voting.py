"""Words for residents: the card, answers to taps, receipts, results."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.rules.ports import Language
from bot.rules.proofs import TakenBack
from bot.rules.residents import Level
from bot.rules.votes import InvalidReason, Threshold, describe, rule_for
from bot.rules.votes.facts import (
    CardMoved,
    HeadReceipt,
    HomeName,
    OwnerDesignated,
    OwnerElsewhere,
    OwnersDiffer,
    Receipt,
    ReceiptReplaced,
    RememberedTap,
    Reminder,
    Scheme,
    VoteCalledOff,
    VoteCard,
    VoteEnded,
    VoteExtended,
    VoteResult,
    VoteState,
)
from bot.rules.votes.mine import HeadChoice, HeadChoices, MyVote, VoteOver
from bot.rules.votes.pairs import PairResult, has_other
from bot.rules.votes.previews import PracticeCard, PracticeReceipt, PracticeScheme, VoteLine
from bot.rules.votes.typed import EditNotRead, TypedByStranger
from messages.rendering import plain_text, render
from messages.votes.wording import HOMES_NAMED, changes, choice_word, chosen, homes, law, line_names, listed, say, scope

DAY = timedelta(days=1)
# Nobody reads more lines on a phone, and some two hundred would not fit into a message.
MOST_LINES = 40
# A result names so many rows that were left out; all of them are with the roster.
MOST_STRUCK = 3
# What a callback answer holds (platform-and-faults.md, Telegram numbers).
DIALOG = 200
# A receipt names each home; a developer has hundreds, and its code and date stand below them (voice.md, rules 2 and 8).
HOMES_IN_RECEIPT = 10


def _card_facts(language: Language, facts: VoteCard) -> dict[str, object]:
    shown, rest = facts.lines, facts.lines[:0]
    if len(facts.lines) > MOST_LINES:
        shown, rest = facts.lines[: MOST_LINES - 1], facts.lines[MOST_LINES - 1 :]
    names = line_names(language, shown, beside=any(line.entrance for line in facts.lines))
    lines = [{"name": name, "homes_in": line.homes_in, "homes": line.homes} for name, line in zip(names, shown, strict=True)]
    folded = {"count": len(rest), "homes_in": sum(line.homes_in for line in rest), "homes": sum(line.homes for line in rest)}
    return {"facts": facts, "lines": lines, "folded": folded, "last_day": facts.closes_at - facts.as_of < DAY}


def vote_card(language: Language, *, facts: VoteCard) -> str:
    return say(language, "vote_card", facts.heading, **_card_facts(language, facts))


def private_card(language: Language, *, facts: VoteCard) -> str:
    return say(language, "private_card", facts.heading, facts=facts)


def practice_card(language: Language, *, facts: PracticeCard) -> str:
    """The very card, under a line that says that it is practice."""
    _, _, body = vote_card(language, facts=facts.card).partition("\n")
    return say(language, "practice_card", facts.card.heading, card=plain_text(body))


def practice_scheme(language: Language, *, facts: PracticeScheme) -> str:
    return say(language, "practice_scheme", facts.scheme.heading, facts=facts.scheme)


def practice_recorded(language: Language, *, facts: PracticeReceipt) -> str:
    named = homes(language, [facts.home])
    return render(language, "votes/practice_recorded", homes=named, choice=choice_word(language, facts.choice), facts=facts)


def practice_place(language: Language) -> str:
    """What the made-up compound is called on which somebody practises before there is a roster."""
    return plain_text(render(language, "votes/practice_place"))


def practice_begun(language: Language) -> str:
    return render(language, "votes/practice_begun")


def vote_ended(language: Language, *, facts: VoteEnded) -> str:
    return say(language, "vote_ended", facts.heading, facts=facts)


def vote_over(language: Language, *, facts: VoteOver) -> str:
    choices = chosen(language, facts.mine)
    return say(
        language, "vote_over", facts.heading, facts=facts, choices=choices, code=facts.code, apart=any(one["code"] for one in choices)
    )


def card_moved(language: Language, *, facts: CardMoved) -> str:
    return say(language, "card_moved", facts.heading, facts=facts)


def vote_recorded(language: Language, *, facts: Receipt) -> str:
    """The answer to the tap: as many homes are named as fit into a dialog. Those sold in mid-vote may be left to the receipt."""
    text = ""
    for most, sold in (*((number, facts.sold) for number in range(HOMES_NAMED, -1, -1)), (0, ())):
        named = homes(language, facts.homes, most=most)
        lists = ("disputed", "beside", "contradicts", "aside", "still", "still_own")
        some = {name: homes(language, getattr(facts, name), most=1) for name in lists}
        word, own_counts = choice_word(language, facts.choice), _own_counts(facts)
        how = {"own_counts": own_counts, "sold": homes(language, sold, most=1), **changes(language, facts.heading)}
        text = render(language, "votes/vote_recorded", facts=facts, homes=named, choice=word, **some, **how)
        if len(plain_text(text)) <= DIALOG:
            break
    return text


def _own_counts(facts: Receipt) -> bool:
    """What stands of the reader's own on paper, by phone or by another account, after the tap was taken back."""
    return not {*facts.still_own, *facts.still_account} & {*facts.disputed, *facts.contradicts, *facts.spoken}


def receipt(language: Language, *, facts: Receipt) -> str:
    return say(
        language,
        "receipt",
        facts.heading,
        facts=facts,
        homes=_named(language, facts.homes),
        disputed=_named(language, [home for home in facts.disputed if home not in facts.developer]),
        several_differ=len(set(facts.disputed) - set(facts.developer)) > 1,
        agree_only=_named(language, [home for home in facts.disputed if home in facts.developer]),
        spoken=_named(language, facts.spoken),
        beside=_named(language, facts.beside),
        sold=_named(language, facts.sold),
        contradicts=_named(language, facts.contradicts),
        aside=_named(language, facts.aside),
        counts=[home for home in facts.homes if home not in {*facts.disputed, *facts.spoken, *facts.contradicts, *facts.aside}],
        choice=choice_word(language, facts.choice),
        replaces=choice_word(language, facts.replaces),
        replaces_homes=_named(language, facts.replaces_homes),
        still=_named(language, facts.still if facts.heads > 1 else ()),
        still_own=_named(language, facts.still_own if facts.heads > 1 else ()),
        still_account=_named(language, facts.still_account if facts.heads > 1 else ()),
        own_counts=_own_counts(facts),
        gone=_named(language, [home for home in facts.homes if home not in {*facts.still, *facts.still_own, *facts.still_account}]),
        also=_held(language, facts.also),
        silent=_named(language, facts.silent),
        other=has_other(facts.heading, facts.homes),
    )


def _held(language: Language, receipts: Sequence[HeadReceipt]) -> list[dict[str, object]]:
    """Other ballots of the same person, each with its own receipt."""
    fields = ("received_at", "code", "counts", "channel", "aside")
    return [
        {"homes": _named(language, one.homes), "choice": choice_word(language, one.choice)} | {name: getattr(one, name) for name in fields}
        for one in receipts
    ]


def _named(language: Language, names: Sequence[HomeName]) -> str:
    return homes(language, names, most=HOMES_IN_RECEIPT)


def receipt_replaced(language: Language, *, facts: ReceiptReplaced) -> str:
    return say(language, "receipt_replaced", facts.heading, facts=facts)


def owners_differ(language: Language, *, facts: OwnersDiffer) -> str:
    return say(language, "owners_differ", facts.heading, facts=facts, homes=homes(language, facts.homes))


def owner_elsewhere(language: Language, *, facts: OwnerElsewhere) -> str:
    there = [home for home in facts.homes if home not in {*facts.gone, *facts.held}]
    named = {"there": homes(language, there), "gone": homes(language, facts.gone), "held": homes(language, facts.held)}
    return say(language, "owner_elsewhere", facts.heading, facts=facts, homes=homes(language, facts.homes), **named)


def owner_designated(language: Language, *, facts: OwnerDesignated) -> str:
    return say(language, "owner_designated", facts.heading, facts=facts, homes=homes(language, facts.homes))


def head_choices(language: Language, *, facts: HeadChoices) -> str:
    heads = chosen(language, facts.heads)
    return say(language, "head_choices", facts.heading, facts=facts, heads=heads)


def reminder(language: Language, *, facts: Reminder) -> str:
    return say(language, "reminder", facts.heading, facts=facts, homes=homes(language, facts.homes))


def remembered_tap(language: Language, *, facts: RememberedTap) -> str:
    return say(language, "remembered_tap", facts.heading, facts=facts, choice=choice_word(language, facts.choice))


def vote_extended(language: Language, *, facts: VoteExtended) -> str:
    return say(language, "vote_extended", facts.heading, facts=facts)


def vote_called_off(language: Language, *, facts: VoteCalledOff) -> str:
    return say(language, "vote_called_off", facts.heading, facts=facts)


def vote_result(language: Language, *, facts: VoteResult) -> str:
    """All four inequalities with what they need and what is missing (section 5)."""
    tally = facts.tally
    return say(
        language,
        "vote_result",
        facts.heading,
        facts=facts,
        outcome=tally.outcome,
        counts=tally.counts,
        total=tally.total,
        **_inequalities(facts),
        law=law(language, tally.matter, facts.terms),
        disputed=len(tally.disputed),
        late=sum(one.reason is InvalidReason.LATE for one in tally.invalid),
        superseded=sum(one.reason is InvalidReason.SUPERSEDED_SCHEME for one in tally.invalid),
        opinions=tally.opinions,
        followed=tally.follow_majority,
        struck=facts.notes.struck[:MOST_STRUCK],
    )


# What is counted where every owner has one home, and where some have several.
UNITS: dict[Language, tuple[str, str]] = {"zh": ("户", "位业主"), "en": ("homes", "owners")}


def pair_result(language: Language, *, facts: PairResult) -> str:
    """Both votes with their inequalities, and what they come to together."""
    own, land = facts.own, facts.land
    lines = [_part(language, own, scope(language, own.heading)), _part(language, land, scope(language, land.heading))]
    return say(language, "pair_result", own.heading, facts=facts, parts=lines)


def _part(language: Language, result: VoteResult, name: str) -> dict[str, object]:
    tally, decided = result.tally, _inequalities(result)
    counts = {"participating": tally.counts.participating, "agree": tally.counts.agree, "total": tally.total}
    return {"name": name, "outcome": tally.outcome, "unit": UNITS[language][result.heads_differ], **counts, **decided}


def _inequalities(facts: VoteResult) -> dict[str, object]:
    """The four of section 5, two by two; None where the matter knows none."""
    tally = facts.tally
    threshold = Threshold(facts.threshold, by_area=facts.by_area_too) if facts.threshold else None
    rule = facts.terms.rule if facts.terms else None
    quorum_area, quorum_heads, majority_area, majority_heads = describe(
        tally.matter, tally.total, tally.counts.participating, tally.counts.agree, threshold, rule=rule
    )
    quorum = {"area": quorum_area, "heads": quorum_heads, "met": quorum_area.met and quorum_heads.met}
    majority = {"area": majority_area, "heads": majority_heads, "met": majority_area.met and majority_heads.met}
    decides = rule_for(tally.matter, threshold, rule)
    return {
        "quorum": quorum if quorum_heads.share is not None else None,
        "majority": majority if majority_heads.share is not None else None,
        "of_participants": decides is not None and not decides.of_all,
    }


def how_counted(language: Language, *, facts: VoteResult) -> str:
    """The rule and the article, in a dialog of at most 200 characters."""
    share = facts.threshold.value if facts.threshold else ""
    by_law = law(language, facts.tally.matter, facts.terms)
    return render(language, "votes/how_counted", matter=facts.tally.matter, law=by_law, threshold=share, by_area_too=facts.by_area_too)


def my_receipt(language: Language, *, facts: MyVote, receipts: Sequence[HeadReceipt | TakenBack]) -> str:
    """What the reader chose in a dialog, each ballot with its receipt, those alike as one; as many as it holds."""
    alike: dict[HeadReceipt | TakenBack, list[HomeName]] = {}
    for one in receipts:
        alike.setdefault(replace(one, homes=()), []).extend(one.homes)
    differing = {home for one in facts.mine if one.disputed for home in one.homes}
    lines = [_own_ballot(language, one, named, disputed=differing >= set(named)) for one, named in alike.items()]
    told = {home for named in alike.values() for home in named}
    silent = [home for one in facts.mine for home in one.homes if home not in told]
    text = ""
    for most in range(len(lines), -1, -1):
        text = render(
            language,
            "votes/my_receipt",
            receipts=lines[:most],
            more=len(lines) - most,
            has_ballot=bool(facts.mine),
            silent=homes(language, silent, most=2) if silent else "",
            open=facts.state is VoteState.OPEN,
        )
        if len(plain_text(text)) <= DIALOG:
            break
    return text


def _own_ballot(language: Language, one: HeadReceipt | TakenBack, named: Sequence[HomeName], *, disputed: bool) -> dict[str, object]:
    said: dict[str, object] = {"homes": homes(language, named, most=2), "code": one.code, "received_at": one.received_at}
    if isinstance(one, TakenBack):
        return said | {"choice": None, "channel": None, "by_agent": False, "for_owner": ""}
    how: dict[str, object] = {"counts": one.counts, "aside": one.aside, "elsewhere": one.elsewhere}
    how |= {"void": one.void, "channel": one.channel.value, "by_agent": one.by_agent, "for_owner": one.for_owner}
    return said | how | {"choice": choice_word(language, one.choice), "disputed": disputed}


def _disputed_apart(language: Language, mine: Sequence[HeadChoice]) -> str:
    """The homes that do not count because their owners differ, where others of the same person do."""
    disputed = [one for one in mine if one.disputed]
    return "" if len(disputed) == len(mine) else homes(language, [home for one in disputed for home in one.homes])


def my_vote(language: Language, *, facts: MyVote) -> str:
    named, choices = _disputed_apart(language, facts.mine), chosen(language, facts.mine)
    return say(
        language,
        "my_vote",
        facts.card.heading,
        facts=facts.card,
        has_ballot=bool(facts.mine),
        choices=choices,
        apart=any(one["code"] for one in choices),
        is_disputed=any(one.disputed for one in facts.mine),
        several_differ=sum(len(one.homes) for one in facts.mine if one.disputed) > 1,
        disputed=named,
        agree_only=all(one.developer for one in facts.mine if one.disputed),
        held=[(homes(language, one.homes), one.suspended) for one in facts.held],
        code=facts.code,
        open=facts.state is VoteState.OPEN,
        closes_at=facts.card.closes_at,
    )


def my_votes(language: Language, *, votes: tuple[VoteLine, ...], results: tuple[VoteLine, ...], waiting: tuple[VoteLine, ...] = ()) -> str:
    lines = _lines(language, (*votes, *results, *waiting))
    now, ended = lines[: len(votes)], lines[len(votes) :]
    return render(language, "votes/my_votes", votes=now, results=ended[: len(results)], waiting=ended[len(results) :])


def votes_in_charge(language: Language, *, votes: tuple[VoteLine, ...], may_draft: bool) -> str:
    return render(language, "votes/votes_in_charge", votes=_lines(language, votes), may_draft=may_draft)


def _lines(language: Language, votes: tuple[VoteLine, ...]) -> list[dict[str, object]]:
    apart = len({vote.heading.compound for vote in votes}) > 1
    return [
        {
            "head": listed(language, vote.heading, apart=apart),
            "closes_at": vote.closes_at,
            "open": vote.state is not VoteState.CLOSED,
            "answered": vote.answered,
        }
        for vote in votes
    ]


def typed_alone(language: Language, *, typed: str, stands: bool) -> str:
    """In the reader's own words: 「agree」 is not called 「yes」. `stands`: it is what they have chosen already."""
    return render(language, "votes/typed_alone", typed=typed, stands=stands)


def receipt_not_yet(language: Language, *, level: Level, suspended: bool) -> str:
    """Below a result, to somebody whose registration waits for `level`, or is on hold until they have decided."""
    return render(language, "votes/receipt_not_yet", level=level, suspended=suspended)


def no_home_no_receipt(language: Language, *, is_staff: bool) -> str:
    """`is_staff`: no 「我是住户」 stands in their menu."""
    return render(language, "votes/no_home_no_receipt", is_staff=is_staff)


def scheme(language: Language, *, facts: Scheme) -> str:
    return say(language, "scheme", facts.heading, facts=facts)


def scheme_file(language: Language, *, facts: Scheme) -> str:
    """The caption under the file: Telegram allows it 1,024 characters, so the explanation is a message of its own."""
    return say(language, "scheme_file", facts.heading, facts=facts)


def tap_forgotten(language: Language) -> str:
    return render(language, "votes/tap_forgotten")


def scheme_sent(language: Language) -> str:
    return render(language, "votes/scheme_sent")


def tap_stands(language: Language) -> str:
    """A callback answer: what was chosen in the meantime stays."""
    return plain_text(render(language, "votes/tap_stands"))


def typed_by_stranger(language: Language, *, facts: TypedByStranger) -> str:
    return say(language, "typed_by_stranger", facts.heading, facts=facts)


def edit_not_read(language: Language, *, facts: EditNotRead) -> str:
    return say(language, "edit_not_read", facts.heading, facts=facts, choices=chosen(language, facts.mine))
