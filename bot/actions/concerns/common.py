"""What the acts on concerns share: who may, what a card shows, who is told."""

from collections.abc import Iterable
from datetime import datetime

import structlog

from bot.actions.residents.common import actor_of, deciders, home_at, put_card, tell
from bot.actions.unit import UnitOfWork
from bot.rules.concerns import CONCERN_LEVELS, Identity, may_handle
from bot.rules.concerns.facts import ConcernCard, ConcernLine, ConcernNews, Known, News, Said
from bot.rules.concerns.violations import ConcernUnknown, OwnConcern
from bot.rules.residents import Actor, BindingState, HomeRole, Place
from bot.rules.residents.deciding import Level
from bot.rules.votes.facts import CALLED_OFF, Heading
from storage.concerns import Concern
from storage.votes.records import VoteGroup

log = structlog.get_logger()
CARD = "concerns.concern_card"
# What happens by itself to a concern that nobody answers.
REMIND, OVERDUE = "concerns.remind", "concerns.overdue"
# Lines of a list: each is a button of its own.
PAGE = 6


def concern_key(concern_id: str) -> str:
    """Of the card of those who answer; its letters speak of whoever raised it."""
    return f"concern:{concern_id}"


def news_key(concern_id: str) -> str:
    return f"concern-news:{concern_id}"


def added_key(concern_id: str) -> str:
    """Of what those who answer are told that its writer has added."""
    return f"concern-added:{concern_id}"


async def compound_of(unit: UnitOfWork, concern: Concern) -> Place:
    compound = await unit.compounds.place(concern.compound_id)
    assert compound is not None, "a concern of a compound that there is"
    return compound


async def heading_of(unit: UnitOfWork, concern: Concern) -> Heading:
    vote = await unit.votes.vote(concern.vote_id)
    assert vote is not None, "a concern about a vote that there is"
    return vote.heading


async def said_of(unit: UnitOfWork, concern: Concern) -> Said:
    return Said(concern.id, await heading_of(unit, concern), concern.kind, concern.words, concern.band)


async def handled(unit: UnitOfWork, concern_id: str, telegram_id: int, *, write: bool = True) -> tuple[Concern, Actor]:
    """The concern, of somebody who answers it; in a writing unit it is held."""
    concern = await (unit.concerns.held if write else unit.concerns.concern)(concern_id)
    actor = await actor_of(unit, telegram_id)
    if concern is None or not may_handle(actor, await compound_of(unit, concern), concern.level):
        raise ConcernUnknown
    if concern.person_id is not None and concern.person_id == actor.person_id:
        raise OwnConcern
    return concern, actor


async def own(unit: UnitOfWork, concern_id: str, telegram_id: int, *, write: bool = True) -> Concern:
    """The concern, of whoever raised it."""
    concern = await (unit.concerns.held if write else unit.concerns.concern)(concern_id)
    person_id = await unit.residents.person(telegram_id)
    if concern is None or person_id is None or concern.person_id != person_id:
        raise ConcernUnknown
    return concern


async def known_of(unit: UnitOfWork, concern: Concern) -> Known | None:
    """Who raised it. The caller asks whether that may be seen."""
    if concern.person_id is None or concern.home_id is None:
        return None
    home, _ = await home_at(unit, concern.home_id)
    members = await unit.bindings.at_home(concern.compound_id, concern.home_id, tuple(BindingState))
    mine = [one for one in members if one.person_id == concern.person_id]
    role = mine[-1].role if mine else HomeRole.FAMILY
    name = mine[-1].owner if mine else ""
    return Known(home, role, name or await unit.residents.name(concern.person_id))


async def groups_to_tell(unit: UnitOfWork, concern: Concern) -> list[VoteGroup]:
    """Where an answer may go: no group reads of a vote that was called off, or that it never had."""
    vote = await unit.votes.vote(concern.vote_id)
    return [] if vote is None or vote.state in CALLED_OFF else await unit.votes.groups(concern.vote_id)


async def card_of(unit: UnitOfWork, concern: Concern) -> ConcernCard:
    """As those who answer see it now."""
    return ConcernCard(
        said=await said_of(unit, concern),
        state=concern.state,
        identity=concern.identity,
        raised_at=concern.raised_at,
        answer_by=concern.answer_by,
        answer=concern.answer,
        reason=concern.reason,
        groups=0 if concern.posted_at else len(await groups_to_tell(unit, concern)),
        posted=concern.posted_at is not None,
        escalated=concern.escalated_at is not None,
        known=await known_of(unit, concern) if concern.identity is Identity.AGREED else None,
        author_left=concern.person_id is None,
        photos=len(await unit.concern_photos.of(concern.compound_id, concern.id)),
    )


async def put_concern(unit: UnitOfWork, card: ConcernCard, telegram_ids: Iterable[int], cause: str, now: datetime) -> None:
    key = concern_key(card.said.concern_id)
    for telegram_id in telegram_ids:
        await put_card(unit, key=key, telegram_id=telegram_id, card=CARD, facts=card, cause=f"{cause}:{now.isoformat()}", now=now)


async def renew(unit: UnitOfWork, concern_id: str, cause: str, now: datetime) -> Concern:
    """Everybody who has the card and may still answer sees how it stands, also on one that waits for the morning."""
    concern = await unit.concerns.concern(concern_id)
    assert concern is not None, "a concern that was just changed"
    await put_concern(unit, await card_of(unit, concern), await having(unit, concern), cause, now)
    return concern


async def having(unit: UnitOfWork, concern: Concern) -> list[int]:
    """Who has its card, and may still answer."""
    compound = await compound_of(unit, concern)
    told = await unit.residents.told(f"{concern_key(concern.id)}:")
    return [one for one in told if may_handle(await actor_of(unit, one), compound, concern.level)]


async def keepers_of(unit: UnitOfWork, concern: Concern, levels: Iterable[Level] = CONCERN_LEVELS) -> tuple[Level, list[int]]:
    """Who has it, or would: never whoever raised it."""
    author = await unit.residents.account(concern.person_id)
    return await deciders(unit, await compound_of(unit, concern), levels, author)


async def tell_author(unit: UnitOfWork, concern: Concern, what: News, now: datetime, *, text: str = "", posted: bool = False) -> None:
    """Nothing to somebody who has left."""
    author = await unit.residents.account(concern.person_id)
    facts = ConcernNews(concern.id, await heading_of(unit, concern), concern.kind, what, text, posted)
    key = f"{news_key(concern.id)}:{what}:{now.isoformat()}"
    await tell(unit, author, key=key, card="concerns.concern_news", facts=facts, now=now)


def note_nobody(unit: UnitOfWork, concern: Concern) -> None:
    """The operator finds it in the log, and nothing personal."""
    unit.after_commit(lambda: log.warning("concern_without_keeper", concern=concern.id))


async def line_of(unit: UnitOfWork, concern: Concern, now: datetime) -> ConcernLine:
    heading = await heading_of(unit, concern)
    late = concern.escalated_at is not None or concern.answer_by <= now
    return ConcernLine(concern.id, heading, concern.kind, concern.state, concern.answer_by, late)
