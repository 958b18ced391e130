"""Words about a vote's proof: its chain, its files."""

from typing import Any

from bot.rules.ports import Language
from bot.rules.proofs import HeadPosted, KeptTap, OwnReceipt, TakenBack
from bot.rules.proofs_files import FileSent, FilesOffer
from bot.rules.votes.facts import HeadReceipt
from messages.rendering import render
from messages.votes import choice_word, heading, homes


def head_posted(language: Language, *, facts: HeadPosted) -> str:
    lines = [(heading(language, one.heading), one.chain_head, one.events) for one in facts.more]
    return render(language, "proofs/head_posted", facts=facts, head=heading(language, facts.heading), more=lines)


def own_receipts(
    language: Language,
    *,
    facts: tuple[OwnReceipt, ...],
    is_owner: bool,
    is_bound: bool,
    kept: KeptTap | None = None,
    stranger: bool = False,
) -> str:
    lines = [
        {"head": heading(language, one.heading), "open": one.is_open, "mine": [_mine(language, mine) for mine in one.mine]} for one in facts
    ]
    tap = None if kept is None else {"head": heading(language, kept.heading), "choice": choice_word(language, kept.choice)}
    whose = {"is_owner": is_owner, "is_bound": is_bound, "kept": tap, "stranger": stranger}
    return render(language, "proofs/own_receipts", receipts=lines, any_open=any(one.is_open for one in facts), **whose)


def files_offered(language: Language, *, offer: FilesOffer) -> str:
    return render(language, "proofs/files_offered", offer=offer, head=heading(language, offer.heading))


def file_sent(language: Language, *, facts: FileSent) -> str:
    return render(language, "proofs/file_sent", facts=facts, head=heading(language, facts.heading))


def file_queued(language: Language) -> str:
    return render(language, "proofs/file_queued")


def _mine(language: Language, mine: HeadReceipt | TakenBack) -> dict[str, Any]:
    said = {"homes": homes(language, mine.homes), "code": mine.code, "received_at": mine.received_at}
    if isinstance(mine, TakenBack):
        none = {"choice": None, "counts": True, "aside": False, "elsewhere": False, "void": False, "channel": None}
        return said | none | {"by_agent": False, "for_owner": ""}
    choice = choice_word(language, mine.choice)
    how = {"counts": mine.counts, "aside": mine.aside, "elsewhere": mine.elsewhere, "void": mine.void, "channel": mine.channel.value}
    return said | how | {"choice": choice, "by_agent": mine.by_agent, "for_owner": mine.for_owner}
