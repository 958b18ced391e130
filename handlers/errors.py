"""RuleViolation → message, and nothing else: every other exception reaches the intake."""

import structlog
from aiogram import Router
from aiogram.filters import ExceptionTypeFilter
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import ErrorEvent

from bot.rules.violations import RuleViolation
from handlers.context import ANSWER_LIMIT, Context, answer
from handlers.menus import OpenMenu, StopForm
from handlers.screens import Screen, button, keyboard
from messages.labels import label
from messages.violations import violation_text

log = structlog.get_logger()


async def rule_violated(event: ErrorEvent, context: Context) -> AnswerCallbackQuery | None:
    """A press is answered by a dialog; words in private by a message with the menu. In a group nothing is said aloud."""
    violation = event.exception
    assert isinstance(violation, RuleViolation)
    log.info("refused", code=violation.code(), reason=f"{violation.slug}.{violation.template()}", update_id=context.update_id)
    context.outcome = violation.code()
    if violation.remembered:
        context.refusal = violation.reason()
    text = violation_text(context.language, violation)
    query = event.update.callback_query
    if query is not None and len(text) <= ANSWER_LIMIT:
        return answer(query, text, alert=True)
    # Where a question waits for words, it can be left from its refusal, too.
    stop = [button(label(context.language, "cancel"), StopForm())] if query is None and context.form is not None else []
    await context.show(Screen(text, keyboard([*stop, button(label(context.language, "menu"), OpenMenu())])))
    return None if query is None else answer(query)


def build_router() -> Router:
    router = Router(name="errors")
    router.errors.register(rule_violated, ExceptionTypeFilter(RuleViolation))
    return router
