"""The two ways to say no: to the bot as the platform words it, and to a person on the page in both languages."""

from dataclasses import dataclass
from typing import Any


class ApiError(Exception):
    """An answer with `ok: false`; `parameters` is what the platform adds (`retry_after`, `migrate_to_chat_id`)."""

    def __init__(self, code: int, description: str, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def bad_request(what: str, parameters: dict[str, Any] | None = None) -> ApiError:
    return ApiError(400, f"Bad Request: {what}", parameters)


def forbidden(what: str) -> ApiError:
    return ApiError(403, f"Forbidden: {what}")


def conflict(what: str) -> ApiError:
    return ApiError(409, f"Conflict: {what}")


def not_modelled(what: str) -> ApiError:
    """Never a fake success: what the sandbox cannot do is refused by name, and as a 400, which no bot retries."""
    return bad_request(f"the sandbox does not model {what} yet")


@dataclass(frozen=True, slots=True)
class Both:
    """One sentence in the two languages of the page."""

    zh: str
    en: str


class Refusal(Exception):
    """A person tried what their app would not let them do."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh)
        self.both = Both(zh, en)
