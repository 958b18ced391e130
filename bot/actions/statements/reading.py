"""What people see of topics: the list, one of them, and of one that is closed all that came of it."""

from datetime import datetime

from bot.actions.residents.common import actor_of
from bot.actions.statements.common import compounds_in_charge, in_charge, leads, lives_in, sent_topic
from bot.actions.statements.moderating import view_of
from bot.actions.unit import UnitOfWork
from bot.rules.statements import StatementState, TopicState, leaves_no_trace
from bot.rules.statements.facts import JoinFirst, ReportPage, TopicLine, TopicList, TopicView
from bot.rules.statements.violations import NotAtHomeHere, NotCountedYet
from storage.statements.topic_records import Topic

# Lines of a list: each is a button of its own.
MOST_LISTED = 8
# Statements of a page: each takes up to six short lines, with its parts.
ROWS = 3


async def read_topics(unit: UnitOfWork, *, telegram_id: int) -> TopicList:
    """Of those in charge."""
    async with unit:
        actor = await actor_of(unit, telegram_id)
        compounds = await compounds_in_charge(unit, actor)
        found = await unit.topics.newest(compounds, MOST_LISTED)
        waiting = await unit.topics.count_waiting(compounds, actor.person_id or "")
    return TopicList(tuple(_line(one, several=len(compounds) > 1, waiting=waiting.get(one.id, 0)) for one in found))


def _line(topic: Topic, *, several: bool, waiting: int = 0) -> TopicLine:
    return TopicLine(topic.id, topic.text.compound if several else "", topic.text.title, topic.state, waiting)


async def read_topics_at_home(unit: UnitOfWork, *, telegram_id: int) -> TopicList | JoinFirst:
    """Where this person lives: owners, family and tenants alike."""
    async with unit:
        actor = await actor_of(unit, telegram_id)
        compounds = dict.fromkeys(one.home.compound_id for one in actor.bindings)
        if not compounds:
            return JoinFirst()
        found = await unit.topics.newest(compounds, MOST_LISTED)
    return TopicList(tuple(_line(one, several=len(compounds) > 1) for one in found))


async def read_topic(unit: UnitOfWork, *, topic_id: str, telegram_id: int, now: datetime) -> TopicView:
    """As those in charge see it."""
    async with unit:
        topic, actor = await in_charge(unit, topic_id, telegram_id, write=False)
        view = await view_of(unit, topic, actor)
        said = len(await unit.statements.of_topic(topic, tuple(StatementState)))
        is_fresh = topic.state is TopicState.OPEN and topic.created_by == actor.person_id
        may_undo = is_fresh and leaves_no_trace(topic.created_at, now, people=view.people, statements=said)
        return await view_of(unit, topic, actor, may_undo=may_undo)


def report_page(topic: Topic, page: int) -> ReportPage:
    pages = max(1, -(-len(topic.rows) // ROWS))
    page = min(max(page, 0), pages - 1)
    return ReportPage(topic.text, topic.rows[page * ROWS : (page + 1) * ROWS], page, pages)


async def read_report(unit: UnitOfWork, *, topic_id: str, telegram_id: int, page: int) -> ReportPage:
    """For those in charge and for whoever lives there, once it is closed."""
    async with unit:
        topic = await sent_topic(unit, topic_id, write=False)
        actor = await actor_of(unit, telegram_id)
        if not lives_in(actor, topic.compound_id) and not await leads(unit, actor, topic.compound_id):
            raise NotAtHomeHere
    if topic.state is not TopicState.CLOSED:
        raise NotCountedYet
    return report_page(topic, page)
