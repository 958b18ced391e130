"""Words about a vote's proof: its chain, its files."""

from bot.rules.ports import Language
from bot.rules.proofs import HeadPosted, OwnReceipt
from messages.rendering import render
from messages.votes import choice_word, heading, homes


def head_posted(language: Language, *, facts: HeadPosted) -> str:
    return render(language, "proofs/head_posted", facts=facts, head=heading(language, facts.heading))


def own_receipts(language: Language, *, facts: tuple[OwnReceipt, ...]) -> str:
    lines = [
        {
            "head": heading(language, one.heading),
            "open": one.is_open,
            "mine": [
                {
                    "homes": homes(language, mine.homes),
                    "choice": choice_word(language, mine.choice),
                    "code": mine.code,
                    "received_at": mine.received_at,
                    "counts": mine.counts,
                    "aside": mine.aside,
                    "elsewhere": mine.elsewhere,
                    "channel": mine.channel.value,
                }
                for mine in one.mine
            ],
        }
        for one in facts
    ]
    return render(language, "proofs/own_receipts", receipts=lines)
