"""Filters for typed words: which form waits for them, and at which question."""

from typing import Any

from aiogram.filters import BaseFilter

from handlers.context import Context


class FormStep(BaseFilter):
    """True when this person's form waits at `step` (any step of the form when it is left out)."""

    def __init__(self, name: str, step: str | None = None) -> None:
        self._name = name
        self._step = step

    async def __call__(self, _event: Any, context: Context) -> bool:
        form = context.form
        return form is not None and form.name == self._name and self._step in {None, form.step}
