"""A violation becomes words: its class name is its template, its fields are the template's facts."""

from bot.rules.ports import Language
from bot.rules.violations import RuleViolation
from messages.rendering import render


def violation_text(language: Language, violation: RuleViolation) -> str:
    """What happened, why, and what to do now, as Telegram's HTML; small at the end the code under which it is in the log."""
    return with_code(language, render(language, f"{violation.slug}/{violation.template()}", **violation.data), violation.code())


def with_code(language: Language, words: str, code: str) -> str:
    return words + (f"（{code}）" if language == "zh" else f" ({code})")
