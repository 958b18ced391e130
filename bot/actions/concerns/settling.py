"""After the answer: asking who it is, sitting down together, and how it ends."""

from datetime import datetime

from bot.actions.concerns.common import card_of, handled, heading_of, known_of, news_key, renew, said_of, tell_author
from bot.actions.concerns.posting import post
from bot.actions.residents.common import tell
from bot.actions.unit import Form, UnitOfWork
from bot.rules.concerns import OPEN, ConcernState, Identity, check_step, reason_from
from bot.rules.concerns.facts import ConcernCard, EndAsked, News, WhoAsked
from bot.rules.concerns.violations import AskedAlready, ConcernMovedOn, FormGone
from storage.concerns import Concern

# The reason waits, then what would be sent: only its button ends the concern.
ENDING, END = "concerns.ending", "concerns.end"


async def ask_who(unit: UnitOfWork, *, concern_id: str, telegram_id: int, now: datetime) -> ConcernCard:
    """Whoever raised it is asked whether they may be known; once."""
    async with unit:
        concern, _ = await handled(unit, concern_id, telegram_id)
        known = await known_of(unit, concern)
        if concern.state not in OPEN or known is None:
            raise ConcernMovedOn(state=concern.state.value)
        if concern.identity is not Identity.UNASKED:
            raise AskedAlready
        await unit.concerns.change(concern.compound_id, concern.id, identity=Identity.ASKED)
        concern = await renew(unit, concern.id, "asked", now)
        author = await unit.residents.account(concern.person_id)
        facts = WhoAsked(concern.id, await heading_of(unit, concern), concern.kind, known)
        await tell(unit, author, key=f"{news_key(concern.id)}:who", card="concerns.who_asked", facts=facts, now=now)
        card = await card_of(unit, concern)
        await unit.commit()
    return card


async def read_mediation(unit: UnitOfWork, *, concern_id: str, telegram_id: int) -> ConcernCard:
    async with unit:
        concern, _ = await handled(unit, concern_id, telegram_id, write=False)
        check_step(concern.state, ConcernState.MEDIATION)
        return await card_of(unit, concern)


async def mediate(unit: UnitOfWork, *, concern_id: str, telegram_id: int, now: datetime) -> ConcernCard:
    async with unit:
        concern, _ = await handled(unit, concern_id, telegram_id)
        check_step(concern.state, ConcernState.MEDIATION)
        await unit.concerns.change(concern.compound_id, concern.id, state=ConcernState.MEDIATION)
        card = await _told(unit, concern, News.MEDIATION, now)
        await unit.commit()
    return card


async def _told(unit: UnitOfWork, concern: Concern, what: News, now: datetime) -> ConcernCard:
    """Those who have it, whoever raised it, and the groups that have read of it."""
    concern = await renew(unit, concern.id, what, now)
    await tell_author(unit, concern, what, now, text=concern.reason, posted=concern.posted_at is not None)
    if concern.posted_at is not None:
        await post(unit, concern, now)
    return await card_of(unit, concern)


async def ask_reason(unit: UnitOfWork, *, concern_id: str, telegram_id: int, to: ConcernState, now: datetime) -> EndAsked:
    async with unit:
        concern, _ = await handled(unit, concern_id, telegram_id)
        check_step(concern.state, to)
        await unit.forms.keep(telegram_id, Form(ENDING, "reason", {"concern": concern.id, "to": to}), now)
        asked = EndAsked(await said_of(unit, concern), to, posted=concern.posted_at is not None)
        await unit.commit()
    return asked


async def type_reason(unit: UnitOfWork, *, telegram_id: int, typed: str, now: datetime) -> EndAsked:
    reason = reason_from(typed)
    async with unit:
        form = await unit.forms.form(telegram_id, now)
        if form is None or form.name != ENDING:
            raise FormGone
        concern, _ = await handled(unit, form.facts["concern"], telegram_id)
        to = ConcernState(form.facts["to"])
        check_step(concern.state, to)
        await unit.forms.keep(telegram_id, Form(END, "confirm", {"concern": concern.id, "to": to, "reason": reason}), now)
        asked = EndAsked(await said_of(unit, concern), to, reason, concern.posted_at is not None)
        await unit.commit()
    return asked


async def end_concern(unit: UnitOfWork, *, concern_id: str, telegram_id: int, to: ConcernState, now: datetime) -> ConcernCard:
    """With the reason that was shown."""
    async with unit:
        concern, actor = await handled(unit, concern_id, telegram_id)
        check_step(concern.state, to)
        form = await unit.forms.form(telegram_id, now)
        if form is None or form.name != END or (form.facts["concern"], form.facts["to"]) != (concern_id, to):
            raise FormGone
        ended = {"reason": form.facts["reason"], "ended_by": actor.person_id, "ended_at": now}
        await unit.concerns.change(concern.compound_id, concern.id, state=to, **ended)
        await unit.forms.clear(telegram_id)
        card = await _told(unit, concern, News(to), now)
        await unit.commit()
    return card
