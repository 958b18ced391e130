"""Labels of the buttons on the way to the first vote."""

from bot.rules.ports import Language

LABELS: dict[str, dict[Language, str]] = {
    "start": {"zh": "怎么开始", "en": "Get started"},
    "roster": {"zh": "发名册", "en": "Send roster"},
    "heads": {"zh": "请楼长", "en": "Heads"},
    "group": {"zh": "把我加进群", "en": "Add me to a group"},
    "group_waiting": {"zh": "绑定群", "en": "Bind group"},
    "slips": {"zh": "印小条", "en": "Print slips"},
    "practice": {"zh": "先练一练", "en": "Practise"},
    "draft": {"zh": "发起表决", "en": "Start a vote"},
}


def label(language: Language, name: str) -> str:
    return LABELS[name][language]
