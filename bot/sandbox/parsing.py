"""Parameters of a call into aiogram's own method model; a field that nobody knows is refused by name."""

import json
import re
import types
import typing
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Literal, TypeVar

from aiogram.client.default import Default
from aiogram.methods import TelegramMethod
from aiogram.types import ForceReply, InlineKeyboardMarkup, ReplyKeyboardMarkup, ReplyKeyboardRemove
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.sandbox.errors import ApiError, bad_request, not_modelled

Kind = Literal["text", "number or text", "json"]
AnyMethod = TelegramMethod[Any]
MethodT = TypeVar("MethodT", bound=AnyMethod)
ValueT = TypeVar("ValueT")

_MARKUPS: dict[str, type[BaseModel]] = {
    "inline_keyboard": InlineKeyboardMarkup,
    "keyboard": ReplyKeyboardMarkup,
    "remove_keyboard": ReplyKeyboardRemove,
    "force_reply": ForceReply,
}
_INTEGER = re.compile(r"-?\d+")

# What the platform says when these are not there at all.
_MISSING = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "callback_query_id": "callback_query_id is empty",
    "file_id": "file_id not specified",
}


def given(value: ValueT | Default | None) -> ValueT | None:
    """aiogram's models hold `Default(...)` where the caller said nothing."""
    return None if isinstance(value, Default) else value


def _parts(annotation: Any) -> Iterator[Any]:
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        yield from _parts(typing.get_args(annotation)[0])
    elif origin in (typing.Union, types.UnionType):
        for part in typing.get_args(annotation):
            yield from _parts(part)
    else:
        yield annotation


def _kind(annotation: Any) -> Kind:
    parts = list(_parts(annotation))
    if any(typing.get_origin(part) in (list, dict) or (isinstance(part, type) and issubclass(part, BaseModel)) for part in parts):
        return "json"
    return "number or text" if int in parts and str in parts else "text"


@cache
def _kinds(model: type[AnyMethod]) -> dict[str, Kind]:
    """How each field of a form is to be read: every value of a form is a string."""
    model.model_rebuild()
    return {name: _kind(field.annotation) for name, field in model.model_fields.items()}


def _read(name: str, value: Any, kind: Kind) -> Any:
    if not isinstance(value, str) or kind == "text":
        return value
    if kind == "number or text":
        return int(value) if _INTEGER.fullmatch(value) else value
    try:
        return json.loads(value)
    except ValueError as error:
        raise bad_request(f'can\'t parse the field "{name}" as JSON') from error


def _unknown(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, BaseModel):
        for name in value.model_extra or ():
            yield f"{path}.{name}" if path else name
        for name in value.model_fields_set:
            yield from _unknown(getattr(value, name, None), f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _unknown(item, f"{path}[{index}]")


def _place(model: type[AnyMethod], detail: ErrorDetails) -> str:
    """The path in the caller's words: the branches of unions that pydantic names are left out."""
    first, *rest = detail["loc"] or (model.__name__,)
    path = str(first)
    for step in rest:
        if isinstance(step, int):
            path += f"[{step}]"
        elif step.islower():
            path += f".{step}"
    return path


def _malformed(model: type[AnyMethod], error: ValidationError, field: str = "") -> ApiError:
    details = error.errors(include_url=False)
    deepest = max(details, key=lambda detail: len(detail["loc"]))
    place = field + _place(model, deepest)
    if deepest["type"] == "missing" and place in _MISSING:
        return bad_request(_MISSING[place])
    return bad_request(f'field "{place}" of {model.__api_method__}: {deepest["msg"].lower()}')


def _markup(model: type[AnyMethod], value: Any) -> Any:
    """The kind is told by its one key: of several kinds pydantic would name the wrong one's mistake."""
    if not isinstance(value, dict):
        return value
    kind = next((kind for key, kind in _MARKUPS.items() if key in value), None)
    if kind is None:
        raise bad_request("object expected as reply markup")
    try:
        return kind.model_validate(value)
    except ValidationError as error:
        raise _malformed(model, error, "reply_markup.") from error


def parse(model: type[MethodT], params: Mapping[str, Any], modelled: frozenset[str]) -> MethodT:
    kinds = _kinds(model)
    read: dict[str, Any] = {}
    for name, value in params.items():
        kind = kinds.get(name)
        if kind is None:
            raise bad_request(f'unknown field "{name}" in {model.__api_method__}')
        if name not in modelled:
            raise not_modelled(f'the field "{name}" of {model.__api_method__}')
        read[name] = _read(name, value, kind)
    if "reply_markup" in read:
        read["reply_markup"] = _markup(model, read["reply_markup"])
    try:
        parsed = model.model_validate(read)
    except ValidationError as error:
        raise _malformed(model, error) from error
    unknown = next(_unknown(parsed, ""), None)
    if unknown is not None:
        raise bad_request(f'unknown field "{unknown}" in {model.__api_method__}')
    return parsed
