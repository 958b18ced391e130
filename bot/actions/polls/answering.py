"""A poll is answered by a tap, in the group or in private; a rank is put together in private. The last answer stands until the close."""

from collections.abc import Callable
from datetime import datetime

from bot.actions.polls.common import renew_cards, voices_of
from bot.actions.residents.common import actor_of, arrive
from bot.actions.unit import UnitOfWork
from bot.rules.polls import PollKind, PollState, after_tap, check_open, is_answer
from bot.rules.polls.facts import JoinFirst, MyPoll, PollAnswered
from bot.rules.polls.violations import OptionUnknown, PollUnknown
from bot.rules.ports import Language
from bot.rules.residents import Actor
from storage.polls import Answer, Poll


async def _sent(unit: UnitOfWork, poll_id: str, *, write: bool = True) -> Poll:
    poll = await (unit.polls.held if write else unit.polls.poll)(poll_id)
    if poll is None or poll.state is PollState.DRAFT:
        raise PollUnknown
    return poll


async def answer(
    unit: UnitOfWork, *, poll_id: str, option: int, telegram_id: int, received_at: datetime, now: datetime
) -> PollAnswered | JoinFirst:
    """One tap on an option; the same once more takes it back."""

    def chosen(poll: Poll, before: tuple[int, ...]) -> tuple[int, ...]:
        kind = poll.text.kind
        if kind is None or kind is PollKind.RANKED or not 0 <= option < len(poll.text.options):
            raise OptionUnknown
        return after_tap(kind, before, option)

    return await _answer(unit, poll_id=poll_id, chosen=chosen, telegram_id=telegram_id, received_at=received_at, now=now)


async def send_rank(
    unit: UnitOfWork, *, poll_id: str, order: tuple[int, ...], telegram_id: int, received_at: datetime, now: datetime
) -> PollAnswered | JoinFirst:
    """「交上去」, the order as it stood on the screen; an empty one takes an earlier one back."""

    def chosen(poll: Poll, before: tuple[int, ...]) -> tuple[int, ...]:
        if poll.text.kind is not PollKind.RANKED or (order and not is_answer(PollKind.RANKED, len(poll.text.options), order)):
            raise OptionUnknown
        return order

    return await _answer(unit, poll_id=poll_id, chosen=chosen, telegram_id=telegram_id, received_at=received_at, now=now)


async def _answer(
    unit: UnitOfWork,
    *,
    poll_id: str,
    chosen: Callable[[Poll, tuple[int, ...]], tuple[int, ...]],
    telegram_id: int,
    received_at: datetime,
    now: datetime,
) -> PollAnswered | JoinFirst:
    async with unit:
        poll = await _sent(unit, poll_id)
        actor = await actor_of(unit, telegram_id)
        if not actor.bindings:
            return JoinFirst(poll.compound_id)
        voices = voices_of(actor, poll)
        check_open(poll.state, poll.text.closes_at, received_at)
        before = await unit.polls.chosen(poll.id, [voice for voice, _ in voices])
        mine = before.get(voices[0][0])
        new = chosen(poll, mine.chosen if mine is not None else ())
        assert actor.person_id is not None, "somebody with a home"
        for voice, home in voices:
            await unit.polls.answer(poll, voice, home_id=home, person_id=actor.person_id, chosen=new, now=now)
        if bool(new) is not bool(mine):
            await renew_cards(unit, poll, now)
        await unit.commit()
    return PollAnswered(poll.text, new, first=mine is None, instead=_is_others(mine, actor, new))


def _is_others(before: Answer | None, actor: Actor, new: tuple[int, ...]) -> bool:
    """Whether it takes the place of what somebody else of the home had answered."""
    return before is not None and before.person_id not in {actor.person_id, None} and before.chosen != new


async def open_mine(unit: UnitOfWork, *, poll_id: str, telegram_id: int, language: Language, now: datetime) -> MyPoll | JoinFirst:
    """From a group: the question in private, with one's own answer."""
    async with unit:
        actor = await arrive(unit, telegram_id, language, now)
        shown = await _mine(unit, await _sent(unit, poll_id, write=False), actor, now)
        await unit.commit()
    return shown


async def read_mine(
    unit: UnitOfWork, *, poll_id: str, telegram_id: int, order: tuple[int, ...] | None, now: datetime
) -> MyPoll | JoinFirst:
    """`order`: of a ranked one, as far as it is put together; None as it was handed in."""
    async with unit:
        actor = await actor_of(unit, telegram_id)
        poll = await _sent(unit, poll_id, write=False)
        if order and not is_answer(PollKind.RANKED, len(poll.text.options), order):
            raise OptionUnknown
        return await _mine(unit, poll, actor, now, order)


async def _mine(unit: UnitOfWork, poll: Poll, actor: Actor, now: datetime, order: tuple[int, ...] | None = None) -> MyPoll | JoinFirst:
    if not actor.bindings:
        return JoinFirst(poll.compound_id)
    voices = voices_of(actor, poll)
    check_open(poll.state, poll.text.closes_at, now)
    mine = (await unit.polls.chosen(poll.id, [voices[0][0]])).get(voices[0][0])
    chosen = mine.chosen if mine is not None else ()
    return MyPoll(poll.text, chosen, chosen if order is None else order)
