"""A topic is drafted question by question, shown as the groups would read it, sent, and for two minutes taken back without a trace."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import Any

from bot.actions.residents.common import actor_of
from bot.actions.statements.common import CLOSE, FORGET, asked_in, card_letter, compounds_in_charge, in_charge
from bot.actions.unit import DueItem, Form, UnitOfWork
from bot.rules.letters import Lane, Letter
from bot.rules.residents import PlaceKind
from bot.rules.residents.mornings import is_quiet
from bot.rules.statements import (
    DRAFT_KEPT,
    TYPED,
    Division,
    StatementState,
    TopicState,
    TopicStep,
    TopicText,
    check_leaves_no_trace,
    check_open,
    next_step,
    stamp_of,
    title_from,
    words_from,
)
from bot.rules.statements.facts import PickCompound, TopicCard, TopicCompound, TopicDraft, TopicGone
from bot.rules.statements.violations import DraftGone, DraftNotReady, NoGroupToAsk, NotInCharge, TooLateToUndo
from bot.rules.votes.closing_times import check_closing, closing_from, offered_closings
from storage.statements.topic_records import Topic

DRAFTING = "statements.drafting"


async def begin(unit: UnitOfWork, *, telegram_id: int, place_id: str, zone: tzinfo, now: datetime) -> TopicDraft | PickCompound:
    """「开议题」; which compound is asked where there are several. Of one building only floors can be compared."""
    async with unit:
        actor = await actor_of(unit, telegram_id)
        compounds = await compounds_in_charge(unit, actor)
        if not place_id and len(compounds) > 1:
            return PickCompound(tuple(TopicCompound(one.id, one.name) for one in compounds.values()))
        compound_id = place_id or next(iter(compounds))
        if compound_id not in compounds:
            raise NotInCharge
        assert actor.person_id is not None, "somebody with a role"
        division = Division.FLOORS if await unit.topics.buildings(compound_id) < 2 else None
        topic_id = await unit.topics.begin(compound_id, division, by=actor.person_id, now=now)
        await unit.schedule.plan(FORGET, topic_id, now + DRAFT_KEPT, compound_id)
        shown = await _asked(unit, telegram_id, await _own(unit, topic_id, telegram_id), zone=zone, now=now)
        await unit.commit()
    return shown


async def _own(unit: UnitOfWork, topic_id: str, telegram_id: int) -> Topic:
    """The draft of whoever began it, while they are in charge there."""
    topic = await unit.topics.held(topic_id)
    actor = await actor_of(unit, telegram_id)
    if topic is None or topic.state is not TopicState.DRAFT or topic.created_by != actor.person_id:
        raise DraftGone
    if topic.compound_id not in await compounds_in_charge(unit, actor):
        raise NotInCharge
    return topic


async def _asked(
    unit: UnitOfWork, telegram_id: int, topic: Topic, *, zone: tzinfo, now: datetime, step: TopicStep | None = None
) -> TopicDraft:
    """What comes next, or `step` once more; until it is shown whole, words are for it: where a button answers, they are asked again."""
    step = step or next_step(topic.text)
    if step is not TopicStep.CONFIRM:
        await unit.forms.keep(telegram_id, Form(DRAFTING, step, {"topic": topic.id}), now)
    else:
        await unit.forms.clear(telegram_id)
    return await _shown(unit, topic, step, zone=zone, now=now)


async def _shown(unit: UnitOfWork, topic: Topic, step: TopicStep, *, zone: tzinfo, now: datetime) -> TopicDraft:
    """At the preview with whom it reaches."""
    if step is not TopicStep.CONFIRM:
        return TopicDraft(topic.text, step, offered_closings(now.astimezone(zone)) if step is TopicStep.CLOSING else ())
    compound = await unit.compounds.place(topic.compound_id)
    assert compound is not None
    assert compound.kind is PlaceKind.COMPOUND
    counts = await unit.groups.buildings_of(compound)
    return TopicDraft(
        topic.text,
        step,
        groups=tuple(one.title for one in await unit.groups.of_compound(topic.compound_id)),
        homes=sum(one.homes for one in counts),
        homes_bound=sum(len(one.bound_at) for one in counts),
        stamp=stamp_of(topic.text),
    )


async def _write(
    unit: UnitOfWork, *, telegram_id: int, topic_id: str, change: Callable[[TopicText], TopicText], zone: tzinfo, now: datetime
) -> TopicDraft:
    async with unit:
        topic = await _own(unit, topic_id, telegram_id)
        await unit.topics.write(change(topic.text))
        shown = await _asked(unit, telegram_id, await _own(unit, topic_id, telegram_id), zone=zone, now=now)
        await unit.commit()
    return shown


async def type_words(unit: UnitOfWork, *, telegram_id: int, form: Form | None, typed: str, zone: tzinfo, now: datetime) -> TopicDraft:
    """The title, what is said beside it, or a closing time."""
    if form is None or form.name != DRAFTING:
        raise DraftGone
    if form.step not in TYPED:
        step, same = TopicStep(form.step), str(form.facts["topic"])
        return await ask_again(unit, telegram_id=telegram_id, topic_id=same, step=step, zone=zone, now=now)
    said: dict[str, Any]
    if form.step == TopicStep.TITLE:
        said = {"title": title_from(typed)}
    elif form.step == TopicStep.WORDS:
        said = {"words": words_from(typed)}
    else:
        closes_at = closing_from(typed, now.astimezone(zone))
        check_closing(now, closes_at)
        said = {"closes_at": closes_at}
    topic_id = str(form.facts["topic"])
    return await _write(unit, telegram_id=telegram_id, topic_id=topic_id, change=lambda text: replace(text, **said), zone=zone, now=now)


async def pick(
    unit: UnitOfWork,
    *,
    telegram_id: int,
    topic_id: str,
    zone: tzinfo,
    now: datetime,
    words: str | None = None,
    division: Division | None = None,
    closes_at: datetime | None = None,
) -> TopicDraft:
    """By a button: one of them (`words` empty: nothing to add)."""
    if closes_at is not None:
        check_closing(now, closes_at)
    said = {"words": words, "division": division, "closes_at": closes_at}
    picked: dict[str, Any] = {name: value for name, value in said.items() if value is not None}
    return await _write(unit, telegram_id=telegram_id, topic_id=topic_id, change=lambda text: replace(text, **picked), zone=zone, now=now)


async def ask_again(unit: UnitOfWork, *, telegram_id: int, topic_id: str, step: TopicStep, zone: tzinfo, now: datetime) -> TopicDraft:
    """「改」 at the preview; the preview once more with `confirm`."""
    async with unit:
        topic = await _own(unit, topic_id, telegram_id)
        missing = next_step(topic.text)
        shown = await _asked(unit, telegram_id, topic, zone=zone, now=now, step=step if missing is TopicStep.CONFIRM else missing)
        await unit.commit()
    return shown


async def read_draft(unit: UnitOfWork, *, telegram_id: int, form: Form | None, zone: tzinfo, now: datetime) -> TopicDraft:
    """The question that waits, for somebody who sent something else."""
    if form is None or form.name != DRAFTING:
        raise DraftGone
    async with unit:
        topic = await unit.topics.topic(str(form.facts["topic"]))
        person_id = await unit.residents.person(telegram_id)
        if topic is None or topic.state is not TopicState.DRAFT or topic.created_by != person_id:
            raise DraftGone
        return await _shown(unit, topic, TopicStep(form.step), zone=zone, now=now)


async def drop(unit: UnitOfWork, *, telegram_id: int, topic_id: str) -> None:
    """「不发了」"""
    async with unit:
        topic = await _own(unit, topic_id, telegram_id)
        await unit.topics.drop(topic.compound_id, topic.id)
        await unit.schedule.cancel(topic.id)
        await unit.forms.clear(telegram_id)
        await unit.commit()


async def send(unit: UnitOfWork, *, telegram_id: int, topic_id: str, stamp: int, now: datetime) -> tuple[int, bool]:
    """「发出」, as it was shown: (groups, whether they read it in the morning)."""
    async with unit:
        topic = await _own(unit, topic_id, telegram_id)
        if next_step(topic.text) is not TopicStep.CONFIRM or stamp_of(topic.text) != stamp:
            raise DraftNotReady
        assert topic.text.closes_at is not None, "a draft that says all"
        check_closing(now, topic.text.closes_at)
        groups = await unit.groups.of_compound(topic.compound_id)
        if not groups:
            raise NoGroupToAsk
        await unit.topics.change(topic.compound_id, topic.id, state=TopicState.OPEN, created_at=now)
        await unit.schedule.cancel(topic.id, FORGET)
        await unit.schedule.plan(CLOSE, topic.id, topic.text.closes_at, topic.compound_id)
        # Taken back and sent once more it is another letter.
        cause = f"asked-{now.isoformat()}"
        letters = [card_letter(topic, TopicCard(topic.text, 0, 0), group, cause, night_waits=True) for group in groups]
        await unit.mailing.put_all(letters, now)
        await unit.forms.clear(telegram_id)
        await unit.commit()
    return len(groups), is_quiet(now)


async def unsend(unit: UnitOfWork, *, telegram_id: int, topic_id: str, zone: tzinfo, now: datetime) -> TopicDraft:
    """「撤回」 within two minutes while nobody has taken part: the cards go, and what was written is its drafter's draft again."""
    async with unit:
        topic, actor = await in_charge(unit, topic_id, telegram_id)
        check_open(topic.state, topic.text.closes_at, now)
        if topic.created_by != actor.person_id:
            raise TooLateToUndo
        _, people = await unit.statements.taking_part(topic)
        said = len(await unit.statements.of_topic(topic, tuple(StatementState)))
        check_leaves_no_trace(topic.created_at, now, people=people, statements=said)
        groups = await asked_in(unit, topic)
        await unit.outbox.cancel(f"topic:{topic.id}:")
        # Also where the card is on its way: once it stands it is taken away.
        gone = [
            Letter(
                f"gone:{key}:{now.isoformat()}", group.chat_id, "statements.topic_gone", TopicGone(topic.id), lane=Lane.CARD, live_key=key
            )
            for key, group in groups.items()
        ]
        await unit.mailing.put_all(gone, now)
        await unit.schedule.cancel(topic.id)
        await unit.schedule.plan(FORGET, topic.id, now + DRAFT_KEPT, topic.compound_id)
        await unit.topics.change(topic.compound_id, topic.id, state=TopicState.DRAFT, created_at=now)
        shown = await _asked(unit, telegram_id, await _own(unit, topic.id, telegram_id), zone=zone, now=now)
        await unit.commit()
    return shown


async def forget_due(unit: UnitOfWork, item: DueItem, now: datetime) -> None:
    async with unit:
        if not await unit.schedule.finish(item.id, now):
            return
        topic = await unit.topics.held(item.target)
        if topic is not None and topic.state is TopicState.DRAFT:
            await unit.topics.drop(topic.compound_id, topic.id)
        await unit.commit()
