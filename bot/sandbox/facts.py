"""Facts behind the page: what is due, which of the three steps have happened, how many homes have not answered."""

from typing import Literal

from sqlalchemy import func, select

from bot.actions.unit import DueItem, UnitOfWork
from bot.sandbox.ports import Due
from storage.votes.tables import ballots, vote_participation, votes

# What the page calls a due row; kinds that people do not wait for are left out.
TITLES: dict[str, tuple[Literal["close", "reminder", "other"], str, str]] = {
    "votes.close": ("close", "表决截止", "Vote closes"),
    "votes.remind_half": ("reminder", "提醒没表决的", "Reminder"),
    "votes.remind_day": ("reminder", "提醒没表决的", "Reminder"),
    "groups.evening_line": ("other", "群里的晚间一句", "Evening line"),
    "residents.request_waits": ("other", "登记申请转给上一级", "A request goes one level up"),
}


async def due_items(unit: UnitOfWork) -> list[Due]:
    """What will happen by itself, soonest first; closes carry the vote's title when there are several."""
    async with unit:
        items = await unit.schedule.waiting(tuple(TITLES), limit=20)
        closing = [item.target for item in items if item.kind == "votes.close"]
        rows = await unit.connection.execute(select(votes.c.id, votes.c.title).where(votes.c.id.in_(closing)))
        names = {row.id: row.title for row in rows} if len(closing) > 1 else {}
    return [_due(item, names.get(item.target, "")) for item in items]


def _due(item: DueItem, name: str) -> Due:
    kind, zh, en = TITLES[item.kind]
    return Due(str(item.id), kind, f"{name} {zh}".strip(), f"{en} {name}".strip(), item.due_at)


async def step_counts(unit: UnitOfWork) -> dict[str, int]:
    """Accepted ballots, opened votes, counted votes: a step has happened when its count has grown."""
    async with unit:
        accepted = select(func.count()).select_from(ballots).where(ballots.c.refused.is_(None))
        opened = select(func.count()).select_from(votes)
        counted = opened.where(votes.c.outcome.is_not(None))
        queries = {"vote": accepted, "open": opened, "result": counted}
        return {name: await unit.connection.scalar(query) or 0 for name, query in queries.items()}


async def homes_left(unit: UnitOfWork) -> int:
    """Homes of the oldest open vote without an accepted ballot, bound or not."""
    async with unit:
        first = select(votes.c.id).where(votes.c.state == "open").order_by(votes.c.opened_at).limit(1).scalar_subquery()
        left = select(func.sum(vote_participation.c.homes - vote_participation.c.homes_in)).where(vote_participation.c.vote_id == first)
        return await unit.connection.scalar(left) or 0
