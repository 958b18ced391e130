"""Drafting a vote: four taps from 「发起表决」 to 「发出」, and everything that can be changed on the way."""

from datetime import UTC, date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from aiogram import Router
from aiogram.filters import BaseFilter
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, Message

from bot.actions.asks import renovating
from bot.actions.shown import note_shown
from bot.actions.votes import drafting, looking, opening, practising
from bot.actions.votes.changing import opened_screen
from bot.rules.ports import LANGUAGES
from bot.rules.votes import ThresholdShare
from bot.rules.votes.closing_times import OfferedClosing, offered_closings
from bot.rules.votes.drafts import Draft, Drafter, SchemeFile, Topic
from bot.rules.votes.previews import DraftView
from bot.rules.votes.violations import DraftGone, PreviewOutdated
from handlers.context import Context, answer
from handlers.forms import FormStep, StrayWords
from handlers.menus import BeginAsk, OpenDraft, OpenPractice
from handlers.screens import Screen
from handlers.votes.callbacks import (
    AskDraft,
    BeginDraft,
    ConfirmShort,
    DropClause,
    DropDraft,
    DropFile,
    EditDraft,
    PickBuilding,
    PickClosing,
    PickLand,
    PickMatter,
    PickNotice,
    PickParking,
    PickScope,
    PickTopic,
    PracticeCast,
    PracticeShow,
    PractiseDraft,
    PutAside,
    ResumeDraft,
    SendDraft,
)
from handlers.votes.cards import drafting as cards
from handlers.votes.cards import keeping
from handlers.votes.forms import DraftWaits, FileAtHand, HasFile, HasWords
from handlers.votes.router.readers import with_readers
from messages import asks as asks_texts
from messages import votes as texts
from messages.votes.labels import label


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def drafter(context: Context) -> Drafter:
    return Drafter(context.actor, _zone(context.facts.timezone), context.now(), context.facts.profiles)


def offers(context: Context) -> tuple[OfferedClosing, ...]:
    return offered_closings(drafter(context).local_now)


def moment(minutes: int) -> datetime:
    """What a button says in minutes since 1970; nonsense in forged data is a time in the past."""
    return datetime.fromtimestamp(min(max(minutes, 0), 2**31) * 60, UTC)


def day_of(number: int) -> date:
    """What a button says in days since the year 1; nonsense in forged data is the first of them, long past."""
    return date.fromordinal(number if 1 <= number <= date.max.toordinal() else 1)


async def shown(query: CallbackQuery | None, context: Context, screen: Screen) -> int | None:
    """A press changes its own message; words are answered by a new one."""
    message = query.message if query is not None else None
    return await context.show(screen, replace=message.message_id if message is not None else None)


async def _next(query: CallbackQuery | None, context: Context, view: DraftView, former: tuple[Draft, ...] = ()) -> None:
    counted = await with_readers(context, view)
    await shown(query, context, cards.next_question(counted, context.language, offers(context), former))


async def draft_opened(query: CallbackQuery, callback_data: OpenDraft, context: Context) -> AnswerCallbackQuery:
    compound = await drafting.check_drafter(context.read(), actor=context.actor, compound_id=callback_data.place)
    if compound:
        await _begin(query, context, compound)
    else:
        await shown(query, context, cards.ask_compound(await drafting.read_compounds(context.read(), context.actor), context.language))
    return answer(query)


async def compound_picked(query: CallbackQuery, callback_data: BeginDraft, context: Context) -> AnswerCallbackQuery:
    await _begin(query, context, callback_data.compound)
    return answer(query)


async def _begin(query: CallbackQuery, context: Context, compound: str) -> None:
    former = await drafting.read_drafts_left(context.read(), actor=context.actor, compound_id=compound, now=context.now())
    await _next(query, context, await drafting.begin_draft(context.uow(), drafter(context), compound_id=compound), former)


async def draft_resumed(query: CallbackQuery, callback_data: ResumeDraft, context: Context) -> AnswerCallbackQuery:
    await _next(query, context, await drafting.resume_draft(context.uow(), drafter(context), callback_data.draft))
    return answer(query)


async def topic_picked(query: CallbackQuery, callback_data: PickTopic, context: Context) -> AnswerCallbackQuery:
    topic = callback_data.topic
    spoken = await looking.read_group_language(context.read(), draft_id=callback_data.draft, now=context.now())
    title = texts.topic_title(spoken or context.language, topic=topic)
    await _next(query, context, await drafting.choose_topic(context.uow(), drafter(context), callback_data.draft, topic=topic, title=title))
    return answer(query)


async def parking_picked(query: CallbackQuery, callback_data: PickParking, context: Context) -> AnswerCallbackQuery:
    view = await drafting.say_parking(context.uow(), drafter(context), callback_data.draft, counts=callback_data.counts)
    await _next(query, context, view)
    return answer(query)


async def ask_begun(query: CallbackQuery, callback_data: BeginAsk, context: Context) -> AnswerCallbackQuery:
    """One of the three asks of a renovation: from here on a draft like any."""
    by, renovation, stage = drafter(context), callback_data.renovation, callback_data.stage
    called = await renovating.read_title(context.read(), by, renovation_id=renovation)
    title = asks_texts.vote_title(context.language, title=called, stage=stage)
    await _next(query, context, await renovating.begin_ask(context.uow(), by, renovation_id=renovation, stage=stage, title=title))
    return answer(query)


async def land_picked(query: CallbackQuery, callback_data: PickLand, context: Context) -> AnswerCallbackQuery:
    await _next(query, context, await drafting.say_land(context.uow(), drafter(context), callback_data.draft, takes=callback_data.takes))
    return answer(query)


async def closing_picked(query: CallbackQuery, callback_data: PickClosing, context: Context) -> AnswerCallbackQuery:
    view = await drafting.set_closing(context.uow(), drafter(context), callback_data.draft, closes_at=moment(callback_data.at))
    await _next(query, context, view)
    return answer(query)


async def notice_picked(query: CallbackQuery, callback_data: PickNotice, context: Context) -> AnswerCallbackQuery:
    view = await drafting.set_notice(context.uow(), drafter(context), callback_data.draft, noticed_on=day_of(callback_data.day))
    await _next(query, context, view)
    return answer(query)


async def short_confirmed(query: CallbackQuery, callback_data: ConfirmShort, context: Context) -> AnswerCallbackQuery:
    await _next(query, context, await drafting.confirm_short(context.uow(), drafter(context), callback_data.draft))
    return answer(query)


async def edit_opened(query: CallbackQuery, callback_data: EditDraft, context: Context) -> AnswerCallbackQuery:
    view = await drafting.read_draft(context.read(), drafter(context), callback_data.draft)
    await shown(query, context, cards.edit_menu(view, context.language))
    return answer(query)


async def question_asked(query: CallbackQuery, callback_data: AskDraft, context: Context) -> AnswerCallbackQuery:
    """One question anew; the preview follows its answer."""
    draft, question = callback_data.draft, callback_data.question
    if question == "scope":
        choices = await drafting.read_scopes(context.read(), drafter(context), draft, building_id="")
        await shown(query, context, cards.ask_scope(choices, context.language))
    elif question in {"title", "body", "file", "notice", "clause", "closing"}:
        view = await drafting.ask(context.uow(), drafter(context), draft, question=question)
        await shown(query, context, cards.ask_typed(view, context.language, question, offers(context)))
    else:
        await shown(query, context, await _asked_by_button(context, draft, question))
    return answer(query)


async def _asked_by_button(context: Context, draft: str, question: str) -> Screen:
    view = await drafting.read_draft(context.read(), drafter(context), draft)
    screens = {"parking": cards.ask_parking, "matter": cards.ask_matter, "threshold": cards.ask_threshold, "land": cards.ask_land}
    if question not in screens:
        raise DraftGone
    if question == "matter" and view.draft.ask:
        # An ask is a consultation: all there is to say is where its line is.
        question = "threshold"
    return screens[question](view, context.language)


async def matter_picked(query: CallbackQuery, callback_data: PickMatter, context: Context) -> AnswerCallbackQuery:
    threshold = next((share for share in ThresholdShare if share == callback_data.threshold), None)
    view = await drafting.set_matter(
        context.uow(),
        drafter(context),
        callback_data.draft,
        matter=callback_data.matter,
        threshold=threshold,
        by_area_too=callback_data.both,
    )
    await _next(query, context, view)
    return answer(query)


async def building_picked(query: CallbackQuery, callback_data: PickBuilding, context: Context) -> AnswerCallbackQuery:
    choices = await drafting.read_scopes(context.read(), drafter(context), callback_data.draft, building_id=callback_data.building)
    await shown(query, context, cards.ask_scope(choices, context.language))
    return answer(query)


async def scope_picked(query: CallbackQuery, callback_data: PickScope, context: Context) -> AnswerCallbackQuery:
    entrance = callback_data.entrance if callback_data.entrance >= 0 else None
    view = await drafting.set_scope(
        context.uow(), drafter(context), callback_data.draft, place_id=callback_data.place, entrance_number=entrance
    )
    await _next(query, context, view)
    return answer(query)


async def file_dropped(query: CallbackQuery, callback_data: DropFile, context: Context) -> AnswerCallbackQuery:
    await _next(query, context, await drafting.drop_scheme(context.uow(), drafter(context), callback_data.draft))
    return answer(query)


async def clause_dropped(query: CallbackQuery, callback_data: DropClause, context: Context) -> AnswerCallbackQuery:
    await _next(query, context, await drafting.drop_clause(context.uow(), drafter(context), callback_data.draft))
    return answer(query)


async def draft_sent(query: CallbackQuery, callback_data: SendDraft, context: Context) -> AnswerCallbackQuery:
    draft, said = callback_data.draft, None
    try:
        opened = await opening.send_draft(context.uow(), drafter(context), draft, revision=callback_data.revision)
    except DraftGone:
        opened = await opening.read_sent(context.read(), drafter(context), draft)
        said = texts.already_sent(context.language)
    except PreviewOutdated:
        # The newest one in its place: a dead 「发出」 would be pressed again.
        await _next(query, context, await drafting.resume_draft(context.uow(), drafter(context), draft))
        raise
    stands = await shown(query, context, keeping.opened(opened, context.language))
    if stands is not None:
        what, me = opened_screen(opened.heading.vote_id), context.actor.telegram_id
        await note_shown(context.uow(), what=what, telegram_id=me, message_id=stands, now=context.now())
    return answer(query, said)


async def draft_practised(query: CallbackQuery, callback_data: PractiseDraft, context: Context) -> AnswerCallbackQuery:
    await practising.practise_draft(context.uow(), drafter(context), callback_data.draft)
    return answer(query, texts.practice_begun(context.language))


async def practice_opened(query: CallbackQuery, callback_data: OpenPractice, context: Context) -> AnswerCallbackQuery:
    """From the menu: a ready-made title, in the compound that is named or the first there is, if any."""
    compounds = await drafting.read_compounds(context.read(), context.actor)
    compound = callback_data.place or (compounds[0].id if compounds else "")
    title, example = texts.topic_title(context.language, topic=Topic.GATE), texts.practice_place(context.language)
    await practising.practise(context.uow(), drafter(context), compound_id=compound, title=title, example=example)
    return answer(query, texts.practice_begun(context.language))


async def practice_cast(query: CallbackQuery, callback_data: PracticeCast, context: Context) -> AnswerCallbackQuery:
    practice, choice = callback_data.practice, callback_data.choice
    receipt = await practising.practise_tap(context.uow(), actor=context.actor, practice_id=practice, choice=choice, now=context.now())
    return answer(query, texts.practice_recorded(context.language, facts=receipt), alert=True)


async def practice_scheme_wanted(query: CallbackQuery, callback_data: PracticeShow, context: Context) -> AnswerCallbackQuery:
    practice = callback_data.practice
    await practising.show_practice_scheme(context.uow(), actor=context.actor, practice_id=practice, now=context.now())
    return answer(query)


async def draft_put_aside(query: CallbackQuery, callback_data: PutAside, context: Context) -> AnswerCallbackQuery:
    await drafting.put_aside(context.uow(), drafter(context), callback_data.draft)
    await shown(query, context, cards.draft_aside(context.language))
    return answer(query)


async def draft_dropped(query: CallbackQuery, callback_data: DropDraft, context: Context) -> AnswerCallbackQuery:
    dropped, kept = await drafting.drop_draft(context.uow(), drafter(context), callback_data.draft)
    await shown(query, context, cards.draft_dropped(dropped, kept, context.language))
    return answer(query)


def _draft_of(context: Context) -> str:
    return str(context.form.facts["draft"]) if context.form is not None else ""


class TypedDrop(BaseFilter):
    """「不发了」 typed instead of pressed, at any question of a draft."""

    async def __call__(self, message: Message) -> bool:
        words = (message.text or "").strip().casefold()
        return words in {label(language, "drop").casefold() for language in LANGUAGES}


async def drop_typed(_message: Message, context: Context) -> None:
    dropped, kept = await drafting.drop_draft(context.uow(), drafter(context), _draft_of(context))
    await context.show(cards.draft_dropped(dropped, kept, context.language))


def _topic_of(words: str) -> Topic | None:
    return next((one for one in Topic if words.strip() in {texts.topic_title(language, topic=one) for language in LANGUAGES}), None)


async def title_typed(_message: Message, context: Context, words: str) -> None:
    """A ready-made title typed word for word is its button: it brings its rule of counting along."""
    topic = _topic_of(words)
    if topic is not None:
        chosen = drafting.choose_topic(context.uow(), drafter(context), _draft_of(context), topic=topic, title=words.strip())
        return await _next(None, context, await chosen)
    await _next(None, context, await drafting.write_title(context.uow(), drafter(context), _draft_of(context), typed=words))


async def body_typed(_message: Message, context: Context, words: str) -> None:
    await _next(None, context, await drafting.write_body(context.uow(), drafter(context), _draft_of(context), typed=words))


async def closing_typed(_message: Message, context: Context, words: str) -> None:
    await _next(None, context, await drafting.write_closing(context.uow(), drafter(context), _draft_of(context), typed=words))


async def notice_typed(_message: Message, context: Context, words: str) -> None:
    await _next(None, context, await drafting.write_notice(context.uow(), drafter(context), _draft_of(context), typed=words))


async def clause_typed(_message: Message, context: Context, words: str) -> None:
    await _next(None, context, await drafting.write_clause(context.uow(), drafter(context), _draft_of(context), typed=words))


async def file_sent(message: Message, context: Context, file: SchemeFile, size: int, draft: str = "") -> None:
    """At any question of a draft: people send the drawings when they have them."""
    caption = message.caption or ""
    view = await drafting.attach_scheme(
        context.uow(),
        drafter(context),
        draft or _draft_of(context),
        file=file,
        size=size,
        caption=caption,
        album=message.media_group_id or "",
        asked=context.form.step if context.form is not None else "",
        topic=_topic_of(caption),
    )
    await _next(None, context, view)


async def typed_at_preview(_message: Message, context: Context, draft: Draft) -> None:
    await context.show(cards.draft_waits(draft, context.language))


def register(router: Router) -> None:
    presses = router.callback_query.register
    presses(draft_opened, OpenDraft.filter())
    presses(practice_opened, OpenPractice.filter())
    presses(compound_picked, BeginDraft.filter())
    presses(draft_resumed, ResumeDraft.filter())
    presses(topic_picked, PickTopic.filter())
    presses(parking_picked, PickParking.filter())
    presses(ask_begun, BeginAsk.filter())
    presses(land_picked, PickLand.filter())
    presses(closing_picked, PickClosing.filter())
    presses(notice_picked, PickNotice.filter())
    presses(short_confirmed, ConfirmShort.filter())
    presses(edit_opened, EditDraft.filter())
    presses(question_asked, AskDraft.filter())
    presses(matter_picked, PickMatter.filter())
    presses(building_picked, PickBuilding.filter())
    presses(scope_picked, PickScope.filter())
    presses(file_dropped, DropFile.filter())
    presses(clause_dropped, DropClause.filter())
    presses(draft_sent, SendDraft.filter())
    presses(draft_practised, PractiseDraft.filter())
    presses(practice_cast, PracticeCast.filter())
    presses(practice_scheme_wanted, PracticeShow.filter())
    presses(draft_put_aside, PutAside.filter())
    presses(draft_dropped, DropDraft.filter())
    router.message.register(drop_typed, FormStep(drafting.FORM), TypedDrop())
    router.message.register(title_typed, FormStep(drafting.FORM, "title"), HasWords())
    router.message.register(body_typed, FormStep(drafting.FORM, "body"), HasWords())
    router.message.register(closing_typed, FormStep(drafting.FORM, "closing"), HasWords())
    router.message.register(clause_typed, FormStep(drafting.FORM, "clause"), HasWords())
    router.message.register(notice_typed, FormStep(drafting.FORM, "notice"), HasWords())
    router.message.register(file_sent, FormStep(drafting.FORM, "file"), HasFile())
    router.message.register(file_sent, FormStep(drafting.FORM), HasFile(tables=False))
    router.message.register(file_sent, FileAtHand())
    router.message.register(typed_at_preview, DraftWaits(), StrayWords())
