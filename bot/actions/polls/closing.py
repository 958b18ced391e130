"""A poll ends: at its time, before it, or taken back. What was answered is counted once, and an anonymous one forgets whose it was."""

from collections.abc import Sequence
from datetime import datetime

from bot.actions.groups.living import replace_cards
from bot.actions.groups.pictures import groups_told, put_picture
from bot.actions.polls.common import CLOSE, DRAW, asked_in, in_charge
from bot.actions.residents.common import tell
from bot.actions.unit import DueItem, UnitOfWork
from bot.rules.few import is_told
from bot.rules.letters import Lane, Letter, OnUnknown
from bot.rules.polls import PollState, count
from bot.rules.polls.facts import EndAsked, PollEnded, PollPicture, PollResult, PollView
from bot.rules.polls.violations import PollOver
from bot.rules.ports import Language
from storage.groups import Group
from storage.polls import Answer, Poll


async def close_due(unit: UnitOfWork, item: DueItem, now: datetime) -> None:
    """Holds the poll first: an answer that came in time is in, or waits for nothing."""
    async with unit:
        poll = await unit.polls.held(item.target)
        if not await unit.schedule.finish(item.id, now):
            return
        if poll is not None and poll.state is PollState.OPEN:
            await _close(unit, poll, by=None, now=now)
        await unit.commit()


async def read_ending(unit: UnitOfWork, *, poll_id: str, telegram_id: int, cancel: bool) -> EndAsked:
    async with unit:
        poll, _ = await in_charge(unit, poll_id, telegram_id, write=False)
        if poll.state is not PollState.OPEN:
            raise PollOver
        answers = await unit.polls.answers(poll.id)
        return EndAsked(poll.text, len(answers), cancel, few=not _is_told(answers))


async def end_now(unit: UnitOfWork, *, poll_id: str, telegram_id: int, cancel: bool, now: datetime) -> PollView:
    """「提前截止」 counts what there is; 「收回」 counts nothing and keeps nothing."""
    async with unit:
        poll, actor = await in_charge(unit, poll_id, telegram_id)
        if poll.state is not PollState.OPEN:
            raise PollOver
        assert actor.person_id is not None, "somebody with a role"
        await unit.schedule.cancel(poll.id, CLOSE)
        if cancel:
            await unit.polls.cancel(poll, by=actor.person_id, now=now)
            await unit.undone_taps.forget(poll.id)
            await _end_cards(unit, poll, PollState.CANCELLED, 0, now)
        else:
            await _close(unit, poll, by=actor.person_id, now=now)
        shown = await view_of(unit, poll.id)
        await unit.commit()
    return shown


async def view_of(unit: UnitOfWork, poll_id: str) -> PollView:
    poll = await unit.polls.poll(poll_id)
    assert poll is not None, "a poll that was just read"
    answered = await unit.polls.count_answers(poll.id) if poll.state is PollState.OPEN else poll.answered
    return PollView(poll.text, poll.state, answered, poll.rows)


def _is_told(answers: Sequence[Answer]) -> bool:
    """Of somebody who has left nobody knows the home: it hides nobody."""
    return is_told(len({one.home_id for one in answers} - {None}))


async def _close(unit: UnitOfWork, poll: Poll, *, by: str | None, now: datetime) -> None:
    assert poll.text.kind is not None, "a poll that was sent"
    answers = await unit.polls.answers(poll.id)
    rows = count(poll.text.kind, len(poll.text.options), (one.chosen for one in answers)) if _is_told(answers) else ()
    await unit.polls.close(poll, rows, len(answers), by=by, now=now)
    if not poll.text.named:
        await unit.polls.make_anonymous(poll.id)
    await unit.undone_taps.forget(poll.id)
    asked = await _end_cards(unit, poll, PollState.CLOSED, len(answers), now)
    result = PollResult(poll.text, len(answers), rows)
    letters = [
        Letter(
            f"poll-result:{poll.id}:{group.id}",
            group.chat_id,
            "polls.poll_result",
            result,
            lane=Lane.CARD,
            night_waits=True,
            on_unknown=OnUnknown.RENEW,
        )
        for group in asked
    ]
    await unit.mailing.put_all(letters, now)
    drafter = await unit.residents.account(poll.created_by)
    await tell(unit, drafter, key=f"poll-counted:{poll.id}", card="polls.poll_counted", facts=result, now=now)
    if rows and asked:
        await unit.jobs.queue(DRAW, {"poll": poll.id}, now, compound_id=poll.compound_id)


async def _end_cards(unit: UnitOfWork, poll: Poll, state: PollState, answered: int, now: datetime) -> list[Group]:
    """Each card says that it is over; what still waits to be written on it is not. The groups that have, or get, the end."""
    asked = await asked_in(unit, poll)
    ended = PollEnded(poll.text, state, answered)
    await replace_cards(unit, asked, waiting=f"poll:{poll.id}:", cause="over", card="polls.poll_ended", facts=ended, now=now)
    return list(asked.values())


# the picture
async def read_drawing(unit: UnitOfWork, *, poll_id: str) -> tuple[PollResult, tuple[tuple[Group, Language | None], ...]] | None:
    """What is drawn for whom; None when there is nothing to draw."""
    async with unit:
        poll = await unit.polls.poll(poll_id)
        if poll is None or poll.state is not PollState.CLOSED or not poll.rows:
            return None
        told = await groups_told(unit, poll.compound_id, f"poll-result:{poll.id}")
    return PollResult(poll.text, poll.answered, poll.rows), told


async def post_picture(unit: UnitOfWork, *, result: PollResult, group: Group, sha256: str, now: datetime) -> None:
    """Written twice it is posted once."""
    async with unit:
        key, facts = f"poll-picture:{result.text.poll_id}:{group.id}", PollPicture(result.text, sha256)
        await put_picture(unit, key=key, group=group, card="polls.poll_picture", facts=facts, sha256=sha256, now=now)
        await unit.commit()
