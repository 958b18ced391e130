"""A place by its path `街道/社区/小区/楼栋`; a shorter tail will do while it is unique (design.md, Command line)."""

import re
from collections.abc import Collection

from bot.actions.unit import UnitOfWork
from bot.rules.residents import Place, PlaceKind
from bot.rules.residents.violations import PlaceAmbiguous, PlaceUnknown
from bot.rules.rosters import building_name
from bot.rules.rosters.writing import plain_text

_SEPARATORS = re.compile(r"[/／]")


async def path_of(unit: UnitOfWork, place: Place) -> str:
    """北街街道/北街社区/和平小区/3栋"""
    above = await unit.compounds.places_by_id(place.path)
    return "/".join(above[identifier].name for identifier in place.path)


async def find_place(unit: UnitOfWork, path: str, kinds: Collection[PlaceKind] = tuple(PlaceKind)) -> Place:
    """Inside an open unit. PlaceUnknown, or PlaceAmbiguous with the whole paths of the candidates."""
    parts = [plain_text(part) for part in _SEPARATORS.split(path) if part.strip()]
    if not parts:
        raise PlaceUnknown(path)
    *above, last = parts
    found: list[Place] = []
    # As it stands, and only then as what a building is called by: that ends after some letters.
    for name in dict.fromkeys((last, building_name(last))):
        if name and not found:
            named = await unit.compounds.places_named(name)
            found = [place for place in named if place.kind in kinds and await _lies_under(unit, place, above)]
    if not found:
        raise PlaceUnknown(plain_text(path))
    if len(found) > 1:
        paths = {place.id: await path_of(unit, place) for place in found}
        # 北街 of 北街 of 北街: the whole path of one is the tail of the others.
        whole = [place for place in found if paths[place.id] == "/".join(parts)]
        if len(whole) != 1:
            raise PlaceAmbiguous(plain_text(path), tuple(sorted(paths.values())))
        return whole[0]
    return found[0]


async def _lies_under(unit: UnitOfWork, place: Place, above: list[str]) -> bool:
    """Whether the names stand among the places above it, in this order; some may be left out."""
    known = await unit.compounds.places_by_id(place.path)
    names = iter([known[identifier].name for identifier in place.path[:-1]])
    return all(name in names for name in above)
