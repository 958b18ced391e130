"""Labels of the buttons about sheets: two to five characters, a verb where there is one."""

from bot.rules.ports import Language

LABELS: dict[str, dict[Language, str]] = {
    "sheets": {"zh": "公示单", "en": "Sheets"},
    "ballots": {"zh": "纸质票", "en": "Papers"},
    "deliveries": {"zh": "送达表", "en": "Deliveries"},
    "preliminary": {"zh": "初步", "en": "First"},
    "final": {"zh": "正式", "en": "Final"},
    "a4": {"zh": "A4", "en": "A4"},
    "a3": {"zh": "A3", "en": "A3"},
    "to_vote": {"zh": "看表决", "en": "The vote"},
    "back": {"zh": "返回", "en": "Back"},
}


def label(language: Language, name: str) -> str:
    return LABELS[name][language]
