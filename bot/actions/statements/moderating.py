"""Those in charge let a statement out, or do not, with a reason. Nobody sees whose it is; each decision can be undone."""

from datetime import datetime

from bot.actions.residents.common import deciders, tell
from bot.actions.statements.common import OUT, handled, in_charge, news_key, renew_cards, tell_author
from bot.actions.unit import Form, UnitOfWork
from bot.rules.groups import EVENING_ZONE
from bot.rules.marks import is_marked
from bot.rules.residents import Actor
from bot.rules.residents.deciding import Level
from bot.rules.statements import Reason, StatementState, check_open, check_step, reason_from
from bot.rules.statements.facts import News, RefusalAsked, ShownLine, ShownList, StatementCard, StatementsWait, TopicView
from bot.rules.statements.violations import ReasonGone
from storage.statements.records import Statement
from storage.statements.topic_records import Topic

# The words of a reason wait, then what would be done: only its button does it.
REFUSING, REFUSAL = "statements.refusing", "statements.refusal"
# From the nearest up; building heads are neighbours of whoever wrote it, and are not asked.
MODERATORS = (Level.COMPOUND_CHIEF, Level.STAFF)
# Lines of a list: each is a button of its own.
PAGE = 6


async def tell_moderators(unit: UnitOfWork, topic: Topic, author: int, now: datetime) -> None:
    """At once, but once a day and topic; the rest is in the morning's letter and in the menu. Never its author."""
    place = await unit.compounds.place(topic.compound_id)
    assert place is not None, "a topic of a compound that there is"
    _, holders = await deciders(unit, place, MODERATORS, author)
    facts = StatementsWait(topic.id, topic.text.compound, topic.text.title)
    key = f"statements-wait:{topic.id}:{now.astimezone(EVENING_ZONE):%Y-%m-%d}"
    for telegram_id in holders:
        await tell(unit, telegram_id, key=key, card="statements.statements_wait", facts=facts, now=now)


async def _waiting(unit: UnitOfWork, topic: Topic, actor: Actor) -> list[Statement]:
    """Those of others."""
    found = await unit.statements.of_topic(topic, (StatementState.WAITING,))
    return [one for one in found if one.person_id is None or one.person_id != actor.person_id]


async def view_of(unit: UnitOfWork, topic: Topic, actor: Actor, *, may_undo: bool = False) -> TopicView:
    """Inside a unit. Once it is closed what was counted then."""
    homes, people = (topic.homes, topic.people) if topic.rows else await unit.statements.taking_part(topic)
    shown = len(await unit.statements.of_topic(topic, OUT))
    waiting = len(await _waiting(unit, topic, actor))
    return TopicView(topic.text, topic.state, homes, people, shown, waiting, may_undo, topic.rows)


async def read_waiting(unit: UnitOfWork, *, topic_id: str, telegram_id: int) -> StatementCard | TopicView:
    """The oldest that waits; the topic where none does."""
    async with unit:
        topic, actor = await in_charge(unit, topic_id, telegram_id, write=False)
        waiting = await _waiting(unit, topic, actor)
        if not waiting:
            return await view_of(unit, topic, actor)
        return await _card(unit, waiting[0], topic, actor)


async def _card(unit: UnitOfWork, statement: Statement, topic: Topic, actor: Actor) -> StatementCard:
    others = [one for one in await _waiting(unit, topic, actor) if one.id != statement.id]
    return StatementCard(
        text=topic.text,
        statement_id=statement.id,
        words=statement.words,
        state=statement.state,
        given_at=statement.given_at,
        answers=(await unit.statements.counts(topic)).get(statement.id, 0),
        waiting=len(others),
        reason_kind=statement.reason_kind,
        reason=statement.reason,
    )


async def _decided(unit: UnitOfWork, statement: Statement, topic: Topic, actor: Actor) -> StatementCard:
    now_so = await unit.statements.statement(statement.id)
    assert now_so is not None, "a statement that is held"
    return await _card(unit, now_so, topic, actor)


async def read_statement(unit: UnitOfWork, *, statement_id: str, telegram_id: int) -> StatementCard:
    async with unit:
        statement, topic, actor = await handled(unit, statement_id, telegram_id, write=False)
        return await _card(unit, statement, topic, actor)


async def let_out(unit: UnitOfWork, *, statement_id: str, telegram_id: int, now: datetime) -> StatementCard:
    """「放行」"""
    async with unit:
        statement, topic, actor = await handled(unit, statement_id, telegram_id)
        check_open(topic.state, topic.text.closes_at, now)
        check_step(statement.state, StatementState.SHOWN)
        decided = {"state": StatementState.SHOWN, "decided_by": actor.person_id, "decided_at": now}
        await unit.statements.change(statement.compound_id, statement.id, **decided)
        await tell_author(unit, statement, topic, News.SHOWN, now)
        await renew_cards(unit, topic, now)
        card = await _decided(unit, statement, topic, actor)
        await unit.commit()
    return card


async def ask_refusal(unit: UnitOfWork, *, statement_id: str, telegram_id: int, typing: bool, now: datetime) -> RefusalAsked:
    """Which reason; `typing`: in other words than those of the buttons."""
    async with unit:
        statement, topic, _ = await handled(unit, statement_id, telegram_id)
        check_open(topic.state, topic.text.closes_at, now)
        check_step(statement.state, StatementState.REFUSED)
        if typing:
            await unit.forms.keep(telegram_id, Form(REFUSING, "reason", {"statement": statement.id}), now)
        await unit.commit()
    return RefusalAsked(topic.id, statement.id, statement.words, statement.state in OUT, typing)


async def type_reason(unit: UnitOfWork, *, telegram_id: int, typed: str, now: datetime) -> RefusalAsked:
    reason = reason_from(typed)
    async with unit:
        form = await unit.forms.form(telegram_id, now)
        if form is None or form.name != REFUSING:
            raise ReasonGone
        statement, topic, _ = await handled(unit, str(form.facts["statement"]), telegram_id)
        check_step(statement.state, StatementState.REFUSED)
        await unit.forms.keep(telegram_id, Form(REFUSAL, "confirm", {"statement": statement.id, "reason": reason}), now)
        await unit.commit()
    return RefusalAsked(topic.id, statement.id, statement.words, statement.state in OUT, reason=reason)


async def refuse(unit: UnitOfWork, *, statement_id: str, telegram_id: int, kind: Reason, mark: str, now: datetime) -> StatementCard:
    """「不放行」, or taken down once it is out; with `other` the reason that was shown (`mark`). Its author reads it."""
    async with unit:
        statement, topic, actor = await handled(unit, statement_id, telegram_id)
        check_open(topic.state, topic.text.closes_at, now)
        check_step(statement.state, StatementState.REFUSED)
        reason = await _typed_reason(unit, telegram_id, statement.id, mark, now) if kind is Reason.OTHER else ""
        decided = {"state": StatementState.REFUSED, "decided_by": actor.person_id, "decided_at": now}
        await unit.statements.change(statement.compound_id, statement.id, **decided, reason_kind=kind, reason=reason)
        was_out = statement.state in OUT
        await tell_author(unit, statement, topic, News.TAKEN_DOWN if was_out else News.REFUSED, now, reason_kind=kind, reason=reason)
        if was_out:
            await renew_cards(unit, topic, now)
        card = await _decided(unit, statement, topic, actor)
        await unit.commit()
    return card


async def _typed_reason(unit: UnitOfWork, telegram_id: int, statement_id: str, mark: str, now: datetime) -> str:
    form = await unit.forms.form(telegram_id, now)
    if form is None or form.name != REFUSAL or form.facts["statement"] != statement_id:
        raise ReasonGone
    if not is_marked(mark, str(form.facts["reason"])):
        raise ReasonGone
    await unit.forms.clear(telegram_id)
    return str(form.facts["reason"])


async def undo(unit: UnitOfWork, *, statement_id: str, telegram_id: int, now: datetime) -> StatementCard:
    """「改回去」: it waits again. Where its author has been told, they hear that it is looked at once more."""
    async with unit:
        statement, topic, actor = await handled(unit, statement_id, telegram_id)
        check_open(topic.state, topic.text.closes_at, now)
        check_step(statement.state, StatementState.WAITING, answers=(await unit.statements.counts(topic)).get(statement.id, 0))
        back = {"state": StatementState.WAITING, "reason_kind": None, "reason": "", "decided_by": None, "decided_at": None}
        await unit.statements.change(statement.compound_id, statement.id, **back)
        await unit.outbox.cancel(f"{news_key(statement.id)}:")
        if await unit.outbox.arrives(f"{news_key(statement.id)}:"):
            await tell_author(unit, statement, topic, News.BACK, now)
        if statement.state in OUT:
            await renew_cards(unit, topic, now)
        card = await _decided(unit, statement, topic, actor)
        await unit.commit()
    return card


async def read_shown(unit: UnitOfWork, *, topic_id: str, telegram_id: int, page: int) -> ShownList:
    """What is out, with how many have answered each: never how."""
    async with unit:
        topic, actor = await in_charge(unit, topic_id, telegram_id, write=False)
        out = [one for one in await unit.statements.of_topic(topic, OUT) if one.person_id is None or one.person_id != actor.person_id]
        counts = await unit.statements.counts(topic)
    pages = max(1, -(-len(out) // PAGE))
    page = min(max(page, 0), pages - 1)
    lines = [ShownLine(one.id, one.words, counts.get(one.id, 0)) for one in out[page * PAGE : (page + 1) * PAGE]]
    return ShownList(topic.text, tuple(lines), page, pages)
