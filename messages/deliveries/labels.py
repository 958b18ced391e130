"""Labels of the buttons about deliveries: two to five characters, a verb where there is one."""

from bot.rules.deliveries import Way
from bot.rules.ports import Language

LABELS: dict[str, dict[Language, str]] = {
    "to_handed": {"zh": "改记当面交", "en": "Handed over"},
    "to_posted": {"zh": "改记邮寄", "en": "Posted"},
    "earlier": {"zh": "上一页", "en": "Earlier"},
    "later": {"zh": "下一页", "en": "Later"},
}
# Before a room: seen without colours, and read aloud first.
MARKS: dict[Way, dict[Language, str]] = {
    Way.CHAT: {"zh": "私", "en": "chat"},
    Way.HANDED: {"zh": "✓", "en": "✓"},
    Way.POSTED: {"zh": "寄", "en": "post"},
}


def label(language: Language, name: str) -> str:
    return LABELS[name][language]
