"""Labels of the buttons about a renovation's asks: two to five characters, a verb where there is one."""

from bot.rules.ports import Language

LABELS: dict[str, dict[Language, str]] = {
    "renovations": {"zh": "改造三问", "en": "Renovation"},
    "begin": {"zh": "新的改造", "en": "New one"},
    "drop": {"zh": "删掉", "en": "Delete"},
    "ask": {"zh": "问这一次", "en": "Ask now"},
    "look": {"zh": "看这一问", "en": "Look"},
    "tell": {"zh": "写改动", "en": "Say it"},
    "mend": {"zh": "更正改动", "en": "Correct it"},
    "send": {"zh": "发出", "en": "Send"},
    "again": {"zh": "重写", "en": "Write anew"},
}


def label(language: Language, name: str) -> str:
    return LABELS[name][language]
