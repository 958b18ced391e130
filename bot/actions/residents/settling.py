"""Small acts in the private chat: arriving, the language, stopping a form, blocking and coming back."""

from datetime import datetime

from bot.actions.compounds.forgetting import FORM as ROSTER
from bot.actions.compounds.forgetting import stop_waiting
from bot.actions.entries.stopping import stop_entering
from bot.actions.opinions.giving import stop_giving
from bot.actions.polls.drafting import stop_poll
from bot.actions.residents.common import arrive
from bot.actions.residents.helping import pass_help_on
from bot.actions.statements.drafting import stop_topic
from bot.actions.unit import Form, UnitOfWork
from bot.actions.votes.drafting import FORM as VOTE
from bot.actions.wishes.drafting import DRAFTING as WISHES
from bot.rules.ports import Language
from bot.rules.residents import Actor
from bot.rules.residents.facts import StoppedForm

# In the facts of a form: when a text that was too long came.
LONG_ONE = "long_one_at"


async def come(unit: UnitOfWork, *, telegram_id: int, language: Language, now: datetime) -> Actor:
    """/start: letters arrive here from now on."""
    async with unit:
        actor = await arrive(unit, telegram_id, language, now)
        await unit.commit()
    return actor


async def choose_language(unit: UnitOfWork, *, telegram_id: int, language: Language, now: datetime) -> None:
    async with unit:
        await unit.chats.meet(telegram_id, is_group=False, language=language, now=now)
        await unit.chats.set_language(telegram_id, language)
        await unit.commit()


async def stop_form(unit: UnitOfWork, *, telegram_id: int, now: datetime) -> StoppedForm:
    """「不填了」 or /cancel."""
    async with unit:
        form = await unit.forms.form(telegram_id, now)
        empty = await _left_empty(unit, form) if form is not None else ""
        draft = await _draft_left(unit, form, telegram_id, now) if form is not None else ""
        entered = await stop_entering(unit, form, telegram_id, now)
        if form is not None:
            await stop_giving(unit, form, now)
            await stop_poll(unit, form)
            await stop_topic(unit, form)
        await unit.forms.clear(telegram_id)
        if form is not None and form.name == ROSTER:
            await stop_waiting(unit, telegram_id)
        await unit.commit()
    return StoppedForm(form is not None or entered, empty, draft, has_menu=form is not None and form.name == WISHES)


async def _left_empty(unit: UnitOfWork, form: Form) -> str:
    """The compound for which a roster waited to be imported, where it has no home yet."""
    compound_id = form.facts.get("compound_id") if form.name == ROSTER else None
    place = await unit.compounds.place(compound_id) if compound_id is not None else None
    if place is None or (await unit.starts.counts(place.id)).homes:
        return ""
    return place.name


async def _draft_left(unit: UnitOfWork, form: Form, telegram_id: int, now: datetime) -> str:
    """The title of the vote that was being drafted: nothing of it is lost, and a photo that is sent next is no scheme of it."""
    draft = await unit.vote_drafts.draft(telegram_id, str(form.facts["draft"]), now) if form.name == VOTE else None
    if draft is None:
        return ""
    await unit.vote_drafts.leave(telegram_id)
    return draft.title


async def note_long_words(unit: UnitOfWork, *, telegram_id: int, sent_at: int, now: datetime) -> None:
    """What follows at once is the rest of them; `sent_at` in seconds since 1970, as the platform says."""
    async with unit:
        form = await unit.forms.form(telegram_id, now)
        if form is not None:
            await unit.forms.keep(telegram_id, Form(form.name, form.step, form.facts | {LONG_ONE: sent_at}), now)
        await unit.commit()


async def note_reach(unit: UnitOfWork, *, telegram_id: int, reachable: bool, language: Language, now: datetime) -> None:
    """The bot was blocked, or let in again."""
    async with unit:
        if reachable:
            await arrive(unit, telegram_id, language, now)
        else:
            await unit.chats.set_reachable(telegram_id, False)
            await pass_help_on(unit, telegram_id, now)
        await unit.commit()
