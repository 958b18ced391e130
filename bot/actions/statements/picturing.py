"""The picture of what came of a topic: after the report in the groups, and to somebody in charge who asks for it."""

from dataclasses import dataclass
from datetime import datetime

from bot.actions.groups.pictures import PICTURE_KEPT, groups_told, put_picture
from bot.actions.papers import PAPER_FADES
from bot.actions.residents.common import actor_of
from bot.actions.statements.common import DRAW, in_charge, leads
from bot.actions.unit import UnitOfWork
from bot.rules.letters import Letter
from bot.rules.ports import Language
from bot.rules.statements import TopicState
from bot.rules.statements.facts import TopicPicture, TopicReport
from bot.rules.statements.reports import is_pictured
from bot.rules.statements.violations import NotCountedYet
from storage.groups import Group


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn, and for which groups (their languages None where none is set)."""

    report: TopicReport
    groups: tuple[tuple[Group, Language | None], ...] = ()


async def ask_picture(unit: UnitOfWork, *, topic_id: str, telegram_id: int, language: Language, now: datetime) -> None:
    """「看图」 of somebody in charge: it comes into their own chat."""
    async with unit:
        topic, _ = await in_charge(unit, topic_id, telegram_id)
        if topic.state is not TopicState.CLOSED or not is_pictured(topic.rows):
            raise NotCountedYet
        arguments = {"topic": topic.id, "language": language}
        await unit.jobs.queue(DRAW, arguments, now, chat_id=telegram_id, compound_id=topic.compound_id)
        await unit.commit()


async def read_drawing(unit: UnitOfWork, *, topic_id: str, telegram_id: int | None) -> Drawing | None:
    """For the groups, or (`telegram_id`) for one person who is still in charge; None when there is nothing to draw."""
    async with unit:
        topic = await unit.topics.topic(topic_id)
        if topic is None or topic.state is not TopicState.CLOSED or not is_pictured(topic.rows):
            return None
        facts = TopicReport(topic.text, topic.homes, topic.people, topic.rows)
        if telegram_id is None:
            return Drawing(facts, await groups_told(unit, topic.compound_id, f"topic-result:{topic.id}"))
        return Drawing(facts) if await leads(unit, await actor_of(unit, telegram_id), topic.compound_id) else None


async def post_picture(unit: UnitOfWork, *, report: TopicReport, group: Group, sha256: str, now: datetime) -> None:
    async with unit:
        key, facts = f"topic-picture:{report.text.topic_id}:{group.id}", TopicPicture(report.text, sha256)
        await put_picture(unit, key=key, group=group, card="statements.topic_picture", facts=facts, sha256=sha256, now=now)
        await unit.commit()


async def send_picture(unit: UnitOfWork, *, report: TopicReport, telegram_id: int, asked: str, sha256: str, now: datetime) -> None:
    """To whoever asked (`asked` names the request); written twice it is sent once."""
    async with unit:
        key, facts = f"topic-picture:{report.text.topic_id}:{asked}", TopicPicture(report.text, sha256)
        await unit.outbox.put(Letter(key, telegram_id, "statements.topic_picture", facts), now)
        await unit.schedule.plan(PAPER_FADES, sha256, now + PICTURE_KEPT)
        await unit.commit()
