"""A poll is answered by a tap, in the group or in private; a rank is put together in private. The last answer stands until the close."""

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.actions.polls.common import renew_cards, voices_of
from bot.actions.residents.common import actor_of, arrive, home_at
from bot.actions.unit import UnitOfWork
from bot.rules.polls import Given, PollKind, PollState, after_rank_for_all, after_tap_for_all, check_open, is_answer
from bot.rules.polls.facts import JoinFirst, MyPoll, PollAnswered
from bot.rules.polls.violations import OptionUnknown, PollUnknown
from bot.rules.ports import Language
from bot.rules.residents import Actor
from bot.rules.taps import Undone
from storage.polls import Answer, Poll


async def _sent(unit: UnitOfWork, poll_id: str, *, write: bool = True) -> Poll:
    poll = await (unit.polls.held if write else unit.polls.poll)(poll_id)
    if poll is None or poll.state is PollState.DRAFT:
        raise PollUnknown
    return poll


async def answer(
    unit: UnitOfWork, *, poll_id: str, option: int, is_seen: bool, telegram_id: int, received_at: datetime, now: datetime
) -> PollAnswered | JoinFirst:
    """One tap on an option; the same once more takes it back. `is_seen`: in private, where what stands is shown."""

    def chosen(poll: Poll, given: Sequence[Given | None], undone: Undone | None) -> list[tuple[int, ...]]:
        kind = poll.text.kind
        if kind is None or kind is PollKind.RANKED or not 0 <= option < len(poll.text.options):
            raise OptionUnknown
        return after_tap_for_all(kind, given, option, received_at, is_seen=is_seen, undone=undone)

    return await _answer(unit, poll_id=poll_id, chosen=chosen, telegram_id=telegram_id, received_at=received_at, now=now)


async def send_rank(
    unit: UnitOfWork, *, poll_id: str, order: tuple[int, ...], telegram_id: int, received_at: datetime, now: datetime
) -> PollAnswered | JoinFirst:
    """「交上去」, the order as it stood on the screen; an empty one takes an earlier one back."""

    def chosen(poll: Poll, given: Sequence[Given | None], _undone: Undone | None) -> list[tuple[int, ...]]:
        if poll.text.kind is not PollKind.RANKED or (order and not is_answer(PollKind.RANKED, len(poll.text.options), order)):
            raise OptionUnknown
        return after_rank_for_all(given, order)

    return await _answer(unit, poll_id=poll_id, chosen=chosen, telegram_id=telegram_id, received_at=received_at, now=now)


async def _answer(
    unit: UnitOfWork,
    *,
    poll_id: str,
    chosen: Callable[[Poll, Sequence[Given | None], Undone | None], list[tuple[int, ...]]],
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
        standing = await unit.polls.chosen(poll.id, [voice for voice, _ in voices])
        before = [standing.get(voice) for voice, _ in voices]
        assert actor.person_id is not None, "somebody with a home"
        undone = await unit.undone_taps.last(actor.person_id, poll.id)
        after = chosen(poll, [_given(one, actor) for one in before], undone)
        for place, (was, new) in enumerate(zip(before, after, strict=True)):
            await _put(unit, poll, voices[place], was=was, new=new, actor=actor, received_at=received_at, is_first=place == 0)
        gone = _taken_out(before[0], after[0])
        if gone is not None:
            await unit.undone_taps.note(actor.person_id, poll.id, Undone(gone, received_at))
        if any(bool(new) is not (was is not None) for was, new in zip(before, after, strict=True)):
            await renew_cards(unit, poll, now)
        replaced = [home for (_, home), was, new in zip(voices, before, after, strict=True) if _is_others(was, actor, new, poll.text.kind)]
        instead = tuple([(await home_at(unit, home))[0] for home in replaced])
        await unit.commit()
    differ = any(set(new) != set(after[0]) for new in after)
    return PollAnswered(poll.text, after[0], first=before[0] is None, instead=instead, homes=len(voices), differ=differ)


def _taken_out(was: Answer | None, new: tuple[int, ...]) -> int | None:
    """The option that a tap took out, and nothing else."""
    gone = set(was.chosen) - set(new) if was is not None and set(new) < set(was.chosen) else set()
    return gone.pop() if len(gone) == 1 else None


def _given(one: Answer | None, actor: Actor) -> Given | None:
    return None if one is None else Given(one.chosen, one.person_id in {actor.person_id, None}, one.answered_at)


async def _put(
    unit: UnitOfWork,
    poll: Poll,
    at: tuple[str, str],
    *,
    was: Answer | None,
    new: tuple[int, ...],
    actor: Actor,
    received_at: datetime,
    is_first: bool,
) -> None:
    """What stays as it was stays whose it was, but in the first home: who repeats it may take it back. Taking something out gives nothing:
    its moment is that of what is left."""
    (voice, home), before = at, was.chosen if was is not None else ()
    assert actor.person_id is not None, "somebody with a home"
    if new == before and (was is None or was.person_id == actor.person_id or not is_first):
        return
    given_at = was.answered_at if was is not None and set(new) < set(before) else received_at
    await unit.polls.answer(poll, voice, home_id=home, person_id=actor.person_id, chosen=new, given_at=given_at)


def _is_others(before: Answer | None, actor: Actor, new: tuple[int, ...], kind: PollKind | None) -> bool:
    """Whether it takes the place of what somebody else of the home had answered, and does not only repeat it."""
    if before is None or before.person_id in {actor.person_id, None}:
        return False
    return before.chosen != new if kind is PollKind.RANKED else set(before.chosen) != set(new)


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
