"""Words about a vote's proof: its chain, its files."""

from bot.rules.ports import Language
from bot.rules.proofs import HeadPosted, OwnReceipt
from messages.rendering import render
from messages.votes import chosen, heading


def head_posted(language: Language, *, facts: HeadPosted) -> str:
    return render(language, "proofs/head_posted", facts=facts, head=heading(language, facts.heading))


def own_receipts(language: Language, *, facts: tuple[OwnReceipt, ...]) -> str:
    lines = [
        {
            "head": heading(language, one.heading),
            "choices": chosen(language, one.mine),
            "code": one.code,
            "received_at": one.received_at,
            "open": one.is_open,
        }
        for one in facts
    ]
    return render(language, "proofs/own_receipts", receipts=lines)
