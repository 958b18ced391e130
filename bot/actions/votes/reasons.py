"""A typed reason is shown once more before it goes out: 「不取消了」 is an answer too."""

from dataclasses import dataclass
from datetime import UTC, datetime

from bot.actions.unit import Form, UnitOfWork
from bot.actions.votes.charge import check_alive, vote_in_charge
from bot.rules.marks import is_marked
from bot.rules.residents import Actor
from bot.rules.violations import RuleViolation
from bot.rules.votes.drafts import reason_from
from bot.rules.votes.facts import Heading
from bot.rules.votes.violations import AlreadyDecided, ReasonForgotten
from storage.votes.records import Vote

# Nothing typed is taken for an answer while it waits: only its button sends it.
REASON = "votes.reason"


@dataclass(frozen=True, slots=True)
class Held:
    """A reason that waits for its button, and what it is for: a cancellation, or a new closing time."""

    heading: Heading
    closes_at: datetime | None
    reason: str


async def hold_reason(
    unit: UnitOfWork, *, actor: Actor, vote_id: str, closes_at: datetime | None, typed: str, now: datetime
) -> tuple[Vote, str]:
    """`closes_at` None: of a cancellation. The reason as it would be read. ReasonNotUsable when it is empty or too long."""
    said = reason_from(typed)
    async with unit:
        vote = await vote_in_charge(unit, actor, vote_id)
        facts = {"vote": vote.id, "at": 0 if closes_at is None else int(closes_at.timestamp() // 60), "reason": said}
        await unit.forms.keep(actor.telegram_id, Form(REASON, "confirm", facts), now)
        await unit.commit()
    return vote, said


async def check_undone(unit: UnitOfWork, *, actor: Actor, vote_id: str, at: int) -> Vote:
    """A second press on the same button: what it asked for may be done already. `at` as in `held_reason`."""
    async with unit:
        vote = await vote_in_charge(unit, actor, vote_id)
    check_alive(vote)
    if at and int(vote.closes_at.timestamp() // 60) == at:
        raise AlreadyDecided(closes_at=vote.closes_at)
    return vote


async def read_held(unit: UnitOfWork, *, actor: Actor, form: Form) -> Held | None:
    """None where what it is for is done, or decided otherwise, by now."""
    at = int(form.facts["at"])
    try:
        vote = await check_undone(unit, actor=actor, vote_id=str(form.facts["vote"]), at=at)
    except RuleViolation:
        return None
    return Held(vote.heading, datetime.fromtimestamp(at * 60, UTC) if at else None, str(form.facts["reason"]))


def held_reason(form: Form | None, *, vote_id: str, at: int, mark: str) -> str:
    """ReasonForgotten when something else was begun meanwhile, or another reason was given on another screen.

    `at` in minutes since 1970, 0 for a cancellation.
    """
    if form is None or form.name != REASON or (form.facts["vote"], form.facts["at"]) != (vote_id, at):
        raise ReasonForgotten
    reason = str(form.facts["reason"])
    if not is_marked(mark, reason):
        raise ReasonForgotten
    return reason
