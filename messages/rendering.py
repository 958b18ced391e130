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
        # Jinja would look at the file of every part that a template includes, each time: they change with the program only.
        auto_reload=False,
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
    template = _ENVIRONMENT.get_template(name)
    # Jinja copies them for every rendering, and out of its own chain of dictionaries that takes longer than the template.
    template.globals = dict(template.globals)
    return template


def render(language: Language, template: str, **facts: Any) -> str:
    """The text of `messages/<template>.<language>.j2` as Telegram's HTML; jinja2.UndefinedError when a fact is missing."""
    return _template(f"{template}.{language}.j2").render(language=language, **facts).strip()


def plain_text(text: str) -> str:
    """Telegram's HTML without its marks: for callback answers and terminals, which show tags as they are."""
    if "<" not in text and "&" not in text:
        # As most answers to a tap are, which are looked at three times on their way.
        return text
    return html.unescape(re.sub(r"<[^>]+>", "", text))


# What the platform takes, counted in UTF-16 units once its marks are gone (platform-and-faults.md, Telegram numbers).
LONGEST_TEXT, LONGEST_CAPTION = 4096, 1024
LEFT_OUT = "……"


def units(text: str) -> int:
    """The platform's measure of a text."""
    return len(plain_text(text).encode("utf-16-le")) // 2


def fitted(text: str, limit: int = LONGEST_TEXT) -> str:
    """The text, or as many of its first lines as fit with its last, which says what to do next."""
    if units(text) <= limit:
        return text
    *lines, last = text.split("\n")
    while lines and units("\n".join([*lines, LEFT_OUT, last])) > limit:
        lines.pop()
    short = "\n".join([*lines, LEFT_OUT, last])
    if lines and len(re.findall(r"<[a-z]", short)) == short.count("</"):
        return short
    cut = plain_text(text).encode("utf-16-le")[: 2 * (limit - len(LEFT_OUT))].decode("utf-16-le", errors="ignore")
    return html.escape(cut, quote=False) + LEFT_OUT
