"""Pictures for several groups: drawn once a language."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

from bot.rules.ports import Language
from bot.runtime.workers import Tools
from storage.groups import Group


async def one_a_language(
    tools: Tools, groups: Sequence[tuple[Group, Language | None]], draw: Callable[[Language], Awaitable[str]]
) -> AsyncIterator[tuple[Group, str]]:
    """Each group with the SHA-256 of its picture; a group without a language has that of the installation."""
    drawn: dict[Language, str] = {}
    for group, spoken in groups:
        language = spoken or tools.facts.default_language
        if language not in drawn:
            drawn[language] = await draw(language)
        yield group, drawn[language]
