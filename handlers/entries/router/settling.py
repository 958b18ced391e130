"""What those in charge press and type where an owner's channels contradict each other."""

from aiogram import Router
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, Message

from bot.actions.entries import reading, settling
from bot.actions.votes.looking import read_group_language
from bot.rules.entries.violations import EntryUnknown
from handlers.context import Context
from handlers.entries import cards
from handlers.entries.callbacks import ListContradictions, PickReason, SettleBy
from handlers.entries.forms import HasNoCommand
from handlers.entries.router.entering import show_here
from handlers.forms import FormStep
from messages import entries as texts


async def contradictions_listed(query: CallbackQuery, callback_data: ListContradictions, context: Context) -> AnswerCallbackQuery:
    facts = await reading.read_contradictions(context.read(), actor=context.actor, vote_id=callback_data.vote)
    return await show_here(query, context, cards.contradictions(facts, context.language))


async def settling_pressed(query: CallbackQuery, callback_data: SettleBy, context: Context) -> AnswerCallbackQuery:
    act = settling.settle if callback_data.sure else settling.ask_reason
    facts = await act(
        context.uow(),
        actor=context.actor,
        vote_id=callback_data.vote,
        head=callback_data.head,
        owner_id=callback_data.owner,
        way=callback_data.way,
        received_at=context.received_at,
        now=context.now(),
    )
    screen = cards.settling_done if callback_data.sure else cards.ask_reason
    return await show_here(query, context, screen(facts, context.language))


async def reason_picked(query: CallbackQuery, callback_data: PickReason, context: Context) -> AnswerCallbackQuery:
    """In the group's language: the owner reads it, and it stands in the vote's record."""
    vote, reason = callback_data.vote, callback_data.reason
    if reason not in cards.REASONS:
        raise EntryUnknown
    spoken = await read_group_language(context.read(), vote_id=vote, now=context.now())
    facts = await settling.give_reason(
        context.uow(),
        actor=context.actor,
        vote_id=vote,
        head=callback_data.head,
        owner_id=callback_data.owner,
        way=callback_data.way,
        typed=texts.settling_reason(spoken or context.language, reason=reason),
        received_at=context.received_at,
        now=context.now(),
    )
    return await show_here(query, context, cards.settling_shown(facts, context.language))


async def reason_typed(_message: Message, context: Context, words: str) -> None:
    facts = await settling.type_reason(
        context.uow(), actor=context.actor, form=context.form, typed=words, received_at=context.received_at, now=context.now()
    )
    await context.show(cards.settling_shown(facts, context.language))


def register(router: Router) -> None:
    router.callback_query.register(contradictions_listed, ListContradictions.filter())
    router.callback_query.register(settling_pressed, SettleBy.filter())
    router.callback_query.register(reason_picked, PickReason.filter())
    router.message.register(reason_typed, FormStep(settling.SETTLING, settling.REASON), HasNoCommand())
