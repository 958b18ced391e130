"""aiogram in a quarter of its time and less than half of its memory: a model is made ready when it is first used.

aiogram asks pydantic to leave each of its 440 models until it is needed (`defer_build`), and at the end of its own import it has all of
them made nevertheless: four fifths of a start. Linli uses some thirty (docs/decisions/0028-late-models.md).
"""

import sys
from typing import Any

from pydantic import BaseModel

# pydantic's way to make a model whose names were not known when it was written, and aiogram's way to have all of them made.
BUILD = "model_rebuild"


def import_aiogram() -> None:
    """Before anything that imports it; afterwards it changes nothing."""
    if "aiogram" in sys.modules:
        return
    names: dict[str, Any] = {}
    build = BaseModel.__dict__[BUILD]

    def remember(_model: type[BaseModel], /, *, _types_namespace: dict[str, Any], **_rest: Any) -> None:
        names.update(_types_namespace)

    setattr(BaseModel, BUILD, classmethod(remember))
    try:
        from aiogram.methods.base import Response, TelegramMethod
        from aiogram.types.base import TelegramObject
    finally:
        setattr(BaseModel, BUILD, build)

    def build_by_name(
        model: type[BaseModel],
        *,
        force: bool = False,
        raise_errors: bool = True,
        _parent_namespace_depth: int = 2,
        _types_namespace: dict[str, Any] | None = None,
    ) -> bool | None:
        # Models name one another; only together with all of aiogram's names does pydantic know whom they mean.
        made: bool | None = build.__func__(model, force=force, raise_errors=raise_errors, _types_namespace=_types_namespace or names)
        return made

    for base in (TelegramObject, TelegramMethod, Response):
        setattr(base, BUILD, classmethod(build_by_name))


def make_ready() -> None:
    """What every update and nearly every letter needs: made before the first of them, which would otherwise wait for it."""
    from aiogram.methods import AnswerCallbackQuery, EditMessageText, Response, SendMessage
    from aiogram.types import Message, Update

    for model in (Update, AnswerCallbackQuery, SendMessage, EditMessageText, Response[Message], Response[bool], Response[Message | bool]):
        model.model_rebuild()
