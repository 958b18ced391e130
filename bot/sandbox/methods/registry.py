"""Every Bot API method by its lower-case name: what is modelled, and what only exists."""

from typing import Any

import aiogram.methods
from aiogram.methods import TelegramMethod

from bot.sandbox.methods import answering, commands, copying, delivery, editing, pinning, profile, reading, removing, sending
from bot.sandbox.methods.modelled import Modelled

# Handled where updates are handed out, because it waits.
GET_UPDATES = "getupdates"


def _known() -> dict[str, str]:
    """All methods of the Bot API version that aiogram knows."""
    found = {}
    for name in aiogram.methods.__all__:
        model = getattr(aiogram.methods, name)
        if isinstance(model, type) and issubclass(model, TelegramMethod) and model is not TelegramMethod:
            api_name = str(model.__api_method__)
            found[api_name.lower()] = api_name
    return found


KNOWN = _known()

MODELLED: dict[str, Modelled[Any]] = {
    method.name.lower(): method
    for method in (
        *reading.METHODS,
        *sending.METHODS,
        *editing.METHODS,
        *removing.METHODS,
        *copying.METHODS,
        *pinning.METHODS,
        *answering.METHODS,
        *commands.METHODS,
        *profile.METHODS,
        *delivery.METHODS,
    )
}
