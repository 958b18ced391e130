"""Written powers: what staff press and send while one is registered, and what the agent taps."""

from functools import cache
from zoneinfo import ZoneInfo

from aiogram import Router
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, Message

from bot.actions.entries import powers, proxies
from bot.rules.entries.powers import PowerShown
from handlers.context import Context, answer
from handlers.entries import cards
from handlers.entries.callbacks import (
    AskAgent,
    CastByProxy,
    DropPower,
    ListPowers,
    NewPower,
    PickAgent,
    RegisterPower,
    SignBy,
    UntilClose,
    WithdrawPower,
)
from handlers.entries.forms import HasNoCommand, HasPhoto
from handlers.entries.router.entering import show_here
from handlers.forms import FormStep


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


async def agent_asked(query: CallbackQuery, callback_data: AskAgent, context: Context) -> AnswerCallbackQuery:
    facts = await powers.read_agents(context.read(), actor=context.actor, entry_id=callback_data.entry, received_at=context.received_at)
    return await show_here(query, context, cards.agents_offered(facts, context.language))


async def signer_picked(query: CallbackQuery, callback_data: SignBy, context: Context) -> AnswerCallbackQuery:
    facts = await proxies.sign_by(
        context.uow(),
        actor=context.actor,
        entry_id=callback_data.entry,
        power_id=callback_data.power,
        received_at=context.received_at,
        now=context.now(),
    )
    return await show_here(query, context, cards.entry_asked(facts, context.language))


async def power_begun(query: CallbackQuery, callback_data: NewPower, context: Context) -> AnswerCallbackQuery:
    facts = await powers.begin_power(
        context.uow(), actor=context.actor, entry_id=callback_data.entry, received_at=context.received_at, now=context.now()
    )
    return await _asked(query, context, facts)


async def _asked(query: CallbackQuery, context: Context, facts: PowerShown) -> AnswerCallbackQuery:
    return await show_here(query, context, cards.power_asked(facts, context.language))


async def agent_named(_message: Message, context: Context, words: str) -> None:
    facts = await powers.name_agent(
        context.uow(), actor=context.actor, form=context.form, typed=words, received_at=context.received_at, now=context.now()
    )
    await context.show(cards.power_asked(facts, context.language))


async def agent_picked(query: CallbackQuery, callback_data: PickAgent, context: Context) -> AnswerCallbackQuery:
    facts = await powers.pick_agent(
        context.uow(),
        actor=context.actor,
        form=context.form,
        power_id=callback_data.power,
        owner_id=callback_data.owner,
        received_at=context.received_at,
        now=context.now(),
    )
    return await _asked(query, context, facts)


async def _set_term(context: Context, power: str, typed: str | None) -> PowerShown:
    zone = _zone(context.facts.timezone)
    return await powers.set_term(
        context.uow(),
        actor=context.actor,
        form=context.form,
        power_id=power,
        typed=typed,
        today=context.now().astimezone(zone).date(),
        zone=zone,
        received_at=context.received_at,
        now=context.now(),
    )


async def until_close_picked(query: CallbackQuery, callback_data: UntilClose, context: Context) -> AnswerCallbackQuery:
    return await _asked(query, context, await _set_term(context, callback_data.power, None))


async def term_typed(_message: Message, context: Context, words: str) -> None:
    await context.show(cards.power_asked(await _set_term(context, "", words), context.language))


async def photo_sent(_message: Message, context: Context, file_id: str, size: int) -> None:
    facts = await powers.send_power_photo(
        context.uow(),
        actor=context.actor,
        form=context.form,
        file_id=file_id,
        size=size,
        received_at=context.received_at,
        now=context.now(),
    )
    await context.show(cards.power_asked(facts, context.language))


async def something_else_sent(_message: Message, context: Context, words: str) -> None:
    """The photo is asked for once more."""
    facts = await powers.read_wanted(context.read(), actor=context.actor, form=context.form, received_at=context.received_at)
    await context.show(cards.power_asked(facts, context.language))


async def power_registered(query: CallbackQuery, callback_data: RegisterPower, context: Context) -> AnswerCallbackQuery:
    done = await powers.register(
        context.uow(),
        actor=context.actor,
        form=context.form,
        power_id=callback_data.power,
        received_at=context.received_at,
        now=context.now(),
    )
    return await show_here(query, context, cards.power_done(done, context.language))


async def power_dropped(query: CallbackQuery, callback_data: DropPower, context: Context) -> AnswerCallbackQuery:
    done = await powers.drop_power(context.uow(), actor=context.actor, power_id=callback_data.power, now=context.now())
    return await show_here(query, context, cards.power_done(done, context.language))


async def powers_opened(query: CallbackQuery, callback_data: ListPowers, context: Context) -> AnswerCallbackQuery:
    facts = await powers.list_powers(context.read(), actor=context.actor, vote_id=callback_data.vote, page=callback_data.page)
    return await show_here(query, context, cards.powers_listed(facts, context.language))


async def power_withdrawn(query: CallbackQuery, callback_data: WithdrawPower, context: Context) -> AnswerCallbackQuery:
    done = await powers.withdraw(
        context.uow(), actor=context.actor, power_id=callback_data.power, received_at=context.received_at, now=context.now()
    )
    return await show_here(query, context, cards.power_done(done, context.language))


async def cast_by_proxy(query: CallbackQuery, callback_data: CastByProxy, context: Context) -> AnswerCallbackQuery:
    facts = await proxies.cast_by_proxy(
        context.uow(),
        actor=context.actor,
        power_id=callback_data.power,
        choice=callback_data.choice,
        scheme=callback_data.scheme,
        received_at=context.received_at,
        now=context.now(),
    )
    await show_here(query, context, cards.power_given(facts, context.language))
    return answer(query)


def register(router: Router) -> None:
    presses = router.callback_query.register
    presses(agent_asked, AskAgent.filter())
    presses(signer_picked, SignBy.filter())
    presses(power_begun, NewPower.filter())
    presses(agent_picked, PickAgent.filter())
    presses(until_close_picked, UntilClose.filter())
    presses(power_registered, RegisterPower.filter())
    presses(power_dropped, DropPower.filter())
    presses(powers_opened, ListPowers.filter())
    presses(power_withdrawn, WithdrawPower.filter())
    presses(cast_by_proxy, CastByProxy.filter())
    router.message.register(agent_named, FormStep(powers.POWERS, powers.AGENT), HasNoCommand())
    router.message.register(term_typed, FormStep(powers.POWERS, powers.TERM), HasNoCommand())
    router.message.register(photo_sent, FormStep(powers.POWERS, powers.PHOTO), HasPhoto())
    router.message.register(something_else_sent, FormStep(powers.POWERS, powers.PHOTO), HasNoCommand())
