"""aiogram's models are made when they are first used, and are the same then."""

import subprocess
import sys
from collections.abc import Iterator
from typing import ForwardRef

from aiogram.methods.base import TelegramMethod
from aiogram.types.base import TelegramObject
from pydantic import BaseModel

# Imported in a process of its own, as `linli run` does it.
START = """
from bot.runtime.late_models import import_aiogram, make_ready
import_aiogram()
import bot.runtime.serving
from aiogram.methods import SendMessage, SendPoll
from aiogram.types import Message, StarTransaction, Update
def made(): return [model.__name__ for model in (Message, SendMessage, SendPoll, StarTransaction, Update) if model.__pydantic_complete__]
print(made())
make_ready()
print(made())
chat = {"id": 1, "type": "private"}
print(Update.model_validate({"update_id": 1, "message": {"message_id": 1, "date": 1, "chat": chat, "text": "您好"}}).message.text)
print(SendPoll(chat_id=1, question="?", options=["a"]).question)
"""


def _below(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for one in model.__subclasses__():
        yield one
        yield from _below(one)


def test_a_start_makes_what_it_needs_and_the_rest_comes_when_it_is_used() -> None:
    done = subprocess.run([sys.executable, "-c", START], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["[]", "['SendMessage', 'Update']", "您好", "?"]


def test_every_model_of_the_platform_can_be_made() -> None:
    models = {*_below(TelegramObject), *_below(TelegramMethod)}
    assert len(models) > 500
    for model in models:
        model.model_rebuild()
        assert model.__pydantic_complete__, model
        assert not [name for name, field in model.model_fields.items() if isinstance(field.annotation, ForwardRef)], model


def test_what_pydantic_does_for_others_is_as_it_was() -> None:
    assert BaseModel.model_rebuild.__module__ == "pydantic.main"
