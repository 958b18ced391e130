"""Templates become text: compiled once, everything escaped, nothing undefined."""

import html
import re
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from bot.rules.ports import Language
from messages import formatting


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("messages", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    for name in formatting.FILTERS:
        environment.filters[name] = getattr(formatting, name)
    return environment


_ENVIRONMENT = _environment()


@cache
def _template(name: str) -> Template:
    return _ENVIRONMENT.get_template(name)


def render(language: Language, template: str, **facts: Any) -> str:
    """The text of `messages/<template>.<language>.j2` as Telegram's HTML; jinja2.UndefinedError when a fact is missing."""
    return _template(f"{template}.{language}.j2").render(language=language, **facts).strip()


def plain_text(text: str) -> str:
    """Telegram's HTML without its marks: for callback answers and terminals, which show tags as they are."""
    return html.unescape(re.sub(r"<[^>]+>", "", text))
