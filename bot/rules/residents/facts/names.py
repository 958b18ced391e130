"""How homes, places and owners are spoken of."""

from dataclasses import dataclass

from bot.rules.residents.people import PlaceKind


@dataclass(frozen=True, slots=True)
class HomeAt:
    """A home as it is spoken of; `compound` is the compound's name. `apart`: its reader has homes in several compounds."""

    id: str
    compound: str
    building: str
    entrance: str
    room: str
    apart: bool = False


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A place as it is spoken of; `inside` is the compound's name for a building."""

    id: str
    kind: PlaceKind
    name: str
    inside: str = ""


@dataclass(frozen=True, slots=True)
class OwnerName:
    id: str
    name: str
