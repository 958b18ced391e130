"""Those in charge sort what is new: a demand of its own, part of one that is there, or not taken up, with a reason. Each can be undone."""

from datetime import datetime

from bot.actions.opinions.common import (
    PAGE,
    card_of,
    compounds_in_charge,
    handled,
    line_of,
    news_key,
    opinion_line,
    tell_author,
    unmerge,
)
from bot.actions.opinions.posting import renew_list
from bot.actions.unit import Form, UnitOfWork
from bot.rules.marks import is_marked
from bot.rules.opinions import OpinionState, check_state, proposed_title, reason_from, title_from
from bot.rules.opinions.facts import MergePick, News, OpinionCard, OpinionList, RejectionAsked, TitleAsked
from bot.rules.opinions.violations import DemandUnknown, FormGone
from bot.rules.residents import Actor
from storage.opinions.records import Opinion

# The words wait, then what would be done: only its button does it.
TITLING, TITLE = "opinions.titling", "opinions.title"
REJECTING, REJECT = "opinions.rejecting", "opinions.reject"


async def read_new(unit: UnitOfWork, *, actor: Actor, page: int) -> OpinionList:
    """Of all compounds in charge, the oldest first."""
    async with unit:
        compounds = await compounds_in_charge(unit, actor)
        me = actor.person_id or ""
        total = await unit.opinions.count_new(compounds, me)
        pages = max(1, -(-total // PAGE))
        page = min(max(page, 0), pages - 1)
        found = await unit.opinions.page_new(compounds, me, limit=PAGE, offset=page * PAGE)
    several = len(compounds) > 1
    lines = [opinion_line(one, compounds[one.compound_id].name if several else "") for one in found]
    return OpinionList(tuple(lines), total, page, pages)


async def read_opinion(unit: UnitOfWork, *, opinion_id: str, telegram_id: int) -> OpinionCard:
    async with unit:
        opinion, _ = await handled(unit, opinion_id, telegram_id, write=False)
        return await card_of(unit, opinion.id)


async def ask_title(unit: UnitOfWork, *, opinion_id: str, telegram_id: int, anew: bool, now: datetime) -> TitleAsked:
    """A new demand: its author's own words, where they would do; `anew`: somebody would rather write."""
    async with unit:
        opinion, _ = await handled(unit, opinion_id, telegram_id)
        check_state(opinion.state, OpinionState.NEW)
        title = "" if anew else proposed_title(opinion.words)
        await _keep_title(unit, telegram_id, opinion.id, title, now)
        await unit.commit()
    return TitleAsked(opinion.id, opinion.words, title)


async def _keep_title(unit: UnitOfWork, telegram_id: int, opinion_id: str, title: str, now: datetime) -> None:
    facts = {"opinion": opinion_id, "title": title}
    form = Form(TITLE, "confirm", facts) if title else Form(TITLING, "title", facts)
    await unit.forms.keep(telegram_id, form, now)


async def type_title(unit: UnitOfWork, *, telegram_id: int, typed: str, now: datetime) -> TitleAsked:
    title = title_from(typed)
    async with unit:
        opinion = await _in_hand(unit, telegram_id, TITLING, now)
        await _keep_title(unit, telegram_id, opinion.id, title, now)
        await unit.commit()
    return TitleAsked(opinion.id, opinion.words, title)


async def _in_hand(unit: UnitOfWork, telegram_id: int, name: str, now: datetime) -> Opinion:
    form = await unit.forms.form(telegram_id, now)
    if form is None or form.name != name:
        raise FormGone
    opinion, _ = await handled(unit, str(form.facts["opinion"]), telegram_id)
    check_state(opinion.state, OpinionState.NEW)
    return opinion


async def list_opinion(unit: UnitOfWork, *, opinion_id: str, telegram_id: int, mark: str, now: datetime) -> OpinionCard:
    """A new demand, with the title that was shown above the button (`mark`)."""
    async with unit:
        opinion, actor = await handled(unit, opinion_id, telegram_id)
        check_state(opinion.state, OpinionState.NEW)
        form = await unit.forms.form(telegram_id, now)
        if form is None or form.name != TITLE or form.facts["opinion"] != opinion_id:
            raise FormGone
        assert actor.person_id is not None, "somebody with a role"
        title = str(form.facts["title"])
        if not is_marked(mark, title):
            raise FormGone
        demand_id = await unit.demands.add(opinion.compound_id, title, opinion.category, by=actor.person_id, now=now)
        await unit.forms.clear(telegram_id)
        await _merge(unit, opinion, actor, demand_id, now)
        card = await card_of(unit, opinion.id)
        await unit.commit()
    return card


async def _merge(unit: UnitOfWork, opinion: Opinion, actor: Actor, demand_id: str, now: datetime) -> None:
    demand = await unit.demands.held(demand_id)
    if demand is None or demand.compound_id != opinion.compound_id:
        raise DemandUnknown
    decided = {"state": OpinionState.MERGED, "demand_id": demand.id, "decided_by": actor.person_id, "decided_at": now}
    await unit.opinions.change(opinion.compound_id, opinion.id, **decided)
    if opinion.home_id is not None and opinion.person_id is not None:
        await unit.demands.support(demand, opinion.home_id, opinion.person_id, now, by_opinion=True)
    await tell_author(unit, opinion, News.LISTED, now, title=demand.title)
    if demand.card_place is not None:
        await renew_list(unit, opinion.compound_id, f"merged-{opinion.id}", now)


async def read_merging(unit: UnitOfWork, *, opinion_id: str, telegram_id: int, page: int) -> MergePick:
    """Demands of its own category first, the newest on top."""
    async with unit:
        opinion, _ = await handled(unit, opinion_id, telegram_id, write=False)
        check_state(opinion.state, OpinionState.NEW)
        pages = max(1, -(-await unit.demands.count(opinion.compound_id, published=False) // PAGE))
        page = min(max(page, 0), pages - 1)
        found = await unit.demands.to_merge(opinion.compound_id, opinion.category, limit=PAGE, offset=page * PAGE)
    return MergePick(opinion.id, opinion.words, tuple(line_of(one) for one in found), page, pages)


async def merge(unit: UnitOfWork, *, opinion_id: str, demand_id: str, telegram_id: int, now: datetime) -> OpinionCard:
    async with unit:
        opinion, actor = await handled(unit, opinion_id, telegram_id)
        check_state(opinion.state, OpinionState.NEW)
        await _merge(unit, opinion, actor, demand_id, now)
        card = await card_of(unit, opinion.id)
        await unit.commit()
    return card


async def undo(unit: UnitOfWork, *, opinion_id: str, telegram_id: int, now: datetime) -> OpinionCard:
    """Back among the new ones. Where its author has been told, they hear that it is looked at once more."""
    async with unit:
        opinion, _ = await handled(unit, opinion_id, telegram_id)
        check_state(opinion.state, OpinionState.MERGED, OpinionState.REJECTED)
        if opinion.state is OpinionState.MERGED:
            await unmerge(unit, opinion)
        back = {"state": OpinionState.NEW, "demand_id": None, "reason": "", "decided_by": None, "decided_at": None}
        await unit.opinions.change(opinion.compound_id, opinion.id, **back)
        await unit.outbox.cancel(f"{news_key(opinion.id)}:")
        if await unit.outbox.arrives(f"{news_key(opinion.id)}:"):
            await tell_author(unit, opinion, News.BACK, now)
        await renew_list(unit, opinion.compound_id, f"undone-{opinion.id}", now)
        card = await card_of(unit, opinion.id)
        await unit.commit()
    return card


async def ask_rejection(unit: UnitOfWork, *, opinion_id: str, telegram_id: int, now: datetime) -> RejectionAsked:
    async with unit:
        opinion, _ = await handled(unit, opinion_id, telegram_id)
        check_state(opinion.state, OpinionState.NEW)
        await unit.forms.keep(telegram_id, Form(REJECTING, "reason", {"opinion": opinion.id}), now)
        await unit.commit()
    return RejectionAsked(opinion.id, opinion.words)


async def type_rejection(unit: UnitOfWork, *, telegram_id: int, typed: str, now: datetime) -> RejectionAsked:
    reason = reason_from(typed)
    async with unit:
        opinion = await _in_hand(unit, telegram_id, REJECTING, now)
        await unit.forms.keep(telegram_id, Form(REJECT, "confirm", {"opinion": opinion.id, "reason": reason}), now)
        await unit.commit()
    return RejectionAsked(opinion.id, opinion.words, reason)


async def reject(unit: UnitOfWork, *, opinion_id: str, telegram_id: int, mark: str, now: datetime) -> OpinionCard:
    """With the reason that was shown above the button (`mark`); its author reads it."""
    async with unit:
        opinion, actor = await handled(unit, opinion_id, telegram_id)
        check_state(opinion.state, OpinionState.NEW)
        form = await unit.forms.form(telegram_id, now)
        if form is None or form.name != REJECT or form.facts["opinion"] != opinion_id:
            raise FormGone
        reason = str(form.facts["reason"])
        if not is_marked(mark, reason):
            raise FormGone
        decided = {"state": OpinionState.REJECTED, "reason": reason, "decided_by": actor.person_id, "decided_at": now}
        await unit.opinions.change(opinion.compound_id, opinion.id, **decided)
        await unit.forms.clear(telegram_id)
        await tell_author(unit, opinion, News.REJECTED, now, reason=reason)
        card = await card_of(unit, opinion.id)
        await unit.commit()
    return card
