"""Words about a vote's proof: its chain, its files."""

from bot.rules.ports import Language
from bot.rules.proofs import HeadPosted
from messages.rendering import render
from messages.votes import heading


def head_posted(language: Language, *, facts: HeadPosted) -> str:
    return render(language, "proofs/head_posted", facts=facts, head=heading(language, facts.heading))
