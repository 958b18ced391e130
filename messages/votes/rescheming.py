"""Words about another scheme in mid-vote: to whoever changes it, to everybody who is asked again."""

from bot.rules.ports import Language
from bot.rules.votes.drafts import LONGEST_FILE_MB, holds_number_of_somebody
from bot.rules.votes.schemes import PapersVoid, SchemeChanged, SchemeChangeDone, SchemeOffer, SchemeWanted
from messages.votes.wording import say


def scheme_wanted(language: Language, *, facts: SchemeWanted) -> str:
    return say(language, "scheme_wanted", facts.heading, facts=facts, longest=LONGEST_FILE_MB)


def ask_scheme_reason(language: Language, *, facts: SchemeOffer) -> str:
    return say(language, "ask_scheme_reason", facts.heading, file=facts.file)


def ask_scheme_notice(language: Language, *, facts: SchemeOffer) -> str:
    return say(language, "ask_scheme_notice", facts.heading, days=facts.notice_days)


def scheme_offer(language: Language, *, facts: SchemeOffer) -> str:
    return say(language, "scheme_offer", facts.heading, facts=facts, warns=holds_number_of_somebody(facts.reason))


def scheme_changed(language: Language, *, facts: SchemeChanged) -> str:
    return say(language, "scheme_changed", facts.heading, facts=facts)


def scheme_change_done(language: Language, *, facts: SchemeChangeDone) -> str:
    return say(language, "scheme_change_done", facts.heading, facts=facts)


def papers_void(language: Language, *, facts: PapersVoid) -> str:
    return say(language, "papers_void", facts.heading, facts=facts)
