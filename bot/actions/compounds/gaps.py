"""Gaps one by one: the clerk types what is missing, or strikes the row with a reason; either can be taken back."""

from dataclasses import replace
from datetime import datetime

from bot.actions.compounds.adding import add_home, check_not_there, drop_home
from bot.actions.compounds.left_open import all_done
from bot.actions.compounds.staff import form_of, staff_of
from bot.actions.staff import compounds_of
from bot.actions.unit import Form, UnitOfWork
from bot.rules.compounds import AllDone, AreaDoubted, GapQuestion, GapSettled, Settled, Settling, UndoTooLate, clean_reason
from bot.rules.residents import Actor, Place
from bot.rules.rosters import HomeKind, RosterHome
from bot.rules.rosters.doubts import doubt_of
from bot.rules.rosters.filling import typed_gap
from bot.rules.rosters.gaps import KnownGap
from bot.rules.rosters.writing import plain_text

FORM, AREA, STRIKE = "compounds.gap", "area", "reason"
# After a doubt: what was typed waits for a button, and another area may be typed as well.
DOUBT = "compounds.area_doubt"


async def read_gap(unit: UnitOfWork, *, telegram_id: int, compound_id: str) -> GapQuestion | AllDone:
    async with unit:
        await staff_of(unit, telegram_id, compound_id)
        return await _next(unit, compound_id)


async def read_gap_for(unit: UnitOfWork, actor: Actor, *, text: str) -> GapQuestion | None:
    """An area was typed before any gap was asked about: the first that lacks one, so that its button is at hand; None where none lacks."""
    async with unit:
        for place in await compounds_of(unit, actor):
            gaps = await unit.rosters.gaps(place.id)
            lacking = next((one for one in gaps if one.gap.area_cm2m is None), None)
            if lacking is not None:
                return replace(_question(place.id, lacking, len(gaps)), typed=plain_text(text))
    return None


async def _next(unit: UnitOfWork, compound_id: str, settled: Settled | None = None) -> GapQuestion | AllDone:
    gaps = await unit.rosters.gaps(compound_id)
    return _question(compound_id, gaps[0], len(gaps), settled) if gaps else await all_done(unit, compound_id, "gaps", settled)


def _question(compound_id: str, known: KnownGap, left: int, settled: Settled | None = None) -> GapQuestion:
    gap = known.gap
    return GapQuestion(
        known.id,
        compound_id,
        home=gap.name,
        row=gap.row,
        file_name=known.file_name,
        problem=gap.problem,
        owners="、".join(gap.owners),
        said=gap.text,
        left=left,
        needs_place=gap.needs_place,
        area_cm2m=gap.area_cm2m,
        unnamed=gap.kind is HomeKind.HOME and not (gap.owners or gap.developer),
        owner_in_doubt=gap.is_of_owner and bool(gap.text),
        kind=gap.kind,
        settled=settled,
    )


async def ask_about_gap(unit: UnitOfWork, *, telegram_id: int, compound_id: str, gap_id: str, step: str, now: datetime) -> GapQuestion:
    """`step` AREA or STRIKE: the next words typed are what is missing, or the reason."""
    async with unit:
        await staff_of(unit, telegram_id, compound_id)
        if step not in {AREA, STRIKE}:
            raise GapSettled
        gap, left = await _gap(unit, compound_id, gap_id)
        await unit.forms.keep(telegram_id, Form(FORM, step, {"gap": gap_id, "compound": compound_id}), now)
        await unit.commit()
    return _question(compound_id, gap, left)


async def leave_gap(unit: UnitOfWork, *, telegram_id: int, compound_id: str, gap_id: str, now: datetime) -> GapQuestion:
    """「不填了」: nothing of this gap is awaited any more, and it is there as before. What was begun since waits on."""
    async with unit:
        await staff_of(unit, telegram_id, compound_id)
        gap, left = await _gap(unit, compound_id, gap_id)
        form = await unit.forms.form(telegram_id, now)
        if form is not None and form.name in {FORM, DOUBT} and form.facts["gap"] == gap_id:
            await unit.forms.clear(telegram_id)
        await unit.commit()
    return _question(compound_id, gap, left)


async def _gap(unit: UnitOfWork, compound_id: str, gap_id: str) -> tuple[KnownGap, int]:
    gaps = await unit.rosters.gaps(compound_id)
    found = [one for one in gaps if one.id == gap_id]
    if not found:
        raise GapSettled
    return found[0], len(gaps)


async def fill_gap(unit: UnitOfWork, *, telegram_id: int, text: str, now: datetime) -> GapQuestion | AllDone | AreaDoubted:
    """What was typed completes the row, and it becomes a home. The next gap, or all done; an area unlike all others is asked about."""
    async with unit:
        form = await unit.forms.form(telegram_id, now)
        if form is None or form.name not in {FORM, DOUBT}:
            raise GapSettled
        actor, place = await staff_of(unit, telegram_id, form.facts["compound"])
        known, _ = await _gap(unit, place.id, form.facts["gap"])
        _, area = typed_gap(known.gap, text)
        doubt = doubt_of(area, await unit.rosters.areas(place.id, known.gap.kind)) if known.gap.area_cm2m is None else None
        if doubt is not None:
            await unit.forms.keep(telegram_id, Form(DOUBT, AREA, {"gap": known.id, "compound": place.id, "text": text}), now)
            question: GapQuestion | AllDone | AreaDoubted = AreaDoubted(known.id, place.id, doubt)
        else:
            question = await _fill(unit, actor, place, known, text=text, now=now)
        await unit.commit()
    return question


async def take_area(
    unit: UnitOfWork, *, telegram_id: int, compound_id: str, gap_id: str, area_cm2m: int, now: datetime
) -> GapQuestion | AllDone:
    """「是 89.35」 or 「就是 8,935.00」, of the home that was typed with it."""
    async with unit:
        actor, place = await staff_of(unit, telegram_id, compound_id)
        form = await form_of(unit, telegram_id, DOUBT, now)
        known, _ = await _gap(unit, place.id, gap_id)
        _, typed = typed_gap(known.gap, form.facts["text"])
        doubt = doubt_of(typed, await unit.rosters.areas(place.id, known.gap.kind))
        # Only what was asked about: the number on a button could be forged, or be of an earlier question.
        if form.facts["gap"] != gap_id or area_cm2m not in {typed, doubt.likely_cm2m if doubt is not None else typed}:
            raise GapSettled
        question = await _fill(unit, actor, place, known, text=form.facts["text"], now=now, meant=area_cm2m)
        await unit.commit()
    return question


async def take_gap(unit: UnitOfWork, *, telegram_id: int, compound_id: str, gap_id: str, now: datetime) -> GapQuestion | AllDone:
    """「先记下」: a row that lacks only its owner becomes a home as it stands. AreaUnreadable for one that lacks more."""
    async with unit:
        actor, place = await staff_of(unit, telegram_id, compound_id)
        known, _ = await _gap(unit, place.id, gap_id)
        question = await _fill(unit, actor, place, known, text="", now=now)
        await unit.commit()
    return question


async def _fill(
    unit: UnitOfWork, actor: Actor, place: Place, known: KnownGap, *, text: str, now: datetime, meant: int | None = None
) -> GapQuestion | AllDone:
    """`meant`: the area that was chosen in place of the one typed."""
    gap = known.gap
    name, typed = typed_gap(gap, text)
    area = typed if meant is None else meant
    if gap.needs_place:
        await check_not_there(unit, place, name)
    rest = (gap.kind, area, gap.area_source, gap.owners, gap.designated, gap.developer)
    home = RosterHome(name.building, name.entrance, name.room, *rest)
    became = await add_home(unit, place, home, now)
    await unit.roster_work.settle_gap(place.id, known.id, state="filled", home_id=became, by=actor.person_id, now=now)
    await unit.forms.clear(actor.telegram_id)
    return await _next(unit, place.id, Settled(Settling.FILLED, known.id, home=name, area_cm2m=area))


async def strike_gap(unit: UnitOfWork, *, telegram_id: int, text: str, now: datetime) -> GapQuestion | AllDone:
    async with unit:
        form = await form_of(unit, telegram_id, FORM, now)
        actor, place = await staff_of(unit, telegram_id, form.facts["compound"])
        known, _ = await _gap(unit, place.id, form.facts["gap"])
        reason = clean_reason(text)
        await unit.roster_work.settle_gap(place.id, known.id, state="struck", reason=reason, by=actor.person_id, now=now)
        await unit.roster_switches.touch(place.id)
        await unit.forms.clear(telegram_id)
        question = await _next(unit, place.id, Settled(Settling.STRUCK, known.id, home=known.gap.name, reason=reason))
        await unit.commit()
    return question


async def reopen_gap(unit: UnitOfWork, *, telegram_id: int, compound_id: str, gap_id: str) -> GapQuestion:
    """「改回去」: the gap is open again. UndoTooLate once something depends on the home that it became, or a newer file has it."""
    async with unit:
        _, place = await staff_of(unit, telegram_id, compound_id)
        found = [one for one in await unit.rosters.gaps(place.id, ("filled", "struck")) if one.id == gap_id]
        if not found:
            raise GapSettled
        if found[0].home_id is not None:
            last = await unit.roster_work.last_import(place.id)
            if last is not None and found[0].settled_at is not None and last.imported_at > found[0].settled_at:
                raise UndoTooLate
            await drop_home(unit, place, found[0].home_id)
        await unit.roster_work.reopen_gap(place.id, gap_id)
        await unit.roster_switches.touch(place.id)
        left = len(await unit.rosters.gaps(place.id))
        await unit.commit()
    return _question(place.id, found[0], left)
