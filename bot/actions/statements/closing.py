"""A topic ends: at its time, before it, or taken back. What was answered is counted once, and nobody knows any more whose it was."""

from datetime import datetime

from bot.actions.groups.living import replace_cards
from bot.actions.residents.common import tell
from bot.actions.statements.common import CLOSE, DRAW, asked_in, in_charge, tell_author
from bot.actions.statements.moderating import view_of
from bot.actions.unit import DueItem, UnitOfWork
from bot.rules.letters import Lane, Letter, OnUnknown
from bot.rules.statements import StatementState, TopicState
from bot.rules.statements.facts import EndAsked, News, TopicEnded, TopicReport, TopicView, division_of
from bot.rules.statements.reports import is_pictured, report
from bot.rules.statements.violations import TopicOver
from storage.groups import Group
from storage.statements.topic_records import Topic


async def close_due(unit: UnitOfWork, item: DueItem, now: datetime) -> None:
    """Holds the topic first: an answer that came in time is in, or waits for nothing."""
    async with unit:
        topic = await unit.topics.held(item.target)
        if not await unit.schedule.finish(item.id, now):
            return
        if topic is not None and topic.state is TopicState.OPEN:
            await _close(unit, topic, by=None, now=now)
        await unit.commit()


async def read_ending(unit: UnitOfWork, *, topic_id: str, telegram_id: int, cancel: bool) -> EndAsked:
    async with unit:
        topic, actor = await in_charge(unit, topic_id, telegram_id, write=False)
        if topic.state is not TopicState.OPEN:
            raise TopicOver
        view = await view_of(unit, topic, actor)
    return EndAsked(topic.text, view.homes, view.waiting, cancel)


async def end_now(unit: UnitOfWork, *, topic_id: str, telegram_id: int, cancel: bool, now: datetime) -> TopicView:
    """「提前截止」 counts what there is; 「收回」 counts nothing and keeps nothing."""
    async with unit:
        topic, actor = await in_charge(unit, topic_id, telegram_id)
        if topic.state is not TopicState.OPEN:
            raise TopicOver
        assert actor.person_id is not None, "somebody with a role"
        await unit.schedule.cancel(topic.id, CLOSE)
        if cancel:
            await _cancel(unit, topic, actor.person_id, now)
        else:
            await _close(unit, topic, by=actor.person_id, now=now)
        ended = await unit.topics.topic(topic.id)
        assert ended is not None, "a topic that is held"
        shown = await view_of(unit, ended, actor)
        await unit.commit()
    return shown


async def _cancel(unit: UnitOfWork, topic: Topic, by: str, now: datetime) -> None:
    """Whoever said something learns that it is gone."""
    for statement in await unit.statements.of_topic(topic, (StatementState.WAITING, StatementState.SHOWN)):
        await tell_author(unit, statement, topic, News.TOPIC_CANCELLED, now, at_once=True)
    await unit.topics.cancel(topic, by=by, now=now)
    await _end_cards(unit, topic, TopicState.CANCELLED, 0, now)


async def _close(unit: UnitOfWork, topic: Topic, *, by: str | None, now: datetime) -> None:
    shown = await unit.statements.of_topic(topic, (StatementState.SHOWN,))
    homes, people = await unit.statements.taking_part(topic)
    voices = await unit.statements.voices(topic)
    rows = report([(one.id, one.words) for one in shown], voices, division_of(topic.text))
    await unit.topics.close(topic, rows, homes_in=homes, people=people, by=by, now=now)
    await unit.statements.make_anonymous(topic)
    for statement in await unit.statements.of_topic(topic, (StatementState.WAITING,)):
        await tell_author(unit, statement, topic, News.UNSEEN, now, at_once=True)
    asked = await _end_cards(unit, topic, TopicState.CLOSED, homes, now)
    facts = TopicReport(topic.text, homes, people, rows)
    letters = [_result_letter(topic, group, facts) for group in asked]
    await unit.mailing.put_all(letters, now)
    drafter = await unit.residents.account(topic.created_by)
    await tell(unit, drafter, key=f"topic-counted:{topic.id}", card="statements.topic_counted", facts=facts, now=now)
    if asked and is_pictured(rows):
        await unit.jobs.queue(DRAW, {"topic": topic.id}, now, compound_id=topic.compound_id)


def _result_letter(topic: Topic, group: Group, facts: TopicReport) -> Letter:
    key, card = f"topic-result:{topic.id}:{group.id}", "statements.topic_report"
    return Letter(key, group.chat_id, card, facts, lane=Lane.CARD, night_waits=True, on_unknown=OnUnknown.RENEW)


async def _end_cards(unit: UnitOfWork, topic: Topic, state: TopicState, homes: int, now: datetime) -> list[Group]:
    """Each card says that it is over. The groups that have, or get, the end."""
    asked = await asked_in(unit, topic)
    ended = TopicEnded(topic.text, state, homes)
    await replace_cards(unit, asked, waiting=f"topic:{topic.id}:", cause="over", card="statements.topic_ended", facts=ended, now=now)
    return list(asked.values())
