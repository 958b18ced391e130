"""Choices that are typed: in a group as a reply to a card, in private, unclearly, and edited afterwards."""

from typing import Literal

from aiogram import Router
from aiogram.filters import BaseFilter
from aiogram.types import Message

from bot.actions.ballots import VoteCaster
from bot.actions.votes import looking, showing
from bot.rules.votes import Choice
from bot.rules.votes.facts import NotBound
from bot.rules.votes.typed import choice_from, is_unclear
from handlers.context import Context
from handlers.screens import Screen
from handlers.votes.router.voting import cast_ballot
from messages import votes as texts


def _answers_us(message: Message, context: Context) -> bool:
    replied = message.reply_to_message
    return (
        message.chat.type != "private"
        and replied is not None
        and replied.from_user is not None
        and replied.from_user.id == context.facts.bot_id
    )


class ChoiceTyped(BaseFilter):
    """「同意」 typed in a group as a reply to one of our messages."""

    async def __call__(self, message: Message, context: Context) -> Literal[False] | dict[str, Choice]:
        choice = choice_from(message.text or "") if _answers_us(message, context) else None
        return False if choice is None else {"choice": choice}


class TypedUnclearly(BaseFilter):
    """「行」 in such a reply."""

    async def __call__(self, message: Message, context: Context) -> bool:
        return _answers_us(message, context) and is_unclear(message.text or "")


class ReplyEdited(BaseFilter):
    """Such a reply, edited: never a ballot, whatever it reads by now (platform-and-faults, fault 30)."""

    async def __call__(self, message: Message, context: Context) -> Literal[False] | dict[str, bool]:
        words = message.text or ""
        return _answers_us(message, context) and {"is_answer": is_unclear(words) or choice_from(words) is not None}


async def choice_typed(message: Message, context: Context, choice: Choice, caster: VoteCaster) -> None:
    """Taken as a press; the private receipt confirms it, since nothing is said aloud in the group."""
    assert message.reply_to_message is not None
    vote, scheme = await looking.read_card_at(context.read(), message.chat.id, message.reply_to_message.message_id)
    if vote is None:
        return
    outcome = await cast_ballot(context, caster, vote, choice, scheme=scheme)
    if isinstance(outcome, NotBound):
        await showing.tell_typed_in_vain(context.uow(), vote_id=vote, chat_id=message.chat.id, now=context.now())
    elif outcome.repeated:
        await context.show(Screen(texts.vote_recorded(context.language, facts=outcome)))


async def typed_unclearly(message: Message, context: Context) -> None:
    assert message.reply_to_message is not None
    vote, _ = await looking.read_card_at(context.read(), message.chat.id, message.reply_to_message.message_id)
    if vote is not None:
        await showing.tell_typed_in_vain(context.uow(), vote_id=vote, chat_id=message.chat.id, now=context.now(), unclear=True)


async def reply_edited(message: Message, context: Context, is_answer: bool) -> None:
    assert message.reply_to_message is not None
    vote, _ = await looking.read_card_at(context.read(), message.chat.id, message.reply_to_message.message_id)
    if vote is not None:
        await showing.tell_edit_not_read(
            context.uow(),
            actor=context.actor,
            vote_id=vote,
            chat_id=message.chat.id,
            written_at=message.date,
            is_answer=is_answer,
            now=context.now(),
        )


def register(router: Router) -> None:
    router.message.register(choice_typed, ChoiceTyped())
    router.message.register(typed_unclearly, TypedUnclearly())
    router.edited_message.register(reply_edited, ReplyEdited())
