"""The list of menus: a resident's, from which their own choice is seen again, and that of those in charge."""

from bot.actions.residents.common import actor_of
from bot.actions.staff import compounds_led
from bot.actions.unit import UnitOfWork
from bot.rules.starts import NoCompoundYet
from bot.rules.wishes.facts import JoinFirst, WishLine, WishList

# Lines of a list: each is a button of its own.
MOST_LISTED = 8


async def read_list(unit: UnitOfWork, *, telegram_id: int) -> WishList | JoinFirst:
    async with unit:
        actor = await actor_of(unit, telegram_id)
        charge = await compounds_led(unit, actor)
        mine = {one.home.compound_id for one in actor.active_bindings}
        if not charge and not actor.bindings:
            if actor.is_staff:
                raise NoCompoundYet
            return JoinFirst()
        found = await unit.wishes.newest({*charge, *mine}, MOST_LISTED, drafts_of=actor.person_id)
    lines = tuple(WishLine(one.id, one.menu.compound, one.state, one.menu.closes_at, one.compound_id in charge) for one in found)
    return WishList(lines, bool(charge))
