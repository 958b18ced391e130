"""An opinion is given: words, a photo, what was understood on one card, and one tap; nothing is handed in before."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.actions.opinions.authoring import my_opinion
from bot.actions.opinions.common import compound_named, drop_photos, home_in, own
from bot.actions.opinions.noticing import tell_sorters
from bot.actions.opinions.photos import FORGET, attach
from bot.actions.residents.common import actor_of, arrive
from bot.actions.unit import Form, UnitOfWork
from bot.rules.marks import is_marked
from bot.rules.opinions import DRAFT_KEPT, NEW_AT_ONCE, Category, OpinionState, category_of, check_photo, check_state, words_from
from bot.rules.opinions.facts import JoinFirst, MyOpinion, OpinionAsked, OpinionDraft, PickCompound
from bot.rules.opinions.violations import FormGone, OpinionUnknown, TooManyOpinions
from bot.rules.ports import Language
from bot.rules.residents import Actor
from storage.opinions.records import NewOpinion, Opinion

GIVING = "opinions.giving"
# Which compound the words behind the command are for is asked first.
PICKING = "opinions.picking"
# The words wait; then what was understood is shown, and only a button goes on (a photo may still come).
WORDS, CONFIRM = "words", "confirm"


async def open_giving(
    unit: UnitOfWork, *, telegram_id: int, place_id: str, language: Language, now: datetime, said: str = ""
) -> OpinionAsked | OpinionDraft | PickCompound | JoinFirst:
    """「提意见」 in the private chat, or on the way there from a group, whose compound `place_id` is.

    `said`: the words after the command.
    """
    words = words_from(said) if said else ""
    async with unit:
        actor = await arrive(unit, telegram_id, language, now)
        words = words or await _said_before(unit, telegram_id, place_id, now)
        opened: OpinionAsked | OpinionDraft | PickCompound | JoinFirst = await _opened(unit, actor, place_id, now)
        if words and isinstance(opened, PickCompound):
            await unit.forms.keep(telegram_id, Form(PICKING, CONFIRM, {"said": words}), now)
        if words and isinstance(opened, OpinionAsked):
            opened = await _understood(unit, actor, await _form(unit, telegram_id, WORDS, now), words=words, photos=[], now=now)
        await unit.commit()
    return opened


async def _said_before(unit: UnitOfWork, telegram_id: int, place_id: str, now: datetime) -> str:
    """What was typed behind the command, before it was asked for which compound; 「提意见」 pressed anew begins anew."""
    form = await unit.forms.form(telegram_id, now)
    if form is None or form.name != PICKING:
        return ""
    await unit.forms.clear(telegram_id)
    return str(form.facts["said"]) if place_id else ""


async def _opened(unit: UnitOfWork, actor: Actor, place_id: str, now: datetime) -> OpinionAsked | PickCompound | JoinFirst:
    known = await unit.compounds.place(place_id) if place_id else None
    if not actor.bindings:
        return JoinFirst(known.id if known is not None else "")
    # A group may be that of a building.
    place_id = known.compound_id or place_id if known is not None else place_id
    here = list(dict.fromkeys(one.home.compound_id for one in actor.active_bindings or actor.bindings))
    if not place_id and len(here) > 1:
        return PickCompound(tuple([await compound_named(unit, one) for one in here]))
    compound_id = place_id or here[0]
    await _check_may_give(unit, actor, compound_id)
    await _keep(unit, actor.telegram_id, WORDS, {"compound": compound_id}, now)
    return await _asked(unit, actor, compound_id)


async def _check_may_give(unit: UnitOfWork, actor: Actor, compound_id: str) -> str:
    """The home for which they speak."""
    home_id = home_in(actor, compound_id)
    assert actor.person_id is not None, "somebody with a home"
    if await unit.opinions.waiting_of(actor.person_id, compound_id) >= NEW_AT_ONCE:
        raise TooManyOpinions(most=NEW_AT_ONCE)
    return home_id


async def _keep(unit: UnitOfWork, telegram_id: int, step: str, facts: dict[str, Any], now: datetime) -> None:
    await unit.forms.keep(telegram_id, Form(GIVING, step, facts), now)


async def _asked(unit: UnitOfWork, actor: Actor, compound_id: str, *, photos: int = 0, again: bool = False) -> OpinionAsked:
    some = bool(await unit.opinions.of_person(actor.person_id or ""))
    has_list = bool(await unit.demands.count(compound_id, published=True))
    return OpinionAsked(await compound_named(unit, compound_id), photos, some, has_list, again)


async def _form(unit: UnitOfWork, telegram_id: int, step: str, now: datetime) -> dict[str, Any]:
    form = await unit.forms.form(telegram_id, now)
    if form is None or form.name != GIVING or form.step != step:
        raise FormGone
    return form.facts


async def type_words(unit: UnitOfWork, *, telegram_id: int, typed: str, now: datetime) -> OpinionDraft:
    words = words_from(typed)
    async with unit:
        facts = await _form(unit, telegram_id, WORDS, now)
        actor = await actor_of(unit, telegram_id)
        shown = await _understood(unit, actor, facts, words=words, photos=_sent(facts), now=now)
        await unit.commit()
    return shown


def _sent(facts: dict[str, Any]) -> list[str]:
    """The photos that came before the words; a form of before 0024 has one at most, under another name."""
    return list(facts.get("photos", [facts["photo"]] if "photo" in facts else []))


async def _understood(
    unit: UnitOfWork, actor: Actor, facts: dict[str, Any], *, words: str, photos: list[str], now: datetime, album: str = ""
) -> OpinionDraft:
    """What was typed becomes a draft, or the new words of the one that is being written anew."""
    rewritten = facts.get("draft")
    if rewritten is None:
        opinion_id = await begin_draft(unit, actor, str(facts["compound"]), words=words, photos=photos, album=album, now=now)
    else:
        opinion = await _own_draft(unit, str(rewritten), actor.telegram_id)
        opinion_id = opinion.id
        await unit.opinions.change(opinion.compound_id, opinion.id, words=words, category=category_of(words), album=album, shown_in=None)
        await attach(unit, opinion, photos, actor.telegram_id, now)
    await _keep(unit, actor.telegram_id, CONFIRM, {"opinion": opinion_id}, now)
    return await draft_of(unit, opinion_id)


async def begin_draft(unit: UnitOfWork, actor: Actor, compound_id: str, *, words: str, photos: list[str], album: str, now: datetime) -> str:
    """What was said, not handed in; forgotten after a day."""
    home_id = await _check_may_give(unit, actor, compound_id)
    assert actor.person_id is not None, "somebody with a home"
    opinion_id = await unit.opinions.add(NewOpinion(compound_id, actor.person_id, home_id, category_of(words), words, album), now)
    await unit.schedule.plan(FORGET, opinion_id, now + DRAFT_KEPT, compound_id)
    opinion = await unit.opinions.opinion(opinion_id)
    assert opinion is not None, "an opinion that was just written"
    await attach(unit, opinion, photos, actor.telegram_id, now)
    return opinion_id


async def draft_of(unit: UnitOfWork, opinion_id: str, *, from_group: bool = False) -> OpinionDraft:
    opinion = await unit.opinions.opinion(opinion_id)
    assert opinion is not None, "an opinion that was just written"
    compound = await compound_named(unit, opinion.compound_id)
    photos = len(await unit.opinion_photos.of(opinion.compound_id, opinion.id))
    return OpinionDraft(opinion.id, compound.name, opinion.category, opinion.words, photos, from_group)


async def send_photo(
    unit: UnitOfWork, *, telegram_id: int, file_id: str, size: int, caption: str, album: str, now: datetime
) -> OpinionDraft | OpinionAsked | None:
    """With words under it, before them, or after them. None: a picture of an album for which the words have been asked already."""
    check_photo(size)
    words = words_from(caption) if caption.strip() else ""
    async with unit:
        form = await unit.forms.form(telegram_id, now)
        if form is None or form.name != GIVING:
            raise FormGone
        actor = await actor_of(unit, telegram_id)
        shown: OpinionDraft | OpinionAsked | None = None
        if form.step == CONFIRM:
            opinion = await _written_draft(unit, str(form.facts["opinion"]), telegram_id)
            shown = await add_photo(unit, opinion, telegram_id, file_id=file_id, album=album, now=now)
        elif words:
            photos = [*_sent(form.facts), file_id]
            shown = await _understood(unit, actor, form.facts, words=words, photos=photos, album=album, now=now)
        else:
            shown = await _before_words(unit, actor, form.facts, file_id=file_id, album=album, now=now)
        await unit.commit()
    return shown


async def _before_words(
    unit: UnitOfWork, actor: Actor, facts: dict[str, Any], *, file_id: str, album: str, now: datetime
) -> OpinionAsked | None:
    photos = _sent(facts)
    check_photo(0, len(photos))
    await _keep(unit, actor.telegram_id, WORDS, {**facts, "photos": [*photos, file_id], "album": album}, now)
    if album and facts.get("album") == album:
        return None
    return await _asked(unit, actor, str(facts["compound"]), photos=len(photos) + 1)


async def add_photo(
    unit: UnitOfWork, opinion: Opinion, telegram_id: int, *, file_id: str, album: str, now: datetime, from_group: bool = False
) -> OpinionDraft:
    """Inside a unit. Of one album the message that shows the draft is edited: ten pictures are not ten messages."""
    check_photo(0, len(await unit.opinion_photos.of(opinion.compound_id, opinion.id)))
    await attach(unit, opinion, [file_id], telegram_id, now)
    same = bool(album) and opinion.album == album
    if not same:
        await unit.opinions.change(opinion.compound_id, opinion.id, album=album, shown_in=None)
    shown = await draft_of(unit, opinion.id, from_group=from_group)
    return replace(shown, shown_in=opinion.shown_in if same else None)


async def note_shown(unit: UnitOfWork, *, opinion_id: str, telegram_id: int, message_id: int) -> None:
    """The message that shows a draft whose album may go on."""
    async with unit:
        opinion = await own(unit, opinion_id, telegram_id)
        if opinion.state is OpinionState.DRAFT:
            await unit.opinions.change(opinion.compound_id, opinion.id, shown_in=message_id)
        await unit.commit()


async def _own_draft(unit: UnitOfWork, opinion_id: str, telegram_id: int) -> Opinion:
    opinion = await own(unit, opinion_id, telegram_id)
    if opinion.state is not OpinionState.DRAFT:
        raise FormGone
    return opinion


async def _written_draft(unit: UnitOfWork, opinion_id: str, telegram_id: int) -> Opinion:
    """One that has words: while it is being written anew the buttons of the older card do nothing."""
    opinion = await _own_draft(unit, opinion_id, telegram_id)
    if not opinion.words:
        raise FormGone
    return opinion


async def read_waiting(unit: UnitOfWork, *, telegram_id: int, typed: bool, now: datetime) -> OpinionDraft | OpinionAsked:
    """Something was sent where something else is asked for: the question, or what was understood, once more."""
    async with unit:
        form = await unit.forms.form(telegram_id, now)
        if form is None or form.name != GIVING:
            raise FormGone
        if form.step == CONFIRM:
            opinion = await own(unit, str(form.facts["opinion"]), telegram_id, write=False)
            check_state(opinion.state, OpinionState.DRAFT)
            return replace(await draft_of(unit, opinion.id), typed=typed)
        actor = await actor_of(unit, telegram_id)
        return await _asked(unit, actor, str(form.facts["compound"]), photos=len(_sent(form.facts)), again=True)


async def pick_category(unit: UnitOfWork, *, telegram_id: int, opinion_id: str, category: Category, now: datetime) -> OpinionDraft:
    async with unit:
        opinion = await _written_draft(unit, opinion_id, telegram_id)
        await unit.opinions.change(opinion.compound_id, opinion.id, category=category)
        shown = await draft_of(unit, opinion.id)
        await unit.commit()
    return shown


async def rewrite(unit: UnitOfWork, *, telegram_id: int, opinion_id: str, now: datetime) -> OpinionAsked:
    """「重写」: from the words on; photos stay with the draft, and go with it where nothing more is written."""
    async with unit:
        opinion = await _own_draft(unit, opinion_id, telegram_id)
        await unit.opinions.change(opinion.compound_id, opinion.id, words="")
        await unit.schedule.cancel(opinion.id, FORGET)
        await unit.schedule.plan(FORGET, opinion.id, now + DRAFT_KEPT, opinion.compound_id)
        await _keep(unit, telegram_id, WORDS, {"compound": opinion.compound_id, "draft": opinion.id}, now)
        photos = len(await unit.opinion_photos.of(opinion.compound_id, opinion.id))
        shown = await _asked(unit, await actor_of(unit, telegram_id), opinion.compound_id, photos=photos)
        await unit.commit()
    return shown


async def drop_draft(unit: UnitOfWork, *, telegram_id: int, opinion_id: str, now: datetime) -> None:
    """「不交了」; a second press finds it gone."""
    async with unit:
        opinion = await own(unit, opinion_id, telegram_id)
        check_state(opinion.state, OpinionState.DRAFT, OpinionState.WITHDRAWN)
        await _drop(unit, opinion, now)
        await _leave_form(unit, telegram_id, now)
        await unit.commit()


async def _drop(unit: UnitOfWork, opinion: Opinion, now: datetime) -> None:
    await drop_photos(unit, opinion, now)
    await unit.opinions.change(opinion.compound_id, opinion.id, state=OpinionState.WITHDRAWN, words="")


async def stop_giving(unit: UnitOfWork, form: Form, now: datetime) -> None:
    """Inside a unit: 「不填了」, or /cancel. 「写的没有留下」 is true of what was not handed in."""
    # While one is being written anew its photos wait for the new words.
    opinion_id = form.facts.get("opinion") or form.facts.get("draft")
    if form.name != GIVING or not opinion_id:
        return
    opinion = await unit.opinions.held(str(opinion_id))
    if opinion is not None and opinion.state is OpinionState.DRAFT:
        await _drop(unit, opinion, now)


async def _leave_form(unit: UnitOfWork, telegram_id: int, now: datetime) -> None:
    """Only its own: words in a group disturb no other form."""
    form = await unit.forms.form(telegram_id, now)
    if form is not None and form.name == GIVING:
        await unit.forms.clear(telegram_id)


async def hand_in(unit: UnitOfWork, *, telegram_id: int, opinion_id: str, mark: str, now: datetime) -> MyOpinion:
    """「交上去」: the words above the button (`mark`). A second press finds what the first one handed in."""
    async with unit:
        opinion = await own(unit, opinion_id, telegram_id)
        if opinion.state is OpinionState.WITHDRAWN:
            raise OpinionUnknown
        if opinion.state is OpinionState.DRAFT:
            if not opinion.words:
                raise FormGone
            if not is_marked(mark, opinion.words):
                raise FormGone(newer=True)
            actor = await actor_of(unit, telegram_id)
            home_id = await _check_may_give(unit, actor, opinion.compound_id)
            handed = {"state": OpinionState.NEW, "given_at": now, "home_id": home_id, "album": None, "shown_in": None}
            await unit.opinions.change(opinion.compound_id, opinion.id, **handed)
            await unit.schedule.cancel(opinion.id)
            await _leave_form(unit, telegram_id, now)
            await tell_sorters(unit, opinion, actor, now)
        handed_in = await unit.opinions.opinion(opinion.id)
        assert handed_in is not None
        shown = await my_opinion(unit, handed_in)
        await unit.commit()
    return shown
