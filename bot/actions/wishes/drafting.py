"""A menu is written item by item or out of a table, gets a budget and a closing time, is shown as groups would read it, and sent."""

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from typing import Any

from bot.actions.residents.common import actor_of
from bot.actions.unit import DueItem, Form, UnitOfWork
from bot.actions.wishes.common import CLOSE, FORGET, READ, card_letter, compounds_in_charge, own_draft
from bot.rules.residents.mornings import is_quiet
from bot.rules.votes.closing_times import check_closing, closing_from, offered_closings
from bot.rules.wishes import (
    DRAFT_KEPT,
    MOST_ITEMS,
    WishClass,
    WishItem,
    WishMenu,
    WishState,
    WishStep,
    items_stamp,
    lacks,
    stamp_of,
    undone,
    with_item,
    without_item,
)
from bot.rules.wishes.facts import (
    DropAsked,
    ItemAsked,
    PickCompound,
    RemoveAsked,
    WishCompound,
    WishDesk,
    WishPreview,
    WishTableShown,
)
from bot.rules.wishes.violations import (
    NameTwice,
    NoGroupToAsk,
    NotInCharge,
    TooManyItems,
    WishDraftGone,
    WishDraftNotReady,
    WishTableGone,
    WishTableTooBig,
)
from bot.rules.wishes.writing import (
    LARGEST_TABLE,
    UNITS,
    WishTable,
    amount_from,
    cents_from,
    check_item,
    name_from,
    unit_from,
)
from storage.wishes import Wishes

DRAFTING = "wishes.drafting"
# Rows that are named on the screen; the file is mended and sent again.
FAULTS_SHOWN = 8
_TYPED_ITEM = (WishStep.NAME, WishStep.UNIT, WishStep.COST, WishStep.AMOUNT)


def _desk(one: Wishes) -> WishDesk:
    return WishDesk(one.menu, lacks(one.menu), one.before is not None)


async def _shown(unit: UnitOfWork, telegram_id: int, menu_id: str) -> WishDesk:
    """No question waits there."""
    await unit.forms.clear(telegram_id)
    return _desk(await own_draft(unit, menu_id, telegram_id))


async def begin(unit: UnitOfWork, *, telegram_id: int, place_id: str, now: datetime) -> WishDesk | PickCompound:
    """「做一份」; which compound is asked where there are several."""
    async with unit:
        actor = await actor_of(unit, telegram_id)
        compounds = await compounds_in_charge(unit, actor)
        if not place_id and len(compounds) > 1:
            return PickCompound(tuple(WishCompound(one.id, one.name) for one in compounds.values()))
        compound_id = place_id or next(iter(compounds))
        if compound_id not in compounds:
            raise NotInCharge
        assert actor.person_id is not None, "somebody with a role"
        menu_id = await unit.wishes.begin(compound_id, by=actor.person_id, now=now)
        await keep_for_a_week(unit, menu_id, compound_id, now)
        shown = await _shown(unit, telegram_id, menu_id)
        await unit.commit()
    return shown


async def keep_for_a_week(unit: UnitOfWork, menu_id: str, compound_id: str, now: datetime) -> None:
    """From the last change on."""
    await unit.schedule.cancel(menu_id, FORGET)
    await unit.schedule.plan(FORGET, menu_id, now + DRAFT_KEPT, compound_id)


async def open_desk(unit: UnitOfWork, *, telegram_id: int, menu_id: str) -> WishDesk:
    async with unit:
        shown = await _shown(unit, telegram_id, menu_id)
        await unit.commit()
    return shown


# questions
async def ask(
    unit: UnitOfWork,
    *,
    telegram_id: int,
    menu_id: str,
    step: WishStep,
    zone: tzinfo,
    now: datetime,
    item: dict[str, Any] | None = None,
) -> ItemAsked:
    """What is typed, or sent, next."""
    async with unit:
        one = await own_draft(unit, menu_id, telegram_id)
        if step is WishStep.NAME and len(one.menu.items) >= MOST_ITEMS:
            raise TooManyItems(most=MOST_ITEMS)
        shown = await _ask(unit, telegram_id, one, step, item or {}, zone=zone, now=now)
        await unit.commit()
    return shown


async def _ask(
    unit: UnitOfWork, telegram_id: int, one: Wishes, step: WishStep, item: dict[str, Any], *, zone: tzinfo, now: datetime
) -> ItemAsked:
    await unit.forms.keep(telegram_id, Form(DRAFTING, step, {"menu": one.id, **item}), now)
    return _asked(one.menu, step, item, zone=zone, now=now)


def _asked(menu: WishMenu, step: WishStep, item: dict[str, Any], *, zone: tzinfo, now: datetime) -> ItemAsked:
    kind = WishClass(item["kind"]) if "kind" in item else None
    offered = offered_closings(now.astimezone(zone)) if step is WishStep.CLOSING else ()
    return ItemAsked(menu, step, kind, item.get("name", ""), item.get("unit", ""), item.get("unit_cost", 0), offered)


async def read_asked(unit: UnitOfWork, *, telegram_id: int, form: Form | None, zone: tzinfo, now: datetime) -> ItemAsked:
    """The question that waits, for somebody who sent something else."""
    if form is None or form.name != DRAFTING:
        raise WishDraftGone
    async with unit:
        one = await own_draft(unit, str(form.facts["menu"]), telegram_id)
    return _asked(one.menu, WishStep(form.step), form.facts, zone=zone, now=now)


async def type_words(
    unit: UnitOfWork, *, telegram_id: int, form: Form | None, typed: str, zone: tzinfo, now: datetime
) -> ItemAsked | WishDesk:
    """The next part of an item, the budget, or a closing time."""
    if form is None or form.name != DRAFTING:
        raise WishDraftGone
    step, menu_id = WishStep(form.step), str(form.facts["menu"])
    if step in _TYPED_ITEM:
        return await _write_item(unit, telegram_id, form, typed, zone=zone, now=now)
    if step is WishStep.BUDGET:
        return await _set(unit, telegram_id, menu_id, now, budget=cents_from(typed))
    if step is WishStep.CLOSING:
        return await set_closing(
            unit, telegram_id=telegram_id, menu_id=menu_id, closes_at=closing_from(typed, now.astimezone(zone)), now=now
        )
    return await read_asked(unit, telegram_id=telegram_id, form=form, zone=zone, now=now)


async def _write_item(unit: UnitOfWork, telegram_id: int, form: Form, typed: str, *, zone: tzinfo, now: datetime) -> ItemAsked | WishDesk:
    step, menu_id = WishStep(form.step), str(form.facts["menu"])
    parts: dict[WishStep, tuple[str, Callable[[str], Any]]] = {
        WishStep.NAME: ("name", name_from),
        WishStep.UNIT: ("unit", unit_from),
        WishStep.COST: ("unit_cost", cents_from),
        WishStep.AMOUNT: ("amount", amount_from),
    }
    field, read = parts[step]
    item = {name: value for name, value in form.facts.items() if name != "menu"} | {field: read(typed)}
    async with unit:
        one = await own_draft(unit, menu_id, telegram_id)
        shown: ItemAsked | WishDesk
        if step is WishStep.NAME and any(other.name.casefold() == item["name"].casefold() for other in one.menu.items):
            raise NameTwice(said=item["name"])
        if step is not WishStep.AMOUNT:
            shown = await _ask(unit, telegram_id, one, _TYPED_ITEM[_TYPED_ITEM.index(step) + 1], item, zone=zone, now=now)
        else:
            new = check_item(WishItem(item["name"], WishClass(item["kind"]), item["unit"], item["unit_cost"], item["amount"]))
            await unit.wishes.put_items(one, with_item(one.menu.items, new))
            await keep_for_a_week(unit, menu_id, one.compound_id, now)
            shown = await _shown(unit, telegram_id, menu_id)
        await unit.commit()
    return shown


async def pick_unit(unit: UnitOfWork, *, telegram_id: int, menu_id: str, number: int, zone: tzinfo, now: datetime) -> ItemAsked:
    """One of those that are offered; the form says of which item."""
    async with unit:
        form = await unit.forms.form(telegram_id, now)
        waits = form is not None and form.name == DRAFTING and form.step == WishStep.UNIT and form.facts["menu"] == menu_id
        if form is None or not waits or not 0 <= number < len(UNITS):
            raise WishDraftGone
        one = await own_draft(unit, menu_id, telegram_id)
        item = {name: value for name, value in form.facts.items() if name != "menu"} | {"unit": UNITS[number]}
        shown = await _ask(unit, telegram_id, one, WishStep.COST, item, zone=zone, now=now)
        await unit.commit()
    return shown


async def _set(unit: UnitOfWork, telegram_id: int, menu_id: str, now: datetime, **values: Any) -> WishDesk:
    async with unit:
        one = await own_draft(unit, menu_id, telegram_id)
        await unit.wishes.change(one.compound_id, one.id, **values)
        await keep_for_a_week(unit, menu_id, one.compound_id, now)
        shown = await _shown(unit, telegram_id, menu_id)
        await unit.commit()
    return shown


async def set_closing(unit: UnitOfWork, *, telegram_id: int, menu_id: str, closes_at: datetime, now: datetime) -> WishDesk:
    check_closing(now, closes_at)
    return await _set(unit, telegram_id, menu_id, now, closes_at=closes_at)


# the list of items
async def read_removing(unit: UnitOfWork, *, telegram_id: int, menu_id: str) -> RemoveAsked:
    async with unit:
        return RemoveAsked((await own_draft(unit, menu_id, telegram_id)).menu)


async def _put(unit: UnitOfWork, telegram_id: int, menu_id: str, now: datetime, items: Callable[[Wishes], Sequence[WishItem]]) -> WishDesk:
    async with unit:
        one = await own_draft(unit, menu_id, telegram_id)
        await unit.wishes.put_items(one, items(one))
        await keep_for_a_week(unit, menu_id, one.compound_id, now)
        shown = await _shown(unit, telegram_id, menu_id)
        await unit.commit()
    return shown


async def remove(unit: UnitOfWork, *, telegram_id: int, menu_id: str, number: int, stamp: int, now: datetime) -> WishDesk:
    """`stamp` names the list from which it was taken: a second press must not take what has moved up."""

    def fewer(one: Wishes) -> Sequence[WishItem]:
        if items_stamp(one.menu.items) != stamp:
            raise WishDraftNotReady
        return without_item(one.menu.items, number)

    return await _put(unit, telegram_id, menu_id, now, fewer)


async def undo(unit: UnitOfWork, *, telegram_id: int, menu_id: str, now: datetime) -> WishDesk:
    """「撤上一步」 brings the list back as it was; once more, and the step is there again."""
    return await _put(unit, telegram_id, menu_id, now, lambda one: undone(one.before))


# a table
async def send_table(
    unit: UnitOfWork, *, telegram_id: int, form: Form | None, file_id: str, file_name: str, size: int, now: datetime
) -> None:
    """A worker reads it, in a process of its own."""
    if form is None or form.name != DRAFTING:
        raise WishDraftGone
    if size > LARGEST_TABLE:
        raise WishTableTooBig(size=size, most=LARGEST_TABLE)
    async with unit:
        one = await own_draft(unit, str(form.facts["menu"]), telegram_id)
        arguments: dict[str, Any] = {"menu": one.id, "file_id": file_id, "file_name": file_name}
        await unit.jobs.queue(READ, arguments, now, compound_id=one.compound_id, chat_id=telegram_id)
        await unit.commit()


async def stage_table(unit: UnitOfWork, *, telegram_id: int, menu_id: str, table: WishTable, now: datetime) -> WishTableShown:
    """Kept beside the draft until it is taken; the file itself is not kept."""
    async with unit:
        one = await own_draft(unit, menu_id, telegram_id)
        await unit.wishes.stage(one, table.items)
        await unit.commit()
    return WishTableShown(
        menu_id,
        one.menu.compound,
        table.items,
        table.faults[:FAULTS_SHOWN],
        len(table.faults),
        table.sums,
        len(one.menu.items),
        items_stamp(table.items),
    )


async def use_table(unit: UnitOfWork, *, telegram_id: int, menu_id: str, stamp: int, now: datetime) -> WishDesk:
    """As it was shown; a second press finds it done."""

    def staged(one: Wishes) -> Sequence[WishItem]:
        if not one.staged or items_stamp(one.staged) != stamp:
            raise WishTableGone
        return one.staged

    return await _put(unit, telegram_id, menu_id, now, staged)


# sending
async def read_preview(unit: UnitOfWork, *, telegram_id: int, menu_id: str) -> WishPreview:
    async with unit:
        one = await own_draft(unit, menu_id, telegram_id)
        if lacks(one.menu):
            raise WishDraftNotReady
        groups = tuple(group.title for group in await unit.groups.of_compound(one.compound_id))
        homes = (await unit.starts.counts(one.compound_id)).homes
        registered = len(await unit.residents.bound_homes(one.compound_id))
    return WishPreview(one.menu, groups, homes, registered, stamp_of(one.menu))


async def send(unit: UnitOfWork, *, telegram_id: int, menu_id: str, stamp: int, now: datetime) -> tuple[int, bool]:
    """「发出」, as it was shown: (groups, whether they read it in the morning)."""
    async with unit:
        one = await own_draft(unit, menu_id, telegram_id)
        if lacks(one.menu) or stamp_of(one.menu) != stamp:
            raise WishDraftNotReady
        assert one.menu.closes_at is not None, "a draft that says all"
        check_closing(now, one.menu.closes_at)
        groups = await unit.groups.of_compound(one.compound_id)
        if not groups:
            raise NoGroupToAsk
        await unit.wishes.change(one.compound_id, one.id, state=WishState.OPEN, created_at=now, staged=None)
        await unit.schedule.cancel(one.id, FORGET)
        await unit.schedule.plan(CLOSE, one.id, one.menu.closes_at, one.compound_id)
        # Sent once more after it was taken back it is another message.
        letters = [card_letter(one, group, 0, f"asked:{now.isoformat()}", night_waits=True) for group in groups]
        await unit.mailing.put_all(letters, now)
        await unit.forms.clear(telegram_id)
        await unit.commit()
    return len(groups), is_quiet(now)


async def read_dropping(unit: UnitOfWork, *, telegram_id: int, menu_id: str) -> DropAsked:
    async with unit:
        return DropAsked((await own_draft(unit, menu_id, telegram_id)).menu)


async def drop(unit: UnitOfWork, *, telegram_id: int, menu_id: str) -> None:
    """「不做了」"""
    async with unit:
        one = await own_draft(unit, menu_id, telegram_id)
        await unit.wishes.drop(one.compound_id, one.id)
        await unit.schedule.cancel(one.id)
        await unit.forms.clear(telegram_id)
        await unit.commit()


async def forget_due(unit: UnitOfWork, item: DueItem, now: datetime) -> None:
    """A week after its last change."""
    async with unit:
        if not await unit.schedule.finish(item.id, now):
            return
        one = await unit.wishes.held(item.target)
        if one is not None and one.state is WishState.DRAFT:
            await unit.wishes.drop(one.compound_id, one.id)
        await unit.commit()
