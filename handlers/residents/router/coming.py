"""/start in its forms, codes, the privacy notice, and finding one's home."""

import structlog
from aiogram import Router
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message

from bot.actions import residents as actions
from bot.actions.residents.requests import standing_key
from bot.actions.shown import note_shown
from bot.rules.residents import read_code
from bot.rules.residents.codes import LINK_PREFIX
from bot.rules.residents.facts import CodeRefused, RequestStanding, TapRemembered
from bot.rules.residents.violations import CODE_REFUSED, NOT_BOUND, NameMissing, OfferGone
from bot.rules.violations import code_of
from bot.rules.votes.typed import choice_from
from handlers.context import Context, answer
from handlers.forms import FormStep, Said
from handlers.menus import SCHEME_WANTED, FindHome, MenuItem, on_some_menu
from handlers.residents.callbacks import (
    AgreeNotice,
    AnswerOffer,
    AskAs,
    DeclineNotice,
    PickEntrance,
    PickPlace,
    PickRoom,
)
from handlers.residents.cards import joining as cards
from handlers.residents.router.filters import PrivateMembership, Started, TypedCode, TypedHome, Words, message_of
from handlers.residents.router.menu import show_menu
from handlers.screens import Screen
from messages import residents as texts
from messages.groups.labels import LABELS as GROUP_LABELS

log = structlog.get_logger()
# A link that only opens the chat: with a payload an app shows 「开始」 again.
MENU_PAYLOAD = "menu"
# How a choice is written in a link, `v_<vote>_<letter>`.
CHOICES = {"a": "agree", "g": "against", "b": "abstain"}


async def show_step(context: Context, facts: cards.Step, replace: int | None = None) -> None:
    """A request that waits is noted: its screen says what became of it."""
    shown = await context.show(cards.step(facts, context.language), replace=replace)
    if shown is not None and isinstance(facts, RequestStanding) and not facts.suspended:
        what, me = standing_key(facts.binding_id), context.actor.telegram_id
        await note_shown(context.uow(), what=what, telegram_id=me, message_id=shown, now=context.now())


async def show_here(query: CallbackQuery, context: Context, screen: Screen) -> AnswerCallbackQuery:
    """The screen takes the place of the one that was pressed."""
    await context.show(screen, replace=message_of(query))
    return answer(query)


# /start
async def code_started(message: Message, context: Context, payload: str) -> None:
    """`i_…`; what is no code at all is a wrong one."""
    await _open_code(context, read_code(payload) or payload)


async def code_typed(message: Message, context: Context, code: str) -> None:
    await _open_code(context, code)


async def _open_code(context: Context, code: str) -> None:
    opened = await actions.open_code(
        context.uow(), telegram_id=context.actor.telegram_id, code=code, language=context.language, now=context.now()
    )
    if isinstance(opened, CodeRefused):
        log.info("refused", code=code_of(CODE_REFUSED), reason=CODE_REFUSED.replace("/", "."), update_id=context.update_id)
        context.refusal = CODE_REFUSED
    await context.show(cards.opened(opened, context.language))


async def tap_started(message: Message, context: Context, payload: str, menu: tuple[MenuItem, ...]) -> None:
    """`v_<vote>_<letter>`: taken here by a tap of somebody not bound; without a letter it is a plain start."""
    vote_id, _, letter = payload.partition("_")
    if letter not in CHOICES:
        await plainly_started(message, context, "", menu)
        return
    after = await actions.remember_tap(
        context.uow(),
        telegram_id=context.actor.telegram_id,
        vote_id=vote_id,
        choice=CHOICES[letter],
        language=context.language,
        now=context.now(),
    )
    if isinstance(after, TapRemembered):
        log.info("refused", code=code_of(NOT_BOUND), reason=NOT_BOUND.replace("/", "."), update_id=context.update_id)
        context.refusal = NOT_BOUND
        await context.show(cards.tap_remembered(after, context.language))
    elif isinstance(after, RequestStanding):
        await show_step(context, after)
    elif after is None:
        await context.show(cards.tap_too_late(context.language))


async def group_started(message: Message, context: Context, payload: str, menu: tuple[MenuItem, ...]) -> None:
    """`g_<group>`: 「我是住户」 in a group; the place is known."""
    place, is_home = await actions.read_group_place(context.read(), group_id=payload, actor=context.actor)
    await actions.come(context.uow(), telegram_id=context.actor.telegram_id, language=context.language, now=context.now())
    if is_home or (context.actor.bindings and place is None):
        await show_menu(context, menu)
    elif context.actor.bindings and place is not None:
        await context.show(cards.another_door(place, context.language))
    else:
        await context.show(cards.welcome(context.language, place.id if place is not None else ""))


async def scheme_started(message: Message, context: Context, payload: str) -> None:
    """From 「看方案」 in a group: letters reach this person from now on, so that the next press brings it."""
    await actions.come(context.uow(), telegram_id=context.actor.telegram_id, language=context.language, now=context.now())
    await context.show(cards.scheme_next(context.language))


async def plainly_started(message: Message, context: Context, payload: str, menu: tuple[MenuItem, ...]) -> None:
    """A payload that is no link of ours was a code, typed by hand; everybody is answered about it alike."""
    if payload and payload != MENU_PAYLOAD:
        await code_started(message, context, payload)
        return
    actor = await actions.come(context.uow(), telegram_id=context.actor.telegram_id, language=context.language, now=context.now())
    if actor.bindings or actor.appointments:
        await show_menu(context, menu)
    else:
        await context.show(cards.welcome(context.language))


async def reach_changed(event: ChatMemberUpdated, context: Context) -> None:
    await actions.note_reach(
        context.uow(),
        telegram_id=event.from_user.id,
        reachable=event.new_chat_member.status not in {"kicked", "left"},
        language=context.language,
        now=context.now(),
    )


# a code's home or role, and the notice
async def offer_answered(query: CallbackQuery, callback_data: AnswerOffer, context: Context) -> AnswerCallbackQuery:
    try:
        return await _offer_answered(query, callback_data, context)
    except OfferGone as gone:
        used, is_home = await actions.read_offer_gone(context.read(), telegram_id=query.from_user.id, invite_id=callback_data.invite)
        if used:
            # A second tap on 「是」: what the first one showed stands there.
            return answer(query, texts.code_spent_by_self(context.language), alert=True)
        if callback_data.yes:
            # Under 「不是」 tapped twice stands what the first tap showed.
            await show_here(query, context, cards.offer_over(gone, context.language, is_home=is_home))
        raise


async def _offer_answered(query: CallbackQuery, callback_data: AnswerOffer, context: Context) -> AnswerCallbackQuery:
    if not callback_data.yes:
        is_home = await actions.decline_offer(
            context.uow(), telegram_id=query.from_user.id, invite_id=callback_data.invite, now=context.now()
        )
        return await show_here(query, context, cards.offer_declined(context.language, is_home=is_home))
    step = await actions.accept_offer(
        context.uow(),
        telegram_id=query.from_user.id,
        invite_id=callback_data.invite,
        display_name=query.from_user.full_name,
        now=context.now(),
    )
    await show_step(context, step, message_of(query))
    return answer(query)


async def notice_agreed(query: CallbackQuery, callback_data: AgreeNotice, context: Context) -> AnswerCallbackQuery:
    step = await actions.agree(
        context.uow(),
        telegram_id=query.from_user.id,
        version=callback_data.version,
        display_name=query.from_user.full_name,
        now=context.now(),
    )
    await show_step(context, step, message_of(query))
    return answer(query)


async def notice_declined(query: CallbackQuery, callback_data: DeclineNotice, context: Context) -> AnswerCallbackQuery:
    await actions.stop_form(context.uow(), telegram_id=query.from_user.id, now=context.now())
    return await show_here(query, context, cards.notice_declined(context.language))


# finding one's home
async def finding_started(query: CallbackQuery, callback_data: FindHome, context: Context) -> AnswerCallbackQuery:
    pick = await actions.start_finding(
        context.uow(), telegram_id=query.from_user.id, place_id=callback_data.place, language=context.language, now=context.now()
    )
    return await show_here(query, context, cards.pick(pick, context.language))


async def finding_said(message: Message, context: Context) -> None:
    """「我是住户」 typed: also by somebody who has a home already, and no such button in the menu."""
    pick = await actions.start_finding(
        context.uow(), telegram_id=context.actor.telegram_id, place_id="", language=context.language, now=context.now()
    )
    await context.show(cards.pick(pick, context.language))


async def place_picked(query: CallbackQuery, callback_data: PickPlace, context: Context) -> AnswerCallbackQuery:
    """A compound that was chosen also narrows what may be typed; turning a page changes nothing."""
    if callback_data.page:
        pick = await actions.read_places(context.read(), place_id=callback_data.place, page=callback_data.page)
    else:
        pick = await actions.start_finding(
            context.uow(), telegram_id=query.from_user.id, place_id=callback_data.place, language=context.language, now=context.now()
        )
    return await show_here(query, context, cards.pick(pick, context.language))


async def entrance_picked(query: CallbackQuery, callback_data: PickEntrance, context: Context) -> AnswerCallbackQuery:
    pick = await actions.read_rooms(context.read(), home_id=callback_data.home, page=callback_data.page)
    return await show_here(query, context, cards.pick(pick, context.language))


async def room_picked(query: CallbackQuery, callback_data: PickRoom, context: Context) -> AnswerCallbackQuery:
    pick = await actions.read_home(context.read(), home_id=callback_data.home)
    return await show_here(query, context, cards.pick(pick, context.language))


async def home_typed(message: Message, context: Context, typed: str) -> None:
    pick = await actions.type_home(
        context.uow(), telegram_id=context.actor.telegram_id, text=typed, language=context.language, now=context.now()
    )
    await context.show(cards.pick(pick, context.language))


async def home_role_chosen(query: CallbackQuery, callback_data: AskAs, context: Context) -> AnswerCallbackQuery:
    step = await actions.ask_as(
        context.uow(),
        telegram_id=query.from_user.id,
        home_id=callback_data.home,
        role=callback_data.role,
        display_name=query.from_user.full_name,
        now=context.now(),
    )
    await show_step(context, step, message_of(query))
    return answer(query)


_IN_GROUPS = frozenset(text.casefold() for label in GROUP_LABELS.values() for text in label.values())


async def name_typed(message: Message, context: Context, words: str, menu: tuple[MenuItem, ...]) -> None:
    check_no_button(words, menu)
    step = await actions.type_name(context.uow(), telegram_id=context.actor.telegram_id, text=words, now=context.now())
    await show_step(context, step)


def check_no_button(words: str, menu: tuple[MenuItem, ...]) -> None:
    """NameMissing for 「同意」, and for what stands on a menu or under the group's card: somebody who types these means the button, and
    is called otherwise. 「我的家」 is on the menu only of whoever has one, and read by everybody in the group."""
    if choice_from(words) is not None or on_some_menu(menu, words) or words.strip().casefold() in _IN_GROUPS:
        raise NameMissing


def register(router: Router) -> None:
    router.my_chat_member.register(reach_changed, PrivateMembership())
    router.message.register(code_started, Started(LINK_PREFIX))
    router.message.register(tap_started, Started("v_"))
    router.message.register(group_started, Started("g_"))
    router.message.register(scheme_started, Started(SCHEME_WANTED))
    router.message.register(plainly_started, Started())
    router.message.register(finding_said, Said("我是住户", "i live here"))
    router.message.register(code_typed, TypedCode())
    router.message.register(home_typed, TypedHome())
    router.message.register(name_typed, FormStep("residents.asking", "name"), Words())
    router.callback_query.register(offer_answered, AnswerOffer.filter())
    router.callback_query.register(notice_agreed, AgreeNotice.filter())
    router.callback_query.register(notice_declined, DeclineNotice.filter())
    router.callback_query.register(finding_started, FindHome.filter())
    router.callback_query.register(place_picked, PickPlace.filter())
    router.callback_query.register(entrance_picked, PickEntrance.filter())
    router.callback_query.register(room_picked, PickRoom.filter())
    router.callback_query.register(home_role_chosen, AskAs.filter())
