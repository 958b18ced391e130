"""「换方案」 as those in charge see it, and what everybody who is asked again is shown."""

from aiogram.types import InlineKeyboardButton

from bot.rules.marks import mark_of
from bot.rules.ports import Language
from bot.rules.votes.drafts import FileState
from bot.rules.votes.schemes import PapersVoid, SchemeChanged, SchemeChangeDone, SchemeOffer, SchemeWanted, fingerprint
from handlers.menus import OpenEntries, ShowMyVote, ShowVote
from handlers.screens import Screen, button, in_rows, keyboard
from handlers.votes.callbacks import AskNewScheme, ChangeScheme, GiveSchemeReason, ShowScheme, ShowSchemeOffer
from handlers.votes.cards.drafting import PAIR
from messages import votes as texts
from messages.labels import label as shared
from messages.votes.labels import label

Row = list[InlineKeyboardButton]
REASONS = ("drawings", "cost", "opinions")


def _back(vote: str, language: Language) -> Row:
    return [button(label(language, "back"), ShowVote(vote=vote))]


def scheme_wanted(facts: SchemeWanted, language: Language) -> Screen:
    return Screen(texts.scheme_wanted(language, facts=facts), keyboard(_back(facts.heading.vote_id, language)))


def next_question(facts: SchemeOffer, language: Language) -> Screen:
    """Why, since when it has been up, or what would happen."""
    vote = facts.heading.vote_id
    if facts.question == "reason":
        made = [button(label(language, one), GiveSchemeReason(vote=vote, reason=one)) for one in REASONS]
        return Screen(texts.ask_scheme_reason(language, facts=facts), keyboard(*in_rows(made, PAIR), _back(vote, language)))
    if facts.question == "notice":
        return Screen(texts.ask_scheme_notice(language, facts=facts), keyboard(_back(vote, language)))
    return scheme_offer(facts, language)


def scheme_offer(facts: SchemeOffer, language: Language) -> Screen:
    """What cannot be undone stands apart from the way back."""
    vote = facts.heading.vote_id
    rows: list[Row] = []
    if facts.file.state is FileState.KEPT:
        sure = ChangeScheme(vote=vote, file=fingerprint(facts.file), mark=mark_of(facts.reason))
        rows.append([button(label(language, "scheme_sure"), sure)])
    elif facts.file.state is FileState.FETCHING:
        rows.append([button(label(language, "look"), ShowSchemeOffer(vote=vote))])
    again = button(label(language, "scheme_again"), AskNewScheme(vote=vote))
    return Screen(texts.scheme_offer(language, facts=facts), keyboard(*rows, [again, *_back(vote, language)]))


def scheme_change_done(facts: SchemeChangeDone, language: Language) -> Screen:
    return Screen(texts.scheme_change_done(language, facts=facts), keyboard(_back(facts.heading.vote_id, language)))


def scheme_changed(facts: SchemeChanged, language: Language) -> Screen:
    """No choice stands under the thumb: the new scheme is looked at first."""
    vote = facts.heading.vote_id
    row = [button(label(language, "scheme"), ShowScheme(vote=vote)), button(label(language, "go_vote"), ShowMyVote(vote=vote))]
    return Screen(texts.scheme_changed(language, facts=facts), keyboard(row))


def papers_void(facts: PapersVoid, language: Language) -> Screen:
    enter = button(shared(language, "enter"), OpenEntries(vote=facts.heading.vote_id))
    return Screen(texts.papers_void(language, facts=facts), keyboard([enter]))
