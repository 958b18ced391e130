"""A concern is raised in private, question by question; nothing leaves before 「这样送出」."""

from datetime import datetime, tzinfo
from typing import Any

from bot.actions.concerns.authoring import my_concern
from bot.actions.concerns.common import OVERDUE, REMIND, card_of, keepers_of, note_nobody, put_concern
from bot.actions.concerns.photos import attach, check_words, refused_before
from bot.actions.residents.common import actor_of, arrive, deciders
from bot.actions.unit import Form, UnitOfWork
from bot.rules.concerns import (
    CONCERN_LEVELS,
    OPEN,
    OPEN_AT_ONCE,
    ConcernKind,
    FloorBand,
    check_photo,
    shown_band,
    words_from,
)
from bot.rules.concerns.clock import answer_by, remind_at
from bot.rules.concerns.facts import JoinFirst, MyConcern, Raising, RaisingStep
from bot.rules.concerns.violations import FormGone, HomeOutside, NotConfirmedYet, TooManyConcerns, VoteIsOver, VoteNotHere
from bot.rules.marks import is_marked
from bot.rules.ports import Language
from bot.rules.residents import Actor
from bot.rules.residents.deciding import Level
from bot.rules.votes.facts import VoteState
from storage.concerns import NewConcern
from storage.votes.records import Vote

RAISING = "concerns.raising"
# Of a form's facts: its words came before the first question was answered.
WRITTEN_FIRST = "written_first"
RUNNING = (VoteState.OPEN, VoteState.UNDECIDED)


async def open_raising(unit: UnitOfWork, *, telegram_id: int, vote_id: str, language: Language, now: datetime) -> Raising | JoinFirst:
    """「我有顾虑」 in the private chat, or on the way there from a group."""
    async with unit:
        actor = await arrive(unit, telegram_id, language, now)
        if not actor.bindings:
            await unit.commit()
            return JoinFirst(await _door(unit, vote_id))
        vote, _ = await _may_raise(unit, actor, vote_id)
        facts = await _written_before(unit, telegram_id, vote, now)
        await _keep(unit, telegram_id, RaisingStep.KIND, facts, now)
        shown = await _shown(unit, actor, vote, RaisingStep.KIND, facts)
        await unit.commit()
    return shown


async def _written_before(unit: UnitOfWork, telegram_id: int, vote: Vote, now: datetime) -> dict[str, Any]:
    """Words of which was said that they are kept are kept, too, where 「我有顾虑」 is tapped once more before a kind was chosen."""
    form = await unit.forms.form(telegram_id, now)
    if form is None or (form.name, form.step) != (RAISING, RaisingStep.KIND) or form.facts["vote"] != vote.id:
        return {"vote": vote.id}
    return form.facts if form.facts.get(WRITTEN_FIRST) else {"vote": vote.id}


async def _door(unit: UnitOfWork, vote_id: str) -> str:
    """Where somebody's home is looked for who came from a vote's card."""
    vote = await unit.votes.vote(vote_id)
    return vote.place_id if vote is not None else ""


async def _may_raise(unit: UnitOfWork, actor: Actor, vote_id: str) -> tuple[Vote, str]:
    """(the vote, the home for which they speak). Owners, family and tenants alike live with what is decided (docs/decisions/0016)."""
    vote = await unit.votes.vote(vote_id)
    if vote is None or not any(one.home.compound_id == vote.compound_id for one in actor.bindings):
        raise VoteNotHere
    asked = await unit.concerns.asked_homes(vote.id, [one.home.id for one in actor.active_bindings])
    if not asked:
        waiting = await unit.concerns.asked_homes(vote.id, [one.home.id for one in actor.bindings])
        raise NotConfirmedYet if waiting else HomeOutside
    if vote.state not in RUNNING:
        raise VoteIsOver
    assert actor.person_id is not None, "somebody with a home"
    if await unit.concerns.open_of_person(actor.person_id, vote.compound_id) >= OPEN_AT_ONCE:
        raise TooManyConcerns(most=OPEN_AT_ONCE)
    return vote, asked[0]


async def _keep(unit: UnitOfWork, telegram_id: int, step: RaisingStep, facts: dict[str, Any], now: datetime) -> None:
    await unit.forms.keep(telegram_id, Form(RAISING, step, facts), now)


async def _shown(unit: UnitOfWork, actor: Actor, vote: Vote, step: RaisingStep, facts: dict[str, Any]) -> Raising:
    compound = await unit.compounds.place(vote.compound_id)
    assert compound is not None, "a vote of a compound that there is"
    level, holders = await deciders(unit, compound, CONCERN_LEVELS, actor.telegram_id)
    return Raising(
        heading=vote.heading,
        step=step,
        level=level if await unit.residents.arriving(holders) else None,
        kind=ConcernKind(facts.get("kind", ConcernKind.OTHER)),
        words=facts.get("words", ""),
        has_some=bool(await unit.concerns.of_person(actor.person_id or "")),
        band=FloorBand(facts.get("band", FloorBand.UNSAID)),
        band_left_out=facts.get("left_out", False),
        photos=len(facts.get("photos", ())),
    )


async def _form(unit: UnitOfWork, telegram_id: int, vote_id: str, steps: tuple[RaisingStep, ...], now: datetime) -> dict[str, Any]:
    form = await unit.forms.form(telegram_id, now)
    if form is None or form.name != RAISING or form.facts["vote"] != vote_id or form.step not in steps:
        raise FormGone
    return form.facts


async def pick_kind(unit: UnitOfWork, *, telegram_id: int, vote_id: str, kind: ConcernKind, now: datetime) -> Raising:
    """Also once more, from a question that was passed already."""
    async with unit:
        facts = await _form(unit, telegram_id, vote_id, tuple(RaisingStep), now) | {"kind": kind}
        is_written = bool(facts.pop(WRITTEN_FIRST, False))
        return await _go_on(unit, telegram_id, RaisingStep.BAND if is_written else RaisingStep.WORDS, facts, now)


async def write_first(unit: UnitOfWork, *, telegram_id: int, typed: str, now: datetime) -> Raising:
    """Words that come before a kind is chosen are kept for it; further ones go below them."""
    async with unit:
        form = await unit.forms.form(telegram_id, now)
        if form is None or form.name != RAISING or form.step != RaisingStep.KIND:
            raise FormGone
        return await _go_on(unit, telegram_id, RaisingStep.KIND, await _written(unit, telegram_id, form.facts, typed), now)


async def _written(unit: UnitOfWork, telegram_id: int, facts: dict[str, Any], typed: str) -> dict[str, Any]:
    before = facts["words"] if facts.get(WRITTEN_FIRST) else ""
    words = words_from(f"{before} {typed}")
    await check_words(unit, await actor_of(unit, telegram_id), words)
    return facts | {"words": words, WRITTEN_FIRST: True}


async def type_words(unit: UnitOfWork, *, telegram_id: int, typed: str, now: datetime) -> Raising:
    words = words_from(typed)
    async with unit:
        form = await unit.forms.form(telegram_id, now)
        if form is None or form.name != RAISING or form.step != RaisingStep.WORDS:
            raise FormGone
        await check_words(unit, await actor_of(unit, telegram_id), words)
        return await _go_on(unit, telegram_id, RaisingStep.BAND, form.facts | {"words": words}, now)


async def send_photo(
    unit: UnitOfWork, *, telegram_id: int, file_id: str, size: int, caption: str, album: str, now: datetime
) -> Raising | None:
    """At any question; words under it are the concern's where these are asked for. Nothing is fetched before it is sent.

    None: one too many of an album of which that was said.
    """
    async with unit:
        form = await unit.forms.form(telegram_id, now)
        if form is None or form.name != RAISING:
            raise FormGone
        photos = [*form.facts.get("photos", ()), file_id]
        if await refused_before(unit, form, telegram_id, album=album, already=len(photos) - 1, now=now):
            return None
        check_photo(size, len(photos) - 1)
        facts, step = form.facts | {"photos": photos}, RaisingStep(form.step)
        if step is RaisingStep.WORDS and caption.strip():
            words = words_from(caption)
            await check_words(unit, await actor_of(unit, telegram_id), words)
            facts, step = facts | {"words": words}, RaisingStep.BAND
        elif step is RaisingStep.KIND and caption.strip():
            facts = await _written(unit, telegram_id, facts, caption)
        return await _go_on(unit, telegram_id, step, facts, now)


async def drop_photos(unit: UnitOfWork, *, telegram_id: int, vote_id: str, now: datetime) -> Raising:
    """「不带照片」 at the preview."""
    async with unit:
        facts = await _form(unit, telegram_id, vote_id, (RaisingStep.CONFIRM,), now)
        return await _go_on(unit, telegram_id, RaisingStep.CONFIRM, facts | {"photos": []}, now)


async def pick_band(unit: UnitOfWork, *, telegram_id: int, vote_id: str, band: FloorBand, now: datetime) -> Raising:
    """What would single out a home is left out here already, so that nobody reads it, and the preview says so."""
    async with unit:
        facts = await _form(unit, telegram_id, vote_id, (RaisingStep.BAND, RaisingStep.CONFIRM), now)
        _, home_id = await _may_raise(unit, await actor_of(unit, telegram_id), vote_id)
        shown = shown_band(band, await unit.concerns.rooms_beside(vote_id, home_id))
        facts = facts | {"band": shown, "left_out": shown is not band}
        return await _go_on(unit, telegram_id, RaisingStep.CONFIRM, facts, now)


async def rewrite(unit: UnitOfWork, *, telegram_id: int, vote_id: str, now: datetime) -> Raising:
    """「改」 at the preview: from the words on."""
    async with unit:
        facts = await _form(unit, telegram_id, vote_id, (RaisingStep.BAND, RaisingStep.CONFIRM), now)
        return await _go_on(unit, telegram_id, RaisingStep.WORDS, facts, now)


async def _go_on(unit: UnitOfWork, telegram_id: int, step: RaisingStep, facts: dict[str, Any], now: datetime) -> Raising:
    actor = await actor_of(unit, telegram_id)
    vote, _ = await _may_raise(unit, actor, facts["vote"])
    await _keep(unit, telegram_id, step, facts, now)
    shown = await _shown(unit, actor, vote, step, facts)
    await unit.commit()
    return shown


async def read_raising(unit: UnitOfWork, *, telegram_id: int, now: datetime) -> Raising:
    """The question that waits, for somebody who typed where a button was asked for."""
    async with unit:
        form = await unit.forms.form(telegram_id, now)
        if form is None or form.name != RAISING:
            raise FormGone
        actor = await actor_of(unit, telegram_id)
        vote, _ = await _may_raise(unit, actor, form.facts["vote"])
        return await _shown(unit, actor, vote, RaisingStep(form.step), form.facts)


async def send_concern(unit: UnitOfWork, *, telegram_id: int, vote_id: str, mark: str, zone: tzinfo, now: datetime) -> MyConcern:
    """「这样送出」: what is shown above the button (`mark`). A second press finds what the first one sent."""
    async with unit:
        actor = await actor_of(unit, telegram_id)
        form = await unit.forms.form(telegram_id, now)
        if form is None or form.name != RAISING:
            return await _sent_already(unit, actor, vote_id)
        facts = await _form(unit, telegram_id, vote_id, (RaisingStep.CONFIRM,), now)
        vote, home_id = await _may_raise(unit, actor, vote_id)
        if not is_marked(mark, (await _shown(unit, actor, vote, RaisingStep.CONFIRM, facts)).shown):
            raise FormGone(newer=True)
        concern_id = await _raise(unit, actor, vote, facts, home_id=home_id, zone=zone, now=now)
        await unit.forms.clear(telegram_id)
        concern = await unit.concerns.concern(concern_id)
        assert concern is not None, "a concern that was just written"
        await attach(unit, concern, facts.get("photos", []), telegram_id, now)
        _, holders = await keepers_of(unit, concern)
        if not await unit.residents.arriving(holders):
            note_nobody(unit, concern)
        await put_concern(unit, await card_of(unit, concern), holders, "raised", now)
        shown = await my_concern(unit, concern)
        await unit.commit()
    return shown


async def _raise(unit: UnitOfWork, actor: Actor, vote: Vote, facts: dict[str, Any], *, home_id: str, zone: tzinfo, now: datetime) -> str:
    compound = await unit.compounds.place(vote.compound_id)
    assert compound is not None, "a vote of a compound that there is"
    assert actor.person_id is not None, "somebody with a home"
    level: Level = (await deciders(unit, compound, CONCERN_LEVELS, actor.telegram_id))[0]
    new = NewConcern(
        compound_id=vote.compound_id,
        vote_id=vote.id,
        person_id=actor.person_id,
        home_id=home_id,
        kind=ConcernKind(facts["kind"]),
        words=facts["words"],
        band=FloorBand(facts["band"]),
        level=level,
        answer_by=answer_by(now, zone),
    )
    concern_id = await unit.concerns.add(new, now)
    await unit.schedule.plan(REMIND, concern_id, remind_at(now, zone), vote.compound_id)
    await unit.schedule.plan(OVERDUE, concern_id, new.answer_by, vote.compound_id)
    return concern_id


async def _sent_already(unit: UnitOfWork, actor: Actor, vote_id: str) -> MyConcern:
    mine = await unit.concerns.of_person(actor.person_id) if actor.person_id is not None else []
    newest = next((one for one in mine if one.vote_id == vote_id and one.state in OPEN), None)
    if newest is None:
        raise FormGone
    return await my_concern(unit, newest)
