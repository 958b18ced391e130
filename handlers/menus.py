"""The menu of a private chat is put together from what the features offer to a role."""

from collections.abc import Callable
from dataclasses import dataclass

from aiogram.filters.callback_data import CallbackData

from bot.rules.ports import Language
from bot.rules.residents import Actor


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One button of the menu: two to five characters, a verb where there is one."""

    label: Callable[[Language], str]
    data: CallbackData
    shown_to: Callable[[Actor], bool]
