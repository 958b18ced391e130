"""Statements are weighed in private, one at a time: agree, disagree, skip. One answer a person; the last one stands until the close."""

from datetime import datetime

from bot.actions.residents.common import actor_of, arrive
from bot.actions.statements.common import OUT, home_in, leads, lives_in, renew_cards, sent_topic
from bot.actions.statements.reading import report_page
from bot.actions.unit import UnitOfWork
from bot.rules.ports import Language
from bot.rules.residents import Actor, HomeRef
from bot.rules.statements import Stance, StatementState, TopicState, Weighed, check_open, next_statement, part_of
from bot.rules.statements.facts import JoinFirst, NothingToWeigh, ReportPage, ToWeigh, Weighing, division_of
from bot.rules.statements.violations import OwnStatement, StatementUnknown
from bot.rules.taps import is_unread
from storage.statements.records import Answer, Statement
from storage.statements.topic_records import Topic


async def open_topic(
    unit: UnitOfWork, *, topic_id: str, telegram_id: int, language: Language, now: datetime, anew: bool = False
) -> ToWeigh | NothingToWeigh | ReportPage | JoinFirst:
    """「去表态」: the next statement; of a topic that is closed what came of it. `anew`: as a message of its own."""
    async with unit:
        actor = await arrive(unit, telegram_id, language, now)
        topic = await sent_topic(unit, topic_id, write=False)
        shown = await _opened(unit, actor, topic, now, anew=anew)
        await unit.commit()
    return shown


async def _opened(
    unit: UnitOfWork, actor: Actor, topic: Topic, now: datetime, *, anew: bool
) -> ToWeigh | NothingToWeigh | ReportPage | JoinFirst:
    if topic.state is TopicState.CLOSED and (await leads(unit, actor, topic.compound_id) or lives_in(actor, topic.compound_id)):
        return report_page(topic, 0)
    if not actor.bindings:
        return JoinFirst(topic.compound_id)
    home_in(actor, topic.compound_id)
    check_open(topic.state, topic.text.closes_at, now)
    assert actor.person_id is not None, "somebody with a home"
    return await _next(unit, topic, actor.person_id, None if anew else now)


async def _next(unit: UnitOfWork, topic: Topic, person_id: str, shown_at: datetime | None) -> ToWeigh | NothingToWeigh:
    """Nobody weighs what they said themselves."""
    out = {one.id: one for one in await unit.statements.of_topic(topic, OUT) if one.person_id != person_id}
    answered = [one.statement_id for one in await unit.statements.answers_of(topic, person_id) if one.statement_id in out]
    counts = await unit.statements.counts(topic)
    left = [Weighed(one, counts.get(one, 0)) for one in out if one not in answered]
    found, previous = next_statement(left, person_id), answered[-1] if answered else ""
    if found is None:
        return NothingToWeigh(topic.text, len(answered), previous)
    return ToWeigh(topic.text, found, out[found].words, None, len(answered) + 1, len(out), previous, len(left), shown_at)


async def read_next(unit: UnitOfWork, *, topic_id: str, telegram_id: int, now: datetime) -> ToWeigh | NothingToWeigh:
    """What comes after a tap. Apart from it: all answers are counted for this, and the writer is not kept waiting."""
    async with unit:
        topic = await sent_topic(unit, topic_id, write=False)
        person_id = await unit.residents.person(telegram_id)
        assert person_id is not None, "somebody who has just answered"
        return await _next(unit, topic, person_id, now)


async def look_back(unit: UnitOfWork, *, statement_id: str, telegram_id: int, now: datetime) -> ToWeigh | JoinFirst:
    """「上一条」: one that was answered, with one's own answer, to change it."""
    async with unit:
        topic, actor = await _of_statement(unit, statement_id, telegram_id, write=False)
        if not actor.bindings:
            return JoinFirst(topic.compound_id)
        home_in(actor, topic.compound_id)
        check_open(topic.state, topic.text.closes_at, now)
        assert actor.person_id is not None, "somebody with a home"
        out = {one.id: one for one in await unit.statements.of_topic(topic, OUT) if one.person_id != actor.person_id}
        answered = [one for one in await unit.statements.answers_of(topic, actor.person_id) if one.statement_id in out]
    place = next((number for number, one in enumerate(answered) if one.statement_id == statement_id), None)
    if place is None:
        raise StatementUnknown
    previous, left = answered[place - 1].statement_id if place else "", len(out) - len(answered)
    return ToWeigh(topic.text, statement_id, out[statement_id].words, answered[place].stance, place + 1, len(out), previous, left, now)


async def _of_statement(unit: UnitOfWork, statement_id: str, telegram_id: int, *, write: bool = True) -> tuple[Topic, Actor]:
    statement = await unit.statements.statement(statement_id)
    if statement is None:
        raise StatementUnknown
    return await sent_topic(unit, statement.topic_id, write=write), await actor_of(unit, telegram_id)


async def weigh(
    unit: UnitOfWork, *, statement_id: str, stance: Stance, shown_at: int, telegram_id: int, received_at: datetime, now: datetime
) -> Weighing | JoinFirst:
    """One tap. What was taken down meanwhile is not recorded; the next one comes all the same. Nor is what nobody can have read yet: the
    second half of the tap on the one before, or on the list."""
    async with unit:
        topic, actor = await _of_statement(unit, statement_id, telegram_id)
        if not actor.bindings:
            return JoinFirst(topic.compound_id)
        home = home_in(actor, topic.compound_id)
        check_open(topic.state, topic.text.closes_at, received_at)
        statement = await unit.statements.held(statement_id)
        assert statement is not None, "a statement of a topic that is held"
        if statement.state is StatementState.WAITING:
            raise StatementUnknown
        if statement.person_id is not None and statement.person_id == actor.person_id:
            raise OwnStatement
        if is_unread(shown_at, received_at):
            return Weighing(topic.id, None, first=False, unread=True)
        assert actor.person_id is not None, "somebody with a home"
        before = await unit.statements.answers_of(topic, actor.person_id)
        is_out = statement.state in OUT
        if is_out:
            await _record(unit, statement, stance, topic=topic, home=home, before=before, person_id=actor.person_id)
            if not before:
                await renew_cards(unit, topic, now)
        await unit.commit()
    return Weighing(topic.id, stance if is_out else None, not before and is_out)


async def _record(
    unit: UnitOfWork,
    statement: Statement,
    stance: Stance,
    *,
    topic: Topic,
    home: HomeRef,
    before: list[Answer],
    person_id: str,
) -> None:
    """All answers of a person are from the home, and so the part, from which they first spoke: nobody is in two parts."""
    same = next((one for one in before if one.statement_id == statement.id), None)
    if before:
        part, home_id = before[0].part, before[0].home_id
    else:
        rooms = await unit.topics.rooms_in(topic.compound_id, home.building)
        part, home_id = part_of(division_of(topic.text), home.building, home.room, rooms), home.id
    new = Answer(statement.id, part, home_id, stance, same.place if same is not None else 1 + max((one.place for one in before), default=0))
    await unit.statements.answer(statement, new, person_id=person_id)
