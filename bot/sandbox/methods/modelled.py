"""What a modelled method is: aiogram's model, the fields that have a meaning here, and what it does."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic

from bot.sandbox.files import Uploads
from bot.sandbox.parsing import MethodT, parse
from bot.sandbox.world import World


@dataclass(frozen=True, slots=True)
class Modelled(Generic[MethodT]):
    """`act` runs to its end without a pause, so that no two calls mix."""

    model: type[MethodT]
    act: Callable[[World, MethodT, Uploads], Any]
    fields: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        return str(self.model.__api_method__)

    def run(self, world: World, params: dict[str, Any], uploads: Uploads) -> Any:
        return self.act(world, parse(self.model, params, self.fields), uploads)


def fields(names: str) -> frozenset[str]:
    return frozenset(names.split())
