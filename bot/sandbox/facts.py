"""Facts behind the page: what is due, which steps have happened, how many homes have not answered."""

from typing import Literal

from sqlalchemy import func, select

from bot.actions.unit import DueItem, UnitOfWork
from bot.rules.residents.deciding import Via
from bot.sandbox.ports import Due
from storage.compounds import roster_imports
from storage.residents.tables import bindings
from storage.votes.tables import ballots, vote_participation, votes

# What the page calls a due row; kinds that people do not wait for are left out.
TITLES: dict[str, tuple[Literal["close", "reminder", "other"], str, str]] = {
    "votes.close": ("close", "表决截止", "Vote closes"),
    "votes.remind_half": ("reminder", "提醒没表决的", "Reminder"),
    "votes.remind_day": ("reminder", "提醒没表决的", "Reminder"),
    "groups.evening_line": ("other", "群里的晚间一句", "Evening line"),
    "proofs.daily": ("other", "群里的核对号", "Check code"),
    "concerns.remind": ("reminder", "提醒答复顾虑", "Reminder to answer a concern"),
    "concerns.overdue": ("other", "没答复的顾虑转给社区", "An unanswered concern goes up"),
    "polls.close": ("other", "随便问问截止", "Straw poll closes"),
    "statements.close": ("other", "议题截止", "Topic closes"),
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
    """Accepted ballots, opened and counted votes, decided requests, imports: a step has happened when its count has grown."""
    async with unit:
        accepted = select(func.count()).select_from(ballots).where(ballots.c.refused.is_(None))
        opened = select(func.count()).select_from(votes)
        counted = opened.where(votes.c.outcome.is_not(None))
        decided = select(func.count()).select_from(bindings).where(bindings.c.via == Via.HEAD, bindings.c.decided_at.is_not(None))
        imported = select(func.count()).select_from(roster_imports)
        queries = {"vote": accepted, "open": opened, "result": counted, "newcomer": decided, "roster": imported}
        # In one question: it is asked ten times a second while the clock walks.
        counts = await unit.connection.execute(select(*(query.scalar_subquery().label(name) for name, query in queries.items())))
        return dict(counts.mappings().one())


async def homes_left(unit: UnitOfWork, vote: str) -> tuple[int, str]:
    """Homes of this vote without an accepted ballot, bound or not, and its title; none when it is not open any more."""
    async with unit:
        left = (
            select(func.sum(vote_participation.c.homes - vote_participation.c.homes_in), votes.c.title)
            .join(votes, votes.c.id == vote_participation.c.vote_id)
            .where(votes.c.id == vote, votes.c.state == "open")
            .group_by(votes.c.id, votes.c.title)
        )
        found = (await unit.connection.execute(left)).first()
        return (0, "") if found is None else (found[0] or 0, found.title)
