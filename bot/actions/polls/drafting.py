"""A poll is drafted question by question, shown as the groups would read it, and sent."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import Any

from bot.actions.polls.common import CLOSE, FORGET, card_letter, compounds_in_charge
from bot.actions.residents.common import actor_of
from bot.actions.unit import DueItem, Form, UnitOfWork
from bot.rules.polls import (
    DRAFT_KEPT,
    TYPED,
    Per,
    PollKind,
    PollState,
    PollStep,
    PollText,
    next_step,
    options_from,
    question_from,
    stamp_of,
)
from bot.rules.polls.facts import PickCompound, PollCompound, PollDraft
from bot.rules.polls.violations import DraftGone, DraftNotReady, NoGroupToAsk, NotInCharge
from bot.rules.residents.mornings import is_quiet
from bot.rules.votes.closing_times import check_closing, closing_from, offered_closings
from storage.polls import Poll

DRAFTING = "polls.drafting"


async def begin(unit: UnitOfWork, *, telegram_id: int, place_id: str, zone: tzinfo, now: datetime) -> PollDraft | PickCompound:
    """「问一个」; which compound is asked where there are several."""
    async with unit:
        actor = await actor_of(unit, telegram_id)
        compounds = await compounds_in_charge(unit, actor)
        if not place_id and len(compounds) > 1:
            return PickCompound(tuple(PollCompound(one.id, one.name) for one in compounds.values()))
        compound_id = place_id or next(iter(compounds))
        if compound_id not in compounds:
            raise NotInCharge
        assert actor.person_id is not None, "somebody with a role"
        poll_id = await unit.polls.begin(compound_id, by=actor.person_id, now=now)
        await unit.schedule.plan(FORGET, poll_id, now + DRAFT_KEPT, compound_id)
        shown = await _asked(unit, telegram_id, await _own(unit, poll_id, telegram_id), zone=zone, now=now)
        await unit.commit()
    return shown


async def _own(unit: UnitOfWork, poll_id: str, telegram_id: int) -> Poll:
    """The draft of whoever began it, while they are in charge there."""
    poll = await unit.polls.held(poll_id)
    actor = await actor_of(unit, telegram_id)
    if poll is None or poll.state is not PollState.DRAFT or poll.created_by != actor.person_id:
        raise DraftGone
    if poll.compound_id not in await compounds_in_charge(unit, actor):
        raise NotInCharge
    return poll


async def _asked(unit: UnitOfWork, telegram_id: int, poll: Poll, *, zone: tzinfo, now: datetime, step: PollStep | None = None) -> PollDraft:
    """What comes next, or `step` once more; until it is shown whole, words are for it: where a button answers, they are asked again."""
    step = step or next_step(poll.text)
    if step is not PollStep.CONFIRM:
        await unit.forms.keep(telegram_id, Form(DRAFTING, step, {"poll": poll.id}), now)
    else:
        await unit.forms.clear(telegram_id)
    offered = offered_closings(now.astimezone(zone)) if step is PollStep.CLOSING else ()
    groups = tuple(one.title for one in await unit.groups.of_compound(poll.compound_id))
    return PollDraft(poll.text, step, offered, groups, stamp_of(poll.text))


async def _write(
    unit: UnitOfWork, *, telegram_id: int, poll_id: str, change: Callable[[PollText], PollText], zone: tzinfo, now: datetime
) -> PollDraft:
    async with unit:
        poll = await _own(unit, poll_id, telegram_id)
        await unit.polls.write(change(poll.text))
        shown = await _asked(unit, telegram_id, await _own(unit, poll_id, telegram_id), zone=zone, now=now)
        await unit.commit()
    return shown


async def type_words(unit: UnitOfWork, *, telegram_id: int, form: Form | None, typed: str, zone: tzinfo, now: datetime) -> PollDraft:
    """The question, the options one a line, or a closing time."""
    if form is None or form.name != DRAFTING:
        raise DraftGone
    if form.step not in TYPED:
        step, same = PollStep(form.step), str(form.facts["poll"])
        return await ask_again(unit, telegram_id=telegram_id, poll_id=same, step=step, zone=zone, now=now)
    said: dict[str, Any]
    if form.step == PollStep.QUESTION:
        said = {"question": question_from(typed)}
    elif form.step == PollStep.OPTIONS:
        said = {"options": options_from(typed)}
    else:
        closes_at = closing_from(typed, now.astimezone(zone))
        check_closing(now, closes_at)
        said = {"closes_at": closes_at}
    poll_id = str(form.facts["poll"])
    return await _write(unit, telegram_id=telegram_id, poll_id=poll_id, change=lambda text: replace(text, **said), zone=zone, now=now)


async def pick(
    unit: UnitOfWork,
    *,
    telegram_id: int,
    poll_id: str,
    zone: tzinfo,
    now: datetime,
    kind: PollKind | None = None,
    per: Per | None = None,
    named: bool | None = None,
    closes_at: datetime | None = None,
) -> PollDraft:
    """By a button: one of them."""
    if closes_at is not None:
        check_closing(now, closes_at)
    said = {"kind": kind, "per": per, "named": named, "closes_at": closes_at}
    picked: dict[str, Any] = {name: value for name, value in said.items() if value is not None}
    return await _write(unit, telegram_id=telegram_id, poll_id=poll_id, change=lambda text: replace(text, **picked), zone=zone, now=now)


async def ask_again(unit: UnitOfWork, *, telegram_id: int, poll_id: str, step: PollStep, zone: tzinfo, now: datetime) -> PollDraft:
    """「改」 at the preview; the preview once more with `confirm`."""
    async with unit:
        poll = await _own(unit, poll_id, telegram_id)
        missing = next_step(poll.text)
        shown = await _asked(unit, telegram_id, poll, zone=zone, now=now, step=step if missing is PollStep.CONFIRM else missing)
        await unit.commit()
    return shown


async def read_draft(unit: UnitOfWork, *, telegram_id: int, form: Form | None, zone: tzinfo, now: datetime) -> PollDraft:
    """The question that waits, for somebody who sent something else."""
    if form is None or form.name != DRAFTING:
        raise DraftGone
    async with unit:
        poll = await unit.polls.poll(str(form.facts["poll"]))
        person_id = await unit.residents.person(telegram_id)
        if poll is None or poll.state is not PollState.DRAFT or poll.created_by != person_id:
            raise DraftGone
    step = PollStep(form.step)
    return PollDraft(poll.text, step, offered_closings(now.astimezone(zone)) if step is PollStep.CLOSING else ())


async def drop(unit: UnitOfWork, *, telegram_id: int, poll_id: str) -> None:
    """「不问了」"""
    async with unit:
        poll = await _own(unit, poll_id, telegram_id)
        await unit.polls.drop(poll.compound_id, poll.id)
        await unit.schedule.cancel(poll.id)
        await unit.forms.clear(telegram_id)
        await unit.commit()


async def send(unit: UnitOfWork, *, telegram_id: int, poll_id: str, stamp: int, now: datetime) -> tuple[int, bool]:
    """「发出」, as it was shown: (groups, whether they read it in the morning)."""
    async with unit:
        poll = await _own(unit, poll_id, telegram_id)
        if next_step(poll.text) is not PollStep.CONFIRM or stamp_of(poll.text) != stamp:
            raise DraftNotReady
        assert poll.text.closes_at is not None, "a draft that says all"
        check_closing(now, poll.text.closes_at)
        groups = await unit.groups.of_compound(poll.compound_id)
        if not groups:
            raise NoGroupToAsk
        await unit.polls.change(poll.compound_id, poll.id, state=PollState.OPEN, created_at=now)
        await unit.schedule.cancel(poll.id, FORGET)
        await unit.schedule.plan(CLOSE, poll.id, poll.text.closes_at, poll.compound_id)
        await unit.mailing.put_all([card_letter(poll, group, 0, "asked", night_waits=True) for group in groups], now)
        await unit.forms.clear(telegram_id)
        await unit.commit()
    return len(groups), is_quiet(now)


async def forget_due(unit: UnitOfWork, item: DueItem, now: datetime) -> None:
    async with unit:
        if not await unit.schedule.finish(item.id, now):
            return
        poll = await unit.polls.held(item.target)
        if poll is not None and poll.state is PollState.DRAFT:
            await unit.polls.drop(poll.compound_id, poll.id)
        await unit.commit()
