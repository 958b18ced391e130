"""What those in charge see of polls: the list, one of them, and of a named one that is closed who chose what."""

from bot.actions.polls.closing import view_of
from bot.actions.polls.common import compounds_in_charge, in_charge
from bot.actions.residents.common import actor_of, home_at
from bot.actions.unit import UnitOfWork
from bot.rules.polls import Per, PollKind, PollState
from bot.rules.polls.facts import PollLine, PollList, PollView, PollVoices, Voice
from bot.rules.polls.violations import NobodyNamed, OptionUnknown
from bot.rules.residents import BindingState
from storage.polls import Answer, Poll

# Lines of a list: each is a button of its own.
MOST_LISTED = 8
# Homes of one page, a line each.
VOICES = 12


async def read_polls(unit: UnitOfWork, *, telegram_id: int) -> PollList:
    async with unit:
        compounds = await compounds_in_charge(unit, await actor_of(unit, telegram_id))
        found = await unit.polls.newest(compounds, MOST_LISTED)
    return PollList(tuple(PollLine(one.id, one.text.question, one.state, one.text.closes_at) for one in found))


async def read_poll(unit: UnitOfWork, *, poll_id: str, telegram_id: int) -> PollView:
    async with unit:
        poll, _ = await in_charge(unit, poll_id, telegram_id, write=False)
        return await view_of(unit, poll.id)


async def read_voices(unit: UnitOfWork, *, poll_id: str, option: int, page: int, telegram_id: int) -> PollVoices:
    """Of a ranked poll those who have it first."""
    async with unit:
        poll, _ = await in_charge(unit, poll_id, telegram_id, write=False)
        if not poll.text.named or poll.state is not PollState.CLOSED:
            raise NobodyNamed
        if not 0 <= option < len(poll.text.options):
            raise OptionUnknown
        ranked = poll.text.kind is PollKind.RANKED
        answers = [one for one in await unit.polls.answers(poll.id) if option in (one.chosen[:1] if ranked else one.chosen)]
        known = [one for one in answers if one.home_id is not None]
        pages = max(1, -(-len(known) // VOICES))
        page = min(max(page, 0), pages - 1)
        voices = [await _voice(unit, poll, one) for one in known[page * VOICES : (page + 1) * VOICES]]
    return PollVoices(poll.text, option, tuple(voices), len(answers) - len(known), len(answers), page, pages)


async def _voice(unit: UnitOfWork, poll: Poll, answer: Answer) -> Voice:
    assert answer.home_id is not None
    home, _ = await home_at(unit, answer.home_id)
    if poll.text.per is Per.HOME:
        return Voice(home, None)
    members = await unit.bindings.at_home(poll.compound_id, answer.home_id, tuple(BindingState))
    role = next((one.role for one in reversed(members) if one.person_id == answer.person_id), None)
    return Voice(home, role)
