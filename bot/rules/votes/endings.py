"""What a private message of a vote says once the vote is over."""

from dataclasses import replace
from datetime import datetime

from bot.rules.votes.ballots import Choice
from bot.rules.votes.facts import HomeName, Receipt, ReceiptKind, VoteState
from bot.rules.votes.mine import HeadChoice, VoteOver


def ended(receipt: Receipt, state: VoteState, ended_at: datetime, reason: str) -> Receipt:
    return replace(receipt, ended=state, ended_at=ended_at, end_reason=reason)


def over_of(receipt: Receipt) -> VoteOver:
    """The receipt of a vote that is over: what its reader chose, home by home, and how it ended."""
    assert receipt.ended is not None, "of a vote that is over"
    assert receipt.ended_at is not None, "of a vote that is over"
    mine = () if receipt.kind is ReceiptKind.OPINION else _chosen(receipt)
    code = receipt.code if receipt.kind is ReceiptKind.RECORDED else ""
    return VoteOver(receipt.heading, receipt.ended, receipt.ended_at, receipt.end_reason, mine, code)


def _chosen(receipt: Receipt) -> tuple[HeadChoice, ...]:
    """Of homes for which somebody else speaks, or a ballot by another channel stands, this receipt decides nothing."""
    apart = {*receipt.spoken, *receipt.still_own, *receipt.still_account}
    own = [home for home in receipt.homes if home not in apart]
    by_state: dict[tuple[bool, bool, bool], list[HomeName]] = {}
    for home in own:
        by_state.setdefault((home in receipt.disputed, home in receipt.contradicts, home in receipt.aside), []).append(home)
    mine = [_head(tuple(homes), receipt.choice, receipt.code, state) for state, homes in by_state.items()]
    for one in receipt.also:
        told = _head(one.homes, one.choice, one.code, (False, False, one.aside))
        mine.append(replace(told, channel=one.channel))
    if receipt.silent:
        mine.append(HeadChoice(0, receipt.silent, None))
    return tuple(mine)


def _head(homes: tuple[HomeName, ...], choice: Choice | None, code: str, state: tuple[bool, bool, bool]) -> HeadChoice:
    """`state`: whether its owners differ, their channels do, and whether it was settled for another channel."""
    disputed, contradicts, aside = state
    code = code if choice is not None else ""
    return HeadChoice(0, homes, choice, disputed and choice is not None, contradicts=contradicts, aside=aside, code=code)
